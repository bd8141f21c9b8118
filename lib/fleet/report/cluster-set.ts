/** Some of the clusters of a report, as the first and the last place of each run: all of 200 are two numbers. */
export type ClusterSet = readonly number[];

/** The set of these places. */
export function clusterSet(places: Iterable<number>): ClusterSet {
  const set: number[] = [];
  for (const place of [...new Set(places)].sort((a, b) => a - b)) {
    if (set.length > 0 && set[set.length - 1] === place - 1) { set[set.length - 1] = place; } else { set.push(place, place); }
  }
  return set;
}

/** The places of a set. */
export function placesOf(set: ClusterSet): number[] {
  const places: number[] = [];
  for (let run = 0; run < set.length; run += 2) {
    for (let place = set[run]; place <= set[run + 1]; place += 1) { places.push(place); }
  }
  return places;
}

/** Groups what is the same in several clusters: the most frequent first, then by its first cluster. */
export function variantsOf<T extends object>(each: readonly { readonly place: number; readonly what: T }[]): (T & { readonly clusters: ClusterSet })[] {
  const groups = new Map<string, { what: T; places: number[] }>();
  for (const { place, what } of each) {
    const key = JSON.stringify(what);
    const group = groups.get(key);
    if (group === undefined) { groups.set(key, { what, places: [place] }); } else { group.places.push(place); }
  }
  return [...groups.values()]
    .sort((one, other) => other.places.length - one.places.length || one.places[0] - other.places[0])
    .map(({ what, places }) => ({ clusters: clusterSet(places), ...what }));
}
