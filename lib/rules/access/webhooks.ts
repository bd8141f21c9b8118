import { ObjectRule } from '../rule';
import { ABOUT_ROLES, RiskyRight, riskyRightsInCel, riskyRightsOf } from './risky-rights';

/** No role changes what admits objects. */
export const webhooks: ObjectRule = {
  ...ABOUT_ROLES,
  id: 'access/webhooks',
  why: 'Whoever changes what admits objects reads every object that is sent to the cluster, Secrets too, and changes or refuses it.',
  fix: "Name the configurations that are meant in 'resourceNames'",
  docs: 'https://kubernetes.io/docs/concepts/security/rbac-good-practices/#control-admission-webhooks',
  admission: () => riskyRightsInCel(RISKS),
  check: (role) => riskyRightsOf(role, RISKS),
};

const RISKS: readonly RiskyRight[] = [
  {
    groups: ['admissionregistration.k8s.io'],
    resources: [
      'mutatingwebhookconfigurations', 'validatingwebhookconfigurations', 'validatingadmissionpolicies', 'validatingadmissionpolicybindings',
      'mutatingadmissionpolicies', 'mutatingadmissionpolicybindings',
    ],
    verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'],
    means: 'that decides what the cluster takes',
  },
];
