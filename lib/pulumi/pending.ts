import { Input } from '@pulumi/pulumi';
import { FieldPath } from '../manifest/field-path';
import { isKnown, placeholder, placeholdersIn } from '../manifest/known';
import { InputParameters } from './input-args';
import { asOutput, HeldOutputs, isOutput } from './outputs';
import { currentProgram, nextNumber, runningPrograms } from './program';
import { collect, hasParts, walk } from './walk';

const PREFIX = 'pending|';

/**
 * An Output as a value of its own type, for places that want the value itself: inside the function of a `ChartComponent`, or among the
 * options of a cdk8s-plus class. It must reach a field of an object, alone or inside a longer text; whoever calculates with it gets nonsense,
 * and an error says so.
 */
export function pending<T>(value: Input<T>): T {
  // What is known, or stands for an Output already, is what it is.
  if (!isOutput(value)) { return value as T; }
  const { values } = currentProgram();
  if (values?.has(value)) { return values.get(value) as T; }
  const id = `${PREFIX}${nextNumber()}`;
  // A text can't carry the Output that it stands for.
  currentProgram().pending.set(id, value);
  return placeholder(id) as T;
}

// What a factory made keeps what is pending to itself: with other stand-ins, it has to be made anew.
const MAKERS = new WeakMap<object, (change: (value: unknown) => unknown) => unknown>();

/** What a factory of `withInputs` made, made anew with its arguments changed; anything else as it is. */
function madeAnew(value: object, change: (value: unknown) => unknown): unknown {
  const make = MAKERS.get(value);
  return make === undefined ? value : make(change);
}

/** A class whose factories take Outputs too. */
export type WithInputs<C> = {
  [K in keyof C]: C[K] extends (...args: infer A extends any[]) => infer R ? (...args: InputParameters<A>) => R : C[K]
};

/** The static factories of a class, taking Outputs too. What they make is what the class' own make. */
export function withInputs<C extends object>(type: C): WithInputs<C> {
  return new Proxy(type, {
    get: (target, name) => {
      const member = Reflect.get(target, name);
      // Of the target, because a proxy must answer what can't be changed as it is.
      if (typeof member !== 'function' || name === 'prototype' || name === 'constructor') { return member; }
      return (...args: unknown[]) => {
        const given = args.map(allPending);
        const made = member.apply(target, given);
        if (typeof made === 'object' && made !== null) { MAKERS.set(made, (change) => member.apply(target, given.map(change))); }
        return made;
      };
    },
  }) as WithInputs<C>;
}

/** An Output that stands in plain data, replaced as `pending` does. */
function allPending(value: unknown): unknown {
  return walk(value, (part, _, into) => (isOutput(part) ? pending(part) : into()));
}

/** Makes the Outputs of a component known to others, which may read its construct: the namespace of its pods, say. */
export function share(held: HeldOutputs, written: unknown): void {
  const { pending: ofProgram } = currentProgram();
  pendingIn(written).forEach((id) => ofProgram.set(id, held.putBack(placeholder(id))));
}

/** What a function makes while Outputs are what they turned out to be. */
export function withValues<T>(values: Values, make: () => T): T {
  const program = currentProgram();
  program.values = values;
  try {
    return make();
  } finally {
    program.values = undefined;
  }
}

/** What a function makes whose pending values nobody will ask for again. */
export function withoutTraces<T>(make: () => T): T {
  const { pending: ofProgram } = currentProgram();
  const before = new Set(ofProgram.keys());
  try {
    return make();
  } finally {
    for (const id of [...ofProgram.keys()].filter((each) => !before.has(each))) { ofProgram.delete(id); }
  }
}

/** All pending values of a piece of data that are known here, by their ids. */
export function pendingValues(data: unknown): ReadonlyMap<string, Input<any>> {
  const programs = runningPrograms();
  return new Map(pendingIn(data).flatMap((id): [string, Input<any>][] => {
    const program = programs.find((each) => each.pending.has(id));
    return program === undefined ? [] : [[id, program.pending.get(id)]];
  }));
}

/** Plain data in which what `pending` made, or another component shared, belongs to a component's own Outputs. */
export function holdPending<T>(object: T, held: HeldOutputs, values = pendingValues(object)): T {
  const ofHeld = (text: string) => placeholdersIn(text).filter((id) => values.has(id))
    .reduce((rest, id) => rest.replaceAll(placeholder(id), held.hold(values.get(id), ['a pending value'])), text);
  return walk(object, (part, _, into) => (typeof part === 'string' ? ofHeld(part) : into()), { key: ofHeld });
}

/** Plain data in which what is pending is its value, where that is known and no secret; the same data where nothing is pending. */
export async function settlePending<T>(data: T, values: ReadonlyMap<string, Input<any>>): Promise<T> {
  const known = new Map<string, unknown>();
  for (const [id, value] of values) {
    const output: any = asOutput(value);
    if (!await output.isSecret && await output.isKnown) { known.set(id, await output.promise()); }
  }
  return known.size === 0 ? data : walk(data, (part, _, into) => (typeof part === 'string' ? withKnown(part, known) : into()));
}

/**
 * A text in which placeholders are the values that they stand for; the value itself where there is nothing around it. A list or a map inside of a longer
 * text is left: what becomes of it there is said when it is written.
 */
export function withKnown(text: string, known: ReadonlyMap<string, unknown>): unknown {
  const ids = placeholdersIn(text).filter((id) => known.has(id));
  if (ids.length === 1 && text === placeholder(ids[0])) { return known.get(ids[0]); }
  return ids.filter((id) => !hasParts(known.get(id))).reduce((rest, id) => rest.replaceAll(placeholder(id), () => String(known.get(id))), text);
}

/** What Outputs turned out to be, by what was given as one. */
export type Values = ReadonlyMap<unknown, unknown>;

/** The values of the stand-ins in a text. */
export function knownIn(text: string, held: HeldOutputs, values: Values): ReadonlyMap<string, unknown> {
  const shared = pendingValues(text);
  const given = placeholdersIn(text).map((id) => [id, held.givenFor(id) ?? shared.get(id)] as const);
  return new Map(given.filter(([, each]) => values.has(each)).map(([id, each]) => [id, values.get(each)]));
}

/** Arguments in which texts are changed, also those that a factory got. */
export function withTexts(change: (text: string) => unknown): (args: any) => any {
  // One instance stays one: constructs compare them.
  const made = new Map<object, unknown>();
  const changed = (args: any): any => walk(args, (part, _, into) => {
    if (typeof part === 'string') { return change(part); }
    if (!hasParts(part) || isKnown(part)) { return into(); }
    if (!made.has(part)) { made.set(part, madeAnew(part, changed)); }
    return made.get(part);
  });
  return changed;
}

/** What stands for Outputs in what factories got, also where it reaches no object. */
export function givenToFactories(args: unknown): unknown[] {
  const ids = new Set<string>();
  withTexts((text) => {
    placeholdersIn(text).forEach((id) => ids.add(id));
    return text;
  })(args);
  return [...pendingValues([...ids].map(placeholder)).values()];
}

/** The ids of all that is pending in a value, at any depth. */
export function pendingIn(value: unknown): string[] {
  const inPart = (part: unknown, [key]: FieldPath) => [...placeholdersIn(String(key ?? '')), ...typeof part === 'string' ? placeholdersIn(part) : []];
  return collect(value, (part, path) => inPart(part, path.slice(-1)), { intoInstances: true });
}
