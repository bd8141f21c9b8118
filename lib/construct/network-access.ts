import { isDeepStrictEqual } from 'node:util';
import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { portNameFault } from '../manifest/dns-name';
import { isFullyKnown, isKnown, knownPart } from '../manifest/known';
import { KubernetesObject } from '../manifest/object';
import { podTemplatesOf } from '../manifest/pod-template';
import { networkAround } from './cluster-network';
import { WRITTEN } from './edit';
import { describeName, Fault } from './fault';
import { judgeAtSynth } from './late-values';
import { CiliumPeer, Direction, EndpointPort, NetworkEndpoint, endpointOf, PeerSelection, PolicyPeer, PolicyPort, TrafficRules } from './network-endpoint';
import { NetworkPort } from './network-port';
import { Prop } from './prop';
import { primitive } from './shape';

const DIRECTIONS: readonly Direction[] = ['ingress', 'egress'];

/** A peer and the ports on which it is let through. */
export interface AccessRule<P = PolicyPeer> {
  readonly peer: P;
  readonly ports: readonly PolicyPort[];
}

interface Traffic {
  readonly endpoint: NetworkEndpoint;
  readonly ports: readonly PolicyPort[];
}

/** Who may talk to one workload and to whom it may talk: gathered while the program runs, read when its NetworkPolicy is rendered. */
export class NetworkAccess implements TrafficRules {
  private readonly traffic: { readonly [direction in Direction]: Traffic[] } = { ingress: [], egress: [] };

  /** @param writesCilium whether there is a CiliumNetworkPolicy, too, with whatever a NetworkPolicy can't name */
  constructor(private readonly namespace: string | undefined, private readonly writesCilium = false) {}

  /** Lets traffic through. */
  public add(direction: Direction, endpoint: NetworkEndpoint, ports: readonly PolicyPort[]): void {
    this.traffic[direction].push({ endpoint, ports });
  }

  /** One rule per peer, in an order that does not depend on the order of the calls. */
  public rules(direction: Direction): AccessRule[] {
    return merged(this.traffic[direction].flatMap((traffic) => this.rulesOf(direction, traffic)));
  }

  /** Those of a CiliumNetworkPolicy, in the same way. */
  public ciliumRules(direction: Direction): AccessRule<CiliumPeer>[] {
    return merged(this.traffic[direction].flatMap(({ endpoint, ports }) => {
      const { cilium } = endpoint.seenFrom(this.namespace);
      return cilium === undefined ? [] : [{ peer: cilium, ports }];
    }));
  }

  private rulesOf(direction: Direction, { endpoint, ports }: Traffic): AccessRule[] {
    const { front } = endpoint;
    const behind = endpoint.seenFrom(this.namespace).peers.map((peer) => ({ peer, ports }));
    const frontPorts = direction === 'egress' && front !== undefined ? ports.flatMap((port) => front.portsTo(port)) : [];
    // A rule without ports would be one for all of them.
    return frontPorts.length === 0 ? behind : [...behind, ...front!.cidrs().map((cidr) => ({ peer: { ipBlock: { cidr } }, ports: frontPorts }))];
  }

  /** Those with whom traffic was let through by their labels, although they are in the network of their nodes: no policy finds them so. */
  public get onHostNetwork(): string[] {
    const endpoints = DIRECTIONS.flatMap((direction) => this.traffic[direction].map(({ endpoint }) => endpoint));
    return [...new Set(endpoints.filter(({ onHostNetwork }) => onHostNetwork === true).map(({ description }) => description))];
  }

  /** What keeps the rules from being written. */
  public get faults(): Fault[] {
    const faults = DIRECTIONS.flatMap((direction) => this.traffic[direction].flatMap(({ endpoint }): readonly Fault[] => {
      const { peers, cilium, faults: unnamed = [], elsewhere = false } = endpoint.seenFrom(this.namespace);
      if (cilium !== undefined && this.writesCilium) { return unnamed; }
      if (elsewhere && direction === 'egress') { return unnamed; }
      if (elsewhere) {
        return [nameless(`${endpoint.description} can be called, but not told from others when it calls`, "Use 'NetworkPeer.cidr' with its addresses")];
      }
      // An empty list of peers would mean everybody.
      return peers.length === 0 && unnamed.length === 0 ? [nameless(`${endpoint.description} selects nobody`, 'Let it select at least one namespace')] : unnamed;
    }));
    return faults.filter((fault, index) => faults.findIndex((other) => isDeepStrictEqual(other, fault)) === index);
  }
}

