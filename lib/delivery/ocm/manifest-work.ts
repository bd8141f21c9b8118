import { groupBy } from '../../manifest/group-by';
import { apiGroup, KubernetesObject } from '../../manifest/object';
import { resourceName } from '../../manifest/resource-name';
import { OcmExecutor } from './ocm-executor';
import { conditionRules, feedbackRules } from './work-progress';

/** How works are applied and removed. */
export interface WorkOptions {
  readonly executor: OcmExecutor;
  /** Whether fields that somebody else applied are taken over. */
  readonly force: boolean;
  /** Whether the objects stay when the work goes. */
  readonly keep: boolean;
}

/** The spec of a ManifestWork. All objects are of one namespace, or of none. */
export function workSpec(manifests: readonly KubernetesObject[], { executor, force, keep }: WorkOptions): object {
  return {
    ...(executor._executor !== undefined && { executor: executor._executor }),
    deleteOption: { propagationPolicy: keep ? 'Orphan' : 'Foreground' },
    manifestConfigs: manifestConfigs(manifests, force),
    workload: { manifests },
  };
}

/** How objects are applied and what is told of them, of each kind once. */
function manifestConfigs(manifests: readonly KubernetesObject[], force: boolean): object[] {
  const kinds = groupBy(manifests, (each) => `${apiGroup(each)}/${each.kind}`);
  return [...kinds.keys()].sort().map((kind) => {
    const [first] = kinds.get(kind)!;
    const [group, namespace, feedback] = [apiGroup(first), first.metadata?.namespace, feedbackRules(first)];
    return {
      resourceIdentifier: { ...(group !== '' && { group }), resource: resourceName(first.kind), ...(namespace !== undefined && { namespace }), name: '*' },
      updateStrategy: { type: 'ServerSideApply', serverSideApply: { force } },
      ...(feedback !== undefined && { feedbackRules: feedback }),
      conditionRules: conditionRules(first),
    };
  });
}
