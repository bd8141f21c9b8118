import { Lazy } from 'cdk8s';
import { ciliumPorts } from '../../lib/construct/cilium-port';
import { apiServerIn, apiServerPorts, apiServiceCidrs, ciliumIngressIn, hostFaults, hostIn, instanceMetadataIn, podIdentityAgentIn } from '../../lib/construct/cluster-peers';
import { Faults } from '../../lib/construct/faults';
import { FleetError } from '../../lib/construct/fleet-error';
import { endpointOf } from '../../lib/construct/network-endpoint';
import { NetworkPeer } from '../../lib/construct/network-peer';
import { PEERS, SOME_PEERS } from '../../lib/construct/peer-list';
import { placeholder } from '../../lib/manifest/known';

const late: any = Lazy.any({ produce: () => 'x' });

function refused(call: () => unknown): string[] {
  try { call(); } catch (error) { return (error as FleetError).findings.map(({ id, path, message }) => `${id} [${path}] ${message}`); }
  return [];
}

test.each<[() => NetworkPeer, string]>([
  [() => NetworkPeer.pods({ app: 'a' }), 'the pods with these labels'],
  [() => NetworkPeer.namespace('web'), "namespace 'web'"],
  [() => NetworkPeer.namespace(late), 'namespace of a value that is no text'],
  [() => NetworkPeer.allNamespaces(), 'all namespaces'],
  [() => NetworkPeer.cidr('10.0.0.0/8'), "'10.0.0.0/8'"],
  [() => NetworkPeer.internet(), 'the internet'],
  [() => NetworkPeer.anywhere(), 'every address'],
  [() => NetworkPeer.apiServer(), 'the API server'],
  [() => NetworkPeer.instanceMetadata(), 'the metadata service'],
  [() => NetworkPeer.eksPodIdentityAgent(), 'the agent of EKS Pod Identity'],
  [() => NetworkPeer.ciliumIngress(), "Cilium's ingress"],
  [() => NetworkPeer.dnsName('api.example.com'), "'api.example.com'"],
])('peer %# is called in messages what it is: %s', (make, description) => {
  const peer = make();
  expect([peer._description, endpointOf(peer)!.description]).toEqual([description, description]);
});

test('those that only call, or are only called, are said in that direction alone', () => {
  const only = (peer: NetworkPeer) => endpointOf(peer)!.only;
  expect([NetworkPeer.instanceMetadata(), NetworkPeer.eksPodIdentityAgent(), NetworkPeer.dnsName('a.b'), NetworkPeer.ciliumIngress(), NetworkPeer.apiServer()].map(only))
    .toEqual(['egress', 'egress', 'egress', 'ingress', undefined]);
});

test.each<[string, () => unknown, string[]]>([
  ['a host without a name', () => NetworkPeer.dnsName(undefined as any), ["prop/required [NetworkPeer.dnsName] 'name' must be given. Use a name such as 'api.example.com'."]],
  ['a namespace without a name', () => NetworkPeer.namespace(null as any), ["prop/required [NetworkPeer.namespace] 'name' must be given. Use the name of a namespace."]],
  ['pods without labels', () => NetworkPeer.pods(undefined as any), [
    "prop/type [NetworkPeer.pods] 'labels' must be an object of names and values, got undefined. Use one such as { 'app.kubernetes.io/name': 'ingress-nginx' }.",
  ]],
  ['options of pods that are a text', () => NetworkPeer.pods({}, 'web' as any), ["prop/type [NetworkPeer.pods] must be an object, got a text. Use one such as { namespace: 'ingress-nginx' }."]],
  ['a namespace of pods that is a number', () => NetworkPeer.pods({}, { namespace: 5 as any }), ["prop/type [NetworkPeer.pods] 'namespace' must be a string, got a number. Put it in quotes."]],
  ['options of a range that are a text', () => NetworkPeer.cidr('10.0.0.0/8', 'x' as any), ["prop/type [NetworkPeer.cidr] must be an object, got a text. Use one such as { except: ['10.20.1.0/24'] }."]],
])('ends the call for %s', (_, call, expected) => {
  expect(refused(call)).toEqual(expected);
});

