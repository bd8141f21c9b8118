import { Construct } from 'constructs';
import { capabilitiesAround, hasInstalled, installedVersion } from '../cluster/needs-capability';
import { WarningText } from '../construct/warning';
import { stringifyYaml } from '../manifest/yaml';

/** What Argo CD 3 leaves out by default, without EndpointSlices. Read off its manifests of version 3.5. */
const EXCLUSIONS = [
  { apiGroups: [''], kinds: ['Endpoints'] },
  { apiGroups: ['coordination.k8s.io'], kinds: ['Lease'] },
  {
    apiGroups: ['authentication.k8s.io', 'authorization.k8s.io'],
    kinds: ['SelfSubjectReview', 'TokenReview', 'LocalSubjectAccessReview', 'SelfSubjectAccessReview', 'SelfSubjectRulesReview', 'SubjectAccessReview'],
  },
  { apiGroups: ['certificates.k8s.io'], kinds: ['CertificateSigningRequest'] },
  { apiGroups: ['cert-manager.io'], kinds: ['CertificateRequest'] },
  { apiGroups: ['cilium.io'], kinds: ['CiliumIdentity', 'CiliumEndpoint', 'CiliumEndpointSlice'] },
  {
    apiGroups: ['kyverno.io', 'reports.kyverno.io', 'wgpolicyk8s.io'],
    kinds: [
      'PolicyReport', 'ClusterPolicyReport', 'EphemeralReport', 'ClusterEphemeralReport', 'AdmissionReport', 'ClusterAdmissionReport',
      'BackgroundScanReport', 'ClusterBackgroundScanReport', 'UpdateRequest',
    ],
  },
];

/** The text for `resource.exclusions` with which Argo CD applies EndpointSlices. */
export function resourceExclusions(): string {
  return stringifyYaml([EXCLUSIONS]);
}

/** That Argo CD would leave out what the Service leads to. */
export function argoCdWarnings(construct: Construct, service: string): WarningText[] {
  const applies = capabilitiesAround(construct).argoCd?.endpointSlices ?? !hasInstalled(construct, 'argoCd', '3.0');
  return applies ? [] : [{
    id: 'network/argo-cd-endpoint-slices',
    message: `Argo CD ${installedVersion(construct, 'argoCd')} leaves EndpointSlices out by default, and Service '${service}' would lead nowhere. `
      + "Set 'resource.exclusions' in its ConfigMap 'argocd-cm' to 'ExternalServiceEndpoint.argoCdResourceExclusions()', then say 'endpointSlices: true' in 'capabilities.argoCd'.",
  }];
}
