// What holds for every component: Outputs, errors, names, order, providers. Props are judged as the engine gets them.
import { createHash } from 'node:crypto';
import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { resourceClassFor } from '../../lib/pulumi/resource-class';
import { deploy, secret, UNKNOWN } from './engine-monitor';
import { Cluster as Description, HardenedDeployment as Construct8s, PodHardening } from 'fleetwright';
import {
  ChartComponent, Cluster, ConstructComponent, ConstructComponentOptions, EnvValueSource, ESSnapshotter, fromConstruct, GlobalCiliumService, HardenedDeployment,
  LocalBackends, NetworkPeer, pending, S3Credentials, SnapshotRepository, SnapshotSchedule, SnapshotTarget, SnapshotUser,
} from 'fleetwright/pulumi';

jest.setTimeout(120_000);

const AMBIENT = { ambientKubeconfig: true };
const IMAGE = 'registry.example.com/api:1.4.2';

function unknown<T>(): pulumi.Output<T> {
  return pulumi.output(pulumi.unknown as any) as pulumi.Output<T>;
}

/** A construct with one object, made from its props as the test says. */
function construct<P extends object>(body: (props: P) => any, metadata: (props: P) => any = () => ({ name: 'thing' })) {
  return class extends Construct {
    constructor(scope: Construct, id: string, props: P) {
      super(scope, id);
      new ApiObject(this, 'thing', { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(props), ...body(props) });
    }
  };
}

// Of a kind that takes whatever it is given: a ConfigMap takes texts.
const SETTING = { apiVersion: 'example.com/v1', kind: 'Setting' };
const Settings = fromConstruct('acme:index:Settings', construct<{ [key: string]: any }>((data) => ({ ...SETTING, data })));

async function propsOf(program: () => unknown, name: string, preview = false): Promise<any> {
  const { resources } = await deploy(program, { preview });
  return resources.find((resource) => resource.name === name)!.props;
}

async function warningsOf(program: () => unknown): Promise<string[]> {
  return (await deploy(program)).logs.filter(({ severity }) => severity === 'warning').map(({ message }) => message);
}

interface Seen { readonly name: string; readonly type: string; readonly opts: pulumi.CustomResourceOptions }

/** The options with which resources reach the SDK. */
async function optionsOf(program: () => unknown): Promise<{ [name: string]: Seen }> {
  const seen: { [name: string]: Seen } = {};
  await deploy(() => {
    pulumi.runtime.registerStackTransformation(({ name, type, opts }) => {
      seen[name] = { name, type, opts };
      return undefined;
    });
    return program();
  });
  return seen;
}

function nameOf(resource: any): string {
  return resource.__name;
}

