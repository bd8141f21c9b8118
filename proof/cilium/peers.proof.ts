import * as assert from 'node:assert/strict';
import { Cloud } from '../../lib/cluster/cloud';
import { ClusterProps } from '../../lib/cluster/cluster';
import { NetworkPeer } from '../../lib/construct/network-peer';
import { NetworkPort } from '../../lib/construct/network-port';
import { KubernetesObject } from '../../lib/manifest/object';
import { Proof, ProofContext } from '../proof';
import { release } from '../versions';
import { podsNamed, policiesOf } from './programs';
import { askCilium, End, Lookup, MeshPod, Question, ReservedEnd, Traffic } from './questions';

const TOPIC = 'HardenedDeployment';
const CLUSTER = 'eu';
const HTTPS = NetworkPort.tcp(443);

export const proofs: Proof[] = [{
  name: 'cluster-peers',
  title: 'Cilium lets workloads to the API server, the cloud, the internet and hosts by their names, and lets in what comes through its ingress, as each was said, and nobody else.',
  needs: ['cilium'],
  run: async (context) => {
    const policies = policiesOf(CLUSTER, ON_AWS, (workload) => {
      const ports = [{ name: 'http', port: 8080 }];
      workload('back', 'operator', { ports, network: { allowTo: [{ peer: NetworkPeer.apiServer() }], allowFrom: [{ peer: NetworkPeer.apiServer(), ports: [NetworkPort.named('http')] }] } });
      workload('back', 'web', { ports, network: { allowFrom: [{ peer: NetworkPeer.ciliumIngress() }] } });
      workload('back', 'crawler', { network: { allowTo: [{ peer: NetworkPeer.internet(), ports: [HTTPS] }] } });
      workload('back', 'payer', { network: { allowTo: [{ peer: NetworkPeer.dnsName('api.stripe.com'), ports: [HTTPS] }] } });
      workload('back', 'agent', { network: { allowTo: [{ peer: NetworkPeer.eksPodIdentityAgent() }] } });
      workload('back', 'node-agent', { network: { allowTo: [{ peer: NetworkPeer.instanceMetadata() }] } });
      workload('back', 'lonely', { ports });
    });
    await taken(context, policies);
    await called(context, policies);
    await calling(context, policies);
    await byName(context, policies);
  },
}];

const ON_AWS: Partial<ClusterProps> = { cloud: Cloud.AWS, capabilities: { cilium: { version: release('github.com/cilium/cilium') } } };

const pod = (namespace: string, name: string, labels: { [key: string]: string } = podsNamed(name)): MeshPod => ({ cluster: CLUSTER, namespace, labels });

const OURS = Object.fromEntries(['operator', 'web', 'crawler', 'payer', 'agent', 'node-agent', 'lonely'].map((name) => [name, { ...pod('back', name), ports: { http: 8080 } }]));
const DNS: End = pod('kube-system', 'dns', { 'k8s-app': 'kube-dns' });

type Ends = { readonly [name: string]: End | ReservedEnd };

/** Who else is there. */
const OTHERS: Ends = {
  'the DNS': DNS,
  'a pod': pod('front', 'other'),
  'the own node': { reserved: ['host'] },
  'another node': { reserved: ['remote-node'] },
  'the ingress': { reserved: ['ingress'] },
  'the API server on the own node': { reserved: ['host', 'kube-apiserver'] },
  'the API server on another node': { reserved: ['remote-node', 'kube-apiserver'] },
  'the API server in the own network': { address: '10.0.0.10', reserved: ['kube-apiserver'] },
  'the API server on the internet': { address: '3.64.0.10', reserved: ['kube-apiserver'] },
  ...Object.fromEntries([
    '1.1.1.1', '192.89.0.1', '2606:4700::1111', '64:ff9b::808:808', // the internet
    '10.0.0.11', '100.64.0.1', '172.16.0.1', '192.168.0.1', '192.88.99.2', '198.18.0.1', '240.0.0.1', 'fd00::1', 'fec0::1', '2002:a00:1::1', '64:ff9b:1::a00:1', '2001:db8::1',
    '169.254.169.254', 'fd00:ec2::254', '169.254.169.253', '168.63.129.16',
  ].map((address) => [address, { address }])),
};
const INTERNET = ['1.1.1.1', '192.89.0.1', '2606:4700::1111', '64:ff9b::808:808', 'the API server on the internet'];
const API_SERVERS = Object.keys(OTHERS).filter((name) => name.startsWith('the API server'));
const PORTS = [53, 80, 443, 6443, 8080, 22];

