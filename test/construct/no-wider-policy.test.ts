import { App, Chart, Lazy } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { FleetError } from '../../lib/construct/fleet-error';
import { NetworkPeer } from '../../lib/construct/network-peer';
import { NetworkPort } from '../../lib/construct/network-port';
import { GlobalCiliumService, GlobalCiliumServiceProps } from '../../lib/network/global-cilium-service';
import { LocalBackends } from '../../lib/network/local-backends';
import { HardenedDeployment, HardenedDeploymentProps } from '../../lib/workload/hardened-deployment';
import { faultsOf } from '../faults-of';

// A selector without a label, and a rule without a peer's namespace or a port, admit more than was meant: what is missing is never left out in silence.

const nothing: any = Lazy.any({ produce: () => undefined });
const chart = () => new Chart(new App(), 'shop', { namespace: 'shop' });
const api = (props: any = {}, scope: Chart = chart()) => new HardenedDeployment(scope, 'api', { image: 'registry.example.com/api:1.4.2', ports: [{ port: 80 }], ...props });

/** What the synth finds at fault where a peer may call. */
function admitted(peer: () => any, ...ports: NetworkPort[]): string[] {
  const workload = api();
  workload.allowFrom(peer(), ...ports);
  return workload.node.validate();
}

test('a namespace must be given', () => {
  expect(faultsOf(() => NetworkPeer.namespace(undefined as any))).toEqual(["'name' must be given. Use the name of a namespace."]);
  expect(faultsOf(() => NetworkPeer.namespace(null as any))).toEqual(["'name' must be given. Use the name of a namespace."]);
  expect(admitted(() => NetworkPeer.namespace(nothing))).toEqual(["'peer' must be given. Use the name of a namespace."]);
  expect(admitted(() => NetworkPeer.pods({ app: 'web' }, { namespace: nothing }))).toEqual(["'peer' must be given. Use the name of a namespace."]);
  expect(admitted(() => NetworkPeer.namespace(Lazy.any({ produce: () => 'web' }) as any))).toEqual([]);
});

test.each<[unknown]>([[[]], [5], [NaN], [''], [true], [new Map()], ['web'], [['web']], [Symbol('web')]])('pods are no %p', (labels) => {
  expect(faultsOf(() => NetworkPeer.pods(labels as any))).toEqual([
    "'labels' must be an object of names and values. Use one such as { 'app.kubernetes.io/name': 'ingress-nginx' }.",
  ]);
});

test('pods are not what only the synth knows', () => {
  expect(faultsOf(() => NetworkPeer.pods(Lazy.any({ produce: () => ({ app: 'web' }) })))).toEqual([
    "'labels' must be known when the program runs. Use one such as { 'app.kubernetes.io/name': 'ingress-nginx' }.",
  ]);
});

test.each([[undefined], [null]])('pods are not %p', (labels) => {
  expect(faultsOf(() => NetworkPeer.pods(labels as any))).toEqual([
    `'labels' must be an object of names and values, got ${labels}. Use one such as { 'app.kubernetes.io/name': 'ingress-nginx' }.`,
  ]);
  expect(faultsOf(() => NetworkPeer.pods({ app: labels as any }))).toEqual([`'labels.app' must have a value, got ${labels}. Give it one, or leave it out.`]);
});

test('a label, a range or a port that becomes nothing is an error of the synth', () => {
  expect(admitted(() => NetworkPeer.pods({ app: nothing }))).toEqual([
    "'peer' must be a label value: a string of at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, or empty. Correct the value of 'app'.",
  ]);
  expect(admitted(() => NetworkPeer.cidr('10.0.0.0/8', { except: [nothing] }))).toEqual(["'peer' must be a CIDR such as 10.9.8.0/24 or 2001:db8::/64. Correct 'except'."]);
  const port = 'must be given. Use a number, or the name under which a container declares it.';
  expect(admitted(() => NetworkPeer.namespace('web'), NetworkPort.tcp(nothing))).toEqual([`'ports[0]' ${port}`]);
  expect(api({ network: { allowFrom: [{ peer: NetworkPeer.namespace('web'), ports: [NetworkPort.named(nothing)] }] } }).node.validate()).toEqual([
    `'network.allowFrom[0].ports[0]' ${port}`,
  ]);
});