/** That a policy can't tell somebody from others. */
function nameless(rule: string, fix: string): Fault {
  return { id: 'network/nameable-peer', rule, fix };
}

/** That a peer stands where others are meant: it is only called, or only calls. */
function misplaced(direction: Direction, { description }: NetworkEndpoint): Fault {
  return direction === 'ingress' ? nameless(`must be one who calls, and ${description} is only called`, "Use 'NetworkPeer.cidr' with the addresses of those who call")
    : nameless(`must be one who is called, and ${description} only calls`, 'Name the workload behind it');
}

/**
 * Lets one side of ours be called by, or call, another: both NetworkPolicies follow where both are ours. `prop` is where the peer and its ports
 * were said: `network.allowFrom[0]`, or all that a call was given; `at` is where the peer was, where that is another place.
 */
export function allowTraffic(
  direction: Direction, own: NetworkEndpoint, other: unknown, prop: Prop, ports: readonly NetworkPort[] = [], at: Prop = prop.at('peer'),
): void {
  if (own.construct?.node.locked === true) {
    prop.fault(WRITTEN);
    return;
  }
  const peer = endpointAround(own.construct, endpointOf(other));
  if (peer === undefined) {
    const rule = `must be a workload, a peer of cdk8s-plus, or a 'NetworkPeer'${other === undefined ? ', got undefined' : ''}`;
    at.fault({ id: 'prop/type', rule, got: typeof other === 'object' && other !== null ? undefined : other, fix: peerFix(other) });
    return;
  }
  if (peer.only !== undefined && peer.only !== direction) {
    at.fault(misplaced(direction, peer));
    return;
  }
  if (direction === 'egress') { peer.warnings?.forEach((warning) => at.warn(warning)); }
  peer.faults?.forEach((fault) => at.fault(fault));
  const network = own.construct === undefined ? undefined : networkAround(own.construct);
  peer.selection?.judge(peer.selection.given, network).forEach((fault) => at.fault(fault));
  if (!inOneTree(own.construct, peer.construct)) {
    at.fault(nameless(`must stand in the same cluster, but ${peer.description} stands in another`, "Use 'NetworkPeer.cidr' for traffic between clusters"));
    return;
  }
  const [caller, callee] = direction === 'ingress' ? [peer, own] : [own, peer];
  if (own.construct !== undefined) { judgeLater(own.construct, peer.selection, callee, ports, prop, at); }
  const policyPorts = resolvePorts(callee, ports, prop.at('ports'));
  // What no policy can name has been told.
  if (peer.around !== undefined && (peer.faults ?? []).length > 0) { return; }
  callee.access?.add('ingress', caller, policyPorts);
  caller.access?.add('egress', callee, policyPorts);
}

/** An endpoint as it is in the cluster around a construct. */
function endpointAround(construct: IConstruct | undefined, endpoint: NetworkEndpoint | undefined): NetworkEndpoint | undefined {
  return endpoint?.around === undefined || construct === undefined ? endpoint : { ...endpoint, ...endpoint.around(networkAround(construct)) };
}

/** Judges what tokens in a peer or its ports become: one that becomes nothing would select everybody, or open every port. */
function judgeLater(
  construct: IConstruct, selection: PeerSelection | undefined, callee: NetworkEndpoint, ports: readonly NetworkPort[], prop: Prop, at: Prop,
): void {
  judgeAtSynth(construct, { given: selection?.given, ports }, (late, faults) => {
    const again = prop.into(faults);
    if (late.given !== undefined) { selection!.judge(late.given, networkAround(construct)).forEach((fault) => at.into(faults).fault(fault)); }
    late.ports.forEach((port, index) => {
      const each = again.at('ports', index);
      if (!isOurs(port)) { return; }
      if ((port._port ?? undefined) === undefined) {
        each.fault({ id: 'prop/required', rule: 'must be given', fix: 'Use a number, or the name under which a container declares it' });
      } else if (portFaults(callee, ports[index]).length === 0) {
        resolvePort(callee, port, each);
      }
    });
  });
}

