import { ObjectRule } from '../rule';

/** A pod that does not serve holds up no drain. */
export const evictUnhealthy: ObjectRule = {
  id: 'reliability/evict-unhealthy',
  severity: 'warning',
  about: 'object',
  kinds: ['policy/PodDisruptionBudget'],
  why: 'Pods that crash or never get ready are not evicted: one broken release blocks the drain of its nodes.',
  fix: "Set 'spec.unhealthyPodEvictionPolicy: AlwaysAllow', or 'IfHealthyBudget' where pods that are not ready hold data that others lack",
  docs: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy',
  admission: {
    expression: 'has(object.spec.unhealthyPodEvictionPolicy)',
    messageExpression: '"it does not say whether pods that are not ready may be evicted"',
  },
  check: (object) => ((object.spec?.unhealthyPodEvictionPolicy ?? undefined) !== undefined ? [] : [{
    path: ['spec', 'unhealthyPodEvictionPolicy'], message: 'it does not say whether pods that are not ready may be evicted',
  }]),
};