describe('an Output in the arguments', () => {
  test.each<[string, unknown, unknown]>([
    ['text', pulumi.output('blue'), 'blue'],
    ['a number', pulumi.output(4), 4],
    ['a boolean', pulumi.output(false), false],
    ['an empty text', pulumi.output(''), ''],
    ['zero', pulumi.output(0), 0],
    ['a map as a whole', pulumi.output({ a: 1 }), { a: 1 }],
    ['a list as a whole', pulumi.output(['a', 'b']), ['a', 'b']],
    ['a Promise', Promise.resolve('later'), 'later'],
    ['in a list', ['a', pulumi.output('b')], ['a', 'b']],
    ['deep down', { a: [{ b: pulumi.output('c') }] }, { a: [{ b: 'c' }] }],
    ['twice', (({ both }) => [both, both])({ both: pulumi.output('x') }), ['x', 'x']],
  ])('arrives as what it is: %s', async (_, value, expected) => {
    expect((await propsOf(() => new Settings('settings', { value }, AMBIENT), 'settings-thing')).data).toEqual({ value: expected });
  });

  test('is known to the SDK as what it was made from', async () => {
    const seen = await optionsOf(() => {
      const first = new Settings('first', { a: 'b' }, AMBIENT);
      new Settings('second', { uid: first.resources.thing.id }, { ...AMBIENT, chart: { namespace: 'b' } });
    });
    expect(Object.keys(seen)).toEqual(['first', 'first-thing', 'second', 'second-thing']);
  });

  test.each([true, false])('makes unknown and secret its own leaf alone (preview: %s)', async (preview) => {
    const program = () => new Settings('settings', { plain: 'a', later: unknown(), password: pulumi.secret('hunter2'), list: ['x', pulumi.secret('y')] }, AMBIENT);
    expect(await propsOf(program, 'settings-thing', preview)).toEqual({
      ...SETTING,
      metadata: { name: 'thing' },
      data: { plain: 'a', later: UNKNOWN, password: secret('hunter2'), list: ['x', secret('y')] },
    });
  });

  test('joins the text that a construct puts around it, and only that becomes unknown or secret', async () => {
    const Url = fromConstruct('acme:index:Url', construct<{ host: string; port: number; password: string }>(({ host, port, password }) => ({
      data: { url: `https://${host}:${port}/`, again: `${host}${host}`, dsn: `redis://:${password}@cache`, plain: 'text' },
    })));
    const args = { host: pulumi.output('api.example.com'), port: pulumi.output(8443), password: pulumi.secret('hunter2') };
    expect((await propsOf(() => new Url('url', args, AMBIENT), 'url-thing')).data).toEqual({
      url: 'https://api.example.com:8443/', again: 'api.example.comapi.example.com', dsn: secret('redis://:hunter2@cache'), plain: 'text',
    });
    expect((await propsOf(() => new Url('url', { ...args, host: unknown<string>() }, AMBIENT), 'url-thing', true)).data).toEqual({
      url: UNKNOWN, again: UNKNOWN, dsn: secret('redis://:hunter2@cache'), plain: 'text',
    });
  });

  test('stays what it is in a JSON text', async () => {
    const Json = fromConstruct('acme:index:Json', construct<{ replicas: number }>(({ replicas }) => ({ data: { json: JSON.stringify({ replicas, a: 'b' }) } })));
    expect((await propsOf(() => new Json('json', { replicas: pulumi.output(3) }, AMBIENT), 'json-thing')).data).toEqual({ json: '{"replicas":3,"a":"b"}' });
  });

  test('becomes a text where the construct makes it one, and only there', async () => {
    const Port = fromConstruct('acme:index:Port', construct<{ port: number; on: boolean }>(({ port, on }) => ({
      ...SETTING,
      data: { passed: port, made: String(port), list: [{ made: `${port}`, passed: port }], on: `${on}`, off: on },
    })));
    expect((await propsOf(() => new Port('port', { port: pulumi.output(80), on: pulumi.secret(true) }, AMBIENT), 'port-thing')).data).toEqual({
      passed: 80, made: '80', list: [{ made: '80', passed: 80 }], on: secret('true'), off: secret(true),
    });
    expect((await propsOf(() => new Port('port', { port: unknown<number>(), on: true }, AMBIENT), 'port-thing', true)).data).toEqual({
      passed: UNKNOWN, made: UNKNOWN, list: [{ made: UNKNOWN, passed: UNKNOWN }], on: 'true', off: true,
    });
  });

  test('may be given to a construct that takes texts alone', async () => {
    const Strict = fromConstruct('acme:index:Strict', construct<{ text: string }>(({ text }) => ({ data: { text: text.trim(), upper: `${text.length > 0}` } })));
    expect((await propsOf(() => new Strict('strict', { text: pulumi.output('a') }, AMBIENT), 'strict-thing')).data).toEqual({ text: 'a', upper: 'true' });
  });

  test('may be a namespace', async () => {
    const program = () => new HardenedDeployment('api', { namespace: unknown(), image: IMAGE }, AMBIENT);
    expect((await propsOf(program, 'api-deployment', true)).metadata).toMatchObject({ name: 'api', namespace: UNKNOWN });
  });

  test('may be the namespace of the chart', async () => {
    const program = () => new HardenedDeployment('api', { image: IMAGE }, { ...AMBIENT, chart: { namespace: pulumi.output('shop'), labels: { team: pulumi.output('a') } } });
    expect((await propsOf(program, 'api-deployment')).metadata).toEqual({
      name: 'api', namespace: 'shop', labels: { 'app.kubernetes.io/name': 'api', 'team': 'a' },
    });
  });

  test('may stand in what a factory makes', async () => {
    const program = () => new HardenedDeployment('api', {
      image: IMAGE, envValueFrom: { PASSWORD: EnvValueSource.secretKey(pulumi.output('database'), pulumi.output('password'), { optional: pulumi.output(true) }) },
    }, AMBIENT);
    expect((await propsOf(program, 'api-deployment')).spec.template.spec.containers[0].env).toEqual([
      { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'database', key: 'password', optional: true } } },
    ]);
  });

  test('may stand, as `pending`, in what another class keeps', async () => {
    class Box { constructor(public readonly text: string) {} }
    const Boxed = fromConstruct('acme:index:Boxed', construct<{ box: Box }>(({ box }) => ({ data: { text: `in ${box.text}` } })));
    expect((await propsOf(() => new Boxed('boxed', { box: new Box(pending(pulumi.secret('x'))) }, AMBIENT), 'boxed-thing')).data).toEqual({ text: secret('in x') });
    expect([pending('x'), pending(pending('x')), pending(3)]).toEqual(['x', 'x', 3]);
  });

  test('becomes a text where what a factory made makes it one, whatever else is refused there', async () => {
    const { resources } = await deploy(() => new ESSnapshotter('nightly', {
      cluster: SnapshotTarget.eckNamed('logs'),
      user: SnapshotUser.fileRealm('users'),
      repository: SnapshotRepository.s3('backup', { bucket: pulumi.output('acme-snapshots'), credentials: S3Credentials.secret('keys') }),
      schedule: SnapshotSchedule.cronJobs({ minCount: pulumi.output(3) }),
    }, AMBIENT));
    const env = resources.flatMap(({ props }) => props.spec?.jobTemplate?.spec.template.spec.containers[0].env ?? []);
    expect(env.filter(({ name }: any) => name === 'MIN_COUNT')).toEqual([{ name: 'MIN_COUNT', value: '3' }]);
  });

  test('may reach an object without having stood in the arguments', async () => {
    const late = pulumi.output('late');
    const Late = fromConstruct('acme:index:Late', construct<object>(() => ({ data: { late } })));
    expect((await propsOf(() => new Late('late', {}, AMBIENT), 'late-thing')).data).toEqual({ late: 'late' });
  });

  test('is, for the checks of a construct, not known yet', async () => {
    const program = () => new HardenedDeployment('api', {
      image: unknown(), replicas: unknown(), ports: [{ port: unknown() }], labels: { team: unknown() }, resources: { memory: unknown() },
    }, AMBIENT);
    const { metadata, spec } = await propsOf(program, 'api-deployment', true);
    expect(metadata.labels).toEqual({ 'app.kubernetes.io/name': 'api', 'team': UNKNOWN });
    expect(spec).toMatchObject({ replicas: UNKNOWN, template: { spec: { containers: [{ image: UNKNOWN, ports: [{ containerPort: UNKNOWN }] }] } } });
  });
});

