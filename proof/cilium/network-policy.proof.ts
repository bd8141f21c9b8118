import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { ClusterCapabilities } from '../../lib/cluster/capabilities';
import { NetworkPeer } from '../../lib/construct/network-peer';
import { NetworkPort } from '../../lib/construct/network-port';
import { PortProtocol } from '../../lib/construct/port-protocol';
import { KubernetesObject } from '../../lib/manifest/object';
import { Proof, ProofContext } from '../proof';
import { release } from '../versions';
import { podsNamed, policiesOf } from './programs';
import { askCilium, End, flowsOf, MeshPod, Question, Traffic } from './questions';
import * as TRAFFIC from './random-traffic';

const TOPIC = 'HardenedDeployment';
const CLUSTER = 'eu';

export const proofs: Proof[] = [{
  name: 'network-policy',
  title: 'Cilium lets declared callers and callees of a HardenedDeployment through, on declared ports only, and everybody to the DNS.',
  needs: ['cilium'],
  run: async (context) => {
    await table(context);
    await dns(context);
    await random(context);
  },
}];

const pod = (namespace: string, name: string, labels: { [key: string]: string } = podsNamed(name)): MeshPod => ({ cluster: CLUSTER, namespace, labels });

/** Who is there. Those of `OURS` have a policy. */
const OURS: { readonly [name: string]: End } = {
  'back/api': { ...pod('back', 'api'), ports: { http: 8080, dns: 5353 } },
  'back/worker': pod('back', 'worker'),
  'front/web': pod('front', 'web'),
  'front/lonely': pod('front', 'lonely'),
};
const OTHERS: { readonly [name: string]: End } = {
  'front/api': pod('front', 'api'),
  'back/stranger': pod('back', 'stranger'),
  'ingress/nginx': pod('ingress', 'nginx', { ...podsNamed('nginx'), tier: 'edge' }),
  'ingress/other': pod('ingress', 'other'),
  'back/nginx': pod('back', 'nginx'),
  'monitoring/prometheus': { ...pod('monitoring', 'prometheus'), ports: { push: 9091 } },
  'kube-system/dns': pod('kube-system', 'dns', { 'k8s-app': 'kube-dns' }),
  'kube-system/other': pod('kube-system', 'other'),
  'back/dns': pod('back', 'dns', { 'k8s-app': 'kube-dns' }),
  '10.20.0.5': { address: '10.20.0.5' },
  '10.20.9.7': { address: '10.20.9.7' },
  '192.0.2.1': { address: '192.0.2.1' },
  '198.51.100.1': { address: '198.51.100.1' },
  '2001:db8::5': { address: '2001:db8::5' },
  '2001:db8:1::5': { address: '2001:db8:1::5' },
};
const PORTS = ['8080/TCP', '8080/UDP', '5353/UDP', '5353/TCP', '53/UDP', '53/TCP', '5432/TCP', '9090/TCP', '9091/TCP', '9099/TCP', '9100/TCP', '443/TCP'];

async function table(context: ProofContext): Promise<void> {
  const policies = policiesOf(CLUSTER, {}, (workload) => {
    const api = workload('back', 'api', {
      ports: [{ name: 'http', port: 8080 }, { name: 'dns', port: 5353, protocol: PortProtocol.UDP }],
      network: {
        allowFrom: [
          { peer: NetworkPeer.pods({ tier: 'edge' }, { namespace: 'ingress' }), ports: [NetworkPort.named('http')] },
          { peer: NetworkPeer.cidr('192.0.2.0/24'), ports: [NetworkPort.named('http')] },
        ],
        allowTo: [
          { peer: NetworkPeer.cidr('10.20.0.0/16', { except: ['10.20.9.0/24'] }), ports: [NetworkPort.tcp(5432)] },
          { peer: NetworkPeer.cidr('2001:db8::/48'), ports: [NetworkPort.tcp(443)] },
        ],
      },
    });
    const worker = workload('back', 'worker', {
      network: { allowTo: [{ peer: NetworkPeer.namespace('monitoring'), ports: [NetworkPort.tcpRange(9090, 9099)] }] },
    });
    const web = workload('front', 'web', {
      network: { allowTo: [{ peer: NetworkPeer.pods(podsNamed('prometheus'), { namespace: 'monitoring' }), ports: [NetworkPort.named('push')] }] },
    });
    workload('front', 'lonely', {});
    api.allowFrom(web, NetworkPort.named('http'));
    worker.allowTo(api);
  });
  await expectFlows(context, 'whom each may call, and nobody else', policies, 'egress', [
    ...Object.keys(OURS).flatMap((from) => [`${from} > kube-system/dns 53/TCP`, `${from} > kube-system/dns 53/UDP`]),
    'back/api > 10.20.0.5 5432/TCP',
    'back/api > 2001:db8::5 443/TCP',
    'back/worker > back/api 8080/TCP',
    'back/worker > back/api 5353/UDP',
    ...[9090, 9091, 9099].map((port) => `back/worker > monitoring/prometheus ${port}/TCP`),
    'front/web > back/api 8080/TCP',
    'front/web > monitoring/prometheus 9091/TCP',
  ]);
  await expectFlows(context, 'who may call each, and nobody else', policies, 'ingress', [
    'front/web > back/api 8080/TCP',
    'ingress/nginx > back/api 8080/TCP',
    '192.0.2.1 > back/api 8080/TCP',
    'back/worker > back/api 8080/TCP',
    'back/worker > back/api 5353/UDP',
  ]);
}

