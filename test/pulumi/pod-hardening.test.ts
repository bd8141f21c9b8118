import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { Chart, ApiObject, App, Testing } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { podHardening, PodHardeningArgs } from '../../lib/pulumi/pod-hardening';
import { HardeningField } from '../../lib/workload/hardening/hardening-field';
import { PodHardeningProps } from '../../lib/workload/hardening/pod-hardening-props';
import { PodHardening } from '../../lib/workload/pod-hardening';
import { deploy, Deployment } from './engine-monitor';

jest.setTimeout(60_000);

const SPEC = {
  selector: { matchLabels: { app: 'api' } },
  template: {
    metadata: { labels: { app: 'api' } },
    spec: { hostNetwork: true, hostPID: true, securityContext: { runAsUser: 1000 }, containers: [{ name: 'api', image: 'registry.example.com/api:1.4.2' }] },
  },
};

function hardened(args: PodHardeningArgs, spec: any = SPEC): Promise<Deployment> {
  return deploy(() => { new k8s.apps.v1.Deployment('api', { metadata: { name: 'api' }, spec }, { transforms: [podHardening(args)] }); });
}

const HOST_NETWORK = "spec.template.spec.hostNetwork keeps its pods from Pod Security 'restricted': the pod sets hostNetwork: true. Set hostNetwork: false, or leave it out; or name HardeningField.HOST_NETWORK in 'override'.";
const HOST_PID = "spec.template.spec.hostPID keeps its pods from Pod Security 'restricted': the pod sets hostPID: true. Set hostPID: false, or leave it out; or name HardeningField.HOST_PID in 'override'.";

test.each<[string, PodHardeningProps]>([
  ['nothing said', {}],
  ['overrides', { override: [HardeningField.HOST_NETWORK, HardeningField.HOST_PID] }],
  ['everything', { readOnlyRootFilesystem: true, writablePaths: { '/var/cache': '1Gi' }, removeServiceAccountToken: true, resources: { memory: '1Gi' }, runAsUser: 1000, fsGroup: 1000 }],
  ['an exception', { exceptions: [{ kind: 'Deployment', name: 'api', fields: [HardeningField.HOST_NETWORK], reason: 'it routes' }] }],
])('makes of a workload what the mixin makes of it: %s', async (_, props) => {
  const chart = new Chart(new App(), 'chart');
  new ApiObject(chart, 'api', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'api' }, spec: SPEC } as any);
  chart.with(new PodHardening(props));
  const { resources: [{ props: registered }] } = await hardened(props);
  expect(registered).toEqual(Testing.synth(chart)[0]);
  expect(registered.spec).not.toEqual(SPEC);
});

test('warns of what keeps pods from restricted', async () => {
  const { logs, errors } = await hardened({});
  expect(logs).toEqual([HOST_NETWORK, HOST_PID].map((message) => (
    { severity: 'warning', message: `[kubernetes:apps/v1:Deployment::api] workload/pod-security: Deployment 'api': ${message}` })));
  expect(errors).toEqual([]);
});

test('ends the deployment where it was asked to', async () => {
  const { logs, errors } = await hardened({ violationsAsErrors: true });
  expect(errors).toEqual([`transform failed: Error: [kubernetes:apps/v1:Deployment::api] ${HOST_NETWORK}\n[kubernetes:apps/v1:Deployment::api] ${HOST_PID}`]);
  expect(logs).toEqual([]);
});

test.each([['workload/pod-security'], ['*']])('ends the deployment where the cluster takes the warning for an error: %s', async (id) => {
  const cluster = new Cluster({ name: 'prod', kubernetesVersion: '1.34', warningsAsErrors: [id] });
  const { logs, errors } = await hardened({ cluster });
  expect(errors).toEqual([`transform failed: Error: ${[HOST_NETWORK, HOST_PID].map((message) =>
    `[kubernetes:apps/v1:Deployment::api] workload/pod-security: Deployment 'api': ${message}`).join('\n')}`]);
  expect(logs).toEqual([]);
});

test('shows no value of an object that is a secret', async () => {
  const rest = (field: string) => `'${field}' is not as it should be. Why is not shown, for a part of the object is a secret. Make a secret of the value alone.`;
  const { logs, errors } = await hardened({ violationsAsErrors: true }, pulumi.secret(SPEC));
  expect(errors).toEqual([
    `transform failed: Error: [kubernetes:apps/v1:Deployment::api] ${rest('spec.template.spec.hostNetwork')}\n`
    + `[kubernetes:apps/v1:Deployment::api] ${rest('spec.template.spec.hostPID')}`,
  ]);
  expect(logs).toEqual([]);
});