describe('an error that says which argument it is about', () => {
  const Odd = (body: (props: any) => any, metadata?: (props: any) => any) => fromConstruct('acme:index:Odd', construct<any>(body, metadata));
  const refusal = (subject: ReturnType<typeof Odd>, args: any) => () => new subject('odd', args, AMBIENT);

  test.each<[string, () => unknown, string]>([
    ['as the name of an object', refusal(Odd(() => ({}), ({ a }) => ({ name: a })), { a: unknown() }),
      "[odd/thing] 'a' would become 'metadata.name' of a ConfigMap, which must be known before the deployment. Give it as plain text."],
    ['as a part of the name', refusal(Odd(() => ({}), ({ a }) => ({ name: `x-${a}` })), { a: unknown() }),
      "[odd/thing] 'a' would become 'metadata.name' of a ConfigMap, which must be known before the deployment. Give it as plain text."],
    ['as a kind', refusal(Odd(({ a }) => ({ kind: a })), { a: unknown() }),
      "[odd/thing] 'a' would become 'kind' of a resource, which must be known before the deployment. Give it as plain text."],
    ['as an apiVersion', refusal(Odd(({ a }) => ({ apiVersion: `${a}/v1` })), { a: unknown() }),
      "[odd/thing] 'a' would become 'apiVersion' of a ConfigMap, which must be known before the deployment. Give it as plain text."],
    ['as a key', refusal(Odd(({ a }) => ({ data: { [a]: 'x' } })), { a: unknown() }),
      "[odd/thing] 'data' must have keys that are known before the deployment, but one is made from the Output in 'a'. Give it as plain text."],
    ['hashed', refusal(Odd(({ a }) => ({ data: { a, sum: createHash('sha256').update(a).digest('hex') } })), { a: unknown() }),
      "[odd] 'a' must be known when the program runs, because 'data.sum' of ConfigMap 'thing' is worked out of it. Give the value itself instead of an Output."],
    ['measured', refusal(Odd(({ a }) => ({ data: { a, length: a.length } })), { a: unknown() }),
      "[odd] 'a' must be known when the program runs, because 'data.length' of ConfigMap 'thing' is worked out of it. Give the value itself instead of an Output."],
    ['as so many elements', refusal(Odd(({ a }) => ({ data: { list: Array.from({ length: a.length }, () => a) } })), { a: unknown() }),
      "[odd] 'a' must be known when the program runs, because 'data.list[9]' of ConfigMap 'thing' is worked out of it. Give the value itself instead of an Output."],
    ['for a decision', refusal(Odd(({ a }) => ({ data: a === true ? { x: 'y' } : {} })), { a: unknown() }),
      "[odd] 'a' reaches no object by itself, so that at most it decides what is written, and that must be known when the program runs. Give the value itself instead of an Output, or leave it out."],
    ['as a text that JavaScript makes', refusal(Odd(() => ({ data: { url: `https://${pulumi.output('host')}/` } })), {}),
      "[odd/thing] ConfigMap 'thing' has a text at 'data.url' that JavaScript made of an Output. Hand the Output in among the arguments, or as 'pending(output)'; as a key it must be known."],
    ['as a key that JavaScript makes', refusal(Odd(() => ({ data: { [`${pulumi.output('host')}`]: 'x' } })), {}),
      "[odd/thing] ConfigMap 'thing' has a text at 'data['…' that JavaScript made of an Output. Hand the Output in among the arguments, or as 'pending(output)'; as a key it must be known."],
    ['in a calculation', refusal(Odd(({ a }) => ({ data: { twice: a * 2 } })), { a: unknown() }),
      "[odd/thing] ConfigMap 'thing' has no value at 'data.twice': something was calculated with an Output. Give the value itself, or calculate with 'apply'."],
    ['in Base64', refusal(Odd(({ a }) => ({ data: { a: Buffer.from(a).toString('base64') } })), { a: unknown() }),
      "[odd/thing] 'data.a' must not encode a value that only the deployment knows; there are Outputs in 'a'. Leave the encoding to Kubernetes, as 'stringData' does, or give the value encoded, with 'apply'."],
    ['cut', refusal(Odd(({ a }) => ({ data: { a: a.slice(0, 3) } })), { a: unknown() }),
      "[odd/thing] 'data.a' must not be made from a part of a value that only the deployment knows; there are Outputs in 'a'. Give the value as plain text, or patch this field with the Output."],
    ['to decide, where it stands for a value too', (output = unknown<any>()) => refusal(Odd(({ a, b }) => ({ data: b === true ? { a } : { a, x: 'y' } })), { a: output, b: output })(),
      "[odd] 'b' reaches no object by itself, so that at most it decides what is written, and that must be known when the program runs. Give the value itself instead of an Output, or leave it out."],
    ['in place of a list that is walked', refusal(Odd(({ a }) => ({ data: a.map((each: string) => each) })), { a: unknown() }),
      "[odd] 'a' can't be known to the deployment alone in every place: a.map is not a function. Give lists and maps themselves, with Outputs for the values in them."],
    ['in place of a whole struct', () => new HardenedDeployment('api', { image: IMAGE, resources: unknown() as any }, AMBIENT),
      "[api] 'resources' must be an object, got a value not known yet. Use one such as { memory: '512Mi' }."],
    ['for a prop that nothing reads', () => new HardenedDeployment('api', { image: IMAGE, service: {}, ports: [{ port: unknown(), target: unknown() } as any] }, AMBIENT),
      "[api] 'ports[0].target' is no prop, so that nothing reads it. There are "],
    ['for a prop whose name is another one', () => new HardenedDeployment('api', { image: IMAGE, replica: unknown() } as any, AMBIENT),
      "[api] 'replica' is no prop, so that nothing reads it. Use 'replicas', or leave it out."],
    ['in place of a whole map', () => new HardenedDeployment('api', { image: IMAGE, labels: unknown() as any }, AMBIENT),
      "[api] 'labels' must be known when the program runs, got an Output. Put Outputs inside, and use one such as {"],
    ['to decide whether pods are spread', () => new HardenedDeployment('api', { image: IMAGE, spread: unknown() as any }, AMBIENT),
      "[api] 'spread' reaches no object by itself, so that at most it decides what is written, and that must be known when the program runs. Give the value itself instead of an Output, or leave it out."],
    ['as the name of a workload', () => new HardenedDeployment('api', { name: unknown() as any, image: IMAGE, network: { policy: false }, serviceAccount: { existingName: 'a' }, disruptionBudget: { enabled: false } as any }, AMBIENT),
      "'name' would become 'metadata.name' of a Deployment"],
  ])('%s', (_, program, message) => {
    expect(program).toThrow(message);
  });
});

