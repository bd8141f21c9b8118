import { listOf } from '../../manifest/object';
import { ObjectRule } from '../rule';
import { describeNamed, isMissing, MISSING_FIX, MISSING_OPTIONS } from './missing';

/** The ServiceAccounts to which a binding gives a role are there. */
export const roleSubject: ObjectRule = {
  id: 'reference/role-subject',
  severity: 'warning',
  about: 'object',
  kinds: ['rbac.authorization.k8s.io/RoleBinding', 'rbac.authorization.k8s.io/ClusterRoleBinding'],
  why: 'A binding for a ServiceAccount that is not there gives nobody the rights that somebody needs.',
  fix: MISSING_FIX,
  docs: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects',
  options: MISSING_OPTIONS,
  check: (binding, cluster, options) => {
    const accounts = listOf(binding.subjects).flatMap((subject, index) => (subject?.kind === 'ServiceAccount' ? [{ subject, index }] : []));
    if (accounts.length === 0) { return undefined; }
    return accounts.flatMap(({ subject, index }) => {
      const named = { kind: '/ServiceAccount', namespace: subject.namespace ?? cluster.namespaceOf(binding), name: subject.name };
      return isMissing(cluster, named, options) ? [{ path: ['subjects', index, 'name'], message: `the binding is for ${describeNamed(named)}, which is not among the manifests` }] : [];
    });
  },
};
