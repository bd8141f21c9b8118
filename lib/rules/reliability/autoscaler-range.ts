import { scalingBounds } from '../../manifest/autoscaler';
import { ObjectRule } from '../rule';

/** An autoscaler has something to choose. */
export const autoscalerRange: ObjectRule = {
  id: 'reliability/autoscaler-range',
  severity: 'warning',
  about: 'object',
  kinds: ['autoscaling/HorizontalPodAutoscaler', 'keda.sh/ScaledObject'],
  why: 'An autoscaler with one number to choose never scales.',
  fix: "Raise the most, or leave the autoscaler out and write 'replicas'",
  docs: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/',
  admission: {
    kinds: ['autoscaling/HorizontalPodAutoscaler'],
    expression: 'object.spec.?minReplicas.orValue(1) == 0 || object.spec.?minReplicas.orValue(1) != object.spec.maxReplicas',
    messageExpression: '"its fewest replicas and its most are " + string(object.spec.maxReplicas)',
  },
  check: ({ spec, ...object }) => {
    const bounds = scalingBounds({ ...object, spec });
    if (bounds?.fewest === undefined || bounds.most === undefined || bounds.restsAtNone || typeof spec?.idleReplicaCount === 'number') { return undefined; }
    return bounds.most === bounds.fewest ? [{ path: ['spec', bounds.mostField], message: `its fewest replicas and its most are ${bounds.most}` }] : [];
  },
};