async function taken(context: ProofContext, policies: readonly KubernetesObject[]): Promise<void> {
  await context.about(TOPIC).check('Cilium takes every policy of those that only it can name', async () => {
    const own = policies.filter(({ kind }) => kind === 'CiliumNetworkPolicy');
    const read = await askCilium(context, own.map((object): Question => ({ ask: 'policy', object, cluster: { name: CLUSTER } })));
    assert.deepEqual(own.map(({ metadata }, index) => [metadata!.name, read[index].error, read[index].rules > 0]).sort(),
      ['agent', 'operator', 'payer', 'web'].map((name) => [name, undefined, true]));
    return `${own.length} policies`;
  });
}

async function called(context: ProofContext, policies: readonly KubernetesObject[]): Promise<void> {
  await expectFlows(context, policies, 'whom each may call, and nobody else', 'egress', OURS, OTHERS, [
    ...Object.keys(OURS).map((from) => `${from} > the DNS 53`),
    ...API_SERVERS.flatMap((server) => [443, 6443].map((port) => `operator > ${server} ${port}`)),
    ...INTERNET.map((address) => `crawler > ${address} 443`),
    'agent > the own node 80',
    // To Cilium, an API server on the own node is that node, too.
    'agent > the API server on the own node 80',
    ...['169.254.169.254', 'fd00:ec2::254'].map((address) => `node-agent > ${address} 80`),
  ]);
}

async function calling(context: ProofContext, policies: readonly KubernetesObject[]): Promise<void> {
  // The own node may always call its pods, as the kubelet must.
  const others = Object.fromEntries(Object.entries(OTHERS).filter(([name]) => !name.includes('own node')));
  await expectFlows(context, policies, 'who may call each, and nobody else', 'ingress', others, OURS, [
    ...API_SERVERS.filter((server) => server in others).map((server) => `${server} > operator 8080`),
    'the ingress > web 8080',
  ]);
}

async function byName(context: ProofContext, policies: readonly KubernetesObject[]): Promise<void> {
  const lookup = (from: string, name: string, answer: string): Lookup => ({ from: OURS[from], to: DNS, port: 53, protocol: 'UDP', name, answer });
  const flow = (from: string, address: string, port = 443): Traffic => ({ from: OURS[from], to: { address }, port });
  const flows: readonly (readonly [string, Traffic, boolean])[] = [
    ['the name', flow('payer', '192.0.2.1'), true],
    ['the name, by its other family', flow('payer', '2001:db8::1'), true],
    ['the name in capitals', flow('payer', '192.0.2.2'), true],
    ['another port of it', flow('payer', '192.0.2.1', 22), false],
    ['another name', flow('payer', '198.51.100.1'), false],
    ['a name below it', flow('payer', '198.51.100.2'), false],
    ['an address that nobody asked for', flow('payer', '198.51.100.3'), false],
    ['the name, from one to whom it was not said', flow('lonely', '192.0.2.1'), false],
  ];
  await context.about(TOPIC).check('a host by its name, whichever address it has, and nothing else', async () => {
    const [{ error, lookups, flows: verdicts }] = await askCilium(context, [{
      ask: 'flows', cluster: { name: CLUSTER }, objects: policies, flows: flows.map(([, one]) => one), lookups: [
        lookup('payer', 'api.stripe.com', '192.0.2.1'), lookup('payer', 'api.stripe.com', '2001:db8::1'), lookup('payer', 'API.Stripe.com', '192.0.2.2'),
        lookup('payer', 'stripe.com', '198.51.100.1'), lookup('payer', 'x.api.stripe.com', '198.51.100.2'), lookup('lonely', 'api.stripe.com', '198.51.100.3'),
      ],
    }]);
    assert.equal(error, undefined);
    // Only of those who may call a name, Cilium looks at the answers.
    assert.deepEqual(lookups!.map(({ egress, seen }) => [egress, seen]), [[true, true], [true, true], [true, true], [true, true], [true, true], [true, false]]);
    assert.deepEqual(flows.map(([what], index) => [what, verdicts![index].egress]), flows.map(([what, , allowed]) => [what, allowed]));
    return `${flows.length} flows`;
  });
}

/** Of everything that these may try, only what is expected gets through. */
async function expectFlows(
  context: ProofContext, objects: readonly KubernetesObject[], title: string, side: 'ingress' | 'egress',
  callers: Ends, callees: Ends, expected: readonly string[],
): Promise<void> {
  await context.about(TOPIC).check(title, async () => {
    const flows = Object.keys(callers).flatMap((from) => Object.keys(callees).flatMap((to) => PORTS.map((port) => ({ what: `${from} > ${to} ${port}`, flow: { from: callers[from], to: callees[to], port } }))));
    const [{ error, flows: verdicts }] = await askCilium(context, [{ ask: 'flows', cluster: { name: CLUSTER }, objects, flows: flows.map(({ flow }) => flow) }]);
    assert.equal(error, undefined);
    assert.deepEqual(flows.filter((_, index) => verdicts![index][side]).map(({ what }) => what).sort(), [...expected].sort());
    return `${flows.length} flows`;
  });
}
