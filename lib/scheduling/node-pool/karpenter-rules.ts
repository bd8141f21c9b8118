import { Prop } from '../../construct/prop';
import { isFullyKnown } from '../../manifest/known';
import { labelKeyFault } from '../../manifest/label';
import { NodeRequirement, NodeRequirementOperator } from '../node-options';
import { LabelDialect, knownValues, reservedLabelFault } from './karpenter-labels';
import { impossibleLabels, normalizedLabel } from './node-requirements';

// What Karpenter's custom resource definitions and its own validation of a NodePool refuse.

const NUMERIC = [NodeRequirementOperator.GT, NodeRequirementOperator.GTE, NodeRequirementOperator.LT, NodeRequirementOperator.LTE];
const WITHOUT_VALUES = [NodeRequirementOperator.EXISTS, NodeRequirementOperator.DOES_NOT_EXIST];
const MOST_REQUIREMENTS = 100;

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
    prop.fault({ id: 'prop/range', rule: `must be at most ${MOST_REQUIREMENTS}, node labels counted`, got: requirements.length + labelled.length, fix: 'Leave some out' });
  }
  // A list of nothing is a fault of its own.
  const meant = requirements.filter(({ operator, values }) => operator !== NodeRequirementOperator.IN || (values ?? []).length > 0);
  impossibleLabels([...meant, ...labelled]).forEach(({ key, left, wanted }) => {
    const id = 'scheduling/coherent-nodes';
    prop.fault(left === undefined
      ? { id, rule: `must leave a value for '${key}': together with the other props and labels they contradict each other`, fix: 'Take one of them back' }
      : { id, rule: `must leave at least as many values for '${key}' as 'minValues' asks for, ${wanted}, and leave ${left}`, fix: "Lower 'minValues', or allow more" });
  });
}

/** Labels of the nodes. */
export function checkNodeLabels(labels: { readonly [key: string]: string }, dialect: LabelDialect, decided: readonly DecidedLabel[], prop: Prop): void {
  for (const key of Object.keys(labels)) {
    checkKey(key, dialect, decided, prop.at(key));
  }
}

function checkKey(key: string, dialect: LabelDialect, decided: readonly DecidedLabel[], prop: Prop): void {
  // One that is none is a fault of its own.
  if (labelKeyFault(key) !== undefined) { return; }
  const own = decided.find((label) => label.key === normalizedLabel(key));
  if (own !== undefined) {
    prop.fault({ id: 'construct/one-place', rule: `must not be given: '${own.prop}' says it`, got: key, fix: `Use '${own.prop}'` });
    return;
  }
  prop.check(reservedLabelFault(key, dialect), { id: 'scheduling/free-name', got: key, fix: 'Use a label of a domain of your own' });
}

function checkValues({ key, operator, values }: NodeRequirement, dialect: LabelDialect, prop: Prop): void {
  if (!isFullyKnown([operator, values])) { return; }
  const given = values ?? [];
  if (WITHOUT_VALUES.includes(operator)) {
    if (given.length > 0) { prop.at('values').fault({ id: 'prop/grammar', rule: `must not be given with '${operator}'`, got: given, fix: 'Leave them out' }); }
    return;
  }
  if (NUMERIC.includes(operator)) {
    if (given.length !== 1 || !/^[0-9]{1,15}$/.test(given[0])) {
      prop.at('values').fault({ id: 'prop/grammar', rule: `must be one whole number of at least 0 with '${operator}'`, got: given, fix: "Use one such as ['4']" });
    }
    return;
  }
  if (given.length === 0) { prop.at('values').fault({ id: 'prop/grammar', rule: `must hold at least one with '${operator}'`, got: given, fix: 'Name what is meant' }); }
  if (operator !== NodeRequirementOperator.IN) { return; }
  const legal = knownValues(normalizedLabel(key), dialect);
  const wrong = legal === undefined ? undefined : given.find((value) => !legal.includes(value));
  if (wrong !== undefined) {
    prop.at('values').fault({ id: 'prop/grammar', rule: `must be of ${legal!.map((value) => `'${value}'`).join(', ')} for '${key}'`, got: wrong, fix: 'Use one of them' });
  }
}
