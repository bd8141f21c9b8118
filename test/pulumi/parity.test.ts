// Whatever cdk8s users can have, Pulumi users can: each construct has its component, each mixin its transform, and both write the same objects.
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { ApiObject, Chart } from 'cdk8s';
import { IMixin } from 'constructs';
import { parseYaml } from '../../lib/manifest/yaml';
import { deploy } from './engine-monitor';
import { Twins, TWINS, withOneOutput } from './variants';
import * as cdk8s from 'fleetwright';
import * as entry from 'fleetwright/pulumi';

// Each value of each variant is rendered anew.
jest.setTimeout(600_000);

interface JsiiMethod {
  readonly static?: boolean;
  readonly parameters?: unknown[];
  readonly returns?: { readonly type: { readonly fqn?: string } };
}

interface JsiiType {
  readonly kind: string;
  readonly name: string;
  readonly base?: string;
  readonly abstract?: boolean;
  readonly interfaces?: string[];
  readonly methods?: JsiiMethod[];
}

const ASSEMBLY: { readonly [fqn: string]: JsiiType } = JSON.parse(fs.readFileSync(path.join(__dirname, '..', '..', '.jsii'), 'utf8')).types;
const CLASSES = Object.entries(ASSEMBLY).filter(([, type]) => type.kind === 'class' && type.abstract !== true);

/** Whatever extends a class of somebody else: of `constructs`, cdk8s or cdk8s-plus. */
function isConstruct({ base }: JsiiType): boolean {
  return base !== undefined && (ASSEMBLY[base] === undefined || isConstruct(ASSEMBLY[base]));
}

function isMixin({ base, interfaces = [] }: JsiiType): boolean {
  return [...interfaces, ...(base === undefined ? [] : [base])].some((other) => other === 'constructs.IMixin' || (ASSEMBLY[other] !== undefined && isMixin(ASSEMBLY[other])));
}

const CONSTRUCTS = CLASSES.filter(([, type]) => isConstruct(type)).map(([, { name }]) => name);
const MIXINS = CLASSES.filter(([, type]) => isMixin(type)).map(([, { name }]) => name);
const FACTORIES = CLASSES
  .filter(([fqn, type]) => type.methods?.some((method) => method.static && method.parameters !== undefined && method.returns?.type.fqn === fqn))
  .map(([, { name }]) => name);

const AMBIENT = { ambientKubeconfig: true };
const CHART = { id: 'shop', namespace: 'shop' };

beforeEach(() => { jest.spyOn(console, 'warn').mockReturnValue(); });

test('the assembly has constructs, mixins and factories', () => {
  expect(CONSTRUCTS).toEqual(expect.arrayContaining(['Cluster', 'HardenedDeployment', 'SpreadAcrossZones']));
  expect(MIXINS).toEqual(expect.arrayContaining(['PodHardening']));
  expect(FACTORIES).toEqual(expect.arrayContaining(['Volume']));
});

interface Change {
  /** Undefined where a construct has made the change already. */
  mixin(cluster: cdk8s.Cluster, scope: Chart): IMixin | undefined;
  transform(): pulumi.ResourceTransform;
}

/** What changes existing objects, or says what a cluster is like, is no component of its own kind. */
const TRANSFORMS: { readonly [name: string]: Change } = {
  PodHardening: { mixin: () => new cdk8s.PodHardening(), transform: () => entry.podHardening() },
  ZoneSpreading: { mixin: () => new cdk8s.ZoneSpreading(), transform: () => entry.spreadAcrossZones() },
  SpreadAcrossZones: {
    mixin: (_, scope) => {
      new cdk8s.SpreadAcrossZones(scope, 'spread', { workloads: [scope.node.children[0]] });
      return undefined;
    },
    transform: () => entry.spreadAcrossZones(),
  },
  SpotPlacement: {
    mixin: () => new cdk8s.SpotPlacement({ capacity: cdk8s.SpotCapacity.eksManagedNodeGroup() }),
    transform: () => entry.spotPlacement({ capacity: entry.SpotCapacity.eksManagedNodeGroup() }),
  },
  ElasticsearchSnapshots: (() => {
    const props = { snapshotter: 'nightly', repository: cdk8s.SnapshotRepository.sharedFileSystem('backup', { claimName: 'backup', mountPath: '/mnt/backup' }) };
    return { mixin: () => new cdk8s.ElasticsearchSnapshots(props), transform: () => entry.elasticsearchSnapshots(props) };
  })(),
};

test.each(CONSTRUCTS.filter((name) => !(name in TRANSFORMS) && name !== 'Cluster'))('%s has a component of its name, with variants to compare', (name) => {
  expect(Object.keys(TWINS)).toContain(name);
  const { construct, component, variants } = TWINS[name];
  expect(construct).toBe((cdk8s as any)[name]);
  expect(component).toBe((entry as any)[name]);
  expect(component.prototype).toBeInstanceOf(entry.ConstructComponent);
  expect(Object.keys(variants).length).toBeGreaterThan(0);
});

