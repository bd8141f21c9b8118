/** Things by a key that each has, mostly its name, in their order. */
export function groupBy<T, K = string>(things: readonly T[], keyOf: (thing: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const thing of things) {
    const key = keyOf(thing);
    const group = groups.get(key);
    if (group === undefined) { groups.set(key, [thing]); } else { group.push(thing); }
  }
  return groups;
}
