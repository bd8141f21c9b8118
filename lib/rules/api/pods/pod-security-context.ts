import { MAX_INT32 } from '../../../manifest/int32';
import { isKnown } from '../../../manifest/known';
import { listOf, PodSpec } from '../../../manifest/object';
import { ClusterManifests } from '../../cluster-manifests';
import { PodRule } from '../../rule';
import { FieldFaults, mapOf, POD, rangeFault, wordFault } from './field-faults';
import { checkProfiles } from './profiles';
import { isFrom } from './target-minor';
import { checkWindowsOptions } from './windows-options';

const PATH = ['securityContext'];
const SYSCTL = /^(?:[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?$/;
const IPC_SYSCTLS: ReadonlySet<string> = new Set(['kernel.sem', 'kernel.shmall', 'kernel.shmmax', 'kernel.shmmni', 'kernel.shm_rmid_forced', 'kernel.shm',
  'kernel.msgmax', 'kernel.msgmnb', 'kernel.msgmni', 'kernel.msg']);

/** Who the processes of a pod are, and which settings of the kernel they run with, is said so that it can be. */
export const podSecurityContext: PodRule = {
  id: 'api/pod-security-context',
  severity: 'refused',
  about: 'pod',
  why: 'Users and groups are numbers from 0, and settings of the kernel are set once, for what belongs to the pod.',
  fix: 'Use a value that there is, or leave the field out',
  docs: 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
  check: ({ spec }, { cluster }) => {
    const context = mapOf(spec.securityContext);
    const shared = spec.shareProcessNamespace === true && spec.hostPID === true;
    if (context === undefined && !shared) { return undefined; }
    const faults = new FieldFaults(POD, ['spec']);
    if (shared) { faults.add("must not be true beside 'hostPID: true'", ['shareProcessNamespace']); }
    if (context === undefined) { return faults.found; }
    for (const field of ['fsGroup', 'runAsUser', 'runAsGroup']) { faults.add(rangeFault(context[field], 0, MAX_INT32), [...PATH, field], context[field]); }
    listOf(context.supplementalGroups).forEach((group, index) => faults.add(rangeFault(group, 0, MAX_INT32), [...PATH, 'supplementalGroups', index], group));
    checkWords(faults, context, cluster);
    checkSysctls(faults, context, spec, cluster);
    checkProfiles(faults, context, PATH, cluster);
    const windows = mapOf(context.windowsOptions);
    if (windows !== undefined) { checkWindowsOptions(faults, windows, [...PATH, 'windowsOptions']); }
    return faults.found;
  },
};

function checkWords(faults: FieldFaults, context: { readonly [field: string]: any }, cluster: ClusterManifests): void {
  const { fsGroupChangePolicy, supplementalGroupsPolicy, seLinuxChangePolicy } = context;
  faults.add(wordFault(fsGroupChangePolicy, ['Always', 'OnRootMismatch']), [...PATH, 'fsGroupChangePolicy'], fsGroupChangePolicy);
  // Before, these are dropped.
  if (!isFrom(cluster, '1.33')) { return; }
  faults.add(wordFault(supplementalGroupsPolicy, ['Merge', 'Strict']), [...PATH, 'supplementalGroupsPolicy'], supplementalGroupsPolicy);
  // MountOption waits for a feature that is off by default.
  faults.add(wordFault(seLinuxChangePolicy, ['Recursive']), [...PATH, 'seLinuxChangePolicy'], seLinuxChangePolicy);
}

function checkSysctls(faults: FieldFaults, context: { readonly [field: string]: any }, spec: PodSpec, cluster: ClusterManifests): void {
  const names = new Set<string>();
  listOf(context.sysctls).forEach((sysctl, index) => {
    const name: unknown = sysctl?.name;
    if (typeof name !== 'string' || !isKnown(name)) { return; }
    const path = [...PATH, 'sysctls', index, 'name'];
    if (name.length > 253 || !SYSCTL.test(name)) {
      faults.add('must be the name of a sysctl, such as net.core.somaxconn', path, name);
    } else if (names.has(name)) {
      faults.add('must not be set a second time', path, name);
    }
    names.add(name);
    if (!isFrom(cluster, '1.29')) { return; }
    const dotted = normalized(name);
    if (spec.hostNetwork === true && dotted.startsWith('net.')) { faults.add("must not be set beside 'hostNetwork: true'", path, name); }
    if (spec.hostIPC === true && (IPC_SYSCTLS.has(dotted) || dotted.startsWith('fs.mqueue.'))) { faults.add("must not be set beside 'hostIPC: true'", path, name); }
  });
}

/** Whichever of the two stands first separates: `net/ipv4/conf/eth0.5` is `net.ipv4.conf.eth0/5`. */
function normalized(name: string): string {
  const separator = /[./]/.exec(name)?.[0];
  return separator === '/' ? name.replace(/[./]/g, (each) => (each === '/' ? '.' : '/')) : name;
}

