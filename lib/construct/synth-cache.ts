import { IConstruct } from 'constructs';

const FOUND = Symbol.for('fleetwright.foundInSynth');

/** Does the work of a synth. What `oncePerSynth` finds out of the tree meanwhile is kept until it ends; a synth in a synth is the same one. */
export function duringSynth<T>(root: IConstruct, work: () => T): T {
  if (foundIn(root) !== undefined) { return work(); }
  (root as any)[FOUND] = new Map();
  try {
    return work();
  } finally {
    delete (root as any)[FOUND];
  }
}

/** What `find` answers. While a synth is under way, it is asked once for each key; outside of one, every time. */
export function oncePerSynth<T>(construct: IConstruct, key: unknown, find: () => T): T {
  const found = foundIn(construct);
  if (found === undefined) { return find(); }
  const before = found.get(key);
  if (before !== undefined || found.has(key)) { return before; }
  const now = find();
  found.set(key, now);
  return now;
}

/** Whether a synth of the tree is under way. */
export function isDuringSynth(construct: IConstruct): boolean {
  return foundIn(construct) !== undefined;
}

/** Lets it be found out again. */
export function forgetInSynth(construct: IConstruct, key: unknown): void {
  foundIn(construct)?.delete(key);
}

function foundIn(construct: IConstruct): Map<unknown, any> | undefined {
  return (construct.node.root as any)[FOUND];
}
