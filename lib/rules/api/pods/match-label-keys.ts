import { FieldPath } from '../../../manifest/field-path';
import { labelKeyFault } from '../../../manifest/label';
import { listOf } from '../../../manifest/object';
import { FieldFaults, isGiven, mapOf } from './field-faults';

/**
 * What is wrong with the keys of labels that an API server puts into a selector beside it, with the values of the pod.
 * @param labels those of the pod, where it is one: in templates nothing is put in
 */
export function checkMatchLabelKeys(
  faults: FieldFaults, term: { readonly [field: string]: any }, path: FieldPath, labels: { readonly [key: string]: string } | undefined,
): void {
  const [match, mismatch] = [listOf(term.matchLabelKeys), listOf(term.mismatchLabelKeys)];
  if (match.length === 0 && mismatch.length === 0) { return; }
  for (const [field, keys] of [['matchLabelKeys', match], ['mismatchLabelKeys', mismatch]] as const) {
    if (keys.length === 0) { continue; }
    if (!isGiven(term.labelSelector)) { faults.add("must not be given without 'labelSelector'", [...path, field]); continue; }
    keys.forEach((key, index) => faults.add(labelKeyFault(key), [...path, field, index], key));
  }
  const selector = mapOf(term.labelSelector);
  const merged = (keys: readonly any[]) => keys.filter((key) => Object.hasOwn(labels ?? {}, key));
  const put = selector === undefined ? [] : [...merged(match), ...merged(mismatch)];
  const expressions = [...listOf(selector?.matchExpressions).map((each) => each?.key), ...put];
  const seen = new Set<unknown>(Object.keys(mapOf(selector?.matchLabels) ?? {}));
  for (const key of expressions) {
    if (match.includes(key) && seen.has(key)) {
      faults.add("must not stand in 'labelSelector' too", [...path, 'matchLabelKeys', match.lastIndexOf(key)], key);
    }
    seen.add(key);
  }
  match.forEach((key, index) => {
    if (mismatch.includes(key)) { faults.add("must not stand in 'mismatchLabelKeys' too", [...path, 'matchLabelKeys', index], key); }
  });
}
