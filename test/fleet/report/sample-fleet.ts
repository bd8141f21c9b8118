// Fleets to make reports of: a small one as a platform team has it, and one of any size.
import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import { Cloud } from '../../../lib/cluster/cloud';
import { Cluster } from '../../../lib/cluster/cluster';
import { ClusterDescription } from '../../../lib/cluster/cluster-description';
import { ClusterSelector } from '../../../lib/fleet/cluster-selector';
import { Fleet } from '../../../lib/fleet/fleet';
import { GlobalCiliumService } from '../../../lib/network/global-cilium-service';
import { GlobalServiceAffinity } from '../../../lib/network/global-service-affinity';
import { LocalBackends } from '../../../lib/network/local-backends';
import { ClusterFacts } from '../../../lib/rules/fleet/cluster-facts';
import { SpotNodePool } from '../../../lib/scheduling/node-pool/spot-node-pool';
import { SpotProvider } from '../../../lib/scheduling/node-pool/spot-provider';
import { SpreadAcrossZones } from '../../../lib/scheduling/spread/spread-across-zones';
import { HardenedDeployment } from '../../../lib/workload/hardened-deployment';

/** What no report may show. */
export const SAMPLE_SECRET = 'correct-horse-battery-staple';

const zonesOf = (region: string, ...names: string[]) => names.map((name) => `${region}${name}`);
const meshed = (id: number) => ({ cilium: { version: '1.19.4', mesh: { id } }, karpenter: { version: '1.13.0' } });

export const SAMPLE_CLUSTERS: ClusterDescription[] = [
  {
    name: 'prod-eu', environment: 'production', region: 'eu-central-1', cloud: Cloud.AWS, zones: zonesOf('eu-central-1', 'a', 'b', 'c'), kubernetesVersion: '1.34',
    labels: { tier: 'core' }, capabilities: meshed(1), podCidrs: ['10.1.0.0/16'],
  },
  {
    name: 'prod-us', environment: 'production', region: 'us-east-1', cloud: Cloud.AWS, zones: zonesOf('us-east-1', 'a', 'b', 'c'), kubernetesVersion: '1.34',
    labels: { tier: 'core' }, capabilities: meshed(2), podCidrs: ['10.2.0.0/16'],
  },
  {
    name: 'staging', environment: 'staging', region: 'europe-west1', cloud: Cloud.GCP, zones: zonesOf('europe-west1', '-b', '-c'), kubernetesVersion: '1.33',
  },
  { name: 'dev', environment: 'dev', region: 'westeurope', cloud: Cloud.AZURE, kubernetesVersion: '1.33' },
];

/** Four clusters on three clouds: two in a mesh, with spot nodes, zones and an override. */
export function sampleFleet(outdir: string): Fleet {
  const fleet = new Fleet({
    clusters: SAMPLE_CLUSTERS, outdir,
    defaults: { acceptedWarnings: [{ id: 'workload/readiness-probe', reason: 'the workers are ready at once', environments: ['dev'] }] },
  });
  fleet.run(ClusterSelector.all(), { define: shop });
  fleet.run(ClusterSelector.environments('production'), { define: production });
  fleet.override(ClusterSelector.names('prod-us'), { kind: 'Deployment', name: 'web' }, 'the sale of November, until December 4', JsonPatch.replace('/spec/replicas', 9));
  return fleet;
}

function shop(cluster: Cluster): void {
  const chart = new Chart(cluster, 'shop', { namespace: 'shop' });
  const isProduction = cluster.environment === 'production';
  const web = new HardenedDeployment(chart, 'web', {
    image: `registry.example.com/shop/web:${cluster.environment === 'dev' ? '1.5.0' : '1.4.2'}`, replicas: isProduction ? 6 : 2, ports: [{ name: 'http', port: 8080 }], probes: { readiness: undefined },
  });
  service(chart, 'web', 'web');
  new ApiObject(chart, 'secret', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'session' }, stringData: { key: SAMPLE_SECRET } });
  if (isProduction) { new SpreadAcrossZones(chart, 'spread', { workloads: [web] }); }
}

