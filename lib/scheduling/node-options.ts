import { filled, list } from '../construct/collection';
import { Prop } from '../construct/prop';
import { also, oneOf, required, Shape, textOf, wholeNumber } from '../construct/shape';
import { struct } from '../construct/struct';
import { budgetScheduleFault, neverFires } from '../manifest/cron';
import { goDurationSeconds, karpenterDurationFault } from '../manifest/go-duration';
import { MAX_INT32 } from '../manifest/int32';
import { knownPart } from '../manifest/known';
import { labelKeyFault, labelValueFault } from '../manifest/label';

/** Processor architectures, as nodes carry them in `kubernetes.io/arch`. */
export enum NodeArchitecture {
  /** 64-bit x86. */
  AMD64 = 'amd64',
  /** 64-bit ARM: Graviton, Ampere, Axion. */
  ARM64 = 'arm64',
}

/** How a requirement compares a node label with its values. */
export enum NodeRequirementOperator {
  /** It is one of them. */
  IN = 'In',
  /** It is none of them, or not there. */
  NOT_IN = 'NotIn',
  /** It is there. */
  EXISTS = 'Exists',
  /** It is not there. */
  DOES_NOT_EXIST = 'DoesNotExist',
  /** It is a number above the only value. */
  GT = 'Gt',
  /** It is a number below the only value. */
  LT = 'Lt',
  /** It is the only value or a number above. */
  GTE = 'Gte',
  /** It is the only value or a number below. */
  LTE = 'Lte',
}

/**
 * What nodes of a pool must be, by one of their labels.
 * @see https://karpenter.sh/docs/concepts/nodepools/#spectemplatespecrequirements
 */
export interface NodeRequirement {
  /** The label, e.g. `karpenter.k8s.aws/instance-cpu`. */
  readonly key: string;

  /** How it is compared. */
  readonly operator: NodeRequirementOperator;

  /**
   * What it is compared with: none with `EXISTS` and `DOES_NOT_EXIST`, one whole number of at least 0 where order matters.
   * @default - none
   */
  readonly values?: string[];

  /**
   * How many different values Karpenter must be able to choose from when it asks for a node, 1 to 50: it starts none with fewer, unless its
   * setting `MIN_VALUES_POLICY` is `BestEffort`.
   *
   * @default - one will do
   */
  readonly minValues?: number;
}

const LABEL_KEY = required(textOf(labelKeyFault, { fix: "Use a key such as 'example.com/team'" }), "Use a key such as 'example.com/team'");

/** Of how many values at least Karpenter wants to choose. */
export const MIN_VALUES = wholeNumber({ min: 1, max: 50, fix: 'Leave it out if any will do' });

export const NODE_REQUIREMENTS = list(struct<NodeRequirement>("{ key: 'example.com/team', operator: NodeRequirementOperator.EXISTS }", {
  key: LABEL_KEY,
  operator: required(oneOf(NodeRequirementOperator), "Use 'NodeRequirementOperator.IN'"),
  values: list(textOf(labelValueFault, { fix: 'Correct the value' }), "['a', 'b']", 'a list of strings'),
  minValues: MIN_VALUES,
}), "[{ key: 'example.com/team', operator: NodeRequirementOperator.EXISTS }]");

/** What a taint does to pods that do not tolerate it. */
export enum TaintEffect {
  /** They are not placed on the node. */
  NO_SCHEDULE = 'NoSchedule',
  /** They are placed on the node where there is no other. */
  PREFER_NO_SCHEDULE = 'PreferNoSchedule',
  /** They are not placed on the node, and those that are there are evicted. */
  NO_EXECUTE = 'NoExecute',
}

/** A mark on nodes that keeps pods away that do not tolerate it. */
export interface NodeTaint {
  /** Its name: a label key. */
  readonly key: string;

  /**
   * Its value: a label value.
   * @default - none
   */
  readonly value?: string;

  /**
   * What it does to pods that do not tolerate it.
   * @default TaintEffect.NO_SCHEDULE
   */
  readonly effect?: TaintEffect;
}

const TAINT_VALUE = textOf(labelValueFault, { fix: 'Correct it, or leave it out' });
const taintsOf = (value: Shape<string>) => list(struct<NodeTaint>("{ key: 'example.com/team' }", { key: LABEL_KEY, value, effect: oneOf(TaintEffect) }), "[{ key: 'example.com/team' }]");

/** Taints as nodes have them. */
export const NODE_TAINTS = also(taintsOf(TAINT_VALUE), (taints, prop) => checkTaints([[prop, taints]]));

/** Taints as node pools of Karpenter and GKE have them, which take none with an empty value. */
export const POOL_TAINTS = taintsOf(textOf((value) => (value === '' ? 'must not be empty' : labelValueFault(value)), { fix: 'Correct it, or leave it out' }));

/** A taint as one text: `key=value:NoSchedule`. */
export function taintText({ key, value, effect = TaintEffect.NO_SCHEDULE }: NodeTaint): string {
  return `${key}${value === undefined ? '' : `=${value}`}:${effect}`;
}

