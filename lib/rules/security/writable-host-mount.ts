import { ContainerRule } from '../rule';
import { dangerOf, hostMountsOf, isForNodes } from './host-mounts';
import { noHostMount } from './host-mounts-in-cel';

/** Containers only read from their node. Agents of the nodes keep what they know there. */
export const writableHostMount: ContainerRule = {
  id: 'security/writable-host-mount',
  severity: 'warning',
  about: 'container',
  why: 'What is written to a node stays when the pod is gone, fills its disk, and is read by whatever comes after.',
  fix: "Set 'readOnly: true' on the mount, or use an emptyDir or a claim",
  docs: 'https://kubernetes.io/docs/concepts/storage/volumes/#hostpath',
  sameAs: ['workload/host-path'],
  admission: () => noHostMount('writable', 'may write to its node', 'not of agents'),
  check: (container, { pod, object }) => (isForNodes(object) ? undefined : hostMountsOf(container, pod)?.filter((mount) => dangerOf(mount) === 'writable').map(({ index, path }) => ({
    path: ['volumeMounts', index, 'readOnly'], message: `container '${container.name}' may write to '${path}' of its node`,
  }))),
};
