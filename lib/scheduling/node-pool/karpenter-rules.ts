import { MAX_INT32, Prop, wholeNumberFault } from '../../construct/prop';
import { budgetScheduleFault, neverFires } from '../../manifest/cron';
import { goDurationSeconds, karpenterDurationFault } from '../../manifest/go-duration';
import { isFullyKnown, isKnown } from '../../manifest/known';
import { labelKeyFault, labelValueFault } from '../../manifest/label';
import { quantityOf } from '../../manifest/quantity';
import { NodeDisruptionBudget, NodeRequirement, NodeRequirementOperator, NodeTaint, TaintEffect } from '../node-options';
import { LabelDialect, knownValues, reservedLabelFault } from './karpenter-labels';
import { impossibleLabels, normalizedLabel } from './node-requirements';

// What Karpenter's custom resource definitions and its own validation of a NodePool refuse.

const NUMERIC = [NodeRequirementOperator.GT, NodeRequirementOperator.GTE, NodeRequirementOperator.LT, NodeRequirementOperator.LTE];
const WITHOUT_VALUES = [NodeRequirementOperator.EXISTS, NodeRequirementOperator.DOES_NOT_EXIST];
const MOST_REQUIREMENTS = 100;
const MOST_MIN_VALUES = 50;
const MOST_BUDGETS = 50;

/** A label key that the pool itself decides, and the prop that says what it is. */
export interface DecidedLabel {
  readonly key: string;
  readonly prop: string;
}

/** Requirements as the caller gives them. */
export function checkRequirements(requirements: readonly NodeRequirement[], dialect: LabelDialect, decided: readonly DecidedLabel[], prop: Prop): void {
  requirements.forEach((requirement, index) => {
    const at = prop.at(index);
    checkKey(requirement.key, dialect, decided, at.at('key'));
    checkValues(requirement, dialect, at);
  });
}

/** Whether requirements of whatever origin can be satisfied together, and how many there are. */
export function checkTogether(requirements: readonly NodeRequirement[], labels: { readonly [key: string]: string }, prop: Prop): void {
  const labelled = Object.entries(labels).map(([key, value]) => ({ key, operator: 'In', values: [value] }));
  if (requirements.length + labelled.length > MOST_REQUIREMENTS) {
    prop.fault({ rule: `must be at most ${MOST_REQUIREMENTS}, node labels counted`, got: requirements.length + labelled.length, fix: 'Leave some out' });
  }
  // A list of nothing is a fault of its own.
  const meant = requirements.filter(({ operator, values }) => operator !== NodeRequirementOperator.IN || (values ?? []).length > 0);
  impossibleLabels([...meant, ...labelled]).forEach(({ key, left, wanted }) => {
    prop.fault(left === undefined
      ? { rule: `must leave a value for '${key}': together with the other props and labels they contradict each other`, fix: 'Take one of them back' }
      : { rule: `must leave at least as many values for '${key}' as 'minValues' asks for, ${wanted}, and leave ${left}`, fix: "Lower 'minValues', or allow more" });
  });
}

/** Labels of the nodes. */
export function checkNodeLabels(labels: { readonly [key: string]: string }, dialect: LabelDialect, decided: readonly DecidedLabel[], prop: Prop): void {
  for (const [key, value] of Object.entries(labels)) {
    checkKey(key, dialect, decided, prop.at(key));
    prop.at(key).check(labelValueFault(value), { got: value, fix: 'Correct the value' });
  }
}

/** Taints that last, and those that something takes away when the node is ready. */
export function checkTaints(taints: readonly NodeTaint[], startupTaints: readonly NodeTaint[], prop: Prop): void {
  const seen = new Set<string>();
  const all = [
    ...taints.map((taint, index) => ({ taint, at: prop.at('taints', index) })),
    ...startupTaints.map((taint, index) => ({ taint, at: prop.at('startupTaints', index) })),
  ];
  all.forEach(({ taint: { key, value, effect = TaintEffect.NO_SCHEDULE }, at }) => {
    at.at('key').check(labelKeyFault(key), { got: key, fix: "Use a key such as 'example.com/team'" });
    if (value !== undefined) {
      at.at('value').check(value === '' ? 'must not be empty' : labelValueFault(value), { got: value, fix: 'Correct it, or leave it out' });
    }
    if (!isKnown(key)) { return; }
    if (seen.has(`${key}:${effect}`)) {
      at.fault({ rule: `must not be a second taint '${key}' with effect ${effect}: a node has at most one`, fix: 'Leave one of the two out' });
    }
    seen.add(`${key}:${effect}`);
  });
}

/** How much all nodes of the pool may have together. */
export function checkLimits(limits: { readonly [resource: string]: string }, prop: Prop): void {
  for (const [resource, amount] of Object.entries(limits)) {
    const at = prop.at(resource);
    at.check(labelKeyFault(resource), { fix: "Use a resource such as 'cpu', 'memory' or 'nodes'" });
    if (!isKnown(amount)) { continue; }
    const quantity = quantityOf(amount);
    if (quantity === undefined) {
      at.fault({ rule: 'must be a quantity', got: amount, fix: "Use one such as '100' or '400Gi'" });
    } else if (quantity.numerator < 0n) {
      at.fault({ rule: 'must not be below 0', got: amount, fix: 'Leave it out for no limit' });
    }
  }
}

