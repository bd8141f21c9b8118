import { PodSecurityCheck } from './check';
import { appArmorProfile } from './checks/app-armor-profile';
import { capabilitiesBaseline, capabilitiesRestricted } from './checks/capabilities';
import { hostNamespaces } from './checks/host-namespaces';
import { hostPorts } from './checks/host-ports';
import { hostProbesAndHostLifecycle } from './checks/host-probes';
import { allowPrivilegeEscalation, privileged } from './checks/privileges';
import { procMount, procMountRestricted } from './checks/proc-mount';
import { runAsNonRoot, runAsUser } from './checks/run-as';
import { seLinuxOptions } from './checks/se-linux-options';
import { seccompProfileBaseline, seccompProfileRestricted } from './checks/seccomp-profile';
import { sysctls } from './checks/sysctls';
import { hostPathVolumes, restrictedVolumes } from './checks/volumes';
import { windowsHostProcess } from './checks/windows-host-process';

const CHECKS = [
  appArmorProfile,
  capabilitiesBaseline,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  hostProbesAndHostLifecycle,
  privileged,
  procMount,
  seLinuxOptions,
  seccompProfileBaseline,
  sysctls,
  windowsHostProcess,
  allowPrivilegeEscalation,
  capabilitiesRestricted,
  procMountRestricted,
  restrictedVolumes,
  runAsNonRoot,
  runAsUser,
  seccompProfileRestricted,
] as const satisfies readonly PodSecurityCheck[];

/** A check as Kubernetes calls it: `allowPrivilegeEscalation`. Whoever answers to checks has to answer to each of these, or does not compile. */
export type PodSecurityCheckId = typeof CHECKS[number]['id'];

/** Every check of the Pod Security Standards, in the order of their findings: baseline before restricted, each by id. */
export const POD_SECURITY_CHECKS: readonly (PodSecurityCheck & { readonly id: PodSecurityCheckId })[] = CHECKS;
