// A program rendered without engine and cluster: the bytes of its cdk8s twin, or an error that says where a value is missing.
import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { sdkInternals } from '../../lib/pulumi/sdk-internals';
import { deploy } from './engine-monitor';
import { Cluster as Description, HardenedDeployment as Construct8s, PodHardening } from 'fleetwright';
import { ChartComponent, Cluster, ExternalServiceEndpoint, ExternalTarget, fromConstruct, HardenedDeployment, pending, podHardening, render, renderByProvider } from 'fleetwright/pulumi';

jest.setTimeout(120_000);

const AMBIENT = { ambientKubeconfig: true };
const IMAGE = 'registry.example.com/api:1.4.2';
const DESCRIBED = { name: 'prod-eu', zones: ['eu-1a', 'eu-1b', 'eu-1c'], kubernetesVersion: '1.33' };
const ARGS = { image: IMAGE, ports: [{ port: 8080 }], service: {}, replicas: 3, labels: { team: 'payments' }, env: { EMPTY: '', NO: 'no', URL: 'https://a.example.com' } };

beforeEach(() => { jest.spyOn(console, 'warn').mockReturnValue(); });

function twin(): string {
  const cluster = new Description(DESCRIBED);
  const chart = new Chart(cluster, 'payments', { namespace: 'payments' });
  new Construct8s(chart, 'api', ARGS);
  new Construct8s(chart, 'web', { image: IMAGE });
  return cluster.synthYaml();
}

test('a program is the YAML of its cdk8s twin, byte by byte', async () => {
  const yaml = await render(() => {
    const prod = new Cluster('prod-eu', DESCRIBED, { provider: new k8s.Provider('prod') });
    const opts = { parent: prod, chart: { namespace: 'payments' } };
    new HardenedDeployment('api', ARGS, opts);
    new HardenedDeployment('web', { image: IMAGE }, opts);
  });
  expect(yaml).toBe(twin());
});

test('Outputs that are known are written as what they are', async () => {
  const yaml = await render(async () => {
    const prod = new Cluster('prod-eu', DESCRIBED, AMBIENT);
    const namespace = new pulumi.ComponentResource('acme:index:Group', 'group');
    const opts = { parent: prod, chart: { namespace: namespace.urn.apply(() => 'payments') } };
    const host = pulumi.output(Promise.resolve('a.example.com'));
    new HardenedDeployment('api', {
      ...ARGS, image: pulumi.output(IMAGE), replicas: pulumi.output(3), labels: { team: Promise.resolve('payments') },
      env: { ...ARGS.env, URL: pulumi.interpolate`https://${host}` },
    }, opts);
    await new Promise((resolve) => { setTimeout(resolve, 1); });
    new HardenedDeployment('web', { image: IMAGE }, opts);
  });
  expect(yaml).toBe(twin());
});

test('resources of plain @pulumi/kubernetes are written too, and others are not', async () => {
  const yaml = await render(() => {
    const namespace = new k8s.core.v1.Namespace('payments', { metadata: { name: 'payments', labels: { b: '1', a: pulumi.output('2') } } });
    new k8s.core.v1.ConfigMap('settings', { data: { a: 'b' }, metadata: { namespace: namespace.metadata.name, name: 'settings' } });
    k8s.core.v1.Secret.get('existing', 'payments/existing');
    new (class extends pulumi.CustomResource { constructor() { super('aws:s3/bucket:Bucket', 'bucket', {}); } })();
  });
  expect(yaml).toBe([
    'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: payments\n  labels:\n    b: "1"\n    a: "2"\n',
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  namespace: payments\n  name: settings\ndata:\n  a: b\n',
  ].join('---\n'));
});

