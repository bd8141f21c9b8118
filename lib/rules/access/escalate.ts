import { ObjectRule } from '../rule';
import { RBAC } from './rbac';
import { ABOUT_ROLES, RiskyRight, riskyRightsInCel, riskyRightsOf } from './risky-rights';

/** No role makes more of itself. */
export const escalate: ObjectRule = {
  ...ABOUT_ROLES,
  id: 'access/escalate',
  why: 'Whoever may hand out rights, or act as others, has all of theirs.',
  fix: "Name the roles or users that are meant in 'resourceNames', or leave it out",
  docs: 'https://kubernetes.io/docs/concepts/security/rbac-good-practices/#escalate-verb',
  admission: () => riskyRightsInCel(RISKS),
  check: (role) => riskyRightsOf(role, RISKS),
};

const RISKS: readonly RiskyRight[] = [
  { groups: [RBAC], resources: ['roles', 'clusterroles'], verbs: ['bind', 'escalate'], means: 'that gives itself rights that it does not have' },
  { groups: [''], resources: ['users', 'groups', 'serviceaccounts'], verbs: ['impersonate'], means: 'that acts as anybody' },
  { groups: ['authentication.k8s.io'], resources: ['uids', 'userextras'], verbs: ['impersonate'], means: 'that acts as anybody' },
  { groups: [RBAC], resources: ['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings'], verbs: ['create', 'update', 'patch'], means: 'that hands out what it may do itself' },
];
