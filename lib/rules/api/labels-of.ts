import { dnsSubdomainFault } from '../../manifest/dns-name';
import { labelKeyFault, labelValueFault } from '../../manifest/label';
import { Field } from './field';

/** What API servers say against labels, or against a map that picks things by them. */
export function checkLabels(labels: Field): void {
  for (const label of labels.entries) {
    const clause = labelKeyFault(label.key);
    if (clause !== undefined) { label.fault(`'${label.key}' ${clause}`); }
    label.must(`the value of '${label.key}',`, labelValueFault);
  }
}

/** How labels are compared. */
export const OPERATORS: readonly string[] = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

/** What API servers say against a selector of `matchLabels` and `matchExpressions`. */
export function checkSelector(selector: Field): void {
  if (!selector.isGiven || !selector.isKnown) { return; }
  checkLabels(selector.at('matchLabels'));
  for (const expression of selector.at('matchExpressions').items) {
    checkOperator(expression, OPERATORS);
    expression.at('key').mustBeGiven('the key of the label', labelKeyFault);
    for (const value of expression.at('values').items) { value.must('the value of a label,', labelValueFault); }
  }
}

const NODE_OPERATORS = [...OPERATORS, 'Gt', 'Lt'];

/** What API servers say against the terms that nodes are picked by. */
export function checkNodeSelector(selector: Field): void {
  const terms = selector.at('nodeSelectorTerms');
  if (terms.isKnown && terms.items.length === 0) { terms.fault('nodes are picked by no term at all'); }
  for (const term of terms.items) {
    for (const expression of term.at('matchExpressions').items) {
      checkOperator(expression, NODE_OPERATORS);
      expression.at('key').mustBeGiven('the key of the label', labelKeyFault);
      for (const value of expression.at('values').items) { value.must('the value of a label,', labelValueFault); }
    }
    for (const field of term.at('matchFields').items) { checkNodeField(field); }
  }
}

function checkOperator(expression: Field, operators: readonly string[]): void {
  const [operator, values] = [expression.at('operator'), expression.at('values')];
  operator.mustBeOneOf('the operator', operators, 'required');
  if (!operator.isKnown) { return; }
  const count = values.items.length;
  switch (operator.text) {
    case 'In':
    case 'NotIn':
      if (count === 0) { values.fault(`the operator ${operator.text} needs a value`); }
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (count > 0) { values.fault(`the operator ${operator.text} takes no value`); }
      break;
    case 'Gt':
    case 'Lt':
      if (count !== 1) { values.fault(`the operator ${operator.text} needs one value`); }
      break;
  }
}

/** Of its fields, a node is picked by its name alone. */
function checkNodeField(field: Field): void {
  field.at('operator').mustBeOneOf('the operator', ['In', 'NotIn'], 'required');
  field.at('key').mustBeOneOf('the field of a node', ['metadata.name'], 'required');
  const values = field.at('values');
  if (values.isKnown && values.items.length !== 1) { values.fault(`a field of a node is compared with one value, got ${values.items.length}`); }
  for (const value of values.items) { value.must('the name of a node', dnsSubdomainFault, 'even empty'); }
}
