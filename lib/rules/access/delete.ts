import { ObjectRule } from '../rule';
import { ABOUT_ROLES, RiskyRight, riskyRightsInCel, riskyRightsOf } from './risky-rights';

/** No role deletes what runs, or its traces. */
export const deleteRight: ObjectRule = {
  ...ABOUT_ROLES,
  id: 'access/delete',
  why: 'Whoever deletes what runs stops it, and whoever deletes events takes away what was seen.',
  fix: "Name what is meant in 'resourceNames', or leave it out",
  docs: 'https://kubernetes.io/docs/concepts/security/rbac-good-practices/',
  admission: () => riskyRightsInCel(RISKS),
  check: (role) => riskyRightsOf(role, RISKS),
};

const DELETE = ['delete', 'deletecollection'];
const STOPS = 'that stops what runs where it is bound';

const RISKS: readonly RiskyRight[] = [
  { groups: [''], resources: ['pods', 'replicationcontrollers'], verbs: DELETE, means: STOPS },
  { groups: ['apps', 'extensions'], resources: ['deployments', 'statefulsets', 'daemonsets', 'replicasets'], verbs: DELETE, means: STOPS },
  { groups: ['batch'], resources: ['jobs', 'cronjobs'], verbs: DELETE, means: STOPS },
  { groups: [''], resources: ['namespaces'], verbs: DELETE, means: 'that deletes all that is in them' },
  { groups: ['', 'events.k8s.io'], resources: ['events'], verbs: DELETE, means: 'that takes away traces' },
];
