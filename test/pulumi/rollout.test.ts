// The order in which one program, or one stack for each cluster, brings clusters what is new.
import * as k8s from '@pulumi/kubernetes';
import { deploy, Registered } from './engine-monitor';
import { outcomeOf } from './outcome-of';
import { ClusterSelector, Fleet, type FleetArgs, FleetRollout, type FleetRolloutStep, HardenedDeployment, renderByProvider } from 'fleetwright/pulumi';

jest.setTimeout(120_000);

// Not in the order of the rollout, which is not that of the inventory either.
const CLUSTERS = [
  { name: 'prod-eu', environment: 'production' },
  { name: 'prod-us', environment: 'production' },
  { name: 'prod-ap', environment: 'production' },
  { name: 'dev', environment: 'dev' },
];
const NAMES = CLUSTERS.map(({ name }) => name);
const WAVES: FleetRolloutStep[] = [
  { name: 'dev', clusters: ClusterSelector.names('dev') },
  { name: 'canary', clusters: ClusterSelector.names('prod-us') },
  { name: 'rest', clusters: ClusterSelector.names('prod-eu', 'prod-ap') },
];
const [DEV, CANARY, REST] = WAVES;

const setting = (suffix = 'settings') => ({
  define: (cluster: any) => {
    const { name } = cluster.description;
    new k8s.core.v1.ConfigMap(`${name}-${suffix}`, { metadata: { name: suffix, namespace: 'shop' }, data: { at: name } }, { parent: cluster });
  },
});
const api = {
  define: (cluster: any) => void new HardenedDeployment(`${cluster.description.name}-api`, { name: 'api', image: 'registry.example.com/api:1.4.2' }, { parent: cluster }),
};

function program(steps: FleetRolloutStep[] | undefined, use: (fleet: Fleet) => unknown, args: Partial<FleetArgs> = {}, names: readonly string[] = NAMES) {
  return () => {
    const providers = Object.fromEntries(names.map((name) => [name, new k8s.Provider(`to-${name}`, { context: name })]));
    return use(new Fleet({ clusters: CLUSTERS, providers, ...(steps && { rollout: new FleetRollout(steps) }), ...args }));
  };
}

/** Names of clusters whose objects another one waits for. */
function waits(resources: readonly Registered[]): { [cluster: string]: string[] } {
  const clusters = resources.filter(({ type }) => type === 'fleetwright:index:Cluster');
  return Object.fromEntries(clusters.map(({ name, dependsOn }) => [name, NAMES.filter((other) => dependsOn.some((urn) => urn.includes(`::${other}-`)))]));
}

/** The clusters in the order in which something is made in them, and the next one when all of the one before is there. */
function order(resources: readonly Registered[]): string[] {
  const owners = resources.filter(({ type }) => type.startsWith('kubernetes:')).map(({ name }) => NAMES.find((cluster) => name.startsWith(`${cluster}-`))!);
  return owners.filter((name, index) => name !== owners[index - 1]);
}

test('all clusters are at it at once without a rollout', async () => {
  const { resources } = await deploy(program(undefined, (fleet) => fleet.run(ClusterSelector.all(), setting())));
  expect(waits(resources)).toEqual({ 'prod-eu': [], 'prod-us': [], 'prod-ap': [], 'dev': [] });
});

test('clusters of a step depend on all that is made for those of the one before, and come after it', async () => {
  const { resources } = await deploy(program(WAVES, (fleet) => {
    fleet.run(ClusterSelector.all(), api);
    fleet.run(ClusterSelector.names('dev', 'prod-eu'), setting());
  }));
  expect(waits(resources)).toEqual({ 'dev': [], 'prod-us': ['dev'], 'prod-eu': ['prod-us'], 'prod-ap': ['prod-us'] });
  const made = (cluster: string) => resources.filter(({ type, name }) => type.startsWith('kubernetes:') && name.startsWith(`${cluster}-`)).map(({ urn }) => urn);
  const needed = (cluster: string) => resources.find(({ name }) => name === cluster)!.dependsOn;
  expect(made('dev')).toHaveLength(5);
  expect([...needed('prod-us')].sort()).toEqual(made('dev').sort());
  expect([...needed('prod-eu')].sort()).toEqual(made('prod-us').sort());
  expect(order(resources).slice(0, 2)).toEqual(['dev', 'prod-us']);
  expect(order(resources).slice(2)).not.toContain('dev');
  expect(order(resources).slice(2)).not.toContain('prod-us');
});

