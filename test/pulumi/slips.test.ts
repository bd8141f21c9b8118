// What is said to those who write as in cdk8s, or without a compiler, and where a deployment would fail only later.
import { runInThisContext } from 'node:vm';
import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { ApiObject, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { deploy } from './engine-monitor';
import { Cluster as Description, HardenedDeployment as Construct8s } from 'fleetwright';
import {
  ChartComponent, Cluster, ConstructComponent, elasticsearchSnapshots, fromConstruct, HardenedDeployment, podHardening, render, renderByProvider,
  SpotNodePool, spotPlacement,
  SpotProvider, spreadAcrossZones, Volume,
} from 'fleetwright/pulumi';

jest.setTimeout(60_000);

const AMBIENT = { ambientKubeconfig: true };
const IMAGE = 'registry.example.com/api:1.4.2';

beforeEach(() => { jest.spyOn(console, 'warn').mockReturnValue(); });

/** What a program that is rendered fails with, one line for each. */
function said(program: () => unknown): Promise<string[]> {
  return renderByProvider(program).then(() => [], (error: Error) => error.message.split('\n'));
}

describe('a cluster', () => {
  test('may be told by the component that describes it', async () => {
    const program = (cluster: () => any) => () => { new HardenedDeployment('api', { image: IMAGE }, { ...AMBIENT, cluster: cluster() }); };
    const byComponent = await render(program(() => new Cluster('prod-eu', { zones: ['eu-1a'] }, AMBIENT)));
    expect(byComponent).toBe(await render(program(() => new Description({ name: 'prod-eu', zones: ['eu-1a'] }))));
    expect(byComponent).not.toContain('topology.kubernetes.io/zone');
    for (const none of [undefined, null]) { expect(await render(program(() => none))).toContain('topology.kubernetes.io/zone'); }
  });

  test.each<[string, (cluster: any) => unknown]>([
    ['api', (cluster) => new HardenedDeployment('api', { image: IMAGE }, { ...AMBIENT, cluster })],
    ['podHardening', (cluster) => podHardening({ cluster })],
    ['spreadAcrossZones', (cluster) => spreadAcrossZones({ cluster })],
  ])('that is none is an error: %s', async (owner, program) => {
    for (const cluster of ['prod-eu', {}, { description: 'prod-eu' }, new k8s.Provider('prod-eu')]) {
      expect(await said(() => program(cluster))).toEqual([
        `[${owner}] 'cluster' must be a Cluster of this library. Use one such as 'new Cluster('prod-eu', …)'; what reaches it is 'provider'.`,
      ]);
    }
  });
});

describe('a workload handed to what makes a transform', () => {
  test.each<[string, string, (workload: any) => unknown]>([
    ['spot', 'pool.host()', (workload) => new SpotNodePool('spot', { provider: SpotProvider.gkeComputeClass() }, AMBIENT).host(workload)],
    ['podHardening', 'podHardening()', podHardening],
    ['spreadAcrossZones', 'spreadAcrossZones()', spreadAcrossZones],
  ])('is an error: %s', async (owner, example, program) => {
    for (const workload of [() => new HardenedDeployment('api', { image: IMAGE }, AMBIENT), () => 'api', () => null, () => []]) {
      expect(await said(() => program(workload()))).toEqual([
        `[${owner}] takes an object with options, and makes a transform: by itself it changes nothing. Use 'transforms: [${example}]' among the options of what it is to change.`,
      ]);
    }
    expect(await said(() => { program({}); program(undefined); new pulumi.ComponentResource('acme:index:Other', 'other'); })).toEqual(owner === 'spot' ? [expect.stringContaining('[spot] is the name of another')] : []);
  });
});

test('options of a factory that are an Output as a whole are an error that says what may be one', async () => {
  expect(await said(() => Volume.configMap('settings', pulumi.output({ defaultMode: 0o440 }) as any))).toEqual([
    "[Volume.configMap] 'options' must be known when the program runs. Give an object such as { volumeName: 'settings' }, in which values may be known later.",
  ]);
  const mounts = [{ path: '/a', volume: Volume.configMap('settings', { defaultMode: pulumi.output(0o440) }) }];
  expect(await render(() => new HardenedDeployment('api', { image: IMAGE, mounts }, AMBIENT))).toContain('defaultMode: 288');
});

test('a selector that is an Output as a whole is an error that says what may be one', async () => {
  expect(await said(() => new HardenedDeployment('api', { image: IMAGE, selector: pulumi.output({ app: 'api' }) as any }, AMBIENT))).toEqual([
    "[api] 'selector' must be known when the program runs, got an Output. Put Outputs inside, and use one such as { app: 'api' }.",
  ]);
});

test('the namespace of a chart is left out of objects that belong to none', async () => {
  const yaml = await render(() => new ChartComponent('shop', (chart) => {
    new ApiObject(chart, 'role', { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'reader' }, rules: [] });
    new ApiObject(chart, 'issuer', { apiVersion: 'cert-manager.io/v1', kind: 'ClusterIssuer', metadata: { name: 'letsencrypt' }, spec: {} });
    new ApiObject(chart, 'settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' } });
  }, {}, { ...AMBIENT, chart: { namespace: 'shop' } }));
  expect(yaml.match(/namespace: shop/g)).toHaveLength(1);
});

