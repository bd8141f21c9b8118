import * as fs from 'node:fs';
import { Session } from 'node:inspector';
import * as os from 'node:os';
import * as path from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { NetworkPeer } from '../../lib/construct/network-peer';
import { NetworkPort } from '../../lib/construct/network-port';
import { ClusterSelector } from '../../lib/fleet/cluster-selector';
import { Fleet } from '../../lib/fleet/fleet';
import { parseYaml } from '../../lib/manifest/yaml';
import { Volume } from '../../lib/pod/volume';
import { SpreadAcrossZones } from '../../lib/scheduling/spread/spread-across-zones';
import { HardenedCronJob } from '../../lib/workload/hardened-cron-job';
import { HardenedDaemonSet } from '../../lib/workload/hardened-daemon-set';
import { HardenedDeployment } from '../../lib/workload/hardened-deployment';
import { HardenedStatefulSet } from '../../lib/workload/hardened-stateful-set';
import { PodHardening } from '../../lib/workload/pod-hardening';

const LIB = path.join(__dirname, '../../lib');
const ZONES = ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'];
const SERVICE = { image: 'registry.example.com/shop/api:1.4.2', ports: [{ name: 'http', port: 8080 }], service: {} };

/** What teams have: of each service a workload of every kind, ours and written by hand, and all that stands around workloads. */
function service(cluster: Cluster, index: number): void {
  const chart = new Chart(cluster, `service-${index}`, { namespace: 'shop' });
  const name = (kind: string) => `${kind}-${index}`;
  const api = new HardenedDeployment(chart, 'api', {
    ...SERVICE,
    name: name('api'),
    autoscaling: { minReplicas: 3, maxReplicas: 12 },
    automountServiceAccountToken: true,
    metrics: {},
    ingress: { host: `${name('api')}.example.com`, ingressClassName: 'nginx' },
  });
  api.allowTo(NetworkPeer.dnsName('api.example.com'), NetworkPort.tcp(443));
  api.allowTo(NetworkPeer.apiServer());
  const store = new HardenedStatefulSet(chart, 'store', {
    ...SERVICE, name: name('store'), replicas: 3, mounts: [{ path: '/data', volume: Volume.claimTemplate('data', { size: '1Gi' }) }],
  });
  store.allowFrom(api);
  new HardenedDaemonSet(chart, 'agent', { ...SERVICE, name: name('agent') });
  new HardenedCronJob(chart, 'report', {
    name: name('report'), image: SERVICE.image, schedule: '0 3 * * *', claims: [{ name: name('report'), size: '1Gi' }], mounts: [{ path: '/out', volume: Volume.persistentVolumeClaim(name('report')) }],
  });

  const labels = { app: name('legacy') };
  const legacy = new ApiObject(chart, 'legacy', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: name('legacy') },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { serviceAccountName: name('legacy'), containers: [{ name: 'main', image: SERVICE.image }], volumes: [{ name: 'data', persistentVolumeClaim: { claimName: name('legacy') } }] },
      },
    },
  });
  const metadata = { name: name('legacy') };
  const around = (kind: string, apiVersion: string, more: object) => new ApiObject(chart, kind, { apiVersion, kind, metadata, ...more });
  around('ServiceAccount', 'v1', {});
  around('RoleBinding', 'rbac.authorization.k8s.io/v1', {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' }, subjects: [{ kind: 'ServiceAccount', name: name('legacy') }],
  });
  around('PersistentVolumeClaim', 'v1', { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } });
  around('PodDisruptionBudget', 'policy/v1', { spec: { maxUnavailable: 1, selector: { matchLabels: labels } } });
  around('Service', 'v1', { spec: { selector: labels, ports: [{ port: 80 }] } });
  new SpreadAcrossZones(chart, 'spread', { workloads: [legacy, store] });
  legacy.with(new PodHardening());
}

/** Writes a fleet of one cluster. Answers how many objects. */
function write(services: number): number {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-linear-'));
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    const fleet = new Fleet({
      clusters: [{
        name: 'prod', zones: ZONES, kubernetesVersion: '1.34', capabilities: { cilium: { version: '1.19.4' }, prometheus: { callers: [NetworkPeer.namespace('monitoring')] } },
      }],
      outdir,
    });
    fleet.run(ClusterSelector.all(), { define: (cluster) => { for (let index = 0; index < services; index += 1) { service(cluster, index); } } });
    fleet.synth();
    return fs.readdirSync(outdir, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'))
      .flatMap((file) => parseYaml(fs.readFileSync(path.join(outdir, file), 'utf8'))).length;
  } finally {
    stderr.mockRestore();
    fs.rmSync(outdir, { recursive: true, force: true });
  }
}

/** How often each function of the library was called, as V8 counts it. */
function countsIn(work: () => void): Map<string, number> {
  const session = new Session();
  session.connect();
  try {
    session.post('Profiler.enable');
    session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
    work();
    const counts = new Map<string, number>();
    session.post('Debugger.enable');
    const texts = new Map<string, string>();
    const textOf = (scriptId: string): string => {
      if (!texts.has(scriptId)) { session.post('Debugger.getScriptSource', { scriptId }, (_, { scriptSource }) => texts.set(scriptId, scriptSource)); }
      return texts.get(scriptId)!;
    };
    session.post('Profiler.takePreciseCoverage', (_, { result }) => result.filter(({ url }) => url.includes(LIB)).forEach((script) => script.functions.forEach(({ functionName, ranges }) => {
      ranges.forEach(({ startOffset, endOffset, count }) => {
        const place = `${path.relative(LIB, script.url.replace('file://', ''))} ${functionName || '(anonymous)'} ${startOffset}-${endOffset}: ${textOf(script.scriptId).slice(startOffset, endOffset).slice(0, 160)}`;
        counts.set(place, (counts.get(place) ?? 0) + count);
      });
    })));
    session.post('Profiler.stopPreciseCoverage');
    return counts;
  } finally {
    session.disconnect();
  }
}

describe('a cluster', () => {
  test('takes no more for each workload where there are more of them', () => {
    const FEW = 10;
    // So that all is loaded, and what is found out once is.
    const objects = write(2);
    expect(objects).toBeGreaterThan(40);

    const few = countsIn(() => expect(write(FEW)).toBe(objects / 2 * FEW));
    const many = countsIn(() => expect(write(4 * FEW)).toBe(objects / 2 * 4 * FEW));

    expect([...many.keys()].filter((place) => place.startsWith('pod/')).length).toBeGreaterThan(300);
    // Four times as many services: what is done for each pair of them is done sixteen times as often. Sorting takes a little more than four times.
    const grown = [...many].filter(([place, count]) => count > 1000 && count > 6 * (few.get(place) ?? 0)).map(([place, count]) => `${place}: ${few.get(place) ?? 0} → ${count}`);
    expect(grown).toEqual([]);
  }, 120_000);
});
