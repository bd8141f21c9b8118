import { isKnown } from '../../../manifest/known';
import { labelKeyFault, labelValueFault } from '../../../manifest/label';
import { listOf } from '../../../manifest/object';
import { PodRule } from '../../rule';
import { EFFECTS } from '../tolerations';
import { FieldFaults, isGiven, mapOf, POD, textOf, wordOrDefaultFault } from './field-faults';

/** Tolerations are such that they match a taint. */
export const toleration: PodRule = {
  id: 'api/toleration',
  severity: 'refused',
  about: 'pod',
  why: 'A taint is matched by its key and value (Equal), by its key alone or whatever it is (Exists), and only NoExecute waits.',
  fix: "Use 'operator: Exists' without a value, or Equal with a key",
  adds: "'effect: NoExecute' beside 'tolerationSeconds', where no effect is said",
  docs: 'https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/',
  check: ({ spec }) => {
    const tolerations = listOf(spec.tolerations);
    if (tolerations.length === 0) { return undefined; }
    const faults = new FieldFaults(POD, ['spec']);
    tolerations.forEach((each, index) => {
      const { key, operator, value, effect, tolerationSeconds } = mapOf(each) ?? {};
      const path = ['tolerations', index];
      if (textOf(key) !== undefined) { faults.add(labelKeyFault(key), [...path, 'key'], key); }
      faults.add(wordOrDefaultFault(operator, ['Equal', 'Exists']), [...path, 'operator'], operator);
      if ((key ?? '') === '' && operator !== 'Exists' && isKnown(operator)) { faults.add("must be Exists where there is no 'key'", [...path, 'operator'], operator); }
      if (isGiven(tolerationSeconds) && effect !== 'NoExecute' && isKnown(effect)) {
        const add = isGiven(effect) ? undefined : { path: [...path, 'effect'], value: 'NoExecute' };
        faults.add("must be NoExecute beside 'tolerationSeconds'", [...path, 'effect'], effect, add);
      }
      if (operator === 'Exists') {
        if (textOf(value) !== undefined) { faults.add("must be Equal where there is a 'value'", [...path, 'operator'], operator); }
      } else if ((operator ?? '') === '' || operator === 'Equal') {
        if (isGiven(value)) { faults.add(labelValueFault(value), [...path, 'value'], value); }
      }
      faults.add(wordOrDefaultFault(effect, EFFECTS), [...path, 'effect'], effect);
    });
    return faults.found;
  },
};
