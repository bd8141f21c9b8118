import { INetworkPolicyPeer } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { LabelSelector } from '../manifest/object';
import { ClusterNetwork } from './cluster-network';
import { Fault } from './fault';
import { pathOf } from './path';
import { WarningText } from './warning';

/** The label by which Kubernetes itself names each namespace. */
const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/** Which way traffic goes, seen from the workload whose policy it is. */
export type Direction = 'ingress' | 'egress';

/** A port as a NetworkPolicy writes it. */
export interface PolicyPort {
  protocol: string;
  port: number | string;
  endPort?: number;
}

/** A peer as a NetworkPolicy writes it. */
export interface PolicyPeer {
  podSelector?: LabelSelector;
  namespaceSelector?: LabelSelector;
  ipBlock?: { cidr: string; except?: string[] };
}

/** A peer that only a policy of Cilium names: an entity, as Cilium calls it, or a host by its DNS name. */
export type CiliumPeer = { readonly entity: string } | { readonly host: string };

/** A port on which an endpoint listens. */
export interface EndpointPort {
  readonly name?: string;
  readonly port: number;
  readonly protocol: string;
}

/** An endpoint as seen from a policy in some namespace. */
export interface PolicyView {
  readonly peers: readonly PolicyPeer[];
  /** Besides these, or in their place, what a CiliumNetworkPolicy says of it. */
  readonly cilium?: CiliumPeer;
  /** What keeps a policy from naming it. */
  readonly faults?: readonly Fault[];
  /** Whether a policy of another kind lets traffic to it through, so that a NetworkPolicy has nothing to say of it. */
  readonly elsewhere?: boolean;
}

/**
 * The Service in front of an endpoint that a policy names by its addresses. Kubernetes leaves open whether a policy is asked before or after the
 * address of a Service is replaced by one of those behind it.
 */
export interface ServiceFront {
  /** Its addresses, or the ranges in which they are: asked when manifests are rendered. */
  readonly cidrs: () => readonly string[];
  /** Its ports that lead to one on which the endpoint listens. */
  portsTo(port: PolicyPort): PolicyPort[];
}

/** What takes the rules of an endpoint's own policy. */
export interface TrafficRules {
  /** Lets traffic through. */
  add(direction: Direction, endpoint: NetworkEndpoint, ports: readonly PolicyPort[]): void;
}

/** One side of traffic: a workload, a service outside, or whatever else can call or be called. */
export interface NetworkEndpoint {
  /** For messages: `'payments/api'`. */
  readonly description: string;
  /** How a policy in a namespace (undefined: the one into which it will be applied) selects it. Asked when manifests are rendered. */
  seenFrom(namespace: string | undefined): PolicyView;
  /** Ports that are meant where a caller names none; undefined where it does not say on which it listens. */
  readonly ports?: readonly EndpointPort[];
  /** Whether it is in the network of its node, so that its addresses are those of nodes, and nothing that selects pods means it. */
  readonly onHostNetwork?: boolean;
  /** Whether it listens on nothing but `ports`. */
  readonly onlyDeclaredPorts?: boolean;
  /** The Service by which it is called, where who may call it must be let out to that, too. */
  readonly front?: ServiceFront;
  /** Takes the rules of its own NetworkPolicy, where it has one of ours. */
  readonly access?: TrafficRules;
  /** The construct that it stands for, if any: both sides must stand in one tree. */
  readonly construct?: IConstruct;
  /** What was wrong with it from the start. */
  readonly faults?: readonly Fault[];
  /** What is legal with it, and will probably hurt. */
  readonly warnings?: readonly WarningText[];
  /** The one direction in which others may say it: `ingress` where it only calls, `egress` where it is only called. Both, if it is not given. */
  readonly only?: Direction;
  /** What it is in a cluster, where it is something else in each. */
  readonly around?: (network: ClusterNetwork) => EndpointMeaning;
  /** What it was told to select, where that is no construct. */
  readonly selection?: PeerSelection;
}

/** What of an endpoint hangs on the cluster. */
export type EndpointMeaning = Pick<NetworkEndpoint, 'faults' | 'front' | 'ports' | 'seenFrom' | 'warnings'>;

/** What a peer was told to select, and what is wrong with it: asked where it is used, and again for what tokens in it become. */
export interface PeerSelection {
  readonly given: { readonly [argument: string]: any };
  judge(given: PeerSelection['given'], network?: ClusterNetwork): Fault[];
}

// A shared symbol, because two copies of the library may meet in one tree.
const ENDPOINT = Symbol.for('fleetwright.networkEndpoint');