test.each([...MIXINS, ...CONSTRUCTS.filter((name) => name in TRANSFORMS)])('%s has a transform', (name) => {
  expect(Object.keys(TRANSFORMS)).toContain(name);
});

/** They say what is known before any deployment, or belong to what a Fleet writes. */
const KNOWN_BEFORE = [
  'ArgoCdAccess', 'Cloud', 'ClusterSelector', 'DeliveryIdentity', 'FluxAccess', 'FluxSignature', 'FluxSource', 'ImageVersions', 'Inventory', 'OcmExecutor',
];

test.each(FACTORIES)('the factories of %s take Outputs', (name) => {
  if (KNOWN_BEFORE.includes(name)) { return; }
  expect((entry as any)[name]).not.toBe((cdk8s as any)[name]);
});

function manifestsOf({ construct, cluster }: Twins, props: unknown): any[] {
  return new construct(new Chart(new cdk8s.Cluster(cluster), CHART.id, { namespace: CHART.namespace }), 'api', props).objects.map((object) => object.toJson());
}

function optionsOf({ cluster }: Twins): entry.ConstructComponentOptions {
  return { ...AMBIENT, cluster: new cdk8s.Cluster(cluster), chart: CHART };
}

/** Without the marks by which the SDK keeps the content of Secrets secret, which is none of the construct's. */
function unmarked(value: any): any {
  if (typeof value !== 'object' || value === null) { return value; }
  if (Object.keys(value).join() === 'secret' && typeof value.secret === 'object') { return value.secret; }
  return Array.isArray(value) ? value.map(unmarked) : Object.fromEntries(Object.entries(value).map(([key, child]) => [key, unmarked(child)]));
}

const VARIANTS = Object.entries(TWINS)
  .flatMap(([name, twins]) => Object.entries(twins.variants).map(([variant, props]) => [name, variant, twins, props] as const));

test.each(VARIANTS)('%s registers what the construct writes, key by key: %s', async (_, __, twins, props) => {
  const { resources } = await deploy(() => new twins.component('api', props, optionsOf(twins)));
  const byKey = (objects: any[]) => Object.fromEntries(objects.map((object) => [`${object.kind}/${object.metadata.name}`, object]));
  const registered = byKey(resources.filter(({ custom }) => custom).map((resource) => unmarked(resource.props)));
  const written = manifestsOf(twins, props);
  expect(resources.filter(({ custom }) => custom)).toHaveLength(written.length);
  expect(registered).toStrictEqual(byKey(written));
});

test.each(Object.entries(TWINS))('%s takes an Output in the place of each value, or says that it must be known', async (_, twins) => {
  const found = { decisive: new Set<string>(), unlike: new Set<string>() };
  for (const props of Object.values(twins.variants)) {
    const plain = await entry.render(() => new twins.component('api', props, optionsOf(twins)), { showSecrets: true });
    for (const { at, props: args } of withOneOutput(props)) {
      try {
        const yaml = await entry.render(() => new twins.component('api', args, optionsOf(twins)), { showSecrets: true });
        if (yaml !== plain) { found.unlike.add(at); }
      } catch (error) {
        expect((error as Error).message).toContain(`'${at}'`);
        found.decisive.add(at);
      }
    }
  }
  expect(found).toEqual({ decisive: new Set(twins.decisive), unlike: new Set(twins.unlike) });
});

const WORKLOAD: any = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'old' },
  spec: { replicas: 6, selector: { matchLabels: { app: 'old' } }, template: { metadata: { labels: { app: 'old' } }, spec: { containers: [{ name: 'old', image: 'registry.example.com/old:1.0.0' }] } } },
};
const ELASTICSEARCH: any = {
  apiVersion: 'elasticsearch.k8s.elastic.co/v1', kind: 'Elasticsearch', metadata: { name: 'logs' }, spec: { version: '9.2.0', nodeSets: [{ name: 'default', count: 3 }] },
};

test.each(Object.entries(TRANSFORMS))('the transform of %s makes of an object what the mixin makes of it', async (_, { mixin, transform }) => {
  const cluster = new cdk8s.Cluster({ name: 'prod-eu', zones: ['eu-1a', 'eu-1b', 'eu-1c'] });
  const chart = new Chart(cluster, 'chart');
  for (const object of [WORKLOAD, ELASTICSEARCH]) { new ApiObject(chart, object.kind, object); }
  const made = mixin(cluster, chart);
  if (made !== undefined) { chart.with(made); }
  const written = cluster.synthYaml();
  expect(written).not.toBe(new cdk8s.Cluster({ name: 'prod-eu' }).synthYaml());

  const yaml = await entry.render(() => {
    const opts = { parent: new entry.Cluster('prod-eu', { zones: ['eu-1a', 'eu-1b', 'eu-1c'] }, { ...AMBIENT, transforms: [transform()] }) };
    new k8s.apps.v1.Deployment('old', WORKLOAD, opts);
    new k8s.apiextensions.CustomResource('logs', ELASTICSEARCH, opts);
  });
  expect(parseYaml(yaml)).toEqual(parseYaml(written));
});
