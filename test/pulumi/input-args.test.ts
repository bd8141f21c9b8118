// Where an Output may stand: what the compiler takes runs, and what it refuses is an error that says so.
import * as pulumi from '@pulumi/pulumi';
import { ApiObject, ApiObjectProps } from 'cdk8s';
import {
  ChartComponent, ESSnapshotterArgs, EnvValueSource, ExternalServiceEndpointArgs, ExternalTarget, HardenedDaemonSetArgs, HardenedDeployment,
  HardenedDeploymentArgs, HardenedJobArgs, HardenedStatefulSetArgs, NetworkPeer, pending, PodFailureAction, render, SpotNodePoolArgs,
} from 'fleetwright/pulumi';

jest.setTimeout(60_000);

const AMBIENT = { ambientKubeconfig: true };
const IMAGE = 'registry.example.com/api:1.4.2';

beforeEach(() => { jest.spyOn(console, 'warn').mockReturnValue(); });

function yamlOf(args: HardenedDeploymentArgs): Promise<string> {
  return render(() => new HardenedDeployment('api', args, AMBIENT));
}

test('takes an Output for every text, number and boolean', async () => {
  const args: HardenedDeploymentArgs = {
    image: pulumi.output(IMAGE),
    replicas: pulumi.output(3),
    namespace: Promise.resolve('shop'),
    labels: { team: pulumi.output('red') },
    resources: { memory: pulumi.output('512Mi'), cpu: '250m' },
    env: { URL: pulumi.interpolate`https://${pulumi.output('a.example.com')}` },
    ports: [{ port: pulumi.output(8080) }],
    mounts: [],
    automountServiceAccountToken: pulumi.output(true),
    disruptionBudget: { maxUnavailable: pulumi.output('25%') },
    service: { type: pulumi.output('NodePort' as any), annotations: { a: pulumi.output('b') } },
    network: { allowFrom: [{ peer: NetworkPeer.namespace(pulumi.output('web')) }] },
    imagePullSecrets: [pulumi.output('registry')],
  };
  const plain: HardenedDeploymentArgs = {
    image: IMAGE,
    replicas: 3,
    namespace: 'shop',
    labels: { team: 'red' },
    resources: { memory: '512Mi', cpu: '250m' },
    env: { URL: 'https://a.example.com' },
    ports: [{ port: 8080 }],
    mounts: [],
    automountServiceAccountToken: true,
    disruptionBudget: { maxUnavailable: '25%' },
    service: { type: 'NodePort' as any, annotations: { a: 'b' } },
    network: { allowFrom: [{ peer: NetworkPeer.namespace('web') }] },
    imagePullSecrets: ['registry'],
  };
  expect(await yamlOf(args)).toBe(await yamlOf(plain));
});

test('takes an Output for what is written as it is', async () => {
  const lists = { args: ['--verbose'], command: ['/bin/api'], tolerations: [{ key: 'gpu', operator: 'Exists' }], affinity: { nodeAffinity: {} } };
  const { args, command, tolerations, affinity } = lists;
  expect(await yamlOf({
    image: IMAGE, args: pulumi.output(args), command: pulumi.output(command), affinity: pulumi.output(affinity), tolerations: pulumi.output(tolerations), initContainers: [{ name: 'a', image: IMAGE, args: pulumi.output(args) }],
  })).toBe(await yamlOf({ image: IMAGE, ...lists, initContainers: [{ name: 'a', image: IMAGE, args }] }));
  const contents: ESSnapshotterArgs['contents'] = { indices: pulumi.output(['logs-*']) };
  expect(contents).toBeDefined();
});

// The compiler holds these lines to account: one that it takes is an error of this file.
const REFUSED: readonly [string, Partial<HardenedDeploymentArgs>][] = [
  // @ts-expect-error -- a map as a whole
  ['labels', { labels: pulumi.output({ team: 'red' }) }],
  // @ts-expect-error -- a struct as a whole
  ['resources', { resources: pulumi.output({ memory: '512Mi' }) }],
  // @ts-expect-error -- a list as a whole
  ['ports', { ports: pulumi.output([{ port: 8080 }]) }],
  // @ts-expect-error -- an element that is a struct
  ['ports[0]', { ports: [pulumi.output({ port: 8080 })] }],
  // @ts-expect-error -- a list of texts that are not written as they are
  ['imagePullSecrets', { imagePullSecrets: pulumi.output(['registry']) }],
  // @ts-expect-error -- what names objects
  ['name', { name: pulumi.output('web') }],
  // @ts-expect-error -- what decides what is written
  ['spread', { spread: pulumi.output(true) }],
  // @ts-expect-error -- what decides what is written
  ['disruptionBudget.enabled', { disruptionBudget: { enabled: pulumi.output(true) } }],
  // @ts-expect-error -- what decides what is written
  ['network.policy', { network: { policy: pulumi.output(true) } }],
  // @ts-expect-error -- what decides what is written
  ['rollout.type', { rollout: { type: pulumi.output('Recreate') } }],
  // @ts-expect-error -- what names objects
  ['service.name', { ports: [{ port: 8080 }], service: { name: pulumi.output('web') } }],
];

test.each(REFUSED)('refuses an Output for %s, as the compiler does', async (prop, args) => {
  const error: Error = await yamlOf({ image: IMAGE, ...args } as any).then(() => { throw new Error('rendered'); }, (thrown) => thrown);
  expect(error.message).toContain(`'${prop}'`);
});

test('the compiler refuses the same of other components, and of factories', () => {
  const daemonSet: HardenedDaemonSetArgs = {
    image: IMAGE,
    // @ts-expect-error -- what decides what is written
    updateStrategy: { type: pulumi.output('OnDelete') },
  };
  const job: HardenedJobArgs = {
    image: IMAGE,
    // @ts-expect-error -- what names objects
    suffix: pulumi.output('1-4-2'),
    podFailurePolicy: { rules: [{ action: pulumi.output(PodFailureAction.COUNT), onPodConditions: [{ type: pulumi.output('DisruptionTarget') }] }] },
  };
  const statefulSet: HardenedStatefulSetArgs = {
    image: IMAGE,
    updateStrategy: { partition: pulumi.output(2) },
    // @ts-expect-error -- what defaults depend on
    quorum: pulumi.output(true),
  };
  const endpoint: ExternalServiceEndpointArgs = {
    // @ts-expect-error -- what names objects
    name: pulumi.output('minio'),
    target: ExternalTarget.addresses([pulumi.output('10.0.0.1')]),
    ports: [{ port: pulumi.output(443) }],
  };
  // @ts-expect-error -- what decides what is written
  const pool: Partial<SpotNodePoolArgs> = { onDemandBasePercent: pulumi.output(20) };
  // @ts-expect-error -- a map as a whole
  const peer = () => NetworkPeer.pods(pulumi.output({ app: 'web' }));
  expect([daemonSet, job, statefulSet, endpoint, pool, peer, EnvValueSource.secretKey(pulumi.output('a'), 'b')]).toHaveLength(7);
});

test('what is only passed on may be an Output as a whole, as a pending value', async () => {
  const program = (data: { [key: string]: string }) => () => new ChartComponent('a', (chart, args: { data: { [key: string]: string } }) => {
    new ApiObject(chart, 'a', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: args.data } as ApiObjectProps);
  }, { data }, AMBIENT);
  expect(await render(program(pending(pulumi.output({ a: 'b' }))))).toBe(await render(program({ a: 'b' })));
});