/** How what is no peer is named: the pods of an object, or those that a Service leads to, by their labels. */
function peerFix(other: any): string {
  const object = ApiObject.isApiObject(other) ? other : other?.apiObject;
  if (!ApiObject.isApiObject(object)) { return "Use 'NetworkPeer' for what is no construct of this program"; }
  const { labels, namespace } = podsOf(object);
  const texts = Object.entries(knownPart(labels) ?? {}).filter(([, value]) => typeof value === 'string')
    .map(([key, value]) => `${/^[a-z]+$/i.test(key) ? key : `'${key}'`}: '${value}'`);
  if (texts.length === 0) { return "Use 'NetworkPeer.pods(…)' with the labels of its pods"; }
  return `Use 'NetworkPeer.pods({ ${texts.join(', ')} }${namespace === undefined ? '' : `, { namespace: '${namespace}' }`})'`;
}

function podsOf(source: ApiObject): { readonly labels?: { readonly [key: string]: unknown }; readonly namespace?: string } {
  try {
    const object: KubernetesObject = source.toJson();
    const labels = object.kind === 'Service' ? object.spec?.selector : podTemplatesOf(object)[0]?.template.metadata?.labels;
    return { labels, namespace: object.metadata?.namespace };
  } catch {
    // What can't be rendered is told by the synth.
    return {};
  }
}

function inOneTree(own: IConstruct | undefined, other: IConstruct | undefined): boolean {
  return own === undefined || other === undefined || own.node.root === other.node.root;
}

function resolvePorts(callee: NetworkEndpoint, ports: readonly NetworkPort[], prop: Prop): PolicyPort[] {
  const id = 'network/declared-port';
  const declared = callee.ports;
  if (!areOurs(ports, prop)) { return []; }
  if (ports.length > 0) { return ports.flatMap((port, index) => resolvePort(callee, port, prop.at(index))); }
  if (declared === undefined) {
    prop.fault({ id, rule: `must be given, because ${callee.description} does not say on which ports it listens`, fix: "Use 'NetworkPort.tcp(5432)' or whatever it listens on" });
  } else if (declared.length === 0) {
    prop.fault({ id, rule: `can't be worked out, because ${callee.description} declares none`, fix: "Declare the 'ports' on which it listens" });
  }
  return (declared ?? []).map(policyPort);
}

function portFaults(callee: NetworkEndpoint, port: NetworkPort): Fault[] {
  const faults: Fault[] = [];
  resolvePort(callee, port, new Prop({ add: (fault) => faults.push(fault) }));
  return faults;
}

function resolvePort(callee: NetworkEndpoint, port: NetworkPort, prop: Prop): PolicyPort[] {
  const { _protocol: protocol, _port: wanted, _endPort: endPort } = port;
  const range = endPort !== undefined && { endPort };
  const end = knownPart(endPort);
  const declared = callee.ports ?? [];
  if (!isKnown(wanted)) {
    // A name that is not known yet may be any of them, and the policy of another protocol lets nobody in.
    const protocols = protocol === undefined ? declared.map((candidate) => candidate.protocol) : [protocol];
    return unique((protocols.length === 0 ? ['TCP'] : protocols).map((each) => ({ protocol: each, port: wanted, ...range })));
  }

  const match = protocol === undefined
    ? declared.find(({ name }) => name === wanted)
    : declared.find((candidate) => endPort === undefined && candidate.port === wanted && candidate.protocol === protocol);
  if (match !== undefined) { return [policyPort(match)]; }
  // What can't be compared may still be the one.
  const comparable = isFullyKnown(declared.map((candidate) => (protocol === undefined ? candidate.name : [candidate.port, candidate.protocol])));
  if (!['number', 'string'].includes(typeof wanted)) {
    prop.fault({ id: 'prop/type', rule: `must be ${protocol === undefined ? 'a string' : 'a number'}`, got: primitive(wanted), fix: 'Use a number, or the name under which a container declares it' });
  } else if (callee.onlyDeclaredPorts === true && comparable) {
    prop.fault({
      id: 'network/declared-port',
      rule: `must be a port of ${callee.description}, which declares ${describePorts(declared)}`,
      got: describeWanted(port),
      fix: "Declare it in the 'ports' of the one who listens, or use one of those",
    });
    return [];
  } else if (protocol === undefined) {
    prop.check(portNameFault(wanted), { id: 'prop/grammar', got: wanted, fix: 'Use the name under which a container declares it' });
  } else if (!isPortNumber(wanted) || (end !== undefined && (!isPortNumber(end) || end < Number(wanted)))) {
    prop.fault({ id: 'prop/range', rule: 'must be from 1 to 65535, and a range must not end before it starts', got: describeWanted(port), fix: 'Correct the number' });
  }
  return [{ protocol: protocol ?? 'TCP', port: wanted, ...range }];
}