describe('errors', () => {
  test('come all at once, before anything is registered', async () => {
    let message = '';
    const { resources } = await deploy(() => {
      try {
        new Settings('settings', { a: undefined }, {});
      } catch (error) {
        message = (error as Error).message;
      }
    });
    expect(message).toBe("[settings] needs a provider of Kubernetes: without one, whichever cluster the environment's kubeconfig names would be changed. "
      + "Give '{ provider }', or a '{ parent }' that has one, set 'kubernetes:context' in the stack's configuration, or say 'ambientKubeconfig: true'.");
    expect(resources).toEqual([]);
  });

  test('are those of the construct, with the path of the component', () => {
    const cluster = new Description({ name: 'prod-eu' });
    const program = (opts: ConstructComponentOptions) => () => new HardenedDeployment('api', { image: 'api:latest', replicas: -1 }, { ...AMBIENT, ...opts });
    const faults = (path: string) => [
      `[${path}] 'image' must name a fixed tag or digest, got 'api:latest'. Use ':1.4.2' or '@sha256:…'.`,
      `[${path}] 'replicas' must be a whole number of at least 0, got -1. `,
    ];
    for (const [opts, path] of [[{}, 'api'], [{ cluster }, 'prod-eu/api'], [{ cluster, chart: { id: 'shop' } }, 'prod-eu/shop/api'], [{ chart: { id: 'shop' } }, 'shop/api']] as const) {
      for (const fault of faults(path)) { expect(program(opts)).toThrow(fault); }
    }
  });

  test('that only the rendering shows are there too, and promoted warnings', () => {
    const cluster = new Description({ name: 'prod-eu', warningsAsErrors: ['workload/no-caller'] });
    const program = () => new HardenedDeployment('api', { image: IMAGE, ports: [{ port: 8080 }], service: {} }, { ...AMBIENT, cluster });
    expect(program).toThrow("[prod-eu/api] workload/no-caller: Service 'api': its pods admit nobody. Say who may call with 'allowFrom'.");
    const Invalid = fromConstruct('acme:index:Invalid', class extends Construct {
      constructor(scope: Construct, id: string) {
        super(scope, id);
        this.node.addValidation({ validate: () => ['first', 'second'] });
      }
    });
    expect(() => new Invalid('invalid', undefined, AMBIENT)).toThrow(new Error('[invalid] first\n[invalid] second'));
  });

  test('of a component keep the stack of what was thrown, and no stand-in shows in them', () => {
    const Broken = fromConstruct('acme:index:Broken', class extends Construct {
      constructor(scope: Construct, id: string, props: { a: string }) {
        super(scope, id);
        throw new TypeError(`can't do ${props.a}`);
      }
    });
    let error: any;
    try { new Broken('broken', { a: pulumi.secret('hunter2') }, AMBIENT); } catch (thrown) { error = thrown; }
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toBe("can't do <Output of 'a'>");
    expect(error.stack).toContain("can't do <Output of 'a'>\n");
    expect(error.stack).toContain('bridge.test.ts');
    const Walking = fromConstruct('acme:index:Walking', construct<{ list: string[] }>(({ list }) => ({ data: { list: list.join() } })));
    try { new Walking('walking', { list: pulumi.output(['a']) as any }, AMBIENT); } catch (thrown) { error = thrown; }
    expect(error.stack.split(error.message)).toHaveLength(2);
    expect(error.stack.split('list.join is not a function')).toHaveLength(2);
  });
});

describe('a provider', () => {
  const provider = () => new k8s.Provider('prod', { kubeconfig: '{}' });
  const other = () => new (class extends pulumi.ProviderResource { constructor() { super('aws', 'cloud', {}); } })();

  test.each<[string, () => ConstructComponentOptions]>([
    ['as provider', () => ({ provider: provider() })],
    ['among the providers, as a list', () => ({ providers: [other(), provider()] })],
    ['among the providers, as a map', () => ({ providers: { kubernetes: provider() } })],
    ['of the parent', () => ({ parent: new pulumi.ComponentResource('acme:index:Group', 'group', {}, { providers: [provider()] }) })],
    ['of the grandparent', () => ({
      parent: new pulumi.ComponentResource('acme:index:Group', 'inner', {}, {
        parent: new pulumi.ComponentResource('acme:index:Group', 'outer', {}, { provider: provider() }),
      }),
    })],
    ['of the cluster', () => ({ parent: new Cluster('prod-eu', {}, { provider: provider() }) })],
  ])('is given %s, and the resources get it', async (_, options) => {
    const seen = await optionsOf(() => new Settings('settings', {}, options()));
    expect(seen['settings-thing'].opts.parent).toBeDefined();
    const { resources } = await deploy(() => {
      pulumi.runtime.registerResourceTransform(() => undefined);
      new Settings('settings', {}, options());
    });
    expect(resources.find(({ name }) => name === 'settings-thing')!.options.provider).toContain('pulumi:providers:kubernetes::prod::');
  });

  test.each<[string, () => ConstructComponentOptions]>([
    ['there is none', () => ({})],
    ['there is one of something else', () => ({ provider: other() })],
    ['it is not there', () => ({ providers: [undefined as any] })],
    ['the parent has none', () => ({ parent: new pulumi.ComponentResource('acme:index:Group', 'group') })],
  ])('must be given: %s', async (_, options) => {
    await deploy(() => {
      expect(() => new Settings('settings', {}, options())).toThrow('[settings] needs a provider of Kubernetes');
      expect(() => new Cluster('prod-eu', {}, options())).toThrow('[prod-eu] needs a provider of Kubernetes');
    });
  });

  test.each<[string, () => any, string]>([
    ['an Output', () => pulumi.output(provider()), "Give the provider itself, and make the component inside of an 'apply' where it is known only there."],
    ['a component', () => new Cluster('prod-eu', {}, { provider: provider() }), "Give a component that has a provider as 'parent'."],
    ['a resource', () => new k8s.core.v1.ConfigMap('a'), "Use one such as 'new k8s.Provider('prod-eu', …)'."],
    ['a text', () => 'prod-eu', "Use one such as 'new k8s.Provider('prod-eu', …)'."],
  ])('must be one, and is none as %s', async (_, thing, fix) => {
    await deploy(() => {
      const none = thing();
      expect(() => new Settings('settings', {}, { provider: none })).toThrow(new pulumi.RunError(`[settings] 'provider' must be a provider. ${fix}`));
      expect(() => new Settings('settings', {}, { providers: [none] })).toThrow(new pulumi.RunError(`[settings] 'providers' must be a provider. ${fix}`));
    });
  });

  test('must be that of the cluster whose zones and versions hold', async () => {
    await deploy(() => {
      const [eu, us] = ['eu', 'us'].map((name) => new k8s.Provider(name, { kubeconfig: '{}' }));
      const parent = new Cluster('prod-eu', {}, { provider: eu });
      const wrong = new pulumi.RunError("[prod-eu/settings] 'provider' must be the one of the cluster 'prod-eu', which comes with 'parent': objects would go to one cluster with the "
        + "zones and versions of another. Leave 'provider' out, or give 'cluster' too, which says what the cluster of this provider is like.");
      expect(() => new Settings('settings', {}, { parent, provider: us })).toThrow(wrong);
      expect(() => new Settings('settings', {}, { parent: new pulumi.ComponentResource('acme:index:Group', 'group', {}, { parent, providers: [us] }) })).toThrow(wrong);
      expect(() => new Settings('settings', {}, { parent: new ChartComponent('chart', () => undefined, {}, { provider: eu, cluster: new Description({ name: 'prod-eu' }) }), provider: us })).toThrow(wrong);
      new Settings('a', {}, { parent, provider: eu });
      new Settings('b', {}, { parent, provider: us, cluster: new Description({ name: 'prod-us' }) });
      new Settings('c', {}, { parent: new Cluster('prod-us', {}, { parent, provider: us }), chart: { namespace: 'c' } });
    });
  });

  test('of the parent is none for a cluster that has one of its own', async () => {
    await deploy(() => {
      const [eu, us] = ['eu', 'us'].map((name) => new Cluster(`prod-${name}`, {}, { provider: new k8s.Provider(name, { kubeconfig: '{}' }) }));
      expect(() => new Settings('settings', {}, { parent: eu, cluster: us })).toThrow(new pulumi.RunError(
        "[prod-us/settings] 'cluster' must be the one that 'parent' reaches, but 'prod-us' has a provider of its own: objects would go to one cluster with the zones and versions of "
        + "another. Give that component as 'parent' and leave 'cluster' out, or give a 'provider' too.",
      ));
      new Settings('a', {}, { parent: eu, cluster: eu });
      new Settings('b', {}, { parent: eu, cluster: us, provider: provider() });
    });
  });

  test('is not what describes a cluster', async () => {
    await deploy(() => {
      const cluster = new Cluster('prod-eu', {}, { provider: provider() });
      expect(() => new Settings('settings', {}, { cluster })).toThrow(new pulumi.RunError(
        "[prod-eu/settings] 'cluster' says what a cluster is like, and not how it is reached. Give the component as 'parent' instead, or a 'provider' too.",
      ));
    });
  });

  test.each(['context', 'kubeconfig'])('may be the one that the configuration of the stack speaks of: %s', async (key) => {
    const before = pulumi.runtime.allConfig();
    try {
      pulumi.runtime.setAllConfig({ ...before, [`kubernetes:${key}`]: 'prod-eu' });
      expect((await deploy(() => { new Settings('settings', {}); })).resources.map(({ name }) => name)).toEqual(['settings', 'settings-thing']);
    } finally {
      pulumi.runtime.setAllConfig(before);
    }
  });

  test('may be left to the environment, for a component or for all below one', async () => {
    const { resources } = await deploy(() => {
      new Settings('settings', {}, { parent: new Cluster('dev', {}, AMBIENT) });
      expect(() => new Settings('strict', {}, { parent: new Cluster('other', {}, AMBIENT), ambientKubeconfig: false })).toThrow('[other/strict] needs a provider');
    });
    expect(resources.map(({ name }) => name).sort()).toEqual(['dev', 'other', 'settings', 'settings-thing']);
  });
});

