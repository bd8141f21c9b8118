// All components of a program that are at fault say so in one run, where nothing is deployed; what is at fault is never registered.
import { runInThisContext } from 'node:vm';
import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { DeployOptions, deploy } from './engine-monitor';
import { ChartComponent, HardenedDeployment, render } from 'fleetwright/pulumi';

jest.setTimeout(120_000);

const AMBIENT = { ambientKubeconfig: true };
const IMAGE = 'registry.example.com/api:1.4.2';
const fault = (name: string) => `[${name}] 'image' must name a fixed tag or digest, got 'api:latest'. Use ':1.4.2' or '@sha256:…'.`;
const bad = (name: string) => new HardenedDeployment(name, { image: 'api:latest', ports: [{ port: 80 }], service: {}, network: { policy: false } }, AMBIENT);
const good = (name: string) => new HardenedDeployment(name, { image: IMAGE }, AMBIENT);

interface Outcome { readonly names: string[]; readonly errors: unknown[] }

/** What becomes of a program, with what the SDK's host hears of; what never ends fails. */
async function outcomeOf(program: () => unknown, options: DeployOptions): Promise<Outcome> {
  const errors = new Set<unknown>();
  // The real one: that of jest hears of nothing.
  const host: NodeJS.Process = runInThisContext('process');
  const others = host.listeners('unhandledRejection');
  host.removeAllListeners('unhandledRejection').on('unhandledRejection', (error) => { errors.add(error); });
  let timer: NodeJS.Timeout | undefined;
  try {
    const never = new Promise<never>((_, reject) => { timer = setTimeout(() => reject(new Error('the program never ends')), 50_000); });
    const { resources } = await Promise.race([deploy(program, options), never]);
    await new Promise((resolve) => { setTimeout(resolve, 1); });
    return { names: resources.map(({ name }) => name), errors: [...errors] };
  } finally {
    clearTimeout(timer);
    host.removeAllListeners('unhandledRejection');
    others.forEach((listener) => host.on('unhandledRejection', listener));
  }
}

function said(program: () => unknown): Promise<string[]> {
  return render(program).then(() => [], (error: Error) => error.message.split('\n'));
}

test.each([true, false])('in a preview, the faults of all components come in one run, each once (inline: %s)', async (inline) => {
  const { names, errors } = await outcomeOf(() => ['api', 'web', 'jobs'].forEach(bad), { preview: true, inline });
  expect(names).toEqual([]);
  expect(errors).toEqual(['api', 'web', 'jobs'].map((name) => new pulumi.RunError(fault(name))));
  expect(errors.every((error) => pulumi.RunError.isInstance(error))).toBe(true);
});

test('what is at fault is there for the rest of the program', async () => {
  const { names, errors } = await outcomeOf(() => {
    const api = bad('api');
    expect(Object.keys(api.resources).sort()).toEqual(['deployment', 'podDisruptionBudget', 'service', 'serviceAccount']);
    expect(pulumi.Output.isInstance(api.hosts.service)).toBe(true);
    new k8s.core.v1.ConfigMap('uses', { metadata: { name: 'uses' }, data: { host: api.hosts.service, name: api.deployment.metadata.name } });
    new k8s.core.v1.ConfigMap('below', { metadata: { name: 'below' } }, { parent: api });
    new k8s.core.v1.ConfigMap('after', { metadata: { name: 'after' } }, { dependsOn: api });
    new k8s.core.v1.ConfigMap('beside', { metadata: { name: 'beside' } });
    good('web');
    bad('jobs');
  }, { preview: true });
  expect(names.sort()).toEqual(['beside', 'web', 'web-deployment', 'web-networkPolicy', 'web-podDisruptionBudget', 'web-serviceAccount']);
  expect(errors).toEqual([new pulumi.RunError(fault('api')), new pulumi.RunError(fault('jobs'))]);
});

test.each([true, false])('a program in which something uses what is at fault only by an Output comes to an end (inline: %s)', async (inline) => {
  const { names, errors } = await outcomeOf(() => {
    const api = new HardenedDeployment('api', { image: pulumi.output('api:latest') }, AMBIENT);
    new k8s.core.v1.ConfigMap('uses', { metadata: { name: 'uses' }, data: { name: api.deployment.metadata.name, urn: api.deployment.urn } });
  }, { inline });
  expect(names).toEqual(['api']);
  expect(errors).toEqual([new pulumi.RunError(fault('api'))]);
});

test('the Outputs of what is not at fault are what they are', async () => {
  const seen: unknown[] = [];
  const { errors } = await outcomeOf(() => {
    const api = new HardenedDeployment('api', { image: pulumi.output(IMAGE), labels: { secret: pulumi.secret('a') } }, AMBIENT);
    pulumi.all([api.deployment.metadata.name, api.deployment.spec.template.spec.containers[0].image]).apply((each) => seen.push(each));
    api.deployment.urn.apply((urn) => seen.push(urn));
    void pulumi.isSecret(api.deployment.metadata).then((secret) => seen.push(secret));
  }, {});
  expect(errors).toEqual([]);
  expect(seen).toEqual(expect.arrayContaining([['api', IMAGE], expect.stringContaining('api-deployment'), true]));
});

test('a deployment without a preview ends at the first, before anything is registered that comes after', async () => {
  const deployed = outcomeOf(() => {
    bad('api');
    good('web');
  }, {});
  await expect(deployed).rejects.toThrow(new pulumi.RunError(fault('api')));
});

describe('in `render`', () => {
  test('all come in one error', async () => {
    expect(await said(() => {
      new k8s.core.v1.ConfigMap('uses', { metadata: { name: 'uses' }, data: { name: bad('api').deployment.metadata.name } });
      good('web');
      bad('jobs');
    })).toEqual([fault('api'), fault('jobs')]);
  });

  test('with those that only Outputs show', async () => {
    expect(await said(() => {
      bad('api');
      new HardenedDeployment('web', { image: pulumi.output('api:latest') }, AMBIENT);
    })).toEqual([fault('api'), fault('web')]);
  });

  test('with what ends the program', async () => {
    expect(await said(() => {
      bad('api');
      throw new Error('no more');
    })).toEqual([fault('api'), 'no more']);
  });

  test('also where two objects of one component share an id', async () => {
    const errors = await said(() => {
      new ChartComponent('shop', (chart) => {
        for (const scope of [new Construct(chart, 'a'), chart]) {
          new ApiObject(scope, scope === chart ? 'a-b' : 'b', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `${scope.node.id}x`.toLowerCase() } });
        }
      }, {}, AMBIENT);
      bad('api');
    });
    expect(errors).toEqual([expect.stringContaining("[shop] has two objects whose ids make 'a-b'"), fault('api')]);
  });
});
