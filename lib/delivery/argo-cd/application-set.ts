import { DeliveredApp } from '../../fleet/delivered-tree';
import { ArgoCdSync } from './argo-cd-delivery-props';
import { DeliveredApps } from './delivered-apps';
import { ignoredDifferences, needsServerSideApply } from './shared-fields';
import { Teams } from './teams';
import { BATCH_LABEL, LEVEL_LABEL, STEP_LABEL, Wave, Waves } from './waves';

/** What is said of one Application: a cluster gets an app. */
type Element = { readonly [field: string]: unknown };

interface ApplicationSetProps {
  readonly name: string;
  readonly repoUrl: string;
  readonly revision: string;
  /** Folder of the output in the repository, empty where it is the repository itself. */
  readonly path: string;
  /** How things are done in an environment. */
  syncIn(environment: string | undefined): ArgoCdSync;
}

/**
 * All Applications as one ApplicationSet: a list of what was written. Clusters or folders that are not of the fleet, such as Argo CD's own cluster, are
 * taken in by no list.
 */
export function applicationSetOf(
  props: ApplicationSetProps, clusters: readonly DeliveredApps[], teams: Teams, waves: Waves | undefined,
): { readonly [field: string]: any } {
  const { name, repoUrl, revision, path } = props;
  const elements = clusters.flatMap(({ cluster, apps }) => apps.map((app): Element => {
    const { prune, pruneCluster, selfHeal } = props.syncIn(cluster.description.environment);
    const wave = waves?.of(cluster.name, app);
    const isPruned = (app.namespace === undefined ? pruneCluster : prune) === true;
    const ignored = ignoredDifferences(app);
    const options = syncOptions(app, { isPruned, ignores: ignored.length > 0 });
    return {
      cluster: cluster.name,
      app: app.name,
      project: teams.of(app),
      namespace: app.namespace ?? '',
      folder: app.path,
      ...(wave !== undefined && { step: wave.step, batch: `${wave.batch}`, level: `${wave.level}` }),
      prune: isPruned,
      selfHeal: selfHeal ?? waves === undefined,
      ...(options.length > 0 && { syncOptions: options }),
      ...(ignored.length > 0 && { ignoreDifferences: ignored }),
    };
  }));
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: { name },
    spec: {
      goTemplate: true,
      goTemplateOptions: ['missingkey=error'],
      generators: [{ list: { elements } }],
      ...(waves !== undefined && { strategy: { type: 'RollingSync', rollingSync: { steps: waves.all.map(stepOf) } } }),
      // What drops out of the list is let go of; where things are pruned, the patch has it removed.
      syncPolicy: { preserveResourcesOnDeletion: true },
      template: {
        metadata: {
          // No name of a cluster or namespace holds a dot.
          name: '{{ .cluster }}.{{ .app }}',
          labels: {
            'fleetwright.io/cluster': '{{ .cluster }}',
            'fleetwright.io/app': '{{ .app }}',
            ...(waves !== undefined && { [STEP_LABEL]: '{{ .step }}', [BATCH_LABEL]: '{{ .batch }}', [LEVEL_LABEL]: '{{ .level }}' }),
          },
        },
        spec: {
          project: '{{ .project }}',
          source: { repoURL: repoUrl, targetRevision: revision, path: path === '' ? '{{ .folder }}' : `${path}/{{ .folder }}` },
          destination: { name: '{{ .cluster }}', namespace: '{{ .namespace }}' },
          syncPolicy: { retry: { limit: 10, backoff: { duration: '5s', factor: 2, maxDuration: '3m' } } },
        },
      },
      templatePatch: PATCH,
    },
  };
}

/** What is no text cannot stand in the template. A key that is missing is an error where it is asked for, and not where it is looked for. */
const PATCH = `{{- if .prune }}
metadata:
  finalizers: [resources-finalizer.argocd.argoproj.io]
{{- end }}
spec:
  syncPolicy:
    automated:
      prune: {{ .prune }}
      selfHeal: {{ .selfHeal }}
{{- if hasKey . "syncOptions" }}
    syncOptions: {{ toJson .syncOptions }}
{{- end }}
{{- if hasKey . "ignoreDifferences" }}
  ignoreDifferences: {{ toJson .ignoreDifferences }}
{{- end }}
`;

function syncOptions(app: DeliveredApp, { isPruned, ignores }: { readonly isPruned: boolean; readonly ignores: boolean }): string[] {
  return [
    // What is new should be there, and healthy, before what it takes the place of goes.
    ...(isPruned ? ['PruneLast=true'] : []),
    ...(ignores ? ['RespectIgnoreDifferences=true'] : []),
    ...(needsServerSideApply(app) ? ['ServerSideApply=true'] : []),
  ];
}

function stepOf({ step, batch, level, manual }: Wave): object {
  const among = (key: string, value: string) => ({ key, operator: 'In', values: [value] });
  return {
    matchExpressions: [among(STEP_LABEL, step), among(BATCH_LABEL, `${batch}`), among(LEVEL_LABEL, `${level}`)],
    ...(manual && { maxUpdate: 0 }),
  };
}