describe('a cluster', () => {
  const program = (opts: ConstructComponentOptions) => new HardenedDeployment('api', { image: IMAGE }, opts);
  const described = { zones: ['eu-1a'], kubernetesVersion: '1.33' };
  const zoneKeys = ({ spec }: any) => spec.template.spec.topologySpreadConstraints.map(({ topologyKey }: any) => topologyKey);

  test('gives the defaults that it gives in cdk8s, as a parent or as an option', async () => {
    const unspread = await propsOf(() => program(AMBIENT), 'api-deployment');
    expect(zoneKeys(unspread)).toEqual(['topology.kubernetes.io/zone', 'kubernetes.io/hostname']);
    for (const opts of [
      () => ({ parent: new Cluster('prod-eu', described, AMBIENT) }),
      () => ({ ...AMBIENT, cluster: new Description({ name: 'prod-eu', ...described }) }),
      () => ({ parent: new pulumi.ComponentResource('acme:index:Group', 'group', {}, { parent: new Cluster('prod-eu', described, AMBIENT) }) }),
    ]) {
      expect(zoneKeys(await propsOf(() => program(opts()), 'api-deployment'))).toEqual(['kubernetes.io/hostname']);
    }
  });

  test('says what it is like', async () => {
    await deploy(() => {
      const cluster = new Cluster('prod', { name: 'prod-eu', region: 'eu-central-1' }, AMBIENT);
      expect(cluster.description).toMatchObject({ name: 'prod-eu', region: 'eu-central-1' });
      expect(() => new Cluster('Prod', {}, AMBIENT)).toThrow("[Prod] 'name' must");
    });
  });

  test('stays as it is, however many components it describes', async () => {
    const cluster = new Description({ name: 'prod-eu' });
    await deploy(() => ['a', 'b'].map((name) => new HardenedDeployment(name, { image: IMAGE }, { ...AMBIENT, cluster })));
    expect(cluster.node.children).toEqual([]);
  });
});

