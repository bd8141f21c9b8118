import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { ClusterDescription } from '../../lib/cluster/cluster-description';
import { FleetRollout } from '../../lib/delivery/fleet-rollout';
import { OcmDelivery, OcmDeliveryProps, OcmRemoval } from '../../lib/delivery/ocm/ocm-delivery';
import { OcmExecutor } from '../../lib/delivery/ocm/ocm-executor';
import { manifestBytes, MAX_WORK_BYTES, partsOf } from '../../lib/delivery/ocm/work-parts';
import { ClusterSelector } from '../../lib/fleet/cluster-selector';
import { Fleet } from '../../lib/fleet/fleet';
import { parseYaml } from '../../lib/manifest/yaml';

let outdir: string;

beforeEach(() => { outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-ocm-')); });
afterEach(() => fs.rmSync(outdir, { recursive: true }));

const EXECUTOR = OcmExecutor.serviceAccount('delivery', 'deployer');
const CLUSTERS: ClusterDescription[] = [
  { name: 'dev', environment: 'dev' }, { name: 'prod-eu', environment: 'production' }, { name: 'prod-us', environment: 'production' },
];

function config(chart: Chart, name: string, data: { [key: string]: string }): ApiObject {
  return new ApiObject(chart, name, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data } as any);
}

/** A namespace, an app that is the same everywhere, and one that differs. */
function define(cluster: Cluster): void {
  new ApiObject(new Chart(cluster, 'namespaces'), 'shop', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  config(new Chart(cluster, 'same', { namespace: 'same' }), 'same', { a: 'b' });
  config(new Chart(cluster, 'shop', { namespace: 'shop' }), 'cluster', { name: cluster.name });
}

function fleetOf(props: Partial<OcmDeliveryProps> = {}, program: (cluster: Cluster) => void = define): Fleet {
  const fleet = new Fleet({ clusters: CLUSTERS, outdir });
  fleet.run(ClusterSelector.all(), { define: program });
  fleet.deliver(new OcmDelivery({ executor: EXECUTOR, ...props }));
  return fleet;
}

/** The objects of the hub, by file. */
function written(fleet: Fleet): { [file: string]: any } {
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  fleet.synth();
  stderr.mockRestore();
  const hub = path.join(outdir, 'hub');
  const files = fs.readdirSync(hub, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml')).sort();
  return Object.fromEntries(files.map((file) => [file, (parseYaml(fs.readFileSync(path.join(hub, file), 'utf8')) as any[])[0]]));
}

const told = (fleet: Fleet) => fleet.warnings.filter(({ id }) => id.startsWith('delivery/')).map(({ path: at, message }) => `[${at}] ${message}`);

const STEPS = new FleetRollout([
  { name: 'dev', clusters: ClusterSelector.environments('dev') },
  { name: 'production', clusters: ClusterSelector.environments('production') },
]);

describe('ManifestWorks', () => {
  test('hold the objects of an app, in the namespace of each cluster', () => {
    const hub = written(fleetOf());
    expect(Object.keys(hub)).toEqual(['dev', 'prod-eu', 'prod-us'].flatMap((name) => (
      ['cluster.scope', 'same', 'shop'].map((app) => `${name}/manifestwork-${app}.yaml`))));
    expect(fs.readFileSync(path.join(outdir, 'hub/prod-eu/manifestwork-shop.yaml'), 'utf8')).toBe([
      'apiVersion: work.open-cluster-management.io/v1',
      'kind: ManifestWork',
      'metadata:',
      '  name: shop',
      '  namespace: prod-eu',
      'spec:',
      '  deleteOption:',
      '    propagationPolicy: Foreground',
      '  executor:',
      '    subject:',
      '      serviceAccount:',
      '        name: deployer',
      '        namespace: delivery',
      '      type: ServiceAccount',
      '  manifestConfigs:',
      '    - conditionRules:',
      '        - celExpressions:',
      '            - has(object.status) && ((has(object.status.observedGeneration) && object.status.observedGeneration < object.metadata.generation) ||'
        + " (hasConditions(object.status) && object.status.conditions.exists(c, c.type == 'Ready' && c.status == 'False')))",
      '          condition: Progressing',
      '          type: CEL',
      '      resourceIdentifier:',
      '        name: "*"',
      '        namespace: shop',
      '        resource: configmaps',
      '      updateStrategy:',
      '        serverSideApply:',
      '          force: false',
      '        type: ServerSideApply',
      '  workload:',
      '    manifests:',
      '      - apiVersion: v1',
      '        data:',
      '          name: prod-eu',
      '        kind: ConfigMap',
      '        metadata:',
      '          name: cluster',
      '          namespace: shop',
      '',
    ].join('\n'));
  });

  test('tell of workloads what the agent knows of them, each kind once', () => {
    const kinds = [['apps/v1', 'Deployment'], ['apps/v1', 'StatefulSet'], ['apps/v1', 'DaemonSet'], ['batch/v1', 'Job'], ['networking.k8s.io/v1', 'NetworkPolicy']];
    const hub = written(fleetOf({}, (cluster) => {
      const chart = new Chart(cluster, 'shop', { namespace: 'shop' });
      for (const [apiVersion, kind] of kinds) {
        for (const name of ['a', 'b']) {
          const containers = [{ name, image: 'registry.example.com/a:1.2.3' }];
          const pods = { metadata: { labels: { name } }, spec: { restartPolicy: kind === 'Job' ? 'Never' : undefined, containers } };
          new ApiObject(chart, `${kind}-${name}`, {
            apiVersion, kind, metadata: { name },
            spec: kind === 'NetworkPolicy' ? { podSelector: {} }
              : { ...(kind !== 'Job' && { selector: { matchLabels: { name } } }), ...(kind === 'StatefulSet' && { serviceName: name }), template: pods },
          } as any);
        }
      }
    }));
    const configs: any[] = hub['dev/manifestwork-shop.yaml'].spec.manifestConfigs;
    expect(configs.map(({ resourceIdentifier: { group, resource }, feedbackRules }) => `${group}/${resource} ${feedbackRules?.map((rule: any) => rule.type)}`)).toEqual([
      'apps/daemonsets WellKnownStatus', 'apps/deployments WellKnownStatus', 'apps/statefulsets JSONPaths', 'batch/jobs WellKnownStatus',
      'networking.k8s.io/networkpolicies undefined',
    ]);
    expect(new Set(configs.map(({ conditionRules }) => conditionRules[0].celExpressions[0])).size).toBe(5);
  });

  test('apply as the agent itself, take over fields and leave objects where that is said', () => {
    const hub = written(fleetOf({ executor: OcmExecutor.workAgent(), force: true, removal: { production: OcmRemoval.KEEP } }));
    const { spec } = hub['prod-eu/manifestwork-shop.yaml'];
    expect(spec.executor).toBeUndefined();
    expect(spec.deleteOption).toEqual({ propagationPolicy: 'Orphan' });
    expect(spec.manifestConfigs[0].updateStrategy).toEqual({ type: 'ServerSideApply', serverSideApply: { force: true } });
    expect(hub['dev/manifestwork-shop.yaml'].spec.deleteOption).toEqual({ propagationPolicy: 'Foreground' });
  });

  test('a fleet that is written again has the same bytes', () => {
    written(fleetOf());
    const read = () => fs.readFileSync(path.join(outdir, 'hub/dev/manifestwork-shop.yaml'), 'utf8');
    const before = read();
    written(fleetOf());
    expect(read()).toBe(before);
  });
});

describe('an app that is too large for one', () => {
  const objects = (count: number, bytes: number) => Array.from({ length: count }, (_, index) => ({
    apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `c${index}`, namespace: 'shop' }, data: { text: 'x'.repeat(bytes) },
  }));
  const placesOf = (manifests: readonly any[]) => new Map(partsOf(manifests).flatMap(({ suffix, manifests: some }) => (
    some.map((each) => [each.metadata!.name!, suffix] as const))));

  test('is cut into parts, each small enough, that hold each object once', () => {
    const hub = written(fleetOf({}, (cluster) => {
      const chart = new Chart(cluster, 'shop', { namespace: 'shop' });
      objects(40, 30_000).forEach(({ metadata: { name }, data }) => config(chart, name, data));
    }));
    const works = Object.entries(hub).filter(([file]) => file.startsWith('dev/'));
    expect(works.map(([file]) => file)).toEqual([
      'dev/manifestwork-shop.1.yaml', 'dev/manifestwork-shop.11.yaml', 'dev/manifestwork-shop.yaml',
    ]);
    const sizes = works.map(([, { spec }]) => spec.workload.manifests.reduce((sum: number, each: any) => sum + manifestBytes(each), 0));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_WORK_BYTES);
    const names = works.flatMap(([, { spec }]) => spec.workload.manifests.map((each: any) => each.metadata.name));
    expect(names).toHaveLength(40);
    expect(new Set(names).size).toBe(40);
  });

  test('keeps its objects where they are when one is added, but for half of a part that is cut', () => {
    const all = objects(60, 60_000);
    for (let count = 1; count < all.length; count += 1) {
      const before = placesOf(all.slice(0, count));
      const after = placesOf(all.slice(0, count + 1));
      const moved = [...before].filter(([name, suffix]) => after.get(name) !== suffix);
      const cut = new Set(moved.map(([, suffix]) => suffix));
      expect(cut.size).toBeLessThanOrEqual(1);
      // No more than a whole part held.
      expect(moved.length).toBeLessThan(9);
    }
  });

  test('is cut alike in whatever order its objects come', () => {
    const all = objects(60, 30_000);
    expect([...placesOf([...all].reverse())].sort()).toEqual([...placesOf(all)].sort());
  });

  test('counts bytes as the webhook of OCM does', () => {
    // Of what Go's own protobuf and JSON made of these.
    const object = (text: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { text } });
    expect([object('a'), object('<&>'), object('ä'), object('\u2028'), object('x'.repeat(20_000))].map(manifestBytes)).toEqual([84, 101, 85, 89, 20_085]);
  });
});

