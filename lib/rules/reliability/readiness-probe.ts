import { containersOf } from '../../manifest/containers';
import { describeObject } from '../../manifest/object-key';
import { OTHER_OBJECTS } from '../admission/admission-check';
import { ContainerRule } from '../rule';
import { mayBeSaidElsewhere } from '../said-elsewhere';
import { frontOf } from './served-containers';

/** What answers behind a Service says when it can. */
export const readinessProbe: ContainerRule = {
  id: 'reliability/readiness-probe',
  severity: 'warning',
  about: 'container',
  roles: ['container', 'sidecar'],
  why: 'Without one a container gets requests as soon as its process runs, before it can answer them, and during each rollout.',
  fix: "Set 'readinessProbe'",
  docs: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/#readiness-probe',
  sameAs: ['workload/readiness-probe'],
  admission: OTHER_OBJECTS,
  check: (container, { cluster, object, pod }) => {
    const front = frontOf(cluster, container);
    if (front === undefined || front.isUnheeding) { return undefined; }
    if ((container.readinessProbe ?? undefined) !== undefined) { return []; }
    // As long as another container is not ready, its pod is not.
    return containersOf(pod.spec).some((each) => (each.container.readinessProbe ?? undefined) !== undefined) || mayBeSaidElsewhere(cluster, object) ? [] : [{
      path: ['readinessProbe'], message: `container '${container.name}' has no readiness probe, and ${describeObject(front.service)} sends requests to it`,
    }];
  },
};
