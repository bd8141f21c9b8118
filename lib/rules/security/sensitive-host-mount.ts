import { behindNodePath } from '../../manifest/node-path';
import { ContainerRule } from '../rule';
import { dangerOf, hostMountsOf, isForNodes } from './host-mounts';
import { noHostMount } from './host-mounts-in-cel';

/** No container sees, or writes, what makes it root of its node. Agents of the nodes do, by what they are there for. */
export const sensitiveHostMount: ContainerRule = {
  id: 'security/sensitive-host-mount',
  severity: 'warning',
  about: 'container',
  why: 'With the directories of the system, or the credentials of the node, a container is root of it, and often of the cluster.',
  fix: 'Mount no more than the program reads, with readOnly',
  docs: 'https://kubernetes.io/docs/concepts/storage/volumes/#hostpath',
  sameAs: ['workload/host-path'],
  admission: () => noHostMount('sensitive', 'sees or writes what makes it root of its node', 'not of agents'),
  check: (container, { pod, object }) => (isForNodes(object) ? undefined : hostMountsOf(container, pod)?.filter((mount) => dangerOf(mount) === 'sensitive').map(({ index, path }) => {
    const sees = behindNodePath(path);
    const what = sees.length > 0 ? `sees '${path}' of its node, and with it ${sees.join('; ')}` : `may write to '${path}' of its node, and so become root there`;
    return { path: ['volumeMounts', index], message: `container '${container.name}' ${what}` };
  })),
};