describe('objects that are there twice', () => {
  const emittedTwice = (kind: string, name: string, other: string) =>
    `[${name}] ${kind} is emitted twice; the other one is '${other}'. Give one of the two another 'name' or namespace, or the provider of another cluster.`;

  test('are errors, whoever makes them', async () => {
    expect(await said(() => {
      new k8s.core.v1.ServiceAccount('account', { metadata: { name: pulumi.output('api'), namespace: 'shop' } });
      new HardenedDeployment('api', { image: IMAGE, namespace: 'shop' }, AMBIENT);
      new HardenedDeployment('other', { image: IMAGE, name: 'api' }, { ...AMBIENT, chart: { namespace: 'shop' } });
    })).toEqual([
      emittedTwice("ServiceAccount 'shop/api'", 'api-serviceAccount', 'account'),
      emittedTwice("ServiceAccount 'shop/api'", 'other-serviceAccount', 'account'),
      emittedTwice("Deployment 'shop/api'", 'other-deployment', 'api-deployment'),
      emittedTwice("PodDisruptionBudget 'shop/api'", 'other-podDisruptionBudget', 'api-podDisruptionBudget'),
      emittedTwice("NetworkPolicy 'shop/api'", 'other-networkPolicy', 'api-networkPolicy'),
    ]);
  });

  test('are none in another namespace or cluster, of another group, or without a name', async () => {
    expect(await said(() => {
      const make = (name: string, opts: pulumi.CustomResourceOptions, namespace?: string) => new k8s.core.v1.ConfigMap(name, { metadata: { name: 'settings', namespace } }, opts);
      make('a', {});
      make('b', {}, 'shop');
      make('c', { provider: new k8s.Provider('eu') });
      make('d', { parent: new Cluster('us', {}, { providers: [new k8s.Provider('us')] }) });
      make('e', { parent: new Cluster('fra', {}, AMBIENT) });
      make('f', { parent: new ChartComponent('in-ams', () => undefined, {}, { ...AMBIENT, cluster: new Description({ name: 'ams' }) }) });
      for (const name of ['g', 'h']) { new k8s.core.v1.ConfigMap(name, { metadata: { generateName: 'a-' } }); }
      for (const group of ['a.example.com', 'b.example.com']) { new k8s.apiextensions.CustomResource(group, { apiVersion: `${group}/v1`, kind: 'Thing', metadata: { name: 'thing' } }); }
    })).toEqual([]);
  });

  test('are one error where two components have one name, as the engine says it', async () => {
    const named = (name: string, args: object, opts: object) => new HardenedDeployment(name, { image: IMAGE, ...args }, { ...AMBIENT, ...opts });
    const sameName = "[api] is the name of another 'fleetwright:index:HardenedDeployment' too: parents tell two of one name apart by their types only. "
      + "Give one of the two another name; 'name' among its arguments says what its objects are called.";
    expect(await said(() => { named('api', {}, {}); named('api', { name: 'other' }, {}); })).toEqual([sameName]);
    expect(await said(() => {
      for (const name of ['eu', 'us']) { named('api', {}, { parent: new Cluster(name, {}, AMBIENT) }); }
    })).toEqual([sameName]);
    expect(await said(() => {
      named('api', {}, {});
      named('api', { name: 'b' }, { parent: new pulumi.ComponentResource('acme:index:Group', 'b') });
      named('api', { name: 'c' }, { parent: new pulumi.ComponentResource('acme:index:Team', 'c', {}, { parent: new pulumi.ComponentResource('acme:index:Group', 'd') }) });
      new k8s.core.v1.ConfigMap('api', { metadata: { name: 'api' } });
    })).toEqual([]);
  });
});