/** How many nodes may be taken away at a time. */
export function checkBudgets(budgets: readonly NodeDisruptionBudget[], prop: Prop): void {
  if (budgets.length > MOST_BUDGETS) { prop.fault({ rule: `must be at most ${MOST_BUDGETS}`, got: budgets.length, fix: 'Leave some out' }); }
  budgets.forEach(({ nodes, schedule, duration, reasons }, index) => {
    const at = prop.at(index);
    if (isKnown(nodes) && !/^((100|[0-9]{1,2})%|[0-9]+)$/.test(nodes)) {
      at.at('nodes').fault({ rule: "must be a number such as '2' or a share from '0%' to '100%'", got: nodes, fix: "Use '10%', Karpenter's default" });
    } else if (isKnown(nodes) && Number(nodes) > MAX_INT32) {
      // Karpenter cuts off what is beyond, and what is left may be any number.
      at.at('nodes').fault({ rule: `must be at most ${MAX_INT32}`, got: nodes, fix: "Use '100%' for all" });
    }
    if ((schedule === undefined) !== (duration === undefined)) {
      const missing = schedule === undefined ? 'schedule' : 'duration';
      at.at(missing).fault({ rule: `must be given with '${missing === 'schedule' ? 'duration' : 'schedule'}'`, fix: 'Give both, or leave both out' });
    }
    const unreadable = schedule === undefined ? undefined : budgetScheduleFault(schedule);
    at.at('schedule').check(unreadable, { got: schedule, fix: "Use one such as '0 9 * * mon-fri', in UTC" });
    if (schedule !== undefined && unreadable === undefined && isKnown(schedule) && neverFires(schedule)) {
      at.at('schedule').fault({ rule: 'must be a day that comes: Karpenter takes a budget that never begins for one that is always active', got: schedule, fix: 'Correct it' });
    }
    if (duration !== undefined && isKnown(duration) && !/^((([0-9]+(h|m))|([0-9]+h[0-9]+m))(0s)?)$/.test(duration)) {
      at.at('duration').fault({ rule: 'must be hours and minutes', got: duration, fix: "Use one such as '8h' or '1h30m'" });
    } else if (duration !== undefined) {
      const rule = karpenterDurationFault(duration);
      at.at('duration').check(rule, { got: duration, fix: 'Use less' });
      if (rule === undefined && isKnown(duration) && goDurationSeconds(duration) === 0) {
        at.at('duration').fault({ rule: 'must be longer than nothing: the budget would never hold', got: duration, fix: "Use one such as '8h'" });
      }
    }
    const repeated = reasons?.find((reason, position) => reasons.indexOf(reason) < position);
    if (repeated !== undefined) { at.at('reasons').fault({ rule: 'must name each reason once', got: repeated, fix: 'Leave one of the two out' }); }
  });
}

/** What keeps `minValues` from being some. */
export function minValuesFault(value: unknown): string | undefined {
  return wholeNumberFault(value, 1, MOST_MIN_VALUES);
}

function checkKey(key: string, dialect: LabelDialect, decided: readonly DecidedLabel[], prop: Prop): void {
  if (!isKnown(key)) { return; }
  const rule = labelKeyFault(key);
  prop.check(rule, { got: key, fix: "Use a key such as 'example.com/team'" });
  if (rule !== undefined) { return; }
  const own = decided.find((label) => label.key === normalizedLabel(key));
  if (own !== undefined) {
    prop.fault({ rule: `must not be given: '${own.prop}' says it`, got: key, fix: `Use '${own.prop}'` });
    return;
  }
  prop.check(reservedLabelFault(key, dialect), { got: key, fix: 'Use a label of a domain of your own' });
}

function checkValues({ key, operator, values, minValues }: NodeRequirement, dialect: LabelDialect, prop: Prop): void {
  prop.at('minValues').check(minValuesFault(minValues), { got: minValues, fix: 'Leave it out if any will do' });
  if (!isFullyKnown(values ?? []) || !isKnown(operator)) { return; }
  const given = values ?? [];
  if (WITHOUT_VALUES.includes(operator)) {
    if (given.length > 0) { prop.at('values').fault({ rule: `must not be given with '${operator}'`, got: given, fix: 'Leave them out' }); }
    return;
  }
  if (NUMERIC.includes(operator)) {
    if (given.length !== 1 || !/^[0-9]{1,15}$/.test(given[0])) {
      prop.at('values').fault({ rule: `must be one whole number of at least 0 with '${operator}'`, got: given, fix: "Use one such as ['4']" });
    }
    return;
  }
  if (given.length === 0) { prop.at('values').fault({ rule: `must hold at least one with '${operator}'`, got: given, fix: 'Name what is meant' }); }
  given.forEach((value, index) => prop.at('values', index).check(labelValueFault(value), { got: value, fix: 'Correct the value' }));
  if (operator !== NodeRequirementOperator.IN) { return; }
  const legal = knownValues(normalizedLabel(key), dialect);
  const wrong = legal === undefined ? undefined : given.find((value) => !legal.includes(value));
  if (wrong !== undefined) {
    prop.at('values').fault({ rule: `must be of ${legal!.map((value) => `'${value}'`).join(', ')} for '${key}'`, got: wrong, fix: 'Use one of them' });
  }
}
