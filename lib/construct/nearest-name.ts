/** The name that somebody probably meant: the one that is nearest to what was written, if one is near at all. */
export function nearestName(written: string, names: readonly string[]): string | undefined {
  const near = names.map((name) => ({ name, distance: distance(written.toLowerCase(), name.toLowerCase()) }))
    // Of short names, most differ in two letters.
    .filter(({ name, distance: letters }) => letters <= (Math.min(name.length, written.length) < 6 ? 1 : 2));
  return near.sort((a, b) => a.distance - b.distance)[0]?.name;
}

/** How many letters must be put in, taken out, changed, or swapped with the next one. */
function distance(a: string, b: string): number {
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? before[j - 2] + 1 : Infinity;
      row.push(Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + Number(a[i - 1] !== b[j - 1]), swapped));
    }
    [before, last] = [last, row];
  }
  return last[b.length];
}
