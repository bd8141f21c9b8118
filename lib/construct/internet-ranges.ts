import { PolicyPeer } from './network-endpoint';

/**
 * What is not the internet: the ranges that IANA lists as not globally reachable, private ones among them, or given up, and multicast. Left out with them are
 * the few addresses within `192.0.0.0/24` and `2001::/23` that protocols of routers reach. `64:ff9b::/96` is in: by it, IPv6 alone reaches all of IPv4, and its
 * translators drop what is private there (RFC 6052, 3.1).
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 * @see https://www.iana.org/assignments/ipv6-address-space
 */
const NOT_GLOBAL = {
  '0.0.0.0/0': [
    '0.0.0.0/8', // this network
    '10.0.0.0/8', // private
    '100.64.0.0/10', // shared with a provider
    '127.0.0.0/8', // loopback
    '168.63.129.16/32', // the host of a machine of Azure: public by its bits, and the same behind each
    '169.254.0.0/16', // link-local: services of the node, and of the cloud
    '172.16.0.0/12', // private
    '192.0.0.0/24', // of protocols
    '192.0.2.0/24', // for documentation
    '192.88.99.0/24', // of relays of 6to4 and 6a44, given up
    '192.168.0.0/16', // private
    '198.18.0.0/15', // for benchmarks
    '198.51.100.0/24', // for documentation
    '203.0.113.0/24', // for documentation
    '224.0.0.0/4', // multicast
    '240.0.0.0/4', // reserved; some clouds give it to pods
  ],
  '::/0': [
    '::/64', // nobody, loopback, and IPv4 in the forms of IPv6
    '64:ff9b:1::/48', // translated to IPv4 of one's own network
    '100::/63', // discarded
    '2001::/23', // of protocols
    '2001:db8::/32', // for documentation
    '2002::/16', // IPv4 in 6to4, private addresses too
    '3fff::/20', // for documentation
    '5f00::/16', // of routers
    'fc00::/7', // private
    'fe80::/10', // link-local
    'fec0::/10', // private, before there was fc00::/7
    'ff00::/8', // multicast
  ],
} as const;

/** All addresses of the internet. */
export function internetPeers(): PolicyPeer[] {
  return Object.entries(NOT_GLOBAL).map(([cidr, except]) => ({ ipBlock: { cidr, except: [...except] } }));
}

/** All addresses. */
export function allAddresses(): PolicyPeer[] {
  return Object.keys(NOT_GLOBAL).map((cidr) => ({ ipBlock: { cidr } }));
}