describe('an object of two components in a deployment', () => {
  const idOf = (kind: string) => kind.charAt(0).toLowerCase() + kind.slice(1);
  const twice = (kinds: string[]) => new pulumi.RunError(kinds.map((kind) =>
    `[other] ${kind} 'shop/api' is emitted twice; the other one is 'api-${idOf(kind)}'. Give one of the two another 'name' or namespace, or the provider of another cluster.`).join('\n'));
  const KINDS = ['ServiceAccount', 'Deployment', 'PodDisruptionBudget', 'NetworkPolicy'];
  const make = (name: string, args: object = {}, opts: object = {}) => new HardenedDeployment(name, { name: 'api', namespace: 'shop', image: IMAGE, ...args }, { ...AMBIENT, ...opts });

  test('is an error', async () => {
    await deploy(() => {
      make('api');
      expect(() => make('other')).toThrow(twice(KINDS));
    });
  });

  test('is none in another namespace, cluster or program', async () => {
    for (let time = 0; time < 2; time++) {
      await deploy(() => {
        make('a');
        make('b', { namespace: 'front' });
        make('c', {}, { provider: new k8s.Provider('eu', { kubeconfig: '{}' }) });
        make('d', {}, { cluster: new Description({ name: 'prod-us' }) });
      });
    }
  });

  test('is an error as soon as its namespace is known', async () => {
    const host: NodeJS.Process = runInThisContext('process');
    const others = host.listeners('unhandledRejection');
    const errors = new Set<unknown>();
    host.removeAllListeners('unhandledRejection').on('unhandledRejection', (error) => { errors.add(error); });
    try {
      await deploy(() => {
        make('api', { namespace: pulumi.output('shop') });
        make('other', { namespace: pulumi.output('shop') });
        make('later', { namespace: pulumi.output(pulumi.unknown as any) });
      });
      expect([...errors]).toEqual([twice(KINDS)]);
    } finally {
      host.removeAllListeners('unhandledRejection');
      others.forEach((listener) => host.on('unhandledRejection', listener));
    }
  });
});

describe('transforms without brackets', () => {
  test.each<[string, (opts: any) => unknown]>([
    ['a component', (opts) => new HardenedDeployment('api', { image: IMAGE }, { ...AMBIENT, ...opts })],
    ['a resource', (opts) => new k8s.core.v1.ConfigMap('api', {}, opts)],
  ])('are an error of %s', async (_, program) => {
    expect(await said(() => program({ transforms: podHardening() }))).toEqual(["[api] 'transforms' must be a list. Use one such as '[podHardening()]'."]);
  });
});

describe('what is no construct', () => {
  const noClass = "[acme:index:Thing] 'construct' must be a class of constructs. Use one such as 'kplus.ConfigMap', or a 'ChartComponent' for a function that defines constructs.";
  const noFunction = "[shop] 'define' must be a function that defines constructs in a chart. Use one such as '(chart, args) => { new …(chart, …); }', or 'fromConstruct' for a class.";

  test.each<any>([[{}], [undefined], ['ConfigMap'], [(chart: Chart) => chart]])('is an error of a component of its class: %s', (thing) => {
    expect(() => fromConstruct('acme:index:Thing', thing)).toThrow(new Error(noClass));
    expect(() => new ConstructComponent('acme:index:Thing', thing, 'thing', {}, AMBIENT)).toThrow(new Error(noClass));
  });

  test.each<any>([[{}], [undefined], [class extends Chart {}]])('is an error of a component of a chart: %s', (thing) => {
    expect(() => new ChartComponent('shop', thing, {}, AMBIENT)).toThrow(new Error(noFunction));
  });

  test('may be a class or function however it is written', async () => {
    const Thing = fromConstruct('acme:index:Thing', kplus.ConfigMap);
    expect(await said(() => {
      new Thing('thing', { metadata: { name: 'thing' } }, AMBIENT);
      new ChartComponent('a', function (chart) { new ApiObject(chart, 'a', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }); }, {}, AMBIENT);
    })).toEqual([]);
  });
});

