import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ApiObject, App, AppProps, Chart, Lazy, Testing, YamlOutputType } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { Cloud } from '../../lib/cluster/cloud';
import { Cluster } from '../../lib/cluster/cluster';
import { addEdit } from '../../lib/construct/edit';
import { FleetErrors } from '../../lib/construct/fleet-errors';
import { warn } from '../../lib/construct/warning';
import { placeholder } from '../../lib/manifest/known';
import { parseYaml } from '../../lib/manifest/yaml';
import { HardenedDeployment } from '../../lib/workload/hardened-deployment';

const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-cluster-'));
let stderr: jest.SpyInstance;
beforeEach(() => { stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true); });
afterEach(() => stderr.mockRestore());
afterAll(() => fs.rmSync(outdir, { recursive: true }));

const OUTPUT_TYPES = [
  YamlOutputType.FILE_PER_APP, YamlOutputType.FILE_PER_CHART, YamlOutputType.FILE_PER_RESOURCE, YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE,
];

const configMap = (scope: Construct, name: string, data: any = { a: '1' }) =>
  new ApiObject(scope, name, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });

function filesOf(folder: string): { [file: string]: string } {
  const files = (fs.readdirSync(folder, { recursive: true }) as string[]).filter((file) => fs.statSync(path.join(folder, file)).isFile());
  return Object.fromEntries(files.sort().map((file) => [file, fs.readFileSync(path.join(folder, file), 'utf8')]));
}

describe('Cluster.containing', () => {
  test('answers anywhere in the tree', () => {
    const cluster = new Cluster({ name: 'prod-eu', region: 'eu-central-1', zones: ['a', 'b'], cloud: Cloud.AWS, environment: 'production' });
    const deep = new Construct(new Chart(new Chart(cluster, 'outer'), 'inner'), 'deep');
    expect(Cluster.containing(deep)).toBe(cluster);
    expect(Cluster.containing(deep).zones).toEqual(['a', 'b']);
    expect(Cluster.containing(cluster)).toBe(cluster);
  });

  test('says so where there is none', () => {
    const chart = new Chart(new App(), 'payments');
    expect(() => Cluster.containing(chart)).toThrow(new Error(
      "[payments] is in no Cluster. Define its chart in a 'new Cluster({ name: … })' instead of a 'new App()'."));
    expect(Cluster.tryContaining(chart)).toBeUndefined();
  });

  test('leaves App.of as it is', () => {
    const cluster = new Cluster({ name: 'prod-eu' });
    expect(App.of(new Chart(cluster, 'c'))).toBe(cluster);
  });
});

describe('Cluster.atLeast', () => {
  test.each([
    ['1.33', '1.30', true],
    ['v1.30.4-gke.1080000', '1.30', true],
    ['1.29', '1.30', false],
    [undefined, '1.28', true],
    [undefined, '1.29', false],
  ])('of version %s is at least %s: %s', (kubernetesVersion, minor, expected) => {
    expect(Cluster.atLeast(new Chart(new Cluster({ name: 'c', kubernetesVersion }), 'chart'), minor)).toBe(expected);
  });

  test('takes the oldest supported version where there is no cluster', () => {
    expect(Cluster.atLeast(new Chart(new App(), 'chart'), '1.29')).toBe(false);
  });
});

