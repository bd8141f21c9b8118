import { FieldPath } from '../../manifest/field-path';
import { PodTemplate } from '../../manifest/object';
import { PodSecurityFinding } from '../../rules/pod-security/finding';
import { fieldOf } from './finding-field';
import { HardeningField } from './hardening-field';
import { read } from './template-edit';

/** Something that a pod says explicitly, and with which another field can't be hardened. */
export interface Contradiction {
  /** What has to be settled first. */
  readonly field: HardeningField;
  /** What would happen otherwise, as a clause. */
  readonly consequence: string;
}

const POD: FieldPath = ['spec'];
const CONTAINER_STEPS = 3;

/**
 * What a pod says explicitly that rules out the safe value of the field at fault: the API server would refuse the object, the
 * kubelet would not start the container, or what the pod asks for would be taken away without a word.
 */
export function contradictionOf(template: PodTemplate, finding: PodSecurityFinding): Contradiction | undefined {
  const place = finding.path[1] === 'securityContext' ? POD : finding.path.slice(0, CONTAINER_STEPS);
  const says = (field: FieldPath) => read(template, [...place, 'securityContext', ...field]);
  switch (fieldOf(finding)) {
    case HardeningField.ALLOW_PRIVILEGE_ESCALATION:
      if (says(['privileged']) === true) {
        return { field: HardeningField.PRIVILEGED, consequence: 'API servers refuse allowPrivilegeEscalation: false beside privileged: true' };
      }
      if (lists(says(['capabilities', 'add']), 'CAP_SYS_ADMIN')) {
        return { field: HardeningField.CAPABILITIES_ADD, consequence: 'API servers refuse allowPrivilegeEscalation: false beside the capability CAP_SYS_ADMIN' };
      }
      return undefined;
    case HardeningField.CAPABILITIES_DROP:
      return lists(says(['capabilities', 'add']), 'ALL')
        ? { field: HardeningField.CAPABILITIES_ADD, consequence: 'dropping ALL would take away what capabilities.add: [ALL] asks for' }
        : undefined;
    case HardeningField.RUN_AS_NON_ROOT:
      return placesUnder(template, place).map((under) => rootOf(template, under)).find((contradiction) => contradiction !== undefined);
    default: return undefined;
  }
}

function rootOf(template: PodTemplate, place: FieldPath): Contradiction | undefined {
  const effective = (field: FieldPath) => read(template, [...place, 'securityContext', ...field]) ?? read(template, [...POD, 'securityContext', ...field]);
  if (effective(['runAsUser']) === 0) {
    return { field: HardeningField.RUN_AS_USER, consequence: 'a container that is told to run as user 0 does not start with runAsNonRoot: true' };
  }
  if (effective(['windowsOptions', 'hostProcess']) === true) {
    return { field: HardeningField.HOST_PROCESS, consequence: 'a HostProcess container may not set runAsNonRoot: true' };
  }
  return undefined;
}

/** The containers for which a place's `runAsNonRoot` counts. */
function placesUnder(template: PodTemplate, place: FieldPath): FieldPath[] {
  if (place !== POD) { return [place]; }
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) => {
    const containers = read(template, ['spec', list]);
    return Array.isArray(containers) ? [...containers.keys()].map((index) => ['spec', list, index]) : [];
  }).filter((container) => read(template, [...container, 'securityContext', 'runAsNonRoot']) === undefined);
}

function lists(capabilities: unknown, name: string): boolean {
  return Array.isArray(capabilities) && capabilities.includes(name);
}
