import { whereKnown } from '../../manifest/known';

// Each function answers with one clause that completes "'x' …", or undefined where there is nothing to say: the name is legal, or is not known yet.

const FORBIDDEN = /[\\/*?"<>|, #]/;
const CONTROL = /\p{Cc}/u;

/** What keeps a name from naming a snapshot repository. */
export const repositoryNameFault = whereKnown((name) => {
  if (typeof name === 'string' && name !== '' && name.length <= 255 && !FORBIDDEN.test(name) && !CONTROL.test(name)) { return undefined; }
  return 'must be the name of a repository: not empty, without spaces and \\ / * ? " < > | , #';
});

/** What keeps a name from being the id of a policy of snapshot lifecycle management. */
export const policyNameFault = whereKnown((name) => {
  const rule = repositoryNameFault(name)?.replace('a repository', 'a policy');
  if (rule !== undefined) { return rule; }
  if (name.startsWith('_')) { return "must not start with '_'"; }
  return Buffer.byteLength(name) > 255 ? 'must have at most 255 bytes' : undefined;
});

/** What keeps a text from naming indices: a name, a pattern with `*`, or either with a `-` before it, which leaves out. */
export const indexPatternFault = whereKnown((pattern) => {
  if (typeof pattern === 'string' && /^-?[^-_+\\/?"<>|, #:A-Z\p{Cc}][^\\/?"<>|, #:A-Z\p{Cc}]*$/u.test(pattern) && !/^-?\.{1,2}$/.test(pattern)) { return undefined; }
  return 'must name indices or data streams: lower case, with or without \'*\', without spaces and \\ / ? " < > | , # :, not starting with _ or +';
});