describe('what a peer selects', () => {
  const judged = (make: () => NetworkPeer) => {
    const { judge, given } = endpointOf(make())!.selection!;
    return judge(given).map(({ id, rule, got, fix }) => [id, rule, got, fix]);
  };
  const CIDR_FIX = "Use a range such as '10.20.0.0/16', or '10.20.0.5/32' for one address";

  test.each<[string, () => NetworkPeer, unknown[][]]>([
    ['exceptions are not measured by a range that is none', () => NetworkPeer.cidr('ten', { except: ['10.1.0.0/16'] }), [
      ['prop/grammar', 'must be a CIDR such as 10.9.8.0/24 or 2001:db8::/64', 'ten', CIDR_FIX],
    ]],
    ['nor by one that is not known yet', () => NetworkPeer.cidr(late, { except: ['10.1.0.0/16'] }), []],
    ['each exception is within the range', () => NetworkPeer.cidr('10.0.0.0/8', { except: ['10.1.0.0/16', '11.0.0.0/8', '10.0.0.0/8', placeholder('x')] }), [
      ['prop/grammar', 'must leave out parts of 10.0.0.0/8 only', '11.0.0.0/8', "Correct 'except'"],
      ['prop/grammar', 'must leave out parts of 10.0.0.0/8 only', '10.0.0.0/8', "Correct 'except'"],
    ]],
    ['a host is no address', () => NetworkPeer.dnsName('10.0.0.1'), [
      ['prop/grammar', 'must be a DNS name, and this is an address', '10.0.0.1', "Use 'NetworkPeer.cidr'"],
    ]],
    ['a host has more than one part', () => NetworkPeer.dnsName('api'), [['prop/grammar', expect.stringMatching(/^must have at least two parts: /), 'api', "Use a name such as 'api.example.com'"]]],
    ['a host is a DNS name', () => NetworkPeer.dnsName('*.example.com'), [
      ['prop/grammar', expect.stringMatching(/^must be a DNS subdomain/), '*.example.com', "Use a name such as 'api.example.com'"],
    ]],
    ['a host may not be known yet', () => NetworkPeer.dnsName(late), []],
    ['a host that is one is let through', () => NetworkPeer.dnsName('api.example.com'), []],
    ['a namespace is a DNS label', () => NetworkPeer.namespace('a.b'), [['prop/grammar', expect.stringMatching(/^must be a DNS label/), 'a.b', 'Use the name of a namespace']]],
    ['labels and the namespace of pods', () => NetworkPeer.pods({ '/': 'x y' }, { namespace: 'A' }), [
      ['prop/grammar', expect.stringMatching(/^must be a label key/), '/', "Use a key such as 'app.kubernetes.io/name'"],
      ['prop/grammar', expect.stringMatching(/^must be a label value/), 'x y', "Correct the value of '/'"],
      ['prop/grammar', expect.stringMatching(/^must be a DNS label/), 'A', 'Use the name of a namespace'],
    ]],
  ])('%s', (_, make, expected) => {
    expect(judged(make)).toEqual(expected);
  });
});

describe('in a cluster of which nothing is said', () => {
  const NOBODY = { peers: [] };

  test.each<[string, () => ReturnType<typeof apiServerIn>, object[]]>([
    ['the API server', () => apiServerIn({}), [{
      id: 'network/nameable-peer', rule: 'must be known to the cluster, which does not say where its API server is',
      fix: "Say 'apiServer: { cidrs: […] }' on the Cluster, with the addresses that 'kubectl get endpointslices -n default' shows for 'kubernetes'; or its 'capabilities.cilium'",
    }]],
    ["Cilium's ingress", () => ciliumIngressIn({}), [{
      id: 'network/nameable-peer', rule: 'needs Cilium, whose ingress it is, and the cluster is not known to have it',
      fix: "Set 'capabilities.cilium' on the Cluster, or name the pods of its ingress controller with 'NetworkPeer.pods'",
    }]],
    ['a host', () => hostIn('api.example.com')({}), [{
      id: 'network/nameable-peer', rule: "needs Cilium, because a NetworkPolicy can't name a host, and the cluster is not known to have it",
      fix: "Set 'capabilities.cilium' on the Cluster if it has Cilium; else use 'NetworkPeer.internet()', or 'NetworkPeer.cidr' with its addresses",
    }]],
  ])('%s is a fault, and selects nobody', (_, make, expected) => {
    const { faults, seenFrom } = make();
    expect(faults).toEqual(expected);
    expect(seenFrom('shop')).toEqual(NOBODY);
  });

  test('the API server listens on its usual ports, and has no Service', () => {
    expect([apiServerIn({}).ports, apiServerPorts({}), apiServiceCidrs({})]).toEqual([[443, 6443].map((port) => ({ protocol: 'TCP', port })), [443, 6443], []]);
  });

  test('nodes have the addresses that they usually have', () => {
    const [metadata, agent] = [instanceMetadataIn({}), podIdentityAgentIn({})];
    expect([metadata.seenFrom('a'), metadata.ports, metadata.front]).toEqual([{ peers: [{ ipBlock: { cidr: '169.254.169.254/32' } }] }, [{ protocol: 'TCP', port: 80 }], undefined]);
    expect(agent.seenFrom('a')).toEqual({ peers: [{ ipBlock: { cidr: '169.254.170.23/32' } }, { ipBlock: { cidr: 'fd00:ec2::23/128' } }] });
  });
});