describe('resources', () => {
  test('carry the name of the component and the id of the object', async () => {
    const { resources } = await deploy(() => new HardenedDeployment('api', { name: 'web', image: IMAGE, service: {}, ports: [{ port: 80 }], autoscaling: { maxReplicas: 4 } }, AMBIENT));
    expect(new Set(resources.map(({ type, name, urn }) => [type, name, urn.split('::')[2]]))).toEqual(new Set([
      ['fleetwright:index:HardenedDeployment', 'api', 'fleetwright:index:HardenedDeployment'],
      ...[
        ['core/v1:ServiceAccount', 'serviceAccount'], ['apps/v1:Deployment', 'deployment'], ['policy/v1:PodDisruptionBudget', 'podDisruptionBudget'],
        ['networking.k8s.io/v1:NetworkPolicy', 'networkPolicy'], ['autoscaling/v2:HorizontalPodAutoscaler', 'horizontalPodAutoscaler'], ['core/v1:Service', 'service'],
      ].map(([type, id]) => [`kubernetes:${type}`, `api-${id}`, `fleetwright:index:HardenedDeployment$kubernetes:${type}`]),
    ]));
  });

  test('wait for those on which cdk8s says that they depend', async () => {
    const seen = await optionsOf(() => new ChartComponent('stack', (chart) => {
      const object = (scope: Construct, name: string) => new ApiObject(scope, name, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
      const [first, second] = [object(chart, 'first'), object(chart, 'second')];
      first.addDependency(second);
      const group = new Construct(chart, 'group');
      object(group, 'a');
      object(group, 'b');
      group.node.addDependency(first);
      const inner = new Chart(chart, 'inner');
      object(inner, 'c');
    }, {}, AMBIENT));
    const waits = Object.fromEntries(Object.entries(seen).map(([name, { opts }]) => [name, ((opts.dependsOn ?? []) as pulumi.Resource[]).map(nameOf).sort()]));
    // cdk8s applies a nested chart before what is around it.
    expect(waits).toEqual({
      'stack': [],
      'stack-second': ['stack-inner-c'],
      'stack-first': ['stack-inner-c', 'stack-second'],
      'stack-group-a': ['stack-first', 'stack-inner-c'],
      'stack-group-b': ['stack-first', 'stack-inner-c'],
      'stack-inner-c': [],
    });
  });

  /** Names of the resources for which each resource waits. */
  async function waitsOf(program: () => unknown): Promise<{ [name: string]: string[] }> {
    const seen = await optionsOf(program);
    const waitsFor = async ({ opts }: Seen) => (await (pulumi.output(opts.dependsOn ?? []) as any).promise()).map(nameOf).sort();
    return Object.fromEntries(await Promise.all(Object.entries(seen).map(async ([name, each]) => [name, await waitsFor(each)] as const)));
  }

  test.each<[string, object]>([['plain values', {}], ['Outputs', { instance: pulumi.output('blue') }]])(
    'of pods wait for their ServiceAccount and the policies that select them: %s', async (_, args) => {
      const opts = { ...AMBIENT, cluster: new Description({ name: 'prod-eu', capabilities: { cilium: { version: '1.19.4' } } }) };
      const waits = await waitsOf(() => { new HardenedDeployment('api', { image: IMAGE, service: {}, ports: [{ port: 80 }], ...args }, opts); });
      expect(waits).toEqual({
        'api': [], 'api-serviceAccount': [], 'api-deployment': ['api-networkPolicy', 'api-serviceAccount'], 'api-podDisruptionBudget': [], 'api-networkPolicy': [], 'api-service': [],
      });
    },
  );

  test('of pods wait for no policy of other pods, and for none that waits for them', async () => {
    const waits = await waitsOf(() => new ChartComponent('shop', (chart) => {
      const [api, web] = ['api', 'web'].map((name) => new Construct8s(chart, name, { image: IMAGE }));
      web.networkPolicy!.addDependency(web.deployment);
      api.node.addDependency(web);
      const spec = { podSelector: {} };
      new ApiObject(chart, 'all', { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'all' }, spec });
      new ApiObject(chart, 'elsewhere', { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'all', namespace: 'other' }, spec });
      const endpointSelector = { matchLabels: { 'app.kubernetes.io/name': 'web' } };
      new ApiObject(chart, 'cilium', { apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', metadata: { name: 'web' }, spec: { endpointSelector } });
    }, {}, AMBIENT));
    expect(waits['shop-web-deployment']).toEqual(['shop-all', 'shop-cilium', 'shop-web-serviceAccount']);
    expect(waits['shop-web-networkPolicy']).toEqual(['shop-web-deployment']);
    expect(waits['shop-api-deployment']).toEqual(expect.arrayContaining(['shop-all', 'shop-api-networkPolicy', 'shop-api-serviceAccount', 'shop-web-deployment']));
    expect(waits['shop-api-deployment']).not.toContain('shop-cilium');
  });

  test('are registered when those for which they wait are', async () => {
    const { resources } = await deploy(() => { new HardenedDeployment('api', { image: IMAGE }, AMBIENT); });
    const names = resources.map(({ name }) => name);
    expect(names.indexOf('api-deployment')).toBeGreaterThan(names.indexOf('api-networkPolicy'));
    expect(names).toHaveLength(5);
  });

  test.each([
    ['v1', 'Secret'], ['apps/v1', 'Deployment'], ['networking.k8s.io/v1', 'Ingress'], ['rbac.authorization.k8s.io/v1', 'Role'],
    ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'], ['flowcontrol.apiserver.k8s.io/v1', 'FlowSchema'],
  ])('of %s %s are of the class of @pulumi/kubernetes', (apiVersion, kind) => {
    expect(resourceClassFor(apiVersion, kind).name).toBe(kind);
  });

  test.each([
    ['networking.istio.io/v1', 'ServiceEntry'], ['networking.example.com/v1', 'Ingress'], ['apps.example.com/v1', 'Deployment'], ['apps/v1', 'DeploymentPatch'],
    ['cilium.io/v2', 'CiliumNetworkPolicy'], ['apps/v9', 'Deployment'], ['__proto__/v1', 'toString'], ['../x/v1', 'y'], ['v1', '__esModule'],
  ])('of %s %s are a CustomResource', (apiVersion, kind) => {
    expect(resourceClassFor(apiVersion, kind)).toBe(k8s.apiextensions.CustomResource);
  });

  test('lose no field: one that @pulumi/kubernetes does not know is an error', async () => {
    const Fielded = fromConstruct('acme:index:Fielded', construct<{ a: any }>(({ a }) => ({ dataa: {}, data: { a } })));
    await deploy(() => {
      // By the schema of Kubernetes, where all is known.
      expect(() => new Fielded('plain', { a: 'b' }, AMBIENT)).toThrow("[plain/thing] ConfigMap 'thing': dataa: 'dataa' is an unknown field. Did you mean 'data'.");
      expect(() => new Fielded('fielded', { a: pulumi.output('b') }, AMBIENT)).toThrow(
        "[fielded] ConfigMap 'thing' has 'dataa', which the installed version of '@pulumi/kubernetes' does not know. Upgrade it, or correct the field.",
      );
    });
  });

  test('must not share a name that different ids make', async () => {
    const program = (kinds: string[]) => () => new ChartComponent('both', (chart) => {
      new ApiObject(new Construct(chart, 'a'), 'b', { apiVersion: 'v1', kind: kinds[0], metadata: { name: 'first' } });
      new ApiObject(chart, 'a-b', { apiVersion: 'v1', kind: kinds[1], metadata: { name: 'second' } });
    }, {}, AMBIENT);
    expect(program(['ConfigMap', 'ConfigMap'])).toThrow("[both] has two objects whose ids make 'a-b', so that their resources would share a name. Give one of the two constructs another id.");
    expect((await deploy(program(['ConfigMap', 'Secret']))).resources.map(({ name }) => name).sort()).toEqual(['both', 'both-a-b', 'both-a-b']);
  });

  test('must not share a name', () => {
    const program = () => new ChartComponent('both', (chart) => {
      const group = new Construct(chart, 'group');
      for (const id of ['Resource', 'Default']) { new ApiObject(group, id, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: id.toLowerCase() } }); }
    }, {}, AMBIENT);
    expect(program).toThrow("[both] has two objects whose ids make 'group', so that their resources would share a name. Give one of the two constructs another id.");
  });
});