describe('props', () => {
  test('are refused all at once, each with the way out', () => {
    expect(() => new Cluster({
      name: 'Prod_EU',
      kubernetesVersion: '1.27',
      zones: ['a', 'a'],
      capabilities: { cilium: { version: '1.19.4', mesh: { id: 0, name: 'default' } } },
    })).toThrow(new Error([
      "[Prod_EU] 'name' must be a DNS label: at most 63 lower-case letters, digits and '-', starting and ending with a letter or digit, got 'Prod_EU'. Use a name such as 'prod-eu'.",
      "[Prod_EU] 'zones' must list each zone once, and at least one, got [\"a\",\"a\"]. Leave 'zones' out if they are not known.",
      "[Prod_EU] 'kubernetesVersion' must be at least 1.28, the oldest version that this library writes for, got '1.27'. Upgrade the cluster.",
      "[Prod_EU] 'capabilities.cilium.mesh.id' must be a whole number from 1 to 511, got 0. Set it to the 'cluster.id' of the cluster's Cilium.",
      "[Prod_EU] 'capabilities.cilium.mesh.name' must be the name of a cluster in the mesh: at most 32 lower-case letters, digits and '-', and not 'default', got 'default'. Set it to the 'cluster.name' of the cluster's Cilium.",
    ].join('\n')));
  });

  test('say of the DNS what NetworkPolicies can name', () => {
    expect(() => new Cluster({ name: 'c', capabilities: { dns: { namespace: 'Kube', port: 0, nodeLocalAddress: '169.254.20.010' } } })).toThrow(new Error([
      "[c] 'capabilities.dns.namespace' must be a DNS label: at most 63 lower-case letters, digits and '-', starting and ending with a letter or digit, got 'Kube'. Use the name of the namespace in which the DNS pods run.",
      "[c] 'capabilities.dns.port' must be a whole number from 1 to 65535, got 0. Use the port on which the DNS pods listen.",
      "[c] 'capabilities.dns.nodeLocalAddress' must be an IP address such as 10.9.8.7 or 2001:db8::1, got '169.254.20.010'. Usual is '169.254.20.10'.",
    ].join('\n')));
  });

  test('say of the DNS what policies can select', () => {
    expect(() => new Cluster({ name: 'c', capabilities: { dns: { podLabels: { 'a b': 'c d' }, clusterDomain: 'cluster.local.' } } })).toThrow(new Error([
      "[c] 'capabilities.dns.podLabels['a b']' must be a label value: a string of at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, or empty, got 'c d'. Correct the value.",
      "[c] 'capabilities.dns.podLabels['a b']' must be a label key: at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, with or without a DNS subdomain and '/' before it. Use a key such as 'k8s-app'.",
      "[c] 'capabilities.dns.clusterDomain' must be a DNS subdomain: at most 253 lower-case letters, digits, '-' and '.', each part starting and ending with a letter or digit, got 'cluster.local.'. Usual is 'cluster.local', without a dot at its end.",
    ].join('\n')));
  });

  test.each(['argoCd', 'cilium', 'descheduler', 'gatewayApi', 'istio', 'karpenter'])('refuse a version of %s that no number is in', (installed) => {
    const cluster = (version: string) => new Cluster({ name: 'c', capabilities: { [installed]: { version } } });
    ['1.19.x', '1.x', ' 1.19.6', '1.19.6.7'].forEach((version) => expect(() => cluster(version)).toThrow(`'capabilities.${installed}.version' must be a version`));
    ['1.19', 'v1.19.4', '1.19.4-rc.1', '1'].forEach((version) => expect(() => cluster(version)).not.toThrow());
    expect(() => cluster('latest')).toThrow(new Error(`[c] 'capabilities.${installed}.version' must be a version, got 'latest'. Use one such as '1.19.4'.`));
    expect(() => cluster('v3')).not.toThrow();
  });

  test.each<[string, any, string[]]>([
    ['nothing at all', undefined, ["[Cluster] 'name' must be given. Use a name such as 'prod-eu'."]],
    ['no name', { zones: ['a'] }, ["[Cluster] 'name' must be given. Use a name such as 'prod-eu'."]],
    ['one zone as a text', { name: 'c', zones: 'eu-1a' }, ["[c] 'zones' must be a list of strings, got a text. Use one such as ['eu-central-1a', 'eu-central-1b']."]],
    ['zones that are none', { name: 'c', zones: [1, undefined, Lazy.any({ produce: () => 'eu-1a' })] }, [
      "[c] 'zones[0]' must be a string, got a number. Put it in quotes.",
      "[c] 'zones[1]' must not be undefined. Leave it out.",
      "[c] 'zones[2]' must be known when the program runs. Give the name itself.",
    ]],
    ['a cloud by its name', { name: 'c', cloud: 'aws' }, ["[c] 'cloud' must be a value of this library's 'Cloud', got a text. Use 'Cloud.AWS'."]],
    ['a capability without its version', { name: 'c', capabilities: { cilium: true, karpenter: {}, istio: { version: 1.3 } } }, [
      "[c] 'capabilities.cilium' must be an object, got true. Use one such as { version: '1.19.4' }.",
      "[c] 'capabilities.karpenter.version' must be given. Say which one is installed, e.g. '1.19.4'.",
      "[c] 'capabilities.istio.version' must be a string, got a number. Put it in quotes.",
    ]],
    ['one warning in the place of a list', { name: 'c', warningsAsErrors: '*' }, ["[c] 'warningsAsErrors' must be a list of strings. Use one such as ['workload/single-replica']."]],
  ])('tell callers without the compiler of %s', (_, props, faults) => {
    expect(() => new Cluster(props)).toThrow(new Error(faults.join('\n')));
  });

  test('never take ranges that are not known yet for the same one', () => {
    const later = `10.0.0.0/${placeholder('length')}`;
    expect(() => new Chart(new Cluster({ name: 'c', serviceCidrs: [later, later] }), 'shop').toJson()).not.toThrow();
  });

  test('take null for what is not given', () => {
    const nulls = { region: null, zones: null, cloud: null, kubernetesVersion: null, capabilities: null, warningsAsErrors: null, outdir: null };
    const cluster = new Cluster({ name: 'c', ...nulls } as any);
    expect([cluster.zones, cluster.capabilities, cluster.outdir]).toEqual([undefined, {}, path.join('dist', 'c')]);
  });

  test('refuse a version that is none', () => {
    expect(() => new Cluster({ name: 'c', kubernetesVersion: 'latest' })).toThrow(new Error(
      "[c] 'kubernetesVersion' must be a Kubernetes version, got 'latest'. Use '1.33' or the full version that the API server reports."));
  });
});

