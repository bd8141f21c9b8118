import { describeObject } from '../../manifest/object-key';
import { OTHER_OBJECTS } from '../admission/admission-check';
import { ContainerRule } from '../rule';
import { mayBeSaidElsewhere } from '../said-elsewhere';
import { frontOf } from './served-containers';

/** What answers behind a Service waits until nobody is sent there any more. */
export const preStop: ContainerRule = {
  id: 'reliability/pre-stop',
  severity: 'warning',
  about: 'container',
  roles: ['container'],
  why: 'Pods get requests for some seconds after they were told to end. A program that ends at once answers none of them.',
  fix: "Set 'lifecycle.preStop.sleep.seconds: 5', unless the program itself waits after SIGTERM",
  docs: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
  admission: OTHER_OBJECTS,
  check: (container, { cluster, object }) => {
    const front = frontOf(cluster, container);
    if (front === undefined) { return undefined; }
    return (container.lifecycle?.preStop ?? undefined) !== undefined || mayBeSaidElsewhere(cluster, object) ? [] : [{
      path: ['lifecycle', 'preStop'], message: `container '${container.name}' has no preStop hook, and ${describeObject(front.service)} sends requests to it for some seconds after it was told to end`,
    }];
  },
};
