import { ObjectRule } from '../rule';
import { ABOUT_ROLES, RiskyRight, riskyRightsInCel, riskyRightsOf } from './risky-rights';

/** No role reads all Secrets. */
export const secrets: ObjectRule = {
  ...ABOUT_ROLES,
  id: 'access/secrets',
  why: 'Secrets hold the passwords, keys and tokens of others: who reads them all acts as any of them.',
  fix: "Name those that are needed in 'resourceNames', with the verb get",
  docs: 'https://kubernetes.io/docs/concepts/security/rbac-good-practices/#listing-secrets',
  admission: () => riskyRightsInCel(RISKS),
  check: (role) => riskyRightsOf(role, RISKS),
};

const RISKS: readonly RiskyRight[] = [
  { groups: [''], resources: ['secrets'], verbs: ['get', 'list', 'watch'], means: 'that reads every Secret where it is bound' },
];
