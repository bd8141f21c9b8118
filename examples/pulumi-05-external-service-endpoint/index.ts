// An object store and a database that run outside of the cluster, and who may call them.
import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { Chart } from 'cdk8s';
import { ExternalServiceEndpoint, ExternalTarget, HardenedDeployment, NetworkPeer, NetworkPort } from 'fleetwright';
import { ChartComponent, Cluster } from 'fleetwright/pulumi';

const config = new pulumi.Config();
const cluster = new Cluster('prod-eu', {
  kubernetesVersion: '1.34',
  zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
  capabilities: {
    cilium: { version: '1.19.4' },
    gatewayApi: { version: '1.4.1' },
    istio: { version: '1.30.3' },
    argoCd: { version: '3.5.1', endpointSlices: true }, // its 'resource.exclusions' are ours
  },
}, { providers: [new k8s.Provider('prod-eu', { context: config.get('context') })] });

const namespaces = ['storage', 'shop'].map((name) => new k8s.core.v1.Namespace(name, {
  metadata: { name, labels: { 'pod-security.kubernetes.io/enforce': 'baseline' } },
}, { parent: cluster }));

// Constructs that know each other stand in one component. In it, everything is as in a program for cdk8s, but for what comes as an Output.
new ChartComponent('services', (services, { databaseHost }: { databaseHost: string }) => {
  const storage = new Chart(services, 'storage', { namespace: 'storage' });
  const shop = new Chart(services, 'shop', { namespace: 'shop' });

  // Four machines of our own, known by their addresses. Their certificates come from our own authority.
  const minio = new ExternalServiceEndpoint(storage, 'minio', {
    target: ExternalTarget.addresses(['10.20.0.11', '10.20.0.12', '2001:db8:20::11', '2001:db8:20::12']),
    ports: [{ name: 'https', port: 443, targetPort: 9000 }, { name: 'https-console', port: 9001 }],
    tls: { hostname: 'minio.example.com', caConfigMap: 'minio-ca' },
    httpRoute: { gateways: [{ name: 'internal', namespace: 'gateways' }], hostnames: ['minio.internal.example.com'], port: 'https-console' },
  });

  // Somebody else's database, known by a name whose address changes: here, by what the stack that made it says.
  const database = new ExternalServiceEndpoint(shop, 'database', {
    target: ExternalTarget.dnsName(databaseHost),
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
}, { databaseHost: databaseHost() }, { parent: cluster, dependsOn: namespaces });

function databaseHost(): pulumi.Input<string> {
  const stack = config.get('databaseStack'); // of whoever runs the database
  return stack === undefined ? 'shop.postgres.example.com' : new pulumi.StackReference(stack).requireOutput('host');
}
