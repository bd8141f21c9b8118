import { ApiObject, App, Chart, JsonPatch, Testing } from 'cdk8s';
import { Cluster, ClusterProps } from '../../lib/cluster/cluster';
import { FleetErrors } from '../../lib/construct/fleet-errors';
import { placeholder } from '../../lib/manifest/known';
import { enforcedLevels, misspeltLevels } from '../../lib/rules/pod-security/enforced-level';
import { HardenedDeployment, HardenedDeploymentProps } from '../../lib/workload/hardened-deployment';
import { PodHardening } from '../../lib/workload/pod-hardening';

const ENFORCE = 'pod-security.kubernetes.io/enforce';

function shop(labels: { [key: string]: string } = { [ENFORCE]: 'restricted' }, props: Partial<ClusterProps> = {}): Chart {
  const cluster = new Cluster({ name: 'prod', kubernetesVersion: '1.34', ...props });
  new ApiObject(new Chart(cluster, 'namespaces'), 'shop', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels } });
  return new Chart(cluster, 'shop', { namespace: 'shop' });
}

function deploy(chart: Chart, props: Partial<HardenedDeploymentProps> = {}): HardenedDeployment {
  return new HardenedDeployment(chart, 'api', { image: 'registry.example.com/api:1.0.0', ...props });
}

function pod(chart: Chart, spec: any = {}): ApiObject {
  return new ApiObject(chart, 'pod', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'pod' }, spec: { containers: [{ name: 'app', image: 'a:1' }], ...spec } } as any);
}

function errorsOf(chart: Chart): string[] {
  try {
    (chart.node.root as Cluster).synthYaml();
    return [];
  } catch (error) {
    if (!FleetErrors.isFleetError(error)) { throw error; }
    return FleetErrors.findingsOf(error).map(({ id, path, message }) => `[${path}] ${id}: ${message}`);
  }
}

test('an exception that the namespace does not know is an error', () => {
  const chart = shop();
  deploy(chart, { exceptions: { runAsRoot: 'binds to raw sockets' } });
  expect(errorsOf(chart)).toContain(
    "[prod/shop/api/deployment] workload/enforced-level: Deployment 'shop/api': spec.template.spec.containers[0].securityContext.runAsUser is refused by Namespace 'shop', which enforces Pod "
    + "Security 'restricted': container 'api' sets runAsUser: 0. Set runAsUser to a number above 0, or leave it out; or put it into a namespace that enforces less.",
  );
});

test('a patch that the namespace does not admit is an error', () => {
  const chart = shop({ [ENFORCE]: 'baseline' });
  deploy(chart).deployment.addJsonPatch(JsonPatch.add('/spec/template/spec/hostPID', true));
  expect(errorsOf(chart)).toEqual([
    "[prod/shop/api/deployment] workload/enforced-level: Deployment 'shop/api': spec.template.spec.hostPID is refused by Namespace 'shop', which enforces Pod Security 'baseline': "
    + 'the pod sets hostPID: true. Set hostPID: false, or leave it out; or put it into a namespace that enforces less.',
  ]);
});

test('a raw Pod is judged by the level of its namespace, and hardening helps', () => {
  const raw = shop();
  pod(raw);
  expect(errorsOf(raw)).toHaveLength(4);
  const hardened = shop();
  pod(hardened);
  hardened.with(new PodHardening({ runAsUser: 65532 }));
  expect(errorsOf(hardened)).toEqual([]);
});

test('so are the items of a List, and a Namespace in a List counts', () => {
  const cluster = new Cluster({ name: 'prod' });
  const chart = new Chart(cluster, 'shop');
  const items = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { [ENFORCE]: 'baseline' } } },
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'shop' }, spec: { hostIPC: true, containers: [{ name: 'a', image: 'a:1' }] } },
    null,
  ];
  new ApiObject(chart, 'list', { apiVersion: 'v1', kind: 'List', items } as any);
  expect(errorsOf(chart)).toEqual([expect.stringContaining('items[1].spec.hostIPC is refused')]);
});

test.each<[string, { [key: string]: string }, Partial<ClusterProps>, any]>([
  ['a namespace that enforces nothing', { 'pod-security.kubernetes.io/warn': 'restricted' }, {}, { hostPID: true }],
  ['a namespace that allows everything', { [ENFORCE]: 'privileged' }, {}, { hostPID: true }],
  ['what its level allows', { [ENFORCE]: 'baseline' }, {}, {}],
  ['what the pinned version of the policy allows', { [ENFORCE]: 'baseline', [`${ENFORCE}-version`]: 'v1.33' }, {}, { containers: [{ name: 'a', image: 'a:1', livenessProbe: { tcpSocket: { port: 1, host: 'h' } } }] }],
  ['what some version allows, where that of the cluster is not known', { [ENFORCE]: 'baseline' }, { kubernetesVersion: undefined }, { containers: [{ name: 'a', image: 'a:1', livenessProbe: { tcpSocket: { port: 1, host: 'h' } } }] }],
])('nothing is said of %s', (_, labels, props, spec) => {
  const chart = shop(labels, props);
  pod(chart, spec);
  expect(errorsOf(chart)).toEqual([]);
});