test('does not even show the name of an object that is a secret', async () => {
  const { logs } = await deploy(() => {
    new k8s.apps.v1.Deployment('api', { metadata: pulumi.secret({ name: 'top-secret' }), spec: SPEC }, { transforms: [podHardening()] });
  });
  const rest = (field: string) => `'${field}' is not as it should be. Why is not shown, for a part of the object is a secret. Make a secret of the value alone.`;
  expect(logs.map(({ message }) => message)).toEqual(['spec.template.spec.hostNetwork', 'spec.template.spec.hostPID'].map((field) =>
    `[kubernetes:apps/v1:Deployment::api] workload/pod-security: Deployment 'api': ${rest(field)}`));
});

test('goes by the version of the cluster', async () => {
  // Probes of another host are forbidden since 1.34.
  const spec = (host?: string) => ({ ...SPEC, template: { ...SPEC.template, spec: { securityContext: { runAsUser: 1000 }, containers: [{ name: 'api', image: 'a:1', livenessProbe: { httpGet: { host, port: 80 } } }] } } });
  const warnings = async (args: PodHardeningArgs) => (await hardened(args, spec('example.com'))).logs.length;
  const [old, recent] = ['1.33', '1.34'].map((kubernetesVersion) => new Cluster({ name: 'prod', kubernetesVersion }));
  expect(await warnings({ cluster: old })).toBe(0);
  expect(await warnings({ cluster: recent })).toBe(1);
  expect(await warnings({ cluster: { description: old } })).toBe(0);
  expect(await warnings({ cluster: old, policyVersion: 'latest' })).toBe(1);
  expect(await warnings({})).toBe(1);
});

test('warns of what starts only with the right image, and of pods that it did not reach', async () => {
  const { template, ...rest } = SPEC;
  const { logs } = await hardened({}, { ...rest, template: { ...template, spec: { containers: [{ name: 'api', image: 'nginx:1.27' }] } } });
  expect(logs.map(({ message }) => message)).toEqual([
    "[kubernetes:apps/v1:Deployment::api] workload/image-user: Deployment 'api': 1 container starts only if the USER of its image is a number above 0. "
    + "Known for root: Deployment 'api', container 'api' (nginx:1.27). Use images that are made for it, or give a 'runAsUser' that they can run as.",
  ]);
  const { logs: unreached } = await deploy(() => {
    const spec = { containers: [{ name: 'a', image: 'a:1' }] };
    new k8s.apiextensions.CustomResource('main', { apiVersion: 'monitoring.coreos.com/v1', kind: 'Prometheus', metadata: { name: 'main' }, spec }, { transforms: [podHardening()] });
  });
  expect(unreached.map(({ message }) => message)).toEqual([
    "[kubernetes:monitoring.coreos.com/v1:Prometheus::main] workload/unreached-pods: Prometheus 'main': spec.containers was not hardened: hardening does not know this kind, and leaves its containers as they are.",
  ]);
});

test('warns of pods that go to Windows without saying so', async () => {
  const { template, ...rest } = SPEC;
  const spec = { nodeSelector: { 'kubernetes.io/os': 'windows' }, securityContext: { runAsUser: 1 }, containers: [{ name: 'api', image: 'registry.example.com/api:1' }] };
  const { logs } = await hardened({}, { ...rest, template: { ...template, spec } });
  expect(logs.map(({ message }) => message)).toEqual([
    "[kubernetes:apps/v1:Deployment::api] workload/unsaid-windows: Deployment 'api': its pods go to nodes with Windows and do not say so: "
    + 'they are hardened, and pass, as pods of Linux. Set os.name: windows.',
  ]);
});

test('warns at once of what has probably lost its unit', async () => {
  const { logs } = await deploy(() => { podHardening({ resources: { memory: '512' } }); });
  expect(logs).toEqual([{ severity: 'warning', message: "[podHardening] workload/tiny-memory: 'resources.memory' is 512 bytes: no container starts with that. Did you mean '512Mi'?" }]);
  const cluster = new Cluster({ name: 'prod', warningsAsErrors: ['workload/tiny-memory'] });
  expect(() => podHardening({ resources: { memory: '512' }, cluster })).toThrow("[podHardening] workload/tiny-memory: 'resources.memory' is 512 bytes");
});

test('refuses arguments as the mixin refuses them', () => {
  expect(() => podHardening({ runAsUser: 0, policyVersion: 'newest' })).toThrow(new Error(
    "[podHardening] 'policyVersion' must be 'latest' or a Kubernetes version, got 'newest'. Use '1.33', or leave it out.\n"
    + "[podHardening] 'runAsUser' must be a whole number from 1 to 2147483647, got 0. Use the id of the user that the image is made for, or one that no node uses, such as 65532.",
  ));
});

test('says what nothing reads, its own argument among what may be meant', () => {
  expect(() => podHardening({ overide: [], clsuter: undefined, clusters: {} } as any)).toThrow(new Error(
    "[podHardening] 'overide' is no prop, so that nothing reads it. Use 'override', or leave it out.\n"
    + "[podHardening] 'clusters' is no prop, so that nothing reads it. Use 'cluster', or leave it out.",
  ));
});

