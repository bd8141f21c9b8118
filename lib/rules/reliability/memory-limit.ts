import { containersOf } from '../../manifest/containers';
import { toldOnce } from '../containers-told';
import { PodRule } from '../rule';
import { areResourcesGiven } from './given-resources';
import { isRequested } from './resource-requests';

/** Containers cannot take the memory of others. */
export const memoryLimit: PodRule = {
  id: 'reliability/memory-limit',
  severity: 'warning',
  about: 'pod',
  why: 'A container without a limit takes the memory of its node until others are killed for it.',
  fix: "Set 'resources.limits.memory'",
  docs: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
  admission: 'a LimitRange or a VerticalPodAutoscaler may give them, and it sees neither',
  check: (pod, { object, cluster }) => {
    // One that says nothing of memory at all has been told so.
    const asking = containersOf(pod.spec).filter(({ role, container }) => (role === 'container' || role === 'sidecar') && isRequested(container, 'memory'));
    if (asking.length === 0) { return undefined; }
    if (areResourcesGiven(cluster, object, pod)) { return []; }
    const unlimited = asking.filter(({ container }) => (container.resources?.limits?.memory ?? undefined) === undefined);
    return toldOnce(unlimited, ['resources', 'limits', 'memory'], ['has no memory limit', 'have no memory limit']);
  },
};
