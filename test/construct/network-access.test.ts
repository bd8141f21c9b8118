import { ApiObject, App, Chart, Lazy } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as kplus33 from 'cdk8s-plus-33';
import { Construct } from 'constructs';
import { Cluster } from '../../lib/cluster/cluster';
import { describeFault } from '../../lib/construct/fault';
import { Faults } from '../../lib/construct/faults';
import { FleetError } from '../../lib/construct/fleet-error';
import { allowTraffic, NetworkAccess } from '../../lib/construct/network-access';
import { Direction, EndpointPort, endpointOf, markEndpoint, podEndpoint } from '../../lib/construct/network-endpoint';
import { NetworkPeer } from '../../lib/construct/network-peer';
import { NetworkPort } from '../../lib/construct/network-port';
import { Warnings } from '../../lib/construct/warnings';
import { placeholder } from '../../lib/manifest/known';
import { HardenedDaemonSet } from '../../lib/workload/hardened-daemon-set';
import { HardenedDeployment } from '../../lib/workload/hardened-deployment';

const HTTP: EndpointPort = { name: 'http', port: 8080, protocol: 'TCP' };
const METRICS: EndpointPort = { name: 'metrics', port: 9090, protocol: 'TCP' };
const DNS: EndpointPort = { name: 'dns', port: 53, protocol: 'UDP' };
const tcp = (port: number | string) => ({ protocol: 'TCP', port });

interface Side extends Construct {
  readonly access: NetworkAccess;
}

/** A workload reduced to what traffic is about. */
function side(scope: Construct, id: string, options: { namespace?: string; ports?: EndpointPort[] } = {}): Side {
  const namespace = 'namespace' in options ? options.namespace : 'shop';
  const access = new NetworkAccess(namespace);
  const construct = Object.assign(new Construct(scope, id), { access });
  markEndpoint(construct, podEndpoint({ construct, labels: { app: id }, namespace, ports: options.ports ?? [HTTP], access }));
  return construct;
}

function allow(direction: Direction, own: Side, other: unknown, ...ports: NetworkPort[]): void {
  const faults = new Faults(own);
  allowTraffic(direction, endpointOf(own)!, other, faults.props, ports);
  faults.throwIfAny();
}

const saidBy = ({ access }: Side) => access.faults.map(describeFault);
const chart = () => new Chart(new App(), 'shop');
const podsOf = (id: string) => ({ podSelector: { matchLabels: { app: id } } });
const namespaceOf = (name: string) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } });

describe('traffic between two of ours', () => {
  test.each<[string, (api: Side, web: Side) => void]>([
    ['the one who is called says so', (api, web) => allow('ingress', api, web)],
    ['the caller says so', (api, web) => allow('egress', web, api)],
    ['both say so, once each', (api, web) => { allow('egress', web, api); allow('ingress', api, web); allow('ingress', api, web); }],
  ])('is in both policies when %s', (_, say) => {
    const scope = chart();
    const [api, web] = [side(scope, 'api'), side(scope, 'web')];
    say(api, web);
    expect(api.access.rules('ingress')).toEqual([{ peer: podsOf('web'), ports: [tcp(8080)] }]);
    expect(web.access.rules('egress')).toEqual([{ peer: podsOf('api'), ports: [tcp(8080)] }]);
    expect(api.access.rules('egress')).toEqual([]);
    expect(web.access.rules('ingress')).toEqual([]);
  });

  test('goes to all declared ports, by number, if none is named', () => {
    const scope = chart();
    const [api, web] = [side(scope, 'api', { ports: [METRICS, DNS, HTTP] }), side(scope, 'web')];
    allow('egress', web, api);
    expect(api.access.rules('ingress')).toEqual([{ peer: podsOf('web'), ports: [{ protocol: 'UDP', port: 53 }, tcp(8080), tcp(9090)] }]);
  });

  test('goes to the named ports only, whether by name or by number', () => {
    const scope = chart();
    const [api, web] = [side(scope, 'api', { ports: [METRICS, DNS, HTTP] }), side(scope, 'web')];
    allow('egress', web, api, NetworkPort.named('metrics'), NetworkPort.udp(53));
    expect(web.access.rules('egress')).toEqual([{ peer: podsOf('api'), ports: [{ protocol: 'UDP', port: 53 }, tcp(9090)] }]);
  });

  test('lists ports by number', () => {
    const api = side(chart(), 'api');
    allow('egress', api, NetworkPeer.namespace('data'), NetworkPort.named('sql'), ...[10250, 80, 9090].map((port) => NetworkPort.tcp(port)), NetworkPort.udp(80));
    expect(api.access.rules('egress')[0].ports).toEqual([tcp('sql'), tcp(80), { protocol: 'UDP', port: 80 }, tcp(9090), tcp(10250)]);
  });

  test('lists ranges by where they begin, and then by where they end', () => {
    const api = side(chart(), 'api');
    const ranges = [[8000, 8200], [8000, 8100], [443, 9000]].map(([first, last]) => NetworkPort.tcpRange(first, last));
    allow('egress', api, NetworkPeer.namespace('data'), ...ranges, NetworkPort.tcp(8000), NetworkPort.udpRange(8000, 8050));
    expect(api.access.rules('egress')[0].ports).toEqual([
      { ...tcp(443), endPort: 9000 }, tcp(8000), { ...tcp(8000), endPort: 8100 }, { ...tcp(8000), endPort: 8200 }, { protocol: 'UDP', port: 8000, endPort: 8050 },
    ]);
  });

  test('lists a port once that is said twice in a call', () => {
    const api = side(chart(), 'api');
    allow('egress', api, NetworkPeer.namespace('data'), NetworkPort.tcp(80), NetworkPort.tcp(80), NetworkPort.udp(80));
    expect(api.access.rules('egress')[0].ports).toEqual([tcp(80), { protocol: 'UDP', port: 80 }]);
  });

  test('adds up over several calls', () => {
    const scope = chart();
    const [api, web] = [side(scope, 'api', { ports: [METRICS, HTTP] }), side(scope, 'web')];
    allow('egress', web, api, NetworkPort.named('metrics'));
    allow('ingress', api, web, NetworkPort.named('http'));
    expect(web.access.rules('egress')).toEqual([{ peer: podsOf('api'), ports: [tcp(8080), tcp(9090)] }]);
  });

  test('may be among the pods of one workload', () => {
    const api = side(chart(), 'api');
    allow('ingress', api, api);
    expect(api.access.rules('ingress')).toEqual([{ peer: podsOf('api'), ports: [tcp(8080)] }]);
    expect(api.access.rules('egress')).toEqual([{ peer: podsOf('api'), ports: [tcp(8080)] }]);
  });

  test('names the namespace of the other where it is another one', () => {
    const scope = chart();
    const [api, web] = [side(scope, 'api', { namespace: 'backend' }), side(scope, 'web', { namespace: 'frontend' })];
    allow('ingress', api, web);
    expect(api.access.rules('ingress')[0].peer).toEqual({ ...podsOf('web'), ...namespaceOf('frontend') });
    expect(web.access.rules('egress')[0].peer).toEqual({ ...podsOf('api'), ...namespaceOf('backend') });
  });

  test('names no namespace where none of the two is known', () => {
    const scope = chart();
    const [api, web] = [side(scope, 'api', { namespace: undefined }), side(scope, 'web', { namespace: undefined })];
    allow('ingress', api, web);
    expect(api.access.rules('ingress')[0].peer).toEqual(podsOf('web'));
    expect(saidBy(api)).toEqual([]);
  });

  test('is at fault at synth where one namespace is known and the other is not', () => {
    const scope = chart();
    const [api, web] = [side(scope, 'api'), side(scope, 'web', { namespace: undefined })];
    allow('ingress', api, web);
    expect(saidBy(api)).toEqual([
      "'shop/web' is in no known namespace, so that no policy in namespace 'shop' can name it. Give its chart or itself a 'namespace'.",
    ]);
    expect(saidBy(web)).toEqual([]);
  });

  test('comes out the same in whatever order it was said', () => {
    const said = (order: number[]) => {
      const scope = chart();
      const api = side(scope, 'api', { ports: [METRICS, HTTP] });
      const calls = [
        () => allow('ingress', api, side(scope, 'web'), NetworkPort.named('http')),
        () => allow('ingress', api, side(scope, 'prometheus', { namespace: 'monitoring' }), NetworkPort.named('metrics')),
        () => allow('ingress', api, NetworkPeer.cidr('10.0.0.0/8'), NetworkPort.tcp(9090), NetworkPort.tcp(8080)),
        () => allow('ingress', api, NetworkPeer.namespace('ingress')),
      ];
      order.forEach((index) => calls[index]());
      return api.access.rules('ingress');
    };
    const first = said([0, 1, 2, 3]);
    expect(first).toHaveLength(4);
    expect(said([3, 2, 1, 0])).toEqual(first);
    expect(said([2, 0, 3, 1])).toEqual(first);
  });
});