test('a version that is none is that of the cluster', () => {
  const chart = shop({ [ENFORCE]: 'baseline', [`${ENFORCE}-version`]: 'newest' });
  pod(chart, { containers: [{ name: 'a', image: 'a:1', livenessProbe: { tcpSocket: { port: 1, host: 'h' } } }] });
  expect(errorsOf(chart)).toHaveLength(1);
});

test.each([['baselin', "Use 'baseline'"], ['high', 'Use one of them']])('a level that there is not is an error of its own, and no pod is judged by it: %s', (level, fix) => {
  const chart = shop({ [ENFORCE]: level, 'pod-security.kubernetes.io/warn': 'restricted' });
  pod(chart, { hostPID: true });
  expect(errorsOf(chart)).toEqual([
    `[prod/namespaces/shop] workload/enforced-level: Namespace 'shop': metadata.labels['${ENFORCE}'] must be 'privileged', 'baseline', 'restricted', got '${level}'. ${fix}.`,
  ]);
});

describe('what is not known yet', () => {
  const namespace = (name: string, labels: any) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
  const unknown = placeholder('1');

  test.each<[string, ReturnType<typeof namespace>]>([
    ['a name', namespace(unknown, { [ENFORCE]: 'baseline' })],
    ['a level', namespace('shop', { [ENFORCE]: unknown })],
    ['all labels', namespace('shop', unknown)],
  ])('enforces nothing, and is no slip: %s', (_, object) => {
    expect([[...enforcedLevels([object])], misspeltLevels(object)]).toEqual([[], []]);
  });

  test('pins no version', () => {
    expect(enforcedLevels([namespace('shop', { [ENFORCE]: 'baseline', [`${ENFORCE}-version`]: `v1.${unknown}` })]).get('shop')).toEqual({ namespace: 'shop', level: 'baseline' });
  });
});

describe('in an App of cdk8s', () => {
  const namespace = (chart: Chart, level = 'restricted') =>
    new ApiObject(chart, 'namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { [ENFORCE]: level } } });
  const chartOf = (app: App, id = 'shop') => new Chart(app, id, { namespace: 'shop' });
  const saidBy = (work: () => unknown): string[] => {
    try {
      work();
      return [];
    } catch (error) {
      return (error as Error).message.split('\n').slice(1).map((line) => line.trim());
    }
  };
  const HOST_PID = "[shop/pod] Pod 'shop/pod': spec.hostPID is refused by Namespace 'shop', which enforces Pod Security 'baseline': the pod sets hostPID: true. "
    + 'Set hostPID: false, or leave it out; or put it into a namespace that enforces less.';

  test.each<[string, (app: App) => unknown]>([
    ['synth', (app) => app.synth()], ['synthYaml', (app) => app.synthYaml()], ['Testing.synth', (app) => Testing.synth(app.charts[0])],
  ])('a workload that its namespace refuses is an error of `%s`, each time', (_, synth) => {
    const app = Testing.app();
    const chart = chartOf(app);
    const { deployment } = deploy(chart);
    const object = pod(chart, { hostPID: true });
    namespace(new Chart(app, 'namespaces'), 'baseline');
    expect(saidBy(() => synth(app))).toEqual([HOST_PID]);
    expect(saidBy(() => synth(app))).toEqual([HOST_PID]);
    object.addJsonPatch(JsonPatch.remove('/spec/hostPID'));
    expect(saidBy(() => synth(app))).toEqual([]);
    deployment.addJsonPatch(JsonPatch.add('/spec/template/spec/hostPID', true));
    expect(saidBy(() => synth(app))).toEqual([expect.stringContaining("[shop/api/deployment] Deployment 'shop/api': spec.template.spec.hostPID is refused")]);
  });

  test('a mixin is enough to notice it', () => {
    const app = Testing.app();
    const chart = chartOf(app);
    namespace(chart);
    pod(chart, { securityContext: { runAsUser: 1 } });
    expect(saidBy(() => app.synthYaml())).toEqual([]);
    chart.with(new PodHardening());
    expect(saidBy(() => app.synthYaml())).toEqual([]);
    pod(new Chart(app, 'tools', { namespace: 'shop' }));
    expect(saidBy(() => app.synthYaml())).toHaveLength(4);
  });

  test('of namespaces that share a name, each holds in its own chart', () => {
    const app = Testing.app();
    const [eu, us, others] = ['eu', 'us', 'others'].map((id) => chartOf(app, id));
    namespace(eu, 'privileged');
    namespace(us, 'baseline');
    [eu, us, others].forEach((chart) => pod(chart, { hostPID: true }));
    deploy(others);
    expect(saidBy(() => app.synthYaml())).toEqual([HOST_PID.replace('[shop/pod]', '[us/pod]')]);
  });

  test('a level that there is not is an error of its own', () => {
    const app = Testing.app();
    const chart = chartOf(app);
    deploy(chart);
    namespace(chart, 'high');
    expect(saidBy(() => app.synthYaml())).toEqual([expect.stringContaining("[shop/namespace] Namespace 'shop': metadata.labels['pod-security.kubernetes.io/enforce'] must be ")]);
  });

  test('what can not be rendered says so itself', () => {
    const app = Testing.app();
    const chart = chartOf(app);
    deploy(chart);
    namespace(chart);
    new ApiObject(chart, 'broken', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'broken' }, spec: { containers: [{ name: 'a', image: new Map() }] } } as any);
    expect(() => app.synthYaml()).toThrow(/non-simple object/);
  });
});