function production(cluster: Cluster): void {
  const chart = new Chart(cluster, 'orders', { namespace: 'orders' });
  const ports = [{ name: 'grpc', port: 9090 }];
  const api = new HardenedDeployment(chart, 'api', { image: 'registry.example.com/orders/api:2.0.1', replicas: 3, ports, probes: { readiness: undefined } });
  new SpreadAcrossZones(chart, 'spread', { workloads: [api] });
  const allowFrom = [{ podLabels: { 'app.kubernetes.io/name': 'web' }, namespace: 'shop' }];
  new GlobalCiliumService(chart, 'orders', { backends: LocalBackends.ofWorkload(api), ports, affinity: GlobalServiceAffinity.LOCAL, allowFrom });
  const ledger = cluster.name !== 'prod-eu' ? undefined
    : new HardenedDeployment(chart, 'ledger-store', { image: 'registry.example.com/orders/ledger:7.1.0', replicas: 2, ports, probes: { readiness: undefined } });
  new GlobalCiliumService(chart, 'ledger', {
    ports, ...(ledger === undefined ? { backends: LocalBackends.none() } : { backends: LocalBackends.ofWorkload(ledger), allowFrom }),
  });
  const spot = new SpotNodePool(new Chart(cluster, 'nodes'), 'spot', { provider: SpotProvider.karpenterAwsNodeClass('default'), families: ['m6i', 'm7i', 'm7a', 'c7i'], limits: { cpu: '400' } });
  const worker = new HardenedDeployment(chart, 'worker', { image: 'registry.example.com/orders/worker:2.0.1', replicas: 4 });
  spot.host(worker);
}

function service(chart: Chart, name: string, app: string): void {
  new ApiObject(chart, `${name}-service`, {
    apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { selector: { 'app.kubernetes.io/name': app }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
  });
}

/** Facts of as many clusters and services as wanted: written by hand, because to build that many takes minutes. */
export function largeFleet({ clusters, services }: { clusters: number; services: number }): ClusterFacts[] {
  const regions = ['eu-central-1', 'eu-west-1', 'us-east-1', 'us-west-2', 'ap-south-1', 'sa-east-1'];
  return Array.from({ length: clusters }, (_, c): ClusterFacts => {
    const region = regions[c % regions.length];
    const zones = zonesOf(region, 'a', 'b', 'c');
    const environment = ['production', 'production', 'staging', 'dev'][Math.floor(c / regions.length) % 4];
    const numbers = Array.from({ length: services }, (__, s) => s);
    const ids = (s: number) => ({ namespace: `team-${String(s % 20).padStart(2, '0')}`, name: `service-${String(s).padStart(3, '0')}` });
    const isGlobal = (s: number) => s % 10 === 0 && environment === 'production';
    return {
      cluster: {
        name: `${environment.slice(0, 4)}-${region}-${String(c).padStart(3, '0')}`, region, environment, cloud: ['aws', 'gcp', 'azure'][c % 3], kubernetesVersion: c % 7 === 0 ? '1.33' : '1.34', zones,
        labels: { tier: c % 2 === 0 ? 'core' : 'edge' }, capabilities: { cilium: '1.19.4' },
        ...(environment === 'production' && { mesh: { id: c + 1, name: `m${c}`, mcsApi: false, defaultGlobalNamespace: true, syncsEndpointSlices: false } }),
      },
      namespaces: [],
      services: numbers.map((s) => ({
        kind: 'Service', ...ids(s), ports: [{ name: 'http', port: 80, protocol: 'TCP' }], headless: false, selector: { app: ids(s).name }, shared: isGlobal(s),
        ...(isGlobal(s) && { sharing: 'annotations' as const, ...(s % 20 === 0 && { affinity: 'local' }) }),
      })),
      workloads: numbers.filter((s) => !(isGlobal(s) && c % 5 === 0)).map((s) => ({
        kind: 'Deployment', ...ids(s), podLabels: { app: ids(s).name }, replicas: 2 + ((s + (c % 9 === 0 ? 1 : 0)) % 4),
        images: [`registry.example.com/${ids(s).namespace}/${ids(s).name}:1.${s % 7}.${c % 11 === 0 ? 1 : 0}`], zones, spreadOverZones: s % 3 !== 0, spot: s % 4 === 0,
      })),
      policies: [], snapshots: [], nodePools: [{ kind: 'NodePool', name: 'spot' }], definitions: [], overrides: [],
      apis: [{ apiVersion: 'v1', kind: 'Service', count: services }, ...(c === 1 ? [{ apiVersion: 'policy/v1beta1', kind: 'PodDisruptionBudget', count: 1 }] : [])],
      warnings: numbers.filter((s) => s % 25 === 0).map((s) => ({ id: 'workload/readiness-probe', path: `${ids(s).namespace}/${ids(s).name}`, message: 'has no readiness probe' })),
    };
  });
}