describe('traffic with others', () => {
  const ingressFrom = (other: (scope: Construct) => unknown) => {
    const scope = chart();
    const api = side(scope, 'api');
    allow('ingress', api, other(scope));
    return api.access.rules('ingress').map(({ peer }) => peer);
  };

  test.each<[string, NetworkPeer, object]>([
    ['pods in its own namespace', NetworkPeer.pods({ app: 'web' }), podsOf('web')],
    ['pods in its own namespace by name', NetworkPeer.pods({ app: 'web' }, { namespace: 'shop' }), podsOf('web')],
    ['pods elsewhere', NetworkPeer.pods({ app: 'web' }, { namespace: 'front' }), { ...podsOf('web'), ...namespaceOf('front') }],
    ['pods without labels, without an empty map', NetworkPeer.pods({}), { podSelector: {} }],
    ['a range of which nothing is left out, without an empty list', NetworkPeer.cidr('10.0.0.0/8', { except: [] }), { ipBlock: { cidr: '10.0.0.0/8' } }],
    ['all pods of a namespace', NetworkPeer.namespace('front'), namespaceOf('front')],
    ['all pods of its own namespace', NetworkPeer.namespace('shop'), { podSelector: {} }],
    ['all pods of the cluster', NetworkPeer.allNamespaces(), { namespaceSelector: {} }],
    ['addresses', NetworkPeer.cidr('10.0.0.0/8'), { ipBlock: { cidr: '10.0.0.0/8' } }],
    ['addresses but some', NetworkPeer.cidr('10.0.0.0/8', { except: ['10.1.0.0/16'] }), { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }],
  ])('names %s', (_, peer, expected) => {
    expect(ingressFrom(() => peer)).toEqual([expected]);
  });

  describe.each([['28', kplus], ['33', kplus33 as unknown as typeof kplus]])('as cdk8s-plus-%s says it', (_, plus) => {
    const metadata = { name: 'web', namespace: 'front' };
    test.each<[string, (scope: Construct) => unknown, object[]]>([
      ['a namespace', (scope) => new plus.Namespace(scope, 'front', { metadata: { name: 'front' } }), [namespaceOf('front')]],
      ['its own namespace', (scope) => new plus.Namespace(scope, 'own', { metadata: { name: 'shop' } }), [{ podSelector: {} }]],
      ['namespaces by name', (scope) => plus.Namespaces.select(scope, 'n', { names: ['b', 'a'] }), [namespaceOf('a'), namespaceOf('b')]],
      ['namespaces by label', (scope) => plus.Namespaces.select(scope, 'n', { labels: { team: 'x' } }), [{ namespaceSelector: { matchLabels: { team: 'x' } } }]],
      ['namespaces by name and label', (scope) => plus.Namespaces.select(scope, 'n', { names: ['shop'], labels: { team: 'x' } }), [
        { namespaceSelector: { matchLabels: { 'team': 'x', 'kubernetes.io/metadata.name': 'shop' } } },
      ]],
      ['all namespaces', (scope) => plus.Namespaces.all(scope, 'n'), [{ namespaceSelector: {} }]],
      ['pods by label', (scope) => plus.Pods.select(scope, 'p', { labels: { app: 'web' } }), [podsOf('web')]],
      ['pods by expression', (scope) => plus.Pods.select(scope, 'p', { expressions: [plus.LabelExpression.exists('app')] }), [
        { podSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } },
      ]],
      ['all pods', (scope) => plus.Pods.all(scope, 'p'), [{ podSelector: {} }]],
      ['all pods of a namespace', (scope) => plus.Pods.all(scope, 'p', { namespaces: plus.Namespaces.select(scope, 'n', { names: ['front'] }) }), [namespaceOf('front')]],
      ['IPv4 addresses', (scope) => plus.NetworkPolicyIpBlock.ipv4(scope, 'i', '10.0.0.0/8', ['10.1.0.0/16']), [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }]],
      ['any IPv6 address', (scope) => plus.NetworkPolicyIpBlock.anyIpv6(scope, 'i'), [{ ipBlock: { cidr: '::/0' } }]],
      ['a Deployment', (scope) => new plus.Deployment(scope, 'web', { metadata, containers: [{ image: 'web:1' }] }), [
        { podSelector: { matchLabels: { 'cdk8s.io/metadata.addr': expect.any(String) } }, ...namespaceOf('front') },
      ]],
    ])('names %s', (__, other, expected) => {
      expect(ingressFrom(other)).toEqual(expected);
    });

    test('calls a Deployment on the ports of its containers', () => {
      const scope = chart();
      const api = side(scope, 'api');
      const database = new plus.Deployment(scope, 'database', { containers: [{ image: 'db:1', ports: [{ number: 5432, name: 'sql' }, { number: 53, protocol: plus.Protocol.UDP }] }] });
      allow('egress', api, database);
      expect(api.access.rules('egress')[0].ports).toEqual([{ protocol: 'UDP', port: 53 }, tcp(5432)]);
    });

    test('calls a Deployment on a port that it does not declare, if told so', () => {
      const scope = chart();
      const api = side(scope, 'api');
      const database = new plus.Deployment(scope, 'database', { containers: [{ image: 'db:1', portNumber: 5432 }] });
      allow('egress', api, database, NetworkPort.tcp(5433));
      expect(api.access.rules('egress')[0].ports).toEqual([tcp(5433)]);
    });
  });

  test.each<[NetworkPort, object]>([
    [NetworkPort.tcp(1), { protocol: 'TCP', port: 1 }],
    [NetworkPort.udp(65535), { protocol: 'UDP', port: 65535 }],
    [NetworkPort.sctp(36412), { protocol: 'SCTP', port: 36412 }],
    [NetworkPort.tcpRange(8000, 8000), { protocol: 'TCP', port: 8000, endPort: 8000 }],
    [NetworkPort.udpRange(8000, 8100), { protocol: 'UDP', port: 8000, endPort: 8100 }],
    [NetworkPort.named('sql'), { protocol: 'TCP', port: 'sql' }],
  ])('calls on port %#', (port, expected) => {
    const api = side(chart(), 'api');
    allow('egress', api, NetworkPeer.namespace('data'), port);
    expect(api.access.rules('egress')).toEqual([{ peer: namespaceOf('data'), ports: [expected] }]);
  });

  test('merges what names the same pods in two ways', () => {
    const scope = chart();
    const api = side(scope, 'api', { ports: [METRICS, HTTP] });
    allow('ingress', api, side(scope, 'web'), NetworkPort.named('http'));
    allow('ingress', api, NetworkPeer.pods({ app: 'web' }), NetworkPort.named('metrics'));
    expect(api.access.rules('ingress')).toEqual([{ peer: podsOf('web'), ports: [tcp(8080), tcp(9090)] }]);
  });

  test('is at fault at synth where a selector names no namespace at all, which would admit everybody', () => {
    const scope = chart();
    const api = side(scope, 'api');
    allow('ingress', api, kplus.Namespaces.select(scope, 'none', { names: [] }));
    expect(api.access.rules('ingress')).toEqual([]);
    expect(saidBy(api)).toEqual(["'shop/none' selects nobody. Let it select at least one namespace."]);
  });

  test('can be called, but not admitted, where a policy of another kind lets traffic to it through', () => {
    const scope = chart();
    const [api, web] = [side(scope, 'api'), side(scope, 'web')];
    const outside = {};
    markEndpoint(outside, { description: "'ledger'", ports: [HTTP], seenFrom: () => ({ peers: [], elsewhere: true }) });
    allow('egress', web, outside);
    allow('ingress', api, outside);
    expect([saidBy(web), web.access.rules('egress')]).toEqual([[], []]);
    expect([saidBy(api), api.access.rules('ingress')]).toEqual([
      ["'ledger' can be called, but not told from others when it calls. Use 'NetworkPeer.cidr' with its addresses."], [],
    ]);
  });
});