test("a step goes on in batches where 'maxConcurrency' says so", async () => {
  const { resources } = await deploy(program([{ name: 'all', clusters: ClusterSelector.all(), maxConcurrency: '50%' }], (fleet) => fleet.run(ClusterSelector.all(), setting())));
  expect(waits(resources)).toEqual({ 'prod-eu': [], 'prod-us': [], 'prod-ap': ['prod-eu', 'prod-us'], 'dev': ['prod-eu', 'prod-us'] });
});

test('where nothing is made for a step, the next one waits for the one before that', async () => {
  const { resources } = await deploy(program(WAVES, (fleet) => fleet.run(ClusterSelector.names('dev', 'prod-eu'), setting())));
  expect(waits(resources)).toEqual({ 'dev': [], 'prod-us': ['dev'], 'prod-eu': ['dev'], 'prod-ap': ['dev'] });
});

test('a program that makes nothing, and one that makes something for the last clusters alone, come to their end', async () => {
  expect((await deploy(program(WAVES, () => undefined))).resources.filter(({ type }) => type === 'fleetwright:index:Cluster')).toHaveLength(4);
  expect(waits((await deploy(program(WAVES, (fleet) => fleet.run(ClusterSelector.names('prod-eu'), setting())))).resources)['prod-eu']).toEqual([]);
});

test('a program may wait for something before it makes the first', async () => {
  const { resources } = await deploy(program(WAVES, async (fleet) => {
    await new Promise((resolve) => { setTimeout(resolve, 20); });
    fleet.run(ClusterSelector.all(), setting());
  }));
  expect(waits(resources)).toEqual({ 'dev': [], 'prod-us': ['dev'], 'prod-eu': ['prod-us'], 'prod-ap': ['prod-us'] });
});

const twice = (second: ClusterSelector, args: Partial<FleetArgs> = {}, names?: string[]) => program(WAVES, async (fleet) => {
  fleet.run(ClusterSelector.all(), setting());
  await new Promise((resolve) => { setTimeout(resolve, 20); });
  fleet.run(second, setting('more'));
}, args, names);

test('what comes too late to be waited for is an error', async () => {
  await expect(renderByProvider(twice(ClusterSelector.names('prod-us')))).rejects.toThrow(
    "[Fleet] 'rollout' must know what is made for 'prod-us' before the program waits for anything: 'prod-eu', 'prod-ap' would not wait for it. "
      + "Make it before the first 'await', and not inside of an 'apply'.",
  );
});

test('the last clusters of the program may get more at any time, for which nobody waits', async () => {
  const dev = ClusterSelector.names('dev');
  expect((await deploy(twice(dev, { only: dev }, ['dev']))).resources.filter(({ name }) => name.endsWith('-more'))).toHaveLength(1);
  const { resources } = await deploy(twice(ClusterSelector.names('prod-eu', 'prod-ap')));
  expect(resources.filter(({ name }) => name.endsWith('-more')).map(({ name }) => name).sort()).toEqual(['prod-ap-more', 'prod-eu-more']);
});

describe('what Pulumi has no word for', () => {
  const said: FleetRolloutStep[] = [{ ...DEV, soakMinutes: 30, deadlineMinutes: 10, maxFailures: 0 }, CANARY, { ...REST, manual: true, maxFailures: '10%' }];
  const WARNINGS = [
    "[Fleet] delivery/not-sayable: 'rollout.steps[0].soakMinutes' can not be said to Pulumi: the step 'dev' counts as done as soon as its resources are ready",
    "[Fleet] delivery/not-sayable: 'rollout.steps[0].deadlineMinutes' can not be said to Pulumi: it waits for each resource as long as its 'customTimeouts' say",
    "[Fleet] delivery/not-sayable: 'rollout.steps[2].maxFailures' can not be said to Pulumi: the first failure ends the update",
    "[Fleet] delivery/not-sayable: 'rollout.steps[2].manual' can not be said to Pulumi: the step 'rest' begins when those before it are done. "
      + "Give it a stack of its own, by 'only', to let somebody begin it",
  ];
  const run = (fleet: Fleet) => fleet.run(ClusterSelector.all(), setting());

  test('is a warning', async () => {
    expect((await outcomeOf(program(said, run))).warnings).toEqual(WARNINGS);
  });

  test('is an error where such a warning is one', async () => {
    await expect(renderByProvider(program(said, run, { defaults: { warningsAsErrors: ['delivery/not-sayable'] } }))).rejects.toThrow(WARNINGS.join('\n'));
  });

  test('is not told where it is accepted', async () => {
    const acceptedWarnings = [{ id: 'delivery/not-sayable', reason: 'the pipeline waits between stacks' }];
    expect((await outcomeOf(program(said, run, { defaults: { acceptedWarnings } }))).warnings).toEqual([]);
  });
});

