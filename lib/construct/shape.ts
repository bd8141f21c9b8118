import { Construct } from 'constructs';
import { dnsLabelFault, dnsSubdomainFault, secretKeyFault } from '../manifest/dns-name';
import { formatPath } from '../manifest/field-path';
import { intOrPercentFault } from '../manifest/int-or-percent';
import { isKnown, isToken } from '../manifest/known';
import { annotationKeyFault, annotationsSizeFault, labelKeyFault, labelValueFault } from '../manifest/label';
import { printed } from '../manifest/printed';
import { Fault } from './fault';
import { Faults } from './faults';
import { judgeAtSynth } from './late-values';
import { nearestName } from './nearest-name';
import { int32Fault, Prop, wholeNumberFault } from './prop';

// The one declaration of a prop: a shape says its type, bounds, grammar, default and way out. The shapes of a struct stand in the file of its
// interface. A null counts as not given; tokens and placeholders pass by themselves; what nothing reads is said. Rules over several
// props are functions of the construct.

/** Reads one prop: reports what it must not be, and answers what it is. */
export type Shape<T = any> = (value: unknown, prop: Prop) => T | undefined;

/** A shape for every field of a type, so that none can be forgotten. */
export type Shapes<T> = { readonly [K in keyof Required<T>]: Shape };

/** A type in which the fields that have defaults are there. */
export type WithDefaults<T, D extends keyof T> = Omit<T, D> & { readonly [K in D]-?: NonNullable<T[K]> };

/** What must hold of one value that is known: a clause, or nothing where it holds. The `…Fault` functions of `lib/manifest/` are such. */
type Rule = (value: any) => string | undefined;

/** What is said where a rule does not hold. */
interface WayOut {
  readonly fix: string;
  /** @default 'prop/grammar' */
  readonly id?: string;
  /** Whether the value is left out of the message: some are secrets. */
  readonly hidden?: boolean;
}

/** Where a key of a Secret is wrong or missing. */
export const SECRET_KEY_FIX = "Use a key of the Secret, e.g. 'password', not the value under it";

/** Whatever it is: judged where it is used. */
export const anything: Shape = (value) => value ?? undefined;

/** A prop without which nothing goes. */
export function required<T>(shape: Shape<T>, fix: string): Shape<T> {
  return (value, prop) => {
    if (value === undefined || value === null) { prop.fault({ id: 'prop/required', rule: 'must be given', fix }); }
    return shape(value, prop);
  };
}

/** A prop with what it is where nothing is said. */
export function defaulted<T>(value: T, shape: Shape<T>): Shape<T> {
  return (given, prop) => shape(given, prop) ?? value;
}

/** A value that must satisfy a rule, unless it is not known yet. */
export function ruled<T = any>(rule: Rule, { id = 'prop/grammar', fix, hidden = false }: WayOut): Shape<T> {
  return plain((value, prop) => {
    if (isKnown(value)) { prop.check(rule(value), { id, fix, ...(!hidden && { got: primitive(value) }) }); }
    return value as T;
  });
}

/** A whole number of a range. */
export function wholeNumber({ min, max, fix }: { readonly min: number; readonly max?: number; readonly fix: string }): Shape<number> {
  return numeric((value) => wholeNumberFault(value, min, max), fix);
}

/** A whole number that Kubernetes holds in 32 bits. */
export function int32({ min, fix }: { readonly min: number; readonly fix: string }): Shape<number> {
  return numeric((value) => int32Fault(value, min), fix);
}

/** A text that must satisfy a rule. What is no text at all is said once. */
export function textOf(rule: Rule, wayOut: WayOut): Shape<string> {
  return also(text, ruled(rule, wayOut));
}

/** A text of a form. */
export function matching(form: RegExp, rule: string, fix: string): Shape<string> {
  return textOf((value) => (form.test(value) ? undefined : rule), { fix });
}

/** A text that is not empty. */
export function someText(fix: string): Shape<string> {
  return textOf((value) => (value === '' ? 'must be given' : undefined), { id: 'prop/required', fix, hidden: true });
}

/** A shape, and what else must hold of what it has read: a shape again, or a rule over several fields. */
export function also<T>(shape: Shape<T>, ...more: readonly ((value: T, prop: Prop) => unknown)[]): Shape<T> {
  return (value, prop) => {
    const read = shape(value, prop);
    if (read !== undefined) { more.forEach((check) => check(read, prop)); }
    return read;
  };
}