describe('what is not known yet', () => {
  test('passes and is merged only with itself', () => {
    const [one, two] = [Lazy.any({ produce: () => 1 }), Lazy.any({ produce: () => 1 })];
    const scope = chart();
    const api = side(scope, 'api', { ports: [{ name: 'http', port: one, protocol: 'TCP' }, { name: 'other', port: two, protocol: 'TCP' }] });
    const web = side(scope, 'web');
    allow('egress', web, api);
    allow('egress', web, api, NetworkPort.named('http'));
    const [{ ports }] = web.access.rules('egress');
    expect(ports.map(({ port }) => port)).toEqual([one, two]);
  });

  test('may be the port that is meant', () => {
    const scope = chart();
    const api = side(scope, 'api', { ports: [{ name: 'http', port: Lazy.any({ produce: () => 8080 }), protocol: 'TCP' }] });
    allow('ingress', api, side(scope, 'web'), NetworkPort.tcp(8080));
    expect(api.access.rules('ingress')[0].ports).toEqual([tcp(8080)]);
  });

  test('may be the name of a port, a namespace, a label or a range', () => {
    const api = side(chart(), 'api');
    const unknown = placeholder('x');
    allow('egress', api, NetworkPeer.pods({ app: unknown }, { namespace: unknown }), NetworkPort.named(unknown));
    allow('egress', api, NetworkPeer.cidr(unknown, { except: ['10.0.0.0/8', unknown] }), NetworkPort.tcpRange(1, Lazy.any({ produce: () => 2 })));
    expect(api.access.rules('egress')).toHaveLength(2);
  });

  test('may be the name that is meant', () => {
    const scope = chart();
    const api = side(scope, 'api', { ports: [{ ...HTTP, name: placeholder('x') }] });
    allow('ingress', api, side(scope, 'web'), NetworkPort.named('http'));
    expect(api.access.rules('ingress')[0].ports).toEqual([tcp('http')]);
  });

  test('is told as such among the ports that are declared', () => {
    const scope = chart();
    const api = side(scope, 'api', { ports: [{ ...HTTP, port: placeholder('x') as any }] });
    expect(() => allow('ingress', api, side(scope, 'web'), NetworkPort.named('htp'))).toThrow("which declares 'http' (?/TCP), got 'htp'");
  });

  test('is no label by which a peer could be named', () => {
    const scope = chart();
    const selector = { app: 'web', [placeholder('x')]: 'y', team: placeholder('z') };
    const service = new ApiObject(scope, 'web', { apiVersion: 'v1', kind: 'Service', spec: { selector } } as any);
    expect(() => allow('ingress', side(scope, 'api'), service)).toThrow("Use 'NetworkPeer.pods({ app: 'web' })'.");
  });

  test('keeps the order of the calls, since nothing else could order it', () => {
    const ranges = ['c', 'a', 'b'].map((id) => placeholder(id));
    const api = side(chart(), 'api');
    ranges.forEach((range) => allow('egress', api, NetworkPeer.cidr(range), ...ranges.map((port) => NetworkPort.named(port))));
    const rules = api.access.rules('egress');
    expect(rules.map(({ peer }) => peer.ipBlock!.cidr)).toEqual(ranges);
    expect(rules[0].ports).toEqual(ranges.map(tcp));
  });

  test.each<[string, NetworkPort, object[]]>([
    ['a name has the usual one', NetworkPort.named(placeholder('x')), [tcp(placeholder('x'))]],
    ['a number has its own', NetworkPort.udp(placeholder('x') as any), [{ protocol: 'UDP', port: placeholder('x') }]],
  ])('is of one protocol where none is declared: %s', (_, port, expected) => {
    const api = side(chart(), 'api');
    allow('egress', api, NetworkPeer.namespace('data'), port);
    expect(api.access.rules('egress')[0].ports).toStrictEqual(expected);
  });

  test('may be a port between two of ours, which is judged at synth without a peer that was told what to select', () => {
    const scope = new Chart(new App(), 'shop', { namespace: 'shop' });
    const image = 'registry.example.com/a:1.4.2';
    const [api, web] = ['api', 'web'].map((id) => new HardenedDeployment(scope, id, { image, ports: [{ port: 8080 }] }));
    api.allowFrom(web, NetworkPort.tcp(Lazy.any({ produce: () => 8080 }) as any), NetworkPort.tcp(8080));
    expect(api.node.validate()).toEqual([]);
    web.allowFrom(api, NetworkPort.tcp(Lazy.any({ produce: () => null }) as any));
    expect(web.node.validate()).toEqual(["'ports[0]' must be given. Use a number, or the name under which a container declares it."]);
  });

  test('may be the name of a port of any protocol that is declared', () => {
    const scope = chart();
    const api = side(scope, 'api', { ports: [HTTP, DNS] });
    allow('ingress', api, side(scope, 'web'), NetworkPort.named(placeholder('x')));
    expect(api.access.rules('ingress')[0].ports).toEqual(expect.arrayContaining(['TCP', 'UDP'].map((protocol) => ({ protocol, port: placeholder('x') }))));
  });

  test('may be the protocol of the port that is meant', () => {
    const scope = chart();
    const api = side(scope, 'api', { ports: [{ ...HTTP, protocol: placeholder('x') }] });
    allow('ingress', api, side(scope, 'web'), NetworkPort.tcp(HTTP.port));
    expect(api.access.rules('ingress')[0].ports).toEqual([tcp(HTTP.port)]);
  });

  test('may be where a range of ports begins, which ends where it did', () => {
    const api = side(chart(), 'api');
    const first = Lazy.any({ produce: () => 8000 }) as any;
    allow('egress', api, NetworkPeer.cidr('10.0.0.0/8'), NetworkPort.tcpRange(first, 9000));
    expect(api.access.rules('egress')[0].ports).toEqual([{ protocol: 'TCP', port: first, endPort: 9000 }]);
  });
});

