import { App, Chart, Testing } from 'cdk8s';
import * as plus28 from 'cdk8s-plus-28';
import * as plus33 from 'cdk8s-plus-33';
import * as plus34 from 'cdk8s-plus-34';
import { ExternalServiceEndpoint, ExternalTarget, HardenedDeployment, LocalBackends, SpreadAcrossZones } from 'fleetwright';

// What is written here compiles for each version, or the test does not run: workloads of theirs where ours are taken, and ours where theirs are.

interface Both {
  readonly chart: Chart;
  readonly ours: HardenedDeployment;
  readonly outside: ExternalServiceEndpoint;
}

const IMAGE = { image: 'registry.example.com/shop/web:1.4.2', portNumber: 8080 };

const VERSIONS: [string, (both: Both) => void][] = [
  ['28', ({ chart, ours, outside }) => {
    const theirs = new plus28.Deployment(chart, 'theirs', { containers: [IMAGE], podMetadata: { labels: { app: 'theirs' } } });
    ours.allowFrom(theirs);
    ours.allowTo(theirs);
    LocalBackends.ofWorkload(theirs);
    new SpreadAcrossZones(chart, 'spread', { workloads: [theirs] });
    new HardenedDeployment(chart, 'other', { image: IMAGE.image, ports: [{ port: 8080 }], network: { allowFrom: [{ peer: theirs }] } });
    new plus28.HorizontalPodAutoscaler(chart, 'hpa', { target: ours, maxReplicas: 4 });
    new plus28.Service(chart, 'service', { selector: ours, ports: [{ port: 80 }] });
    new plus28.NetworkPolicy(chart, 'policy', { selector: theirs, egress: { rules: [{ peer: ours }, { peer: outside }] } });
    theirs.connections.allowTo(ours, { isolation: plus28.PodConnectionsIsolation.POD });
  }],
  ['33', ({ chart, ours, outside }) => {
    const theirs = new plus33.Deployment(chart, 'theirs', { containers: [IMAGE], podMetadata: { labels: { app: 'theirs' } } });
    ours.allowFrom(theirs);
    ours.allowTo(theirs);
    LocalBackends.ofWorkload(theirs);
    new SpreadAcrossZones(chart, 'spread', { workloads: [theirs] });
    new HardenedDeployment(chart, 'other', { image: IMAGE.image, ports: [{ port: 8080 }], network: { allowFrom: [{ peer: theirs }] } });
    new plus33.HorizontalPodAutoscaler(chart, 'hpa', { target: ours, maxReplicas: 4 });
    new plus33.Service(chart, 'service', { selector: ours, ports: [{ port: 80 }] });
    new plus33.NetworkPolicy(chart, 'policy', { selector: theirs, egress: { rules: [{ peer: ours }, { peer: outside }] } });
    theirs.connections.allowTo(ours, { isolation: plus33.PodConnectionsIsolation.POD });
  }],
  ['34', ({ chart, ours, outside }) => {
    const theirs = new plus34.Deployment(chart, 'theirs', { containers: [IMAGE], podMetadata: { labels: { app: 'theirs' } } });
    ours.allowFrom(theirs);
    ours.allowTo(theirs);
    LocalBackends.ofWorkload(theirs);
    new SpreadAcrossZones(chart, 'spread', { workloads: [theirs] });
    new HardenedDeployment(chart, 'other', { image: IMAGE.image, ports: [{ port: 8080 }], network: { allowFrom: [{ peer: theirs }] } });
    new plus34.HorizontalPodAutoscaler(chart, 'hpa', { target: ours, maxReplicas: 4 });
    new plus34.Service(chart, 'service', { selector: ours, ports: [{ port: 80 }] });
    new plus34.NetworkPolicy(chart, 'policy', { selector: theirs, egress: { rules: [{ peer: ours }, { peer: outside }] } });
    theirs.connections.allowTo(ours, { isolation: plus34.PodConnectionsIsolation.POD });
  }],
];

const synthesized = (use: (both: Both) => void) => {
  const chart = new Chart(new App(), 'shop', { namespace: 'shop', disableResourceNameHashes: true });
  const ours = new HardenedDeployment(chart, 'ours', { image: IMAGE.image, ports: [{ port: 8080 }] });
  const outside = new ExternalServiceEndpoint(chart, 'outside', { target: ExternalTarget.addresses(['10.20.0.11']), ports: [{ port: 5432 }] });
  use({ chart, ours, outside });
  return Testing.synth(chart);
};
const named = (objects: any[], kind: string, name: string) => objects.find((object) => object.kind === kind && object.metadata.name.endsWith(name));

test.each(VERSIONS)('workloads of cdk8s-plus-%s and ours are taken in each other\'s places', (_, use) => {
  const objects = synthesized(use);
  const { spec: theirs } = named(objects, 'Deployment', 'theirs');
  const selected = theirs.selector.matchLabels;
  expect(Object.keys(selected)).not.toEqual([]);
  expect(named(objects, 'NetworkPolicy', 'ours').spec.ingress).toEqual([
    { from: [{ podSelector: { matchLabels: selected } }], ports: [{ port: 8080, protocol: 'TCP' }] },
  ]);
  expect(named(objects, 'NetworkPolicy', 'ours').spec.egress).toContainEqual({
    to: [{ podSelector: { matchLabels: selected } }], ports: [{ port: 8080, protocol: 'TCP' }],
  });
  expect(named(objects, 'NetworkPolicy', 'other').spec.ingress[0].from).toEqual([{ podSelector: { matchLabels: selected } }]);
  expect(theirs.template.spec.topologySpreadConstraints).not.toHaveLength(0);
  expect(named(objects, 'HorizontalPodAutoscaler', 'hpa').spec.scaleTargetRef).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'ours' });
  expect(named(objects, 'Deployment', 'ours').spec).not.toHaveProperty('replicas');
  expect(named(objects, 'Service', 'service').spec.selector).toEqual({ 'app.kubernetes.io/name': 'ours' });
  expect(named(objects, 'NetworkPolicy', 'policy').spec.egress[0].to).toEqual([expect.objectContaining({ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'ours' } } })]);
});

test('what is no peer of theirs or ours does not compile', () => {
  const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
  const ours = new HardenedDeployment(chart, 'ours', { image: IMAGE.image, ports: [{ port: 8080 }] });
  // @ts-expect-error -- a chart is nobody who could call
  ours.allowFrom(chart);
  // @ts-expect-error -- a chart selects no pods
  LocalBackends.ofWorkload(chart);
  expect(() => Testing.synth(chart)).toThrow("must be a workload, a peer of cdk8s-plus, or a 'NetworkPeer'");
});
