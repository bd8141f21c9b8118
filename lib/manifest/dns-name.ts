import { whereKnown } from './known';

// Each function answers with one clause that completes "'x' …", or undefined where there is nothing to say: the name is legal,
// or is not known yet.

const LABEL = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?';
const DNS_LABEL = new RegExp(`^${LABEL}$`);
const DNS_1035_LABEL = /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/;
const DNS_SUBDOMAIN = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);

/** What keeps a name from being a DNS label (RFC 1123), as namespaces and containers are named. */
export const dnsLabelFault = whereKnown((name) => (fits(name, DNS_LABEL, 63) ? undefined
  : "must be a DNS label: at most 63 lower-case letters, digits and '-', starting and ending with a letter or digit"));

/** What keeps a name from being a DNS label that starts with a letter (RFC 1035), as Services are named. */
export const dns1035LabelFault = whereKnown((name) => (fits(name, DNS_1035_LABEL, 63) ? undefined
  : "must be a DNS label that starts with a letter: at most 63 lower-case letters, digits and '-', ending with a letter or digit"));

/** What keeps a name from being a DNS subdomain (RFC 1123), as most objects are named. */
export const dnsSubdomainFault = whereKnown((name) => (fits(name, DNS_SUBDOMAIN, 253) ? undefined
  : "must be a DNS subdomain: at most 253 lower-case letters, digits, '-' and '.', each part starting and ending with a letter or digit"));

/** What keeps a name from being a segment of a path, as roles and what else API servers name loosely. */
export const pathSegmentFault = whereKnown((name) => (typeof name === 'string' && name !== '.' && name !== '..' && !/[/%]/.test(name) ? undefined
  : "must be a name without '/' and '%', and not '.' or '..'"));

/** What keeps a name from being a DNS subdomain of two parts or more, as what must be nobody else's. */
export const domainNameFault = whereKnown((name) => dnsSubdomainFault(name) ?? (String(name).includes('.') ? undefined : 'must be a domain with at least one dot'));

/** What keeps a name from naming a port (IANA service name, RFC 6335). */
export const portNameFault = whereKnown((name) => (fits(name, /^(?=.*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*$/, 15) ? undefined
  : "must be a port name: at most 15 lower-case letters, digits and single '-', at least one letter, starting and ending with a letter or digit"));

/**
 * What keeps a name from naming an environment variable. `relaxed` is the rule of Kubernetes 1.30 (1.32 by default) and later: any
 * printable ASCII but `=`.
 */
export const environmentVariableFault = whereKnown((name, relaxed?: boolean) => {
  if (relaxed === true) {
    return fits(name, /^[\x20-\x3c\x3e-\x7e]+$/) ? undefined : "must be an environment variable name: printable ASCII characters other than '='";
  }
  if (fits(name, /^(?!\.$|\.\.)[-._a-zA-Z][-._a-zA-Z0-9]*$/)) { return undefined; }
  return "must be an environment variable name: letters, digits, '_', '-' and '.', not starting with a digit or '..'";
});

/** What keeps a key from standing in the data of a ConfigMap or Secret. */
export const configMapKeyFault = whereKnown((key) => (fits(key, /^(?!\.$|\.\.)[-._a-zA-Z0-9]+$/, 253) ? undefined
  : "must be a ConfigMap key: at most 253 letters, digits, '-', '_' and '.', not '.' and not starting with '..'"));

/** What keeps a key from standing in the data of a Secret. */
export function secretKeyFault(key: unknown): string | undefined {
  return configMapKeyFault(key)?.replace('a ConfigMap key', 'a key of a Secret');
}

function fits(name: unknown, pattern: RegExp, maxLength = Infinity): boolean {
  return typeof name === 'string' && name.length <= maxLength && pattern.test(name);
}
