/**
 * Names of indices with `*` in them, as lists of Elasticsearch hold them: one with a `-` before it leaves out what those before it name.
 */

/** What names of indices begin with that Elasticsearch makes itself out of data streams and indices of other names. */
const DERIVED = ['.ds-*', '.fs-*', 'downsample-*', 'partial-*', 'restored-*', 'shrink-*'];

/**
 * Whether it is certain that no name is matched by both lists: `taken` is put into a snapshot, `wanted` is taken out of it. A name
 * in `taken` may be an alias of indices that begin as it does; of other aliases it knows nothing.
 */
export function matchNothingInCommon(taken: readonly string[], wanted: readonly string[]): boolean {
  return included(wanted).every((pattern) => {
    if (isLeftOut(pattern, wanted)) { return true; }
    if (DERIVED.some((derived) => overlap(pattern.text, derived))) { return false; }
    return included(taken).every((other) =>
      isLeftOut(other, taken) || isLeftOut({ ...other, text: pattern.text }, taken) || !overlap(pattern.text, `${other.text}*`));
  });
}

/** Whether there may be a name that both patterns match. */
export function overlap(one: string, other: string): boolean {
  // meets[j]: whether the rest of `one` and the rest of `other` from j on may be the same text.
  let meets = ends(other);
  for (const letter of one.split('').reverse()) {
    const before = meets;
    meets = new Array<boolean>(other.length + 1);
    for (let place = other.length; place >= 0; place--) {
      const facing = other[place];
      meets[place] = letter === '*' || facing === '*'
        ? before[place] || (facing !== undefined && meets[place + 1])
        : letter === facing && before[place + 1];
    }
  }
  return meets[0];
}

/** From which places on nothing but `*` follows. */
function ends(pattern: string): boolean[] {
  return Array.from({ length: pattern.length + 1 }, (_, place) => /^\**$/.test(pattern.slice(place)));
}

interface Included {
  readonly text: string;
  readonly index: number;
}

function included(patterns: readonly string[]): Included[] {
  return patterns.map((text, index) => ({ text, index })).filter(({ text }) => !text.startsWith('-'));
}

/** Whether all that a pattern matches is left out behind it. */
function isLeftOut({ text, index }: Included, patterns: readonly string[]): boolean {
  return patterns.slice(index + 1).some((pattern) => pattern.startsWith('-') && covers(pattern.slice(1), text));
}

/** Whether all names that the narrow pattern matches are matched by the wide one: its `*` takes a `*` as it takes any letter. */
function covers(wide: string, narrow: string): boolean {
  const parts = wide.split('*').map((part) => part.replace(/[.+^$()[\]{}]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'su').test(narrow);
}
