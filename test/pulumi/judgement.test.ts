// What is wrong with the value of an Output is said as soon as it is known, in a preview too, in the words that a plain value gets.
import { runInThisContext } from 'node:vm';
import * as pulumi from '@pulumi/pulumi';
import { ApiObject } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { deploy } from './engine-monitor';
import { Cluster as Description, HardenedDeployment as Construct8s, Warnings } from 'fleetwright';
import { ChartComponent, EnvValueSource, fromConstruct, HardenedDeployment, pending, render } from 'fleetwright/pulumi';

jest.setTimeout(20_000);

const AMBIENT = { ambientKubeconfig: true };
const IMAGE = 'registry.example.com/api:1.4.2';
const LATEST = "[api] 'image' must name a fixed tag or digest, got 'registry.example.com/api:latest'. Use ':1.4.2' or '@sha256:…'.";

function unknown<T>(): pulumi.Output<T> {
  return pulumi.output(pulumi.unknown as any) as pulumi.Output<T>;
}

interface Outcome { readonly names: string[]; readonly warnings: string[]; readonly errors: unknown[] }

/** What becomes of a program, with what the SDK's host hears of. */
async function outcomeOf(program: () => unknown, preview = false): Promise<Outcome> {
  const errors = new Set<unknown>();
  // The real one: that of jest hears of nothing.
  const host: NodeJS.Process = runInThisContext('process');
  const others = host.listeners('unhandledRejection');
  host.removeAllListeners('unhandledRejection').on('unhandledRejection', (error) => { errors.add(error); });
  try {
    const { resources, logs } = await deploy(program, { preview });
    await new Promise((resolve) => { setTimeout(resolve, 1); });
    return { names: resources.map(({ name }) => name), warnings: logs.map(({ message }) => message), errors: [...errors] };
  } finally {
    host.removeAllListeners('unhandledRejection');
    others.forEach((listener) => host.on('unhandledRejection', listener));
  }
}

function said(program: () => unknown): Promise<string[]> {
  return render(program).then(() => [], (error: Error) => error.message.split('\n'));
}

const api = (args: any, opts: object = {}) => () => { new HardenedDeployment('api', { image: IMAGE, ...args }, { ...AMBIENT, ...opts }); };

test.each([true, false])('a fault ends the deployment once, before any object is registered (preview: %s)', async (preview) => {
  const { names, errors } = await outcomeOf(api({ image: pulumi.output('registry.example.com/api:latest'), replicas: pulumi.output(-1) }), preview);
  expect(names).toEqual(['api']);
  expect(errors).toHaveLength(1);
  expect(pulumi.RunError.isInstance(errors[0])).toBe(true);
  expect((errors[0] as Error).message.split('\n')).toEqual([expect.stringMatching(/^\[api\] 'replicas' must be a whole number of at least 0, got -1\. /), LATEST]);
});

test.each<[string, object, string]>([
  ['an image', { image: pulumi.output('registry.example.com/api:latest') }, LATEST],
  ['a budget that lets no pod go', { replicas: pulumi.output(2), disruptionBudget: { minAvailable: 2 } }, "'disruptionBudget.minAvailable'"],
  ['a number that is none', { ports: [{ port: pulumi.output(99_999) }] }, "[api] 'ports[0].port' must be a whole number from 1 to 65535, got 99999."],
  ['a name in what a factory made', { envValueFrom: { A: EnvValueSource.secretKey(pulumi.output('My Secret'), 'key') } }, "[api] 'envValueFrom.A.secretName' must be"],
  ['a label', { labels: { team: pulumi.output('a b') } }, "[api] 'labels.team' must be"],
])('the rule for a plain value is that for an Output: %s', async (_, args, fault) => {
  expect(await said(api(args))).toEqual([expect.stringContaining(fault)]);
});

test('what is known is judged beside what is not', async () => {
  const { errors } = await outcomeOf(api({ image: pulumi.output('registry.example.com/api:latest'), replicas: unknown() }), true);
  expect(errors).toEqual([new pulumi.RunError(LATEST)]);
  expect(await outcomeOf(api({ image: unknown(), replicas: pulumi.output(3) }), true)).toMatchObject({ errors: [], warnings: [] });
});

test('all components that are at fault are in one error of `render`', async () => {
  const image = pulumi.output('registry.example.com/api:latest');
  expect(await said(() => ['api', 'web'].forEach((name) => new HardenedDeployment(name, { image }, AMBIENT)))).toEqual([LATEST, LATEST.replace('[api]', '[web]')]);
});

