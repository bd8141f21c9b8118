import { FieldPath } from '../../manifest/field-path';
import { isKnown } from '../../manifest/known';
import { PodSecurityFinding } from '../../rules/pod-security/finding';
import { fieldOf } from './finding-field';
import { HardeningField } from './hardening-field';
import { PodUnderHardening } from './pod-under-hardening';
import { commandNeedingRoot } from './root-commands';
import { read } from './template-edit';

/** Something that a pod says explicitly, and with which another field can't be hardened. */
export interface Contradiction {
  /** What has to be settled first, by name. */
  readonly what: string;
  /** The same as a field, where it is one that hardening has. */
  readonly field?: HardeningField;
  /** What would happen otherwise, as a clause. */
  readonly consequence: string;
  /** Whether it is one only if a value that is not known yet turns out to be what it may be. */
  readonly isOpen?: boolean;
}

/** The place of what a pod says for all its containers. */
export const POD: FieldPath = ['spec'];
const CONTAINER_STEPS = 3;
const SECCOMP_OF_POD = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_OF_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
const SECCOMP_OF_RUNTIME: readonly unknown[] = ['runtime/default', 'docker/default'];

/**
 * What a pod says explicitly that rules out the safe value of the field at fault: the API server would refuse the object, the
 * kubelet would not start the container, or what the pod asks for would be taken away without a word.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/apis/core/validation/validation.go, for what API servers refuse
 */
export function contradictionOf(pod: PodUnderHardening, finding: PodSecurityFinding): Contradiction | undefined {
  const { template } = pod;
  const place = placeOf(finding);
  const says = (field: FieldPath) => read(template, [...place, 'securityContext', ...field]);
  switch (fieldOf(finding)) {
    case HardeningField.ALLOW_PRIVILEGE_ESCALATION:
      if (says(['privileged']) === true) {
        return because(HardeningField.PRIVILEGED, 'API servers refuse allowPrivilegeEscalation: false beside privileged: true');
      }
      if (!isKnown(says(['privileged']))) {
        return { ...because(HardeningField.PRIVILEGED, 'API servers refuse allowPrivilegeEscalation: false beside privileged: true'), isOpen: true };
      }
      if (lists(says(['capabilities', 'add']), 'CAP_SYS_ADMIN')) {
        return because(HardeningField.CAPABILITIES_ADD, 'API servers refuse allowPrivilegeEscalation: false beside the capability CAP_SYS_ADMIN');
      }
      return undefined;
    case HardeningField.PRIVILEGED: return mountsOnNode(template, place)
      ? { what: 'mountPropagation', consequence: 'API servers refuse mountPropagation: Bidirectional in a container that is not privileged' }
      : undefined;
    case HardeningField.CAPABILITIES_DROP:
      return lists(says(['capabilities', 'add']), 'ALL')
        ? because(HardeningField.CAPABILITIES_ADD, 'dropping ALL would take away what capabilities.add: [ALL] asks for')
        : undefined;
    case HardeningField.HOST_NETWORK:
      return [POD, ...containers(template)].some((at) => read(template, [...at, 'securityContext', 'windowsOptions', 'hostProcess']) === true)
        ? because(HardeningField.HOST_PROCESS, 'API servers refuse HostProcess containers without hostNetwork: true')
        : undefined;
    case HardeningField.HOST_PORT:
      return read(template, ['spec', 'hostNetwork']) === true
        ? because(HardeningField.HOST_NETWORK, 'with hostNetwork: true, API servers give every port of a container its hostPort')
        : undefined;
    case HardeningField.HOST_PROCESS: return mustAgree(pod, finding, 'API servers refuse pods of which only some containers are HostProcess containers');
    case HardeningField.APP_ARMOR_PROFILE: return mustAgree(pod, finding, 'API servers refuse pods whose AppArmor annotations and fields differ');
    case HardeningField.SECCOMP_PROFILE: return otherSeccompAnnotation(template, place);
    case HardeningField.RUN_AS_USER: return place === POD ? undefined : needOfRootCommand(template, place);
    case HardeningField.RUN_AS_NON_ROOT:
      return placesUnder(template, place).map((under) => rootOf(template, under)).find((contradiction) => contradiction !== undefined);
    default: return undefined;
  }
}

/**
 * What a container says because of which it most probably is root, or needs what root may do: an image that is root, as most are, would no
 * longer start, or no longer do its work, and its pod stays refused all the same. An `override` that names the field is heeded.
 */
export function needOf({ template }: PodUnderHardening, finding: PodSecurityFinding): Contradiction | undefined {
  const place = placeOf(finding);
  if (place === POD) { return undefined; }
  switch (fieldOf(finding)) {
    case HardeningField.RUN_AS_NON_ROOT: return needOfRoot(template, place);
    case HardeningField.CAPABILITIES_DROP: return needOfCapability(template, place);
    default: return undefined;
  }
}

