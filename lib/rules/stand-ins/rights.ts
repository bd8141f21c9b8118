import { KubernetesObject, listOf } from '../../manifest/object';
import { ClusterManifests } from '../cluster-manifests';

/** Whether pods of a namespace may make Secrets there: programs make passwords and the certificates of their webhooks by themselves. */
export function mayMakeSecrets(cluster: ClusterManifests, namespace: string): boolean {
  return rightsIn(cluster).has(`${namespace} create secrets`);
}

/** Whether pods of a namespace may change the labels of pods there: as leaders do with their own. */
export function mayLabelPods(cluster: ClusterManifests, namespace: string): boolean {
  return rightsIn(cluster).has(`${namespace} patch pods`) || rightsIn(cluster).has(`${namespace} update pods`);
}

/** What ServiceAccounts may do in their own namespace, as `namespace verb resource`. */
function rightsIn(cluster: ClusterManifests): ReadonlySet<string> {
  return cluster.once('rightsIn', () => {
    const rights = new Set<string>();
    for (const kind of ['RoleBinding', 'ClusterRoleBinding']) {
      for (const binding of cluster.ofKind(`rbac.authorization.k8s.io/${kind}`)) {
        const own = cluster.namespaceOf(binding);
        const role = cluster.find(`rbac.authorization.k8s.io/${binding.roleRef?.kind}`, own, String(binding.roleRef?.name));
        const given = role === undefined ? [] : rightsOf(role);
        for (const subject of listOf(binding.subjects)) {
          const of: unknown = subject?.namespace ?? (kind === 'RoleBinding' ? own : undefined);
          if (subject?.kind === 'ServiceAccount' && typeof of === 'string' && (kind === 'ClusterRoleBinding' || of === own)) { given.forEach((right) => rights.add(`${of} ${right}`)); }
        }
      }
    }
    return rights;
  });
}

const VERBS: readonly string[] = ['create', 'update', 'patch'];
const RESOURCES: readonly string[] = ['secrets', 'pods'];

function rightsOf(role: KubernetesObject): string[] {
  return listOf(role.rules).flatMap((rule) => named(rule?.verbs, VERBS).flatMap((verb) => named(rule?.resources, RESOURCES).map((resource) => `${verb} ${resource}`)));
}

function named(list: unknown, all: readonly string[]): readonly string[] {
  const names = listOf(list);
  return names.includes('*') ? all : all.filter((name) => names.includes(name));
}