/** A number of a port. */
export function portNumber(fix: string): Shape<number> {
  return wholeNumber({ min: 1, max: 65535, fix });
}

/** A number of pods, or a share of them. */
export function intOrPercent({ fix, atMostAll }: { readonly fix: string; readonly atMostAll?: boolean }): Shape<number | string> {
  return ruled((value) => intOrPercentFault(value, { atMostAll }), { id: 'prop/range', fix });
}

/** A name that is one DNS label. */
export function dnsLabel(fix: string): Shape<string> {
  return ruled(dnsLabelFault, { fix });
}

/** A name of DNS labels and dots, as most objects have. */
export function dnsSubdomain(fix: string): Shape<string> {
  return ruled(dnsSubdomainFault, { fix });
}

/** What is decided by, so that it must be known when the program runs. */
export function known<T>(shape: Shape<T>, fix: string): Shape<T> {
  return (value, prop) => {
    if (!isKnown(value)) { prop.fault(mustBeKnown(fix)); }
    return shape(value, prop);
  };
}

/** The name of a Secret. What has not the form of one is not told: it may be the secret. */
export const secretName: Shape<string> = ruled(dnsSubdomainFault, { fix: 'Use the name of a Secret, not what it holds', hidden: true });

/** A key of a Secret. What has not the form of one is not told: it may be the value. */
export const secretKey: Shape<string> = ruled(secretKeyFault, { fix: SECRET_KEY_FIX, hidden: true });

/** Labels, or whatever follows their rules, as node selectors do. */
export function labels(
  example = "{ 'example.com/team': 'payments' }", key = 'example.com/team', valueFix = 'Correct the value',
): Shape<{ [key: string]: string }> {
  return keyed(labelKeyFault, ruled(labelValueFault, { fix: valueFix }), { example, fix: `Use a key such as '${key}'` });
}

/** Annotations: their values may be any text. */
export function annotations(example = "{ 'example.com/owner': 'payments' }", key = 'example.com/owner'): Shape<{ [key: string]: string }> {
  const each = keyed(annotationKeyFault, text, { example, fix: `Use a key such as '${key}'` });
  return (value, prop) => {
    const read = each(value, prop);
    prop.check(annotationsSizeFault(read), { id: 'prop/range', fix: 'Keep large texts in a ConfigMap' });
    return read;
  };
}

/** How loudly a field is said that nothing reads: any as a warning, what is near to another as one, any as a fault. */
type Unread = 'all' | 'near' | 'faults';

/** Who is selected, or what is let through: what nothing reads is a fault in it, because without it more are meant. */
export function selecting<T extends object>(example: string, fields: Shapes<T>): Shape<T> {
  return struct<T>(example, fields, 'faults');
}

/** An object with these fields and no others. `D` are those that have defaults. */
export function struct<T extends object, D extends keyof T = never>(example: string, fields: Shapes<T>, says: Unread = 'all'): Shape<WithDefaults<T, D>> {
  return given((value, prop) => {
    if (!isObject(value)) {
      prop.wrongType('must be an object', value, `Use one such as ${example}`);
      return {} as any;
    }
    return Object.fromEntries(readFields(value as T, fields, prop, { says })) as any;
  });
}

/**
 * The props of a construct without their nulls, with their defaults. What has not even the type that it must have ends the call: nothing
 * could be built of it. The rest is left to the caller, who adds what else is at fault and reports it.
 *
 * Of a construct that is an `owner` itself, every prop that nothing reads is said. One that extends it has props of its own, and only
 * what looks like another prop counts.
 *
 * Where tokens stand among the props, what they become is read at synth in the same way, and judged by `judge` where it is of the right type.
 */
