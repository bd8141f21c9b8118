import { INetworkPolicyPeer } from 'cdk8s-plus-28';
import { dnsLabelFault } from '../manifest/dns-name';
import { cidrContains, cidrFault } from '../manifest/ip-address';
import { isKnown } from '../manifest/known';
import { labelKeyFault, labelValueFault } from '../manifest/label';
import { Fault } from './fault';
import { markEndpoint, namespaceNamed, peerOf, PolicyPeer } from './network-endpoint';
import { NetworkPort } from './network-port';
import { anything, instance, list, readOptions, struct, text } from './shape';

/** Options for `NetworkPeer.pods`. */
export interface PeerPodsOptions {
  /**
   * Namespace of the pods.
   * @default - the namespace of the workload whose policy it is
   */
  readonly namespace?: string;
}

/** Options for `NetworkPeer.cidr`. */
export interface PeerCidrOptions {
  /**
   * Ranges within the range that are left out.
   * @default - none
   */
  readonly except?: string[];
}

/** One who calls or is called and is no construct of the program: what runs in the cluster anyway, or outside of it. */
export class NetworkPeer {
  /**
   * Pods with certain labels, e.g. those of an ingress controller:
   * `NetworkPeer.pods({ 'app.kubernetes.io/name': 'ingress-nginx' }, { namespace: 'ingress-nginx' })`.
   */
  public static pods(labels: { [key: string]: string }, options: PeerPodsOptions = {}): NetworkPeer {
    const { namespace } = readOptions<PeerPodsOptions>('NetworkPeer.pods', options, { namespace: text });
    const faults = [...labelFaults(labels), ...namespaceFaults(namespace)];
    return new NetworkPeer('the pods with these labels', faults, (own) => peerOf(
      // What is empty would be a change at each apply.
      Object.keys(labels).length === 0 ? {} : { matchLabels: { ...labels } },
      namespace === undefined || namespace === own ? undefined : namespaceNamed(namespace),
    ));
  }

  /** All pods of a namespace. */
  public static namespace(name: string): NetworkPeer {
    return new NetworkPeer(`namespace '${name}'`, namespaceFaults(name), (own) => (name === own ? { podSelector: {} } : { namespaceSelector: namespaceNamed(name) }));
  }

  /** All pods of the cluster. */
  public static allNamespaces(): NetworkPeer {
    return new NetworkPeer('all namespaces', [], () => ({ namespaceSelector: {} }));
  }

  /**
   * A range of addresses outside the cluster, e.g. `10.20.0.0/16`, or a single one: `10.20.0.5/32`.
   *
   * Where they are called by a Service, say the address of that and its port too: some network plugins, such as the VPC CNI of AWS, ask policies before
   * it is replaced. Of an `ExternalServiceEndpoint` this is known.
   */
  public static cidr(cidr: string, options: PeerCidrOptions = {}): NetworkPeer {
    const { except = [] } = readOptions<PeerCidrOptions>('NetworkPeer.cidr', options, { except: list(text, "['10.20.1.0/24']", 'a list of strings') });
    const faults = cidrFaults(cidr, except);
    return new NetworkPeer(`'${cidr}'`, faults, () => ({ ipBlock: { cidr, ...(except.length > 0 && { except: [...except] }) } }));
  }

  private constructor(
    /**
     * What messages call it; and what tells it from any other object to the compiler.
     * @internal
     */
    public readonly _description: string,
    faults: Fault[],
    policyPeer: (namespace: string | undefined) => PolicyPeer,
  ) {
    markEndpoint(this, { description: _description, faults, seenFrom: (namespace) => ({ peers: [policyPeer(namespace)] }) });
  }
}

/** One who calls or is called, and on which ports. */
export interface NetworkRule {
  /** A workload of this library, any peer of cdk8s-plus, or a `NetworkPeer`. */
  readonly peer: INetworkPolicyPeer | NetworkPeer;

  /**
   * Ports of the one who is called.
   * @default - all that the one who is called declares
   */
  readonly ports?: NetworkPort[];
}

/** What a list of those must look like. */
export const NETWORK_RULES = list(struct<NetworkRule>("{ peer: NetworkPeer.namespace('web') }", {
  peer: anything,
  ports: list(instance<NetworkPort>('NetworkPort', 'tcp(…)', ['_protocol', '_port']), '[NetworkPort.tcp(5432)]'),
}), "[{ peer: NetworkPeer.namespace('web') }]");

function labelFaults(labels: { [key: string]: string }): Fault[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...fault(labelKeyFault(key), key, "Use a key such as 'app.kubernetes.io/name'"),
    ...fault(labelValueFault(value), value, `Correct the value of '${key}'`),
  ]);
}

function namespaceFaults(namespace: string | undefined): Fault[] {
  return namespace === undefined ? [] : fault(dnsLabelFault(namespace), namespace, 'Use the name of a namespace');
}

function cidrFaults(cidr: string, except: readonly string[]): Fault[] {
  const faults = fault(cidrFault(cidr), cidr, "Use a range such as '10.20.0.0/16', or '10.20.0.5/32' for one address");
  const isComparable = faults.length === 0 && isKnown(cidr);
  return [...faults, ...except.flatMap((part) => {
    const isElsewhere = isComparable && isKnown(part) && (part === cidr || !cidrContains(cidr, part));
    return fault(cidrFault(part) ?? (isElsewhere ? `must leave out parts of ${cidr} only` : undefined), part, "Correct 'except'");
  })];
}

function fault(rule: string | undefined, got: unknown, fix: string): Fault[] {
  return rule === undefined ? [] : [{ id: 'prop/grammar', rule, got, fix }];
}