describe('what is said of constructs in a chart', () => {
  const build = (image: string) => (chart: Chart) => {
    const group = new Construct(new Construct(chart, 'group'), 'Default');
    new Construct8s(group, 'web', { image, replicas: 1 });
  };

  test.each<[object, string]>([
    [{}, 'shop/group/Default/web'],
    [{ chart: { namespace: 'shop' } }, 'shop/group/Default/web'],
    [{ cluster: new Description({ name: 'prod-fra' }), chart: { namespace: 'shop' } }, 'prod-fra/shop/group/Default/web'],
    [{ cluster: new Description({ name: 'prod-fra' }), chart: { id: 'payments' } }, 'prod-fra/payments/group/Default/web'],
  ])('names the component: %#', async (opts, path) => {
    const { logs } = await deploy(() => { new ChartComponent('shop', build(IMAGE), {}, { ...AMBIENT, ...opts }); });
    expect(logs).toEqual([expect.objectContaining({ message: expect.stringContaining(`[${path}] workload/single-replica: `) })]);
    expect(() => new ChartComponent('shop', build('api'), {}, { ...AMBIENT, ...opts })).toThrow(`[${path}] 'image' must name a fixed tag or digest`);
  });
});

describe('an Output that turns out to be no text', () => {
  const map = () => pulumi.output({ x: 'hunter2' });

  test.each<[string, () => object, string[]]>([
    ['as a variable', () => ({ env: { A: 'a', B: map() } }), ["[api] 'env.B' must be a string, got an object. Give a text."]],
    ['as a promise', () => ({ env: { A: Promise.resolve([]) } }), ["[api] 'env.A' must be a string, got a list. Give a text."]],
    ['as a label', () => ({ labels: { team: map() } }), [expect.stringMatching(/^\[api\] 'labels\.team' must be a label value: /)]],
    ['as a namespace', () => ({ namespace: map() }), [expect.stringMatching(/^\[api\] 'namespace' must be a DNS label: /)]],
  ])('is an error: %s', async (_, args, messages) => {
    expect(await said(() => new HardenedDeployment('api', { image: IMAGE, ...args() } as any, AMBIENT))).toEqual(messages);
  });

  test('is an error of a resource that is no component', async () => {
    expect(await said(() => new k8s.core.v1.ConfigMap('a', { metadata: { name: 'a', labels: { team: map() as any } } }))).toEqual([
      "[a] 'metadata.labels.team' must be a text, but turned out to be a map. Give a text, for example with 'apply'.",
    ]);
  });

  test('is none where a map may stand, or where there is nothing', async () => {
    expect(await said(() => {
      new k8s.core.v1.ConfigMap('a', { metadata: { name: 'a', labels: pulumi.output({ a: 'b' }), annotations: undefined } });
      new k8s.core.v1.Pod('b', { metadata: { name: 'b' }, spec: { containers: [{ name: 'b', env: pulumi.output([{ name: 'A' }, { name: 'B', value: 'b' }]) }, { name: 'c' }] } });
    })).toEqual([]);
  });
});

