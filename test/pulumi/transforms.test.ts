// What holds for every transform: which resources it reaches, and what becomes of Outputs, names and options.
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { Cluster } from '../../lib/cluster/cluster';
import { parseYaml } from '../../lib/manifest/yaml';
import { podHardening } from '../../lib/pulumi/pod-hardening';
import { spreadAcrossZones } from '../../lib/pulumi/spread-across-zones';
import { HardeningField } from '../../lib/workload/hardening/hardening-field';
import { deploy, Deployment, secret, UNKNOWN } from './engine-monitor';
import { withoutAcceptances } from './without-acceptances';
import {
  elasticsearchSnapshots, ESSnapshotter, MachinePoolProvider, render, S3Credentials, SnapshotRepository, SnapshotTarget, SnapshotUser, SpotCapacity,
  SpotMachinePool, spotPlacement,
} from 'fleetwright/pulumi';

jest.setTimeout(60_000);

const CONTAINER = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
const POD = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
const UNKNOWN_OUTPUT: pulumi.Output<any> = pulumi.output(pulumi.unknown as any);

function spec(podSpec: any = {}, rest: any = {}): any {
  return {
    selector: { matchLabels: { app: 'api' } },
    template: { metadata: { labels: { app: 'api' } }, spec: { containers: [{ name: 'api', image: 'registry.example.com/api:1.4.2' }], ...podSpec } },
    ...rest,
  };
}

const HARDENED = spec({ containers: [{ name: 'api', image: 'registry.example.com/api:1.4.2', securityContext: CONTAINER }], securityContext: POD });

/** Where whole fields are unknown. */
function unknownsIn(value: any, path: string = ''): string[] {
  if (value === UNKNOWN || value === UNKNOWN_OUTPUT) { return [path]; }
  return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, child]) => unknownsIn(child, `${path}.${key}`)) : [];
}

function resourceOf(deployment: Deployment, name = 'api'): any {
  return deployment.resources.find((resource) => resource.name === name)!;
}

function warningsOf({ logs }: Deployment): string[] {
  // Nothing here says whom its image runs as.
  return logs.filter(({ severity, message }) => severity === 'warning' && !message.includes('workload/image-user')).map(({ message }) => message);
}

/** Any Kubernetes resource, as a YAML file or chart registers it. */
class AnyResource extends pulumi.CustomResource {
  constructor(name: string, props: any, opts?: pulumi.CustomResourceOptions) {
    super(`kubernetes:${props.apiVersion.includes('/') ? props.apiVersion : `core/${props.apiVersion}`}:${props.kind}`, name, props, opts);
  }
}

class Group extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions, type = 'example:index:Group') { super(type, name, {}, opts); }
}

