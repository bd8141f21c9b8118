import { ObjectRule } from '../rule';
import { ABOUT_ROLES, RiskyRight, riskyRightsInCel, riskyRightsOf } from './risky-rights';

/** No role leads requests elsewhere. */
export const traffic: ObjectRule = {
  ...ABOUT_ROLES,
  id: 'access/traffic',
  why: 'Whoever changes where requests go reads them, or answers them.',
  fix: "Name what is meant in 'resourceNames', or leave it to controllers",
  docs: 'https://kubernetes.io/docs/concepts/security/rbac-good-practices/',
  admission: () => riskyRightsInCel(RISKS),
  check: (role) => riskyRightsOf(role, RISKS),
};

const CHANGE = ['create', 'update', 'patch', 'delete', 'deletecollection'];
const LEADS = 'that leads requests elsewhere';

const RISKS: readonly RiskyRight[] = [
  { groups: [''], resources: ['services', 'services/status', 'endpoints'], verbs: CHANGE, means: LEADS },
  { groups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: CHANGE, means: LEADS },
  { groups: ['networking.k8s.io', 'extensions'], resources: ['ingresses', 'networkpolicies'], verbs: CHANGE, means: LEADS },
  { groups: [''], resources: ['configmaps'], names: ['coredns', 'coredns-custom', 'kube-dns'], verbs: CHANGE, means: 'that changes what the DNS of the cluster answers' },
  { groups: [''], resources: ['configmaps'], verbs: CHANGE, means: 'that changes any ConfigMap where it is bound; the DNS of a cluster reads its answers from one' },
];