test('all pods of the namespace are meant where that is said', () => {
  const workload = api();
  workload.allowFrom(NetworkPeer.pods({}));
  expect(workload.networkPolicy!.toJson().spec.ingress[0].from).toEqual([{ podSelector: {} }]);
  expect(workload.node.validate()).toEqual([]);
});

const VALUES = [undefined, null, Symbol('x'), Object.create(null), {}, true, () => 1];
test.each(VALUES.map((value) => [value]))('every factory ends with an error that says what is wrong for %p', (value: any) => {
  const factories: (() => any)[] = [
    () => NetworkPeer.namespace(value), () => NetworkPeer.cidr(value), () => NetworkPeer.cidr('10.0.0.0/8', { except: [value] }), () => NetworkPeer.pods({ app: value }),
    () => NetworkPeer.pods({ app: 'web' }, { namespace: value ?? 5 }),
    ...(['tcp', 'udp', 'sctp', 'named'] as const).map((factory) => () => [NetworkPeer.allNamespaces(), NetworkPort[factory](value as never)]),
    ...(['tcpRange', 'udpRange'] as const).flatMap((factory) => [() => [NetworkPeer.allNamespaces(), NetworkPort[factory](value, 2)], () => [NetworkPeer.allNamespaces(), NetworkPort[factory](1, value)]]),
    () => value,
  ];
  for (const make of factories) {
    const call = () => {
      const scope = chart();
      const made = make();
      const [peer, ...ports] = Array.isArray(made) ? made : [made];
      api({}, scope).allowTo(peer, ...(ports.length > 0 ? ports : [NetworkPort.tcp(80)]));
      const faults = scope.node.findAll().flatMap((construct) => construct.node.validate());
      if (faults.length > 0) { throw new FleetError([]); }
    };
    expect(call).toThrow(FleetError);
  }
});

test('a port must be given, and be one', () => {
  expect(faultsOf(() => NetworkPort.tcp(undefined as any))).toEqual(["'port' must be given. Use one such as 5432."]);
  expect(faultsOf(() => NetworkPort.udpRange(1, null as any))).toEqual(["'last' must be given. Use one such as 5432."]);
  expect(faultsOf(() => NetworkPort.named(true as any))).toEqual(["'name' must be a string, got true. Use the name under which a container declares it."]);
});

test.each<[string, any, string]>([
  ['undefined', undefined, 'undefined'], ['null', null, 'null'], ['text', 'web', "'web'"], ['a symbol', Symbol('web'), 'Symbol(web)'],
])('what is no peer is shown: %s', (_, peer, got) => {
  expect(faultsOf(() => api().allowFrom(peer))).toEqual([
    `'peer' must be a workload, a peer of cdk8s-plus, or a 'NetworkPeer', got ${got}. Use 'NetworkPeer' for what is no construct of this program.`,
  ]);
});

