// Spreads a shop over three zones, and writes down what the loss of one of them does to each workload.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ApiObject, Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Cluster, SpreadAcrossZones, VolumeTopology, ZoneLoss } from 'fleetwright';

const cluster = new Cluster({
  name: 'prod-eu',
  zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
  kubernetesVersion: '1.34',
});
const chart = new Chart(cluster, 'shop', { namespace: 'shop' });

const web = new kplus.Deployment(chart, 'web', {
  metadata: { name: 'web' },
  replicas: 6,
  containers: [{ image: 'registry.example.com/shop/web:3.12.0', portNumber: 8080 }],
});

const api = new kplus.Deployment(chart, 'api', {
  metadata: { name: 'api' },
  containers: [{ image: 'registry.example.com/shop/api:2.7.1', portNumber: 8080, resources: { cpu: { request: kplus.Cpu.millis(200) }, memory: { request: Size.mebibytes(256), limit: Size.mebibytes(256) } } }],
});
new kplus.HorizontalPodAutoscaler(chart, 'api-autoscaler', {
  target: api,
  minReplicas: 4,
  maxReplicas: 12,
  metrics: [kplus.Metric.resourceCpu(kplus.MetricTarget.averageUtilization(70))],
});

// Each replica has a disk in the zone in which it first ran.
const search = new ApiObject(chart, 'search', {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'search' },
  spec: {
    replicas: 3,
    serviceName: 'search',
    podManagementPolicy: 'Parallel',
    selector: { matchLabels: { app: 'search' } },
    template: {
      metadata: { labels: { app: 'search' } },
      spec: {
        containers: [{
          name: 'search',
          image: 'registry.example.com/shop/search:9.1.0',
          resources: { requests: { cpu: '500m', memory: '2Gi' }, limits: { memory: '2Gi' } },
          securityContext: { readOnlyRootFilesystem: true },
          volumeMounts: [{ name: 'index', mountPath: '/index' }],
        }],
      },
    },
    volumeClaimTemplates: [{
      metadata: { name: 'index' },
      spec: { storageClassName: 'zonal-ssd', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '50Gi' } } },
    }],
  },
});
budget('search', { minAvailable: 2, unhealthyPodEvictionPolicy: 'IfHealthyBudget', selector: { matchLabels: { app: 'search' } } });
// One zone of three may be missing.
for (const deployment of [web, api]) {
  budget(deployment.name, { maxUnavailable: '34%', unhealthyPodEvictionPolicy: 'AlwaysAllow', selector: { matchLabels: deployment.matchLabels } });
}

const spreads = [
  new SpreadAcrossZones(chart, 'spread', { workloads: [web, api] }),
  new SpreadAcrossZones(chart, 'search-spread', { workloads: [search], volumes: VolumeTopology.ZONAL }),
];

cluster.synth();
fs.writeFileSync(path.join(cluster.outdir, 'zone-loss.md'), zoneLossTable(spreads.flatMap(({ zoneLosses }) => zoneLosses)));

/** How many pods a drain may take at a time. */
function budget(name: string, spec: object): void {
  new ApiObject(chart, `${name}-budget`, { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name }, spec });
}

/** One line per workload, for whoever is on call. */
function zoneLossTable(losses: ZoneLoss[]): string {
  const lines = losses.map(({ object, replicas, survivors, survivorsAfterScaleDown, pending, mostPerRemainingZone, budgetAgrees }) => [
    object,
    replicas,
    survivors === survivorsAfterScaleDown ? survivors : `${survivors}; after a scale-down ${survivorsAfterScaleDown}`,
    pending,
    mostPerRemainingZone,
    budgetAgrees === undefined ? 'no budget' : budgetAgrees ? 'yes' : 'no',
  ]);
  return [
    '# When one of three zones is lost\n',
    '| Workload | Replicas | Run on, at least | Wait for the zone, at most | In one zone then, at most | Budget agrees |',
    '|---|---|---|---|---|---|',
    ...lines.map((cells) => `| ${cells.join(' | ')} |`),
    '',
  ].join('\n');
}
