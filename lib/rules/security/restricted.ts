import { podSecurityFindings } from '../pod-security/enforced-level';
import { PodRule } from '../rule';
import { levelViolation } from './level-violation';
import { enforcedLevelOf } from './namespace-level';

/** Pods keep to Pod Security `restricted` where their namespace neither enforces it nor lets them do anything. What `baseline` forbids is said by that. */
export const restricted: PodRule = {
  id: 'security/restricted',
  severity: 'warning',
  about: 'pod',
  why: 'What restricted asks for keeps whoever breaks into a container from becoming root, and from much of the kernel.',
  fix: 'Set what it asks for',
  docs: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted',
  sameAs: ['workload/pod-security', 'workload/restricted'],
  admission: 'Pod Security admission does it: label the namespaces, or set its defaults',
  check: (pod, { object, cluster }) => {
    const { kubernetesVersion } = cluster;
    const found = podSecurityFindings(pod, 'restricted', kubernetesVersion);
    if (found.length === 0) { return []; }
    const level = enforcedLevelOf(object, cluster)?.level;
    if (level === 'privileged' || level === 'restricted') { return undefined; }
    const ofBaseline = new Set(podSecurityFindings(pod, 'baseline', kubernetesVersion).map(({ path }) => JSON.stringify(path)));
    return found.filter(({ path }) => !ofBaseline.has(JSON.stringify(path))).map(levelViolation);
  },
};
