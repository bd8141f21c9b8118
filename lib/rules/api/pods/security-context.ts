import { MAX_INT32 } from '../../../manifest/int32';
import { listOf } from '../../../manifest/object';
import { ContainerRule } from '../../rule';
import { containerTitle, FieldFaults, isGiven, mapOf, rangeFault, wordFault } from './field-faults';
import { checkProfiles } from './profiles';
import { isFrom } from './target-minor';
import { checkWindowsOptions } from './windows-options';

/** The rights of a container do not contradict each other. */
export const securityContext: ContainerRule = {
  id: 'api/security-context',
  severity: 'refused',
  about: 'container',
  why: 'A process that is all-powerful can not be kept from becoming so.',
  fix: 'Decide for one of the two, or use a value that there is',
  docs: 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
  check: (container, { pod, cluster }) => {
    const context = mapOf(container.securityContext);
    if (context === undefined) { return undefined; }
    const faults = new FieldFaults(containerTitle(container));
    const path = ['securityContext'];
    const { runAsUser, runAsGroup, procMount, privileged, allowPrivilegeEscalation, capabilities } = context;
    faults.add(rangeFault(runAsUser, 0, MAX_INT32), [...path, 'runAsUser'], runAsUser);
    faults.add(rangeFault(runAsGroup, 0, MAX_INT32), [...path, 'runAsGroup'], runAsGroup);
    // Before, it is dropped.
    if (isGiven(procMount) && isFrom(cluster, '1.33')) {
      faults.add(wordFault(procMount, ['Default', 'Unmasked']), [...path, 'procMount'], procMount);
      if (procMount === 'Unmasked' && pod.spec.hostUsers !== false) { faults.add("must not be Unmasked without 'hostUsers: false' on the pod", [...path, 'procMount']); }
    }
    if (allowPrivilegeEscalation === false) {
      if (privileged === true) { faults.add("must not have 'allowPrivilegeEscalation: false' beside 'privileged: true'", path); }
      if (listOf(mapOf(capabilities)?.add).includes('CAP_SYS_ADMIN')) { faults.add("must not have 'allowPrivilegeEscalation: false' and add CAP_SYS_ADMIN", path); }
    }
    checkProfiles(faults, context, path, cluster);
    const windows = mapOf(context.windowsOptions);
    if (windows !== undefined) { checkWindowsOptions(faults, windows, [...path, 'windowsOptions']); }
    return faults.found;
  },
};
