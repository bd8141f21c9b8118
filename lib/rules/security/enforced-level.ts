import { podSecurityFindings } from '../pod-security/enforced-level';
import { PodRule } from '../rule';
import { levelAdditions } from './level-additions';
import { levelViolation } from './level-violation';
import { enforcedLevelOf } from './namespace-level';

/** Pods keep to the Pod Security level that their namespace enforces. */
export const enforcedLevel: PodRule = {
  id: 'security/enforced-level',
  severity: 'error',
  about: 'pod',
  why: 'The API server takes the workload and refuses its pods: none is ever made.',
  fix: 'Set what the level asks for, or put it into a namespace that enforces less',
  docs: 'https://kubernetes.io/docs/concepts/security/pod-security-admission/',
  adds: "what 'restricted' asks for and nobody says, where that is all that keeps the pods out",
  sameAs: ['workload/pod-security', 'workload/restricted'],
  admission: 'Pod Security admission does it, by the labels of namespaces',
  check: (pod, { object, cluster }) => {
    const enforced = enforcedLevelOf(object, cluster);
    if (enforced === undefined) { return undefined; }
    const { namespace, level, version } = enforced;
    const found = podSecurityFindings(pod, level, version ?? cluster.kubernetesVersion);
    const additions = levelAdditions(found);
    return found.map((finding) => ({
      ...levelViolation(finding),
      message: `the namespace '${namespace}' enforces Pod Security '${level}', and ${finding.message}`,
      ...(additions !== undefined && { add: [additions.get(finding)!] }),
    }));
  },
};
