import { isLate, whereKnown } from '../manifest/known';
import { annotationKeyFault, annotationsSizeFault, labelKeyFault, labelValueFault } from '../manifest/label';
import { Prop } from './prop';
import { also, anything, given, isPlainObject, mustBeKnown, onTopOf, orToken, Rule, ruled, Shape, text } from './shape';

/** A list of things of one shape. */
export function list<T = any>(of: Shape<T>, example: string, what = 'a list'): Shape<T[]> {
  return given((value, prop) => {
    if (!Array.isArray(value)) {
      const fix = `Use one such as ${example}`;
      if (isLate(value)) { prop.fault(mustBeKnown(fix)); } else { prop.wrongType(`must be ${what}`, value, fix); }
      return undefined;
    }
    const read: T[] = [];
    // Not `forEach`, which passes over holes.
    for (let index = 0; index < value.length; index += 1) {
      const element: unknown = value[index];
      if (element === undefined || element === null) {
        prop.at(index).fault({ id: 'prop/type', rule: `must not be ${element}`, fix: 'Leave it out' });
        continue;
      }
      const one = of(element, prop.at(index));
      if (one !== undefined) { read.push(one); }
    }
    return read;
  });
}

/** A list of texts, which may be a token as a whole. */
export function texts(example: string): Shape<string[]> {
  const shape = list(text, example, 'a list of strings');
  // What is no list may be a whole command line, with a password in it.
  return orToken(given((value, prop) => (Array.isArray(value) ? shape(value, prop) : shape({}, prop))));
}

/** A list of at least one. */
export function filled<T>(shape: Shape<T[]>, fix: string): Shape<T[]> {
  return onTopOf(shape, (value, prop) => {
    // Not what is left of it: of an element that is at fault, that is told.
    prop.check(Array.isArray(value) && value.length === 0 ? 'must hold at least one' : undefined, { id: 'prop/range', fix });
    return shape(value, prop);
  });
}

/** A list of no more than a number. */
export function atMost<T>(max: number, shape: Shape<T[]>, fix = 'Leave some out'): Shape<T[]> {
  return also(shape, (values, prop) => prop.check(values.length > max ? `must hold at most ${max}` : undefined, { id: 'prop/range', got: values.length, fix }));
}

/** A list of different things, of which there is one at least. */
export function distinct<T>(shape: Shape<T[]>, fix: string): Shape<T[]> {
  return also(shape, (values, prop) => {
    if (values.length === 0 || new Set(values).size < values.length) {
      prop.fault({ id: 'prop/range', rule: 'must list each once, and at least one', got: values, fix });
    }
  });
}

/**
 * Names and values, the values of one shape. Its faults tell no value: some of them are secrets. A name without a value is one that somebody
 * forgot: it would vanish, and a selector without it is wider.
 */
export function map<T = any>(of: Shape<T>, example: string): Shape<{ [key: string]: T }> {
  return given((value, prop) => {
    if (!isPlainObject(value)) {
      const fix = `Use one such as ${example}`;
      prop.fault(isLate(value) ? mustBeKnown(fix) : { id: 'prop/type', rule: 'must be an object of names and values', fix });
      return {};
    }
    return Object.fromEntries(Object.entries(value)
      .map(([key, child]) => [key, valueOf(of, child, prop.at(key))] as const)
      .filter((entry): entry is [string, T] => entry[1] !== undefined));
  });
}

function valueOf<T>(of: Shape<T>, value: unknown, prop: Prop): T | undefined {
  // Of fields that may be anything, a null counts as not given, as in a struct.
  if ((value !== undefined && value !== null) || of === anything) { return of(value, prop); }
  const [rule, fix] = of === text ? ['must be a string', "Give it a value, which may be '', or leave it out"] : ['must have a value', 'Give it one, or leave it out'];
  prop.fault({ id: 'prop/type', rule: `${rule}, got ${value}`, fix });
  return undefined;
}

/** Names that follow a rule, with values of a shape. */
export function keyed<T = string>(
  keyRule: Rule, value: Shape<T>, { example, fix }: { readonly example: string; readonly fix: string },
): Shape<{ [key: string]: T }> {
  const values = map(value, example);
  const keyFault = whereKnown(keyRule);
  return given((all, prop) => {
    const read = values(all, prop) ?? {};
    Object.keys(read).forEach((name) => prop.at(name).check(keyFault(name), { id: 'prop/grammar', fix }));
    return read;
  });
}

/** Labels, or whatever follows their rules, as node selectors do. */
export function labels(
  example = "{ 'example.com/team': 'payments' }", key = 'example.com/team', valueFix = 'Correct the value',
): Shape<{ [key: string]: string }> {
  return keyed(labelKeyFault, ruled(labelValueFault, { fix: valueFix }), { example, fix: `Use a key such as '${key}'` });
}

/** Annotations: their values may be any text. */
export function annotations(example = "{ 'example.com/owner': 'payments' }", key = 'example.com/owner'): Shape<{ [key: string]: string }> {
  const each = keyed(annotationKeyFault, text, { example, fix: `Use a key such as '${key}'` });
  return also(each, (read, prop) => prop.check(annotationsSizeFault(read), { id: 'prop/range', fix: 'Keep large texts in a ConfigMap' }));
}
