/** What keeps a text from being a list of indexes in order, such as `0,2-5`, below a number. */
export function indexesFault(text: string, completions: number): string | undefined {
  return read(text, completions) === undefined ? `must be indexes below ${completions} in order, such as '0,2-5'` : undefined;
}

/** How many indexes a list holds; none where it is no such list. */
export function totalOfIndexes(text: string, completions: number): number {
  return read(text, completions) ?? 0;
}

function read(text: string, completions: number): number | undefined {
  if (text === '') { return 0; }
  let [total, last] = [0, -Infinity];
  for (const part of text.split(',')) {
    const [, first, end] = /^([+]?[0-9]+)(?:-([+]?[0-9]+))?$/.exec(part) ?? [];
    if (first === undefined) { return undefined; }
    const [from, to] = [Number(first), Number(end ?? first)];
    if (from >= completions || to >= completions || (end !== undefined && from >= to) || last >= from) { return undefined; }
    total += to - from + 1;
    last = to;
  }
  return total;
}