describe('as any component, it', () => {
  const args = { image: IMAGE, network: { policy: false } };

  test('passes parent, protection and provider on to its resources', async () => {
    const seen = await optionsOf(() => new HardenedDeployment('api', args, { ...AMBIENT, protect: true }));
    expect(nameOf(seen['api-deployment'].opts.parent)).toBe('api');
    expect((seen['api-deployment'].opts.parent as any).__protect).toBe(true);
  });

  test('takes every option of Pulumi', async () => {
    const opts = { ...AMBIENT, deleteBeforeReplace: true, protect: false, ignoreChanges: ['a'], version: '1.0.0', customTimeouts: { create: '1m' } } as any;
    const seen = await optionsOf(() => new HardenedDeployment('api', args, opts));
    expect(seen.api.opts).toMatchObject({ deleteBeforeReplace: true, protect: false, ignoreChanges: ['a'], version: '1.0.0', customTimeouts: { create: '1m' } });
  });

  test('has aliases, from which the engine makes those of its resources', async () => {
    const seen = await optionsOf(() => new HardenedDeployment('api', args, { ...AMBIENT, aliases: [{ name: 'web' }] }));
    expect(seen.api.opts.aliases).toEqual([{ name: 'web' }]);
    // That is how the engine knows which resource of the old name it was.
    expect(Object.keys(seen).filter((name) => name !== 'api').every((name) => name.startsWith('api-'))).toBe(true);
  });

  test('lets transforms at its resources', async () => {
    const transforms = [(({ type, props, opts }) => (
      type === 'kubernetes:apps/v1:Deployment' ? { props: { ...props, metadata: { ...props.metadata, annotations: { a: 'b' } } }, opts } : undefined
    )) as pulumi.ResourceTransform];
    expect((await propsOf(() => new HardenedDeployment('api', args, { ...AMBIENT, transforms }), 'api-deployment')).metadata.annotations).toEqual({ a: 'b' });
  });

  test('is what others wait for, with all its resources', async () => {
    const { resources } = await deploy(() => {
      const api = new HardenedDeployment('api', args, AMBIENT);
      new Settings('settings', {}, { ...AMBIENT, dependsOn: [api] });
    });
    const names = resources.map(({ name }) => name);
    expect(names.indexOf('settings')).toBeGreaterThan(names.indexOf('api-deployment'));
    expect(names.indexOf('settings')).toBeGreaterThan(names.indexOf('api-serviceAccount'));
  });

  test('keeps its own options to itself', async () => {
    const seen = await optionsOf(() => new HardenedDeployment('api', args, { ...AMBIENT, cluster: new Description({ name: 'a' }), chart: { id: 'b' }, adopt: {} }));
    expect(Object.entries(seen.api.opts).filter(([, value]) => value !== undefined)).toEqual([]);
  });

  test('says the warnings of the construct, each once and with the path of the component', async () => {
    const program = () => new HardenedDeployment('api', { image: IMAGE, replicas: 1 }, { ...AMBIENT, cluster: new Description({ name: 'prod-eu' }) });
    expect(await warningsOf(program)).toEqual([expect.stringMatching(/^\[prod-eu\/api\] workload\/single-replica: /)]);
  });

  test('says a warning on the resource that it is about, or on itself', async () => {
    const warn = jest.spyOn(pulumi.log, 'warn').mockResolvedValue();
    await deploy(() => {
      const api = new HardenedDeployment('api', { ...args, network: {}, replicas: 1, ports: [{ port: 80 }], service: {} }, AMBIENT);
      const subjects = Object.fromEntries(warn.mock.calls.map(([text, resource]) => [/workload\/[a-z-]+/.exec(text)![0], resource]));
      expect(subjects['workload/no-caller']).toBe(api.service);
      expect(subjects['workload/single-replica']).toBe(api);
    });
    warn.mockRestore();
  });

  test('exports nothing but its resources', async () => {
    const { logs } = await deploy(() => ({ api: new HardenedDeployment('api', args, AMBIENT) }));
    expect(logs).toEqual([]);
    await deploy(() => expect(Object.keys(new HardenedDeployment('api', args, AMBIENT)).filter((key) => !key.startsWith('__'))).toEqual(['urn', 'resources']));
  });

  test('answers typed resources whose outputs others may use', async () => {
    const props = await propsOf(() => {
      const api = new HardenedDeployment('api', { ...args, name: 'web' }, AMBIENT);
      expect(api.service).toBeUndefined();
      expect(api.resources).toEqual({ serviceAccount: api.serviceAccount, deployment: api.deployment, podDisruptionBudget: api.podDisruptionBudget });
      return new Settings('settings', { name: api.deployment.metadata.name, replicas: api.deployment.spec.replicas }, AMBIENT);
    }, 'settings-thing');
    expect(props.data).toEqual({ name: 'web', replicas: 2 });
  });

  test('may be let in by another', async () => {
    const { resources } = await deploy(() => {
      const web = new HardenedDeployment('web', { namespace: pulumi.output('front'), image: IMAGE }, AMBIENT);
      new HardenedDeployment('api', { namespace: 'shop', image: IMAGE, ports: [{ port: 80 }], network: { allowFrom: [{ peer: web.peer }] } }, AMBIENT);
    });
    expect(resources.find(({ name }) => name === 'api-networkPolicy')!.props.spec.ingress[0].from).toEqual([{
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'front' } }, podSelector: { matchLabels: { 'app.kubernetes.io/name': 'web' } },
    }]);
  });
});

describe('the construct behind a component', () => {
  const args = { image: IMAGE, namespace: 'shop' };

  test.each<[string, () => ConstructComponentOptions]>([
    ['in a cluster', () => ({ ...AMBIENT, cluster: new Description({ name: 'prod-eu' }) })],
    ['without one', () => AMBIENT],
  ])('is no peer of another: its policy has been registered (%s)', async (_, opts) => {
    await deploy(() => {
      const web = new HardenedDeployment('web', args, opts());
      expect(() => new HardenedDeployment('api', { ...args, network: { allowFrom: [{ peer: web.construct }] } }, opts())).toThrow(
        "'network.allowFrom[0].peer' must stand in the same",
      );
    });
  });

  test('takes no change any more', async () => {
    await deploy(() => {
      const { construct: api } = new HardenedDeployment('api', { ...args, ports: [{ port: 80 }] }, AMBIENT);
      const change = JsonPatch.add('/spec/minReadySeconds', 5);
      const message = (path: string) => `[${path}] has been deployed as it was: a change now would reach nothing. Change it among constructs of one 'ChartComponent', or use 'transforms'.`;
      expect(() => api.patch({ kind: 'Deployment' }, change)).toThrow(message('api/deployment'));
      expect(() => api.with(new PodHardening())).toThrow(message('api/serviceAccount'));
      expect(() => api.deployment.addJsonPatch(change)).toThrow(message('api/deployment'));
      expect(() => api.deployment.metadata.addLabel('a', 'b')).toThrow(message('api/deployment'));
      expect(() => api.allowFrom(NetworkPeer.namespace('front'))).toThrow(message('api'));
    });
  });

  test('takes nothing more in', async () => {
    await deploy(() => {
      const api = new HardenedDeployment('api', args, AMBIENT);
      expect(() => new ApiObject(api.construct, 'late', { apiVersion: 'v1', kind: 'ConfigMap' })).toThrow('Cannot add children');
    });
  });

  test('may be what a Service selects', async () => {
    const props = await propsOf(() => {
      const api = new HardenedDeployment('api', { ...args, ports: [{ name: 'http', port: 80 }] }, AMBIENT);
      return new GlobalCiliumService('search', { namespace: 'shop', backends: LocalBackends.ofWorkload(api.construct) }, AMBIENT);
    }, 'search-service');
    expect(props.spec.selector).toEqual({ 'app.kubernetes.io/name': 'api' });
  });
});

