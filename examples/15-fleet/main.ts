// A shop in four clusters on three clouds. Two of them are in one mesh, and live on each other's catalogue when their own is gone.
import * as path from 'node:path';
import { Chart, JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { chosenDelivery } from './delivery';
import {
  ClusterSelector, Fleet, GlobalServiceAffinity, HardenedDeployment, Inventory, LocalBackends, Probe, SpotNodePool, SpotProvider, TaintEffect,
} from 'fleetwright';

const RELEASE = process.env.RELEASE ?? '2026.11.3';
const HTTP = { name: 'http', port: 8080 };

const delivery = chosenDelivery();

const fleet = new Fleet({
  clusters: Inventory.fromFile(path.join(__dirname, 'clusters.yaml')),
  defaults: { acceptedWarnings: delivery?.accepted },
  environments: {
    dev: { workloads: { maxReplicas: 1, maxCpu: '50m', spread: false, disruptionBudget: false } },
    production: { workloads: { replicas: 3 }, warningsAsErrors: ['*'] },
  },
});
const MESHED = ClusterSelector.where('clusters of the mesh', { matches: ({ capabilities }) => capabilities?.cilium?.mesh !== undefined });
const WITH_KARPENTER = ClusterSelector.capabilities('karpenter');

// What spans clusters is said once.
const web = fleet.workload('web', { namespace: 'storefront' });
const catalogue = fleet.globalService('catalogue', {
  namespace: 'catalogue', ports: [HTTP], members: MESHED, affinity: GlobalServiceAffinity.LOCAL, allowFrom: [web],
});

// The platform, in every cluster.
fleet.run(ClusterSelector.all(), {
  define: (cluster) => {
    const namespaces = new Chart(cluster, 'namespaces');
    for (const name of ['storefront', 'catalogue']) {
      new kplus.Namespace(namespaces, name, { metadata: { name, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } });
    }
  },
});

// The shop, in every cluster: with the pods of the mesh behind the catalogue, or with its own alone.
fleet.run(ClusterSelector.all(), {
  define: (cluster) => {
    const chart = new Chart(cluster, 'catalogue', { namespace: 'catalogue' });
    const isShared = MESHED.selects(cluster);
    const pods = new HardenedDeployment(chart, 'catalogue', {
      image: `registry.example.com/catalogue:${RELEASE}`,
      ports: [HTTP],
      probes: { readiness: Probe.httpGet('/ready') },
      ...(isShared ? {} : { service: {} }),
    });
    const callee = isShared ? catalogue.define(chart, { backends: LocalBackends.ofWorkload(pods) }) : pods;

    const front = new HardenedDeployment(new Chart(cluster, 'storefront', { namespace: 'storefront' }), 'web', {
      image: `registry.example.com/storefront/web:${RELEASE}`,
      ports: [HTTP],
      probes: { readiness: Probe.httpGet('/ready') },
      env: { CATALOGUE_URL: 'http://catalogue.catalogue:8080' },
      ingress: { host: cluster.values.text('host'), ingressClassName: 'nginx', tlsSecretName: 'storefront-tls' },
      service: { ports: [{ port: 80 }] },
    });
    front.allowTo(callee);
    web.is(front);
  },
});

// Spot nodes, where Karpenter makes them. The storefront runs there, with one replica in five on machines that stay.
fleet.run(WITH_KARPENTER, {
  define: (cluster) => {
    const spot = new SpotNodePool(new Chart(cluster, 'nodes'), 'spot', {
      provider: SpotProvider.karpenterAws({
        amiSelectorTerms: [{ alias: 'bottlerocket@v1.49.0' }],
        role: `KarpenterNodeRole-${cluster.name}`,
        subnetSelectorTerms: [{ tags: { 'karpenter.sh/discovery': cluster.name } }],
        securityGroupSelectorTerms: [{ tags: { 'karpenter.sh/discovery': cluster.name } }],
      }),
      families: ['m6i', 'm7i', 'm6a', 'm7a'],
      limits: { cpu: '200', memory: '800Gi' },
      onDemandBasePercent: 20,
      startupTaints: [{ key: 'node.cilium.io/agent-not-ready', effect: TaintEffect.NO_EXECUTE }],
    });
    spot.host(cluster.node.findChild('storefront'));
  },
});

// A difference, and why.
fleet.override(ClusterSelector.names('prod-us'), { kind: 'Deployment', name: 'web', namespace: 'storefront' }, 'the campaign of November runs there',
  JsonPatch.replace('/spec/replicas', 6));

// How all of it gets there.
if (delivery !== undefined) { fleet.deliver(delivery.engine, delivery.hub); }

fleet.synth();
