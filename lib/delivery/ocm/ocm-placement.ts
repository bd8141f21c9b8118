import { dnsLabel, dnsSubdomain, ruled } from '../../construct/shape';
import { struct } from '../../construct/struct';
import { labelKeyFault } from '../../manifest/label';
import { SettledStep } from '../fleet-rollout';

/** How apps reach clusters that are the same in all of them: once on the hub, in place of once for each cluster. */
export interface OcmPlacement {
  /**
   * Set of managed clusters that has all clusters of the fleet. Who applies the hub needs the right to bind it.
   * @default 'global' - the set of all, which OCM makes by itself
   */
  readonly clusterSet?: string;

  /**
   * Namespace on the hub for the objects of this, which is written too.
   * @default 'fleetwright'
   */
  readonly namespace?: string;

  /**
   * Label of the ManagedClusters that has their name as its value. Groups of a rollout find clusters by labels only, so that one of several steps needs it. A
   * cluster without it gets nothing.
   *
   * @default - none: clusters are found by name
   */
  readonly nameLabel?: string;
}

export const OCM_PLACEMENT = struct<OcmPlacement>("{ clusterSet: 'global' }", {
  clusterSet: dnsSubdomain("Use one such as 'global'"),
  namespace: dnsLabel("Use one such as 'fleetwright'"),
  nameLabel: ruled(labelKeyFault, { fix: "Use one such as 'name'" }),
});

/** The hub takes a cluster away that it does not hear from for a while, and with it all that was applied to it, unless that is tolerated. */
const TOLERATIONS = ['unreachable', 'unavailable'].map((state) => ({ key: `cluster.open-cluster-management.io/${state}`, operator: 'Exists' }));

/** The spec of a Placement of some clusters, in groups where a rollout has steps. */
export function placementSpec(names: readonly string[], steps: readonly SettledStep[], { clusterSet, nameLabel }: OcmPlacement): object {
  const inOrder = [...names].sort();
  const labelSelector = (values: readonly string[]) => ({ matchExpressions: [{ key: nameLabel, operator: 'In', values }] });
  return {
    clusterSets: [clusterSet],
    predicates: [{
      requiredClusterSelector: nameLabel === undefined
        ? { celSelector: { celExpressions: [`managedCluster.metadata.name in [${inOrder.map((name) => `'${name}'`).join(', ')}]`] } }
        : { labelSelector: labelSelector(inOrder) },
    }],
    tolerations: TOLERATIONS,
    ...(steps.length > 1 && {
      decisionStrategy: {
        groupStrategy: {
          decisionGroups: steps.map(({ step, clusters }) => ({
            groupName: step.name,
            groupClusterSelector: { labelSelector: labelSelector(clusters.map(({ name }) => name).sort()) },
          })),
        },
      },
    }),
  };
}

/** One step after the other, the last of them some clusters at a time. */
export function rolloutStrategy(steps: readonly SettledStep[]): object {
  if (steps.length === 0) { return { type: 'All' }; }
  const { step: last, clusters } = steps.at(-1)!;
  const before = steps.slice(0, -1);
  return {
    type: 'Progressive',
    progressive: {
      ...(before.length > 0 && { mandatoryDecisionGroups: before.map(({ step }) => ({ groupName: step.name })) }),
      ...(last.maxConcurrency !== undefined && { maxConcurrency: last.maxConcurrency }),
      maxFailures: failuresOf(last.maxFailures, clusters.length),
      minSuccessTime: minutes(longest(steps, 'soakMinutes'), '0s'),
      progressDeadline: minutes(deadlineOf(steps), 'None'),
    },
  };
}

/** A number: OCM takes a share of all clusters and rounds it up. */
function failuresOf(maxFailures: number | string | undefined, clusters: number): number {
  return typeof maxFailures === 'string' ? Math.floor(Number.parseInt(maxFailures, 10) * clusters / 100) : maxFailures ?? 0;
}

/** None where one of them has none: nothing fails before its time. */
function deadlineOf(steps: readonly SettledStep[]): number | undefined {
  return steps.every(({ step }) => step.deadlineMinutes !== undefined) ? longest(steps, 'deadlineMinutes') : undefined;
}

function longest(steps: readonly SettledStep[], field: 'soakMinutes' | 'deadlineMinutes'): number | undefined {
  const said = steps.map(({ step }) => step[field]).filter((value) => value !== undefined);
  return said.length === 0 ? undefined : Math.max(...said);
}

function minutes(value: number | undefined, otherwise: string): string {
  return value === undefined ? otherwise : `${value}m`;
}

/** What a strategy of OCM has no field for: of which step, and what happens instead. */
export function unsaid(steps: readonly SettledStep[]): { readonly step: string; readonly field: string; readonly message: string }[] {
  return steps.flatMap(({ step }, index) => {
    const isLast = index === steps.length - 1;
    const told = (field: string, message: string) => ({ step: step.name, field, message });
    const [soak, deadline] = [longest(steps, 'soakMinutes'), deadlineOf(steps)];
    return [
      !isLast && step.maxConcurrency !== undefined && told('maxConcurrency', 'is said of the last step only: the clusters of this one get what is new together'),
      !isLast && step.maxFailures !== undefined && step.maxFailures !== 0 && told('maxFailures', 'is said of the last step only: one failure in this one stops the rollout'),
      step.soakMinutes !== soak && told('soakMinutes', `is said of all steps at once: ${soak} minutes, the longest of them, are waited after each`),
      step.deadlineMinutes !== deadline && told('deadlineMinutes', deadline === undefined
        ? 'is said of all steps at once, and one of them has none: each cluster is waited for' : `is said of all steps at once: ${deadline} minutes, the longest of them`),
    ].filter((each) => each !== false);
  });
}
