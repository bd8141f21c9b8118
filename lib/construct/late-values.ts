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

function holdsTokens(value: object): boolean {
  let found = false;
  copyOf(value, (token) => {
    found ||= isToken(token);
    return token;
  }, new Map(), []);
  return found;
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
  const prototype = Object.getPrototypeOf(value);
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
  const fields = Object.entries(value);
  if (!isPlain && (fields.length === 0 || fields.some(([name]) => !name.startsWith('_')))) { return value; }
  const copy: any = Object.create(prototype);
  copies.set(value, copy);
  for (const [name, child] of fields) { copy[name] = copyOf(child, resolve, copies, isPlain && path !== undefined ? [...path, name] : undefined); }
  return copy;
}
