import { FieldPath } from '../../manifest/field-path';
import { canonicalIp } from '../../manifest/ip-address';
import { isKnown } from '../../manifest/known';
import { KubernetesObject, listOf } from '../../manifest/object';
import { OTHER_OBJECTS } from '../admission/admission-check';
import { ClusterManifests } from '../cluster-manifests';
import { ObjectRule } from '../rule';

/**
 * Endpoints lead to pods, or to servers outside: not to nodes, or to what only nodes should ask. API servers refuse addresses of loopback and links by
 * themselves.
 */
export const endpointAddress: ObjectRule = {
  id: 'network/endpoint-address',
  severity: 'warning',
  about: 'object',
  kinds: ['discovery.k8s.io/EndpointSlice', '/Endpoints'],
  why: 'Whoever writes endpoints has requests of others sent there, in the name of whatever stands before the Service (CVE-2021-25740).',
  fix: 'Write the addresses of the servers that are meant, or select pods',
  docs: 'https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors',
  admission: OTHER_OBJECTS,
  check: (object, cluster) => {
    const addresses = addressesOf(object).filter(({ address }) => typeof address === 'string' && isKnown(address));
    if (addresses.length === 0) { return undefined; }
    return addresses.flatMap(({ path, address }) => {
      const what = whatIs(String(address), cluster);
      return what === undefined ? [] : [{ path, message: `the address '${address}' is ${what}` }];
    });
  },
};

/** Where clouds tell a machine about itself, its credentials too. */
const METADATA: ReadonlySet<string> = new Set(['fd00:ec2::254', '100.100.100.200', '168.63.129.16', '192.0.0.192', 'metadata.google.internal', 'metadata.tencentyun.com']);

function whatIs(address: string, cluster: ClusterManifests): string | undefined {
  const name = canonicalIp(address) ?? address.toLowerCase().replace(/\.$/, '');
  if (METADATA.has(name)) { return 'that of what tells machines their credentials'; }
  if (name === 'localhost' || name.endsWith('.localhost')) { return 'that of whoever asks'; }
  return nodesByAddress(cluster).has(name) ? `that of the node '${nodesByAddress(cluster).get(name)}'` : undefined;
}

function nodesByAddress(cluster: ClusterManifests): ReadonlyMap<string, string> {
  return cluster.once('nodesByAddress', () => new Map(cluster.ofKind('/Node').flatMap(({ metadata, status }) => listOf(status?.addresses)
    .flatMap((each) => (typeof each?.address === 'string' ? [[canonicalIp(each.address) ?? each.address, String(metadata?.name)] as const] : [])))));
}

function addressesOf({ kind, endpoints, subsets }: KubernetesObject): { readonly path: FieldPath; readonly address: unknown }[] {
  if (kind === 'EndpointSlice') {
    return listOf(endpoints).flatMap((each, index) => listOf(each?.addresses).map((address, position) => ({ path: ['endpoints', index, 'addresses', position], address })));
  }
  return listOf(subsets).flatMap((subset, index) => ['addresses', 'notReadyAddresses'].flatMap((field) => listOf(subset?.[field])
    .map((each, position) => ({ path: ['subsets', index, field, position, 'ip'], address: each?.ip }))));
}
