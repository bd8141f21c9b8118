/**
 * Values that are not known yet: cdk8s `Lazy` and other tokens, which resolve when the manifest is rendered,
 * and placeholders, which stand for a value that only a deployment knows. No check may read them as text.
 */

// Private-use characters: no Kubernetes field takes them, so a placeholder can't be confused with a user's text.
const OPEN = '\uE000';
const CLOSE = '\uE001';
const PLACEHOLDER = new RegExp(`${OPEN}([^${CLOSE}]+)${CLOSE}`, 'g');

/** The text that stands for a value not known yet, wherever a string may stand. */
export function placeholder(id: string): string {
  return `${OPEN}${id}${CLOSE}`;
}

/** The ids of all placeholders in a text, in order of appearance. */
export function placeholdersIn(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map((match) => match[1]);
}

/** A text in which all placeholders are alike: for hashes, which must not change with how a value is called while it is not known. */
export function withoutPlaceholderIds(text: string): string {
  return isKnown(text) ? text : text.replace(PLACEHOLDER, placeholder(''));
}

/**
 * Whether a check may look at `value`: false for tokens and for anything that is, or whose text contains, a placeholder.
 * Plain objects and arrays are known even when something inside them is not: ask again at the leaf.
 */
export function isKnown(value: unknown): boolean {
  if (typeof value === 'string') { return !value.includes(OPEN); }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) { return true; }
  const prototype = Object.getPrototypeOf(value);
  // Not compared with Object.prototype: plain data may come from another realm, as `structuredClone` makes it under jest.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Whether a value is a token: what cdk8s asks for the value itself when it renders the manifest. */
export function isToken(value: unknown): boolean {
  return typeof value === 'object' && value !== null && (typeof (value as any).produce === 'function' || typeof (value as any).resolve === 'function');
}

/** Whether a value is one that is known later, unlike an instance of a class. */
export function isLate(value: unknown): boolean {
  return isToken(value) || (typeof value === 'string' && !isKnown(value));
}

/** Whether everything in `value`, at any depth, is known. */
export function isFullyKnown(value: unknown): boolean {
  if (!isKnown(value)) { return false; }
  if (typeof value !== 'object' || value === null) { return true; }
  for (const key of Object.keys(value)) {
    if (!isKnown(key) || !isFullyKnown((value as any)[key])) { return false; }
  }
  return true;
}

/** A value in which everything that may be unknown may be missing. */
export type KnownPart<T> = T extends string | number | boolean | null | undefined ? T | undefined
  : T extends readonly (infer E)[] ? readonly KnownPart<E>[]
    : T extends object ? { readonly [K in keyof T]?: KnownPart<T[K]> } : T;

/**
 * What of a value is known, at any depth: whatever is not counts as not given, and lists keep their places. For rules that compare one value
 * with another. What classes make stays as it is.
 */
export function knownPart<T>(value: T): KnownPart<T> {
  return (isWhole(value) ? value : partOf(value)) as KnownPart<T>;
}

/** A rule for what is known: of anything else there is nothing to say yet. */
export function whereKnown<A extends readonly unknown[]>(
  rule: (value: any, ...more: A) => string | undefined,
): (value: unknown, ...more: A) => string | undefined {
  return (value, ...more) => (isKnown(value) ? rule(value, ...more) : undefined);
}

/** Whether it is the known part of itself, as nearly all values are. */
function isWhole(value: unknown): boolean {
  if (typeof value === 'string') { return isKnown(value); }
  if (typeof value !== 'object' || value === null) { return true; }
  if (Array.isArray(value)) { return value.every(isWhole); }
  if (isToken(value)) { return false; }
  if (!isKnown(value)) { return true; }
  for (const key of Object.keys(value)) {
    if (!isKnown(key) || !isWhole((value as any)[key])) { return false; }
  }
  return true;
}

function partOf(value: unknown): unknown {
  if (isLate(value)) { return undefined; }
  if (Array.isArray(value)) { return value.map(partOf); }
  if (typeof value !== 'object' || value === null || !isKnown(value)) { return value; }
  return Object.fromEntries(Object.entries(value).filter(([key]) => isKnown(key)).map(([key, child]) => [key, partOf(child)]));
}
