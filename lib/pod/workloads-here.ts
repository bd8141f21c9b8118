import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { ClusterWorkloads } from '../cluster/cluster-workloads';
import { knownPart } from '../manifest/known';
import { Autoscaling, minReplicasOf } from './autoscaling';
import { DisruptionBudget } from './disruption-budget';

/** What a Cluster has a say in, of a workload of which a number of equal pods run. */
interface Replicated {
  readonly replicas?: number;
  readonly autoscaling?: Autoscaling;
  readonly disruptionBudget?: DisruptionBudget;
  readonly spread?: boolean;
}

/** How many pods run where nobody says. */
export const DEFAULT_REPLICAS = 2;

/** How workloads run in the cluster around a construct. */
export function workloadsHere(construct: Construct): ClusterWorkloads {
  return Cluster.tryContaining(construct)?.workloads ?? {};
}

/** The props of a workload with the defaults of the cluster around it, and within its bounds. `replicas` is how many pods run where it does not say. */
export function withinCluster<T extends Replicated>(construct: Construct, props: T, replicas: number | undefined): T {
  const { maxReplicas = Infinity, spread, disruptionBudget } = workloadsHere(construct);
  const saysHowMany = props.replicas !== undefined || props.autoscaling !== undefined;
  const hasBudget = props.disruptionBudget === undefined ? disruptionBudget !== false
    // What is asked of several pods, a single one could never keep.
    : maxReplicas > 1;
  const bounded = atMost(maxReplicas, saysHowMany ? props : { ...props, replicas });
  return {
    ...bounded,
    spread: props.spread ?? spread,
    disruptionBudget: hasBudget ? bounded.disruptionBudget : { enabled: false },
  };
}

/**
 * Why a workload may have a single pod, where it is the cluster that says so: nobody need be told of it. `replicas` is the default of the cluster,
 * where it is one for this kind of workload.
 */
export function singleHere(construct: Construct, replicas: number | undefined): string | undefined {
  if (workloadsHere(construct).maxReplicas === 1) { return "'workloads.maxReplicas' of the Cluster"; }
  return replicas === 1 ? "'workloads.replicas' of the Cluster" : undefined;
}

function atMost<T extends Replicated>(most: number, props: T): T {
  const { replicas, autoscaling } = props;
  // What contradicts itself is said as it was given.
  if (replicas !== undefined && autoscaling !== undefined) { return props; }
  if (autoscaling === undefined) { return isMore(replicas ?? DEFAULT_REPLICAS, most) ? fewer(props, { replicas: most }) : props; }
  const [least, largest] = [knownPart(minReplicasOf(autoscaling)), knownPart(autoscaling.maxReplicas)];
  if (least === undefined || largest === undefined || !isMore(largest, most)) { return props; }
  if (least < most) { return { ...props, autoscaling: { ...autoscaling, maxReplicas: most } }; }
  // What may not grow needs nothing that lets it grow.
  return fewer(props, { autoscaling: undefined, replicas: most });
}

/** A number of pods that must stay was meant for more of them. */
function fewer<T extends Replicated>(props: T, changed: Partial<Replicated>): T {
  const { minAvailable, ...budget } = props.disruptionBudget ?? {};
  return { ...props, ...changed, ...(typeof minAvailable === 'number' && { disruptionBudget: budget }) };
}

/** Whether a number is known to be larger. */
function isMore(value: number, most: number): boolean {
  return (knownPart(value) ?? 0) > most;
}