test('transforms are mixins: the YAML is that of the same objects with the same mixin', async () => {
  const cluster = new Description(DESCRIBED);
  const chart = new Chart(cluster, 'shop', { disableResourceNameHashes: true });
  new kplus.Deployment(chart, 'api', { containers: [{ image: IMAGE, portNumber: 8080 }] });
  chart.with(new PodHardening());

  const Deployment = fromConstruct('acme:index:Deployment', kplus.Deployment);
  const program = (own: pulumi.ResourceTransform[], stack: pulumi.ResourceTransform[]) => () => {
    stack.forEach((each) => pulumi.runtime.registerResourceTransform(each));
    new Deployment('api', { containers: [{ image: IMAGE, portNumber: 8080 }] }, {
      parent: new Cluster('prod-eu', DESCRIBED, AMBIENT), chart: { id: 'shop', disableResourceNameHashes: true }, transforms: own,
    });
  };
  expect(await render(program([podHardening()], []))).toBe(cluster.synthYaml());
  expect(await render(program([], [podHardening()]))).toBe(cluster.synthYaml());
  // What meets a resource twice changes nothing the second time.
  expect(await render(program([podHardening(), podHardening()], [podHardening()]))).toBe(cluster.synthYaml());
});

test.each<[string, () => unknown, string[]]>([
  ['unknown', () => {
    const lb = new k8s.core.v1.Service('lb', { metadata: { name: 'lb' } });
    const ip = lb.status.loadBalancer.ingress[0].ip;
    new HardenedDeployment('api', { image: IMAGE, env: { IP: ip, URL: pulumi.interpolate`http://${ip}/` } }, AMBIENT);
  }, [
    "[api-deployment] 'spec.template.spec.containers[0].env[0].value' is known only to a deployment, and a program is rendered without one. Give the value itself.",
    "[api-deployment] 'spec.template.spec.containers[0].env[1].value' is known only to a deployment, and a program is rendered without one. Give the value itself.",
  ]],
  ['what a cluster adds to what is said', () => {
    const service = new k8s.core.v1.Service('s', { metadata: { name: 's' }, spec: { ports: [{ port: 80 }] } });
    const ip = service.spec.clusterIP;
    const env = {
      A: ip, B: pulumi.interpolate`http://${ip}:80`, C: service.metadata.uid, D: service.metadata.name, E: service.spec.ports[0].port.apply(String),
      F: pulumi.interpolate`${service.spec.ports[0].nodePort}`, G: service.spec.apply(({ clusterIP }) => `http://${clusterIP}`),
    };
    new HardenedDeployment('api', { image: IMAGE, env }, AMBIENT);
  }, [
    ...[0, 1, 2, 5].map((index) => (
      `[api-deployment] 'spec.template.spec.containers[0].env[${index}].value' is known only to a deployment, and a program is rendered without one. Give the value itself.`
    )),
    "[api-deployment] 'spec.template.spec.containers[0].env[6].value' comes of an 'apply' that fails: 'clusterIP' is known only to a deployment, and a program is rendered without one. Correct that 'apply'.",
  ]],
  ['an id', () => {
    const other = new (class extends pulumi.CustomResource { constructor() { super('aws:s3/bucket:Bucket', 'bucket', {}); } })();
    new HardenedDeployment('api', { image: IMAGE, labels: { bucket: other.id } }, AMBIENT);
  }, expect.arrayContaining([
    "[api-serviceAccount] 'metadata.labels.bucket' is known only to a deployment, and a program is rendered without one. Give the value itself.",
  ]) as any],
  ['a part of what is known', () => new k8s.core.v1.ConfigMap('a', { metadata: { name: 'a' }, data: pulumi.output({ b: pulumi.unknown as any }) }), [
    "[a] 'data' is known only to a deployment, and a program is rendered without one. Give the value itself.",
  ]],
  ['a secret', () => new HardenedDeployment('api', { image: IMAGE, env: { A: pulumi.secret('hunter2') } }, AMBIENT), [
    "[api-deployment] 'spec.template.spec.containers[0].env[0].value' is a secret, and would be written as plain text. Say 'showSecrets: true', or refer to a Secret that is made elsewhere.",
  ]],
  ['an object of others', () => new k8s.core.v1.ConfigMapPatch('a', { metadata: { name: 'a' } }), [
    "[a] is a 'kubernetes:core/v1:ConfigMapPatch', which changes an object of others. Change it where it is defined.",
  ]],
  ['a chart', () => new k8s.helm.v4.Chart('a', { chart: 'a' }), [
    "[a] is a 'kubernetes:helm.sh/v4:Chart', whose objects only the provider can tell. Define them in a 'ChartComponent', with 'Helm' or 'Include' of cdk8s.",
  ]],
])('what is not to be had is an error: %s', async (_, program, faults) => {
  const error: Error = await render(program).then(() => { throw new Error('rendered'); }, (thrown) => thrown);
  expect(error.message.split('\n')).toEqual(faults);
});