/** Whether all are of `NetworkPort`: callers without the compiler of TypeScript give the number or the name itself. */
function areOurs(ports: readonly unknown[], prop: Prop): boolean {
  ports.forEach((port, index) => {
    if (isOurs(port)) { return; }
    const meant = typeof port === 'string' && portNameFault(port) === undefined ? `named('${port}')` : `tcp(${isPortNumber(port) ? String(port) : 5432})`;
    prop.at(index).fault({ id: 'prop/type', rule: "must be a 'NetworkPort'", got: typeof port === 'object' ? undefined : port, fix: `Use 'NetworkPort.${meant}'` });
  });
  return ports.every(isOurs);
}

/** By its members: `instanceof` would refuse what another copy of the package made. */
function isOurs(port: unknown): boolean {
  return typeof port === 'object' && port !== null && '_port' in port;
}

function isPortNumber(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 65535;
}

function policyPort({ port, protocol }: EndpointPort): PolicyPort {
  return { protocol, port };
}

function describePorts(ports: readonly EndpointPort[]): string {
  return ports.length === 0 ? 'none' : ports.map(describePort).join(', ');
}

function describePort({ name, port, protocol }: EndpointPort): string {
  const number = `${knownPart(port) ?? '?'}/${protocol}`;
  return name === undefined ? number : `${describeName(name)} (${number})`;
}

function describeWanted({ _protocol, _port, _endPort }: NetworkPort): string {
  if (_protocol === undefined) { return String(_port); }
  return `${_port}${_endPort === undefined ? '' : `-${knownPart(_endPort) ?? '?'}`}/${_protocol}`;
}

/** One rule for each peer. */
function merged<P>(rules: readonly AccessRule<P>[]): AccessRule<P>[] {
  const found: { peer: P; ports: PolicyPort[] }[] = [];
  for (const { peer, ports } of rules) {
    const same = found.find((rule) => isDeepStrictEqual(rule.peer, peer));
    if (same === undefined) {
      found.push({ peer, ports: unique(ports) });
    } else {
      same.ports = unique([...same.ports, ...ports]);
    }
  }
  return sorted(found.map(({ peer, ports }) => ({ peer, ports: sorted(ports, portKey) })), ({ peer }) => keyOf(peer));
}

function unique(ports: readonly PolicyPort[]): PolicyPort[] {
  return ports.filter((port, index) => ports.findIndex((other) => isDeepStrictEqual(other, port)) === index);
}

function sorted<T>(items: T[], key: (item: T) => string): T[] {
  if (items.length < 2) { return items; }
  return items.map((item) => ({ item, key: key(item) }))
    .sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
    .map(({ item }) => item);
}

function portKey({ port, protocol, endPort }: PolicyPort): string {
  const padded = typeof port === 'number' ? String(port).padStart(5, '0') : keyOf(port);
  return `${padded} ${protocol} ${endPort ?? ''}`;
}

/** Keys in order, and one word for all that is not known yet: those keep the order of the calls. */
function keyOf(value: unknown): string {
  if (!isKnown(value)) { return '?'; }
  if (typeof value !== 'object' || value === null) { return JSON.stringify(value) ?? ''; }
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : Number(a > b))).map(([key, child]) => [key, keyOf(child)]));
}
