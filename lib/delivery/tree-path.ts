import { textOf } from '../construct/shape';

/** The folder of the fleet in a repository. */
export const TREE_PATH = textOf((path) => (/^(?!\.{1,2}(?:\/|$))[^/\s]+(?:\/(?!\.{1,2}(?:\/|$))[^/\s]+)*$/.test(path) ? undefined
  : "must be a folder without '/' at its ends, '.' and '..'"), { fix: "Use one such as 'rendered', or leave it out" });
