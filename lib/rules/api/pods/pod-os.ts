import { containersOf } from '../../../manifest/containers';
import { PodRule } from '../../rule';
import { FieldFaults, isGiven, mapOf, POD, wordFault } from './field-faults';
import { isFrom } from './target-minor';

/** What is there for Linux alone. */
const LINUX_CONTEXT = ['seLinuxOptions', 'seccompProfile', 'runAsUser', 'runAsGroup'];
const LINUX_POD_CONTEXT = [...LINUX_CONTEXT, 'fsGroup', 'fsGroupChangePolicy', 'supplementalGroups'];
const LINUX_CONTAINER_CONTEXT = [...LINUX_CONTEXT, 'capabilities', 'readOnlyRootFilesystem', 'privileged', 'allowPrivilegeEscalation', 'procMount'];

/** A pod that says its operating system says nothing that only another one knows. */
export const podOs: PodRule = {
  id: 'api/pod-os',
  severity: 'refused',
  about: 'pod',
  why: 'Windows has no Linux users, capabilities or seccomp, and Linux none of the options of Windows.',
  fix: "Leave the field out, or correct 'os.name'",
  docs: 'https://kubernetes.io/docs/concepts/workloads/pods/#pod-os',
  check: ({ spec }, { cluster }) => {
    const name: unknown = mapOf(spec.os)?.name;
    if (!isGiven(name)) { return undefined; }
    const faults = new FieldFaults(POD, ['spec']);
    faults.add(wordFault(name, ['linux', 'windows']), ['os', 'name'], name);
    const contexts = [{ path: [], context: mapOf(spec.securityContext) },
      ...containersOf(spec).map(({ container, path }) => ({ path, context: mapOf(container.securityContext) }))];
    if (name === 'linux') {
      contexts.filter(({ context }) => isGiven(context?.windowsOptions))
        .forEach(({ path }) => faults.add('must not be given for a Linux pod', [...path, 'securityContext', 'windowsOptions']));
    }
    if (name !== 'windows') { return faults.found; }
    for (const field of ['hostPID', 'hostIPC']) { if (spec[field] === true) { faults.add('must not be given for a Windows pod', [field]); } }
    if (isGiven(spec.shareProcessNamespace)) { faults.add('must not be given for a Windows pod', ['shareProcessNamespace']); }
    if (isGiven(spec.hostUsers) && isFrom(cluster, '1.33')) { faults.add('must not be given for a Windows pod', ['hostUsers']); }
    // What an API server drops does not disturb it.
    const [appArmor, late] = [isFrom(cluster, '1.30') ? ['appArmorProfile'] : [], isFrom(cluster, '1.33')];
    contexts.forEach(({ path, context = {} }, index) => {
      const fields = index === 0 ? [...LINUX_POD_CONTEXT, ...appArmor, ...(late ? ['supplementalGroupsPolicy', 'seLinuxChangePolicy'] : [])]
        : [...LINUX_CONTAINER_CONTEXT, ...appArmor];
      fields.filter((field) => isGiven(context[field])).forEach((field) => faults.add('must not be given for a Windows pod', [...path, 'securityContext', field]));
      if (index === 0 && Array.isArray(context.sysctls) && context.sysctls.length > 0) {
        faults.add('must not be given for a Windows pod', [...path, 'securityContext', 'sysctls']);
      }
    });
    return faults.found;
  },
};