test('constructs in a chart are judged too, with the values that the function gets or makes pending', async () => {
  const image = pulumi.output('registry.example.com/api:latest');
  const late = pulumi.output('a b');
  expect(await said(() => new ChartComponent('shop', (chart, args: { image: string }) => {
    new Construct8s(chart, 'api', { image: args.image, labels: { team: pending(late) } });
  }, { image }, AMBIENT))).toEqual([expect.stringContaining("[shop/api] 'labels.team' must be"), LATEST.replace('[api]', '[shop/api]')]);
});

test('a construct of others that throws is an error too', async () => {
  const Deployment = fromConstruct('acme:index:Deployment', kplus.Deployment);
  expect(await said(() => new Deployment('api', { containers: [{ image: IMAGE, resources: {}, portNumber: 80 }], replicas: pulumi.output(1) }, AMBIENT))).toEqual([]);
});

describe('a warning', () => {
  test('is said when the value is known, once, and on the object that it is about', async () => {
    const { warnings, errors } = await outcomeOf(api({ replicas: pulumi.output(1) }), true);
    expect(warnings).toEqual([expect.stringMatching(/^\[api\] workload\/single-replica: /)]);
    expect(errors).toEqual([]);
  });

  test('is said once where it has been said with a stand-in', async () => {
    const { warnings } = await outcomeOf(api({ namespace: pulumi.output('shop'), ports: [{ port: 80 }], service: {} }));
    expect(warnings.filter((text) => text.includes('workload/no-caller'))).toHaveLength(1);
  });

  test('is an error where the cluster says so', async () => {
    const cluster = new Description({ name: 'prod-eu', warningsAsErrors: ['workload/single-replica'] });
    expect(await said(api({ replicas: pulumi.output(1) }, { cluster }))).toEqual([expect.stringMatching(/^\[prod-eu\/api\] workload\/single-replica: /)]);
  });

  test('of what the cluster says is said once, however many components it has', async () => {
    const cluster = new Description({ name: 'prod-eu', workloads: { memory: '512' } });
    const { warnings } = await outcomeOf(() => ['api', 'web'].forEach((name) => new HardenedDeployment(name, { image: IMAGE }, { ...AMBIENT, cluster })));
    expect(warnings).toEqual(["[prod-eu] workload/tiny-memory: 'workloads.memory' is 512 bytes: no container starts with that. Did you mean '512Mi'?"]);
  });

  test('is not said where it is accepted', async () => {
    const { warnings } = await outcomeOf(() => new ChartComponent('shop', (chart, { replicas }: { replicas: number }) => {
      Warnings.accept(new Construct8s(chart, 'api', { image: IMAGE, replicas, env: { API_TOKEN: 'x7Hd92kq' } }), 'workload/literal-secret', 'a test');
    }, { replicas: pulumi.output(3) }, AMBIENT));
    expect(warnings).toEqual([]);
  });
});

describe('a credential in plain sight', () => {
  const looksLikeOne = (path: string, name: string) => `[${path}] workload/literal-secret: variable '${name}' of container 'api' looks like a credential, and everyone who reads the manifest can read it. `
    + "Put it in a Secret and name that in 'envValueFrom' with 'EnvValueSource.secretKey'.";
  const isSecret = (name: string) => `[api] workload/literal-secret: Deployment 'api': variable '${name}' of container 'api' is a secret of Pulumi, and everyone who reads the manifest can read it. `
    + "Put it in a Secret and name that in 'envValueFrom' with 'EnvValueSource.secretKey'.";

  test('is told by its name before anything is known, and not again', async () => {
    for (const token of [unknown(), pulumi.output('x7Hd92kq'), pulumi.secret('x7Hd92kq')]) {
      expect((await outcomeOf(api({ env: { API_TOKEN: token } }), true)).warnings).toEqual([looksLikeOne('api', 'API_TOKEN')]);
    }
  });

  test('is told as the password of a URL', async () => {
    const url = pulumi.interpolate`postgres://app:${unknown()}@db/shop`;
    expect((await outcomeOf(api({ env: { DATABASE: url } }), true)).warnings).toEqual([]);
    expect((await outcomeOf(api({ env: { DATABASE: pulumi.output('postgres://app:hunter2@db/shop') } }))).warnings).toEqual([looksLikeOne('api', 'DATABASE')]);
  });

  test('is whatever is secret in Pulumi, whatever it is called, known or not', async () => {
    for (const value of [pulumi.secret('hunter2'), pulumi.secret(unknown())]) {
      expect((await outcomeOf(api({ env: { SETTING: value, OTHER: pulumi.interpolate`x${value}`, PLAIN: 'y' } }), true)).warnings).toEqual([isSecret('SETTING'), isSecret('OTHER')]);
    }
  });

  test('is an error where the cluster says so', async () => {
    const cluster = new Description({ name: 'prod-eu', warningsAsErrors: ['*'] });
    const { errors, names } = await outcomeOf(api({ env: { SETTING: pulumi.secret('hunter2') } }, { cluster }));
    expect(errors).toEqual([new pulumi.RunError(isSecret('SETTING').replace('[api]', '[prod-eu/api]'))]);
    expect(names).toEqual(['api']);
  });
});