describe('in a cluster with Cilium', () => {
  test('a host outside is named', () => {
    const { faults, seenFrom } = hostIn('api.example.com')({ hasCilium: true });
    expect([faults, seenFrom('a')]).toEqual([undefined, { peers: [], cilium: { host: 'api.example.com' } }]);
  });

  test.each<[string, string, object]>([
    ['of its domain', 'api.shop.svc.cluster.local', { domain: 'cluster.local' }],
    ['of a domain of its own', 'api.shop.svc.corp', { domain: 'corp' }],
    ['of a Service, in short', 'api.shop.svc', {}],
  ])('a name %s is a fault', (_, name, network) => {
    expect(hostFaults({ name }, { hasCilium: true, ...network })).toEqual([{
      id: 'network/nameable-peer', rule: "must not be a name of the cluster's own, which no policy sees through", got: name, fix: "Allow the workload behind it, or 'NetworkPeer.pods'",
    }]);
  });

  test('its domain is cluster.local where none is said', () => {
    const name = 'api.shop.svc.cluster.local';
    expect([hostFaults({ name }, { hasCilium: true }).length, hostFaults({ name }, { hasCilium: true, domain: 'corp' }).length]).toEqual([1, 0]);
  });

  test('entities are named in place of addresses', () => {
    const network = { hasCilium: true };
    expect([apiServerIn(network), ciliumIngressIn(network), podIdentityAgentIn(network)].map(({ seenFrom }) => seenFrom('a').cilium)).toEqual([
      { entity: 'kube-apiserver' }, { entity: 'ingress' }, { entity: 'host' },
    ]);
  });

  test('a port that is missing stays missing, and so does the end of a range', () => {
    expect(ciliumPorts([{ protocol: 'TCP', port: undefined as any }, { protocol: 'TCP', port: 80 }, { protocol: 'UDP', port: 1, endPort: 9 }])).toStrictEqual([
      { ports: [{ port: undefined, protocol: 'TCP' }, { port: '80', protocol: 'TCP' }, { port: '1', protocol: 'UDP', endPort: 9 }] },
    ]);
  });

  test('a list has at most 40 ports, and no ports are one list without any', () => {
    const ports = (count: number) => Array.from({ length: count }, (_, index) => ({ protocol: 'TCP', port: index + 1 }));
    expect([0, 40, 41, 81].map((count) => ciliumPorts(ports(count)).map((each) => each.ports.length))).toEqual([[0], [40], [40, 1], [40, 40, 1]]);
  });
});

describe('a list of peers', () => {
  const FIX = "Use one such as [NetworkPeer.pods({ 'app.kubernetes.io/name': 'prometheus' }, { namespace: 'monitoring' })].";
  const NO_PEER = "prop/type: 'callers[0]' must be a value of this library's 'NetworkPeer', got a text. Use 'NetworkPeer.pods(…)'.";
  const said = (shape: typeof PEERS, value: unknown) => {
    const faults = new Faults('test');
    shape(value, faults.props.at('callers'));
    return faults.error.findings.map(({ id, message }) => `${id}: ${message}`);
  };

  test.each<[string, unknown, string[], string[]]>([
    ['nothing', undefined, [], [`prop/required: 'callers' must be given. ${FIX}`]],
    ['null', null, [], [`prop/required: 'callers' must be given. ${FIX}`]],
    ['an empty one', [], [`prop/range: 'callers' must hold at least one. ${FIX}`], [`prop/range: 'callers' must hold at least one. ${FIX}`]],
    ['no list', {}, [`prop/type: 'callers' must be a list. ${FIX}`], [`prop/type: 'callers' must be a list. ${FIX}`]],
    ['one of something else', ['web'], [NO_PEER], [NO_PEER]],
  ])('is judged alike, but may be left out or not: %s', (_, value, optional, needed) => {
    expect([said(PEERS, value), said(SOME_PEERS, value)]).toEqual([optional, needed]);
  });

  test('may hold what selects somebody', () => expect(said(SOME_PEERS, [NetworkPeer.namespace('web'), NetworkPeer.internet()])).toEqual([]));

  test('is judged by what each selects, because no policy will', () => {
    expect(said(PEERS, [NetworkPeer.internet(), NetworkPeer.namespace('A')])).toEqual([expect.stringMatching(/^prop\/grammar: 'callers\[1\]' must be a DNS label.*, got 'A'\. Use the name of a namespace\.$/)]);
  });
});
