import { isMap } from '../manifest/object';
import { enumFault } from './enum-fault';
import { PlainSchema } from './extract';
import { formatCheck } from './formats';
import { goPattern } from './go-pattern';
import { short, wrongType } from './go-values';
import { joined, NodeFault, one, under, ValueRule } from './schema-node';

/** Says that a rule is not run. */
export type Unchecked = (clause: string) => void;

/** The rules of a schema about the value in its place, without its type and without what it holds. */
export function valueRules(schema: PlainSchema, unchecked: Unchecked): ValueRule[] {
  return [
    ...enumRule(schema), ...textRules(schema, unchecked), ...numberRules(schema), ...sizeRules(schema),
    ...list(schema.allOf).map((inner) => looseRule(inner, unchecked)),
    ...anyRule(list(schema.anyOf), unchecked), ...oneRule(list(schema.oneOf), unchecked),
    ...(isMap(schema.not) ? [notRule(schema.not, unchecked)] : []),
  ];
}

/** The rules of a schema that says nothing about which fields there are: inside `allOf` and its like, and of metadata. */
export function looseRule(schema: unknown, unchecked: Unchecked): ValueRule {
  if (!isMap(schema)) { return () => undefined; }
  const rules = [...typeRule(schema), ...valueRules(schema, unchecked)];
  const fields = isMap(schema.properties) ? Object.entries(schema.properties).map(([name, inner]) => [name, looseRule(inner, unchecked)] as const) : [];
  const items = isMap(schema.items) ? looseRule(schema.items, unchecked) : undefined;
  const rest = isMap(schema.additionalProperties) ? looseRule(schema.additionalProperties, unchecked) : undefined;
  const required = list(schema.required).filter((name) => typeof name === 'string');
  return (value) => {
    let found = rules.reduce<NodeFault[] | undefined>((faults, rule) => joined(faults, rule(value)), undefined);
    if (Array.isArray(value)) {
      if (items !== undefined) { value.forEach((item, i) => { found = below(i, items(item), found); }); }
    } else if (isMap(value)) {
      for (const [name, rule] of fields) {
        if (isPresent(value, name)) { found = below(name, rule(value[name]), found); }
      }
      if (rest !== undefined) {
        for (const name of Object.keys(value)) {
          if (!fields.some(([known]) => known === name)) { found = below(name, rest(value[name]), found); }
        }
      }
      for (const name of required) {
        if (!isPresent(value, name)) { found = under(name, one('required', 'is required'), found); }
      }
    }
    return found;
  };
}

/** Null is absent, but where a definition calls it a value, and then nothing else is said of it. */
function isPresent(value: { readonly [name: string]: unknown }, name: string): boolean {
  return Object.hasOwn(value, name) && value[name] !== undefined && value[name] !== null;
}

function below(step: string | number, faults: NodeFault[] | undefined, found: NodeFault[] | undefined): NodeFault[] | undefined {
  return faults === undefined ? found : under(step, faults, found);
}

function typeRule(schema: PlainSchema): ValueRule[] {
  const is = TYPES.get(schema.type);
  return is === undefined ? [] : [(value) => (
    is(value) || (value === null && schema.nullable === true) ? undefined : wrongType(ARTICLES.get(schema.type)!, value)
  )];
}

const TYPES: ReadonlyMap<unknown, (value: unknown) => boolean> = new Map<unknown, (value: unknown) => boolean>([
  ['object', isMap], ['array', Array.isArray], ['string', (value) => typeof value === 'string'], ['boolean', (value) => typeof value === 'boolean'],
  ['integer', Number.isInteger], ['number', (value) => typeof value === 'number'],
]);
const ARTICLES = new Map<unknown, string>([
  ['object', 'a map'], ['array', 'a list'], ['string', 'text'], ['boolean', 'true or false'], ['integer', 'a whole number'], ['number', 'a number'],
]);

function enumRule(schema: PlainSchema): ValueRule[] {
  if (!Array.isArray(schema.enum) || schema.enum.length === 0) { return []; }
  const values = new Set(schema.enum);
  const structures = schema.enum.filter((value) => typeof value === 'object' && value !== null).map((value) => JSON.stringify(value));
  return [(value) => {
    if (values.has(value) || (value === null && schema.nullable === true)) { return undefined; }
    return structures.length > 0 && structures.includes(JSON.stringify(value)) ? undefined : enumFault(values, value);
  }];
}

