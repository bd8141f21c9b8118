import { ruled, Shape } from '../construct/shape';
import { dnsSubdomainFault } from '../manifest/dns-name';

/** Whether a text is an IPv4 address, however many zeros it has: the API server takes none for a host. */
export function isAddress(host: unknown): boolean {
  return /^\d+(\.\d+){3}$/.test(String(host));
}

/** What keeps a text from being the name of a host. */
export function hostFault(host: unknown): string | undefined {
  return isAddress(host) ? 'must be a DNS name, and this is an address' : dnsSubdomainFault(host);
}

/** A host, with or without `*.` before it. */
export const wildHost: Shape<string> = ruled(
  // A letter in place of the star: it counts for the length.
  (host) => hostFault(String(host).replace(/^\*\./, 'x.')),
  { fix: "Use a name such as 'files.example.com' or '*.example.com'" },
);