export function readProps<T extends object, D extends keyof T = never>(
  faults: Faults, props: unknown, fields: Shapes<T>, owner?: unknown, judge?: (read: WithDefaults<T, D>, faults: Faults) => void,
): WithDefaults<T, D> {
  if (props !== undefined && props !== null && (typeof props !== 'object' || Array.isArray(props))) {
    faults.props.wrongType('must get its props as an object', props, 'Put them in braces');
    faults.throwIfAny();
  }
  const given = (props ?? {}) as T;
  const says: Unread = faults.isOf(owner) ? 'all' : 'near';
  const read = (from: T, into: Faults): any => {
    const others = Object.entries(from).filter(([field, value]) => !(field in fields) && value !== undefined);
    return Object.fromEntries([...others, ...readFields(from, fields, into.props, { says })]);
  };
  const result = read(given, faults);
  faults.throwIfBroken();
  if (faults.construct !== undefined) {
    judgeAtSynth(faults.construct, given, (late, again, missing) => {
      const lateResult = read(late, again);
      const told = new Set(again.unreported.map(({ prop }) => prop));
      missing.filter((path) => !told.has(formatPath(path))).forEach((path) => again.props.at(...path).fault(MISSING));
      if (!again.areBreaking) { judge?.(lateResult, again); }
    });
  }
  return result;
}

/** It would be left out without a word, and what is in its place is not the default of the prop. */
const MISSING: Omit<Fault, 'prop'> = {
  id: 'prop/required', rule: 'must have a value when the manifest is rendered, but its token became none', fix: 'Leave the prop out for its default, or let the token make a value',
};

/** The options of a factory. There is no construct yet that could tell what is wrong with them: it ends the call. */
export function readOptions<T extends object>(factory: string, options: unknown, fields: Shapes<T>): T {
  const faults = new Faults(factory);
  const read = readProps<T>(faults, options, fields);
  faults.throwIfAny();
  return read;
}

/**
 * The options of a factory whose values are judged where what it makes is used. What is no object has no fields that could be judged there: it
 * ends the call.
 */
export function factoryOptions<T extends object>(factory: string, options: T | undefined, example: string): T {
  if (options === undefined || options === null) { return {} as T; }
  if (!isObject(options)) {
    const faults = new Faults(factory);
    const late = mustBeKnown(`Give an object such as ${example}, in which values may be known later`);
    faults.props.at('options').fault(typeof options === 'string' && !isKnown(options) ? late : { id: 'prop/type', rule: 'must be an object', got: primitive(options), fix: `Use ${example}` });
    faults.throwIfAny();
  }
  return options;
}

/** The fields of an object as their shapes read them. */
function readFields<T extends object>(value: T, fields: Shapes<T>, prop: Prop, { says }: { readonly says: Unread }): [string, unknown][] {
  // Asked by name, because a class may answer some of them from its prototype.
  const read = Object.entries<Shape>(fields).map(([field, shape]): [string, unknown] => [field, shape((value as any)[field], prop.at(field))]);
  sayUnread(value, Object.keys(fields), prop, says);
  return read.filter(([, child]) => child !== undefined);
}

/** A field that nothing reads is legal, and a slip of the pen more often than not. An instance of a class may have whatever it wants. */
function sayUnread(value: object, known: readonly string[], prop: Prop, says: Unread): void {
  if (!isKnown(value)) { return; }
  const isGiven = (field: string) => ((value as any)[field] ?? undefined) !== undefined;
  for (const field of Object.keys(value).filter((name) => !known.includes(name) && isKnown(name) && isGiven(name))) {
    const meant = nearestName(field, says !== 'near' ? known : known.filter((name) => !isGiven(name)));
    if (meant === undefined && says === 'near') { continue; }
    const at = prop.at(field);
    const id = 'construct/unknown-prop';
    const rule = 'is no prop, so that nothing reads it';
    if (at.canWarn && says !== 'faults') {
      at.warn({ id, message: `${rule}. ${suggestion(meant, known)}` });
    } else {
      at.fault({ id, rule, fix: meant === undefined ? listed(known) : `Use '${meant}', or leave it out` });
    }
  }
}

/** A list of things of one shape. */
export function list<T = any>(of: Shape<T>, example: string, what = 'a list'): Shape<T[]> {
  return given((value, prop) => {
    if (!Array.isArray(value)) {
      const fix = `Use one such as ${example}`;
      if (isLate(value)) { prop.fault(mustBeKnown(fix)); } else { prop.wrongType(`must be ${what}`, value, fix); }
      return undefined;
    }
    // Not `map`, which passes over holes.
    return Array.from(value, (element: unknown, index) => {
      if (element === undefined || element === null) {
        prop.at(index).fault({ id: 'prop/type', rule: `must not be ${element}`, fix: 'Leave it out' });
        return undefined;
      }
      return of(element, prop.at(index));
    }).filter((element) => element !== undefined) as T[];
  });
}

