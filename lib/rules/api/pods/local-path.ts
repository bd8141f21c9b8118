import { whereKnown } from '../../../manifest/known';

// Each answers with one clause that completes "'x' …", or undefined where the path is legal or not known yet.

/** What keeps a path from staying where it is. */
export const noBackstepsFault = whereKnown((path) => (typeof path === 'string' && path.includes('..') && path.split('/').includes('..')
  ? "must not contain '..'" : undefined));

/** What keeps a path from leading down from where it is looked for. */
export const descendingPathFault = whereKnown((path) => {
  if (typeof path !== 'string') { return undefined; }
  return path.startsWith('/') ? 'must be a relative path' : noBackstepsFault(path);
});

/** The same for files that a kubelet writes: what begins with '..' is its own. */
export const writtenPathFault = whereKnown((path) => descendingPathFault(path)
  ?? (typeof path === 'string' && path.startsWith('..') ? "must not start with '..'" : undefined));
