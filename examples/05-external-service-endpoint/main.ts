// An object store and a database that run outside of the cluster, and who may call them.
import { Chart } from 'cdk8s';
import { Cluster, ExternalServiceEndpoint, ExternalTarget, HardenedDeployment, NetworkPeer, NetworkPort } from 'fleetwright';

const cluster = new Cluster({
  name: 'prod-eu',
  kubernetesVersion: '1.34',
  zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
  capabilities: {
    cilium: { version: '1.19.4' },
    gatewayApi: { version: '1.4.1' },
    istio: { version: '1.30.3' },
    argoCd: { version: '3.5.1', endpointSlices: true }, // its 'resource.exclusions' are ours
  },
});
const storage = new Chart(cluster, 'storage', { namespace: 'storage' });
const shop = new Chart(cluster, 'shop', { namespace: 'shop' });

// Four machines of our own, known by their addresses. Their certificates come from our own authority.
const minio = new ExternalServiceEndpoint(storage, 'minio', {
  target: ExternalTarget.addresses(['10.20.0.11', '10.20.0.12', '2001:db8:20::11', '2001:db8:20::12']),
  ports: [{ name: 'https', port: 443, targetPort: 9000 }, { name: 'https-console', port: 9001 }],
  tls: { hostname: 'minio.example.com', caConfigMap: 'minio-ca' },
  httpRoute: { gateways: [{ name: 'internal', namespace: 'gateways' }], hostnames: ['minio.internal.example.com'], port: 'https-console' },
});

// Somebody else's database, known by a name whose address changes.
const database = new ExternalServiceEndpoint(shop, 'database', {
  target: ExternalTarget.dnsName('shop.postgres.example.com'),
  ports: [{ name: 'tcp-postgres', port: 5432 }],
  serviceEntry: {},
});

const api = new HardenedDeployment(shop, 'api', {
  image: 'registry.example.com/shop/api:2.7.1',
  env: { STORE: 'https://minio.storage', DATABASE_HOST: 'database' },
});
api.allowTo(minio, NetworkPort.named('https'));
api.allowTo(database);
// Pods of a chart of somebody else.
database.allowEgressFrom(NetworkPeer.pods({ 'app.kubernetes.io/name': 'metabase' }, { namespace: 'reports' }));

cluster.synth();
