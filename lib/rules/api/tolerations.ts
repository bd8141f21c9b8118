import { labelKeyFault, labelValueFault } from '../../manifest/label';
import { Field } from './field';

/** Of an alpha feature, which is off by default. */
const NUMERIC = ['Lt', 'Gt'];

export const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** What API servers say against what pods bear of nodes. */
export function checkTolerations(tolerations: readonly Field[]): void {
  for (const toleration of tolerations) {
    const [key, operator, value, effect] = ['key', 'operator', 'value', 'effect'].map((field) => toleration.at(field));
    key.must('the key of the taint', labelKeyFault);
    operator.mustBeOneOf('the operator', ['Equal', 'Exists', ...NUMERIC], 'or empty');
    effect.mustBeOneOf("the taint's effect", EFFECTS, 'or empty');
    if (!key.isKnown || !operator.isKnown || !effect.isKnown) { continue; }
    if (key.text === '' && operator.text !== 'Exists') { operator.fault('a toleration of all taints has the operator Exists'); }
    if (operator.text === 'Exists' && value.text !== '') { operator.fault('a toleration with the operator Exists has no value'); }
    const clause = ['', 'Equal'].includes(operator.text) ? labelValueFault(value.text) : undefined;
    if (clause !== undefined && value.isKnown) { operator.fault(`the value of the taint, '${value.text}', ${clause}`); }
    if (toleration.at('tolerationSeconds').isGiven && effect.text !== 'NoExecute') { effect.fault('tolerationSeconds belongs to the effect NoExecute'); }
  }
}
