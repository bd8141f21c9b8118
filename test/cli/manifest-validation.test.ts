import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { App, Chart } from 'cdk8s';
import { ApiObject } from 'cdk8s';
import { errorOf } from '../error-of';
import { Cluster, ClusterSelector, FailOn, Fleet, ManifestValidation, RulePack } from 'fleetwright';

// What cdk8s-cli gives a validation: the files that a program wrote, and what it knows of constructs by the names of their objects.

const before = process.cwd();
let folder: string;
beforeEach(() => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-validation-')));
  process.chdir(folder);
  Object.assign(process.env, { CDK8S_OUTDIR: 'dist', CDK8S_RECORD_CONSTRUCT_METADATA: 'true' });
});
afterEach(() => {
  delete process.env.CDK8S_OUTDIR;
  delete process.env.CDK8S_RECORD_CONSTRUCT_METADATA;
  process.chdir(before);
  fs.rmSync(folder, { recursive: true });
});

/** As cdk8s-cli does: paths are looked up when a violation is added. */
async function validate(validation: ManifestValidation): Promise<any> {
  const metadata = JSON.parse(fs.readFileSync('dist/construct-metadata.json', 'utf8')).resources;
  const manifests = (fs.readdirSync('dist', { recursive: true }) as string[]).filter((file) => file.endsWith('.yaml')).sort().map((file) => `dist/${file}`);
  const violations: any[] = [];
  let summary: any;
  const report = {
    addViolation: ({ violatingResources, ...violation }: any) => violations.push({
      ...violation, constructs: violatingResources.map((resource: any) => ({ ...resource, constructPath: metadata[resource.resourceName]?.path })),
    }),
    submit: (status: string, counts: object) => { summary = { status, ...counts }; },
  };
  await validation.validate({ manifests, metadata, report });
  return { violations, summary };
}

const found = ({ violations }: any) => violations.map(({ ruleName, constructs }: any) => `${ruleName}: ${constructs.map((each: any) => `${each.resourceName} (${each.constructPath})`).join(', ')}`);

/** A Deployment of which the recommended rules find the tag alone. */
const spec = (image: string, replicas: unknown = 1) => ({
  replicas,
  selector: { matchLabels: { app: 'web' } },
  template: {
    metadata: { labels: { app: 'web' } },
    spec: { containers: [{ name: 'web', image, securityContext: { readOnlyRootFilesystem: true }, resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '64Mi' } } }] },
  },
});
const workload = (chart: Chart, id: string, { image = 'registry.example.com/web:latest', replicas, name = 'web' }: { image?: string; replicas?: unknown; name?: string } = {}) =>
  new ApiObject(chart, id, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec: spec(image, replicas) } as any);
const configMap = (chart: Chart, id: string, name: string) => new ApiObject(chart, id, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a: 'b' } } as any);

function synth(define: (chart: Chart, app: App) => void): void {
  const app = new App();
  define(new Chart(app, 'shop', { namespace: 'shop' }), app);
  app.synth();
}

test('says what is found by rule, with the construct, the file, the line and the way out, and does not fail for a warning', async () => {
  synth((chart) => workload(chart, 'api'));
  expect(await validate(new ManifestValidation())).toEqual({
    violations: [{
      ruleName: 'reliability/fixed-image',
      recommendation: 'warning: What a moving tag names changes by itself: a restart brings another version, replicas differ, and nothing is left to roll back to.',
      fix: 'Name a version or a digest. See https://kubernetes.io/docs/concepts/containers/images/#image-names',
      constructs: [{
        resourceName: 'web',
        manifestPath: 'dist/shop.k8s.yaml',
        locations: ["17:11 spec.template.spec.containers[0].image: the image of container 'web' has the tag 'latest', which moves"],
        constructPath: 'shop/api',
      }],
    }],
    summary: { status: 'success', Objects: '1', Refused: '0', Errors: '0', Warnings: '1' },
  });
});

test('fails for what API servers refuse, and for a warning where that is asked for', async () => {
  synth((chart) => workload(chart, 'api', { image: 'registry.example.com/web:1.4.2', replicas: 'three' }));
  const { violations, summary } = await validate(new ManifestValidation());
  expect(violations.map(({ recommendation }: any) => recommendation.split(':')[0])).toEqual(['refused']);
  expect(summary).toMatchObject({ status: 'failure', Refused: '1' });
  synth((chart) => workload(chart, 'api'));
  expect((await validate(new ManifestValidation({ failOn: FailOn.WARNING }))).summary.status).toBe('failure');
  expect((await validate(new ManifestValidation({ failOn: FailOn.NEVER }))).summary.status).toBe('success');
});

test('names the construct of each object also where objects share a name', async () => {
  synth((chart) => {
    workload(chart, 'api');
    configMap(chart, 'settings', 'web');
  });
  // What cdk8s knows by the name is the last of them.
  expect(found(await validate(new ManifestValidation()))).toEqual(["reliability/fixed-image: Deployment 'shop/web' (shop)"]);
  synth((chart) => {
    configMap(chart, 'settings', 'web');
    workload(chart, 'api');
  });
  expect(found(await validate(new ManifestValidation()))).toEqual(["reliability/fixed-image: Deployment 'shop/web' (shop/api)"]);
  synth((chart, app) => {
    workload(chart, 'api');
    configMap(new Chart(app, 'front', { namespace: 'front' }), 'settings', 'web');
  });
  expect(found(await validate(new ManifestValidation()))).toEqual(["reliability/fixed-image: Deployment 'shop/web' (undefined)"]);
});