describe('a transform reaches', () => {
  test.each<[string, (transform: pulumi.ResourceTransform) => void]>([
    ['a resource that has it', (transform) => { new k8s.apps.v1.Deployment('api', { spec: spec() }, { transforms: [transform] }); }],
    ['what is in a component that has it', (transform) => {
      new k8s.apps.v1.Deployment('api', { spec: spec() }, { parent: new Group('inner', { parent: new Group('outer', { transforms: [transform] }) }) });
    }],
    ['the whole stack', (transform) => {
      pulumi.runtime.registerResourceTransform(transform);
      new k8s.apps.v1.Deployment('api', { spec: spec() });
    }],
  ])('%s', async (_, program) => {
    const { props } = resourceOf(await deploy(() => program(podHardening())));
    expect(props).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', spec: HARDENED });
  });

  test('every object of a YAML file, and does to it what the mixins do', async () => {
    const example = path.join(__dirname, '../../examples/04-harden-existing');
    const objects = parseYaml(fs.readFileSync(path.join(example, 'input/shop.yaml'), 'utf8')) as any[];
    const expected = (parseYaml(fs.readFileSync(path.join(example, 'expected/prod-eu/shop.k8s.yaml'), 'utf8')) as any[]).map(withoutAcceptances);
    const cluster = new Cluster({ name: 'prod-eu', zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'], kubernetesVersion: '1.34' });
    const { resources, errors } = await deploy(() => {
      pulumi.runtime.registerResourceTransform(podHardening({
        cluster,
        override: [HardeningField.ALLOW_PRIVILEGE_ESCALATION, HardeningField.SECCOMP_PROFILE, HardeningField.SYSCTLS, HardeningField.PROBE_HOST],
        exceptions: [
          {
            kind: 'DaemonSet', name: 'shop-node-metrics', reason: 'measures the node itself',
            fields: [HardeningField.HOST_NETWORK, HardeningField.HOST_PID, HardeningField.HOST_PORT, HardeningField.VOLUMES],
          },
          {
            kind: 'DaemonSet', name: 'shop-log-agent', reason: 'asks the API server which pod a log belongs to',
            fields: [HardeningField.AUTOMOUNT_SERVICE_ACCOUNT_TOKEN],
          },
        ],
        removeServiceAccountToken: true,
        resources: { memory: '512Mi', cpu: '100m' },
      }));
      pulumi.runtime.registerResourceTransform(spreadAcrossZones({ cluster: { description: cluster } }));
      objects.forEach((object, i) => new AnyResource(`object-${i}`, object));
    });
    expect(errors).toEqual([]);
    expect(objects.length).toBeGreaterThan(10);
    const props = resources.map((resource) => resource.props);
    const names = (list: any[]) => list.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort();
    expect(names(props)).toEqual(names(objects));
    for (const object of props) { expect(expected).toContainEqual(object); }
  });
});

describe('a transform leaves alone', () => {
  test.each<[string, any]>([
    ['an object without pods', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { containers: 'x' } }],
    ['a pod that lacks nothing', { apiVersion: 'apps/v1', kind: 'Deployment', spec: HARDENED }],
  ])('%s', async (_, object) => {
    const { props } = resourceOf(await deploy(() => { new AnyResource('api', object, { transforms: [podHardening()] }); }));
    expect(props).toEqual(object);
  });

  test('components, providers, and what another cloud calls a deployment', async () => {
    class Cloud extends pulumi.CustomResource { constructor() { super('azure-native:resources:Deployment', 'cloud', { spec: spec() }); } }
    const { resources, errors } = await deploy(() => {
      pulumi.runtime.registerResourceTransform(podHardening());
      new Group('group');
      new k8s.Provider('provider', { kubeconfig: 'x' });
      new Cloud();
    });
    expect(errors).toEqual([]);
    expect(Object.fromEntries(resources.map(({ name, props }) => [name, props]))).toEqual({ group: {}, provider: { kubeconfig: 'x' }, cloud: { spec: spec() } });
  });

  test('patches: they hold a part of somebody else\'s object', async () => {
    const { props } = resourceOf(await deploy(() => {
      new k8s.apps.v1.DeploymentPatch('api', { metadata: { name: 'api' }, spec: spec() }, { transforms: [podHardening()] });
    }));
    expect(props.spec).toEqual(spec());
  });

  test('options that were not given', async () => {
    const options = async (transforms: pulumi.ResourceTransform[]) => resourceOf(await deploy(() => {
      new k8s.apps.v1.Deployment('api', { spec: spec() }, { transforms });
    })).options;
    const same = await options([() => undefined]);
    expect(same.deleteBeforeReplace).toBeUndefined();
    expect(await options([podHardening()])).toEqual(same);
  });
});

describe('Outputs', () => {
  test.each([true, false])('keep their places, and are alone unknown or secret (preview: %s)', async (preview) => {
    const { props } = resourceOf(await deploy(() => {
      const namespace = new k8s.core.v1.Namespace('shop');
      const env = [{ name: 'PASSWORD', value: pulumi.secret('s3cret') }, { name: 'ID', value: namespace.id }];
      const container = { name: 'api', image: pulumi.interpolate`registry.example.com/${namespace.id}:1`, env };
      new k8s.apps.v1.Deployment('api', { spec: spec({ containers: [container] }, { replicas: pulumi.secret(2) }) }, { transforms: [podHardening()] });
    }, { preview }));
    const id = preview ? UNKNOWN : 'shop-id';
    const env = [{ name: 'PASSWORD', value: secret('s3cret') }, { name: 'ID', value: id }];
    const container = { name: 'api', image: preview ? UNKNOWN : 'registry.example.com/shop-id:1', env, securityContext: CONTAINER };
    expect(props.spec).toEqual(spec({ containers: [container], securityContext: POD }, { replicas: secret(2) }));
  });

  test('are not judged: what they stand for stays', async () => {
    const securityContext = { runAsNonRoot: UNKNOWN_OUTPUT, seccompProfile: { type: pulumi.secret('Unconfined') } };
    const deployment = await deploy(() => { new k8s.apps.v1.Deployment('api', { spec: spec({ securityContext }) }, { transforms: [podHardening()] }); }, { preview: true });
    expect(resourceOf(deployment).props.spec.template.spec.securityContext).toEqual({ runAsNonRoot: UNKNOWN, seccompProfile: { type: secret('Unconfined') } });
    expect(warningsOf(deployment)).toEqual([]);
  });

  test.each<[string, (value: any) => any, (inner: any) => any]>([
    ['the arguments\' spec', (output) => ({ spec: output(spec()) }), (shown) => ({ spec: shown(HARDENED) })],
    ['the template', (output) => ({ spec: { ...spec(), template: output(spec().template) } }), (shown) => ({ spec: { ...spec(), template: shown(HARDENED.template) } })],
    ['the list of containers', (output) => ({ spec: spec({ containers: output(spec().template.spec.containers) }) }),
      (shown) => ({ spec: spec({ containers: shown(HARDENED.template.spec.containers), securityContext: POD }) })],
    ['a container', (output) => ({ spec: spec({ containers: [output(spec().template.spec.containers[0])] }) }),
      (shown) => ({ spec: spec({ containers: [shown(HARDENED.template.spec.containers[0])], securityContext: POD }) })],
  ])('of maps and lists are looked into once they are known: %s', async (_, args, expected) => {
    const run = async (output: (value: any) => any) => resourceOf(await deploy(() => {
      new k8s.apps.v1.Deployment('api', args(output), { transforms: [podHardening()] });
    }, { preview: true })).props;
    const type = { apiVersion: 'apps/v1', kind: 'Deployment' };
    expect(await run((value) => pulumi.output(value))).toEqual({ ...type, ...expected((value: unknown) => value) });
    expect(await run((value) => pulumi.secret(value))).toEqual({ ...type, ...expected(secret) });
  });

  test('of a spec that is not known yet leave it unknown as a whole', async () => {
    const deployment = await deploy(() => { new k8s.apps.v1.Deployment('api', { spec: UNKNOWN_OUTPUT }, { transforms: [podHardening({ violationsAsErrors: true })] }); }, { preview: true });
    expect(resourceOf(deployment).props).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', spec: UNKNOWN });
    expect(deployment.errors).toEqual([]);
  });

  test.each<[string, any]>([
    ['the metadata', { metadata: UNKNOWN_OUTPUT, spec: spec() }],
    ['the selector', { spec: { ...spec(), selector: UNKNOWN_OUTPUT } }],
    ['the metadata of the pods', { spec: { ...spec(), template: { ...spec().template, metadata: UNKNOWN_OUTPUT } } }],
    ['the node selector', { spec: spec({ nodeSelector: UNKNOWN_OUTPUT }) }],
    ['the tolerations', { spec: spec({ tolerations: UNKNOWN_OUTPUT }) }],
    ['the affinity', { spec: spec({ affinity: { nodeAffinity: UNKNOWN_OUTPUT } }) }],
    ['the constraints', { spec: spec({ topologySpreadConstraints: UNKNOWN_OUTPUT }) }],
  ])('of a part that is not known yet leave it unknown as a whole: %s', async (_, props) => {
    const transforms = [podHardening({ violationsAsErrors: true }), spreadAcrossZones(), spotPlacement({ capacity: SpotCapacity.aks() })];
    const deployment = await deploy(() => { new k8s.apps.v1.Deployment('api', props, { transforms }); }, { preview: true });
    expect(deployment.errors).toEqual([]);
    const registered = resourceOf(deployment).props;
    expect(registered.spec.template.spec.securityContext).toEqual(POD);
    expect(unknownsIn(registered)).toEqual(unknownsIn(props));
  });

  test('of a part of an Elasticsearch resource leave it unknown as a whole', async () => {
    const repository = SnapshotRepository.s3('backup', { bucket: 'acme-snapshots', credentials: S3Credentials.secret('keys') });
    const deployment = await deploy(() => {
      new AnyResource('logs', { apiVersion: 'elasticsearch.k8s.elastic.co/v1', kind: 'Elasticsearch', spec: { version: '9.2.0', auth: UNKNOWN_OUTPUT, nodeSets: [] } }, {
        transforms: [elasticsearchSnapshots({ snapshotter: 'nightly', repository, roleSecrets: ['nightly-role'] })],
      });
    }, { preview: true });
    expect(deployment.errors).toEqual([]);
    expect(resourceOf(deployment, 'logs').props.spec).toMatchObject({ auth: UNKNOWN, secureSettings: [{ secretName: 'keys' }] });
  });

  test('that are secret stay so where elements around them are removed', async () => {
    const sysctls = [{ name: 'kernel.msgmax', value: '1' }, pulumi.secret({ name: 'net.ipv4.ip_local_port_range', value: '1024 2048' })];
    const { props } = resourceOf(await deploy(() => {
      new k8s.apps.v1.Deployment('api', { spec: spec({ securityContext: { sysctls } }) }, { transforms: [podHardening({ override: [HardeningField.SYSCTLS] })] });
    }));
    expect(props.spec.template.spec.securityContext.sysctls).toEqual(secret([{ name: 'net.ipv4.ip_local_port_range', value: '1024 2048' }]));
  });

  test('are named in messages by where they came from', async () => {
    const deployment = await deploy(() => {
      new k8s.apps.v1.Deployment('api', { metadata: { namespace: UNKNOWN_OUTPUT }, spec: spec({ hostNetwork: true }) }, { transforms: [podHardening()] });
    }, { preview: true });
    expect(warningsOf(deployment)).toEqual([
      "[kubernetes:apps/v1:Deployment::api] workload/pod-security: Deployment '<Output metadata.namespace>/api': spec.template.spec.hostNetwork keeps its pods from Pod Security 'restricted': the pod sets hostNetwork: true. Set hostNetwork: false, or leave it out; or name HardeningField.HOST_NETWORK in 'override'.",
    ]);
  });
});

describe('what a transform is told', () => {
  const capacity = (value: pulumi.Input<string>) => SpotCapacity.eksManagedNodeGroup({ taints: [{ key: 'example.com/spot', value }] });
  const tolerated = async (value: () => pulumi.Input<string>, preview: boolean) => {
    const deployment = await deploy(() => {
      const transform = spotPlacement({ capacity: capacity(value()) });
      pulumi.runtime.registerResourceTransform(transform);
      new k8s.apps.v1.Deployment('api', { spec: spec() }, { transforms: [transform] });
    }, { preview });
    expect(deployment.errors).toEqual([]);
    return resourceOf(deployment).props.spec.template.spec.tolerations;
  };

  test('may hold Outputs, and changes nothing the second time', async () => {
    expect(await tolerated(() => pulumi.output('yes'), false)).toEqual([{ key: 'example.com/spot', operator: 'Equal', value: 'yes', effect: 'NoSchedule' }]);
  });

  test('stays unknown or secret on its own leaf', async () => {
    const [first] = await tolerated(() => UNKNOWN_OUTPUT, true);
    expect(first).toEqual({ key: 'example.com/spot', operator: 'Equal', value: UNKNOWN, effect: 'NoSchedule' });
    expect((await tolerated(() => pulumi.secret('yes'), false))[0].value).toEqual(secret('yes'));
  });

  test('may come from a resource that the transform meets too', async () => {
    const deployment = await deploy(() => {
      const keys = new k8s.core.v1.Secret('keys', { metadata: { name: 'minio' } });
      const repository = SnapshotRepository.s3('backup', { bucket: 'acme-snapshots', credentials: S3Credentials.secret(keys.metadata.name) });
      pulumi.runtime.registerResourceTransform(elasticsearchSnapshots({ snapshotter: 'nightly', repository }));
      const nightly = new ESSnapshotter('nightly', { cluster: SnapshotTarget.eckNamed('logs'), user: SnapshotUser.fileRealm('users'), repository }, { ambientKubeconfig: true });
      new AnyResource('logs', { apiVersion: 'elasticsearch.k8s.elastic.co/v1', kind: 'Elasticsearch', spec: { version: '9.2.0', nodeSets: [] } }, { transforms: [nightly.elasticsearchSnapshots] });
    });
    expect(deployment.errors).toEqual([]);
    expect(resourceOf(deployment, 'logs').props.spec.secureSettings.map(({ secretName }: any) => secretName)).toEqual(['minio']);
  });

  test('may come from a component: the taint of its nodes', async () => {
    const deployment = await deploy(() => {
      const pool = new SpotMachinePool('spot', {
        clusterName: 'prod-us', kubernetesVersion: '1.34.2', provider: MachinePoolProvider.azure({ location: 'westeurope', vmSize: 'Standard_D4s_v5' }),
        taints: [{ key: 'example.com/spot', value: pulumi.output('yes') }],
      }, { ambientKubeconfig: true });
      new k8s.apps.v1.Deployment('api', { spec: spec() }, { transforms: [spotPlacement({ capacity: pool.capacity })] });
    });
    expect(deployment.errors).toEqual([]);
    expect(resourceOf(deployment).props.spec.template.spec.tolerations).toContainEqual({ key: 'example.com/spot', operator: 'Equal', value: 'yes', effect: 'NoSchedule' });
  });
});

test.each<[string, any]>([
  ['no Outputs', spec()],
  ['an unknown', spec({ nodeName: UNKNOWN_OUTPUT }, { replicas: UNKNOWN_OUTPUT })],
  ['an unknown selector', spec({}, { selector: { matchLabels: { app: UNKNOWN_OUTPUT } } })],
  ['a secret', pulumi.secret(spec())],
])('transforms that meet several times change nothing the second time: %s', async (_, podSpec) => {
  const transforms = () => [podHardening({ removeServiceAccountToken: true, readOnlyRootFilesystem: true }), spreadAcrossZones()];
  const run = async (times: number) => {
    const { errors, ...deployment } = await deploy(() => {
      if (times > 2) { transforms().forEach((transform) => pulumi.runtime.registerResourceTransform(transform)); }
      const parent = new Group('group', { transforms: times > 1 ? transforms() : [] });
      new k8s.apps.v1.Deployment('api', { spec: podSpec }, { parent, transforms: transforms() });
    }, { preview: true });
    expect(errors).toEqual([]);
    return resourceOf(deployment as Deployment).props;
  };
  const once = await run(1);
  expect(JSON.stringify(once)).toContain('runAsNonRoot');
  expect(JSON.stringify(once)).toContain('topologySpreadConstraints');
  expect(await run(2)).toEqual(once);
  expect(await run(3)).toEqual(once);
});

test('a warning is said once, however often one transform meets a resource', async () => {
  const transform = podHardening();
  const deployment = await deploy(() => {
    pulumi.runtime.registerResourceTransform(transform);
    new k8s.apps.v1.Deployment('api', { metadata: { name: 'api' }, spec: spec({ hostNetwork: true }) }, { transforms: [transform] });
  });
  expect(warningsOf(deployment)).toHaveLength(1);
});

test('an object without a name of its own is known by its resource\'s, and stays without', async () => {
  const exceptions = [{ kind: 'Deployment', name: 'api', fields: [HardeningField.HOST_NETWORK], reason: 'it routes' }];
  const deployment = await deploy(() => {
    new k8s.apps.v1.Deployment('api', { spec: spec({ hostNetwork: true }) }, { transforms: [podHardening({ exceptions })] });
  });
  expect(warningsOf(deployment)).toEqual([]);
  const { metadata } = resourceOf(deployment).props;
  expect(metadata).not.toHaveProperty('name');
  expect(Object.values(metadata.annotations)).toEqual(['it routes']);
});

describe('what is at fault', () => {
  // An engine hands a value that is known over as it is; `render` hands over the Output.
  const host = (value: any, violationsAsErrors = true) => render(() => {
    new k8s.apps.v1.Deployment('api', { metadata: { name: 'api' }, spec: spec({ hostNetwork: value }) }, { transforms: [podHardening({ violationsAsErrors })] });
  }, { showSecrets: true });

  test('is told by the value of an Output that is known', async () => {
    await expect(host(pulumi.output(true))).rejects.toThrow('spec.template.spec.hostNetwork');
    expect(await host(pulumi.output(false))).toContain('hostNetwork: false');
  });

  test('is not told where that is secret', async () => {
    expect(await host(pulumi.secret(true))).toContain('hostNetwork: true');
  });
});

test('what is secret stays so in an inline program of Automation API', async () => {
  const container = { name: 'api', image: 'registry.example.com/api:1.4.2', env: [{ name: 'PASSWORD', value: pulumi.secret('s3cret') }] };
  const run = (transform: pulumi.ResourceTransform) => deploy(() => {
    new k8s.apps.v1.Deployment('api', { spec: spec({ containers: [container] }) }, { transforms: [transform] });
  }, { inline: true });
  const env = (deployment: Deployment) => resourceOf(deployment).props.spec.template.spec.containers[0].env;
  // The SDK's own, so that this test notices when it is no longer needed.
  expect(env(await run(({ props, opts }) => ({ props, opts })))).toEqual([{ name: 'PASSWORD', value: 's3cret' }]);
  expect(env(await run(podHardening()))).toEqual([{ name: 'PASSWORD', value: secret('s3cret') }]);
});