describe('faults', () => {
  const attempt = (direction: Direction, other: (scope: Construct) => unknown, ports: NetworkPort[] = [], declared: EndpointPort[] = [HTTP, DNS]) => () => {
    const scope = chart();
    allow(direction, side(scope, 'api', { ports: declared }), other(scope), ...ports);
  };
  const web = (scope: Construct) => side(scope, 'web', { ports: [] });

  test.each<[string, () => void, string]>([
    ['a port that the one who is called does not declare', attempt('ingress', web, [NetworkPort.named('htp')]),
      "[shop/api] 'ports[0]' must be a port of 'shop/api', which declares 'http' (8080/TCP), 'dns' (53/UDP), got 'htp'. Declare it in the 'ports' of the one who listens, or use one of those."],
    ['a port of another protocol', attempt('ingress', web, [NetworkPort.named('http'), NetworkPort.udp(8080)]),
      "[shop/api] 'ports[1]' must be a port of 'shop/api', which declares 'http' (8080/TCP), 'dns' (53/UDP), got '8080/UDP'. Declare it in the 'ports' of the one who listens, or use one of those."],
    ['a range of ours, which declares single ports', attempt('ingress', web, [NetworkPort.tcpRange(8080, 8081)]),
      "[shop/api] 'ports[0]' must be a port of 'shop/api', which declares 'http' (8080/TCP), 'dns' (53/UDP), got '8080-8081/TCP'. Declare it in the 'ports' of the one who listens, or use one of those."],
    ['a call to one of ours that listens on nothing', attempt('egress', web),
      "[shop/api] 'ports' can't be worked out, because 'shop/web' declares none. Declare the 'ports' on which it listens."],
    ['a port of one of ours that listens on nothing', attempt('egress', web, [NetworkPort.tcp(1)]),
      "[shop/api] 'ports[0]' must be a port of 'shop/web', which declares none, got '1/TCP'. Declare it in the 'ports' of the one who listens, or use one of those."],
    ['a call to what does not say on which ports it listens', attempt('egress', () => NetworkPeer.cidr('10.0.0.0/8')),
      "[shop/api] 'ports' must be given, because '10.0.0.0/8' does not say on which ports it listens. Use 'NetworkPort.tcp(5432)' or whatever it listens on."],
    ['a call to a cdk8s-plus workload without ports', attempt('egress', (scope) => new kplus.Deployment(scope, 'db', { containers: [{ image: 'db:1' }] })),
      "[shop/api] 'ports' must be given, because 'shop/db' does not say on which ports it listens. Use 'NetworkPort.tcp(5432)' or whatever it listens on."],
    ['numbers that are no ports', attempt('egress', () => NetworkPeer.namespace('data'), [NetworkPort.tcp(0), NetworkPort.udp(65536), NetworkPort.tcp(1.5), NetworkPort.tcpRange(9, 8)]),
      ['0/TCP', '65536/UDP', '1.5/TCP', '9-8/TCP'].map((got, index) =>
        `[shop/api] 'ports[${index}]' must be from 1 to 65535, and a range must not end before it starts, got '${got}'. Correct the number.`).join('\n')],
    ['a name that is no port name', attempt('egress', () => NetworkPeer.namespace('data'), [NetworkPort.named('SQL')]),
      "[shop/api] 'ports[0]' must be a port name: at most 15 lower-case letters, digits and single '-', at least one letter, starting and ending with a letter or digit, got 'SQL'. Use the name under which a container declares it."],
    ['what is no port', attempt('ingress', web, [8080, 'http', undefined, {}] as any[]),
      "[shop/api] 'ports[0]' must be a 'NetworkPort', got 8080. Use 'NetworkPort.tcp(8080)'.\n"
      + "[shop/api] 'ports[1]' must be a 'NetworkPort', got 'http'. Use 'NetworkPort.named('http')'.\n"
      + "[shop/api] 'ports[2]' must be a 'NetworkPort'. Use 'NetworkPort.tcp(5432)'.\n"
      + "[shop/api] 'ports[3]' must be a 'NetworkPort'. Use 'NetworkPort.tcp(5432)'."],
    ['what is no peer', attempt('ingress', () => 'web'),
      "[shop/api] 'peer' must be a workload, a peer of cdk8s-plus, or a 'NetworkPeer', got 'web'. Use 'NetworkPeer' for what is no construct of this program."],
    ['nothing', attempt('ingress', () => undefined),
      "[shop/api] 'peer' must be a workload, a peer of cdk8s-plus, or a 'NetworkPeer', got undefined. Use 'NetworkPeer' for what is no construct of this program."],
    ['one of ours in another cluster', attempt('ingress', () => side(chart(), 'elsewhere')),
      "[shop/api] 'peer' must stand in the same cluster, but 'shop/elsewhere' stands in another. Use 'NetworkPeer.cidr' for traffic between clusters."],
    ['a cdk8s-plus peer in another cluster', attempt('egress', () => kplus.Pods.all(chart(), 'pods'), [NetworkPort.tcp(1)]),
      "[shop/api] 'peer' must stand in the same cluster, but 'shop/pods' stands in another. Use 'NetworkPeer.cidr' for traffic between clusters."],
    ['labels that are none', attempt('ingress', () => NetworkPeer.pods({ 'a b': 'c d' }, { namespace: 'A' })),
      "[shop/api] 'peer' must be a label key: at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, with or without a DNS subdomain and '/' before it, got 'a b'. Use a key such as 'app.kubernetes.io/name'.\n"
      + "[shop/api] 'peer' must be a label value: a string of at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, or empty, got 'c d'. Correct the value of 'a b'.\n"
      + "[shop/api] 'peer' must be a DNS label: at most 63 lower-case letters, digits and '-', starting and ending with a letter or digit, got 'A'. Use the name of a namespace."],
    ['a range that is none', attempt('ingress', () => NetworkPeer.cidr('10.0.0.1/8', { except: ['10.1'] })),
      "[shop/api] 'peer' must have no bits set beyond its prefix: 10.0.0.0/8, got '10.0.0.1/8'. Use a range such as '10.20.0.0/16', or '10.20.0.5/32' for one address.\n"
      + "[shop/api] 'peer' must be a CIDR such as 10.9.8.0/24 or 2001:db8::/64, got '10.1'. Correct 'except'."],
    ['exceptions outside of the range, and the whole of it', attempt('ingress', () => NetworkPeer.cidr('10.0.0.0/8', { except: ['10.0.0.0/8'] })),
      "[shop/api] 'peer' must leave out parts of 10.0.0.0/8 only, got '10.0.0.0/8'. Correct 'except'."],
    ['exceptions outside of the range', attempt('ingress', () => NetworkPeer.cidr('10.0.0.0/8', { except: ['192.168.0.0/16'] })),
      "[shop/api] 'peer' must leave out parts of 10.0.0.0/8 only, got '192.168.0.0/16'. Correct 'except'."],
    ['an option of pods that nothing reads', attempt('ingress', () => NetworkPeer.pods({ app: 'web' }, { namspace: 'front' } as any)),
      "[NetworkPeer.pods] 'namspace' is no prop, so that nothing reads it. Use 'namespace', or leave it out."],
    ['an option of a range that is no list', attempt('ingress', () => NetworkPeer.cidr('10.0.0.0/8', { except: '10.1.0.0/16' } as any)),
      "[NetworkPeer.cidr] 'except' must be a list of strings, got a text. Use one such as ['10.20.1.0/24']."],
  ])('%s', (_, act, message) => {
    expect(act).toThrow(new Error(message));
  });
});