/** Where the DNS is, as the cluster says. */
async function dns(context: ProofContext): Promise<void> {
  const openShift = { namespace: 'openshift-dns', podLabels: { 'dns.operator.openshift.io/daemonset-dns': 'default' }, port: 5353 };
  const cases: readonly [string, ClusterCapabilities, readonly string[]][] = [
    ['as usual', {}, ['kube-system/dns 53']],
    ['on OpenShift', { dns: openShift }, ['openshift-dns/dns 5353']],
    ['with a cache on each node', { dns: { nodeLocalAddress: '169.254.20.10' } }, ['kube-system/dns 53', '169.254.20.10 53']],
    ['with a cache to which Cilium redirects', { cilium: { version: release('github.com/cilium/cilium') }, dns: { nodeLocalAddress: '169.254.20.10' } },
      ['kube-system/dns 53', '169.254.20.10 53', 'kube-system/cache 53']],
    ['with such a cache on OpenShift', { cilium: { version: release('github.com/cilium/cilium') }, dns: { ...openShift, nodeLocalAddress: '169.254.20.10' } },
      ['openshift-dns/dns 5353', '169.254.20.10 53', 'openshift-dns/cache 53']],
  ];
  const lonely = { 'front/lonely': OURS['front/lonely'] };
  const others = {
    'kube-system/dns': OTHERS['kube-system/dns'],
    'kube-system/cache': pod('kube-system', 'cache', { 'k8s-app': 'node-local-dns' }),
    'openshift-dns/dns': pod('openshift-dns', 'dns', openShift.podLabels),
    'openshift-dns/cache': pod('openshift-dns', 'cache', { 'k8s-app': 'node-local-dns' }),
    'front/cache': pod('front', 'cache', { 'k8s-app': 'node-local-dns' }),
    '169.254.20.10': { address: '169.254.20.10' },
    '169.254.169.254': { address: '169.254.169.254' },
  };
  for (const [title, capabilities, servers] of cases) {
    const policies = policiesOf(CLUSTER, { capabilities }, (workload) => workload('front', 'lonely', {}));
    await expectFlows(context, `whom pods may call that nobody else was said to: the DNS, ${title}`, policies, 'egress',
      servers.flatMap((server) => ['TCP', 'UDP'].map((protocol) => `front/lonely > ${server}/${protocol}`)), lonely, others);
  }
}

async function random(context: ProofContext): Promise<void> {
  const numRuns = 200 * context.random.times;
  const programs = fc.sample(TRAFFIC.randomTraffic, { seed: context.random.seed, numRuns });
  const all = { ...TRAFFIC.OURS, ...TRAFFIC.OTHERS };
  const flows = {
    egress: flowsAmong(TRAFFIC.OURS, all, TRAFFIC.TRIED),
    ingress: flowsAmong(all, TRAFFIC.OURS, TRAFFIC.TRIED),
  };
  await context.about(TOPIC).check('what random programs say, and nothing else', async () => {
    const answers = await askCilium(context, programs.map((program): Question => ({
      ask: 'flows', cluster: { name: CLUSTER }, objects: policiesOf(CLUSTER, {}, (workload) => TRAFFIC.define(program, workload)),
      flows: [...flows.egress, ...flows.ingress].map(({ flow }) => flow),
    })));
    let allowed = 0;
    answers.forEach(({ error, flows: verdicts }, index) => {
      assert.equal(error, undefined, JSON.stringify(programs[index]));
      for (const side of ['egress', 'ingress'] as const) {
        flows[side].forEach(({ from, to, port }, position) => {
          const verdict = verdicts![position + (side === 'egress' ? 0 : flows.egress.length)][side];
          const expected = TRAFFIC.promised(programs[index], side, from, to, port);
          if (verdict) { allowed++; }
          assert.equal(verdict, expected, `${side} of ${from} > ${to} ${port} with ${JSON.stringify(programs[index])}`);
        });
      }
    });
    return `${numRuns} programs, ${numRuns * (flows.egress.length + flows.ingress.length)} flows, ${allowed} allowed`;
  });
}

/** Everything that gets through among all who are there, on all ports, is what is expected. */
async function expectFlows(
  context: ProofContext, title: string, policies: readonly KubernetesObject[], side: 'ingress' | 'egress', expected: readonly string[], ours = OURS, others = OTHERS,
): Promise<void> {
  await context.about(TOPIC).check(title, async () => {
    const all = { ...ours, ...others };
    const flows = side === 'egress' ? flowsAmong(ours, all, PORTS) : flowsAmong(all, ours, PORTS);
    const verdicts = await flowsOf(context, CLUSTER, policies, flows.map(({ flow }) => flow));
    const allowed = flows.filter((_, index) => verdicts[index][side]).map(({ from, to, port }) => `${from} > ${to} ${port}`);
    assert.deepEqual(allowed.sort(), [...expected].sort());
    return `${flows.length} flows`;
  });
}

interface NamedFlow {
  readonly from: string;
  readonly to: string;
  readonly port: string;
  readonly flow: Traffic;
}

function flowsAmong(callers: { readonly [name: string]: End }, called: { readonly [name: string]: End }, ports: readonly string[]): NamedFlow[] {
  return Object.keys(callers).flatMap((from) => Object.keys(called).filter((to) => to !== from).flatMap((to) => ports.map((port) => {
    const [number, protocol] = port.split('/');
    return { from, to, port, flow: { from: callers[from], to: called[to], port: Number(number), protocol } };
  })));
}
