import { FieldPath } from '../../../manifest/field-path';
import { labelKeyFault, labelValueFault } from '../../../manifest/label';
import { listOf } from '../../../manifest/object';
import { OPERATORS } from '../labels-of';
import { emptyFault, FieldFaults, isGiven, mapOf, wordFault } from './field-faults';

/** What is wrong with a selector, at the fields that API servers name. */
export function checkSelector(faults: FieldFaults, given: unknown, path: FieldPath): void {
  const selector = mapOf(given);
  if (selector === undefined) { return; }
  checkLabels(faults, mapOf(selector.matchLabels), [...path, 'matchLabels']);
  listOf(selector.matchExpressions).forEach((requirement, index) => checkRequirement(faults, mapOf(requirement) ?? {}, [...path, 'matchExpressions', index], OPERATORS));
}

/** What is wrong with labels. */
export function checkLabels(faults: FieldFaults, labels: { readonly [key: string]: any } | undefined, path: FieldPath): void {
  for (const key in labels) {
    faults.add(labelKeyFault(key) === undefined ? undefined : `must have legal keys: '${key}' ${labelKeyFault(key)}`, path);
    if (typeof labels[key] === 'string') { faults.add(labelValueFault(labels[key]), [...path, key], labels[key]); }
  }
}

/** What is wrong with one requirement of labels. */
export function checkRequirement(
  faults: FieldFaults, { key, operator, values }: { readonly [field: string]: any }, path: FieldPath, operators: readonly string[], lax = false,
): void {
  const list = listOf(values);
  faults.add(wordFault(operator, operators), [...path, 'operator'], operator);
  faults.add(valuesFault(operator, list), [...path, 'values']);
  if (isGiven(key)) { faults.add(emptyFault(key) ?? labelKeyFault(key), [...path, 'key'], key); }
  if (!lax) { list.forEach((value, index) => faults.add(typeof value === 'string' ? labelValueFault(value) : undefined, [...path, 'values', index], value)); }
}

function valuesFault(operator: unknown, { length }: readonly unknown[]): string | undefined {
  switch (operator) {
    case 'In': case 'NotIn': return length === 0 ? `must hold at least one value with operator ${operator}` : undefined;
    case 'Exists': case 'DoesNotExist': return length > 0 ? `must not be given with operator ${operator}` : undefined;
    case 'Gt': case 'Lt': return length !== 1 ? `must hold one value with operator ${operator}` : undefined;
    default: return undefined;
  }
}
