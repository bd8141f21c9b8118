/** Fields of a pod that `PodHardening` sets, changes or reports. */
export enum HardeningField {
  /** `allowPrivilegeEscalation` of a container. Overridden with false, unless the container is privileged. */
  ALLOW_PRIVILEGE_ESCALATION = 'allowPrivilegeEscalation',
  /** `appArmorProfile` of a pod or container, and the older annotation. Overridden with the runtime's own profile. */
  APP_ARMOR_PROFILE = 'appArmorProfile',
  /** `capabilities.add` of a container. Overridden by removing all but `NET_BIND_SERVICE`. */
  CAPABILITIES_ADD = 'capabilities.add',
  /** `capabilities.drop` of a container. Needs no override: `ALL` is added to what is there. */
  CAPABILITIES_DROP = 'capabilities.drop',
  /** `hostIPC` of a pod. Overridden with false. */
  HOST_IPC = 'hostIPC',
  /** `hostNetwork` of a pod. Overridden with false. */
  HOST_NETWORK = 'hostNetwork',
  /** `hostPID` of a pod. Overridden with false. */
  HOST_PID = 'hostPID',
  /** `hostPort` of a container's port. Overridden by removing it. */
  HOST_PORT = 'hostPort',
  /** `windowsOptions.hostProcess` of a pod or container. Overridden with false. */
  HOST_PROCESS = 'hostProcess',
  /** `privileged` of a container. Overridden with false. */
  PRIVILEGED = 'privileged',
  /** `host` of a probe or lifecycle hook. Overridden by removing it. */
  PROBE_HOST = 'host',
  /** `procMount` of a container. Overridden with `Default`. */
  PROC_MOUNT = 'procMount',
  /** `runAsNonRoot` of a pod or container. Overridden with true. */
  RUN_AS_NON_ROOT = 'runAsNonRoot',
  /** `runAsUser` of a pod or container. User 0 is overridden by removing it, so that `runAsUser` of the hardening or the image decides. */
  RUN_AS_USER = 'runAsUser',
  /** `seccompProfile` of a pod or container. Overridden with the runtime's own profile. */
  SECCOMP_PROFILE = 'seccompProfile',
  /** `seLinuxOptions` of a pod or container. Overridden by removing user, role and a type that is not allowed. */
  SELINUX_OPTIONS = 'seLinuxOptions',
  /** `sysctls` of a pod. Overridden by removing those that are not allowed. */
  SYSCTLS = 'sysctls',
  /** `volumes` of a pod. No override: what is in a volume has to go somewhere. */
  VOLUMES = 'volumes',

  /** `readOnlyRootFilesystem` of a container. Overridden with true, where the hardening sets it. */
  READ_ONLY_ROOT_FILESYSTEM = 'readOnlyRootFilesystem',
  /** `automountServiceAccountToken` of a pod. Overridden with false, where the hardening sets it. */
  AUTOMOUNT_SERVICE_ACCOUNT_TOKEN = 'automountServiceAccountToken',
  /** `runAsGroup` of a pod or container. No override. */
  RUN_AS_GROUP = 'runAsGroup',
  /** `fsGroup` of a pod. No override. */
  FS_GROUP = 'fsGroup',
  /** `os.name` of a pod. Never set, only asked for where a pod goes to nodes with Windows. */
  OS = 'os',
  /** `resources` of a container. No override. */
  RESOURCES = 'resources',
}

/** Fields whose violating values have a safe value to take their place. */
export const OVERRIDABLE: ReadonlySet<HardeningField> = new Set(Object.values(HardeningField).filter((field) => ![
  HardeningField.CAPABILITIES_DROP,
  HardeningField.VOLUMES,
  HardeningField.RUN_AS_GROUP,
  HardeningField.FS_GROUP,
  HardeningField.OS,
  HardeningField.RESOURCES,
].includes(field)));

/** A field as a program writes it: `HardeningField.PRIVILEGED`. */
export function nameOfField(field: HardeningField): string {
  const member = Object.entries(HardeningField).find(([, value]) => value === field);
  return `HardeningField.${member?.[0]}`;
}
