import { Construct } from 'constructs';
import { dnsLabelFault, dnsSubdomainFault, secretKeyFault } from '../manifest/dns-name';
import { intOrPercentFault } from '../manifest/int-or-percent';
import { isKnown, isLate, isToken } from '../manifest/known';
import { either } from '../manifest/listed';
import { useNearest } from '../manifest/nearest-name';
import { printed } from '../manifest/printed';
import { Fault } from './fault';
import { int32Fault, Prop, wholeNumberFault } from './prop';

// The one declaration of a prop: a shape says its type, bounds, grammar, default and way out. The shapes of a struct stand in the file of its
// interface. A null counts as not given; tokens and placeholders pass by themselves; what nothing reads is said. Rules over several
// props are functions of the construct. Here are shapes of one value; those of many are in `collection.ts`, those with fields in `struct.ts`.

/** Reads one prop: reports what it must not be, and answers what it is. */
export type Shape<T = any> = (value: unknown, prop: Prop) => T | undefined;

/** What must hold of one value that is known: a clause, or nothing where it holds. The `…Fault` functions of `lib/manifest/` are such. */
export type Rule = (value: any) => string | undefined;

// Shapes that have nothing to say where nothing was given.
const OPTIONAL = new WeakSet<Shape>();

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

/** What is decided by, so that it must be known when the program runs. */
export function known<T>(shape: Shape<T>, fix: string): Shape<T> {
  return onTopOf(shape, (value, prop) => {
    if (!isKnown(value)) { prop.fault(mustBeKnown(fix)); }
    return shape(value, prop);
  });
}

/** A shape, and what else must hold of what it has read: a shape again, or a rule over several fields. */
export function also<T>(shape: Shape<T>, ...more: readonly ((value: T, prop: Prop) => unknown)[]): Shape<T> {
  return onTopOf(shape, (value, prop) => {
    const read = shape(value, prop);
    if (read !== undefined) { more.forEach((check) => check(read, prop)); }
    return read;
  });
}

/** A value that must satisfy a rule, unless it is not known yet. */
export function ruled<T = any>(rule: Rule, { id = 'prop/grammar', fix, hidden = false }: WayOut): Shape<T> {
  return plain(orToken((value, prop) => {
    const instance = isKnown(value) ? undefined : 'must be plain data, and no instance of a class';
    const broken = instance ?? rule(value);
    if (broken !== undefined) { prop.fault({ id: instance === undefined ? id : 'prop/type', rule: broken, fix, ...(!hidden && { got: primitive(value) }) }); }
    return value as T;
  }));
}

/** A whole number of a range. */
export function wholeNumber({ min, max, fix }: { readonly min: number; readonly max?: number; readonly fix: string }): Shape<number> {
  return numeric((value) => wholeNumberFault(value, min, max), fix);
}

/** A whole number that Kubernetes holds in 32 bits. */
export function int32({ min, fix }: { readonly min: number; readonly fix: string }): Shape<number> {
  return numeric((value) => int32Fault(value, min), fix);
}

/** A number of a port. */
export function portNumber(fix: string): Shape<number> {
  return wholeNumber({ min: 1, max: 65535, fix });
}

/** A number of pods, or a share of them. */
export function intOrPercent({ fix, atMostAll }: { readonly fix: string; readonly atMostAll?: boolean }): Shape<number | string> {
  return ruled((value) => intOrPercentFault(value, { atMostAll }), { id: 'prop/range', fix });
}

/** A text. Its fault tells no value: some are secrets. */
export const text: Shape<string> = plain(orToken((value, prop) => {
  if (typeof value === 'string') { return value; }
  prop.fault({ id: 'prop/type', rule: `must be a string, got ${kindOf(value)}`, fix: typeof value === 'object' ? 'Give a text' : 'Put it in quotes' });
  return undefined;
}));

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

/** A name that is one DNS label. */
export function dnsLabel(fix: string): Shape<string> {
  return ruled(dnsLabelFault, { fix });
}

/** A name of DNS labels and dots, as most objects have. */
export function dnsSubdomain(fix: string): Shape<string> {
  return ruled(dnsSubdomainFault, { fix });
}

/** The name of a Secret. What has not the form of one is not told: it may be the secret. */
export const secretName: Shape<string> = ruled(dnsSubdomainFault, { fix: 'Use the name of a Secret, not what it holds', hidden: true });

/** A key of a Secret. What has not the form of one is not told: it may be the value. */
export const secretKey: Shape<string> = ruled(secretKeyFault, { fix: SECRET_KEY_FIX, hidden: true });

/** Yes or no. */
export const flag: Shape<boolean> = leaf((value) => typeof value === 'boolean', { rule: 'must be true or false', fix: 'Leave it out for the default' });

/** Yes or no, where that is decided by. */
export const knownFlag = known(flag, 'Use true or false');

/** One of the values of an enum. */
export function oneOf<E extends string>(values: { readonly [name: string]: E }): Shape<E> {
  const legal: readonly string[] = Object.values(values);
  const names = legal.map((value) => `'${value}'`);
  return plain(orToken((value, prop) => {
    if (!legal.includes(value as string)) {
      prop.fault({
        id: 'prop/choice',
        rule: `must be ${either(names)}`,
        got: primitive(value),
        fix: useNearest(printed(value), legal, 'Use one of them'),
      });
    }
    return value as E;
  }));
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

/** Something that is written as it is, so that it may be a token as a whole. */
export function orToken<T>(shape: Shape<T>): Shape<T> {
  return onTopOf(shape, (value, prop) => (isLate(value) ? value as T : shape(value, prop)));
}

function numeric(rule: Rule, fix: string): Shape<number> {
  return plain((value, prop) => {
    // Not only what is known: what was added to a value not known yet is a text.
    prop.check(rule(value), { id: 'prop/range', got: primitive(value), fix });
    return value as number;
  });
}

export function leaf<T>(holds: (value: unknown) => boolean, { rule, fix }: { rule: string; fix: string }): Shape<T> {
  const held = plain((value) => value as T);
  return given((value, prop) => {
    if (holds(value) || (isLate(value) && foreignFault(value) === undefined)) { return held(value, prop); }
    prop.wrongType(rule, value, fix);
    return undefined;
  });
}

export function given<T>(shape: Shape<T>): Shape<T> {
  const read: Shape<T> = (value, prop) => (value === undefined || value === null ? undefined : shape(value, prop));
  OPTIONAL.add(read);
  return read;
}

/** A shape that has no more to say than another one where nothing was given. */
export function onTopOf<T>(shape: Shape, read: Shape<T>): Shape<T> {
  if (isOptional(shape)) { OPTIONAL.add(read); }
  return read;
}

/** Whether a shape need not be asked where nothing was given. */
export function isOptional(shape: Shape): boolean {
  return OPTIONAL.has(shape);
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

/** Whether a value has fields that can be read: a Map or a Date has none. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && Object.prototype.toString.call(value) === '[object Object]' && !isToken(value);
}

/** Whether a value is an object that is no token and no instance of a class, which may have whatever fields it wants. */
export function isPlainObject(value: unknown): value is object {
  return isObject(value) && isKnown(value);
}

/** That something is decided by a value, which only the synth or a deployment knows. */
export function mustBeKnown(fix: string): Omit<Fault, 'prop'> {
  return { id: 'prop/type', rule: 'must be known when the program runs', fix };
}

/** What can be told in a line: lists and objects can't, and may refer to themselves. */
export function primitive(value: unknown): unknown {
  return typeof value === 'object' || typeof value === 'function' ? undefined : value;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) { return 'a list'; }
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
