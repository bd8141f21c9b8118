import * as fc from 'fast-check';
import { DisruptionBudget } from '../../lib/pod/disruption-budget';
import { EnvFromSource, EnvValueSource } from '../../lib/pod/env';
import { LifecycleHandler } from '../../lib/pod/lifecycle';
import { Probe } from '../../lib/pod/probe';
import { AppArmorProfile, SeccompProfile } from '../../lib/pod/security-profile';
import { Volume, VolumeAccessMode } from '../../lib/pod/volume';
import { DownwardApiFile, ProjectedSource } from '../../lib/pod/volume-file';
import { ServiceType, TrafficDistribution } from '../../lib/pod/workload-service';
import { HardenedDeploymentProps } from '../../lib/workload/hardened-deployment';
import { RolloutType } from '../../lib/workload/rollout';
import { hardenedPodProps } from '../../test/pod/pod-props';
import { KUBERNETES_MINOR } from '../versions';
import { Call, calls, networkRules } from './random-network';
import { count, intOrPercent, isObject, partial, path, quantity, text, texts } from './random-values';

/** The props of a HardenedDeployment; nothing says yet that they are legal. */
export type AnyProps = Partial<HardenedDeploymentProps> & { readonly [prop: string]: any };

/** A program with two workloads, and who of them talks to whom. */
export interface RandomProgram {
  readonly api: AnyProps;
  readonly web: AnyProps;
  readonly calls: readonly Call[];
  /** Namespace of the second workload. */
  readonly webNamespace: 'front' | 'back';
}

/** One prop, and what is written there instead of something legal. */
export interface Twist {
  readonly at: readonly string[];
  readonly value: unknown;
}

