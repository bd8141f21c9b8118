import { isKnown } from '../../../manifest/known';
import { listOf } from '../../../manifest/object';
import { ContainerRule } from '../../rule';
import { containerTitle, isGiven } from './field-faults';
import { volumesOf } from './pod-volumes';

const LISTS = ['volumeMounts', 'volumeDevices'];

/** Every mount names a volume of its pod. A StatefulSet makes those of its claim templates by itself. */
export const mountedVolume: ContainerRule = {
  id: 'api/mounted-volume',
  severity: 'refused',
  about: 'container',
  why: 'A container can only mount what its pod has.',
  fix: 'Add the volume to the pod, or correct the name',
  docs: 'https://kubernetes.io/docs/concepts/storage/volumes/',
  check: (container, { pod, object }) => {
    if (listOf(container.volumeMounts).length === 0 && listOf(container.volumeDevices).length === 0) { return undefined; }
    const volumes = volumesOf(pod, object);
    // A volume whose name is not known yet may be any.
    if (![...volumes.keys()].every(isKnown)) { return undefined; }
    return LISTS.flatMap((list) => listOf(container[list]).flatMap((mount, index) => {
      const name: unknown = mount?.name;
      return !isGiven(name) || !isKnown(name) || volumes.has(name) ? []
        : [{ path: [list, index, 'name'], message: `${containerTitle(container)} mounts the volume '${name}', which its pod does not have` }];
    }));
  },
};
