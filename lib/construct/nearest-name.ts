import { distance } from 'fastest-levenshtein';

/** The name that somebody probably meant: the one that is nearest to what was written, if one is near at all. */
export function nearestName(written: string, names: readonly string[]): string | undefined {
  const near = names.map((name) => ({ name, letters: distance(written.toLowerCase(), name.toLowerCase()) }))
    // Of short names, most differ in two letters.
    .filter(({ name, letters }) => letters <= (Math.min(name.length, written.length) < 6 ? 1 : 2));
  return near.sort((a, b) => a.letters - b.letters)[0]?.name;
}