const deploymentProps = partial({
  replicas: fc.constantFrom(0, 1, 2, 9),
  rollout: fc.constantFrom({}, { maxSurge: 1 }, { maxUnavailable: '50%', maxSurge: 0 }, { type: RolloutType.RECREATE }, { minReadySeconds: 5,
    revisionHistoryLimit: 0 }),
  disruptionBudget: fc.constantFrom<DisruptionBudget>({}, { enabled: false }, { maxUnavailable: '25%' }, { maxUnavailable: 3 }),
  network: fc.constantFrom({}, { policy: false }),
  service: fc.constantFrom({ headless: true }, { headless: true, trafficDistribution: TrafficDistribution.PREFER_SAME_NODE }, { headless: true,
    name: '1st', annotations: { a: 'b' } }),
  serviceAccount: fc.constantFrom({}, { existingName: 'shared.account' }, { annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/a' } }),
  instance: fc.constantFrom('shop', 'Shop_1'),
  labels: fc.constantFrom({}, { team: 'a' }),
  annotations: fc.constantFrom({}, { 'Example.com/Team': 'ä' }),
  spread: fc.boolean(),
});

const timing = partial({
  initialDelaySeconds: count, periodSeconds: count, timeoutSeconds: count, failureThreshold: count, successThreshold: count,
  terminationGracePeriodSeconds: count,
});
const portOrName = fc.option(fc.oneof(count, fc.constantFrom('http', 'p8000', '')), { nil: undefined });
const headers = fc.option(texts, { nil: undefined });
const probe = fc.oneof(
  fc.tuple(path, portOrName, headers, timing).map(([at, port, httpHeaders, rest]) => Probe.httpGet(at, { port, httpHeaders, ...rest })),
  fc.tuple(portOrName, timing).map(([port, rest]) => Probe.tcpSocket({ port, ...rest })),
  fc.tuple(portOrName, text, timing).map(([port, service, rest]) => Probe.grpc({ port, service, ...rest })),
  fc.tuple(fc.array(text, { maxLength: 2 }), timing).map(([command, rest]) => Probe.exec(command, rest)),
);
const handler = fc.oneof(
  count.map((seconds) => LifecycleHandler.sleep(seconds)),
  fc.array(text, { maxLength: 2 }).map((command) => LifecycleHandler.exec(command)),
  fc.tuple(path, portOrName).map(([at, port]) => LifecycleHandler.httpGet(at, { port })),
);
const port = partial({ port: count, name: fc.constantFrom('http', 'dns', 'a'.repeat(15), 'a'.repeat(16), '80', 'a--b', 'A'),
  protocol: fc.constantFrom('TCP', 'UDP', 'SCTP') });
const fieldPath = fc.constantFrom('metadata.name', 'metadata.labels', "metadata.labels['a']", "metadata.labels['']",
  "metadata.annotations['A.com/a']", 'status.hostIPs', 'spec.nodeName', 'spec.replicas');
const resourceField = fc.constantFrom('limits.cpu', 'requests.memory', 'limits.hugepages-2Mi', 'limits.hugepages-', 'limits.nvidia.com/gpu', 'cpu');
const divisor = fc.constantFrom(undefined, '1', '1m', '1Mi', '2', '0', '1k', '');
const source = fc.oneof(
  fc.tuple(text, text).map(([name, key]) => EnvValueSource.secretKey(name, key)),
  fc.tuple(text, text).map(([name, key]) => EnvValueSource.configMapKey(name, key, { optional: true })),
  fieldPath.map((field) => EnvValueSource.field(field)),
  fc.tuple(resourceField, divisor).map(([resource, unit]) => EnvValueSource.resource(resource, { divisor: unit })),
);
const file = fc.oneof(
  fc.tuple(path, fieldPath).map(([at, field]) => DownwardApiFile.field(at, field)),
  fc.tuple(path, fc.constantFrom('api', 'web'), resourceField, divisor).map(([at, container, resource, unit]) => DownwardApiFile.resource(at,
    container, resource, unit)),
);
const items = fc.option(fc.dictionary(text, path, { noNullPrototype: true, maxKeys: 2 }), { nil: undefined });
const projection = fc.oneof(
  fc.tuple(text, items).map(([name, keys]) => ProjectedSource.configMap(name, { items: keys })),
  fc.tuple(text, items).map(([name, keys]) => ProjectedSource.secret(name, { items: keys })),
  partial({ path, audience: text, expirationSeconds: count }).map((token) => ProjectedSource.serviceAccountToken(token)),
  fc.array(file, { maxLength: 2 }).map((files) => ProjectedSource.downwardApi(...files)),
);
const mode = fc.option(fc.constantFrom(0, 0o777, 0o1000, -1, 0.5), { nil: undefined });
const volume = fc.oneof(
  fc.tuple(text, items, mode).map(([name, keys, defaultMode]) => Volume.configMap(name, { items: keys, defaultMode })),
  fc.tuple(text, text).map(([name, volumeName]) => Volume.secret(name, { volumeName })),
  fc.tuple(text, quantity).map(([name, sizeLimit]) => Volume.emptyDir(name, { sizeLimit })),
  text.map((name) => Volume.persistentVolumeClaim(name)),
  fc.tuple(text, text, text).map(([name, driver, secret]) => Volume.csi(name, { driver, nodePublishSecretName: secret, fsType: '',
    volumeAttributes: { '': '' } })),
  fc.tuple(text, fc.array(projection, { maxLength: 3 }), mode).map(([name, sources, defaultMode]) => Volume.projected(name, sources, { defaultMode })),
  fc.tuple(text, fc.array(file, { maxLength: 2 })).map(([name, files]) => Volume.downwardApi(name, ...files)),
  fc.tuple(text, quantity, fc.option(text, { nil: undefined }), fc.option(fc.array(fc.constantFrom(...Object.values(VolumeAccessMode)),
    { maxLength: 3 }), { nil: undefined }))
    .map(([name, size, storageClassName, accessModes]) => Volume.ephemeral(name, { size, storageClassName, accessModes })),
);
const mounts = fc.array(fc.record({ path, volume, subPath: fc.option(path, { nil: undefined }) }), { minLength: 1, maxLength: 2 });
const image = fc.constantFrom('api:1', 'api', 'api:latest', 'Registry.example.com:5000/a/b:v1.2.3', 'a//b:1', ' api:1', '',
  `api@sha256:${'a'.repeat(64)}`, 'api@sha256:a', `api:${'1'.repeat(129)}`, `${'a/'.repeat(128)}a:1`);
const exceptions = fc.dictionary(
  fc.constantFrom('floatingTag', 'writableRootFilesystem', 'noMemoryLimit', 'runAsRoot', 'addedCapabilities', 'privilegeEscalation',
    'unconfinedSeccomp', 'unconfinedAppArmor', 'hostNetwork'),
  fc.constantFrom('why', 'why', ' '), { noNullPrototype: true, maxKeys: 2 },
);
const extended = fc.dictionary(
  fc.oneof(text, fc.constantFrom('nvidia.com/gpu', 'hugepages-2Mi', 'hugepages-1Gi', 'hugepages-x', 'requests.example.com/a', 'kubernetes.io/a',
    'requests.kubernetes.io/a', 'memory', `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(55)}/a`)),
  quantity, { noNullPrototype: true, maxKeys: 2 },
);
const servicePort = partial({
  port: count,
  target: fc.constantFrom('http', 'p8000', 'nope'),
  name: fc.constantFrom('a', 'b', 'A', 'a.b'),
  nodePort: fc.constantFrom(30000, 30001, 32767, 70000),
  appProtocol: fc.constantFrom('kubernetes.io/h2c', 'http', '-', 'a b', 'example.com/'),
});

const twist = fc.oneof(
  ...Object.entries<fc.Arbitrary<unknown>>({
    'name': text, 'namespace': text, 'instance': text, 'containerName': text, 'priorityClassName': text, 'runtimeClassName': text,
    'serviceAccount.existingName': text, 'service.name': text,
    'labels': texts, 'annotations': texts, 'podLabels': texts, 'podAnnotations': texts, 'nodeSelector': texts, 'serviceAccount.annotations': texts, 'service.annotations': texts,
    'replicas': count, 'rollout.minReadySeconds': count, 'rollout.progressDeadlineSeconds': count, 'rollout.revisionHistoryLimit': count,
    'rollout.type': fc.constantFrom(...Object.values(RolloutType)), 'rollout.maxSurge': intOrPercent, 'rollout.maxUnavailable': intOrPercent,
    'disruptionBudget.minAvailable': intOrPercent, 'disruptionBudget.maxUnavailable': intOrPercent,
    'autoscaling': partial({ minReplicas: count, maxReplicas: count, cpuUtilization: count, memoryUtilization: count }),
    'autoscaling.maxReplicas': count,
    'terminationGracePeriodSeconds': count,
    'security.runAsUser': count, 'security.runAsGroup': count, 'security.fsGroup': count, 'security.supplementalGroups': fc.array(count, { maxLength: 3 }),
    'security.addCapabilities': fc.array(fc.constantFrom('NET_BIND_SERVICE', 'CHOWN', 'CAP_CHOWN', 'ALL', ''), { maxLength: 2 }),
    'security.seccompProfile': fc.oneof(path.map((at) => SeccompProfile.localhost(at)), fc.constant(SeccompProfile.UNCONFINED)),
    'security.appArmorProfile': fc.oneof(text.map((name) => AppArmorProfile.localhost(name)), fc.constant(AppArmorProfile.UNCONFINED)),
    'exceptions': exceptions,
    'resources.memory': quantity, 'resources.cpu': quantity, 'resources.cpuLimit': quantity, 'resources.ephemeralStorage': quantity, 'resources.extended': extended,
    'image': image, 'command': fc.array(text), 'workingDir': path,
    'ports': fc.array(port, { maxLength: 3 }),
    'env': texts, 'envValueFrom': fc.dictionary(text, source, { noNullPrototype: true, maxKeys: 2 }),
    'envFrom': fc.array(fc.tuple(text, text).map(([name, prefix]) => EnvFromSource.secret(name, { prefix })), { maxLength: 2 }),
    'mounts': mounts, 'writablePaths': fc.dictionary(path, quantity, { noNullPrototype: true, maxKeys: 2 }),
    'probes.readiness': probe, 'probes.liveness': probe, 'probes.startup': probe, 'lifecycle.preStop': handler, 'lifecycle.postStart': handler,
    'imagePullSecrets': fc.array(text, { maxLength: 2 }),
    'initContainers': fc.array(partial({ name: text, image, mounts, exceptions }), { minLength: 1, maxLength: 2 }),
    'sidecars': fc.array(partial({ name: text, image: fc.constant('proxy:1'), ports: fc.array(port, { maxLength: 2 }) }), { minLength: 1, maxLength: 2 }),
    'network.allowFrom': networkRules, 'network.allowTo': networkRules,
    'service.ports': fc.array(servicePort, { maxLength: 3 }), 'service.type': fc.constantFrom(...Object.values(ServiceType)), 'service.headless': fc.boolean(),
    'service': fc.constantFrom({}, { type: ServiceType.NODE_PORT }, { type: ServiceType.LOAD_BALANCER, spec: { externalTrafficPolicy: 'Local' } }),
    'service.trafficDistribution': fc.constantFrom(...Object.values(TrafficDistribution)),
  }).map(([at, value]) => fc.record({ at: fc.constant(at.split('.')), value })),
);

const twists = fc.oneof({ weight: 1, arbitrary: fc.constant<Twist[]>([]) }, { weight: 4, arbitrary: twist.map((one) => [one]) }, { weight: 1,
  arbitrary: fc.array(twist, { minLength: 2, maxLength: 4 }) });

/** A set that is legal by itself, with some props twisted: about half of the sets come through. */
const props: fc.Arbitrary<AnyProps> = fc.tuple(hardenedPodProps(KUBERNETES_MINOR), deploymentProps, twists)
  .map(([pod, deployment, some]) => repaired(some.reduce(twisted, { ...pod, ...deployment })));

/** Any program, legal or not. */
export const programs: fc.Arbitrary<RandomProgram> = fc.record({
  api: props,
  web: fc.record({ ports: fc.constantFrom<any[]>([], [{ port: 80 }], [{ port: 53, protocol: 'UDP' }]), twists: fc.oneof({ weight: 3,
    arbitrary: fc.constant<Twist[]>([]) }, { weight: 1, arbitrary: fc.array(twist, { maxLength: 1 }) }) })
    .map(({ ports, twists: some }) => repaired((some as Twist[]).reduce<AnyProps>(twisted, { ports, image: 'registry.example.com/proof/web:1.0.0' }))),
  calls: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(calls, { maxLength: 3 }) }),
  webNamespace: fc.constantFrom('front' as const, 'back' as const),
});

