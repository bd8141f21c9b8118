import { OTHER_OBJECTS } from '../admission/admission-check';
import { replicasOf } from '../replicas';
import { ObjectRule } from '../rule';
import { mayBeSaidElsewhere } from '../said-elsewhere';
import { hasBudget } from './budgets';

/** Several replicas are not evicted all at once. */
export const disruptionBudget: ObjectRule = {
  id: 'reliability/disruption-budget',
  severity: 'warning',
  about: 'object',
  why: 'Whoever drains nodes, as autoscalers and upgrades do, may evict all replicas at the same time.',
  fix: "Add a PodDisruptionBudget that selects its pods, with 'maxUnavailable: 1'",
  docs: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
  sameAs: ['scheduling/spot-no-budget'],
  admission: OTHER_OBJECTS,
  check: (object, cluster) => {
    if (!cluster.workloads.isReplicated(object)) { return undefined; }
    const { fewest } = replicasOf(cluster, object);
    if (fewest === undefined || fewest < 2) { return undefined; }
    return hasBudget(cluster, object) || mayBeSaidElsewhere(cluster, object) ? [] : [{
      path: cluster.workloads.replicasPath(object), message: `no PodDisruptionBudget selects its ${fewest} replicas`,
    }];
  },
};