describe('the pods of what is no peer are named by their labels', () => {
  const PODS = "Use 'NetworkPeer.pods(…)' with the labels of its pods.";
  const template = (labels?: object) => ({ template: { metadata: { labels }, spec: { containers: [{ name: 'a' }] } } });
  const object = (kind: string, spec: any, namespace?: string) => (scope: Construct) =>
    new ApiObject(scope, 'object', { apiVersion: kind === 'Service' ? 'v1' : 'apps/v1', kind, metadata: { name: 'a', ...(namespace !== undefined && { namespace }) }, spec } as any);
  const said = (make: (scope: Construct) => unknown) => {
    const scope = chart();
    try { allow('ingress', side(scope, 'api'), make(scope)); } catch (error) { return (error as FleetError).message; }
    return 'nothing';
  };

  test.each<[string, (scope: Construct) => unknown, string]>([
    ['a Service', object('Service', { selector: { 'app': 'web', 'example.com/team': 'a' } }), "Use 'NetworkPeer.pods({ app: 'web', 'example.com/team': 'a' })'."],
    ['a Service of a namespace', object('Service', { selector: { app: 'web' } }, 'front'), "Use 'NetworkPeer.pods({ app: 'web' }, { namespace: 'front' })'."],
    ['what holds such an object', (scope) => ({ apiObject: object('Service', { selector: { app: 'web' } })(scope) }), "Use 'NetworkPeer.pods({ app: 'web' })'."],
    ['a Deployment', object('Deployment', template({ App: 'web' })), "Use 'NetworkPeer.pods({ App: 'web' })'."],
    ['labels that are no texts', object('Deployment', template({ app: 1, team: 'a' })), "Use 'NetworkPeer.pods({ team: 'a' })'."],
    ['pods without labels', object('Deployment', template()), PODS],
    ['a Service without a selector', object('Service', {}), PODS],
    ['a Service without anything', object('Service', undefined), PODS],
    ['what has no pods', object('ConfigMap', { selector: { app: 'web' } }), PODS],
    ['what can not be rendered', object('Service', { selector: Lazy.any({ produce: () => { throw new Error('not yet'); } }) }), PODS],
    ['no object', () => ({ apiObject: 'web' }), "Use 'NetworkPeer' for what is no construct of this program."],
  ])('%s', (_, make, fix) => {
    expect(said(make)).toBe(`[shop/api] 'peer' must be a workload, a peer of cdk8s-plus, or a 'NetworkPeer'. ${fix}`);
  });
});

