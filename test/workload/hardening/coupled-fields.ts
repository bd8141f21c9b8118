// What Kubernetes' own validation says of fields that go together, as far as hardening touches any of them. Written against its source, not against
// this library: https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/apis/core/validation/validation.go, `ValidatePodTemplateSpec` and what it calls.
import { PodTemplate } from '../../../lib/manifest/object';

const LISTS = ['initContainers', 'containers', 'ephemeralContainers'];
const LINUX_ONLY_OF_POD = ['seLinuxOptions', 'seccompProfile', 'appArmorProfile', 'fsGroup', 'fsGroupChangePolicy', 'sysctls', 'runAsUser', 'runAsGroup', 'supplementalGroups'];
const LINUX_ONLY_OF_CONTAINER = [
  'seLinuxOptions', 'seccompProfile', 'appArmorProfile', 'capabilities', 'readOnlyRootFilesystem', 'privileged', 'allowPrivilegeEscalation', 'procMount', 'runAsUser', 'runAsGroup',
];
const SECCOMP = 'seccomp.security.alpha.kubernetes.io/';
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';

/** Why an API server refuses a pod for what its fields say together; nothing where it takes it. */
export function refusalsOf({ metadata, spec }: PodTemplate): string[] {
  const refusals: string[] = [];
  const pod: any = spec.securityContext ?? {};
  const containers: any[] = LISTS.flatMap((list) => spec[list] ?? []);
  const isSet = (value: unknown) => value !== undefined && value !== null;
  const windows = spec.os?.name === 'windows';

  for (const container of containers) {
    const own = container.securityContext ?? {};
    if (own.allowPrivilegeEscalation === false && own.privileged === true) { refusals.push('cannot set `allowPrivilegeEscalation` to false and `privileged` to true'); }
    if (own.allowPrivilegeEscalation === false && own.capabilities?.add?.includes('CAP_SYS_ADMIN')) { refusals.push('cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN'); }
    if (own.procMount === 'Unmasked' && spec.hostUsers !== false) { refusals.push('`hostUsers` must be false to use `Unmasked`'); }
    if (own.privileged !== true && container.volumeMounts?.some((mount: any) => mount.mountPropagation === 'Bidirectional')) {
      refusals.push('Bidirectional mount propagation is available only to privileged containers');
    }
    for (const { hostPort, containerPort } of container.ports ?? []) {
      if (spec.hostNetwork === true && isSet(hostPort) && hostPort !== containerPort) { refusals.push('must match `containerPort` when `hostNetwork` is true'); }
    }
    const annotation = metadata?.annotations?.[`${APP_ARMOR}${container.name}`];
    const field = (own.appArmorProfile ?? pod.appArmorProfile)?.type;
    if (!windows && isSet(annotation) && isSet(field) && { 'unconfined': 'Unconfined', 'runtime/default': 'RuntimeDefault' }[annotation as 'unconfined'] !== field) {
      refusals.push('apparmor type in annotation and field must match');
    }
    refusals.push(...seccompRefusals(metadata?.annotations?.[`container.${SECCOMP}${container.name}`], own.seccompProfile));
    if (windows) { LINUX_ONLY_OF_CONTAINER.filter((name) => isSet(own[name])).forEach((name) => refusals.push(`container: ${name} cannot be set for a windows pod`)); }
  }
  refusals.push(...seccompRefusals(metadata?.annotations?.[`${SECCOMP}pod`], pod.seccompProfile));
  if (spec.hostPID === true && spec.shareProcessNamespace === true) { refusals.push('ShareProcessNamespace and HostPID cannot both be enabled'); }
  if (spec.hostUsers === false) { ['hostNetwork', 'hostPID', 'hostIPC'].filter((name) => spec[name] === true).forEach((name) => refusals.push(`${name}: when 'hostUsers' is false`)); }
  for (const { name } of pod.sysctls ?? []) {
    if (name.startsWith('net.') && spec.hostNetwork === true) { refusals.push(`${name} may not be specified when hostNetwork is true`); }
    if (name.startsWith('kernel.') && spec.hostIPC === true) { refusals.push(`${name} may not be specified when hostIPC is true`); }
  }
  const processes = containers.map((container) => container.securityContext?.windowsOptions?.hostProcess ?? pod.windowsOptions?.hostProcess ?? false);
  const ofPod = pod.windowsOptions?.hostProcess;
  const own = containers.map(({ securityContext }) => securityContext?.windowsOptions?.hostProcess).filter(isSet);
  if (isSet(ofPod) && own.some((value) => value !== ofPod)) {
    refusals.push('pod hostProcess value must be identical if both are specified');
  }
  if (processes.includes(true) && processes.includes(false)) { refusals.push('If pod contains any hostProcess containers then all containers must be HostProcess containers'); }
  if (processes.includes(true) && spec.hostNetwork !== true) { refusals.push('hostNetwork must be true if pod contains any hostProcess containers'); }
  if (windows) {
    LINUX_ONLY_OF_POD.filter((name) => isSet(pod[name])).forEach((name) => refusals.push(`${name} cannot be set for a windows pod`));
    ['hostPID', 'hostIPC', 'shareProcessNamespace'].filter((name) => spec[name] === true).forEach((name) => refusals.push(`${name} cannot be set for a windows pod`));
  }
  return refusals;
}

function seccompRefusals(annotation: string | undefined, profile: { readonly type: string } | undefined): string[] {
  const allowed: { readonly [type: string]: RegExp } = { Unconfined: /^unconfined$/, RuntimeDefault: /^(runtime|docker)\/default$/, Localhost: /^localhost\// };
  if (annotation === undefined || profile === undefined) { return []; }
  return allowed[profile.type]?.test(annotation) === false ? ['seccomp type in annotation and field must match'] : [];
}
