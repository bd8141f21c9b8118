import { dnsSubdomainFault } from './dns-name';
import { whereKnown } from './known';

/** Whether a text is an IPv4 address, however many zeros it has: the API server takes none for a host. */
export function isAddress(host: unknown): boolean {
  return /^\d+(\.\d+){3}$/.test(String(host));
}

/** What keeps a text from being the name of a host. Kubernetes names objects by the same grammar, but DNS knows no longer parts. */
export const hostNameFault = whereKnown((host) => {
  if (isAddress(host)) { return 'must be a DNS name, and this is an address'; }
  return dnsSubdomainFault(host) ?? (/[^.]{64}/.test(host) ? 'must have no part of more than 63 characters: DNS knows none' : undefined);
});