test('secrets are written where the caller says so', async () => {
  const yaml = await render(() => new k8s.core.v1.Secret('a', { metadata: { name: 'a' }, stringData: { password: pulumi.secret('hunter2') } }), { showSecrets: true });
  expect(yaml).toBe('apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\nstringData:\n  password: hunter2\n');
});

test('what is made in an `apply` is written too', async () => {
  const named = (name: string) => new k8s.core.v1.ConfigMap(name, { metadata: { name } });
  const yaml = await render(() => {
    named('a').metadata.name.apply((a) => named(`${a}b`).metadata.name.apply((b) => { named(`${b}c`); }));
    pulumi.output(Promise.resolve('d')).apply(named);
  });
  expect([...yaml.matchAll(/^ {2}name: (.*)$/gm)].map(([, name]) => name).sort()).toEqual(['a', 'ab', 'abc', 'd']);
});

test('what is made when the YAML has been written is an error', async () => {
  let arrive: (name: string) => void;
  const late = new Promise<string>((resolve) => { arrive = resolve; });
  let message: Promise<string>;
  await render(() => {
    new k8s.core.v1.ConfigMap('early', { metadata: { name: 'early' } });
    message = new Promise((resolve) => {
      pulumi.output(late).apply((name) => { try { new k8s.core.v1.ConfigMap(name); } catch (error) { resolve((error as Error).message); } });
    });
  });
  arrive!('late');
  expect(await message!).toBe("[late] is made after the YAML has been written: the 'apply' around it waits for something else than resources of this program. Await that in the program.");
});

test('an error of the program is the error', async () => {
  await expect(render(() => new HardenedDeployment('api', { image: 'api:latest' }, AMBIENT))).rejects.toThrow("[api] 'image' must name a fixed tag");
  await expect(render(() => new HardenedDeployment('api', { image: IMAGE }))).rejects.toThrow('[api] needs a provider of Kubernetes');
  await expect(render(async () => { throw new Error('later'); })).rejects.toThrow('later');
});

test('Outputs that fail are errors that say where', async () => {
  const failing = () => pulumi.output(1).apply((): string => { throw new Error('no such thing'); });
  const program = () => {
    const env = { A: failing(), B: pulumi.interpolate`https://${failing()}`, C: 'c' };
    const api = new HardenedDeployment('api', { image: IMAGE, env }, AMBIENT);
    new HardenedDeployment('web', { image: IMAGE }, { ...AMBIENT, dependsOn: api });
    new k8s.core.v1.ConfigMap('settings', { metadata: { name: 'settings' }, data: { api: api.deployment.metadata.name, other: failing() } });
  };
  const at = "'spec.template.spec.containers[0].env";
  await expect(render(program, { showSecrets: true })).rejects.toThrow([
    `[api-deployment] ${at}[0].value' comes of an 'apply' that fails: no such thing. Correct that 'apply'.`,
    `[api-deployment] ${at}[1].value' comes of an 'apply' that fails: no such thing. Correct that 'apply'.`,
    "[settings] 'data.other' comes of an 'apply' that fails: no such thing. Correct that 'apply'.",
  ].join('\n'));
});

