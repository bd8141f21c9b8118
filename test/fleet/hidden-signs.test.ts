// Names that hold what a terminal would act on: wherever a text leaves for one, they are escapes.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { FleetError } from '../../lib/construct/fleet-error';
import { Warnings } from '../../lib/construct/warnings';
import { ClusterSelector } from '../../lib/fleet/cluster-selector';
import { Fleet } from '../../lib/fleet/fleet';
import { Progress } from '../../lib/fleet/progress';
import { HardenedDeployment } from '../../lib/workload/hardened-deployment';
import { PodHardening } from '../../lib/workload/pod-hardening';
import { errorOf } from '../error-of';

const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-hidden-'));
let stderr: jest.SpyInstance;
beforeEach(() => { stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true); });
afterEach(() => void jest.restoreAllMocks());
afterAll(() => fs.rmSync(outdir, { recursive: true }));

const HIDDEN = 'x\u001b]0;owned\u0007\u202e\n::error::';
const SHOWN = 'x\\u001b]0;owned\\u0007\\u202e\\u000a::error::';

const ANY = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202e]|^::error/m;
const said = () => stderr.mock.calls.map(([text]) => text).join('');

function fleetOf(define: (chart: Chart) => void, name: string) {
  const fleet = new Fleet({ clusters: [{ name: 'eu' }, { name: 'us' }], outdir: path.join(outdir, name) });
  fleet.run(ClusterSelector.all(), { define: (cluster) => define(new Chart(cluster, 'shop', { namespace: 'shop' })) });
  return fleet;
}

test('in errors: values, names of objects, ids of constructs and texts of others', () => {
  const fleet = fleetOf((chart) => {
    new HardenedDeployment(chart, HIDDEN, { name: 'web', image: HIDDEN });
    [1, 2].forEach((id) => new ApiObject(chart, `twin-${id}`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: HIDDEN } }));
    chart.node.addValidation({ validate: () => [`none of ours: \u001b[2J${HIDDEN.replace('\n', ' ')}`] });
  }, 'errors');
  const message = errorOf(() => fleet.synth());
  expect(message).toContain('[shop/x\\u001b]0;owned\\u0007\\u202e--::error::] \'image\' must');
  expect(message).toContain(`got '${SHOWN.replace('::error::', '')}'`);
  expect(message).toContain(`ConfigMap 'shop/${SHOWN}' is emitted twice`);
  expect(message).toContain('none of ours: \\u001b[2J');
  expect(message).not.toMatch(ANY);
});

test('in warnings, one by one and of many clusters', () => {
  const define = (chart: Chart) => void new HardenedDeployment(chart, HIDDEN, { name: 'web', image: 'web:1.4.2', claims: [{ name: 'idle', size: '1Gi' }] });
  fleetOf(define, 'warnings').synth();
  expect(said()).toContain('warning [shop/x\\u001b]0;owned\\u0007\\u202e--::error::] workload/idle-claim: ');
  expect(said()).not.toMatch(ANY);
  const cluster = new Cluster({ name: 'eu', outdir: path.join(outdir, 'cluster') });
  define(new Chart(cluster, 'shop'));
  expect(cluster.warnings.map((warning) => Warnings.format(warning)).join('\n')).not.toMatch(ANY);
  expect(cluster.warnings.length).toBeGreaterThan(0);
  cluster.synth();
  expect(said()).not.toMatch(ANY);
});

test('in an error that holds a text of its own', () => {
  expect(new FleetError([], () => '\u001b[2J').message).toBe('\\u001b[2J');
});

test('in the names of clusters that are gone, and on the way', () => {
  const fleet = fleetOf((chart) => void new ApiObject(chart, 'a', { apiVersion: 'v1', kind: 'ConfigMap' }), 'gone');
  const gone = path.join(outdir, 'gone', 'old\u001b[2J');
  fs.mkdirSync(gone, { recursive: true });
  fs.writeFileSync(path.join(gone, 'fleetwright.index'), '{"fleetwright":"0.0.0","format":1,"facts":{}}\n');
  fleet.synth();
  expect(said()).toContain('because the fleet no longer has them: old\\u001b[2J\n');
  const write = jest.fn();
  new Progress(2, { isTTY: true, columns: 80, write } as any).at('eu\u001b[2J');
  expect(write).toHaveBeenCalledWith('\r\u001b[K1/2 eu\\u001b[2J');
});

test('in the report of hardening, where names and reasons are no markup either', () => {
  const chart = new Chart(new Cluster({ name: 'eu' }), 'shop');
  new ApiObject(chart, 'web', {
    apiVersion: 'v1', kind: 'Pod', metadata: { name: `<img src=x>${HIDDEN}` },
    spec: { hostNetwork: true, containers: [{ name: 'a`|<b>``', image: 'web:1', securityContext: { privileged: true } }] },
  });
  const hardening = new PodHardening();
  chart.with(hardening);
  const markdown = hardening.toMarkdown();
  expect(markdown).toContain(`&lt;img src=x>${SHOWN}`);
  expect(markdown).not.toMatch(ANY);
  expect(markdown).not.toContain('<img');
});