describe('a value that stands in an Output', () => {
  const RUN_AS = { runAsUser: 1000 };
  const specOf = (context: any, more: any = {}) => ({
    ...SPEC, template: { ...SPEC.template, spec: { securityContext: RUN_AS, containers: [{ name: 'api', image: 'registry.example.com/api:1.4.2', securityContext: context }], ...more } },
  });
  const podOf = ({ resources }: Deployment) => resources.find(({ name }) => name === 'api')!.props.spec.template.spec;
  const contextOf = (deployment: Deployment) => podOf(deployment).containers[0].securityContext;
  const SAFE = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
  /** What comes of another resource, as otherwise the engine shows the transform the bare value. */
  const withOutputs = (args: PodHardeningArgs, make: (o: (value: any) => any) => any) => deploy(() => {
    const other = new k8s.core.v1.ConfigMap('other', { metadata: { name: 'other' } });
    const spec = make((value) => other.urn.apply(() => value));
    new k8s.apps.v1.Deployment('api', { metadata: { name: 'api' }, spec }, { transforms: [podHardening(args)] });
  });

  test.each<[HardeningField, (o: (value: any) => any) => any[], any, any]>([
    [HardeningField.PRIVILEGED, (o) => [{ privileged: o(true) }], { privileged: false, ...SAFE }, {}],
    [HardeningField.HOST_NETWORK, (o) => [{}, { hostNetwork: o(true) }], SAFE, { hostNetwork: false }],
    [HardeningField.HOST_PID, (o) => [{}, { hostPID: o(true) }], SAFE, { hostPID: false }],
    [HardeningField.RUN_AS_USER, (o) => [{ runAsUser: o(0) }], SAFE, {}],
    [HardeningField.RUN_AS_NON_ROOT, (o) => [{ runAsNonRoot: o(false) }], { ...SAFE, runAsNonRoot: true }, {}],
    [HardeningField.SECCOMP_PROFILE, (o) => [{ seccompProfile: { type: o('Unconfined') } }], { ...SAFE, seccompProfile: { type: 'RuntimeDefault' } }, {}],
    [HardeningField.CAPABILITIES_ADD, (o) => [{ capabilities: { add: [o('NET_ADMIN')] } }], SAFE, {}],
  ])('is overridden, and a violation where nothing overrides it: %s', async (field, given, expected, expectedPod) => {
    const make = (o: (value: any) => any) => specOf(given(o)[0], given(o)[1]);
    const overridden = await withOutputs({ override: [field], violationsAsErrors: true }, make);
    expect(overridden.errors).toEqual([]);
    expect(contextOf(overridden)).toEqual(expected);
    expect(podOf(overridden)).toMatchObject(expectedPod);
    const left = await withOutputs({ violationsAsErrors: true }, make);
    expect(left.errors).toEqual([expect.stringContaining("keeps its pods from Pod Security 'restricted'")]);
  });

  test('comes back as the Output that it was where it complies', async () => {
    const override = [HardeningField.RUN_AS_USER, HardeningField.CAPABILITIES_ADD];
    const deployment = await withOutputs({ override }, (o) => specOf({ runAsUser: o(1000), capabilities: { add: [o('NET_BIND_SERVICE'), o('SYS_TIME')] } }));
    expect(contextOf(deployment)).toEqual({ runAsUser: 1000, allowPrivilegeEscalation: false, capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] } });
  });

  test.each<[string, any, any]>([
    ['privileged', { privileged: pulumi.output(pulumi.unknown as any) }, { privileged: false, ...SAFE }],
    ['runAsUser', { runAsUser: pulumi.output(pulumi.unknown as any) }, SAFE],
  ])('is overridden before it is known: %s', async (_, context, expected) => {
    const override = [HardeningField.PRIVILEGED, HardeningField.RUN_AS_USER];
    const deployment = await deploy(() => {
      new k8s.apps.v1.Deployment('api', { metadata: { name: 'api' }, spec: specOf(context) }, { transforms: [podHardening({ override })] });
    }, { preview: true });
    expect(contextOf(deployment)).toEqual(expected);
  });

  test('has nothing beside it that contradicts it', async () => {
    expect(contextOf(await withOutputs({}, (o) => specOf({ privileged: o(true) })))).toEqual({ privileged: true, capabilities: { drop: ['ALL'] } });
    expect(contextOf(await withOutputs({}, (o) => specOf({ privileged: o(false) })))).toEqual({ privileged: false, ...SAFE });
    const unknown = await deploy(() => {
      const spec = specOf({ privileged: pulumi.output(pulumi.unknown as any) });
      new k8s.apps.v1.Deployment('api', { metadata: { name: 'api' }, spec }, { transforms: [podHardening({ violationsAsErrors: true })] });
    }, { preview: true });
    expect(unknown.errors).toEqual([]);
    expect(contextOf(unknown)).not.toHaveProperty('allowPrivilegeEscalation');
  });
});
