import { isKnown } from '../manifest/known';
import { nearestName } from '../manifest/nearest-name';
import { Prop } from './prop';
import { given, isObject, isOptional, isPlainObject, leaf, Shape } from './shape';

/** A shape for every field of a type, so that none can be forgotten. */
export type Shapes<T> = { readonly [K in keyof Required<T>]: Shape };

/** A type in which the fields that have defaults are there. */
export type WithDefaults<T, D extends keyof T> = Omit<T, D> & { readonly [K in D]-?: NonNullable<T[K]> };

/** How loudly a field is said that nothing reads: any as a warning, what is near to another as one, any as a fault. */
export type Unread = 'all' | 'near' | 'faults';

/** An object with these fields and no others. `D` are those that have defaults. */
export function struct<T extends object, D extends keyof T = never>(example: string, fields: Shapes<T>, says: Unread = 'all'): Shape<WithDefaults<T, D>> {
  return given((value, prop) => {
    if (!isObject(value)) {
      prop.wrongType('must be an object', value, `Use one such as ${example}`);
      return {} as any;
    }
    return readFields(value as T, fields, prop, { says }) as any;
  });
}

/** Who is selected, or what is let through: what nothing reads is a fault in it, because without it more are meant. */
export function selecting<T extends object>(example: string, fields: Shapes<T>): Shape<T> {
  return struct<T>(example, fields, 'faults');
}

/** Kubernetes' own object, written as it is. */
export function raw(what: string): Shape<{ [field: string]: any }> {
  return leaf(isObject, { rule: 'must be an object', fix: `Use Kubernetes' ${what}` });
}

/** The same, with shapes for the fields that are known. Others may be newer than this library: they are written too, with a warning. */
export function rawOf(what: string, fields: { readonly [field: string]: Shape }): Shape<{ [field: string]: any }> {
  const shape = raw(what);
  return given((value, prop) => {
    if (shape(value, prop) === undefined || !isPlainObject(value)) { return value as any; }
    for (const [field, child] of Object.entries(value)) {
      if (Object.hasOwn(fields, field)) {
        fields[field](child, prop.at(field));
      } else if (isKnown(field) && (child ?? undefined) !== undefined) {
        sayUnknown(field, Object.keys(fields), what, prop.at(field));
      }
    }
    // Some must be given.
    Object.keys(fields).filter((field) => !Object.hasOwn(value, field)).forEach((field) => fields[field](undefined, prop.at(field)));
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

/** The fields of an object as their shapes read them; `into` is what they are added to. */
export function readFields<T extends object>(
  value: T, fields: Shapes<T>, prop: Prop, { says, into = {} }: { readonly says: Unread; readonly into?: { [field: string]: unknown } },
): { [field: string]: unknown } {
  // Asked by name, because a class may answer some of them from its prototype.
  for (const field of namesOf(fields)) {
    const given: unknown = (value as any)[field];
    const shape: Shape = (fields as any)[field];
    if ((given === undefined || given === null) && isOptional(shape)) { continue; }
    const read: unknown = shape(given, prop.at(field));
    if (read !== undefined) { into[field] = read; }
  }
  sayUnread(value, fields, prop, says);
  return into;
}

const NAMES = new WeakMap<object, readonly string[]>();

/** The names of all fields. They are asked for of the same shapes over and over. */
function namesOf(fields: object): readonly string[] {
  const before = NAMES.get(fields);
  if (before !== undefined) { return before; }
  const names = Object.keys(fields);
  NAMES.set(fields, names);
  return names;
}

/** A field that nothing reads is legal, and a slip of the pen more often than not. */
function sayUnread(value: object, fields: object, prop: Prop, says: Unread): void {
  const others = Object.keys(value).filter((name) => !Object.hasOwn(fields, name));
  if (others.length === 0 || !isPlainObject(value)) { return; }
  const known = namesOf(fields);
  const isGiven = (field: string) => ((value as any)[field] ?? undefined) !== undefined;
  for (const field of others.filter((name) => isKnown(name) && isGiven(name))) {
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