/** The props with one of them twisted. */
export function twisted(before: AnyProps, { at: [prop, ...rest], value }: Twist): AnyProps {
  if (rest.length === 0) { return { ...before, [prop]: value }; }
  const inner: AnyProps = isObject(before[prop]) ? before[prop] : {};
  return { ...before, [prop]: twisted(inner, { at: rest, value }) };
}

const MOST = { maxReplicas: 5 };

/** What must be there by its type, which no caller of TypeScript or jsii can leave out. */
export function repaired(before: AnyProps): AnyProps {
  const named = (list: any[] | undefined) => list?.map((container, index) => ({ name: `c${index}`, image: 'other:1', ...container }));
  const numbered = (list: any[] | undefined) => list?.map((one) => ({ port: 8080, ...one }));
  return {
    image: 'registry.example.com/proof/api:1.0.0',
    ...before,
    ...(before.autoscaling !== undefined && { autoscaling: { ...MOST, ...before.autoscaling }, replicas: undefined }),
    ...(before.initContainers !== undefined && { initContainers: named(before.initContainers) }),
    ...(before.sidecars !== undefined && { sidecars: named(before.sidecars)?.map((sidecar) => ({ ...sidecar, ports: numbered(sidecar.ports) })) }),
    ...(before.ports !== undefined && { ports: numbered(before.ports) }),
    ...(before.service?.ports !== undefined && { service: { ...before.service, ports: numbered(before.service.ports) } }),
  };
}