describe('a secret', () => {
  const hidden = (id: string, prop: string) => `[api] ${id}: '${prop}' is not as it should be. Why is not shown, for there is a secret in it.`;

  test('is judged, and is in no message', async () => {
    const { errors, names } = await outcomeOf(api({ image: pulumi.secret('registry.example.com/hunter2:latest'), labels: { team: pulumi.secret('hunter 2') } }));
    expect((errors[0] as Error).message.split('\n')).toEqual([hidden('prop/grammar', 'labels.team'), hidden('workload/fixed-image', 'image')]);
    expect(errors).toHaveLength(1);
    expect(names).toEqual(['api']);
  });

  test('raises warnings without what they say', async () => {
    const { warnings } = await outcomeOf(api({ resources: { memory: pulumi.secret('512') } }));
    expect(warnings).toEqual([hidden('workload/tiny-memory', 'resources.memory')]);
  });

  test('is in no message of somebody else either', async () => {
    const Strict = fromConstruct('acme:index:Strict', class extends Construct {
      constructor(scope: Construct, id: string, { password }: { password: string }) {
        super(scope, id);
        if (password === 'hunter2') { throw new Error(`${password} is too weak`); }
        new ApiObject(this, 'thing', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'thing' }, data: { password } });
      }
    });
    const { errors } = await outcomeOf(() => { new Strict('strict', { password: pulumi.secret('hunter2') }, AMBIENT); });
    expect(errors).toEqual([new pulumi.RunError("[strict] can't be made with the values of 'password'. Why is not shown, for they are secret.")]);
  });
});

test('an Output that turns out to be nothing is an error: what it stands for would be left out', async () => {
  const nothing = (prop: string) => `[api] '${prop}' must have a value, but turned out to be undefined. `
    + "Correct what it comes from, an output of a StackReference that does not exist, for example, or give a default with 'apply'.";
  const none = () => pulumi.output<any>(undefined);
  expect(await said(api({ image: none(), replicas: pulumi.output(null), env: { A: pulumi.secret<any>(undefined), B: 'b' }, args: ['a', none()] })))
    .toEqual(expect.arrayContaining(['image', 'replicas', 'env.A', 'args[1]'].map(nothing)));
  const { errors, names } = await outcomeOf(api({ image: none() }));
  expect(errors).toEqual([new pulumi.RunError(nothing('image'))]);
  expect(names).toEqual(['api']);
});

test('an Output that fails is left to the resource that it reaches', async () => {
  const { errors } = await outcomeOf(api({ env: { A: pulumi.output('a').apply((): string => { throw new Error('no such thing'); }) } }));
  expect(errors.map((error) => (error as Error).message)).toEqual(['error serializing property "spec": no such thing']);
});

test.each<[string, object, object]>([
  ['a number among texts', { command: ['/bin/api', 1] }, { command: pulumi.output(['/bin/api', 1]) }],
  ['a text in the place of a list', { args: '--verbose' }, { args: pulumi.output('--verbose') }],
  ['a part of a toleration', { tolerations: [{ key: 'a b', operator: 'Exists' }] }, { tolerations: pulumi.output([{ key: 'a b', operator: 'Exists' }]) }],
  ['a hole', { args: ['a', undefined] }, { args: pulumi.output(['a', undefined]) }],
  ['a map in the place of a text', { labels: { team: { x: 'y' } } }, { labels: { team: pulumi.output({ x: 'y' }) } }],
  ['a list in what a factory made', { envValueFrom: { A: EnvValueSource.secretKey(['a'] as any, 'key') } }, { envValueFrom: { A: EnvValueSource.secretKey(pulumi.output(['a'] as any), 'key') } }],
])('a list or a map that is one Output is judged as it would be in its place: %s', async (_, plain, late) => {
  const faults = await said(api(plain));
  expect(faults).toHaveLength(1);
  expect(await said(api(late))).toEqual(faults);
});

test('a list that is one Output is judged without its values where it is secret, and not at all while something in it is not known', async () => {
  const late = pulumi.secret(['hunter2', 1] as any[]);
  expect(await said(api({ args: late }))).toEqual(["[api] prop/type: 'args[1]' is not as it should be. Why is not shown, for there is a secret in it."]);
  expect((await outcomeOf(api({ args: pulumi.output(['a', 1, unknown()] as any) }), true)).errors).toEqual([]);
});
