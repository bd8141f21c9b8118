// A catalogue that runs in two clusters and is called in three: each prefers its own pods and lives on when they are gone.
import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { Chart } from 'cdk8s';
import { GlobalCiliumService, GlobalServiceAffinity, HardenedDeployment, LocalBackends, Probe } from 'fleetwright';
import { ChartComponent, Cluster } from 'fleetwright/pulumi';

const config = new pulumi.Config();
const PORTS = [{ name: 'http', port: 8080 }];

const CLUSTERS = [
  { name: 'prod-eu', id: 1, runsCatalogue: true },
  { name: 'prod-us', id: 2, runsCatalogue: true },
  { name: 'edge', id: 3, runsCatalogue: false },
];

for (const { name, id, runsCatalogue } of CLUSTERS) {
  const cluster = new Cluster(name, {
    kubernetesVersion: '1.34',
    capabilities: { cilium: { version: '1.19.4', mesh: { id } } },
  }, { providers: [new k8s.Provider(name, { context: config.get(name) ?? name })] });
  const namespaces = ['catalogue', 'shop'].map((namespace) =>
    new k8s.core.v1.Namespace(`${name}-${namespace}`, {
      metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'baseline' } },
    }, { parent: cluster }));

  new ChartComponent(`${name}-services`, (services) => {
    // Name and namespace of a global service are the same everywhere.
    const chart = new Chart(services, 'catalogue', { namespace: 'catalogue' });

    const catalogue = runsCatalogue ? catalogueIn(chart) : new GlobalCiliumService(chart, 'catalogue', {
      backends: LocalBackends.none(),
      ports: PORTS,
      remotePodLabels: { 'app.kubernetes.io/name': 'catalogue' },
    });

    const web = new HardenedDeployment(new Chart(services, 'shop', { namespace: 'shop' }), 'web', {
      image: 'registry.example.com/shop/web:3.12.0',
      env: { CATALOGUE_URL: 'http://catalogue.catalogue:8080' },
    });
    web.allowTo(catalogue);
  }, {}, { parent: cluster, dependsOn: namespaces });
}

function catalogueIn(chart: Chart): GlobalCiliumService {
  const pods = new HardenedDeployment(chart, 'catalogue', {
    image: 'registry.example.com/catalogue:2.3.0',
    replicas: 3,
    ports: PORTS,
    probes: { readiness: Probe.httpGet('/ready') },
  });
  return new GlobalCiliumService(chart, 'catalogue-global', {
    name: 'catalogue',
    backends: LocalBackends.ofWorkload(pods),
    affinity: GlobalServiceAffinity.LOCAL,
    // The front end of every cluster; nobody else, wherever it runs.
    allowFrom: [{ podLabels: { 'app.kubernetes.io/name': 'web' }, namespace: 'shop', clusters: CLUSTERS.map(({ name }) => name) }],
  });
}
