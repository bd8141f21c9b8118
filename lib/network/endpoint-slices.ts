import { textWithTokens } from '../construct/text-with-tokens';
import { KubernetesObject, ObjectMeta } from '../manifest/object';
import { ExternalPortPlan } from './external-port';
import { IpFamily } from './ip-family';

/** Addresses of one family, in order. */
export interface AddressesOfFamily {
  readonly family: IpFamily;
  readonly addresses: readonly string[];
}

/** An EndpointSlice, and what its name has behind that of the Service. */
export interface NamedSlice {
  readonly suffix: string;
  readonly slice: KubernetesObject;
}

/** As many as Kubernetes' own controller puts into one slice; each change of an address sends the whole slice to every node. */
const MAX_ENDPOINTS = 100;

/** The labels that a slice carries besides those of its Service. */
export const SLICE_LABELS = { service: 'kubernetes.io/service-name', managedBy: 'endpointslice.kubernetes.io/managed-by' };

/** The EndpointSlices of one family. `metadata` is that of their Service. */
export function endpointSlices(
  metadata: ObjectMeta & { name: string }, { family, addresses }: AddressesOfFamily, ports: readonly ExternalPortPlan[],
): NamedSlice[] {
  const count = Math.ceil(addresses.length / MAX_ENDPOINTS);
  return Array.from({ length: count }, (_, index) => {
    const suffix = `${family.toLowerCase()}${index === 0 ? '' : `-${index + 1}`}`;
    const some = addresses.slice(index * MAX_ENDPOINTS, (index + 1) * MAX_ENDPOINTS);
    return { suffix, slice: endpointSlice(metadata, suffix, { family, addresses: some }, ports) };
  });
}

function endpointSlice(
  { name, namespace, labels }: ObjectMeta & { name: string }, suffix: string, { family, addresses }: AddressesOfFamily, ports: readonly ExternalPortPlan[],
): KubernetesObject {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: textWithTokens([name], ([known]) => `${known}-${suffix}`),
      namespace,
      // The second one tells Kubernetes' own controllers that the slice is none of theirs.
      labels: { ...labels, [SLICE_LABELS.service]: name, [SLICE_LABELS.managedBy]: 'fleetwright' },
    },
    addressType: family,
    // Of several addresses of one endpoint, kube-proxy takes the first alone.
    endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
    ports: ports.map(({ name: port = '', targetPort, protocol, appProtocol }) => ({ name: port, port: targetPort, protocol, appProtocol })),
  };
}
