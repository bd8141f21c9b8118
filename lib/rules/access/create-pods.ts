import { ObjectRule } from '../rule';
import { ABOUT_ROLES, RiskyRight, riskyRightsInCel, riskyRightsOf } from './risky-rights';

/** No role makes pods, or what makes them. */
export const createPods: ObjectRule = {
  ...ABOUT_ROLES,
  id: 'access/create-pods',
  why: 'Whoever makes pods in a namespace mounts any Secret of it, and runs as any of its ServiceAccounts.',
  fix: 'Leave making pods to what deploys them, or have the namespace enforce Pod Security and hold nothing else of worth',
  docs: 'https://kubernetes.io/docs/concepts/security/rbac-good-practices/#workload-creation',
  admission: () => riskyRightsInCel(RISKS),
  check: (role) => riskyRightsOf(role, RISKS),
};

const MEANS = 'pods see all that their namespace holds';

const RISKS: readonly RiskyRight[] = [
  { groups: [''], resources: ['pods', 'replicationcontrollers'], verbs: ['create', 'update', 'patch'], means: MEANS },
  { groups: ['apps', 'extensions'], resources: ['deployments', 'statefulsets', 'daemonsets', 'replicasets'], verbs: ['create', 'update', 'patch'], means: MEANS },
  { groups: ['batch'], resources: ['jobs', 'cronjobs'], verbs: ['create', 'update', 'patch'], means: MEANS },
];
