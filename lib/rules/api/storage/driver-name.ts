import { dnsSubdomainFault } from '../../../manifest/dns-name';
import { whereKnown } from '../../../manifest/known';
import { qualifiedNameFault } from '../../../manifest/label';

const MAX_LENGTH = 63;

/** What keeps a name from naming a CSI driver. */
export const driverNameFault = whereKnown((name) => (
  typeof name === 'string' && name.length <= MAX_LENGTH && dnsSubdomainFault(name.toLowerCase()) === undefined ? undefined
    : `must be a DNS subdomain of at most ${MAX_LENGTH} characters`));

/** What keeps a name from naming what makes volumes. */
export const provisionerFault = whereKnown((name) => qualifiedNameFault(String(name).toLowerCase()));
