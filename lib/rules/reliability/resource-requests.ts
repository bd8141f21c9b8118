import { containersOf } from '../../manifest/containers';
import { Container } from '../../manifest/object';
import { toldOnce } from '../containers-told';
import { PodRule } from '../rule';
import { areResourcesGiven } from './given-resources';

/** Containers say what they need. A limit counts as a request of as much. */
export const resourceRequests: PodRule = {
  id: 'reliability/resource-requests',
  severity: 'warning',
  about: 'pod',
  why: 'The scheduler takes a container without requests for one that needs nothing: it fills nodes beyond what they have, and such pods are evicted first.',
  fix: "Set 'resources.requests'",
  docs: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
  admission: 'a LimitRange or a VerticalPodAutoscaler may give them, and it sees neither',
  check: (pod, { object, cluster }) => {
    if (areResourcesGiven(cluster, object, pod)) { return []; }
    const running = containersOf(pod.spec).filter(({ role }) => role === 'container' || role === 'sidecar');
    return GAPS.flatMap(({ cpu, memory, what }) => toldOnce(
      running.filter(({ container }) => isRequested(container, 'cpu') === cpu && isRequested(container, 'memory') === memory),
      ['resources', 'requests'], [`requests ${what}`, `request ${what}`],
    ));
  },
};

const GAPS = [
  { cpu: false, memory: false, what: 'no CPU and no memory' },
  { cpu: false, memory: true, what: 'no CPU' },
  { cpu: true, memory: false, what: 'no memory' },
];

/** Whether a container says how much of a resource it needs. */
export function isRequested({ resources }: Container, name: string): boolean {
  return (resources?.requests?.[name] ?? resources?.limits?.[name] ?? undefined) !== undefined;
}
