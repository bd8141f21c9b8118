import { dns1035LabelFault, dnsLabelFault, dnsSubdomainFault, pathSegmentFault } from '../../../manifest/dns-name';
import { ipFault } from '../../../manifest/ip-address';
import { atLeast } from '../../../manifest/kubernetes-version';
import { Target } from '../../cluster-manifests';
import { FaultOf } from '../field';

/** Groups of Kubernetes' own APIs whose objects have names. */
export const BUILT_IN_GROUPS: ReadonlySet<string> = new Set([
  '', 'admissionregistration.k8s.io', 'apiextensions.k8s.io', 'apiregistration.k8s.io', 'apps', 'autoscaling', 'batch', 'certificates.k8s.io', 'coordination.k8s.io',
  'discovery.k8s.io', 'events.k8s.io', 'flowcontrol.apiserver.k8s.io', 'networking.k8s.io', 'node.k8s.io', 'policy', 'rbac.authorization.k8s.io', 'resource.k8s.io',
  'scheduling.k8s.io', 'storage.k8s.io', 'storagemigration.k8s.io',
]);

/** Kinds that are not named as most are, by DNS subdomains. */
const GRAMMARS: { readonly [groupKind: string]: FaultOf } = {
  '/Namespace': dnsLabelFault,
  'apps/StatefulSet': dnsLabelFault,
  'networking.k8s.io/IPAddress': ipFault,
  'rbac.authorization.k8s.io/ClusterRole': pathSegmentFault,
  'rbac.authorization.k8s.io/ClusterRoleBinding': pathSegmentFault,
  'rbac.authorization.k8s.io/Role': pathSegmentFault,
  'rbac.authorization.k8s.io/RoleBinding': pathSegmentFault,
  // Nobody says more about these than that their name fits into a path.
  'apiregistration.k8s.io/APIService': pathSegmentFault,
  'certificates.k8s.io/CertificateSigningRequest': pathSegmentFault,
  'certificates.k8s.io/ClusterTrustBundle': pathSegmentFault,
  'policy/PodDisruptionBudget': pathSegmentFault,
};

/** What keeps a name from naming an object of a kind in a cluster. */
export function nameFault(group: string, kind: string, { kubernetesVersion }: Target): FaultOf {
  const groupKind = `${group}/${kind}`;
  if (groupKind === '/Service') { return serviceNameFault(kubernetesVersion); }
  if (Object.hasOwn(GRAMMARS, groupKind)) { return GRAMMARS[groupKind]; }
  // Served by API servers of its own, which have rules of their own.
  return group.endsWith('.openshift.io') ? pathSegmentFault : dnsSubdomainFault;
}

/** What keeps a name from naming a Service. The first character may be a digit from Kubernetes 1.36 on. */
export function serviceNameFault(kubernetesVersion: string | undefined): FaultOf {
  return kubernetesVersion === undefined || atLeast(kubernetesVersion, '1.36') ? dnsLabelFault : dns1035LabelFault;
}
