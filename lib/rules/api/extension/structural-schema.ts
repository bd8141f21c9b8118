import { isMap } from '../../../manifest/object';
import { Field } from '../field';

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const LIST_TYPES = ['atomic', 'map', 'set'];
const UNSUPPORTED = ['id', 'additionalItems', 'patternProperties', 'definitions', 'dependencies', '$ref'];
const JUNCTORS = ['allOf', 'anyOf', 'oneOf'];

type Level = 'root' | 'field' | 'item' | 'in a junctor';

/**
 * What API servers say against the schema of a custom resource: each value has a type, each list says of what, and what allows all other fields names none.
 * Not judged are CEL, its cost, defaults against their own schema, and patterns, which are Go's.
 */
export function checkSchema(schema: Field, level: Level = 'root'): void {
  if (!schema.isGiven || !schema.isKnown) { return; }
  // A definition holds thousands of these, with a few fields each: of the others, there is nothing to look at.
  const has = (field: string) => isMap(schema.value) && Object.hasOwn(schema.value, field);
  if (has('type')) { schema.at('type').mustBeOneOf('the type', TYPES, 'or empty'); }
  for (const field of UNSUPPORTED) { if (has(field) && schema.at(field).isGiven) { schema.at(field).fault(`a schema of a custom resource has no '${field}'`); } }
  if (has('uniqueItems') && schema.at('uniqueItems').value === true) {
    schema.at('uniqueItems').fault("uniqueItems would take too long: x-kubernetes-list-type 'set' says the same");
  }
  if (has('additionalProperties')) { checkOthers(schema, level); }
  if (level === 'in a junctor') { checkNarrowing(schema); } else { checkType(schema, level); }
  if (has('properties')) { for (const property of schema.at('properties').entries) { checkSchema(property, level === 'in a junctor' ? level : 'field'); } }
  if (has('x-kubernetes-list-type')) { schema.at('x-kubernetes-list-type').mustBeOneOf('the type of the list', LIST_TYPES); }
  if (has('x-kubernetes-list-map-keys') || has('x-kubernetes-list-type')) { checkKeys(schema); }
  if (has('items')) { checkItems(schema.at('items'), level); }
  for (const junctor of JUNCTORS) { if (has(junctor)) { checkJunctor(schema, junctor); } }
  if (has('not')) { checkSchema(schema.at('not'), 'in a junctor'); }
}

function checkOthers(schema: Field, level: Level): void {
  const others = schema.at('additionalProperties');
  if (!others.isGiven) { return; }
  if (schema.at('properties').entries.length > 0 && others.value !== true) { others.fault('a schema has either properties or additionalProperties'); }
  if (level === 'root') { others.fault('the schema of the whole object has properties, and no additionalProperties'); }
  if (isMap(others.value)) { checkSchema(others, level === 'in a junctor' ? level : 'field'); }
}

function checkType(schema: Field, level: Level): void {
  const type = schema.at('type');
  if (type.text === '') { checkTypeless(schema, type); }
  if (type.text === 'array' && !schema.at('items').isGiven) { schema.at('items').fault('the list does not say of what it is'); }
  if (level === 'root' && type.text !== '' && type.text !== 'object') { type.fault(`a custom resource is an object, and no ${type.text}`); }
  if (level === 'root' && schema.at('nullable').value === true) { schema.at('nullable').fault('a custom resource is never null'); }
  if (type.text !== '' && type.text !== 'object' && schema.at('x-kubernetes-embedded-resource').value === true) {
    type.fault(`an embedded resource is an object, and no ${type.text}`);
  }
}

function checkTypeless(schema: Field, type: Field): void {
  const [keepsAll, isEither, isObject] = ['preserve-unknown-fields', 'int-or-string', 'embedded-resource'].map((name) => schema.at(`x-kubernetes-${name}`));
  if (![keepsAll, isEither, isObject].every(({ isKnown }) => isKnown)) { return; }
  if (isObject.value === true || (keepsAll.value !== true && isEither.value !== true)) { type.fault('the schema has no type'); }
  if (isEither.value === true && keepsAll.value === true) { keepsAll.fault('what is a number or a text has no fields to keep'); }
}

/** Items of a list that are found by their keys have them: required, or by default. */
function checkKeys(schema: Field): void {
  const [type, keys, items] = ['x-kubernetes-list-type', 'x-kubernetes-list-map-keys', 'items'].map((field) => schema.at(field));
  if (!type.isKnown || !keys.isKnown) { return; }
  if (type.text !== 'map' && keys.items.length > 0) { type.fault("a list with keys has the x-kubernetes-list-type 'map'"); }
  if (type.text === 'map' && keys.items.length === 0) { keys.fault('a list that is a map has keys'); }
  const required = items.at('required');
  for (const key of keys.items) {
    const property = items.at('properties', key.text);
    if (!property.isKnown || !required.isKnown || !items.at('properties').isKnown) { continue; }
    if (!property.isGiven) { key.fault(`the items of the list have no field '${key.text}'`); continue; }
    const isThere = required.items.some((each) => !each.isKnown || each.text === key.text) || property.at('default').isGiven;
    if (!isThere) { property.at('default').fault(`'${key.text}' is a key of the list: it has a default, or is required`); }
  }
}

function checkItems(items: Field, level: Level): void {
  if (Array.isArray(items.value)) { items.fault('items is one schema, and no list of them'); return; }
  checkSchema(items, level === 'in a junctor' ? level : 'item');
}

/** Under `allOf` and the like, values are narrowed, and not described. */
function checkNarrowing(schema: Field): void {
  if (schema.at('type').text !== '') { schema.at('type').fault('the type stands outside of allOf, anyOf, oneOf and not'); }
  if (schema.at('additionalProperties').isGiven) { schema.at('additionalProperties').fault('additionalProperties stands outside of allOf, anyOf, oneOf and not'); }
}

function checkJunctor(schema: Field, junctor: string): void {
  const [isEither, branches] = [schema.at('x-kubernetes-int-or-string'), schema.at(junctor)];
  if (!isEither.isKnown) { return; }
  if (isEither.value === true && (isIntOrString(branches) || (junctor === 'allOf' && isIntOrString(branches.items[0]?.at('anyOf'))))) { return; }
  for (const branch of branches.items) { checkSchema(branch, 'in a junctor'); }
}

const EITHER = ['integer', 'string'];

/** The one place where types stand in a junctor. */
function isIntOrString(branches: Field | undefined): boolean {
  return branches?.items.length === EITHER.length && branches.items.every((branch, index) => (
    branch.entries.length === 1 && (branch.at('type').text === EITHER[index] || !branch.at('type').isKnown)));
}
