import { KubernetesObject } from './object';

const ANSWERS = new WeakMap<object, Map<(manifest: any) => unknown, unknown>>();

/** Says of a manifest that nobody is going to change it. */
export function settle(manifest: KubernetesObject): void {
  if (!ANSWERS.has(manifest)) { ANSWERS.set(manifest, new Map()); }
}

/** Whether a manifest stays as it is. */
export function isSettled(manifest: KubernetesObject): boolean {
  return ANSWERS.has(manifest);
}

/** What a function answers to a manifest. Where that stays as it is, it is asked once. */
export function askOnce<M extends object, T>(manifest: M, find: (manifest: M) => T): T {
  const answers = ANSWERS.get(manifest);
  if (answers === undefined) { return find(manifest); }
  const before = answers.get(find);
  if (before !== undefined || answers.has(find)) { return before as T; }
  const now = find(manifest);
  answers.set(find, now);
  return now;
}