describe('what OCM does not take', () => {
  test('is told at once: objects that are too large, or have no name or namespace', () => {
    const fleet = fleetOf({}, (cluster) => {
      if (cluster.name !== 'dev') { return; }
      config(new Chart(cluster, 'shop', { namespace: 'shop' }), 'large', { text: 'x'.repeat(512_000) });
      config(new Chart(cluster, 'nowhere'), 'lost', {});
      new ApiObject(new Chart(cluster, 'jobs', { namespace: 'jobs' }), 'job', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'job-', name: undefined } });
    });
    expect(() => fleet.synth()).toThrow([
      'Nothing was written: the manifests have 3 errors.',
      "  [hub/ocm] ConfigMap 'lost' of 'dev/_cluster' states no namespace, and a ManifestWork puts it into none. Give it one.",
      "  [hub/ocm] ConfigMap 'jobs/job-*' of 'dev/jobs' is taken by no ManifestWork. Give it a name.",
      "  [hub/ocm] ConfigMap 'shop/large' of 'dev/shop' has 512108 bytes, and a ManifestWork takes at most 512000. Make it smaller, or apply it in another way.",
    ].join('\n'));
  });

  test('an environment that no cluster has', () => {
    expect(() => fleetOf({ removal: { prodction: OcmRemoval.KEEP } }).synth()).toThrow(
      "[hub/ocm] 'removal.prodction' must be the environment of a cluster. Use 'production'.",
    );
  });

  test('wrong props, all at once', () => {
    expect(() => new OcmDelivery({ executor: undefined as any, removal: { dev: 'remove' as any } })).toThrow([
      "[OcmDelivery] 'executor' must be given. Use 'OcmExecutor.serviceAccount('delivery', 'deployer')'.",
      "[OcmDelivery] 'removal.dev' must be 'delete' or 'keep', got 'remove'. Use one of them.",
    ].join('\n'));
    expect(() => OcmExecutor.serviceAccount('De', '')).toThrow("[OcmExecutor.serviceAccount] 'namespace' must be a DNS label");
  });

  test('steps that begin by hand, or have too short a name for a group, where the hub rolls out', () => {
    const all = ClusterSelector.all();
    const rollout = new FleetRollout([{ name: 'a', clusters: all }, { name: 'rest', clusters: all, manual: true }]);
    expect(() => new OcmDelivery({ executor: EXECUTOR, placement: {}, rollout })).toThrow([
      "[OcmDelivery] 'placement.nameLabel' must be given with a rollout of several steps: OCM finds the clusters of each by a label. "
        + "Use one such as 'name', and give it to each ManagedCluster.",
      "[OcmDelivery] 'rollout.steps[0].name' must be of two letters at least, got 'a'. Give it a longer one.",
      "[OcmDelivery] 'rollout.steps[1].manual' can't be said with 'placement': OCM begins a step by itself. Leave out 'placement', or 'manual'.",
    ].join('\n'));
    expect(() => new OcmDelivery({ executor: EXECUTOR, rollout })).not.toThrow();
  });
});