test('why an Output fails is not shown where there may be a secret in it', async () => {
  const failing = (value: pulumi.Output<string>) => value.apply((known): string => { throw new Error(`bad ${known}`); });
  const program = () => new HardenedDeployment('api', {
    image: failing(pulumi.secret('hunter2')), env: { B: pulumi.interpolate`a${failing(pulumi.output('b'))}` },
  }, AMBIENT);
  const at = (field: string) => `[api-deployment] 'spec.template.spec.containers[0].${field}' comes of an 'apply' that fails:`;
  const hidden = "why is not shown, for there may be a secret in it, and is with 'showSecrets: true'. Correct that 'apply'.";
  const faults: string[] = await render(program).then(() => [], (error: Error) => error.message.split('\n').sort());
  expect(faults).toEqual([
    `${at('env[0].value')} ${hidden}`, `${at('image')} ${hidden}`,
  ]);
});

test('an object without a name is an error', async () => {
  const nameless = "[a] 'metadata.name' must be given: a provider would make one up, and a program is rendered without one. Give the object a name.";
  await expect(render(() => new k8s.core.v1.ConfigMap('a', { data: { a: 'b' } }))).rejects.toThrow(new Error(nameless));
  expect(await render(() => new k8s.batch.v1.Job('a', { metadata: { generateName: 'a-' }, spec: { template: {} } }))).toContain('generateName: a-');
});

test.each<[object, string]>([
  [{ showSecret: true }, "[render] 'showSecret' is no prop, so that nothing reads it. Use 'showSecrets', or leave it out."],
  [{ mocks: { newResorce: () => undefined } }, "[render] 'mocks.newResorce' is no prop, so that nothing reads it. Use 'newResource', or leave it out."],
  [{ config: { a: 4 } }, "[render] 'config.a' must be a string, got a number. Put it in quotes."],
])('a slip in the options is an error: %j', async (options, fault) => {
  const program = jest.fn();
  await expect(render(program, options as any)).rejects.toThrow(fault);
  expect(program).not.toHaveBeenCalled();
});

test('what mocks throw is the error, and ends no process', async () => {
  const newResource = () => { throw new Error('no such type'); };
  await expect(render(() => new k8s.core.v1.ConfigMap('a', { metadata: { name: 'a' } }), { mocks: { newResource } })).rejects.toThrow(new Error('no such type'));
});

test('all that transforms refuse is in one error', async () => {
  const program = () => {
    for (const name of ['a', 'b']) {
      new k8s.core.v1.Pod(name, { metadata: { name }, spec: { hostNetwork: true, containers: [{ name: 'a', image: IMAGE }] } }, { transforms: [podHardening({ violationsAsErrors: true })] });
    }
  };
  const faults: string[] = await render(program).then(() => [], (error: Error) => error.message.split('\n'));
  expect(faults).toEqual(['a', 'b'].map((name) => expect.stringContaining(`[kubernetes:core/v1:Pod::${name}] spec.hostNetwork keeps its pods from Pod Security 'restricted'`)));
});

test('two workloads that mean the same pods are an error, in a rendered program and in a deployment', async () => {
  const program = (...more: object[]) => () => ['a', 'b'].forEach((name, index) => {
    new HardenedDeployment(name, { image: IMAGE, selector: { app: 'a' }, ...more[index] }, AMBIENT);
  });
  const fault = (before: string) => `[${before}] 'selector' of Deployment 'b' must not mean the same pods as that of 'a-deployment', got {"app":"a"}. Add a label that tells the two apart.`;
  await expect(render(program())).rejects.toThrow(new Error(fault('b-deployment')));
  await deploy(() => { expect(program()).toThrow(new pulumi.RunError(fault('b'))); });
  expect(await render(program({}, { namespace: 'other' }))).toContain('namespace: other');
  expect(await render(program({}, { selector: { app: 'b' } }))).toContain('app: b');
});

