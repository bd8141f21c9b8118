import { createHash } from 'node:crypto';

/** The longest that a label may hold: engines write names of their own objects into labels of ours. */
export const LABEL_LENGTH = 63;

/** A name as it is; one that is too long ends in what tells it from others of the same beginning. */
export function fittingName(name: string, longest: number = LABEL_LENGTH): string {
  if (name.length <= longest) { return name; }
  return marked(name, name, longest);
}

/** A name of what the grammar of DNS takes. Where others may become the same, it ends in what tells it from them. */
export function legalName(name: string): string {
  const legal = name.toLowerCase().replace(/[^a-z0-9.-]/g, '-');
  return legal === name ? fittingName(name) : marked(legal, name, LABEL_LENGTH);
}

function marked(shown: string, name: string, longest: number): string {
  const mark = createHash('sha256').update(name).digest('hex').slice(0, 10);
  // Parts of names end in a letter or digit.
  return `${shown.slice(0, longest - mark.length - 1).replace(/[-.]+$/, '')}-${mark}`;
}
