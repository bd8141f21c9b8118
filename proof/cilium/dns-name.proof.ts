import * as assert from 'node:assert/strict';
import { Chart } from 'cdk8s';
import { ClusterCapabilities } from '../../lib/cluster/capabilities';
import { Cluster } from '../../lib/cluster/cluster';
import { NetworkPeer } from '../../lib/construct/network-peer';
import { KubernetesObject } from '../../lib/manifest/object';
import { ExternalServiceEndpoint } from '../../lib/network/external-service-endpoint';
import { ExternalTarget } from '../../lib/network/external-target';
import { HardenedDeployment } from '../../lib/workload/hardened-deployment';
import { Proof, ProofContext } from '../proof';
import { release } from '../versions';
import { podsNamed } from './programs';
import { askCilium, End, isPolicy, Lookup, MeshPod, Question, Traffic } from './questions';

const TOPIC = 'ExternalServiceEndpoint';
const CLUSTER = 'eu';

export const proofs: Proof[] = [{
  name: 'dns-name-policy',
  title: 'Cilium lets chosen workloads out to a service by its DNS name, whichever address it has, and nobody else and to nothing else.',
  needs: ['cilium'],
  run: async (context) => {
    await prove(context, 'the DNS of the cluster', {}, DNS);
    await prove(context, 'the DNS of OpenShift', { dns: OPEN_SHIFT }, { server: pod('openshift-dns', 'dns', OPEN_SHIFT.podLabels), port: 5353 });
    await prove(context, 'a cache on each node', { dns: { nodeLocalAddress: '169.254.20.10' } }, CACHE);
  },
}];

type Labels = { readonly [key: string]: string };

const pod = (namespace: string, name: string, labels: Labels = podsNamed(name)): MeshPod => ({ cluster: CLUSTER, namespace, labels });

interface DnsServer {
  readonly server: End;
  readonly port: number;
}

const DNS: DnsServer = { server: pod('kube-system', 'dns', { 'k8s-app': 'kube-dns' }), port: 53 };
const CACHE: DnsServer = { server: pod('kube-system', 'cache', { 'k8s-app': 'node-local-dns' }), port: 53 };
const OPEN_SHIFT = { namespace: 'openshift-dns', podLabels: { 'dns.operator.openshift.io/daemonset-dns': 'default' }, port: 5353 };
const API = pod('shop', 'api');
const LONELY = pod('shop', 'lonely');
const METABASE = pod('reports', 'metabase');
const OTHER = pod('reports', 'other');

async function prove(context: ProofContext, title: string, capabilities: ClusterCapabilities, { server, port }: DnsServer): Promise<void> {
  const checks = context.about(TOPIC);
  const cluster = { name: CLUSTER };
  const objects = policies(capabilities);
  const read = await askCilium(context, objects.filter(({ kind }) => kind === 'CiliumNetworkPolicy').map((object): Question => ({ ask: 'policy', object, cluster })));
  await checks.check(`Cilium takes every policy: ${title}`, () => {
    assert.deepEqual(read.map(({ error, rules }) => ({ error, read: rules > 0 })), [0, 1].map(() => ({ error: undefined, read: true })));
  });

  const lookup = (from: End, name: string, answer: string, protocol = 'UDP'): Lookup => ({ from, to: server, port, protocol, name, answer });
  const call = (from: End, address: string, to = 5432): Traffic => ({ from, to: { address }, port: to });
  const lookups: readonly [string, Lookup, boolean][] = [
    ['the name of the Service', lookup(API, 'database.shop.svc.cluster.local', '192.0.2.1'), true],
    ['the DNS name itself', lookup(API, 'db.example.com', '192.0.2.2'), true],
    ['in capitals, over TCP', lookup(API, 'DB.Example.com', '192.0.2.3', 'TCP'), true],
    ['an address of the other family', lookup(API, 'db.example.com', '2001:db8::7'), true],
    ['as somebody elsewhere', lookup(METABASE, 'database.shop.svc.cluster.local', '192.0.2.4'), true],
    // What a resolver asks on the way, and what else a workload may want to know.
    ['with a search domain', lookup(API, 'db.example.com.shop.svc.cluster.local', '198.51.100.7'), true],
    ['another name', lookup(API, 'other.example.com', '198.51.100.8'), true],
    ['a name below it', lookup(API, 'x.db.example.com', '198.51.100.9'), true],
    ['as somebody who was not chosen', lookup(LONELY, 'db.example.com', '198.51.100.10'), false],
  ];
  const flows: readonly (readonly [string, Traffic, boolean])[] = [
    ...['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4', '2001:db8::7'].map((address) => [`the chosen one to ${address}`, call(API, address), true] as const),
    ['the chosen one to another port of it', call(API, '192.0.2.1', 22), false],
    ['the chosen one to another address', call(API, '192.0.2.5'), false],
    ...['198.51.100.7', '198.51.100.8', '198.51.100.9', '198.51.100.10'].map((address) => [`the chosen one to ${address}`, call(API, address), false] as const),
    ['a workload that was not chosen', call(LONELY, '192.0.2.1'), false],
    ['somebody elsewhere', call(METABASE, '192.0.2.1'), true],
    // No policy restricted them before, and this one does not begin.
    ['somebody elsewhere to another address', call(METABASE, '192.0.2.5', 22), true],
    ['their neighbour', call(OTHER, '192.0.2.5', 22), true],
  ];
  const [{ error, lookups: heard, flows: verdicts }] = await askCilium(context, [{
    ask: 'flows', cluster, objects, lookups: lookups.map(([, one]) => one), flows: flows.map(([, one]) => one),
  }]);
  await checks.check(`everybody can look up names, and Cilium sees the answers to those who were chosen: ${title}`, () => {
    assert.equal(error, undefined);
    lookups.forEach(([what, , seen], index) => {
      const { egress, seen: found } = heard![index];
      assert.deepEqual({ what, egress, seen: found }, { what, egress: true, seen });
    });
    return `${lookups.length} lookups`;
  });
  await checks.check(`who was chosen gets to the name, and nobody to anything else: ${title}`, () => {
    assert.equal(error, undefined);
    flows.forEach(([who, , allowed], index) => assert.deepEqual({ who, allowed: verdicts![index].egress }, { who, allowed }));
    return `${flows.length} flows`;
  });
}

function policies(capabilities: ClusterCapabilities): KubernetesObject[] {
  const cluster = new Cluster({ name: CLUSTER, capabilities: { cilium: { version: release('github.com/cilium/cilium') }, ...capabilities } });
  const shop = new Chart(cluster, 'shop', { namespace: 'shop' });
  const database = new ExternalServiceEndpoint(shop, 'database', { target: ExternalTarget.dnsName('db.example.com'), ports: [{ name: 'tcp-sql', port: 5432 }] });
  const [api] = ['api', 'lonely'].map((name) => new HardenedDeployment(shop, name, { image: `registry.example.com/${name}:1.0.0` }));
  api.allowTo(database);
  database.allowEgressFrom(NetworkPeer.pods(podsNamed('metabase'), { namespace: 'reports' }));
  return cluster.charts.flatMap((chart) => chart.toJson() as KubernetesObject[]).filter(isPolicy);
}
