import { distance } from 'fastest-levenshtein';

/** The name that somebody probably meant: the one that is nearest to what was written, if one is near at all. */
export function nearestName(written: string, names: readonly string[]): string | undefined {
  const near = names.map((name) => ({ name, letters: slips(written.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, letters }) => {
      const shorter = Math.min(name.length, written.length);
      // Of short names, most differ in two letters, and of one letter nothing is left.
      return letters < shorter && letters <= (shorter < 6 ? 1 : 2);
    });
  return near.sort((a, b) => a.letters - b.letters)[0]?.name;
}

/** The way out where a name is none of those that there are: the one that was probably meant. */
export function useNearest(written: unknown, names: readonly (string | undefined)[], otherwise: string): string {
  const meant = typeof written === 'string' ? nearestName(written, names.filter((name) => typeof name === 'string')) : undefined;
  return meant === undefined ? otherwise : `Use '${meant}'`;
}

/** Slips of the hand between two texts: letters that are missing, too many or other ones. Two neighbours that changed places are less than one. */
function slips(one: string, other: string): number {
  return isSwapped(one, other) ? 0.5 : distance(one, other);
}

function isSwapped(one: string, other: string): boolean {
  if (one.length !== other.length) { return false; }
  const first = [...one].findIndex((letter, index) => letter !== other[index]);
  return first >= 0 && one.slice(0, first) + one[first + 1] + one[first] + one.slice(first + 2) === other;
}