test('the program knows its project and stack', async () => {
  const names: string[] = [];
  await render(() => {
    new k8s.core.v1.ConfigMap('a', { metadata: { name: 'a' } });
    names.push(pulumi.getProject(), pulumi.getStack());
  }, { project: 'payments', stack: 'prod' });
  expect(names).toEqual(['payments', 'prod']);
});

test('rendering disturbs no deployment, and rendering again is the same', async () => {
  const program = () => new ChartComponent('a', (chart, { image }: { image: string }) => new Construct8s(chart, 'api', { image, env: { A: pending(pulumi.output('b')) } }), { image: pulumi.output(IMAGE) }, AMBIENT);
  const { resources } = await deploy(async () => {
    expect(await render(program)).toBe(await render(program));
    program();
  });
  expect(resources.map(({ name }) => name).sort()).toEqual(['a', 'a-api-deployment', 'a-api-networkPolicy', 'a-api-podDisruptionBudget', 'a-api-serviceAccount']);
});

test('an endpoint outside is the YAML of its twin', async () => {
  const target = (addresses: pulumi.Input<string>[]) => ExternalTarget.addresses(addresses);
  const args = { namespace: 'shop', ports: [{ name: 'https', port: 443 }] };
  const plain = await render(() => new ExternalServiceEndpoint('minio', { ...args, target: target(['10.0.0.1']) }, AMBIENT));
  expect(plain).toContain('kind: EndpointSlice');
  expect(await render(() => new ExternalServiceEndpoint('minio', { ...args, target: target([pulumi.output('10.0.0.1')]) }, AMBIENT))).toBe(plain);
});

describe('a program with a registry, a database and two clusters', () => {
  const mocks: pulumi.runtime.Mocks = {
    newResource: ({ name, type, inputs }) => ({
      id: `${name}-id`,
      state: {
        ...inputs,
        ...(type === 'aws:ecr/repository:Repository' && { repositoryUrl: `111122223333.dkr.ecr.eu-central-1.amazonaws.com/${name}` }),
        ...(type === 'aws:rds/instance:Instance' && { endpoint: `${name}.example.com:5432` }),
      },
    }),
    call: ({ token }) => (token === 'aws:index/getCallerIdentity:getCallerIdentity' ? { accountId: '111122223333' } : {}),
  };
  const config = { 'version': '1.4.2', 'password': 'hunter2', 'aws:region': 'eu-central-1' };
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- anew each time
  const program = () => { jest.isolateModules(() => { require('./programs/shop'); }); };
  const imagesIn = (yaml: string) => [...yaml.matchAll(/^ +image: (.*)$/gm)].map(([, image]) => image);
  const IMAGE_OF_REGISTRY = '111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop:1.4.2';

  test('is a text for each provider, with what mocks and configuration say, as often as it is rendered', async () => {
    const texts = await renderByProvider(program, { mocks, config });
    expect(Object.keys(texts)).toEqual(['prod-eu-admin', 'prod-us-admin']);
    for (const text of Object.values(texts)) {
      expect(imagesIn(text)).toEqual([IMAGE_OF_REGISTRY]);
      expect(text).toContain('  replicas: 2\n');
      expect(text).toContain('orders.example.com:5432');
      expect(text).toContain('"111122223333"');
      expect(text).not.toContain('hunter2');
    }
    expect(await renderByProvider(program, { mocks, config })).toEqual(texts);
    const more = await renderByProvider(program, { mocks, config: { ...config, replicas: '5' } });
    expect(more['prod-us-admin']).toBe(texts['prod-us-admin'].replace('  replicas: 2\n', '  replicas: 5\n'));
  });

  test('is no single text', async () => {
    await expect(render(program, { mocks, config })).rejects.toThrow(new Error(
      "[render] writes one text, but the objects belong to several clusters: 'prod-eu-admin', 'prod-us-admin'. Use 'renderByProvider', which writes one for each.",
    ));
  });

  test('says what it lacks where mocks answer nothing', async () => {
    const { call } = mocks;
    const error: Error = await renderByProvider(program, { mocks: { call }, config }).then(() => { throw new Error('rendered'); }, (thrown) => thrown);
    expect(error.message.split('\n')).toEqual(['prod-eu', 'prod-us'].flatMap((name) => ['env[1].value', 'image'].map((field) => (
      `[${name}-api-deployment] 'spec.template.spec.containers[0].${field}' is known only to a deployment, and a program is rendered without one. Give the value itself.`
    ))));
  });
});

