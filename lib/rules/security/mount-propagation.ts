import { isWithin } from '../../manifest/node-path';
import { listOf } from '../../manifest/object';
import { ContainerRule } from '../rule';
import { hostMountsOf } from './host-mounts';
import { noPropagation } from './host-mounts-in-cel';

/** What a container mounts stays in it. Drivers of volumes mount for the kubelet, in its directory. */
export const mountPropagation: ContainerRule = {
  id: 'security/mount-propagation',
  severity: 'warning',
  about: 'container',
  why: 'What a container mounts there appears on the node and in its other pods, and stays if the container does not take it away.',
  fix: "Use 'mountPropagation: HostToContainer' to see what the node mounts, or leave it out",
  docs: 'https://kubernetes.io/docs/concepts/storage/volumes/#mount-propagation',
  admission: () => noPropagation('/var/lib/kubelet'),
  check: (container, { pod }) => {
    const mounts = listOf(container.volumeMounts);
    if (!mounts.some((mount) => mount?.mountPropagation === 'Bidirectional')) { return mounts.length === 0 ? undefined : []; }
    const ofKubelet = new Set(hostMountsOf(container, pod)?.filter(({ path }) => isWithin(path, '/var/lib/kubelet')).map(({ index }) => index));
    return mounts.flatMap((mount, index) => (mount?.mountPropagation !== 'Bidirectional' || ofKubelet.has(index) ? [] : [{
      path: ['volumeMounts', index, 'mountPropagation'], message: `what container '${container.name}' mounts below '${mount.mountPath}' is mounted on its node too`,
    }]));
  },
};