describe('synth', () => {
  const build = (app: App) => {
    const base = new Chart(app, 'base');
    configMap(base, 'first');
    configMap(base, 'second');
    const web = new Chart(app, 'web', { namespace: 'web' });
    new kplus.Deployment(web, 'site', { containers: [{ image: 'site:1' }] });
    return { base, web };
  };

  test.each([
    ['plain charts', (_: App) => {}],
    ['dependent charts', (app: App) => { (app.node.findChild('base') as Chart).addDependency(app.node.findChild('web')); }],
    ['nested charts', (app: App) => { configMap(new Chart(app.node.findChild('base') as Chart, 'nested'), 'third'); }],
  ])('writes %s to the same files, with the same objects, as a cdk8s App, for every output type', (name, arrange) => {
    for (const type of OUTPUT_TYPES) {
      const write = (make: (props: AppProps) => App, folder: string) => {
        const app = make({ outdir: path.join(outdir, folder), yamlOutputType: type });
        build(app);
        arrange(app);
        app.synth();
        return filesOf(app.outdir);
      };
      const ours = write((props) => new Cluster({ name: 'c', ...props }), `${name}-ours-${type}`);
      expect(Object.keys(ours).length).toBeGreaterThan(0);
      expect(ours).toEqual(write((props) => new App(props), `${name}-cdk8s-${type}`));
    }
  });

  test('validates each construct once and renders each object once', () => {
    const cluster = new Cluster({ name: 'c', outdir: path.join(outdir, 'once') });
    const charts = [1, 2, 3].map((i) => new Chart(cluster, `chart${i}`));
    let validated = 0;
    let rendered = 0;
    charts.forEach((chart) => chart.node.addValidation({ validate: () => { validated += 1; return []; } }));
    addEdit(configMap(charts[0], 'settings'), { apply: (object) => { rendered += 1; return { object }; } });
    cluster.synth();
    expect([validated, rendered]).toEqual([3, 1]);
  });

  test('reports all errors of one synth together, each with its path, and writes nothing', () => {
    const folder = path.join(outdir, 'errors');
    const cluster = new Cluster({ name: 'prod-eu', outdir: folder });
    const payments = new Chart(cluster, 'payments');
    payments.node.addValidation({ validate: () => ['one', 'two'] });
    configMap(new Chart(cluster, 'a'), 'settings');
    configMap(new Chart(cluster, 'b'), 'settings');
    configMap(payments, 'lazy', { a: Lazy.any({ produce: () => { throw new Error('three'); } }) });
    expect(() => cluster.synth()).toThrow(new Error([
      'Nothing was written: the manifests have 4 errors.',
      '[prod-eu/payments] one',
      '[prod-eu/payments] two',
      "[prod-eu/payments] Failed serializing construct at path 'payments/lazy' with name 'lazy': Error: three",
      "[prod-eu/b/settings] ConfigMap 'settings' is emitted twice; the other one stands at 'prod-eu/a/settings'. Give one of the two another 'name' or namespace.",
    ].join('\n  ')));
    expect(fs.existsSync(folder)).toBe(false);
  });

  test('names both places of an object that is emitted twice in one chart', () => {
    const chart = new Chart(new Cluster({ name: 'c' }), 'shop');
    for (const id of ['one', 'two']) { new ApiObject(chart, id, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } }); }
    expect(() => (chart.node.root as Cluster).synthYaml()).toThrow(
      "[c/shop/two] ConfigMap 'x' is emitted twice; the other one stands at 'c/shop/one'. Give one of the two another 'name' or namespace.");
  });

  test.each<[string, (chart: Chart) => unknown]>([
    ['Testing.synth', (chart) => Testing.synth(chart)], ['toJson', (chart) => chart.toJson()], ['synthYaml', (chart) => (chart.node.root as Cluster).synthYaml()],
  ])('the error of `%s` carries findings', (_, synth) => {
    const chart = new Chart(new Cluster({ name: 'c' }), 'shop');
    const workload = new HardenedDeployment(chart, 'api', { image: 'api:latest', replicas: -1 });
    workload.node.addValidation({ validate: () => ['of somebody else'] });
    let error: any;
    try { synth(chart); } catch (thrown) { error = thrown; }
    expect(FleetErrors.findingsOf(error).map(({ id, path: at, prop }) => [id, at, prop])).toEqual([
      ['prop/range', 'c/shop/api', 'replicas'], ['workload/fixed-image', 'c/shop/api', 'image'], ['construct/validation', 'c/shop/api', undefined],
    ]);
    expect(error.message.split('\n')).toHaveLength(4);
    expect(error.message).toContain("\n  [c/shop/api] 'image' must name a fixed tag or digest, got 'api:latest'.");
  });

  test('leaves the namespace of a chart out of objects that belong to none', () => {
    const cluster = new Cluster({ name: 'c' });
    const chart = new Chart(cluster, 'shop', { namespace: 'shop' });
    const emit = (apiVersion: string, kind: string, rest: object = {}) =>
      new ApiObject(chart, `${apiVersion}-${kind}`, { apiVersion, kind, metadata: { name: 'x' }, ...rest });
    emit('v1', 'Namespace');
    emit('rbac.authorization.k8s.io/v1', 'ClusterRole', { rules: [] });
    emit('rbac.authorization.k8s.io/v1', 'Role', { rules: [] });
    emit('example.com/v1', 'Region');
    emit('example.com/v1', 'Shop');
    emit('example.org/v1', 'ClusterRole');
    for (const [kind, scope] of [['Region', 'Cluster'], ['Shop', 'Namespaced']]) {
      const plural = `${kind.toLowerCase()}s`;
      const versions = [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }];
      new ApiObject(chart, `${kind}-definition`, {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: `${plural}.example.com` },
        spec: { scope, group: 'example.com', names: { kind, plural }, versions },
      } as any);
    }
    const inNamespace = parseYaml(cluster.synthYaml())
      .filter(({ metadata }: any) => metadata.namespace !== undefined)
      .map(({ apiVersion, kind }: any) => `${apiVersion} ${kind}`);
    expect(inNamespace.sort()).toEqual(['example.com/v1 Shop', 'example.org/v1 ClusterRole', 'rbac.authorization.k8s.io/v1 Role']);
  });

  test('finds two of one name that belong to no namespace, in charts of different ones', () => {
    const cluster = new Cluster({ name: 'c' });
    for (const namespace of ['a', 'b']) {
      const chart = new Chart(cluster, namespace, { namespace });
      new ApiObject(chart, 'role', { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'reader' } });
      new ApiObject(chart, 'settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' } });
    }
    expect(() => cluster.synthYaml()).toThrow(new Error(
      "Nothing was written: the manifests have an error.\n  [c/b/role] ClusterRole 'reader' is emitted twice; the other one stands at 'c/a/role'. Give one of the two another 'name'."));
  });

  test('writes no file for a chart without objects, and takes away the one that was there', () => {
    const folder = path.join(outdir, 'empty');
    const write = (...full: string[]) => {
      const cluster = new Cluster({ name: 'c', outdir: folder });
      for (const id of ['a', 'b']) {
        const chart = new Chart(cluster, id);
        if (full.includes(id)) { configMap(chart, `settings-${id}`); }
      }
      cluster.synth();
      return Object.keys(filesOf(folder));
    };
    expect(write('a', 'b')).toEqual(['a.k8s.yaml', 'b.k8s.yaml']);
    expect(write('a')).toEqual(['a.k8s.yaml']);
    expect(write()).toEqual([]);
  });

  test('collects what a validation throws, and an edited object that can not be rendered', () => {
    const cluster = new Cluster({ name: 'c' });
    const chart = new Chart(cluster, 'shop');
    chart.node.addValidation({ validate: () => { throw new Error('one'); } });
    const empty = new kplus.Deployment(chart, 'empty');
    addEdit(ApiObject.of(empty), { apply: (object) => ({ object }) });
    expect(() => cluster.synthYaml()).toThrow(/^Nothing was written: the manifests have 2 errors\.\n {2}\[c\/shop\] one\n {2}\[c\/shop\] .*at least 1 container/s);
  });

  test('validates anew at each synth', () => {
    const cluster = new Cluster({ name: 'c', outdir: path.join(outdir, 'anew') });
    const chart = new Chart(cluster, 'shop');
    cluster.synth();
    chart.node.addValidation({ validate: () => ['late'] });
    expect(() => cluster.synth()).toThrow(new Error('Nothing was written: the manifests have an error.\n  [c/shop] late'));
  });

  test('refuses a value that only a deployment knows', () => {
    const cluster = new Cluster({ name: 'c' });
    configMap(new Chart(cluster, 'shop'), 'settings', { url: `https://${placeholder('1')}/` });
    expect(() => cluster.synthYaml()).toThrow(
      "[c/shop/settings] ConfigMap 'settings' holds a value that is known only to a deployment. Deploy it with Pulumi, or give the value itself.");
  });

  test('lets any number of objects share a generateName', () => {
    const cluster = new Cluster({ name: 'c' });
    const chart = new Chart(cluster, 'jobs');
    const spec = { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'run', image: 'a:1' }] } } };
    for (const id of ['a', 'b']) { new ApiObject(chart, id, { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: undefined, generateName: 'run-' } as any, spec } as any); }
    expect(() => cluster.synthYaml()).not.toThrow();
  });

  test('keeps strings strings that another YAML version would read as something else', () => {
    const cluster = new Cluster({ name: 'c' });
    configMap(new Chart(cluster, 'shop'), 'settings', { octal: '0o17', float: '1e3', yes: 'yes', time: '12:30:45' });
    expect(cluster.synthYaml()).toContain('  float: "1e3"\n  octal: "0o17"\n  time: "12:30:45"\n  "yes": "yes"\n');
  });

  test('writes the metadata file that cdk8s-cli asks for, where objects that share a name have what their constructs stand in, and each has its own by its title', () => {
    const folder = path.join(outdir, 'metadata');
    const cluster = new Cluster({ name: 'c', outdir: folder, recordConstructMetadata: true });
    const shop = new Chart(cluster, 'shop', { namespace: 'shop' });
    configMap(shop, 'settings');
    new HardenedDeployment(shop, 'web', { image: 'registry.example.com/web:1.4.2', ports: [{ port: 8080 }] });
    new ApiObject(shop, 'any', { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: undefined, generateName: 'run-' } as any, spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'run', image: 'a:1' }] } } } } as any);
    configMap(new Chart(cluster, 'front', { namespace: 'front' }), 'web');
    cluster.synth();
    const { version, resources } = JSON.parse(fs.readFileSync(path.join(folder, 'construct-metadata.json'), 'utf8'));
    expect(version).toBe('1.0.0');
    const paths = Object.fromEntries(Object.entries<any>(resources).map(([name, each]) => [name, each.path]));
    expect(paths).toMatchObject({
      'settings': 'shop/settings', "ConfigMap 'shop/settings'": 'shop/settings', 'web': '/', "ConfigMap 'front/web'": 'front/web',
      "Deployment 'shop/web'": 'shop/web/deployment', "NetworkPolicy 'shop/web'": 'shop/web/networkPolicy',
    });
    expect(Object.keys(paths).filter((name) => name.includes('run'))).toEqual([]);
  });

  test('adds to what another cluster of the program wrote for cdk8s-cli', () => {
    process.env.CDK8S_OUTDIR = path.join(outdir, 'several');
    try {
      for (const name of ['prod-eu', 'prod-us']) {
        const cluster = new Cluster({ name, recordConstructMetadata: true });
        configMap(new Chart(cluster, name === 'prod-eu' ? 'shop' : 'front', { namespace: 'shop' }), 'settings');
        configMap(new Chart(cluster, 'same', { namespace: 'shop' }), 'same');
        cluster.synth();
      }
    } finally { delete process.env.CDK8S_OUTDIR; }
    expect(JSON.parse(fs.readFileSync(path.join(outdir, 'several', 'construct-metadata.json'), 'utf8')).resources).toEqual({
      'settings': { path: '/' }, "ConfigMap 'shop/settings'": { path: '/' }, 'same': { path: 'same/same' }, "ConfigMap 'shop/same'": { path: 'same/same' },
    });
  });
});

