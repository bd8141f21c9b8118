import * as fc from 'fast-check';
import { PortProtocol } from '../../lib/construct/port-protocol';
import { EnvFromSource, EnvValueSource } from '../../lib/pod/env';
import { HardenedContainerProps, ImagePullPolicy, RunningContainerProps } from '../../lib/pod/hardened-container';
import { HardenedPodProps } from '../../lib/pod/hardened-pod';
import { LifecycleHandler } from '../../lib/pod/lifecycle';
import { Mount } from '../../lib/pod/mount';
import { ContainerSecurity, FsGroupChangePolicy } from '../../lib/pod/pod-security-context';
import { Probe } from '../../lib/pod/probe';
import { AppArmorProfile, SeccompProfile } from '../../lib/pod/security-profile';
import { Volume, VolumeAccessMode } from '../../lib/pod/volume';
import { DownwardApiFile, ProjectedSource } from '../../lib/pod/volume-file';
import { MINIMAL } from './pod-construct';

const partial = <T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(model, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;
const atLeast = <T>(version: string, since: string, value: fc.Arbitrary<T>) =>
  (Number(version.slice(2)) >= Number(since.slice(2)) ? value : fc.constant(undefined as T));

const name = fc.stringMatching(/^[a-z]([a-z0-9-]{0,10}[a-z0-9])?$/);
const variable = fc.stringMatching(/^[A-Z_]{1,8}$/);
const quantity = fc.constantFrom('64Mi', '1Gi', '1.5G', '1e9', '4096');
const id = fc.integer({ min: 1, max: 2147483647 });
const labels = fc.dictionary(fc.constantFrom('team', 'example.com/tier'), fc.constantFrom('', 'a', 'B_1'), { noNullPrototype: true });
const seconds = fc.integer({ min: 1, max: 60 });

const security: fc.Arbitrary<ContainerSecurity> = partial<ContainerSecurity>({
  runAsUser: id,
  runAsGroup: id,
  addCapabilities: fc.subarray(['NET_BIND_SERVICE']),
  seccompProfile: fc.constantFrom(SeccompProfile.RUNTIME_DEFAULT, SeccompProfile.localhost('profiles/a.json')),
  appArmorProfile: fc.constantFrom(AppArmorProfile.RUNTIME_DEFAULT, AppArmorProfile.localhost('shop')),
});

const volume = fc.constantFrom(
  Volume.configMap('settings', { items: { a: 'b/c' }, defaultMode: 0o440, optional: true }),
  Volume.secret('tls'),
  Volume.emptyDir('cache', { sizeLimit: '1Gi' }),
  Volume.emptyDir('shm', { sizeLimit: '1Mi', inMemory: true }),
  Volume.persistentVolumeClaim('data', { readOnly: true }),
  Volume.csi('inline', { driver: 'csi.example.com', volumeAttributes: { a: 'b' }, nodePublishSecretName: 'creds' }),
  Volume.projected('all', [
    ProjectedSource.configMap('a'), ProjectedSource.secret('b', { items: { k: 'p' } }), ProjectedSource.serviceAccountToken({ audience: 'vault' }),
    ProjectedSource.downwardApi(DownwardApiFile.field('name', 'metadata.name')),
  ]),
  Volume.downwardApi('facts', DownwardApiFile.field('labels', 'metadata.labels'), DownwardApiFile.resource('cpu', 'api', 'limits.cpu', '1m')),
  Volume.ephemeral('scratch', { size: '20Gi', storageClassName: 'fast', accessModes: [VolumeAccessMode.READ_WRITE_ONCE] }),
);
const mounts: fc.Arbitrary<Mount[]> = fc.array(fc.record({ volume, readOnly: fc.option(fc.boolean(), { nil: undefined }), subPath: fc.constantFrom(undefined, 'a/b') }), { maxLength: 4 })
  .map((list) => list.map((mount, index) => ({ ...mount, path: `/mnt/${index}` })));

const source = fc.constantFrom(
  EnvValueSource.secretKey('db', 'password', { optional: true }),
  EnvValueSource.configMapKey('settings', 'mode'),
  EnvValueSource.field("metadata.annotations['example.com/a']"),
  EnvValueSource.resource('requests.ephemeral-storage', { divisor: '1Mi' }),
);

const timing = partial({ initialDelaySeconds: fc.nat(60), periodSeconds: seconds, timeoutSeconds: seconds, failureThreshold: seconds });
const probe = timing.chain((options) => fc.constantFrom(
  Probe.httpGet('/', { port: 8080, httpHeaders: { 'X-A': '' }, ...options }), Probe.tcpSocket({ port: 1, ...options }), Probe.exec(['a'], options), Probe.grpc({ port: 2, ...options }),
));

const container = {
  imagePullPolicy: fc.constantFrom(ImagePullPolicy.ALWAYS, ImagePullPolicy.IF_NOT_PRESENT),
  command: fc.array(fc.string(), { minLength: 1 }),
  args: fc.array(fc.string()),
  workingDir: fc.constant('/srv'),
  env: fc.dictionary(variable, fc.string(), { noNullPrototype: true }),
  envValueFrom: fc.dictionary(variable.map((text) => `FROM_${text}`), source, { noNullPrototype: true }),
  envFrom: fc.subarray([EnvFromSource.secret('db', { prefix: 'DB_' }), EnvFromSource.configMap('settings', { optional: true })]),
  resources: partial({ memory: quantity, cpu: fc.constantFrom('1', '250m'), ephemeralStorage: quantity, extended: fc.constantFrom({ 'nvidia.com/gpu': '2' }) }),
  mounts,
  writablePaths: fc.dictionary(fc.constantFrom('/tmp', '/var/run', '/VAR/run', '/a'), quantity, { noNullPrototype: true }),
};

const running = (version: string, firstPort: number) => ({
  ...container,
  ports: fc.array(fc.constantFrom(...Object.values(PortProtocol)), { maxLength: 3 })
    .map((list) => list.map((protocol, index) => ({ protocol, port: firstPort + index, name: `p${firstPort + index}` }))),
  probes: partial({ startup: probe, liveness: probe, readiness: probe }),
  lifecycle: partial({
    postStart: fc.constant(LifecycleHandler.exec(['a'])),
    preStop: atLeast(version, '1.30', fc.constantFrom(LifecycleHandler.NONE, LifecycleHandler.sleep(3), LifecycleHandler.httpGet('/quit', { port: 1 }))),
  }),
});

/** Any props that hold no fault and no exception that leaves `restricted`, for a cluster of a version. */
export const hardenedPodProps = (version: string): fc.Arbitrary<Partial<HardenedPodProps>> => partial<HardenedPodProps>({
  ...running(version, 8000),
  image: fc.constant(MINIMAL.image),
  containerName: fc.constant('api'),
  initContainers: fc.array(partial({ ...container, security } as any), { maxLength: 2 })
    .map((list) => list.map((init, index) => ({ ...init as HardenedContainerProps, image: 'init:1', name: `init-${index}` }))),
  sidecars: atLeast(version, '1.29', fc.array(partial({ ...running(version, 9000), security, afterInitContainers: fc.boolean() } as any), { maxLength: 1 })
    .map((list) => list.map((sidecar, index) => ({ ...sidecar as RunningContainerProps, image: 'sidecar:1', name: `sidecar-${index}` })))),
  security: fc.tuple(security, partial({
    fsGroup: id, supplementalGroups: fc.array(id), fsGroupChangePolicy: fc.constantFrom(FsGroupChangePolicy.ALWAYS), userNamespace: atLeast(version, '1.33', fc.boolean()),
  })).map(([own, pod]) => ({ ...own, ...pod })),
  exceptions: fc.constantFrom({}, { writableRootFilesystem: 'a' }, { noMemoryLimit: 'b' }),
  automountServiceAccountToken: fc.boolean(),
  imagePullSecrets: fc.uniqueArray(name),
  terminationGracePeriodSeconds: fc.integer({ min: 4, max: 600 }),
  priorityClassName: name,
  runtimeClassName: name,
  nodeSelector: labels,
  tolerations: fc.constant([{ operator: 'Exists' }]),
  affinity: fc.constant({ podAntiAffinity: {} }),
  podLabels: labels,
  podAnnotations: labels,
} as any);