/** A node has one taint of a key and an effect, in whichever list it stands. */
export function checkTaints(lists: readonly (readonly [Prop, readonly NodeTaint[]])[]): void {
  const seen = new Set<string>();
  lists.forEach(([prop, taints]) => taints.forEach((taint, index) => {
    const { key, effect } = knownPart({ ...taint, effect: taint.effect ?? TaintEffect.NO_SCHEDULE });
    if (typeof key !== 'string' || effect === undefined) { return; }
    if (seen.has(`${key}:${effect}`)) {
      prop.at(index).fault({
        id: 'scheduling/coherent-nodes',
        rule: `must not be a second taint '${key}' with effect ${effect}: a node has at most one`,
        fix: 'Leave one of the two out',
      });
    }
    seen.add(`${key}:${effect}`);
  }));
}

/** Why Karpenter takes a node away by its own choice. */
export enum NodeDisruptionReason {
  /** Its pods fit elsewhere, or on a cheaper node. */
  UNDERUTILIZED = 'Underutilized',
  /** It has no pods. */
  EMPTY = 'Empty',
  /** It is not what its pool says any more. */
  DRIFTED = 'Drifted',
}

/**
 * How many nodes Karpenter may take away at a time by its own choice. Where several budgets are active, the strictest holds; where none is, there is no
 * limit, which raises the warning `scheduling/unlimited-disruption`.
 *
 * It says nothing about spot interruption, expiry and the repair of broken nodes: those wait for nobody.
 *
 * @see https://karpenter.sh/docs/concepts/disruption/#nodepool-disruption-budgets
 */
export interface NodeDisruptionBudget {
  /** How many: a number such as `'2'`, or a share such as `'10%'`, rounded up. */
  readonly nodes: string;

  /**
   * For which reasons it holds.
   * @default - for all
   */
  readonly reasons?: NodeDisruptionReason[];

  /**
   * When it becomes active: a cron line in UTC such as `0 9 * * mon-fri`, or `@daily` and its like. Only together with `duration`.
   * @default - always active
   */
  readonly schedule?: string;

  /**
   * How long it stays active, in hours and minutes: `8h`, `1h30m`. Only together with `schedule`.
   * @default - always active
   */
  readonly duration?: string;
}

const MOST_BUDGETS = 50;

const BUDGET = struct<NodeDisruptionBudget>("{ nodes: '10%' }", {
  nodes: required(also(
    textOf((nodes) => (/^((100|[0-9]{1,2})%|[0-9]+)$/.test(nodes) ? undefined : "must be a number such as '2' or a share from '0%' to '100%'"), { fix: "Use '10%', Karpenter's default" }),
    // Karpenter cuts off what is beyond, and what is left may be any number.
    textOf((nodes) => (Number(nodes) > MAX_INT32 ? `must be at most ${MAX_INT32}` : undefined), { id: 'prop/range', fix: "Use '100%' for all" }),
  ), "Use '10%', Karpenter's default"),
  // One of none would hold for none: Karpenter tells an empty list from one that is left out.
  reasons: also(filled(list(oneOf(NodeDisruptionReason), '[NodeDisruptionReason.DRIFTED]'), 'Leave it out for all reasons'), (reasons, prop) => {
    const repeated = reasons.find((reason, position) => reasons.indexOf(reason) < position);
    prop.check(repeated === undefined ? undefined : 'must name each reason once', { id: 'prop/range', got: repeated, fix: 'Leave one of the two out' });
  }),
  schedule: also(
    textOf(budgetScheduleFault, { fix: "Use one such as '0 9 * * mon-fri', in UTC" }),
    textOf((schedule) => (budgetScheduleFault(schedule) === undefined && neverFires(schedule)
      ? 'must be a day that comes: Karpenter takes a budget that never begins for one that is always active' : undefined), { fix: 'Correct it' }),
  ),
  duration: textOf(budgetDurationFault, { fix: "Use one such as '8h' or '1h30m'" }),
});

/** How many nodes may be taken away at a time. */
export const NODE_BUDGETS = also(list(also(BUDGET, ({ schedule, duration }, prop) => {
  if ((schedule === undefined) === (duration === undefined)) { return; }
  const [missing, other] = schedule === undefined ? ['schedule', 'duration'] : ['duration', 'schedule'];
  prop.at(missing).fault({ id: 'scheduling/coherent-nodes', rule: `must be given with '${other}'`, fix: 'Give both, or leave both out' });
}), "[{ nodes: '10%' }]"), (budgets, prop) => {
  prop.check(budgets.length > MOST_BUDGETS ? `must be at most ${MOST_BUDGETS}` : undefined, { id: 'prop/range', got: budgets.length, fix: 'Leave some out' });
});

function budgetDurationFault(duration: string): string | undefined {
  if (!/^((([0-9]+(h|m))|([0-9]+h[0-9]+m))(0s)?)$/.test(duration)) { return 'must be hours and minutes'; }
  return karpenterDurationFault(duration) ?? (goDurationSeconds(duration) === 0 ? 'must be longer than nothing: the budget would never hold' : undefined);
}

/** Which nodes Karpenter takes away to save money. */
export enum ConsolidationPolicy {
  /** Those without pods other than DaemonSets'. */
  WHEN_EMPTY = 'WhenEmpty',
  /** Those, and any whose pods fit elsewhere or on a cheaper node. */
  WHEN_EMPTY_OR_UNDERUTILIZED = 'WhenEmptyOrUnderutilized',
  /** As before, weighing what it saves against the pods that it moves. Needs Karpenter 1.14. */
  BALANCED = 'Balanced',
}
