import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import { Cluster, ClusterProps } from '../../lib/cluster/cluster';
import { Volume } from '../../lib/pod/volume';
import { HardenedJob } from '../../lib/workload/hardened-job';
import { HardenedStatefulSet } from '../../lib/workload/hardened-stateful-set';

const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-immutable-'));
const printed = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
afterEach(() => {
  fs.rmSync(outdir, { recursive: true, force: true });
  printed.mockClear();
});
afterAll(() => { printed.mockRestore(); });

function synth(define: (chart: Chart) => void, props: Partial<ClusterProps> = {}): string[] {
  printed.mockClear();
  const cluster = new Cluster({ name: 'prod', outdir, ...props });
  define(new Chart(cluster, 'orders', { namespace: 'orders' }));
  cluster.synth();
  return printed.mock.calls.map(([text]) => String(text).trim()).filter((line) => line.includes('workload/immutable-field'));
}
const store = (size: string) => (chart: Chart) => {
  new HardenedStatefulSet(chart, 'store', {
    image: 'registry.example.com/orders/store:1.4.2', mounts: [{ path: '/data', volume: Volume.claimTemplate('data', { size }) }],
  });
};
const written = () => fs.readFileSync(path.join(outdir, 'orders.k8s.yaml'), 'utf8');

test('says that a claim template has changed, and the way, before a cluster refuses it', () => {
  expect(synth(store('1Gi'))).toEqual([]);
  expect(synth(store('2Gi'))).toEqual([
    "warning [prod/orders/store/statefulSet] workload/immutable-field: StatefulSet 'orders/store' changes spec.volumeClaimTemplates, which a cluster that has it refuses. "
    + "To keep its pods and volumes, take it away alone before the new one is applied: 'kubectl -n orders delete statefulset store --cascade=orphan'. Or give it another 'name'.",
  ]);
  expect(written()).toContain('storage: 2Gi');
  // What is there by now is what there was before.
  expect(synth(store('2Gi'))).toEqual([]);
});

test('leaves what there was, where that is made an error', () => {
  synth(store('1Gi'));
  expect(() => synth(store('2Gi'), { warningsAsErrors: ['workload/immutable-field'] })).toThrow(/^Nothing was written: the manifests have an error\.\n {2}\[prod\/orders\/store\/statefulSet\] /);
  expect(written()).toContain('storage: 1Gi');
});

test('names the way out of each kind', () => {
  const define = (tag: string) => (chart: Chart) => {
    new HardenedJob(chart, 'migrate', { image: `registry.example.com/orders/migrate:${tag}` });
    new ApiObject(chart, 'raw', {
      apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'raw' }, spec: { selector: { matchLabels: { v: tag } }, template: { metadata: { labels: { v: tag } }, spec: { containers: [{ name: 'main', image: 'a:1' }] } } },
    });
  };
  synth(define('1.0.0'));
  expect(synth(define('1.0.1')).map((line) => line.slice(line.indexOf(': ') + 2))).toEqual([
    "Job 'orders/migrate' changes spec.template, which a cluster that has it refuses. Give it another 'suffix', or delete the one that is there.",
    "Deployment 'orders/raw' changes spec.selector, which a cluster that has it refuses. Keep what it was, with 'selector', or give it another 'name'.",
  ]);
});