describe('the folder', () => {
  const under = (given: string | undefined, work: () => void) => {
    if (given !== undefined) { process.env.CDK8S_OUTDIR = given; }
    try { work(); } finally { delete process.env.CDK8S_OUTDIR; }
  };
  const synth = (props: object) => {
    const cluster = new Cluster(props as any);
    configMap(new Chart(cluster, 'shop'), 'settings');
    cluster.synth();
  };

  test('is one of the name of the cluster, in that which cdk8s-cli gives', () => {
    const given = path.join(outdir, 'given');
    under(given, () => { ['prod-eu', 'prod-us'].forEach((name) => synth({ name, recordConstructMetadata: true })); });
    expect(Object.keys(filesOf(given))).toEqual(['construct-metadata.json', 'prod-eu/shop.k8s.yaml', 'prod-us/shop.k8s.yaml']);
  });

  test('is an error where another cluster of the program has it, or where cdk8s-cli does not look', () => {
    const folder = path.join(outdir, 'shared');
    synth({ name: 'prod-eu', outdir: folder });
    expect(() => synth({ name: 'prod-eu', outdir: folder })).not.toThrow();
    expect(() => synth({ name: 'prod-us', outdir: folder })).toThrow(
      `[prod-us] 'outdir' must not be that of the cluster 'prod-eu' too, got '${folder}'. Leave it out for a folder of the cluster's own name.`);
    under(path.join(outdir, 'cli'), () => expect(() => synth({ name: 'prod-eu', outdir: folder })).toThrow('cdk8s-cli reads no other'));
    under(outdir, () => expect(() => synth({ name: 'prod-eu', outdir: folder })).not.toThrow());
  });
});

