import { IConstruct } from 'constructs';
import { isKnown } from '../manifest/known';
import { Faults } from './faults';
import { nearestName } from './nearest-name';
import { Prop } from './prop';

/** What a prop must look like: reports what does not, and answers the value without its nulls, which count as not given. */
export type Shape = (value: unknown, prop: Prop) => unknown;

/** A shape for every field of a type, so that none can be forgotten. */
export type Shapes<T> = { readonly [K in keyof Required<T>]: Shape };

/** Whatever is judged elsewhere. */
export const anything: Shape = (value) => value ?? undefined;

/** A prop without which nothing goes. */
export function required(shape: Shape, fix: string): Shape {
  return (value, prop) => {
    if (value === undefined || value === null) { prop.fault({ rule: 'must be given', fix }); }
    return shape(value, prop);
  };
}

/** A prop that is written as it is, so that it may be a token as a whole. */
export function orToken(shape: Shape): Shape {
  return (value, prop) => (isKnown(value) ? shape(value, prop) : value);
}

/** An object with these fields. */
export function struct<T extends object>(example: string, fields: Shapes<T>): Shape {
  return given((value, prop) => {
    if (typeof value !== 'object' || Array.isArray(value) || isToken(value)) {
      prop.fault({ rule: 'must be an object', got: primitive(value), fix: `Use one such as ${example}` });
      return {};
    }
    return readFields(value as T, fields, prop);
  });
}

/** The props of a construct without their nulls; one error for all that do not have the shape that they must. */
export function readProps<T extends object>(construct: IConstruct, props: unknown, shapes: Shapes<T>): T {
  const faults = new Faults(construct);
  if (props !== undefined && (typeof props !== 'object' || Array.isArray(props))) {
    faults.add({ rule: 'must get its props as an object', got: primitive(props), fix: 'Put them in braces' });
    faults.throwIfAny();
  }
  const read = readFields<T>((props ?? {}) as T, shapes, new Prop(faults));
  faults.throwIfAny();
  return read;
}

/** The fields of an object as their shapes read them, beside those that have no shape. */
function readFields<T extends object>(value: T, fields: Shapes<T>, prop: Prop): T {
  // Asked by name, because a class may answer some of them from its prototype.
  const read = Object.entries<Shape>(fields).map(([field, shape]) => [field, shape((value as any)[field], prop.at(field))] as const);
  const others = Object.entries(value).filter(([field]) => !(field in fields));
  warnOfUnread(value, Object.keys(fields), prop);
  return Object.fromEntries([...others, ...read].filter(([, child]) => child !== undefined)) as T;
}

/** Options without what is none of them, and would get into a manifest. `fields` holds each, so that none can be forgotten. */
export function optionsOf<T extends object>(options: T, fields: { readonly [K in keyof Required<T>]: true }, prop: Prop): T {
  const known = Object.keys(fields);
  warnOfUnread(options, known, prop);
  return Object.fromEntries(known.map((field) => [field, (options as any)[field]])) as T;
}

/**
 * A field that nothing reads is legal, and a slip of the pen more often than not. Among the props of a construct as a whole, only what
 * looks like another one counts: a construct that extends it has props of its own. An instance of a class may have whatever it wants.
 */
function warnOfUnread(value: object, known: readonly string[], prop: Prop): void {
  if (!isKnown(value)) { return; }
  const isGiven = (field: string) => ((value as any)[field] ?? undefined) !== undefined;
  for (const field of Object.keys(value).filter((name) => !known.includes(name) && isKnown(name) && isGiven(name))) {
    const meant = nearestName(field, known.filter((name) => !isGiven(name)));
    if (meant === undefined && prop.name === '') { continue; }
    const wayOut = meant === undefined ? `There are ${known.map((name) => `'${name}'`).join(', ')}.` : `Did you mean '${meant}'?`;
    prop.at(field).warn({ id: 'construct/unknown-prop', message: `is no prop, so that nothing reads it. ${wayOut}` });
  }
}