/** A list of at least one. */
export function filled<T>(shape: Shape<T[]>, fix: string): Shape<T[]> {
  return also(shape, (values, prop) => prop.check(values.length === 0 ? 'must hold at least one' : undefined, { id: 'prop/range', fix }));
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
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !isKnown(value)) {
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
  return given((all, prop) => {
    const read = values(all, prop) ?? {};
    Object.keys(read).filter(isKnown).forEach((name) => prop.at(name).check(keyRule(name), { id: 'prop/grammar', fix }));
    return read;
  });
}

/** Kubernetes' own object, written as it is. */
export function raw(what: string): Shape<{ [field: string]: any }> {
  return leaf((value) => typeof value === 'object' && !Array.isArray(value), { rule: 'must be an object', fix: `Use Kubernetes' ${what}` });
}

/** The same, with shapes for the fields that are known. Others may be newer than this library: they are written too, with a warning. */
export function rawOf(what: string, fields: { readonly [field: string]: Shape }): Shape<{ [field: string]: any }> {
  const shape = raw(what);
  return given((value, prop) => {
    if (typeof shape(value, prop) !== 'object' || Array.isArray(value) || !isKnown(value)) { return value as any; }
    for (const [field, child] of Object.entries(value as object)) {
      if (Object.hasOwn(fields, field)) {
        fields[field](child, prop.at(field));
      } else if (isKnown(field) && (child ?? undefined) !== undefined) {
        sayUnknown(field, Object.keys(fields), what, prop.at(field));
      }
    }
    // Some must be given.
    Object.keys(fields).filter((field) => !Object.hasOwn(value as object, field)).forEach((field) => fields[field](undefined, prop.at(field)));
    return value as any;
  });
}

/**
 * Further fields of an object, which are written beside those that have a prop: none where they have the wrong shape. `own` are those that
 * the construct writes, with the prop that says what, or none; `fields` are shapes of others that are known.
 */
export function further(
  what: string, own: { readonly [field: string]: string } = {}, fields: { readonly [field: string]: Shape } = {},
): Shape<{ [field: string]: any }> {
  const shape = raw(what);
  return given((value, prop) => {
    if (!isKnown(value)) {
      prop.fault({ id: 'prop/type', rule: 'must be known: other fields are written beside it', fix: 'Give the fields one by one; their values may be tokens' });
      return undefined;
    }
    const read = shape(value, prop);
    for (const [field, child] of Object.entries(read ?? {})) {
      if (Object.hasOwn(own, field)) {
        const fault = own[field] === '' ? { rule: 'must not be given: the construct sets it', fix: 'Leave it out' }
          : { rule: 'must not be given: there is a prop for it', fix: `Use '${own[field]}'` };
        prop.at(field).fault({ id: 'construct/one-place', ...fault });
      } else if (Object.hasOwn(fields, field)) {
        fields[field](child, prop.at(field));
      }
    }
    return read;
  });
}

function sayUnknown(field: string, known: readonly string[], what: string, prop: Prop): void {
  const wayOut = suggestion(nearestName(field, known), known);
  prop.warn({ id: 'construct/unknown-prop', message: `is no field of Kubernetes' ${what}, unless it is a new one: it is written as it is. ${wayOut}` });
}

function suggestion(meant: string | undefined, known: readonly string[]): string {
  return meant === undefined ? `${listed(known)}.` : `Did you mean '${meant}'?`;
}

function listed(known: readonly string[]): string {
  return `There are ${known.map((name) => `'${name}'`).join(', ')}`;
}

/** A text. Its fault tells no value: some are secrets. */
export const text: Shape<string> = plain((value, prop) => {
  if (isKnown(value) && typeof value !== 'string') {
    prop.fault({ id: 'prop/type', rule: `must be a string, got ${kindOf(value)}`, fix: typeof value === 'object' ? 'Give a text' : 'Put it in quotes' });
    return undefined;
  }
  return value as string;
});

/** A list of texts, which may be a token as a whole. */
export function texts(example: string): Shape<string[]> {
  const shape = list(text, example, 'a list of strings');
  // What is no list may be a whole command line, with a password in it.
  return orToken(given((value, prop) => (Array.isArray(value) ? shape(value, prop) : shape({}, prop))));
}