describe('a whole resource where one of its outputs is meant', () => {
  type Args = (namespace: k8s.core.v1.Namespace, web: HardenedDeployment) => any;
  const outcome = (args: Args, opts: (namespace: k8s.core.v1.Namespace) => any = () => ({})) => said(() => {
    const namespace = new k8s.core.v1.Namespace('shop', { metadata: { name: 'shop' } });
    const web = new HardenedDeployment('web', { image: IMAGE }, AMBIENT);
    new HardenedDeployment('api', { image: IMAGE, ...args(namespace, web) }, { ...AMBIENT, ...opts(namespace) });
  });
  const wholeOf = (prop: string, name: string, fix: string) => [`[api] '${prop}' can't be a whole resource, got '${name}'. ${fix}.`];
  const OUTPUTS = "Use one of its outputs, such as '.metadata.name' or '.id'";

  test.each<[string, () => Promise<string[]>, string[]]>([
    ['as namespace', () => outcome((namespace) => ({ namespace })), wholeOf('namespace', 'shop', OUTPUTS)],
    ['as namespace of the chart', () => outcome(() => ({}), (namespace) => ({ chart: { namespace } })), wholeOf('chart.namespace', 'shop', OUTPUTS)],
    ['as a label', () => outcome((namespace) => ({ labels: { team: namespace } })), wholeOf('labels.team', 'shop', OUTPUTS)],
    ['as a peer', () => outcome((_, web) => ({ network: { allowFrom: [{ peer: web }] } })), wholeOf('network.allowFrom[0].peer', 'web', "Use its 'peer', as in 'web.peer'")],
  ])('is an error: %s', async (_, messages, expected) => {
    expect(await messages()).toEqual(expected);
  });

  test('may be what a function of the user takes', async () => {
    expect(await said(() => {
      const namespace = new k8s.core.v1.Namespace('shop', { metadata: { name: 'shop' } });
      new ChartComponent('chart', (chart, args: any) => {
        new ApiObject(chart, 'a', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: args.namespace.metadata.name } });
      }, { namespace } as any, AMBIENT);
    })).toEqual([]);
  });
});

test('what a cluster is like must be known', async () => {
  const zones: any = pulumi.output(['eu-1a']);
  expect(await said(() => new Cluster('prod-eu', { zones, region: pulumi.output('eu-1') as any }, AMBIENT))).toEqual(['zones', 'region'].map((prop) =>
    `[prod-eu] '${prop}' must be known when the program runs, because defaults are worked out of it. Give the value itself instead of an Output, from the stack's configuration for example.`));
});

test.each<[string, any, string]>([
  ['podHardening', podHardening, 'podHardening()'], ['spreadAcrossZones', spreadAcrossZones, 'spreadAcrossZones()'],
  ['spotPlacement', spotPlacement, 'spotPlacement({ capacity })'], ['elasticsearchSnapshots', elasticsearchSnapshots, 'elasticsearchSnapshots({ … })'],
])('what makes a transform and is not called is an error: %s', async (name, transform, example) => {
  expect(await said(() => new k8s.core.v1.ConfigMap('a', { metadata: { name: 'a' } }, { transforms: [transform] }))).toEqual([
    `[${name}] makes a transform, and is none by itself. Call it: 'transforms: [${example}]'.`,
  ]);
});

test('a warning is said once where the stack and the resource have a transform each', async () => {
  const spec = { selector: { matchLabels: { app: 'a' } }, template: { metadata: { labels: { app: 'a' } }, spec: { hostNetwork: true, containers: [{ name: 'a', image: IMAGE }] } } };
  for (let time = 0; time < 2; time++) {
    const { logs } = await deploy(() => {
      pulumi.runtime.registerResourceTransform(podHardening());
      new k8s.apps.v1.Deployment('a', { spec }, { transforms: [podHardening()] });
    });
    expect(logs.map(({ message }) => message)).toEqual([expect.stringContaining('workload/pod-security'), expect.stringContaining('workload/image-user')]);
  }
});

test('what this library says is an error without a stack', () => {
  for (const program of [
    () => new HardenedDeployment('api', { image: IMAGE, resources: 'much' } as any, AMBIENT),
    () => new HardenedDeployment('api', { image: 'api:latest' }, AMBIENT),
    () => new ChartComponent('shop', undefined as any, {}, AMBIENT),
    () => fromConstruct('acme:index:Thing', undefined as any),
    () => podHardening('api' as any),
    () => spotPlacement({} as any),
  ]) {
    let error: unknown;
    try { program(); } catch (thrown) { error = thrown; }
    expect(pulumi.RunError.isInstance(error)).toBe(true);
  }
});
