import { isFullyKnown, isKnown } from './known';
import { LabelSelector } from './object';

// Who asks each of many about each other waits for the square of them. An index answers with all that `matchesSelector` does not deny, and few others, in
// the order of the things.

/** Finds, by the labels of pods, the things whose selectors may pick them. */
export function indexBySelector<T>(things: readonly T[], selectorOf: (thing: T) => LabelSelector | undefined): (labels: unknown) => readonly T[] {
  const asked = things.map((thing) => pairsAskedBy(selectorOf(thing)));
  const counts = new Map<string, number>();
  asked.flat().forEach((pair) => counts.set(pair, (counts.get(pair) ?? 0) + 1));
  const open: number[] = [];
  const found = new Map<string, number[]>();
  asked.forEach((pairs, position) => {
    const rarest = pairs.reduce<string | undefined>((least, pair) => (least === undefined || counts.get(pair)! < counts.get(least)! ? pair : least), undefined);
    if (rarest === undefined) { open.push(position); } else { add(found, rarest, position); }
  });
  return (labels) => {
    const pairs = knownPairs(labels);
    return pairs === undefined ? things : inOrder(things, [...open, ...pairs.flatMap((pair) => found.get(pair) ?? [])]);
  };
}

/** Finds, by a selector, the things whose labels it may pick. */
export function indexByLabels<T>(things: readonly T[], labelsOf: (thing: T) => unknown): (selector: LabelSelector | undefined) => readonly T[] {
  const open: number[] = [];
  const found = new Map<string, number[]>();
  things.forEach((thing, position) => {
    const pairs = knownPairs(labelsOf(thing));
    if (pairs === undefined) { open.push(position); } else { pairs.forEach((pair) => add(found, pair, position)); }
  });
  return (selector) => {
    const buckets = pairsAskedBy(selector).map((pair) => found.get(pair) ?? []);
    if (buckets.length === 0) { return things; }
    return inOrder(things, [...open, ...buckets.reduce((least, bucket) => (bucket.length < least.length ? bucket : least))]);
  };
}

function add(found: Map<string, number[]>, pair: string, position: number): void {
  const positions = found.get(pair);
  if (positions === undefined) { found.set(pair, [position]); } else { positions.push(position); }
}

function inOrder<T>(things: readonly T[], positions: number[]): T[] {
  return positions.sort((a, b) => a - b).map((position) => things[position]);
}

/** Labels that a selector is known to ask for, among other things. */
function pairsAskedBy(selector: LabelSelector | undefined): string[] {
  const matchLabels: unknown = isKnown(selector) ? selector?.matchLabels : undefined;
  return isMap(matchLabels) ? Object.entries(matchLabels).filter(([key, value]) => typeof value === 'string' && isKnown(value) && isKnown(key)).map(pairOf) : [];
}

/** The labels themselves; undefined where some are not known yet. */
function knownPairs(labels: unknown): string[] | undefined {
  if (!isFullyKnown(labels)) { return undefined; }
  return isMap(labels) ? Object.entries(labels).filter(([, value]) => typeof value === 'string').map(pairOf) : [];
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && isKnown(value) && !Array.isArray(value);
}

function pairOf([key, value]: [string, unknown]): string {
  return `${key}=${value}`;
}
