import { INetworkPolicyPeer } from 'cdk8s-plus-28';
import { dnsLabelFault } from '../manifest/dns-name';
import { cidrContains, cidrFault } from '../manifest/ip-address';
import { knownPart, whereKnown } from '../manifest/known';
import { labelKeyFault, labelValueFault } from '../manifest/label';
import { ICdk8sPlusPeer } from './cdk8s-plus-peer';
import { list, map } from './collection';
import { judgedAtOnce, optionsOf } from './factory-options';
import { Fault } from './fault';
import { markEndpoint, namespaceNamed, PeerSelection, peerOf, PolicyPeer } from './network-endpoint';
import { NetworkPort } from './network-port';
import { anything, instance, required, Shape, text } from './shape';
import { selecting, struct } from './struct';

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
    const { given, namespace } = judgedAtOnce('NetworkPeer.pods', (prop) => ({ given: PODS(labels, prop.at('labels'))!, ...PODS_OPTIONS(options, prop) }));
    const selected = { labels: given, ...(namespace !== undefined && { namespace }) };
    return new NetworkPeer('the pods with these labels', { given: selected, judge: podFaults }, (own) => peerOf(
      // What is empty would be a change at each apply.
      Object.keys(given).length === 0 ? {} : { matchLabels: { ...given } },
      namespace === undefined || namespace === own ? undefined : namespaceNamed(namespace),
    ));
  }

  /** All pods of a namespace. */
  public static namespace(name: string): NetworkPeer {
    judgedAtOnce('NetworkPeer.namespace', (prop) => required(anything, NAMESPACE_FIX)(name, prop.at('name')));
    return new NetworkPeer(`namespace ${described(name)}`, { given: { namespace: name }, judge: namespaceFaults }, (own) => (
      name === own ? { podSelector: {} } : { namespaceSelector: namespaceNamed(name) }));
  }

  /** All pods of the cluster. */
  public static allNamespaces(): NetworkPeer {
    return new NetworkPeer('all namespaces', undefined, () => ({ namespaceSelector: {} }));
  }

  /**
   * A range of addresses outside the cluster, e.g. `10.20.0.0/16`, or a single one: `10.20.0.5/32`.
   *
   * Where they are called by a Service, say the address of that and its port too: some network plugins, such as the VPC CNI of AWS, ask policies before
   * it is replaced. Of an `ExternalServiceEndpoint` this is known.
   */
  public static cidr(cidr: string, options: PeerCidrOptions = {}): NetworkPeer {
    const { except = [] } = judgedAtOnce('NetworkPeer.cidr', (prop) => CIDR_OPTIONS(options, prop));
    return new NetworkPeer(described(cidr), { given: { cidr, except }, judge: cidrFaults }, () => (
      { ipBlock: { cidr, ...(except.length > 0 && { except: [...except] }) } }));
  }

  private constructor(
    /**
     * What messages call it; and what tells it from any other object to the compiler.
     * @internal
     */
    public readonly _description: string,
    selection: PeerSelection | undefined,
    policyPeer: (namespace: string | undefined) => PolicyPeer,
  ) {
    markEndpoint(this, { description: _description, selection, seenFrom: (namespace) => ({ peers: [policyPeer(namespace)] }) });
  }
}

/** One who calls or is called, and on which ports. */
export interface NetworkRule {
  /** A workload of this library, any peer of cdk8s-plus, or a `NetworkPeer`. */
  readonly peer: INetworkPolicyPeer | ICdk8sPlusPeer | NetworkPeer;

  /**
   * Ports of the one who is called.
   * @default - all that the one who is called declares
   */
  readonly ports?: NetworkPort[];
}

/** What a list of those must look like. */
export const NETWORK_RULES = list(selecting<NetworkRule>("{ peer: NetworkPeer.namespace('web') }", {
  peer: anything,
  ports: list(instance<NetworkPort>('NetworkPort', 'tcp(…)', ['_protocol', '_port']), '[NetworkPort.tcp(5432)]'),
}), "[{ peer: NetworkPeer.namespace('web') }]");

const NAMESPACE_FIX = 'Use the name of a namespace';
const LABELS_EXAMPLE = "{ 'app.kubernetes.io/name': 'ingress-nginx' }";
// What value a label may have is told where the peer is used.
const LABELS = map((value) => value as string, LABELS_EXAMPLE);
const PODS: Shape<{ [key: string]: string }> = (value, prop) => {
  // All pods are meant only where that is said: `pods({})`.
  if (value === undefined || value === null) {
    prop.fault({ id: 'prop/type', rule: `must be an object of names and values, got ${value}`, fix: `Use one such as ${LABELS_EXAMPLE}` });
  }
  return LABELS(value, prop);
};
// What they become is judged where the peer is used, at its synth too.
const PODS_OPTIONS = optionsOf(struct<PeerPodsOptions>("{ namespace: 'ingress-nginx' }", { namespace: text }));
const CIDR_OPTIONS = optionsOf(struct<PeerCidrOptions>("{ except: ['10.20.1.0/24'] }", { except: list(text, "['10.20.1.0/24']", 'a list of strings') }));

/** A value in the description of a peer: it may be anything. */
function described(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : 'of a value that is no text';
}

function podFaults(given: PeerSelection['given']): Fault[] {
  const faults = Object.entries<unknown>(given.labels).flatMap(([key, value]) => [
    ...fault(labelKeyFault(key), key, "Use a key such as 'app.kubernetes.io/name'"),
    ...fault(labelValueFault(value), value, `Correct the value of '${key}'`),
  ]);
  return [...faults, ...('namespace' in given ? namespaceFaults(given) : [])];
}

function namespaceFaults({ namespace }: PeerSelection['given']): Fault[] {
  if (namespace === undefined || namespace === null) { return [{ id: 'prop/required', rule: 'must be given', fix: NAMESPACE_FIX }]; }
  return fault(dnsLabelFault(namespace), namespace, NAMESPACE_FIX);
}

function cidrFaults({ cidr, except }: PeerSelection['given']): Fault[] {
  const faults = fault(cidrFault(cidr), cidr, "Use a range such as '10.20.0.0/16', or '10.20.0.5/32' for one address");
  const range = faults.length === 0 ? knownPart(cidr) : undefined;
  const notIn = whereKnown((part) => (typeof range !== 'string' || (part !== range && cidrContains(range, part)) ? undefined
    : `must leave out parts of ${range} only`));
  return [...faults, ...(except as unknown[]).flatMap((part) => fault(cidrFault(part) ?? notIn(part), part, "Correct 'except'"))];
}

function fault(rule: string | undefined, got: unknown, fix: string): Fault[] {
  return rule === undefined ? [] : [{ id: 'prop/grammar', rule, got, fix }];
}
