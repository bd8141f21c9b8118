import { KubernetesObject, listOf } from '../../manifest/object';
import { OTHER_OBJECTS } from '../admission/admission-check';
import { ObjectRule } from '../rule';
import { BINDINGS, isRbacDefault, RBAC } from './rbac';

/** Nobody is given all rights. */
export const clusterAdmin: ObjectRule = {
  id: 'access/cluster-admin',
  severity: 'warning',
  about: 'object',
  kinds: BINDINGS,
  why: 'Whoever takes over a program with all rights has the cluster, or all of a namespace.',
  fix: 'Bind a role with the rights that are used',
  docs: 'https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege',
  admission: OTHER_OBJECTS,
  check: (binding, cluster) => {
    const { kind, name } = binding.roleRef ?? {};
    if (typeof name !== 'string' || listOf(binding.subjects).length === 0 || isRbacDefault(binding)) { return undefined; }
    const isAll = (kind === 'ClusterRole' && name === 'cluster-admin') || givesAll(cluster.find(`${RBAC}/${kind}`, kind === 'Role' ? cluster.namespaceOf(binding) : '', name));
    const where = binding.kind === 'RoleBinding' ? `in the namespace '${cluster.namespaceOf(binding)}'` : 'in the cluster';
    return isAll ? [{ path: ['roleRef', 'name'], message: `the role '${name}' gives every right ${where}` }] : [];
  },
};

function givesAll(role: KubernetesObject | undefined): boolean {
  return listOf(role?.rules).some((rule) => [rule?.apiGroups, rule?.resources, rule?.verbs].every((each) => listOf(each).includes('*')) && listOf(rule.resourceNames).length === 0);
}