describe('maps of texts', () => {
  const TEXT = "Give it a value, which may be '', or leave it out.";
  const VALUE = 'Give it one, or leave it out.';

  test.each<[string, any, string]>([
    ['nodeSelector', { pool: undefined }, `'nodeSelector.pool' must have a value, got undefined. ${VALUE}`],
    ['selector', { app: 'a', x: null }, `'selector.x' must have a value, got null. ${VALUE}`],
    ['labels', { team: undefined }, `'labels.team' must have a value, got undefined. ${VALUE}`],
    ['podLabels', { team: null }, `'podLabels.team' must have a value, got null. ${VALUE}`],
    ['annotations', { team: null }, `'annotations.team' must be a string, got null. ${TEXT}`],
    ['podAnnotations', { team: undefined }, `'podAnnotations.team' must be a string, got undefined. ${TEXT}`],
    ['env', { MODE: null }, `'env.MODE' must be a string, got null. ${TEXT}`],
  ])('%s refuse a name without a value', (prop, value, fault) => {
    expect(faultsOf(() => api({ [prop]: value } as Partial<HardenedDeploymentProps>))).toEqual([fault]);
  });

  test('capabilities.dns.podLabels refuse a name without a value', () => {
    expect(faultsOf(() => new Cluster({ name: 'eu', capabilities: { dns: { podLabels: { a: undefined as any } } } }))).toEqual([
      `'capabilities.dns.podLabels.a' must have a value, got undefined. ${VALUE}`,
    ]);
  });

  test('a value that becomes nothing is an error of the synth', () => {
    expect(api({ nodeSelector: { pool: nothing } }).node.validate()).toEqual([`'nodeSelector.pool' must have a value, got undefined. ${VALUE}`]);
  });

  test('fields of a Service that are not given stay out', () => {
    expect(api({ service: { spec: { externalTrafficPolicy: undefined, loadBalancerClass: null } } }).service!.toJson().spec).not.toHaveProperty('externalTrafficPolicy');
  });
});

describe('a global service', () => {
  const service = (props: any) => {
    const scope = new Chart(new Cluster({ name: 'eu', capabilities: { cilium: { version: '1.19.4', mesh: { id: 1 } } } }), 'shop', { namespace: 'shop' });
    return new GlobalCiliumService(scope, 'search', { backends: LocalBackends.labelled({ app: 'a' }), ports: [{ name: 'http', port: 80 }], ...props } as GlobalCiliumServiceProps);
  };

  test('refuses labels of callers and of its pods without values', () => {
    expect(faultsOf(() => service({ allowFrom: [{ podLabels: { app: undefined } }] }))).toEqual(["'allowFrom[0].podLabels.app' must have a value, got undefined. Give it one, or leave it out."]);
    expect(faultsOf(() => service({ backends: LocalBackends.labelled({ a: undefined as any }) }))).toEqual(["'backends.a' must have a value, got undefined. Give it one, or leave it out."]);
    expect(faultsOf(() => service({ backends: LocalBackends.labelled('web' as any) }))).toEqual(["'backends' must be an object of names and values. Use one such as { app: 'search' }."]);
    expect(service({ backends: LocalBackends.labelled({ a: nothing }) }).node.validate()).toEqual(["'backends.a' must have a value, got undefined. Give it one, or leave it out."]);
  });

  test('names the factory that makes backends of a workload', () => {
    expect(faultsOf(() => service({ backends: api() }))).toEqual(["'backends' must be a value of this library's 'LocalBackends'. Use 'LocalBackends.ofWorkload'."]);
    expect(faultsOf(() => service({ backends: {} }))).toEqual(["'backends' must be a value of this library's 'LocalBackends'. Use 'LocalBackends.labelled'."]);
  });

  test('refuses a caller with what nothing reads', () => {
    expect(faultsOf(() => service({ allowFrom: [{ podLabels: {}, cluster: ['us'], namespase: 'x' }] }))).toEqual([
      "'allowFrom[0].cluster' is no prop, so that nothing reads it. Use 'clusters', or leave it out.",
      "'allowFrom[0].namespase' is no prop, so that nothing reads it. Use 'namespace', or leave it out.",
    ]);
  });
});

test('a rule with what nothing reads is an error', () => {
  const peer = NetworkPeer.namespace('web');
  expect(faultsOf(() => api({ network: { allowFrom: [{ peer, port: [NetworkPort.tcp(80)] }] } }))).toEqual([
    "'network.allowFrom[0].port' is no prop, so that nothing reads it. Use 'ports', or leave it out.",
  ]);
});
