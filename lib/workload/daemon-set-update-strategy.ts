import { Prop } from '../construct/prop';
import { intOrPercent, oneOf } from '../construct/shape';
import { struct } from '../construct/struct';
import { isZero } from '../manifest/int-or-percent';
import { isKnown, knownPart } from '../manifest/known';

/** How a DaemonSet replaces its pods. */
export enum DaemonSetUpdateType {
  /** Node by node, by itself. */
  ROLLING_UPDATE = 'RollingUpdate',
  /** On each node when somebody deletes the old pod there. */
  ON_DELETE = 'OnDelete',
}

/**
 * How new pods of a DaemonSet take the place of old ones. Only one of `maxUnavailable` and `maxSurge` may be above 0.
 * @see https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/
 */
export interface DaemonSetUpdateStrategy {
  /**
   * How pods are replaced.
   * @default DaemonSetUpdateType.ROLLING_UPDATE
   */
  readonly type?: DaemonSetUpdateType;

  /**
   * On how many nodes the pod may be missing at a time, as a number or a percentage of the nodes, rounded up.
   * @default - 1; 0 with `maxSurge`
   */
  readonly maxUnavailable?: number | string;

  /**
   * On how many nodes the new pod may run beside the old one at a time, as a number or a percentage of the nodes, rounded up. These nodes
   * must have room for both.
   *
   * @default - 0: the old pod ends before the new one starts
   */
  readonly maxSurge?: number | string;
}

const SHARE = "Use a number such as 1 or a percentage such as '10%'";

/** What `updateStrategy` must look like. */
export const UPDATE_STRATEGY = struct<DaemonSetUpdateStrategy>('{ maxUnavailable: 1 }', {
  type: oneOf(DaemonSetUpdateType),
  maxUnavailable: intOrPercent({ atMostAll: true, fix: SHARE }),
  maxSurge: intOrPercent({ atMostAll: true, fix: SHARE }),
});

const MAX_UNAVAILABLE = 1;

/** `spec.updateStrategy` of a DaemonSet. */
export function updateStrategyManifest(strategy: DaemonSetUpdateStrategy): { [field: string]: any } {
  const { type = DaemonSetUpdateType.ROLLING_UPDATE, maxSurge } = strategy;
  return type === DaemonSetUpdateType.ON_DELETE ? { type } : { type, rollingUpdate: { maxSurge, maxUnavailable: maxUnavailableOf(strategy) } };
}

/**
 * What the API server would refuse of an update strategy, and what would never come to an end. `holdsNodePorts` says whether the pods have
 * ports of their nodes.
 */
export function checkUpdateStrategy(strategy: DaemonSetUpdateStrategy, prop: Prop, holdsNodePorts: boolean): void {
  const id = 'workload/possible-rollout';
  const { type, maxSurge, maxUnavailable } = strategy;
  if (!isKnown(type)) {
    prop.at('type').fault({ id, rule: "must be known by now, because only with 'DaemonSetUpdateType.ROLLING_UPDATE' more may be said", fix: 'Use its value' });
  }
  if (type === DaemonSetUpdateType.ON_DELETE) {
    for (const [field, got] of Object.entries({ maxUnavailable, maxSurge }).filter(([, share]) => share !== undefined)) {
      prop.at(field).fault({ id, rule: "must not be given with 'DaemonSetUpdateType.ON_DELETE'", got, fix: 'Leave it out' });
    }
    return;
  }

  const { surge, unavailable } = knownPart({ surge: maxSurge ?? 0, unavailable: maxUnavailableOf(strategy) });
  if (isAboveZero(surge) && isAboveZero(unavailable)) {
    prop.at('maxUnavailable').fault({
      id, rule: "must be 0 with 'maxSurge': a node has either no pod or two while it is updated", got: unavailable, fix: 'Leave one of the two out',
    });
  }
  if (isNone(surge) && isNone(unavailable)) {
    prop.at('maxUnavailable').fault({
      id,
      rule: "must not be 0 when 'maxSurge' is 0: no pod could ever be replaced",
      got: unavailable,
      fix: "Use 'maxUnavailable: 1', or 'maxSurge: 1' where nodes have room for two",
    });
  }
  if (holdsNodePorts && isAboveZero(surge)) {
    prop.at('maxSurge').fault({
      id,
      rule: "must be 0 on the node's network: the new pod waits for the ports of the old one, which waits for the new one to be ready",
      got: surge,
      fix: "Use 'maxUnavailable'",
    });
  }
}

function maxUnavailableOf({ maxUnavailable, maxSurge }: DaemonSetUpdateStrategy): number | string {
  // Who gives a surge that is not known yet means that there is one.
  return maxUnavailable ?? (isAboveZero(maxSurge) ? 0 : MAX_UNAVAILABLE);
}

function isAboveZero(share: number | string | undefined): boolean {
  return share !== undefined && !isZero(share);
}

function isNone(share: number | string | undefined): boolean {
  return share !== undefined && isZero(share);
}
