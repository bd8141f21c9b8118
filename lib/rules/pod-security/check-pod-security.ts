import { parseKubernetesVersion } from '../../manifest/kubernetes-version';
import { PodTemplate } from '../../manifest/object';
import { Remembered } from '../../manifest/remembered';
import { PodSecurityRevision } from './check';
import { POD_SECURITY_CHECKS } from './checks';
import { PodSecurityFinding, PodSecurityLevel } from './finding';

/** A check, and what it asks for at one policy version. */
export interface ApplicableCheck {
  readonly check: typeof POD_SECURITY_CHECKS[number];
  readonly revision: PodSecurityRevision;
}

/**
 * Every field that keeps the pods of a template from a level of the Pod Security Standards, as Kubernetes' own admission decides.
 *
 * `version` is the policy version: a Kubernetes minor (`1.30`), or `latest` for the newest policy that is known here. A policy newer
 * than that is taken for the newest one, as API servers do. Values that are not known yet are not judged.
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export function checkPodSecurity(template: PodTemplate, level: PodSecurityLevel, version: string): PodSecurityFinding[] {
  return APPLICABLE.of(`${level} ${version}`)
    .filter(({ revision }) => revision.exempts?.covers(template) !== true)
    .flatMap(({ check, revision }) => revision.faults(template).map((fault) => ({ check: check.id, level: check.level, ...fault })));
}

/** Whoever checks one pod checks many. */
const APPLICABLE = new Remembered((asked) => {
  const [level, version] = asked.split(' ');
  return applicableChecks(level as PodSecurityLevel, version);
});

/** The checks that a level consists of at a policy version, baseline before restricted, without those that another one takes the place of. */
export function applicableChecks(level: PodSecurityLevel, version: string): ApplicableCheck[] {
  const minor = policyMinor(version);
  if (level === 'privileged') { return []; }
  const checks = POD_SECURITY_CHECKS
    // Anything else than a level counts as the strictest one, as API servers do.
    .filter((check) => check.level === 'baseline' || level !== 'baseline')
    .flatMap((check) => {
      const revision = check.revisions.filter(({ since }) => policyMinor(since) <= minor).at(-1);
      return revision === undefined ? [] : [{ check, revision }];
    });
  const overridden = new Set(checks.flatMap(({ check }) => check.overrides ?? []));
  return checks.filter(({ check }) => !overridden.has(check.id));
}

function policyMinor(version: string): number {
  if (version === 'latest') { return Infinity; }
  const { major, minor } = parseKubernetesVersion(version);
  if (major !== 1) { throw new Error(`'${version}' is no policy version of the Pod Security Standards: write 'latest' or a Kubernetes version such as '1.30'`); }
  return minor;
}
