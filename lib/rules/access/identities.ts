import { ObjectRule } from '../rule';
import { ABOUT_ROLES, RiskyRight, riskyRightsInCel, riskyRightsOf } from './risky-rights';

/** No role makes certificates or tokens in the name of others. */
export const identities: ObjectRule = {
  ...ABOUT_ROLES,
  id: 'access/identities',
  why: 'Certificates and tokens outlive the role with which somebody got them, and speak for others.',
  fix: "Leave it to the controllers of the cluster, or name what is meant in 'resourceNames'",
  docs: 'https://kubernetes.io/docs/concepts/security/rbac-good-practices/#csrs-and-certificate-issuing',
  admission: () => riskyRightsInCel(RISKS),
  check: (role) => riskyRightsOf(role, RISKS),
};

const RISKS: readonly RiskyRight[] = [
  { groups: ['certificates.k8s.io'], resources: ['certificatesigningrequests/approval', 'certificatesigningrequests/status'], verbs: ['update', 'patch'], means: 'that gets certificates in any name' },
  { groups: ['certificates.k8s.io'], resources: ['signers'], verbs: ['approve', 'sign'], means: 'that gets certificates in any name' },
  { groups: [''], resources: ['serviceaccounts/token'], verbs: ['create'], means: 'that gets a token of any ServiceAccount where it is bound' },
  { groups: [''], resources: ['configmaps'], names: ['aws-auth'], verbs: ['update', 'patch'], means: 'that makes anybody of the account in AWS an administrator of the cluster' },
];
