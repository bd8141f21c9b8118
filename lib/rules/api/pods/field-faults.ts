import { FieldPath, formatPath } from '../../../manifest/field-path';
import { isKnown } from '../../../manifest/known';
import { either } from '../../../manifest/listed';
import { isMap } from '../../../manifest/object';
import { Addition, Violation } from '../../rule';

/** Gathers what is wrong with the fields of one thing: a container, a pod, a workload. */
export class FieldFaults {
  public readonly found: Violation[] = [];

  /**
   * @param owner as messages name it: `container 'api'`; empty for the object that a finding names anyway
   * @param root from what the rule was given to where paths begin
   */
  public constructor(private readonly owner = '', private readonly root: FieldPath = []) {}

  /** @param violations what others found, with paths from `path` */
  public take(violations: readonly Violation[], path: FieldPath): void {
    violations.forEach((violation) => this.found.push({ ...violation, path: [...this.root, ...path, ...violation.path] }));
  }

  /**
   * @param fault a clause that completes "'field' …"; where there is none, nothing is wrong
   * @param add the only way out, where that is to add something
   */
  public add(fault: string | undefined, path: FieldPath, got?: unknown, add?: Addition): void {
    if (fault === undefined) { return; }
    const owner = this.owner === '' ? '' : ` of ${this.owner}`;
    const field = path.length === 0 ? `${this.owner}` : `'${formatPath(path)}'${owner}`;
    this.found.push({
      path: [...this.root, ...path],
      message: `${field} ${fault}${got === undefined || got === null || got === '' ? '' : `, got ${shown(got)}`}`,
      ...(add !== undefined && { add: [{ path: [...this.root, ...add.path], value: add.value }] }),
    });
  }
}

/** A container as messages name it. */
export function containerTitle(container: { readonly name?: unknown }): string {
  return typeof container.name === 'string' && container.name !== '' ? `container '${container.name}'` : 'a container without a name';
}

/** What a pod template holds, as messages name it. */
export const POD = 'the pod';

/** A map of a manifest; undefined where there is none, or none that is known yet. */
export function mapOf(value: unknown): { readonly [key: string]: any } | undefined {
  return isMap(value) && isKnown(value) ? value : undefined;
}

/** A text of a manifest; undefined where there is none, where it is empty, or where it is not known yet. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && isKnown(value) ? value : undefined;
}

/** Whether a field is there: null is as good as absent. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** What keeps a value from being one of some words. An empty one is none of them: leave those out that stand for a default. */
export function wordFault(value: unknown, words: readonly string[]): string | undefined {
  if (typeof value !== 'string' || words.includes(value) || !isKnown(value)) { return undefined; }
  return `must be ${either(words)}`;
}

/** The same where an empty word means what holds by default. */
export function wordOrDefaultFault(value: unknown, words: readonly string[]): string | undefined {
  return value === '' ? undefined : wordFault(value, words);
}

/** What keeps a number from lying in a range. */
export function rangeFault(value: unknown, least: number, most = Infinity): string | undefined {
  if (typeof value !== 'number' || (value >= least && value <= most)) { return undefined; }
  return most === Infinity ? `must be at least ${least}` : `must be from ${least} to ${most}`;
}

/** What keeps a number of a port from being one. */
export function portNumberFault(value: unknown): string | undefined {
  return rangeFault(value, 1, 65535);
}

/** For a field that the schema demands, which takes an empty text for one. */
export function emptyFault(value: unknown): string | undefined {
  return value === '' ? 'must not be empty' : undefined;
}

/** For a field that must hold something, though the schema does not demand it. */
export function missingFault(value: unknown): string | undefined {
  return value === '' || !isGiven(value) ? 'must be given' : undefined;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}
