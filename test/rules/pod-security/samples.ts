import { checkPodSecurity } from '../../../lib/rules/pod-security/check-pod-security';
import { PodSecurityFinding, PodSecurityLevel } from '../../../lib/rules/pod-security/finding';

/** A container that passes `restricted` by itself. */
export const TIGHT = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};

/** A pod of one container that passes `restricted`, with what is given on top. */
export function podWith({ spec = {}, container = {}, securityContext = {}, annotations }: {
  spec?: object;
  container?: object;
  securityContext?: object | null;
  annotations?: object | null;
} = {}): any {
  return {
    ...(annotations === undefined ? {} : { metadata: { annotations } }),
    spec: {
      containers: [{ name: 'app', ...container, securityContext: securityContext === null ? null : { ...TIGHT, ...securityContext } }],
      ...spec,
    },
  };
}

export const VERSIONS = [...Array.from({ length: 37 }, (_, minor) => `1.${minor}`), 'latest'];

/** The policy versions at which a check has something against a pod: `1.0-1.18`, `1.35-latest`, or empty. */
export function versionsFinding(check: string, template: any, level: PodSecurityLevel): string {
  const found = VERSIONS.map((version) => checkPodSecurity(template, level, version).some((finding) => finding.check === check));
  const starts = VERSIONS.filter((_, i) => found[i] && !found[i - 1]);
  const ends = VERSIONS.filter((_, i) => found[i] && !found[i + 1]);
  return starts.map((start, i) => `${start}-${ends[i]}`).join(', ');
}

/** Everything that is wrong with a pod, one line each. */
export function lines(findings: PodSecurityFinding[]): string[] {
  return findings.map(({ check, message }) => `${check}: ${message}`);
}