test('names the constructs of a Cluster and of a Fleet, each cluster by itself', async () => {
  const program = { define: (cluster: App) => {
    const chart = new Chart(cluster, 'shop', { namespace: 'shop' });
    workload(chart, 'api');
    configMap(chart, 'settings', 'web');
  } };
  const cluster = new Cluster({ name: 'prod-eu', rules: { pack: RulePack.REFUSED } });
  program.define(cluster);
  cluster.synth();
  expect(found(await validate(new ManifestValidation()))).toEqual(["reliability/fixed-image: Deployment 'shop/web' (shop/api)"]);
  fs.rmSync('dist', { recursive: true });
  const fleet = new Fleet({ clusters: [{ name: 'dev' }, { name: 'prod' }], defaults: { rules: { pack: RulePack.REFUSED } } });
  fleet.run(ClusterSelector.all(), program as any);
  fleet.synth();
  expect(found(await validate(new ManifestValidation()))).toEqual([
    "reliability/fixed-image: [dev] Deployment 'shop/web' (dev/shop/api), [prod] Deployment 'shop/web' (prod/shop/api)",
  ]);
});

test('reads fleetwright.yaml beside its properties, which go before it', async () => {
  synth((chart) => workload(chart, 'api'));
  fs.writeFileSync('fleetwright.yaml', 'pack: refused\n');
  expect(found(await validate(new ManifestValidation()))).toEqual([]);
  expect(found(await validate(new ManifestValidation({ pack: RulePack.RECOMMENDED, also: ['reliability/liveness-probe'] }))).map((line: string) => line.split(':')[0]))
    .toEqual(['reliability/fixed-image', 'reliability/liveness-probe']);
  fs.writeFileSync('other.yaml', 'except: [reliability/fixed-image]\n');
  expect(found(await validate(new ManifestValidation({ config: 'other.yaml' })))).toEqual([]);
});

test('what is accepted or in a baseline does not count, and an acceptance of nothing is an error where it stands', async () => {
  synth((chart) => workload(chart, 'api'));
  fs.writeFileSync('fleetwright.yaml', 'accept:\n  - { rule: reliability/fixed-image, name: web, reason: a test }\n  - { rule: network/tls, reason: a test }\n');
  const { violations, summary } = await validate(new ManifestValidation({ accept: [{ rule: 'network/policy', reason: 'a test' }] }));
  expect(violations).toEqual([{
    ruleName: 'acceptance/unused',
    recommendation: 'error: What accepts nothing today hides something tomorrow.',
    fix: 'Accept it no longer.',
    constructs: [
      { resourceName: 'cdk8s.yaml', manifestPath: 'cdk8s.yaml', locations: ["'network/policy' is accepted here, and nothing like it is found"] },
      { resourceName: 'fleetwright.yaml', manifestPath: 'fleetwright.yaml', locations: ["3:5: 'network/tls' is accepted here, and nothing like it is found"] },
    ],
  }]);
  expect(summary).toMatchObject({ status: 'failure', Errors: '2', Warnings: '0', Accepted: '1' });
  fs.rmSync('fleetwright.yaml');
  fs.writeFileSync('baseline.json', JSON.stringify({ format: 'fleetwright-baseline/v1', findings: [
    { id: 'reliability/fixed-image', object: "Deployment 'shop/web'", message: "the image of container 'web' has the tag 'latest', which moves", count: 2 },
  ] }));
  expect(await validate(new ManifestValidation({ baseline: 'baseline.json', failOn: FailOn.WARNING }))).toEqual({
    violations: [], summary: { 'status': 'success', 'Objects': '1', 'Refused': '0', 'Errors': '0', 'Warnings': '0', 'In the baseline': '1', 'Gone from the baseline': '1' },
  });
});

test('says which kinds it did not check, and checks them by the definitions that it is given', async () => {
  synth((chart) => new ApiObject(chart, 'coupon', { apiVersion: 'shop.example.com/v1', kind: 'Coupon', metadata: { name: 'spring' }, spec: { percent: 'ten' } } as any));
  expect((await validate(new ManifestValidation())).summary).toMatchObject({ 'status': 'success', 'Not checked': 'shop.example.com/v1/Coupon' });
  fs.writeFileSync('coupons.yaml', JSON.stringify({
    apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'coupons.shop.example.com' },
    spec: {
      group: 'shop.example.com', scope: 'Namespaced', names: { kind: 'Coupon', plural: 'coupons' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties: { percent: { type: 'integer' } } } } } } }],
    },
  }));
  expect(found(await validate(new ManifestValidation({ definitions: ['coupons.yaml'] })))).toEqual(['api/schema: spring (shop/coupon)']);
});

test('refuses properties that it does not know, all at once', () => {
  expect(errorOf(() => new ManifestValidation({ kubernetes: '1.3', packs: 'strict', except: ['security/read-only-rot'], accept: [{ rule: 'api/schema' }] } as any)).split('\n').map((line) => line.replace(/ must.*/, '')))
    .toEqual(expect.arrayContaining(["[ManifestValidation] 'kubernetes'", "[ManifestValidation] 'except[0]'", "[ManifestValidation] 'accept[0].rule'", "[ManifestValidation] 'accept[0].reason'"]));
});
