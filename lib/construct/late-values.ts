import { App, ResolutionContext } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { FieldPath } from '../manifest/field-path';
import { isToken } from '../manifest/known';
import { apiObjectsOf } from './api-objects';
import { faultAtSynth, Faults } from './faults';
import { oncePerSynth } from './synth-cache';
import { warnAtSynth, warningsRaisedBy } from './warning';

/** Judges props at synth, given those that became nothing. */
type Judge<T> = (props: T, faults: Faults, missing: readonly FieldPath[]) => void;

/** Judges props once more when the manifests are rendered, if they hold tokens: what these become, only the synth knows. */
export function judgeAtSynth<T extends object>(construct: IConstruct, props: T, judge: Judge<T>): void {
  if (!holdsTokens(props)) { return; }
  const judgeAgain = () => {
    const faults = new Faults(construct);
    const missing: FieldPath[] = [];
    const late = resolvedIn(construct, props, (path) => missing.push(path));
    const warnings = late === undefined ? [] : warningsRaisedBy(construct, () => judge(late, faults, missing));
    // What was known before has been told.
    return { faults: faults.unreported, warnings };
  };
  const found = () => oncePerSynth(construct, judgeAgain, judgeAgain);
  faultAtSynth(construct, () => found().faults);
  warnAtSynth(construct, () => found().warnings);
}

/** Whether `copyOf` would come across a token. */
function holdsTokens(value: unknown, seen = new Set<object>()): boolean {
  if (typeof value !== 'object' || value === null || seen.has(value)) { return false; }
  seen.add(value);
  if (isToken(value)) { return !Construct.isConstruct(value); }
  if (Array.isArray(value)) { return value.some((element) => holdsTokens(element, seen)); }
  if (Construct.isConstruct(value)) { return false; }
  const names = Object.keys(value);
  if (!isPlain(value) && names.some((name) => !name.startsWith('_'))) { return false; }
  return names.some((name) => holdsTokens((value as any)[name], seen));
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The props with what their tokens become, `onMissing` where that is nothing; nothing where that cannot be known, which rendering says. */
function resolvedIn<T extends object>(construct: IConstruct, props: T, onMissing: (path: FieldPath) => void): T | undefined {
  const [object] = apiObjectsOf(construct);
  const { root } = construct.node;
  if (object === undefined || !(root instanceof App)) { return undefined; }
  const resolve = (value: object): unknown => {
    const context = new ResolutionContext(object, [], value);
    for (const resolver of root.resolvers) {
      resolver.resolve(context);
      if (context.replaced) { return context.replacedValue; }
    }
    return value;
  };
  try {
    return copyOf(props, (value, path) => {
      if (!isToken(value)) { return value; }
      const resolved = resolve(value);
      // What a factory got, it judges by itself.
      if ((resolved === undefined || resolved === null) && path !== undefined) { onMissing(path); }
      return resolved;
    }, new Map(), []) as T;
  } catch {
    return undefined;
  }
}

/**
 * A copy of plain data, and of what the factories of this library made, which keep what they were given in fields with a leading underscore: `path`
 * does not reach into these. What stood in two places does so in the copy. Everything else, constructs among it, is what it was.
 */
function copyOf(
  value: unknown, resolve: (value: object, path: FieldPath | undefined) => unknown, copies: Map<object, unknown>, path: FieldPath | undefined,
): unknown {
  if (typeof value !== 'object' || value === null || Construct.isConstruct(value)) { return value; }
  if (copies.has(value)) { return copies.get(value); }
  const resolved = resolve(value, path);
  if (resolved !== value) { return copyOf(resolved, resolve, copies, path); }
  if (Array.isArray(value)) {
    const copy: unknown[] = [];
    copies.set(value, copy);
    for (const [index, element] of value.entries()) { copy.push(copyOf(element, resolve, copies, path && [...path, index])); }
    return copy;
  }
  const isData = isPlain(value);
  const fields = Object.entries(value);
  if (!isData && (fields.length === 0 || fields.some(([name]) => !name.startsWith('_')))) { return value; }
  const copy: any = Object.create(Object.getPrototypeOf(value));
  copies.set(value, copy);
  for (const [name, child] of fields) { copy[name] = copyOf(child, resolve, copies, isData && path !== undefined ? [...path, name] : undefined); }
  return copy;
}
