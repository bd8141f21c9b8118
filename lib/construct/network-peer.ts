import { INetworkPolicyPeer } from 'cdk8s-plus-28';
import { dnsLabelFault } from '../manifest/dns-name';
import { cidrContains, cidrFault } from '../manifest/ip-address';
import { knownPart, whereKnown } from '../manifest/known';
import { labelKeyFault, labelValueFault } from '../manifest/label';
import { ICdk8sPlusPeer } from './cdk8s-plus-peer';
import { apiServerIn, ciliumIngressIn, hostFaults, hostIn, instanceMetadataIn, podIdentityAgentIn } from './cluster-peers';
import { list, map } from './collection';
import { judgedAtOnce, optionsOf } from './factory-options';
import { Fault } from './fault';
import { allAddresses, internetPeers } from './internet-ranges';
import { markEndpoint, namespaceNamed, NetworkEndpoint, PeerSelection, peerOf, PolicyPeer } from './network-endpoint';
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
    return new NetworkPeer('the pods with these labels', seen((own) => peerOf(
      // What is empty would be a change at each apply.
      Object.keys(given).length === 0 ? {} : { matchLabels: { ...given } },
      namespace === undefined || namespace === own ? undefined : namespaceNamed(namespace),
    ), { given: selected, judge: podFaults }));
  }

  /** All pods of a namespace. */
  public static namespace(name: string): NetworkPeer {
    judgedAtOnce('NetworkPeer.namespace', (prop) => required(anything, NAMESPACE_FIX)(name, prop.at('name')));
    return new NetworkPeer(`namespace ${described(name)}`, seen((own) => (
      name === own ? { podSelector: {} } : { namespaceSelector: namespaceNamed(name) }), { given: { namespace: name }, judge: namespaceFaults }));
  }

  /** All pods of the cluster. */
  public static allNamespaces(): NetworkPeer {
    return new NetworkPeer('all namespaces', seen(() => ({ namespaceSelector: {} })));
  }

  /**
   * A range of addresses outside the cluster, e.g. `10.20.0.0/16`, or a single one: `10.20.0.5/32`.
   *
   * Where they are called by a Service, say the address of that and its port too: some network plugins, such as the VPC CNI of AWS, ask policies before
   * it is replaced. Of an `ExternalServiceEndpoint` this is known.
   */
  public static cidr(cidr: string, options: PeerCidrOptions = {}): NetworkPeer {
    const { except = [] } = judgedAtOnce('NetworkPeer.cidr', (prop) => CIDR_OPTIONS(options, prop));
    return new NetworkPeer(described(cidr), seen(() => (
      { ipBlock: { cidr, ...(except.length > 0 && { except: [...except] }) } }), { given: { cidr, except }, judge: cidrFaults }));
  }

  /**
   * The internet: every address but private ones, those of the node and its cloud, and whatever else is not reached from everywhere.
   * Name the ports: `NetworkPort.tcp(443)`.
   *
   * @see https://www.iana.org/assignments/iana-ipv4-special-registry
   * @see https://www.iana.org/assignments/iana-ipv6-special-registry
   */
  public static internet(): NetworkPeer {
    return new NetworkPeer('the internet', { seenFrom: () => ({ peers: internetPeers() }) });
  }

  /**
   * Every address, private ones too, and those where a cloud gives out the credentials of a node. Whether it also stands for pods, a network plugin decides: to
   * Cilium it does not.
   */
  public static anywhere(): NetworkPeer {
    return new NetworkPeer('every address', { seenFrom: () => ({ peers: allAddresses() }) });
  }

  /**
   * The API server of the cluster, as `apiServer` of the `Cluster` says, and the address of the Service `kubernetes` with `serviceCidrs`. With Cilium, which
   * knows it by itself, neither must be said.
   */
  public static apiServer(): NetworkPeer {
    return new NetworkPeer('the API server', { around: apiServerIn });
  }

  /**
   * Where a machine learns of itself, and who asks gets its credentials: 169.254.169.254 and whatever else the `cloud` of the `Cluster` has. On GKE it is the
   * metadata server, which gives pods the tokens of Workload Identity.
   *
   * On EKS, roles of pods do not come from there: `NetworkPeer.eksPodIdentityAgent()` gives those of Pod Identity, and STS those of annotated ServiceAccounts.
   */
  public static instanceMetadata(): NetworkPeer {
    return new NetworkPeer('the metadata service', { around: instanceMetadataIn, only: 'egress' });
  }

  /**
   * The agent on each node of EKS from which pods get the role that EKS Pod Identity gives their ServiceAccount.
   * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-agent-setup.html
   */
  public static eksPodIdentityAgent(): NetworkPeer {
    return new NetworkPeer('the agent of EKS Pod Identity', { around: podIdentityAgentIn, only: 'egress' });
  }

  /**
   * What comes through Cilium's own Ingress or Gateway. Needs Cilium.
   * @see https://docs.cilium.io/en/stable/network/servicemesh/ingress-and-network-policy/
   */
  public static ciliumIngress(): NetworkPeer {
    return new NetworkPeer("Cilium's ingress", { around: ciliumIngressIn, only: 'ingress' });
  }

  /**
   * A host outside the cluster by its DNS name, e.g. `api.example.com`. Needs Cilium. Where pods call it by the name of a Service, use an
   * `ExternalServiceEndpoint`.
   */
  public static dnsName(name: string): NetworkPeer {
    judgedAtOnce('NetworkPeer.dnsName', (prop) => HOST(name, prop.at('name')));
    return new NetworkPeer(described(name), { around: hostIn(name), only: 'egress', selection: { given: { name }, judge: hostFaults } });
  }

  private constructor(
    /**
     * What messages call it; and what tells it from any other object to the compiler.
     * @internal
     */
    public readonly _description: string,
    endpoint: Partial<NetworkEndpoint>,
  ) {
    markEndpoint(this, { description: _description, seenFrom: () => ({ peers: [] }), ...endpoint });
  }
}

/** One who calls or is called: a workload of this library, any peer of cdk8s-plus, or a `NetworkPeer`. */
export type Caller = INetworkPolicyPeer | ICdk8sPlusPeer | NetworkPeer;

/** One who calls or is called, and on which ports. */
export interface NetworkRule {
  /** A workload of this library, any peer of cdk8s-plus, or a `NetworkPeer`. */
  readonly peer: Caller;

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
const HOST = required(anything, "Use a name such as 'api.example.com'");
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

/** What a policy in a namespace sees of one peer. */
function seen(policyPeer: (namespace: string | undefined) => PolicyPeer, selection?: PeerSelection): Partial<NetworkEndpoint> {
  return { selection, seenFrom: (namespace) => ({ peers: [policyPeer(namespace)] }) };
}

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
