import * as fc from 'fast-check';
import { NetworkPeer } from '../../lib/construct/network-peer';
import { NetworkPort } from '../../lib/construct/network-port';
import { HardenedDeployment } from '../../lib/workload/hardened-deployment';
import { podsNamed, Workload } from './programs';
import { End, MeshPod } from './questions';

/** One who calls or is called, as a program says it. */
type Peer =
  | { readonly workload: string }
  | { readonly labels: { readonly [key: string]: string }; readonly namespace?: string }
  | { readonly namespace: string }
  | { readonly all: true }
  | { readonly cidr: string; readonly except?: string };

/** A port or a range, as a program says it; by its name where the peer is asked what is behind that. */
interface Ports {
  readonly protocol: 'TCP' | 'UDP';
  readonly first: number;
  readonly last: number;
  readonly name?: string;
}

interface Rule {
  readonly owner: string;
  readonly direction: 'allowFrom' | 'allowTo';
  readonly peer: Peer;
  /** Whether it is said when the workload is made, or by a call. */
  readonly asProp: boolean;
  readonly ports: readonly Ports[];
}

/** A program with some workloads, and who of them talks to whom. */
export type RandomTraffic = readonly Rule[];

const HTTP: Ports = { protocol: 'TCP', first: 8080, last: 8080, name: 'http' };
const DNS: Ports = { protocol: 'UDP', first: 5353, last: 5353, name: 'dns' };
const METRICS: Ports = { protocol: 'TCP', first: 9090, last: 9090, name: 'metrics' };
/** The workloads, in the order in which they are made, with the ports that they declare. */
const WORKLOADS: { readonly [name: string]: readonly Ports[] } = { 'back/api': [HTTP, DNS], 'back/worker': [METRICS], 'front/web': [HTTP] };

const pod = (name: string, labels: { [key: string]: string } = podsNamed(name.split('/')[1])): MeshPod => ({ cluster: 'eu', namespace: name.split('/')[0], labels });

/** Workloads that have a policy. */
export const OURS: { readonly [name: string]: End } = Object.fromEntries(Object.keys(WORKLOADS).map((name) => [name, pod(name)]));

/** And everybody else. */
export const OTHERS: { readonly [name: string]: End } = {
  'front/api': { ...pod('front/api'), ports: { http: 8080 } },
  'back/edge': pod('back/edge', { tier: 'edge' }),
  'far/edge': { ...pod('far/edge', { tier: 'edge', ...podsNamed('edge') }), ports: { http: 8080 } },
  'kube-system/dns': pod('kube-system/dns', { 'k8s-app': 'kube-dns' }),
  '10.20.0.5': { address: '10.20.0.5' },
  '10.20.9.7': { address: '10.20.9.7' },
  '198.51.100.1': { address: '198.51.100.1' },
  '2001:db8::5': { address: '2001:db8::5' },
};

/** Ports on which everybody tries to call everybody. */
export const TRIED = ['8080/TCP', '8080/UDP', '5353/UDP', '9090/TCP', '9095/TCP', '53/UDP', '53/TCP'];

const port = (first: number, last = first, protocol: Ports['protocol'] = 'TCP'): Ports => ({ protocol, first, last });
const anyPorts = fc.subarray([port(8080), port(9090, 9095), port(5353, 5353, 'UDP'), port(9095), port(53)], { minLength: 1 });

const elsewhere: fc.Arbitrary<Peer> = fc.constantFrom<Peer>(
  { labels: { tier: 'edge' } }, { labels: { tier: 'edge' }, namespace: 'far' }, { labels: {}, namespace: 'far' }, { labels: podsNamed('api') },
  { labels: podsNamed('api'), namespace: 'front' }, { namespace: 'far' }, { namespace: 'back' }, { namespace: 'nowhere' }, { all: true },
  { cidr: '10.20.0.0/16' }, { cidr: '10.20.0.0/16', except: '10.20.9.0/24' }, { cidr: '10.20.0.5/32' }, { cidr: '2001:db8::/32' }, { cidr: '0.0.0.0/0' }, { cidr: '::/0' },
);
const common = { owner: fc.constantFrom(...Object.keys(WORKLOADS)), asProp: fc.boolean() };
const rule: fc.Arbitrary<Rule> = fc.oneof(
  fc.record({ ...common, direction: fc.constant('allowTo' as const), peer: elsewhere, ports: anyPorts }),
  fc.record({ ...common, direction: fc.constant('allowTo' as const), peer: fc.constant<Peer>({ labels: podsNamed('edge'), namespace: 'far' }), ports: fc.constant([HTTP]) }),
  common.owner.chain((owner) => fc.record({
    ...common, owner: fc.constant(owner), direction: fc.constant('allowFrom' as const), peer: elsewhere, ports: fc.subarray([...WORKLOADS[owner]]),
  })),
  // Between workloads, what is meant are the ports of the one who is called.
  fc.tuple(fc.shuffledSubarray(Object.keys(WORKLOADS), { minLength: 2, maxLength: 2 }), fc.constantFrom('allowFrom' as const, 'allowTo' as const)).chain(
    ([[owner, other], direction]) => fc.record({
      owner: fc.constant(owner), asProp: fc.constant(false), direction: fc.constant(direction), peer: fc.constant<Peer>({ workload: other }),
      ports: fc.subarray([...WORKLOADS[direction === 'allowTo' ? other : owner]]),
    }),
  ),
);

