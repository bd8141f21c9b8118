import { isKnown } from './known';
import { labelKeyFault, labelValueFault } from './label';
import { LabelSelector, listOf } from './object';

type Labels = { readonly [key: string]: unknown };

/** One requirement of a selector, whichever way it was written. `matchLabels` are `In` with one value. */
interface Requirement {
  readonly key: unknown;
  readonly operator: unknown;
  readonly values: readonly unknown[];
}

/**
 * Whether a selector picks an object with these labels; undefined where that hangs on a value that is not known yet. As in Kubernetes
 * the empty selector picks everything, no selector picks nothing, and `NotIn` picks objects without the label. A
 * selector that the API server would refuse picks nothing.
 */
export function matchesSelector(selector: LabelSelector | undefined, labels: Labels | undefined): boolean | undefined {
  if (selector === undefined || selector === null) { return false; }
  const answer = all(requirementsOf(selector).map((requirement) => matchesRequirement(requirement, labels ?? {})));
  // Most selectors are of other pods: what is wrong with those need not be looked for.
  return answer === false || selectorFaults(selector).length > 0 ? false : answer;
}

/** What the API server would say against a selector, each as a clause with the field in front; values not known yet are passed over. */
export function selectorFaults(selector: LabelSelector | undefined): string[] {
  if (selector === undefined || selector === null) { return []; }
  return [
    ...mapFaults(selector.matchLabels),
    ...listFaults(selector.matchExpressions),
  ];
}

/** Whether a selector is there and picks everything. */
export function isEmptySelector(selector: LabelSelector | undefined): boolean {
  return selector !== undefined && selector !== null && requirementsOf(selector).length === 0;
}

function requirementsOf(selector: LabelSelector): Requirement[] {
  if (!isKnown(selector)) { return [notKnown(selector)]; }
  const { matchLabels, matchExpressions } = selector;
  return [
    ...isKnown(matchLabels) ? entriesOf(matchLabels).map(([key, value]) => ({ key, operator: 'In', values: [value] })) : [notKnown(matchLabels)],
    ...isKnown(matchExpressions) ? listOf(matchExpressions).map(requirementOf) : [notKnown(matchExpressions)],
  ];
}

function requirementOf(item: any): Requirement {
  if (!isKnown(item)) { return notKnown(item); }
  return { key: item?.key, operator: item?.operator, values: isKnown(item?.values) ? listOf(item?.values) : [item.values] };
}

/** Stands for all the requirements that a token may hold. */
function notKnown(token: unknown): Requirement {
  return { key: token, operator: token, values: [] };
}

function matchesRequirement({ key, operator, values }: Requirement, labels: Labels): boolean | undefined {
  if (!isKnown(labels) || !isKnown(key) || !isKnown(operator)) { return undefined; }
  const label = Object.hasOwn(labels, String(key)) ? labels[String(key)] : undefined;
  const present = presence(label, labels);
  switch (operator) {
    case 'Exists': return present;
    case 'DoesNotExist': return not(present);
    case 'In': return all([present, contains(values, label)]);
    default: return not(all([present, contains(values, label)]));
  }
}

function presence(label: unknown, labels: Labels): boolean | undefined {
  if (label !== undefined) { return true; }
  return Object.keys(labels).every(isKnown) ? false : undefined;
}

function contains(values: readonly unknown[], label: unknown): boolean | undefined {
  if (!isKnown(label)) { return undefined; }
  if (values.includes(label)) { return true; }
  return values.every(isKnown) ? false : undefined;
}

// Three-valued logic: what is not known yet decides nothing, unless something known already has.
function all(answers: readonly (boolean | undefined)[]): boolean | undefined {
  if (answers.includes(false)) { return false; }
  return answers.includes(undefined) ? undefined : true;
}

function not(answer: boolean | undefined): boolean | undefined {
  return answer === undefined ? undefined : !answer;
}

function mapFaults(matchLabels: unknown): string[] {
  if (matchLabels === undefined || matchLabels === null || !isKnown(matchLabels)) { return []; }
  if (typeof matchLabels !== 'object' || Array.isArray(matchLabels)) { return ['matchLabels must be a map of labels']; }
  return entriesOf(matchLabels).flatMap(([key, value]) => [
    ...clause(`matchLabels key '${key}'`, labelKeyFault(key)),
    ...clause(`matchLabels['${key}']`, labelValueFault(value), value),
  ]);
}

function listFaults(matchExpressions: unknown): string[] {
  if (matchExpressions === undefined || matchExpressions === null || !isKnown(matchExpressions)) { return []; }
  if (!Array.isArray(matchExpressions)) { return ['matchExpressions must be a list']; }
  return matchExpressions.flatMap((item, index) => {
    const path = `matchExpressions[${index}]`;
    if (!isKnown(item)) { return []; }
    if (typeof item !== 'object' || item === null || Array.isArray(item)) { return [`${path} must have a key and an operator`]; }
    return [
      ...clause(`${path}.key`, labelKeyFault(item.key), item.key),
      ...operatorFaults(path, item.operator, item.values),
    ];
  });
}

function operatorFaults(path: string, operator: unknown, values: unknown): string[] {
  if (!isKnown(values)) { return []; }
  if (values !== undefined && values !== null && !Array.isArray(values)) { return [`${path}.values must be a list`]; }
  const list = listOf(values);
  const valueFaults = list.flatMap((value, index) => clause(`${path}.values[${index}]`, labelValueFault(value), value));
  if (!isKnown(operator)) { return valueFaults; }
  switch (operator) {
    case 'In':
    case 'NotIn':
      return list.length === 0 ? [`${path}.values must hold at least one value with operator '${operator}'`] : valueFaults;
    case 'Exists':
    case 'DoesNotExist':
      return list.length > 0 ? [`${path}.values must not be given with operator '${operator}'`, ...valueFaults] : [];
    default:
      return [`${path}.operator must be In, NotIn, Exists or DoesNotExist, got ${show(operator)}`, ...valueFaults];
  }
}

function clause(field: string, fault: string | undefined, ...got: unknown[]): string[] {
  if (fault === undefined) { return []; }
  return [got.length === 0 ? `${field} ${fault}` : `${field} ${fault}, got ${show(got[0])}`];
}

function show(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value) ?? 'nothing';
}

function entriesOf(map: unknown): [string, unknown][] {
  if (typeof map !== 'object' || map === null || Array.isArray(map)) { return []; }
  // An undefined label is never written.
  return Object.entries(map).filter(([, value]) => value !== undefined);
}
