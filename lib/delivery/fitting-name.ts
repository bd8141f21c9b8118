import { createHash } from 'node:crypto';

/** The longest that a label may hold: engines write names of their own objects into labels of ours. */
export const LABEL_LENGTH = 63;

/** A name as it is; one that is too long ends in what tells it from others of the same beginning. */
export function fittingName(name: string, longest: number = LABEL_LENGTH): string {
  if (name.length <= longest) { return name; }
  const mark = createHash('sha256').update(name).digest('hex').slice(0, 10);
  // Parts of names end in a letter or digit.
  return `${name.slice(0, longest - mark.length - 1).replace(/[-.]+$/, '')}-${mark}`;
}
