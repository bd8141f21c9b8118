import { FieldPath } from '../../manifest/field-path';
import { PodSecurityCheckId } from '../pod-security/checks';
import { PodSecurityFinding } from '../pod-security/finding';
import { Addition } from '../rule';

/** What a level asks for that somebody must say: where nothing is said, these are the values that it takes. */
const SAID: { readonly [check in PodSecurityCheckId]?: { readonly at?: FieldPath; readonly value: unknown } } = {
  allowPrivilegeEscalation: { value: false },
  capabilities_restricted: { value: ['ALL'] },
  runAsNonRoot: { at: ['spec', 'securityContext', 'runAsNonRoot'], value: true },
  // 'Localhost' needs a file on the nodes.
  seccompProfile_restricted: { at: ['spec', 'securityContext', 'seccompProfile', 'type'], value: 'RuntimeDefault' },
};

/**
 * What to add to a pod so that its namespace takes it, by its findings; undefined where something else than what is not said keeps it out, so that nothing
 * is gained. What holds for the pod is said once, of the pod.
 */
export function levelAdditions(findings: readonly PodSecurityFinding[]): ReadonlyMap<PodSecurityFinding, Addition> | undefined {
  const additions = new Map<PodSecurityFinding, Addition>();
  for (const finding of findings) {
    const said = SAID[finding.check];
    if (finding.got !== undefined || said === undefined) { return undefined; }
    additions.set(finding, { path: said.at ?? finding.path, value: said.value });
  }
  return additions;
}
