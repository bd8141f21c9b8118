import { createContext, Script } from 'node:vm';
import { goPattern } from '../../go-pattern';
import { short } from '../../go-values';
import type { AddFunction } from '../environment';
import { CelFailure, CelUnknown } from '../outcome';

/**
 * Patterns of Go.
 * @see https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-regex-library
 */
export function addPatternFunctions(add: AddFunction): void {
  add('matchesAsGo(string, string): bool', isMatch);
  add('string.matchesAsGo(string): bool', isMatch);
  add('string.find(string): string', (text: string, pattern: string) => matchesIn(text, pattern, 1)[0] ?? '');
  add('string.findAll(string): list<string>', (text: string, pattern: string) => matchesIn(text, pattern, -1));
  add('string.findAll(string, int): list<string>', (text: string, pattern: string, most: bigint) => matchesIn(text, pattern, Number(most)));
}

function isMatch(text: string, pattern: string): boolean {
  return matchesIn(text, pattern, 1).length > 0;
}

/** What Go matches in linear time may take JavaScript forever. */
const TIME_MS = 500;
/** Where no part that repeats holds another, or texts are this short, it does not. */
const REPEATS = /[)][*+{]/;
const SHORT = 12;

function matchesIn(text: string, pattern: string, most: number): string[] {
  const expression = expressionOf(pattern);
  const search = () => (most === 1 ? expression.exec(text)?.slice(0, 1) ?? [] : [...text.matchAll(expression)].map(([found]) => found));
  const found = text.length <= SHORT || !REPEATS.test(pattern) ? search() : inTime(search, pattern);
  return most < 0 ? found : found.slice(0, most);
}

const known = new Map<string, RegExp>();

function expressionOf(pattern: string): RegExp {
  const before = known.get(pattern);
  if (before !== undefined) {
    before.lastIndex = 0;
    return before;
  }
  const read = goPattern(pattern);
  if (read === undefined) { throw new CelUnknown(`the pattern ${short(pattern)} is in a syntax that only Go reads`); }
  const expression = new RegExp(read.source, `${read.flags}g`);
  known.set(pattern, expression);
  return expression;
}

let watched: { readonly script: Script; readonly context: { search?: () => string[] } } | undefined;

function inTime(search: () => string[], pattern: string): string[] {
  watched ??= { script: new Script('search()'), context: createContext({}) };
  watched.context.search = search;
  try {
    return watched.script.runInContext(watched.context as object, { timeout: TIME_MS });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') { throw new CelUnknown(`the pattern ${short(pattern)} takes too long`); }
    throw error instanceof Error ? error : new CelFailure(String(error));
  }
}
