import { dnsSubdomainFault, pathSegmentFault } from '../../../manifest/dns-name';
import { ObjectRule } from '../../rule';
import { faultsIn, Field } from '../field';

const GROUP = 'rbac.authorization.k8s.io';

/** A binding names one role and whom it is for, each in full. */
export const roleBinding: ObjectRule = {
  id: 'api/role-binding',
  severity: 'refused',
  about: 'object',
  kinds: [`${GROUP}/RoleBinding`, `${GROUP}/ClusterRoleBinding`],
  why: 'Whom a right is given to must be beyond doubt.',
  fix: `Write the apiGroup ${GROUP} for roles, users and groups, and a namespace for service accounts`,
  docs: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding',
  check: (object) => faultsIn(object, (root) => {
    const [role, isNamespaced] = [root.at('roleRef'), object.kind === 'RoleBinding'];
    // What is left out of a reference is filled in.
    role.at('apiGroup').mustBeOneOf("the role's group", [GROUP], 'or empty');
    role.at('kind').mustBeOneOf("the role's kind", isNamespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'], 'required');
    role.at('name').mustBeGiven("the role's name", pathSegmentFault);
    for (const subject of root.at('subjects').items) { checkSubject(subject, isNamespaced); }
  }),
};

function checkSubject(subject: Field, isNamespaced: boolean): void {
  const [kind, name, group, namespace] = ['kind', 'name', 'apiGroup', 'namespace'].map((field) => subject.at(field));
  kind.mustBeOneOf("the subject's kind", ['ServiceAccount', 'User', 'Group'], 'required');
  name.mustBeGiven("the subject's name");
  if (kind.text === 'ServiceAccount') {
    name.must('the service account', dnsSubdomainFault);
    if (group.text !== '') { group.fault(`a ServiceAccount has no apiGroup, got '${group.text}'`); }
    if (!isNamespaced) { namespace.mustBeGiven("the service account's namespace"); }
  } else if (kind.text === 'User' || kind.text === 'Group') {
    group.mustBeOneOf("the subject's group", [GROUP], 'or empty');
  }
}