describe('what ends a call', () => {
  const findingsOf = (call: () => void) => () => {
    try { call(); } catch (error) { return (error as FleetError).findings.map(({ id, prop, message }) => [id, prop, message]); }
    return [];
  };
  const callTo = (other: () => unknown, ...ports: any[]) => findingsOf(() => allow('egress', side(chart(), 'api'), other(), ...ports));
  const callFrom = (other: () => unknown, ...ports: any[]) => findingsOf(() => allow('ingress', side(chart(), 'api'), other(), ...ports));

  test.each<[string, () => unknown[][], unknown[][]]>([
    ['a change to what has been written', findingsOf(() => {
      const api = side(chart(), 'api');
      api.node.lock();
      allow('ingress', api, NetworkPeer.namespace('web'));
    }), [['construct/finished', undefined, "has been deployed as it was: a change now would reach nothing. Change it among constructs of one 'ChartComponent', or use 'transforms'."]]],
    ['one who is only called, as caller', callFrom(() => NetworkPeer.instanceMetadata()), [
      ['network/nameable-peer', 'peer', "'peer' must be one who calls, and the metadata service is only called. Use 'NetworkPeer.cidr' with the addresses of those who call."],
    ]],
    ['one who only calls, as the one who is called', callTo(() => NetworkPeer.ciliumIngress(), NetworkPort.tcp(80)), [
      ['network/nameable-peer', 'peer', "'peer' must be one who is called, and Cilium's ingress only calls. Name the workload behind it."],
    ]],
    ['one in another tree', callFrom(() => side(chart(), 'web')), [
      ['network/nameable-peer', 'peer', "'peer' must stand in the same cluster, but 'shop/web' stands in another. Use 'NetworkPeer.cidr' for traffic between clusters."],
    ]],
    ['one whom the cluster does not know', callFrom(() => NetworkPeer.ciliumIngress()), [['network/nameable-peer', 'peer', expect.stringContaining("'peer' needs Cilium, whose ingress it is")]]],
    ['a number for a peer', callFrom(() => 5), [
      ['prop/type', 'peer', "'peer' must be a workload, a peer of cdk8s-plus, or a 'NetworkPeer', got 5. Use 'NetworkPeer' for what is no construct of this program."],
    ]],
    ['null for a peer', callFrom(() => null), [
      ['prop/type', 'peer', "'peer' must be a workload, a peer of cdk8s-plus, or a 'NetworkPeer', got null. Use 'NetworkPeer' for what is no construct of this program."],
    ]],
    ['no ports of one who says none', callTo(() => NetworkPeer.namespace('data')), [
      ['network/declared-port', 'ports', "'ports' must be given, because namespace 'data' does not say on which ports it listens. Use 'NetworkPort.tcp(5432)' or whatever it listens on."],
    ]],
    ['no ports of one who has none', findingsOf(() => allow('ingress', side(chart(), 'api', { ports: [] }), NetworkPeer.namespace('web'))), [
      ['network/declared-port', 'ports', "'ports' can't be worked out, because 'shop/api' declares none. Declare the 'ports' on which it listens."],
    ]],
    ['a port that is not declared', callFrom(() => NetworkPeer.namespace('web'), NetworkPort.tcp(1)), [
      ['network/declared-port', 'ports[0]', "'ports[0]' must be a port of 'shop/api', which declares 'http' (8080/TCP), got '1/TCP'. Declare it in the 'ports' of the one who listens, or use one of those."],
    ]],
    ['a name that no port has', callTo(() => NetworkPeer.namespace('data'), NetworkPort.named('a_b')), [
      ['prop/grammar', 'ports[0]', expect.stringMatching(/^'ports\[0\]' must be a port name.*, got 'a_b'\. Use the name under which a container declares it\.$/)],
    ]],
    ['ends of ranges that are no ports', callTo(() => NetworkPeer.namespace('data'), NetworkPort.tcpRange(1, 65536), NetworkPort.tcpRange(5, 4), NetworkPort.tcp('80' as any), NetworkPort.udpRange(1, 1.5)),
      ['1-65536/TCP', '5-4/TCP', '80/TCP', '1-1.5/UDP'].map((got, index) => [
        'prop/range', `ports[${index}]`, `'ports[${index}]' must be from 1 to 65535, and a range must not end before it starts, got '${got}'. Correct the number.`,
      ])],
    ['what is no port', callTo(() => NetworkPeer.namespace('data'), null, 'a_b', 70000, true, 65535), [
      ['prop/type', 'ports[0]', "'ports[0]' must be a 'NetworkPort'. Use 'NetworkPort.tcp(5432)'."],
      ['prop/type', 'ports[1]', "'ports[1]' must be a 'NetworkPort', got 'a_b'. Use 'NetworkPort.tcp(5432)'."],
      ['prop/type', 'ports[2]', "'ports[2]' must be a 'NetworkPort', got 70000. Use 'NetworkPort.tcp(5432)'."],
      ['prop/type', 'ports[3]', "'ports[3]' must be a 'NetworkPort', got true. Use 'NetworkPort.tcp(5432)'."],
      ['prop/type', 'ports[4]', "'ports[4]' must be a 'NetworkPort', got 65535. Use 'NetworkPort.tcp(65535)'."],
    ]],
  ])('is %s', (_, found, expected) => {
    expect(found()).toEqual(expected);
  });

  test('is nothing for ports of what listens on others than it declares', () => {
    const scope = chart();
    const other = Object.assign(new Construct(scope, 'other'), { toNetworkPolicyPeerConfig: () => ({}), containers: [null, {}, { ports: [{ number: 80, name: 'http' }] }] });
    const api = side(scope, 'api');
    allow('egress', api, other, NetworkPort.tcp(81), NetworkPort.named('http'));
    expect(api.access.rules('egress')).toEqual([{ peer: { podSelector: {} }, ports: [tcp(80), tcp(81)] }]);
  });
});

