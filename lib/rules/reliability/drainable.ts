import { boundOf, BudgetBound, evictable, isClosed, whyNoPodOfAJobGoes } from '../../manifest/budget-bounds';
import { isEmptySelector } from '../../manifest/label-selector';
import { KubernetesObject } from '../../manifest/object';
import { describeObject } from '../../manifest/object-key';
import { isOfJobs } from '../../manifest/replicated-kinds';
import { OTHER_OBJECTS } from '../admission/admission-check';
import { ClusterManifests } from '../cluster-manifests';
import { autoscalersOf, replicasOf } from '../replicas';
import { ObjectRule, Violation } from '../rule';
import { mayBeSaidElsewhere } from '../said-elsewhere';
import { podsUnder } from './budgets';

/** A budget lets at least one pod go at a time. */
export const drainable: ObjectRule = {
  id: 'reliability/drainable',
  severity: 'warning',
  about: 'object',
  kinds: ['policy/PodDisruptionBudget'],
  why: 'Nodes with such a pod can not be drained: upgrades and autoscalers wait until somebody deletes it by hand.',
  fix: "Use 'maxUnavailable: 1', or more replicas",
  docs: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/#think-about-how-your-application-reacts-to-disruptions',
  sameAs: ['workload/undrained-job'],
  admission: OTHER_OBJECTS,
  check: (object, cluster) => {
    const bound = boundOf(object.spec);
    if (bound === undefined) { return undefined; }
    const path = ['spec', bound.field];
    if (isClosed(bound)) { return [{ path, message: `it never lets a pod go: ${bound.field} is ${bound.value}`, fix: "Use 'maxUnavailable: 1'" }]; }
    // Who selects a whole namespace means pods of other programs too.
    if (isEmptySelector(object.spec?.selector)) { return undefined; }
    const workloads = [...new Set(podsUnder(cluster, object).map((pods) => pods.object))];
    if (workloads.length === 0 || workloads.some((workload) => mayBeSaidElsewhere(cluster, workload))) { return undefined; }
    if (workloads.every((workload) => cluster.workloads.isReplicated(workload))) { return ofReplicas(bound, workloads, cluster); }
    return workloads.filter(isOfJobs).flatMap((job) => {
      const why = whyNoPodOfAJobGoes(object, job);
      return why === undefined ? [] : [{ path, message: `it lets no pod of ${describeObject(job)} go: ${why.replace(/\. [A-Z].*$/s, '')}`, fix: 'Narrow its selector, or use less' }];
    });
  },
};

function ofReplicas(bound: BudgetBound, workloads: readonly KubernetesObject[], cluster: ClusterManifests): Violation[] | undefined {
  // An autoscaler elsewhere may say what nobody says here.
  const fewest = workloads.map((workload) => (
    autoscalersOf(cluster, workload).length > 0 || typeof cluster.workloads.statedReplicas(workload) === 'number' ? replicasOf(cluster, workload).fewest : undefined));
  if (fewest.includes(undefined)) { return undefined; }
  const replicas = fewest.reduce<number>((sum, each) => sum + each!, 0);
  return replicas === 0 || evictable(bound, replicas) > 0 ? [] : [{
    path: ['spec', bound.field],
    message: `it lets no pod go of ${replicas === 1 ? 'the only replica' : `the ${replicas} replicas`} of ${workloads.length === 1 ? describeObject(workloads[0]) : workloads.map(describeObject).join(' and ')}: ${bound.field} is ${bound.value}`,
  }];
}
