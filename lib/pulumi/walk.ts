import { FieldPath } from '../manifest/field-path';
import { isKnown } from '../manifest/known';

/**
 * Says what becomes of a part. `into` answers a copy of it whose own parts have been visited, in order; what has no parts is its own copy.
 * Whoever doesn't call it has them left out.
 */
type Visit = (part: any, path: FieldPath, into: () => any) => any;

/** How a walk goes. */
interface WalkOptions {
  /** Where the data stands. */
  readonly path?: FieldPath;
  /** Whether it goes into instances of classes too: by themselves, they stay what they are. */
  readonly intoInstances?: boolean;
  /** What becomes of the key of a map. */
  readonly key?: (key: string) => string;
}

/** Walks through plain data, from the root to the leaves. */
export function walk(value: any, visit: Visit, options: WalkOptions = {}): any {
  const { path = [], intoInstances = false, key: renamed = (key: string) => key } = options;
  const below = (child: any, step: string | number) => walk(child, visit, { ...options, path: [...path, step] });
  return visit(value, path, () => {
    if (!hasParts(value) || (!intoInstances && !isKnown(value))) { return value; }
    return Array.isArray(value) ? value.map(below) : Object.fromEntries(Object.entries(value).map(([key, child]) => [renamed(key), below(child, key)]));
  });
}

/** What `find` finds in each part, in order. */
export function collect<T>(value: unknown, find: (part: any, path: FieldPath) => readonly T[], options?: WalkOptions): T[] {
  const found: T[] = [];
  walk(value, (part, path, into) => {
    found.push(...find(part, path));
    return into();
  }, options);
  return found;
}

/** A copy in which the part at a path, if there is one, is changed. */
export function changeAt(value: any, at: FieldPath, change: (part: any) => any): any {
  return walk(value, (part, path, into) => {
    if (path.some((step, index) => step !== at[index])) { return part; }
    return path.length === at.length ? change(part) : into();
  });
}

/** A map or list of Promises, as a walk may make one, as a Promise of what it will be. */
export async function allOf(parts: any): Promise<any> {
  if (!hasParts(parts) || !isKnown(parts)) { return parts; }
  if (Array.isArray(parts)) { return Promise.all(parts); }
  return Object.fromEntries(await Promise.all(Object.entries(parts).map(async ([key, part]) => [key, await part] as const)));
}

/** Whether a value is a map or a list, or an instance of a class. */
export function hasParts(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