/** A list of things of one shape. */
export function list(of: Shape, example: string, what = 'a list'): Shape {
  return given((value, prop) => {
    if (!Array.isArray(value)) {
      prop.fault({ rule: `must be ${what}`, got: primitive(value), fix: `Use one such as ${example}` });
      return [];
    }
    // Not `map`, which passes over holes.
    return Array.from(value, (element: unknown, index) => {
      if (element === undefined || element === null) { prop.at(index).fault({ rule: `must not be ${element}`, fix: 'Leave it out' }); }
      return of(element, prop.at(index));
    });
  });
}

/** Names and values, the values of one shape. Its faults tell no value: some of them are secrets. */
export function map(of: Shape, example: string): Shape {
  return given((value, prop) => {
    if (typeof value !== 'object' || Array.isArray(value) || !isKnown(value)) {
      prop.fault({ rule: 'must be an object of names and values', fix: `Use one such as ${example}` });
      return {};
    }
    return Object.fromEntries(Object.entries(value as object).map(([key, child]) => [key, of(child, prop.at(key))]).filter(([, child]) => child !== undefined));
  });
}

/** Kubernetes' own object, written as it is. */
export function raw(what: string): Shape {
  return leaf((value) => typeof value === 'object' && !Array.isArray(value), { rule: 'must be an object', fix: `Use Kubernetes' ${what}` });
}

/** A text. Its fault tells no value: some are secrets. */
export const text: Shape = given((value, prop) => {
  if (isKnown(value) && typeof value !== 'string') { prop.fault({ rule: `must be a string, got ${kindOf(value)}`, fix: 'Put it in quotes' }); }
  return value;
});

/** A list of texts, which may be a token as a whole. */
export function texts(example: string): Shape {
  const shape = list(text, example, 'a list of strings');
  // What is no list may be a whole command line, with a password in it.
  return orToken(given((value, prop) => (Array.isArray(value) ? shape(value, prop) : shape({}, prop))));
}

/** Yes or no. */
export const flag: Shape = leaf((value) => typeof value === 'boolean', { rule: 'must be true or false', fix: 'Leave it out for the default' });

/** One of the values of an enum. */
export function oneOf(values: { readonly [name: string]: string }): Shape {
  const legal = Object.values(values);
  const names = legal.map((value) => `'${value}'`);
  return given((value, prop) => {
    if (isKnown(value) && !legal.includes(value as string)) {
      const meant = legal.find((candidate) => candidate.toLowerCase() === String(value).toLowerCase());
      prop.fault({
        rule: `must be ${names.slice(0, -1).join(', ')} or ${names.at(-1)}`, got: primitive(value), fix: meant === undefined ? 'Use one of them' : `Use '${meant}'`,
      });
    }
    return value;
  });
}

/**
 * What one of our classes makes, told by its members: `instanceof` would refuse what another copy of the package made. `foreign` is
 * a member that only another of our classes has.
 */
export function instance(className: string, factory: string, members: readonly string[], foreign?: string): Shape {
  return given((value, prop) => {
    const isOurs = typeof value === 'object' && members.every((member) => member in (value as object)) && !(foreign !== undefined && foreign in (value as object));
    if (isOurs) { return value; }
    prop.fault({ rule: `must be a value of this library's '${className}'`, got: primitive(value), fix: `Use '${className}.${factory}'` });
    return undefined;
  });
}

function leaf(holds: (value: unknown) => boolean, { rule, fix }: { rule: string; fix: string }): Shape {
  return given((value, prop) => {
    if (isKnown(value) && !holds(value)) { prop.fault({ rule, got: primitive(value), fix }); }
    return value;
  });
}

function given(shape: Shape): Shape {
  return (value, prop) => (value === undefined || value === null ? undefined : shape(value, prop));
}

function isToken(value: object | null): boolean {
  return ['produce', 'resolve'].some((method) => typeof (value as any)?.[method] === 'function');
}

/** What can be told in a line: lists and objects can't, and may refer to themselves. */
function primitive(value: unknown): unknown {
  return typeof value === 'object' || typeof value === 'function' ? undefined : value;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) { return 'a list'; }
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