/** Lets an object stand for an endpoint wherever it is said who may talk to whom. */
export function markEndpoint(target: object, endpoint: NetworkEndpoint): void {
  Object.defineProperty(target, ENDPOINT, { value: endpoint });
}

/** The endpoint that an object stands for: one of ours, or any peer of cdk8s-plus; undefined for anything else. */
export function endpointOf(target: unknown): NetworkEndpoint | undefined {
  if (typeof target !== 'object' || target === null) { return undefined; }
  const marked: NetworkEndpoint | undefined = (target as any)[ENDPOINT];
  if (marked !== undefined) { return marked; }
  return 'toNetworkPolicyPeerConfig' in target ? endpointOfPlusPeer(target as INetworkPolicyPeer) : undefined;
}

/** What makes an endpoint of pods of ours. */
export interface PodEndpointOptions {
  readonly construct: IConstruct;
  readonly labels: { readonly [key: string]: string };
  readonly namespace: string | undefined;
  readonly ports: readonly EndpointPort[];
  readonly access: TrafficRules | undefined;
  readonly onHostNetwork?: boolean;
}

/** The endpoint that a workload of ours is. */
export function podEndpoint({ construct, labels, namespace, ports, access, onHostNetwork }: PodEndpointOptions): NetworkEndpoint {
  const description = `'${pathOf(construct)}'`;
  const podSelector = () => ({ matchLabels: { ...labels } });
  return {
    description,
    construct,
    ports,
    onlyDeclaredPorts: true,
    onHostNetwork,
    access,
    seenFrom: (other) => {
      if (namespace === other) { return { peers: [{ podSelector: podSelector() }] }; }
      if (namespace !== undefined) { return { peers: [peerOf(podSelector(), namespaceNamed(namespace))] }; }
      return {
        peers: [],
        faults: [{
          id: 'network/nameable-peer',
          rule: `${description} is in no known namespace, so that no policy in namespace '${other}' can name it`,
          fix: "Give its chart or itself a 'namespace'",
        }],
      };
    },
  };
}

/** A selector that picks a namespace by its name. */
export function namespaceNamed(name: string): LabelSelector {
  return { matchLabels: { [NAMESPACE_NAME]: name } };
}

function endpointOfPlusPeer(peer: INetworkPolicyPeer): NetworkEndpoint {
  return {
    description: `'${pathOf(peer)}'`,
    seenFrom: (namespace) => ({ peers: policyPeersOf(peer, namespace) }),
    ports: containerPortsOf(peer),
    construct: peer,
  };
}

function policyPeersOf(peer: INetworkPolicyPeer, namespace: string | undefined): PolicyPeer[] {
  const { ipBlock, podSelector } = peer.toNetworkPolicyPeerConfig();
  if (ipBlock !== undefined) {
    return [{ ipBlock: { cidr: ipBlock.cidr, ...(ipBlock.except !== undefined && ipBlock.except.length > 0 && { except: [...ipBlock.except] }) } }];
  }
  // cdk8s-plus' selectors show what they select only in this way.
  const wireForm = (selector: any): LabelSelector | undefined => selector?._toKube();
  const pods = wireForm(podSelector?.labelSelector) ?? {};
  const namespaces = wireForm(podSelector?.namespaces?.labelSelector);
  const names = podSelector?.namespaces?.names;
  if (names === undefined) { return [peerOf(pods, namespaces)]; }
  return names.map((name) => {
    if (name === namespace && !hasRequirements(namespaces)) { return peerOf(pods); }
    const named = { ...namespaces?.matchLabels, ...namespaceNamed(name).matchLabels };
    return peerOf(pods, { ...namespaces, matchLabels: named });
  });
}

/** Without pod labels, a namespace selector alone says it more plainly. */
export function peerOf(podSelector: LabelSelector, namespaceSelector?: LabelSelector): PolicyPeer {
  if (namespaceSelector === undefined) { return { podSelector }; }
  return hasRequirements(podSelector) ? { podSelector, namespaceSelector } : { namespaceSelector };
}

function hasRequirements(selector: LabelSelector | undefined): boolean {
  return Object.values(selector ?? {}).some((part) => part !== undefined && Object.keys(part).length > 0);
}

function containerPortsOf(peer: any): EndpointPort[] | undefined {
  if (!Array.isArray(peer.containers)) { return undefined; }
  const ports: EndpointPort[] = peer.containers
    .flatMap((container: any) => container?.ports ?? [])
    .map(({ number, name, protocol }: any) => ({ name, port: number, protocol: protocol ?? 'TCP' }));
  // A port need not be declared to be listened on.
  return ports.length === 0 ? undefined : ports;
}