describe('apps that are the same in all of their clusters', () => {
  test('are written once, for the clusters that have them, and others as before', () => {
    const hub = written(fleetOf({ placement: {} }));
    expect(Object.keys(hub)).toEqual([
      '_cluster/namespace-fleetwright.yaml', 'dev/manifestwork-shop.yaml', 'fleetwright/managedclustersetbinding-global.yaml',
      'fleetwright/manifestworkreplicaset-cluster.scope.yaml', 'fleetwright/manifestworkreplicaset-same.yaml',
      'fleetwright/placement-cluster.scope.yaml', 'fleetwright/placement-same.yaml', 'prod-eu/manifestwork-shop.yaml', 'prod-us/manifestwork-shop.yaml',
    ]);
    expect(hub['fleetwright/managedclustersetbinding-global.yaml'].spec).toEqual({ clusterSet: 'global' });
    expect(hub['fleetwright/placement-same.yaml'].spec).toEqual({
      clusterSets: ['global'],
      predicates: [{ requiredClusterSelector: { celSelector: { celExpressions: ["managedCluster.metadata.name in ['dev', 'prod-eu', 'prod-us']"] } } }],
      tolerations: [
        { key: 'cluster.open-cluster-management.io/unreachable', operator: 'Exists' }, { key: 'cluster.open-cluster-management.io/unavailable', operator: 'Exists' },
      ],
    });
    const { spec } = hub['fleetwright/manifestworkreplicaset-same.yaml'];
    expect(spec.placementRefs).toEqual([{ name: 'same', rolloutStrategy: { type: 'All' } }]);
    expect(spec.manifestWorkTemplate).toEqual(written(fleetOf())['dev/manifestwork-same.yaml'].spec);
  });

  test('are not the same where they are removed in another way, or OCM could not name them', () => {
    expect(Object.keys(written(fleetOf({ placement: {}, removal: { dev: OcmRemoval.KEEP } })))).not.toContain('fleetwright/manifestworkreplicaset-same.yaml');
    expect(Object.keys(written(fleetOf({ placement: { namespace: 'x'.repeat(58) } })))).toContain(`${'x'.repeat(58)}/manifestworkreplicaset-same.yaml`);
    expect(Object.keys(written(fleetOf({ placement: { namespace: 'x'.repeat(59) } })))).toContain('dev/manifestwork-same.yaml');
  });

  test('are rolled out step by step, with what OCM can say of it', () => {
    const rollout = new FleetRollout([
      { name: 'dev', clusters: ClusterSelector.environments('dev'), soakMinutes: 10, deadlineMinutes: 20, maxConcurrency: 1, maxFailures: 1 },
      { name: 'production', clusters: ClusterSelector.environments('production'), soakMinutes: 30, deadlineMinutes: 20, maxConcurrency: '25%', maxFailures: '50%' },
    ]);
    const fleet = fleetOf({ placement: { nameLabel: 'name', clusterSet: 'shop', namespace: 'delivery' }, rollout });
    expect(told(fleet)).toEqual([
      "[hub/ocm] 'rollout' orders no ManifestWorks, and these apps differ between clusters or are not written by 'placement': 'shop'. Apply the hub step by step: "
        + 'kubectl apply --server-side -R -f <hub> -l delivery.fleetwright.io/step=dev, and so on in the order of the steps.',
      "[hub/ocm] 'maxConcurrency' of step 'dev' is said of the last step only: the clusters of this one get what is new together.",
      "[hub/ocm] 'maxFailures' of step 'dev' is said of the last step only: one failure in this one stops the rollout.",
      "[hub/ocm] 'soakMinutes' of step 'dev' is said of all steps at once: 30 minutes, the longest of them, are waited after each.",
    ]);
    const hub = written(fleet);
    expect(hub['delivery/manifestworkreplicaset-same.yaml'].spec.placementRefs[0].rolloutStrategy).toEqual({
      type: 'Progressive',
      progressive: { mandatoryDecisionGroups: [{ groupName: 'dev' }], maxConcurrency: '25%', maxFailures: 1, minSuccessTime: '30m', progressDeadline: '20m' },
    });
    const group = (...values: string[]) => ({ labelSelector: { matchExpressions: [{ key: 'name', operator: 'In', values }] } });
    expect(hub['delivery/placement-same.yaml'].spec).toMatchObject({
      clusterSets: ['shop'],
      predicates: [{ requiredClusterSelector: group('dev', 'prod-eu', 'prod-us') }],
      decisionStrategy: {
        groupStrategy: {
          decisionGroups: [{ groupName: 'dev', groupClusterSelector: group('dev') }, { groupName: 'production', groupClusterSelector: group('prod-eu', 'prod-us') }],
        },
      },
    });
    expect(hub['prod-us/manifestwork-shop.yaml'].metadata.labels).toEqual({ 'delivery.fleetwright.io/step': 'production' });
  });

  test('have the steps of their own clusters', () => {
    const hub = written(fleetOf({ placement: { nameLabel: 'name' }, rollout: STEPS }, (cluster) => {
      config(new Chart(cluster, 'all', { namespace: 'all' }), 'same', {});
      if (cluster.name !== 'dev') { config(new Chart(cluster, 'some', { namespace: 'some' }), 'same', {}); }
    }));
    expect(hub['fleetwright/placement-some.yaml'].spec.decisionStrategy).toBeUndefined();
    expect(hub['fleetwright/manifestworkreplicaset-some.yaml'].spec.placementRefs[0].rolloutStrategy).toEqual({
      type: 'Progressive', progressive: { maxFailures: 0, minSuccessTime: '0s', progressDeadline: 'None' },
    });
    expect(hub['fleetwright/manifestworkreplicaset-all.yaml'].spec.placementRefs[0].rolloutStrategy.progressive.mandatoryDecisionGroups).toEqual([{ groupName: 'dev' }]);
  });

  test('a step without a deadline makes the others wait for ever too, and says so', () => {
    const rollout = new FleetRollout([
      { name: 'dev', clusters: ClusterSelector.environments('dev'), deadlineMinutes: 20 }, { name: 'production', clusters: ClusterSelector.environments('production') },
    ]);
    expect(told(fleetOf({ placement: { nameLabel: 'name' }, rollout }, (cluster) => { config(new Chart(cluster, 'same', { namespace: 'same' }), 'same', {}); }))).toEqual([
      "[hub/ocm] 'deadlineMinutes' of step 'dev' is said of all steps at once, and one of them has none: each cluster is waited for.",
    ]);
  });
});

test('an order of apps is told to be none, but for what states no namespace', () => {
  const fleet = fleetOf({}, (cluster) => {
    define(cluster);
    const database = new Chart(cluster, 'database', { namespace: 'storage' });
    config(database, 'database', {});
    const web = new Chart(cluster, 'web', { namespace: 'web' });
    config(web, 'web', {});
    web.addDependency(database);
  });
  expect(told(fleet)).toEqual([
    "[hub/ocm] Open Cluster Management applies all apps at once, and knows no 'web' after 'storage'. "
      + 'What an API server refuses is applied again until it is taken; let pods wait for what they call.',
  ]);
  expect(told(fleetOf())).toEqual([]);
});

test('a rollout whose steps are wrong is an error of the hub', () => {
  const rollout = new FleetRollout([{ name: 'dev', clusters: ClusterSelector.environments('dev') }]);
  expect(() => fleetOf({ rollout }).synth()).toThrow("[hub/ocm] 'rollout.steps' must have each cluster in one step: 'prod-eu' is in none, and would never get what is new. Add it to a step.");
});