/** Any rules over the same workloads. */
export const randomTraffic: fc.Arbitrary<RandomTraffic> = fc.array(rule, { maxLength: 6 });

/** Makes the workloads of a program. */
export function define(rules: RandomTraffic, workload: Workload): void {
  const made = new Map<string, HardenedDeployment>();
  const peerOf = (peer: Peer) => {
    if ('workload' in peer) { return made.get(peer.workload)!; }
    if ('labels' in peer) { return NetworkPeer.pods(peer.labels, { namespace: peer.namespace }); }
    if ('namespace' in peer) { return NetworkPeer.namespace(peer.namespace); }
    if ('cidr' in peer) { return NetworkPeer.cidr(peer.cidr, { except: peer.except === undefined ? undefined : [peer.except] }); }
    return NetworkPeer.allNamespaces();
  };
  for (const [name, ports] of Object.entries(WORKLOADS)) {
    const said = (direction: Rule['direction']) => rules.filter((one) => one.owner === name && one.asProp && one.direction === direction)
      .map(({ peer, ports: some }) => ({ peer: peerOf(peer), ports: some.map(portOf) }));
    const [namespace, id] = name.split('/');
    made.set(name, workload(namespace, id, {
      ports: ports.map(({ name: title, first, protocol }) => ({ name: title, port: first, protocol: protocol as any })),
      network: { allowFrom: said('allowFrom'), allowTo: said('allowTo') },
    }));
  }
  for (const { owner, direction, peer, ports } of rules.filter(({ asProp }) => !asProp)) { made.get(owner)![direction](peerOf(peer), ...ports.map(portOf)); }
}

/** Whether a program says that somebody may call somebody; on either side of the call. */
export function promised(rules: RandomTraffic, side: 'egress' | 'ingress', from: string, to: string, called: string): boolean {
  const [number, protocol] = called.split('/');
  const fits = (ports: readonly Ports[]) => ports.some((one) => one.protocol === protocol && one.first <= Number(number) && Number(number) <= one.last);
  if (side === 'egress' && to === 'kube-system/dns' && Number(number) === 53) { return true; }
  return rules.some(({ owner, direction, peer, ports }) => {
    const between = 'workload' in peer;
    const [caller, callee]: [string | Peer, string | Peer] = direction === 'allowTo' ? [owner, between ? peer.workload : peer] : [between ? peer.workload : peer, owner];
    const namespace = owner.split('/')[0];
    // What is said of one who has no policy of ours holds on our side alone.
    const own = side === 'egress' ? caller : callee;
    const declared = typeof callee === 'string' ? WORKLOADS[callee] : [];
    return typeof own === 'string' && meets(caller, from, namespace) && meets(callee, to, namespace) && fits(ports.length === 0 ? declared : ports);
  });
}

function portOf({ name, first, last, protocol }: Ports): NetworkPort {
  if (name !== undefined) { return NetworkPort.named(name); }
  if (first !== last) { return NetworkPort.tcpRange(first, last); }
  return protocol === 'UDP' ? NetworkPort.udp(first) : NetworkPort.tcp(first);
}

function meets(peer: string | Peer, name: string, namespace: string): boolean {
  if (typeof peer === 'string') { return peer === name; }
  const one = { ...OURS, ...OTHERS }[name];
  if ('cidr' in peer) { return 'address' in one && IN_RANGE[peer.cidr].includes(one.address) && (peer.except === undefined || !IN_RANGE[peer.except].includes(one.address)); }
  if ('address' in one || 'workload' in peer) { return false; }
  if ('labels' in peer) {
    return one.namespace === (peer.namespace ?? namespace) && Object.entries(peer.labels).every(([key, value]) => one.labels[key] === value);
  }
  return 'all' in peer || one.namespace === peer.namespace;
}

/** Which of the addresses lie in which range: said, not computed. */
const IN_RANGE: { readonly [cidr: string]: readonly string[] } = {
  '10.20.0.0/16': ['10.20.0.5', '10.20.9.7'],
  '10.20.9.0/24': ['10.20.9.7'],
  '10.20.0.5/32': ['10.20.0.5'],
  '2001:db8::/32': ['2001:db8::5'],
  '0.0.0.0/0': ['10.20.0.5', '10.20.9.7', '198.51.100.1'],
  '::/0': ['2001:db8::5'],
};
