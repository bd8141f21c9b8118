import { dnsSubdomainFault } from './dns-name';
import { knownPart, whereKnown } from './known';

// Each function answers with one clause that completes "'x' …", or undefined where there is nothing to say: the value is legal,
// or is not known yet.

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;
const MAX_LENGTH = 63;
const MAX_ANNOTATIONS_SIZE = 256 * 1024;

/** What keeps a key from naming a label. */
export const labelKeyFault = whereKnown((key) => (isQualifiedName(key) ? undefined
  : "must be a label key: at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, with or without a DNS subdomain and '/' before it"));

/** What keeps a text from being a qualified name, as Kubernetes has them beside labels too: resources, protocols, classes of load balancers. */
export const qualifiedNameFault = whereKnown((name) => (isQualifiedName(name) ? undefined
  : "must be at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, with or without a DNS subdomain and '/' before it"));

/** What keeps a value from standing in a label. */
export const labelValueFault = whereKnown((value) => (value === '' || isName(value) ? undefined
  : "must be a label value: a string of at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, or empty"));

/** What keeps a key from naming an annotation: the rule of label keys, with capitals allowed before the `/` too. */
export const annotationKeyFault = whereKnown((key) => (typeof key === 'string' && isQualifiedName(key.toLowerCase()) ? undefined
  : "must be an annotation key: at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, with or without a DNS subdomain and '/' before it"));

/** What keeps annotations from fitting on one object: keys and values together hold at most 256 KiB. Values not known yet count nothing. */
export const annotationsSizeFault = whereKnown((annotations) => {
  if (typeof annotations !== 'object' || annotations === null) { return undefined; }
  const size = Object.entries(annotations).flat().map(knownPart)
    .filter((text) => typeof text === 'string')
    .reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (size <= MAX_ANNOTATIONS_SIZE) { return undefined; }
  return `must hold at most ${MAX_ANNOTATIONS_SIZE} bytes in all keys and values together, got ${size}`;
});

function isQualifiedName(key: unknown): boolean {
  if (typeof key !== 'string') { return false; }
  const slash = key.indexOf('/');
  if (slash < 0) { return isName(key); }
  return dnsSubdomainFault(key.slice(0, slash)) === undefined && isName(key.slice(slash + 1));
}

function isName(text: unknown): boolean {
  return typeof text === 'string' && text.length <= MAX_LENGTH && NAME.test(text);
}