test('refuses steps that do not fit the fleet, and what is no rollout', async () => {
  await expect(renderByProvider(program([DEV, REST], () => undefined))).rejects.toThrow(
    "[Fleet] 'rollout.steps' must have each cluster in one step: 'prod-us' is in none, and would never get what is new. Add it to a step.",
  );
  await expect(renderByProvider(program(undefined, () => undefined, { rollout: WAVES as any }))).rejects.toThrow("[Fleet] 'rollout' must be a 'FleetRollout'");
});

describe('a stack for each cluster', () => {
  const run = (fleet: Fleet) => fleet.run(ClusterSelector.all(), setting());

  test('deploys to its own, and needs no other provider', async () => {
    const { resources } = await deploy(program(WAVES, run, { only: ClusterSelector.names('prod-us') }, ['prod-us']));
    expect(order(resources)).toEqual(['prod-us']);
    expect(resources.filter(({ type }) => type === 'fleetwright:index:Cluster').map(({ name }) => name)).toEqual(['prod-us']);
  });

  test('keeps the order of those that it has', async () => {
    const { resources } = await deploy(program(WAVES, run, { only: ClusterSelector.names('prod-ap', 'dev') }, ['prod-ap', 'dev']));
    expect(waits(resources)).toEqual({ 'dev': [], 'prod-ap': ['dev'] });
  });

  test('still hears of what the inventory of all contradicts', async () => {
    const mesh = { capabilities: { cilium: { version: '1.19.4', mesh: { id: 7 } } } };
    await expect(renderByProvider(program(undefined, run, { clusters: CLUSTERS.map((each) => ({ ...each, ...mesh })), only: ClusterSelector.names('dev') }, ['dev'])))
      .rejects.toThrow("the id 7 in the mesh is that of 'prod-eu' too");
  });

  test('does not hear of what only the objects of the others could tell', async () => {
    const clusters = CLUSTERS.map((each, index) => ({ ...each, capabilities: { cilium: { version: '1.19.4', mesh: { id: index + 1 } } } }));
    const text = await renderByProvider(program(undefined, (fleet) => fleet.run(ClusterSelector.names('dev'), {
      define: (cluster: any) => void new k8s.core.v1.Service('api', {
        metadata: { name: 'api', namespace: 'shop', annotations: { 'service.cilium.io/global': 'true' } }, spec: { ports: [{ name: 'http', port: 80 }], selector: { app: 'api' } },
      }, { parent: cluster }),
    }), { clusters, only: ClusterSelector.names('dev', 'prod-us'), defaults: { warningsAsErrors: ['*'] } }, ['dev', 'prod-us']));
    expect(Object.keys(text)).toEqual(['to-dev']);
  });

  test('refuses clusters that the fleet does not have, and providers of those that are left out', async () => {
    await expect(renderByProvider(program(undefined, run, { only: ClusterSelector.names('prod-ue') }))).rejects.toThrow("[Fleet] 'only' must name a cluster of the fleet, got 'prod-ue'. Use 'prod-eu'.");
    await expect(renderByProvider(program(undefined, run, { only: ClusterSelector.names('dev') }, ['dev', 'prod-us']))).rejects.toThrow(
      "[Fleet] 'providers.prod-us' must not be given: 'only' leaves the cluster to another program. Leave it out.",
    );
  });
});
