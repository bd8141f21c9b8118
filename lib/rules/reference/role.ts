import { ObjectRule } from '../rule';
import { describeNamed, isMissing, MISSING_FIX, MISSING_OPTIONS } from './missing';

const RBAC = 'rbac.authorization.k8s.io';

/** The role that a binding gives is there. */
export const role: ObjectRule = {
  id: 'reference/role',
  severity: 'warning',
  about: 'object',
  kinds: [`${RBAC}/RoleBinding`, `${RBAC}/ClusterRoleBinding`],
  why: 'A binding of a role that is not there is taken, and gives nothing.',
  fix: MISSING_FIX,
  docs: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding',
  options: MISSING_OPTIONS,
  check: (binding, cluster, options) => {
    const { kind, name } = binding.roleRef ?? {};
    if (kind !== 'Role' && kind !== 'ClusterRole') { return undefined; }
    const named = { kind: `${RBAC}/${kind}`, namespace: kind === 'Role' ? cluster.namespaceOf(binding) : '', name };
    return isMissing(cluster, named, options) ? [{ path: ['roleRef', 'name'], message: `the binding gives ${describeNamed(named)}, which is not among the manifests` }] : [];
  },
};
