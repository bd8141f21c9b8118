import { ObjectRule } from '../rule';
import { ABOUT_ROLES, RiskyRight, riskyRightsInCel, riskyRightsOf } from './risky-rights';

/** No role leads into running pods. */
export const exec: ObjectRule = {
  ...ABOUT_ROLES,
  id: 'access/exec',
  why: 'A way into running pods goes past everything that admission, images and reviews keep out.',
  fix: 'Give it to people for the time that they need it, not to programs',
  docs: 'https://kubernetes.io/docs/concepts/security/rbac-good-practices/#access-to-proxy-subresource-of-nodes',
  admission: () => riskyRightsInCel(RISKS),
  check: (role) => riskyRightsOf(role, RISKS),
};

const RISKS: readonly RiskyRight[] = [
  { groups: [''], resources: ['pods/exec', 'pods/attach'], verbs: ['get', 'create'], means: 'that runs commands in any pod where it is bound' },
  { groups: [''], resources: ['pods/portforward'], verbs: ['get', 'create'], means: 'that reaches any port of any pod where it is bound, past network policies' },
  { groups: [''], resources: ['nodes/proxy'], verbs: ['get', 'create', 'update', 'patch', 'delete'], means: 'that calls the kubelets, which run commands in any pod and write no audit log' },
];