/** Why a container whose user only its image knows most probably has to be root. */
export function needOfRoot(template: unknown, container: FieldPath): Contradiction | undefined {
  // Windows has neither capabilities nor a root.
  if (effective(template, container, ['runAsUser']) !== undefined || read(template, ['spec', 'os', 'name']) === 'windows') { return undefined; }
  const says = (field: FieldPath) => read(template, [...container, 'securityContext', ...field]);
  if (says(['privileged']) === true) {
    return because(HardeningField.PRIVILEGED, 'a privileged container is root as a rule, and would not start with runAsNonRoot: true');
  }
  const added = says(['capabilities', 'add']);
  if (Array.isArray(added) && added.some((capability) => capability !== 'NET_BIND_SERVICE')) {
    return because(HardeningField.CAPABILITIES_ADD, 'a container that adds capabilities is root as a rule, and would not start with runAsNonRoot: true');
  }
  return needOfRootCommand(template, container);
}

function needOfRootCommand(template: unknown, container: FieldPath): Contradiction | undefined {
  const needed = commandNeedingRoot(read(template, container));
  return needed === undefined ? undefined : { what: 'command', consequence: `it runs ${needed.command}, which only root may do` };
}

function needOfCapability(template: unknown, container: FieldPath): Contradiction | undefined {
  const user = effective(template, container, ['runAsUser']);
  const needed = commandNeedingRoot(read(template, container));
  if (needed?.capability === undefined || (user !== undefined && user !== 0)) { return undefined; }
  const { command, capability } = needed;
  const added = read(template, [...container, 'securityContext', 'capabilities', 'add']);
  if (['ALL', capability, `CAP_${capability}`].some((name) => lists(added, name))) { return undefined; }
  return { what: 'command', consequence: `it runs ${command}, which needs the capability ${capability}` };
}

/** The annotation that says another seccomp profile than the safe one. Pods have one of their own; what containers inherit is not compared with theirs. */
export function otherSeccompAnnotation(template: unknown, place: FieldPath): Contradiction | undefined {
  const key = place === POD ? SECCOMP_OF_POD : `${SECCOMP_OF_CONTAINER}${read(template, [...place, 'name'])}`;
  const profile = read(template, ['metadata', 'annotations', key]);
  if (profile === undefined || !isKnown(profile) || SECCOMP_OF_RUNTIME.includes(profile)) { return undefined; }
  return { what: `the annotation ${key}`, consequence: 'API servers refuse pods whose seccomp annotations and fields differ, and from Kubernetes 1.27 on nothing else reads these annotations' };
}

function because(field: HardeningField, consequence: string): Contradiction {
  return { what: field, field, consequence };
}

/** Fields that have to say the same in all places: one of them must not be left as it is while others are changed. */
function mustAgree(pod: PodUnderHardening, finding: PodSecurityFinding, consequence: string): Contradiction | undefined {
  if (!pod.hasException(fieldOf(finding))) { return undefined; }
  const others = pod.findings().filter((other) => other.check === finding.check);
  const isExcepted = ({ container }: PodSecurityFinding) => pod.exception(fieldOf(finding), container) !== undefined;
  return isExcepted(finding) || !others.some(isExcepted) ? undefined : { what: 'what is excepted', consequence };
}

function mountsOnNode(template: unknown, place: FieldPath): boolean {
  const mounts = read(template, [...place, 'volumeMounts']);
  return Array.isArray(mounts) && mounts.some((mount) => read(mount, ['mountPropagation']) === 'Bidirectional');
}

function rootOf(template: unknown, place: FieldPath): Contradiction | undefined {
  if (effective(template, place, ['runAsUser']) === 0) {
    return because(HardeningField.RUN_AS_USER, 'a container that is told to run as user 0 does not start with runAsNonRoot: true');
  }
  if (effective(template, place, ['windowsOptions', 'hostProcess']) === true) {
    return because(HardeningField.HOST_PROCESS, 'a HostProcess container may not set runAsNonRoot: true');
  }
  return undefined;
}

/** What holds of a container: what it says itself, or else its pod. */
function effective(template: unknown, container: FieldPath, field: FieldPath): unknown {
  return read(template, [...container, 'securityContext', ...field]) ?? read(template, [...POD, 'securityContext', ...field]);
}

/** Where the container stands that a finding is about, or its pod. */
function placeOf({ path }: PodSecurityFinding): FieldPath {
  return typeof path[2] === 'number' && path[0] === 'spec' ? path.slice(0, CONTAINER_STEPS) : POD;
}

/** The containers for which a place's `runAsNonRoot` counts. */
function placesUnder(template: unknown, place: FieldPath): FieldPath[] {
  if (place !== POD) { return [place]; }
  return containers(template).filter((container) => read(template, [...container, 'securityContext', 'runAsNonRoot']) === undefined);
}

function containers(template: unknown): FieldPath[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) => {
    const found = read(template, ['spec', list]);
    return Array.isArray(found) ? [...found.keys()].map((index) => ['spec', list, index]) : [];
  });
}

function lists(capabilities: unknown, name: string): boolean {
  return Array.isArray(capabilities) && capabilities.includes(name);
}