/** Something that is written as it is, so that it may be a token as a whole. */
export function orToken<T>(shape: Shape<T>): Shape<T> {
  return (value, prop) => (isKnown(value) ? shape(value, prop) : value as T);
}

/** Yes or no. */
export const flag: Shape<boolean> = leaf((value) => typeof value === 'boolean', { rule: 'must be true or false', fix: 'Leave it out for the default' });

/** One of the values of an enum. */
export function oneOf<E extends string>(values: { readonly [name: string]: E }): Shape<E> {
  const legal: readonly string[] = Object.values(values);
  const names = legal.map((value) => `'${value}'`);
  return plain((value, prop) => {
    if (isKnown(value) && !legal.includes(value as string)) {
      const meant = nearestName(printed(value), legal);
      prop.fault({
        id: 'prop/choice',
        rule: `must be ${names.slice(0, -1).join(', ')} or ${names.at(-1)}`,
        got: primitive(value),
        fix: meant === undefined ? 'Use one of them' : `Use '${meant}'`,
      });
    }
    return value as E;
  });
}

/**
 * What one of our classes makes, told by its members: `instanceof` would refuse what another copy of the package made. `foreign` is
 * a member that only another of our classes has.
 */
export function instance<T = any>(className: string, factory: string, members: readonly string[], foreign?: string): Shape<T> {
  return given((value, prop) => {
    const isOurs = typeof value === 'object' && members.every((member) => member in (value as object)) && !(foreign !== undefined && foreign in (value as object));
    if (isOurs) { return value as T; }
    prop.wrongType(`must be a value of this library's '${className}'`, value, `Use '${className}.${factory}'`);
    return undefined;
  });
}

function numeric(rule: Rule, fix: string): Shape<number> {
  return plain((value, prop) => {
    // Not only what is known: what was added to a value not known yet is a text.
    prop.check(rule(value), { id: 'prop/range', got: primitive(value), fix });
    return value as number;
  });
}

function leaf<T>(holds: (value: unknown) => boolean, { rule, fix }: { rule: string; fix: string }): Shape<T> {
  const held = plain((value) => value as T);
  return given((value, prop) => {
    if (holds(value) || (!isKnown(value) && foreignFault(value) === undefined)) { return held(value, prop); }
    prop.wrongType(rule, value, fix);
    return undefined;
  });
}

function given<T>(shape: Shape<T>): Shape<T> {
  return (value, prop) => (value === undefined || value === null ? undefined : shape(value, prop));
}

/** The shape of what Kubernetes takes as it is: what libraries of constructs have in its place would only be refused when it is rendered. */
function plain<T>(shape: Shape<T>): Shape<T> {
  return given((value, prop) => {
    const foreign = foreignFault(value);
    if (foreign === undefined) { return shape(value, prop); }
    prop.fault({ id: 'prop/type', ...foreign });
    return undefined;
  });
}

/** What others take an object for, and how it is written here. A token is none of them. */
function foreignFault(value: any): { readonly rule: string; readonly fix: string } | undefined {
  if (typeof value === 'symbol') { return { rule: 'must not be a symbol', fix: 'Give a text or a number' }; }
  if (typeof value !== 'object' || isToken(value)) { return undefined; }
  if (Construct.isConstruct(value)) { return { rule: 'must not be a construct', fix: "Use its 'name', or whatever of it is meant" }; }
  if (typeof value.toSeconds === 'function') { return { rule: "must not be a 'Duration' of cdk8s", fix: "Use its number, as 'toSeconds()' answers it" }; }
  if (typeof value.toKibibytes === 'function') { return { rule: "must not be a 'Size' of cdk8s", fix: "Use a quantity such as '512Mi'" }; }
  return undefined;
}

/** Whether a value has fields that can be read. */
function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isToken(value);
}

/** That something is decided by a value, which only the synth or a deployment knows. */
function mustBeKnown(fix: string): Omit<Fault, 'prop'> {
  return { id: 'prop/type', rule: 'must be known when the program runs', fix };
}

/** Whether a value is one that is not known yet, unlike an instance of a class. */
function isLate(value: unknown): boolean {
  return isToken(value) || (typeof value === 'string' && !isKnown(value));
}

/** What can be told in a line: lists and objects can't, and may refer to themselves. */
function primitive(value: unknown): unknown {
  return typeof value === 'object' || typeof value === 'function' ? undefined : value;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) { return 'a list'; }
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
