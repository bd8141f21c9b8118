import { App, ResolutionContext } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { isToken } from '../manifest/known';
import { apiObjectsOf } from './api-objects';
import { faultAtSynth, Faults } from './faults';
import { oncePerSynth } from './synth-cache';
import { warnAtSynth, warningsRaisedBy } from './warning';

/** Judges props once more when the manifests are rendered, if they hold tokens: what these become, only the synth knows. */
export function judgeAtSynth<T extends object>(construct: IConstruct, props: T, judge: (props: T, faults: Faults) => void): void {
  if (!holdsTokens(props)) { return; }
  const judgeAgain = () => {
    const faults = new Faults(construct);
    const late = resolvedIn(construct, props);
    const warnings = late === undefined ? [] : warningsRaisedBy(construct, () => judge(late, faults));
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
  }, new Map());
  return found;
}

/** The props with what their tokens become; nothing where that cannot be known, which rendering says. */
function resolvedIn<T extends object>(construct: IConstruct, props: T): T | undefined {
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
    return copyOf(props, (value) => (isToken(value) ? resolve(value) : value), new Map()) as T;
  } catch {
    return undefined;
  }
}

/**
 * A copy of plain data, and of what the factories of this library made, which keep what they were given in fields with a leading underscore. What
 * stood in two places does so in the copy. Everything else, constructs among it, is what it was.
 */
function copyOf(value: unknown, resolve: (value: object) => unknown, copies: Map<object, unknown>): unknown {
  if (typeof value !== 'object' || value === null || Construct.isConstruct(value)) { return value; }
  if (copies.has(value)) { return copies.get(value); }
  const resolved = resolve(value);
  if (resolved !== value) { return copyOf(resolved, resolve, copies); }
  if (Array.isArray(value)) {
    const copy: unknown[] = [];
    copies.set(value, copy);
    for (const element of value) { copy.push(copyOf(element, resolve, copies)); }
    return copy;
  }
  const prototype = Object.getPrototypeOf(value);
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
  const fields = Object.entries(value);
  if (!isPlain && (fields.length === 0 || fields.some(([name]) => !name.startsWith('_')))) { return value; }
  const copy: any = Object.create(prototype);
  copies.set(value, copy);
  for (const [name, child] of fields) { copy[name] = copyOf(child, resolve, copies); }
  return copy;
}
