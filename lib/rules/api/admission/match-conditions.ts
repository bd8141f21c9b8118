import { qualifiedNameFault } from '../../../manifest/label';
import { Field, repeated } from '../field';

const MAX_CONDITIONS = 64;

/** What API servers say against conditions, but for the CEL of their expressions. */
export function checkMatchConditions(conditions: Field): void {
  const { items } = conditions;
  if (items.length > MAX_CONDITIONS) { conditions.fault(`there are at most ${MAX_CONDITIONS} conditions, got ${items.length}`); }
  for (const condition of items) {
    checkExpression(condition.at('expression'), 'the expression');
    condition.at('name').mustBeGiven("the condition's name", qualifiedNameFault);
  }
  for (const name of repeated(items.map((condition) => condition.at('name')))) { name.fault(`the condition '${name.text}' is there twice`); }
}

/** That there is an expression. What it says is not judged. */
export function checkExpression(expression: Field, what: string): void {
  if (expression.isKnown && expression.text.trim() === '') { expression.fault(`${what} is missing`); }
}