describe('warnings', () => {
  const withWarning = (warningsAsErrors?: string[]) => {
    const cluster = new Cluster({ name: 'prod-eu', outdir: path.join(outdir, 'warnings'), warningsAsErrors });
    warn(new Chart(cluster, 'shop'), { id: 'workload/single-replica', message: 'One replica only.' });
    return cluster;
  };

  test('can be queried and go to standard error', () => {
    const cluster = withWarning();
    expect(cluster.warnings).toEqual([{ id: 'workload/single-replica', severity: 'warning', path: 'prod-eu/shop', message: 'One replica only.' }]);
    cluster.synth();
    expect(stderr.mock.calls).toEqual([['warning [prod-eu/shop] workload/single-replica: One replica only.\n']]);
  });

  test('say the same thing once', () => {
    const cluster = withWarning();
    warn(cluster.node.findChild('shop'), { id: 'workload/single-replica', message: 'One replica only.' });
    expect(cluster.warnings).toHaveLength(1);
  });

  test.each([['workload/single-replica'], ['*']])('become errors when %s is promoted', (id) => {
    expect(() => withWarning([id]).synth()).toThrow(new Error(
      'Nothing was written: the manifests have an error.\n  [prod-eu/shop] workload/single-replica: One replica only.'));
  });

  test('stay warnings when another id is promoted', () => {
    expect(() => withWarning(['workload/no-caller']).synth()).not.toThrow();
  });
});
