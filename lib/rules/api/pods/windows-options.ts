import { dnsSubdomainFault } from '../../../manifest/dns-name';
import { FieldPath } from '../../../manifest/field-path';
import { isKnown } from '../../../manifest/known';
import { FieldFaults, isGiven } from './field-faults';

const MAX_SPEC = 64 * 1024;
const MAX_USER = 104;
const NET_BIOS = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const DNS_LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const DNS_DOMAIN = new RegExp(`^${DNS_LABEL}(?:\\.${DNS_LABEL})*$`);

/** What is wrong with who a container is on Windows. */
export function checkWindowsOptions(faults: FieldFaults, options: { readonly [field: string]: any }, path: FieldPath): void {
  const { gmsaCredentialSpecName: name, gmsaCredentialSpec: spec, runAsUserName: user } = options;
  if (isGiven(name)) { faults.add(dnsSubdomainFault(name), [...path, 'gmsaCredentialSpecName'], name); }
  if (spec === '') { faults.add('must not be empty', [...path, 'gmsaCredentialSpec']); }
  if (typeof spec === 'string' && Buffer.byteLength(spec) > MAX_SPEC) { faults.add('must have at most 64 KiB', [...path, 'gmsaCredentialSpec']); }
  if (typeof user === 'string' && isKnown(user)) { faults.add(userFault(user), [...path, 'runAsUserName'], user); }
}

function userFault(text: string): string | undefined {
  if (text === '') { return 'must not be empty'; }

  if (/[\x00-\x1f\x7f]/.test(text)) { return 'must have no control characters'; }
  const parts = text.split('\\');
  if (parts.length > 2) { return 'must have one backslash at most: DOMAIN\\user'; }
  const user = parts.at(-1)!;
  const domain = parts.length === 2 ? parts[0] : undefined;
  if (domain !== undefined && (domain.length >= 256 || !(NET_BIOS.test(domain) || DNS_DOMAIN.test(domain)))) { return 'must have a NetBIOS or DNS name before the backslash'; }
  if (user === '' || user.length > MAX_USER) { return `must name a user with 1 to ${MAX_USER} characters`; }
  if (/^[. ]+$/.test(user)) { return 'must name a user with more than periods and spaces'; }
  return /["/\\:;|=,+*?<>@[\]]/.test(user) ? 'must name a user without "/\\:;|=,+*?<>@[]' : undefined;
}
