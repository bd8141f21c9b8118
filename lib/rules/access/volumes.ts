import { ObjectRule } from '../rule';
import { ABOUT_ROLES, RiskyRight, riskyRightsInCel, riskyRightsOf } from './risky-rights';

/** No role makes PersistentVolumes. */
export const volumes: ObjectRule = {
  ...ABOUT_ROLES,
  id: 'access/volumes',
  why: 'A volume can be any path of any node, and no Pod Security level sees what is behind the claim of a pod.',
  fix: 'Leave it to the driver of the storage, and let others write claims',
  docs: 'https://kubernetes.io/docs/concepts/security/rbac-good-practices/#persistent-volume-creation',
  admission: () => riskyRightsInCel(RISKS),
  check: (role) => riskyRightsOf(role, RISKS),
};

const RISKS: readonly RiskyRight[] = [
  { groups: [''], resources: ['persistentvolumes'], verbs: ['create', 'update', 'patch'], means: 'that mounts any path of the nodes' },
];