function textRules(schema: PlainSchema, unchecked: Unchecked): ValueRule[] {
  const rules: ((text: string) => NodeFault[] | undefined)[] = [];
  const { minLength, maxLength, pattern, format, type } = schema;
  const length = (text: string) => [...text].length;
  if (isNumber(minLength)) { rules.push((text) => (length(text) >= minLength ? undefined : one('length', `must have at least ${count(minLength, 'character')}`))); }
  if (isNumber(maxLength)) { rules.push((text) => (text.length <= maxLength || length(text) <= maxLength ? undefined : one('length', `must have at most ${count(maxLength, 'character')}, not ${length(text)}`))); }
  if (typeof pattern === 'string' && pattern !== '') {
    const expression = goPattern(pattern);
    if (expression === undefined) { unchecked(`the pattern ${short(pattern)} is in a syntax that only Go reads`); } else {
      rules.push((text) => (expression.test(text) ? undefined : one('pattern', `must match '${pattern}', which ${short(text)} does not`)));
    }
  }
  if (typeof format === 'string' && (type === undefined || type === 'string')) {
    const check = formatCheck(format);
    if (check === 'unread') { unchecked(`the format '${format}' is not read`); } else if (check !== undefined) {
      rules.push((text) => (check(text) ? undefined : one('format', `must be of the format '${format}', which ${short(text)} is not`)));
    }
  }
  return rules.map((rule) => (value) => (typeof value === 'string' ? rule(value) : undefined));
}

function numberRules({ minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }: PlainSchema): ValueRule[] {
  const rules: ((value: number) => NodeFault[] | undefined)[] = [];
  if (isNumber(minimum)) {
    rules.push((value) => (value > minimum || (value === minimum && exclusiveMinimum !== true) ? undefined
      : one('range', `must be ${exclusiveMinimum === true ? 'more than' : 'at least'} ${minimum}, not ${value}`)));
  }
  if (isNumber(maximum)) {
    rules.push((value) => (value < maximum || (value === maximum && exclusiveMaximum !== true) ? undefined
      : one('range', `must be ${exclusiveMaximum === true ? 'less than' : 'at most'} ${maximum}, not ${value}`)));
  }
  if (isNumber(multipleOf) && multipleOf > 0) {
    rules.push((value) => (Number.isInteger(value / multipleOf) ? undefined : one('range', `must be a multiple of ${multipleOf}, not ${value}`)));
  }
  return rules.map((rule) => (value) => (typeof value === 'number' ? rule(value) : undefined));
}

function sizeRules({ minItems, maxItems, minProperties, maxProperties }: PlainSchema): ValueRule[] {
  const rules: ValueRule[] = [];
  const size = (is: (value: unknown) => boolean, least: unknown, most: unknown, noun: string) => {
    const sizeOf = (value: any) => (Array.isArray(value) ? value.length : Object.keys(value).filter((key) => value[key] !== undefined).length);
    if (isNumber(least)) { rules.push((value) => (!is(value) || sizeOf(value) >= least ? undefined : one('length', `must have at least ${count(least, noun)}, not ${sizeOf(value)}`))); }
    if (isNumber(most)) { rules.push((value) => (!is(value) || sizeOf(value) <= most ? undefined : one('length', `must have at most ${count(most, noun)}, not ${sizeOf(value)}`))); }
  };
  size(Array.isArray, minItems, maxItems, 'item');
  size(isMap, minProperties, maxProperties, 'field');
  return rules;
}

function anyRule(schemas: readonly unknown[], unchecked: Unchecked): ValueRule[] {
  if (schemas.length === 0) { return []; }
  const rules = schemas.map((inner) => looseRule(inner, unchecked));
  return [(value) => {
    const faults = rules.map((rule) => rule(value));
    return faults.includes(undefined) ? undefined : [...one('one-of', 'must be as at least one of its alternatives allows'), ...nearest(faults)];
  }];
}

function oneRule(schemas: readonly unknown[], unchecked: Unchecked): ValueRule[] {
  if (schemas.length === 0) { return []; }
  const rules = schemas.map((inner) => looseRule(inner, unchecked));
  return [(value) => {
    const faults = rules.map((rule) => rule(value));
    const fitting = faults.filter((fault) => fault === undefined).length;
    if (fitting === 1) { return undefined; }
    return [...one('one-of', `must be as exactly one of its alternatives allows, not ${fitting === 0 ? 'none' : fitting}`), ...(fitting === 0 ? nearest(faults) : [])];
  }];
}

/** What the alternative says that comes closest. */
function nearest(faults: readonly (NodeFault[] | undefined)[]): NodeFault[] {
  return faults.length === 1 ? faults[0]! : [];
}

function notRule(schema: PlainSchema, unchecked: Unchecked): ValueRule {
  const rule = looseRule(schema, unchecked);
  return (value) => (rule(value) === undefined ? one('one-of', 'must not be as its definition forbids under `not`') : undefined);
}

function list(value: unknown): readonly any[] {
  return Array.isArray(value) ? value : [];
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
