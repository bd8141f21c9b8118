import { scalingBounds } from '../../manifest/autoscaler';
import { ObjectRule } from '../rule';

/** An autoscaler leaves more than one replica. */
export const autoscalerFloor: ObjectRule = {
  id: 'reliability/autoscaler-floor',
  severity: 'warning',
  about: 'object',
  kinds: ['autoscaling/HorizontalPodAutoscaler', 'keda.sh/ScaledObject'],
  why: 'In quiet times nothing serves while the node of the only replica is drained, or has failed.',
  fix: 'Use 2 or more',
  docs: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/',
  sameAs: ['workload/single-replica', 'scheduling/spot-single-replica'],
  admission: {
    kinds: ['autoscaling/HorizontalPodAutoscaler'],
    expression: 'object.spec.?minReplicas.orValue(1) != 1',
    messageExpression: '"it leaves one replica in quiet times"',
  },
  check: (object) => {
    const bounds = scalingBounds(object);
    // Whoever scales to none has decided.
    if (bounds?.fewest === undefined || bounds.restsAtNone) { return undefined; }
    return bounds.fewest > 1 ? [] : [{ path: ['spec', bounds.fewestField], message: 'it leaves one replica in quiet times' }];
  },
};