test('what the SDK was told before holds for a rendered program too', async () => {
  const { allConfig, setAllConfig, setMocks } = pulumi.runtime;
  await sdkInternals().withLocalStorage(async () => {
    await setMocks({ newResource: ({ inputs }) => ({ id: 'an-id', state: inputs }), call: () => ({}) }, 'payments', 'prod');
    setAllConfig({ 'payments:password': 'hunter2', 'payments:team': 'red' }, ['payments:password']);
    const yaml = await render(() => {
      const own = new pulumi.Config();
      const bucket = new (class extends pulumi.CustomResource { constructor() { super('aws:s3/bucket:Bucket', 'bucket', {}); } })();
      new k8s.core.v1.ConfigMap('a', { metadata: { name: 'a' }, data: { bucket: bucket.id, team: own.require('team'), size: own.require('size'), stack: pulumi.getStack() } });
      new k8s.core.v1.Secret('b', { metadata: { name: 'b' }, stringData: { password: own.requireSecret('password') } });
    }, { config: { size: 'small' }, showSecrets: true });
    expect(yaml).toContain('  bucket: an-id\n  team: red\n  size: small\n  stack: prod\n');
    expect(yaml).toContain('  password: hunter2\n');
    expect(allConfig()).toEqual({ 'payments:password': 'hunter2', 'payments:team': 'red' });
  });
});

test('a module that does not run again is no empty program', async () => {
  const loaded = () => undefined;
  await expect(render(loaded)).rejects.toThrow(new Error(
    "[render] 'program' must define a resource, but defined none: a module that was loaded before does not run again. "
    + "Hand in a function that defines the resources, or load the module anew, as 'jest.isolateModules' does.",
  ));
});

test('objects without a provider go by the name of their cluster', async () => {
  const texts = await renderByProvider(() => {
    for (const name of ['eu', 'us']) { new HardenedDeployment(`api-${name}`, { name: 'api', image: IMAGE }, { parent: new Cluster(name, {}, AMBIENT) }); }
    new k8s.core.v1.ConfigMap('a', { metadata: { name: 'a' } });
  });
  expect(Object.keys(texts)).toEqual(['eu', 'us', 'default']);
  expect(texts.eu).toBe(texts.us);
  expect(texts.default).toBe('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n');
});

test('two providers of one name are told apart', async () => {
  await expect(renderByProvider(() => {
    const inGroup = (type: string) => new k8s.Provider('prod', {}, { parent: new pulumi.ComponentResource(type, 'group') });
    for (const [name, provider] of [['a', inGroup('acme:index:A')], ['b', inGroup('acme:index:B')]] as const) {
      new k8s.core.v1.ConfigMap(name, { metadata: { name } }, { provider });
    }
  })).rejects.toThrow(new Error("[b] is of another cluster than the other objects of 'prod'. Give the provider of one of the two another name."));
});

test('a secret that a transform has seen is one', async () => {
  const program = () => {
    const container = { name: 'a', image: IMAGE, env: [{ name: 'PASSWORD', value: pulumi.secret('hunter2') }] };
    const selector = { matchLabels: { app: 'a' } };
    new k8s.apps.v1.Deployment('a', { metadata: { name: 'a' }, spec: { selector, template: { metadata: { labels: { app: 'a' } }, spec: { containers: [container] } } } }, { transforms: [podHardening()] });
  };
  await expect(render(program)).rejects.toThrow("[a] 'spec.template.spec.containers[0].env[0].value' is a secret, and would be written as plain text.");
  expect(await render(program, { showSecrets: true })).toContain('value: hunter2');
});