describe('any construct', () => {
  test('of cdk8s-plus becomes a component in a line', async () => {
    const Deployment = fromConstruct('acme:index:Deployment', kplus.Deployment);
    const { resources } = await deploy(() => new Deployment('api', {
      replicas: pulumi.output(3), containers: [{ image: pulumi.output(IMAGE), portNumber: 8080, envVariables: { A: kplus.EnvValue.fromValue(pending(pulumi.secret('b'))) } }],
    }, AMBIENT));
    const [component, deployment] = resources;
    expect([component.type, deployment.type, deployment.name]).toEqual(['acme:index:Deployment', 'kubernetes:apps/v1:Deployment', 'api']);
    expect(deployment.props.metadata.name).toMatch(/^api-[0-9a-f]{8,}$/);
    expect(deployment.props.spec).toMatchObject({ replicas: 3, template: { spec: { containers: [{ image: IMAGE, env: [{ name: 'A', value: secret('b') }] }] } } });
  });

  test('may be given resources with types and names of their own', async () => {
    class Config extends Construct {
      public readonly map: ApiObject;
      constructor(scope: Construct, id: string, props: { color: string }) {
        super(scope, id);
        this.map = new ApiObject(this, 'map', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: id }, data: { color: props.color } });
      }
    }
    class ConfigComponent extends ConstructComponent<Config> {
      public readonly map: k8s.core.v1.ConfigMap;
      constructor(name: string, args: { color: pulumi.Input<string> }, opts?: ConstructComponentOptions) {
        super('acme:index:Config', Config, name, args, opts);
        this.map = this.resourceOf(this.construct.map);
      }
    }
    const { resources } = await deploy(() => {
      const config = new ConfigComponent('config', { color: 'blue' }, AMBIENT);
      new Settings('settings', { color: config.map.data.apply((data) => data.color) }, AMBIENT);
    });
    expect(resources.find(({ name }) => name === 'settings-thing')!.props.data).toEqual({ color: 'blue' });
  });

  test('stands with others in a chart, mixins too', async () => {
    const program = () => new ChartComponent('shop', (chart, { image }: { image: string }) => {
      const api = new Construct8s(chart, 'api', { image, ports: [{ port: 80 }] });
      const web = new Construct8s(chart, 'web', { image });
      api.allowFrom(web);
      new kplus.Deployment(chart, 'old', { containers: [{ image }] });
      chart.with(new PodHardening());
    }, { image: pulumi.output(IMAGE) }, { ...AMBIENT, chart: { namespace: 'shop' } });
    const { resources } = await deploy(program);
    const named = (name: string) => resources.find((resource) => resource.name === name)!.props;
    expect(named('shop-api-networkPolicy').spec.ingress[0].from).toEqual([{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'web' } } }]);
    expect(named('shop-web-networkPolicy').spec.egress).toHaveLength(2);
    expect(named('shop-old').spec.template.spec.containers[0]).toMatchObject({ image: IMAGE, securityContext: { allowPrivilegeEscalation: false } });
  });
});

describe('taking over', () => {
  const args = { namespace: 'shop', image: IMAGE };

  test('what plain @pulumi/kubernetes code made is an alias', async () => {
    const { resources } = await deploy(() => {
      pulumi.runtime.registerResourceTransform(() => undefined);
      const old = new pulumi.ComponentResource('acme:index:Old', 'old');
      new HardenedDeployment('api', args, {
        ...AMBIENT,
        adopt: { deployment: { name: 'api-deploy' }, serviceAccount: { name: 'sa', parent: old }, networkPolicy: { urn: 'urn:pulumi:stack::project::x::y' } },
      });
    });
    const aliases = (name: string) => resources.find((resource) => resource.name === name)!.options.aliasesList;
    expect(aliases('api-deployment')[0].spec).toMatchObject({ name: 'api-deploy', noparent: true });
    expect(aliases('api-serviceAccount')[0].spec).toMatchObject({ name: 'sa', parenturn: 'urn:pulumi:stack::project::acme:index:Old::old' });
    expect(aliases('api-networkPolicy')[0].urn).toBe('urn:pulumi:stack::project::x::y');
  });

  test('what is in the cluster already is an import', async () => {
    const seen = await optionsOf(() => new HardenedDeployment('api', args, { ...AMBIENT, adopt: { deployment: { import: true } } }));
    expect(seen['api-deployment'].opts.import).toBe('shop/api');
    expect(seen['api-serviceAccount'].opts.import).toBeUndefined();
    const unscoped = await optionsOf(() => new HardenedDeployment('api', { image: IMAGE }, { ...AMBIENT, adopt: { deployment: { import: true } } }));
    expect(unscoped['api-deployment'].opts.import).toBe('api');
  });

  test('what is not there, or whose namespace is not known, is an error', () => {
    expect(() => new HardenedDeployment('api', args, { ...AMBIENT, adopt: { deploy: {} } })).toThrow(
      "[api] 'adopt.deploy' must be the id of one of the objects. There are 'serviceAccount', ",
    );
    expect(() => new HardenedDeployment('api', { ...args, namespace: pulumi.output('shop') }, { ...AMBIENT, adopt: { deployment: { import: true } } })).toThrow(
      "[api] 'adopt.deployment.import' needs a namespace that is known when the program runs. Give the namespace as plain text.",
    );
    expect(() => new HardenedDeployment('api', { ...args, ports: [{ port: 8080 }], service: {} }, { ...AMBIENT, adopt: { service: { import: true } } })).toThrow(
      "[api] 'adopt.service.import' can't be, because the cluster gave the Service an address: Pulumi would read it as a change that needs a new Service. "
      + "Leave it out, and set 'upsertExistingObjects: true' on the provider.",
    );
  });
});