describe('a peer of cdk8s-plus', () => {
  const selector = (kube: object) => ({ _toKube: () => kube });
  const seen = (config: object, namespace = 'shop') =>
    endpointOf(Object.assign(new Construct(chart(), 'other'), { toNetworkPolicyPeerConfig: () => config }))!.seenFrom(namespace).peers;
  const WEB = { matchLabels: { app: 'web' }, matchExpressions: undefined };

  test.each<[string, object, object[]]>([
    ['may be addresses of which nothing is left out', { ipBlock: { cidr: '10.0.0.0/8' } }, [{ ipBlock: { cidr: '10.0.0.0/8' } }]],
    ['may be addresses with an empty list of exceptions', { ipBlock: { cidr: '10.0.0.0/8', except: [] } }, [{ ipBlock: { cidr: '10.0.0.0/8' } }]],
    ['may select nothing in particular', {}, [{ podSelector: {} }]],
    ['may select pods in its own namespace', { podSelector: { labelSelector: selector(WEB) } }, [{ podSelector: WEB }]],
    ['may select pods without requirements', { podSelector: { labelSelector: selector({ matchLabels: undefined, matchExpressions: [] }), namespaces: { labelSelector: selector(WEB) } } }, [
      { namespaceSelector: WEB },
    ]],
    ['may select namespaces alone', { podSelector: { namespaces: { names: ['shop', 'web'] } } }, [{ podSelector: {} }, namespaceOf('web')]],
    ['may select namespaces by name and label', { podSelector: { labelSelector: selector(WEB), namespaces: { names: ['shop'], labelSelector: selector(WEB) } } }, [
      { podSelector: WEB, namespaceSelector: { ...WEB, matchLabels: { 'app': 'web', 'kubernetes.io/metadata.name': 'shop' } } },
    ]],
  ])('%s', (_, config, expected) => {
    expect(seen(config)).toStrictEqual(expected);
  });

  test.each<[string, unknown]>([['a text', 'web'], ['null', null], ['nothing', undefined], ['an object', {}]])('is not %s', (_, other) => expect(endpointOf(other)).toBeUndefined());
});

test('pods in no known namespace are nobody to a policy elsewhere', () => {
  expect(endpointOf(side(chart(), 'api', { namespace: undefined }))!.seenFrom('web')).toEqual({
    peers: [],
    faults: [{
      id: 'network/nameable-peer', rule: "'shop/api' is in no known namespace, so that no policy in namespace 'web' can name it", fix: "Give its chart or itself a 'namespace'",
    }],
  });
});

test('traffic with pods in the network of their nodes is warned of, on either side', () => {
  const chart = new Chart(new Cluster({ name: 'prod-eu' }), 'shop', { namespace: 'shop' });
  const image = 'registry.example.com/a:1.4.2';
  const agent = new HardenedDaemonSet(chart, 'agent', { image, ports: [{ port: 4317 }], exceptions: { hostNetwork: 'it answers on the node' } });
  const api = new HardenedDeployment(chart, 'api', { image, ports: [{ port: 8080 }] });
  const web = new HardenedDeployment(chart, 'web', { image, ports: [{ port: 8080 }] });
  const ids = () => Warnings.of(chart).filter(({ id }) => id === 'network/host-network').map(({ object, message }) => `${object}: ${message}`);
  web.allowTo(api);
  expect(ids()).toEqual([]);
  api.allowTo(agent);
  web.allowFrom(agent);
  const message = "'prod-eu/shop/agent' is in the network of its nodes, so that no rule for pods lets its traffic through. Name the addresses of the nodes, too: 'NetworkPeer.cidr'.";
  expect(ids()).toEqual([`NetworkPolicy 'api': ${message}`, `NetworkPolicy 'web': ${message}`]);
});
