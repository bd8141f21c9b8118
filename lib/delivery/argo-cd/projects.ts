import { DeliveredApp } from '../../fleet/delivered-tree';
import { apiGroup } from '../../manifest/object';
import { ArgoCdTeam } from './argo-cd-delivery-props';
import { DeliveredApps } from './delivered-apps';
import { Teams } from './teams';

interface ProjectsProps {
  readonly repoUrl: string;
  readonly teams?: readonly ArgoCdTeam[];
  readonly platformTeam: string;
}

/**
 * An AppProject for each team: its namespaces in the clusters that have them, and the kinds of what it has there. Kinds that belong to no namespace are
 * the platform team's alone.
 */
export function projectsOf(
  { repoUrl, teams = [], platformTeam }: ProjectsProps, clusters: readonly DeliveredApps[], owners: Teams,
): { readonly [field: string]: any }[] {
  const all = clusters.flatMap(({ cluster, apps }) => apps.map((app) => ({ cluster: cluster.name, app, team: owners.of(app) })));
  return [...new Set(all.map(({ team }) => team))].sort().map((team) => {
    const own = all.filter((each) => each.team === team);
    const further = teams.find(({ name }) => name === team)?.kinds ?? [];
    const inNamespaces = kindsOf(own.filter(({ app }) => app.namespace !== undefined).map(({ app }) => app), further);
    const elsewhere = kindsOf(own.filter(({ app }) => app.namespace === undefined).map(({ app }) => app), []);
    return {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: { name: team },
      spec: {
        description: team === platformTeam ? 'What belongs to no namespace, and the namespaces of the platform.' : `The namespaces of ${team}.`,
        sourceRepos: [repoUrl],
        // By the names of clusters: addresses change. Where there is no namespace, none is let in.
        destinations: own.map(({ cluster, app }) => ({ name: cluster, namespace: app.namespace ?? '' })),
        ...(elsewhere.length > 0 && { clusterResourceWhitelist: elsewhere }),
        // An empty list of what is let in would be dropped, and then all is let in.
        ...(inNamespaces.length > 0 ? { namespaceResourceWhitelist: inNamespaces } : { namespaceResourceBlacklist: [{ group: '*', kind: '*' }] }),
      },
    };
  });
}

interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

/** The kinds of what is in apps, and others by their names: `Ingress.networking.k8s.io`. */
function kindsOf(apps: readonly DeliveredApp[], others: readonly string[]): GroupKind[] {
  const names = new Set(others);
  for (const app of apps) {
    for (const { apiVersion, kind } of app.objects) {
      const group = apiGroup({ apiVersion, kind });
      names.add(group === '' ? kind : `${kind}.${group}`);
    }
  }
  return [...names].sort().map((name) => {
    const [kind, ...group] = name.split('.');
    return { group: group.join('.'), kind };
  });
}
