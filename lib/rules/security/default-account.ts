import { listOf } from '../../manifest/object';
import { ObjectRule } from '../rule';

/** Rights are given to an account of those who need them. That pods run as `default` is no harm by itself: of its token `security/token-automount` speaks. */
export const defaultAccount: ObjectRule = {
  id: 'security/default-account',
  severity: 'warning',
  about: 'object',
  kinds: ['rbac.authorization.k8s.io/RoleBinding', 'rbac.authorization.k8s.io/ClusterRoleBinding'],
  why: 'All pods of a namespace that say nothing else run as its ServiceAccount default, and get the rights too.',
  fix: "Give the pods that need it a ServiceAccount of their own by 'serviceAccountName', and bind the role to that",
  docs: 'https://kubernetes.io/docs/concepts/security/rbac-good-practices/',
  admission: {
    expression: "object.?subjects.orValue([]).all(subject, subject.kind != 'ServiceAccount' || subject.name != 'default')",
    messageExpression: '"the role \'" + object.roleRef.name + "\' is given to whatever says no ServiceAccount"',
  },
  check: (binding) => {
    const accounts = listOf(binding.subjects).flatMap((subject, index) => (subject?.kind === 'ServiceAccount' ? [{ name: subject.name, index }] : []));
    return accounts.length === 0 ? undefined : accounts.filter(({ name }) => name === 'default')
      .map(({ index }) => ({ path: ['subjects', index, 'name'], message: `the role '${binding.roleRef?.name}' is given to whatever says no ServiceAccount` }));
  },
};
