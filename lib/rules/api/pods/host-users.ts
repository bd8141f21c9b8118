import { containersOf } from '../../../manifest/containers';
import { listOf } from '../../../manifest/object';
import { PodRule } from '../../rule';
import { FieldFaults, POD } from './field-faults';
import { isFrom } from './target-minor';

/** A pod with users of its own shares nothing of its node in which they would be others. */
export const hostUsers: PodRule = {
  id: 'api/host-users',
  severity: 'refused',
  about: 'pod',
  why: 'In a namespace of users the users of the node are not there, whose processes and network the pod would share.',
  fix: "Remove 'hostUsers: false', or what the pod shares with its node",
  docs: 'https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/',
  check: ({ spec }, { cluster }) => {
    // Before, it is dropped.
    if (spec.hostUsers !== false || !isFrom(cluster, '1.33')) { return undefined; }
    const faults = new FieldFaults(POD, ['spec']);
    for (const field of ['hostNetwork', 'hostPID', 'hostIPC']) {
      if (spec[field] === true) { faults.add("must not be true beside 'hostUsers: false'", [field]); }
    }
    if (isFrom(cluster, '1.34')) {
      containersOf(spec).filter(({ container }) => listOf(container.volumeDevices).length > 0)
        .forEach(({ path }) => faults.add("must not be given beside 'hostUsers: false'", [...path, 'volumeDevices']));
    }
    return faults.found;
  },
};
