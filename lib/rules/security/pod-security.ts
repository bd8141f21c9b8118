import { containersOf } from '../../manifest/containers';
import { PodTemplate } from '../../manifest/object';
import { podSecurityFindings } from '../pod-security/enforced-level';
import { PodSecurityFinding } from '../pod-security/finding';
import { PodRule } from '../rule';
import { dangerOf, hostMountsOf, isForNodes } from './host-mounts';
import { levelViolation } from './level-violation';
import { enforcedLevelOf } from './namespace-level';

/**
 * Pods keep to Pod Security `baseline` where their namespace does not say what they are to keep to. Agents of the nodes may use their network, ports and
 * paths: those are what they are there for.
 */
export const podSecurity: PodRule = {
  id: 'security/pod-security',
  severity: 'warning',
  about: 'pod',
  why: 'What baseline forbids leads out of a container, to its node or to other pods.',
  fix: "Leave it out, or say by the label 'pod-security.kubernetes.io/enforce' of the namespace that its pods may",
  docs: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline',
  sameAs: ['workload/pod-security', 'workload/restricted'],
  admission: 'Pod Security admission does it: label the namespaces, or set its defaults',
  check: (pod, { object, cluster }) => {
    if (object.metadata?.namespace === 'kube-system') { return undefined; }
    const found = podSecurityFindings(pod, 'baseline', cluster.kubernetesVersion);
    if (found.length === 0) { return []; }
    if (enforcedLevelOf(object, cluster) !== undefined) { return undefined; }
    return found.filter((finding) => !(isForNodes(object) && OF_AGENTS.has(finding.check)) && !isSaidOfMount(finding, pod))
      .map(levelViolation);
  },
};

const OF_AGENTS: ReadonlySet<string> = new Set(['hostNamespaces', 'hostPathVolumes', 'hostPorts']);

/** Whether rules about mounts of the node's paths say more exactly what is the matter with a volume. */
function isSaidOfMount({ check, path }: PodSecurityFinding, pod: PodTemplate): boolean {
  if (check !== 'hostPathVolumes') { return false; }
  const name: unknown = pod.spec.volumes?.[path[2]]?.name;
  return containersOf(pod.spec)
    .some(({ container }) => hostMountsOf(container, pod)?.some((mount) => mount.volume === name && dangerOf(mount) !== undefined));
}
