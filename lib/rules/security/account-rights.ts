import { KubernetesObject, listOf } from '../../manifest/object';
import { ClusterManifests } from '../cluster-manifests';
import { provided, saysNoNamespace } from '../stand-ins/provided';

const RBAC = 'rbac.authorization.k8s.io';

/** Whether a binding gives, or may give, the ServiceAccount of an object's pods rights. */
export function mayHaveRights(cluster: ClusterManifests, object: KubernetesObject, account: string): boolean {
  const namespace = cluster.namespaceOf(object);
  // What brings more manifests along, or is said to come from elsewhere, may have any name.
  if (provided(cluster, `${RBAC}/RoleBinding`, namespace, '') !== 'no' || provided(cluster, `${RBAC}/ClusterRoleBinding`, '', '') !== 'no') { return true; }
  const { accounts, groups } = subjectsOf(cluster);
  const namespaces = accounts.get(account);
  return (namespaces !== undefined && (saysNoNamespace(object) || namespaces.has(namespace) || namespaces.has(undefined)))
    || groups.has('system:serviceaccounts') || groups.has(`system:serviceaccounts:${namespace}`);
}

/** Those to whom bindings give rights. */
interface Subjects {
  /** The namespaces of ServiceAccounts, by their names: undefined for one that goes where it is applied. */
  readonly accounts: ReadonlyMap<string, ReadonlySet<string | undefined>>;
  readonly groups: ReadonlySet<string>;
}

function subjectsOf(cluster: ClusterManifests): Subjects {
  return cluster.once('subjects of bindings', () => {
    const accounts = new Map<string, Set<string | undefined>>();
    const groups = new Set<string>();
    for (const binding of [`${RBAC}/RoleBinding`, `${RBAC}/ClusterRoleBinding`].flatMap((kind) => cluster.ofKind(kind))) {
      for (const subject of listOf(binding.subjects)) {
        if (subject?.kind === 'Group') { groups.add(String(subject.name)); }
        if (subject?.kind !== 'ServiceAccount') { continue; }
        const known = accounts.get(subject.name) ?? new Set();
        known.add(typeof subject.namespace === 'string' ? subject.namespace : binding.metadata?.namespace);
        accounts.set(subject.name, known);
      }
    }
    return { accounts, groups };
  });
}
