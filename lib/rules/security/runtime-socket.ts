import { ContainerRule } from '../rule';
import { dangerOf, hostMountsOf } from './host-mounts';
import { noHostMount } from './host-mounts-in-cel';

/** No container calls the runtime of its node. */
export const runtimeSocket: ContainerRule = {
  id: 'security/runtime-socket',
  severity: 'warning',
  about: 'container',
  why: 'Whoever calls the container runtime is root of the node, and reads what all its pods have; a read-only mount changes nothing.',
  fix: 'Ask the API server or the kubelet for what is needed, or build images without a runtime',
  docs: 'https://kubernetes.io/docs/concepts/storage/volumes/#hostpath',
  sameAs: ['workload/host-path'],
  admission: () => noHostMount('socket', 'commands the container runtime of its node', 'too'),
  check: (container, { pod }) => hostMountsOf(container, pod)?.filter((mount) => dangerOf(mount) === 'socket').map(({ index, path }) => ({
    path: ['volumeMounts', index], message: `container '${container.name}' mounts '${path}', with which it commands the container runtime of its node`,
  })),
};
