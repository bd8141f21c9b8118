import { containersOf } from '../../../manifest/containers';
import { PodRule } from '../../rule';
import { FieldFaults, mapOf, POD } from './field-faults';

/** A pod of Windows host processes is one altogether, and uses the network of its node. */
export const hostProcess: PodRule = {
  id: 'api/host-process',
  severity: 'refused',
  about: 'pod',
  why: 'Windows can not mix containers with processes of the node, which have no network of their own.',
  fix: "Set 'windowsOptions.hostProcess: true' on the pod alone, and 'hostNetwork: true'",
  docs: 'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/',
  check: ({ spec }) => {
    const ofPod: unknown = mapOf(mapOf(spec.securityContext)?.windowsOptions)?.hostProcess;
    const containers = containersOf(spec)
      .map(({ container, path }) => ({ path, own: mapOf(mapOf(container.securityContext)?.windowsOptions)?.hostProcess as unknown }));
    const all = containers.filter(({ own }) => (own ?? ofPod) === true).length;
    const faults = new FieldFaults(POD, ['spec']);
    containers.filter(({ own }) => typeof own === 'boolean' && typeof ofPod === 'boolean' && own !== ofPod)
      .forEach(({ path, own }) => faults.add(`must be what it is on the pod, ${ofPod}`, [...path, 'securityContext', 'windowsOptions', 'hostProcess'], own));
    if (all === 0) { return ofPod === undefined ? undefined : faults.found; }
    if (all !== containers.length) { faults.add('must have no other containers beside host processes', []); }
    if (spec.hostNetwork !== true) { faults.add('must be true for host processes', ['hostNetwork']); }
    return faults.found;
  },
};
