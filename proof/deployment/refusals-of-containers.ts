import { EnvFromSource, EnvValueSource } from '../../lib/pod/env';
import { LifecycleHandler } from '../../lib/pod/lifecycle';
import { Probe } from '../../lib/pod/probe';
import { AppArmorProfile, SeccompProfile } from '../../lib/pod/security-profile';
import { Volume, VolumeAccessMode } from '../../lib/pod/volume';
import { DownwardApiFile, ProjectedSource } from '../../lib/pod/volume-file';
import type { Props } from './refusals';
import type { Row } from './refusals-of-objects';

const NOT_PULLED = 'no container runtime can pull it';
const MOVES = 'the same manifest would run something else tomorrow';
const NO_SUCH_NAME = 'no object can have that name, no object that key';
const NOBODY_LISTENS = 'nothing answers there';
const ONE_SAYS_IT = 'the other would count for nothing, and nobody would notice';
const NO_USE = 'what asks for nothing gets nothing, or is evicted first';
const WRITTEN_DOWN = 'an exception is there to be read';
const DEFAULTED = 'Kubernetes takes 0 for its default';
const NODE_REFUSES = 'the node refuses to start it';

type Step = string | number;
const template = (...steps: Step[]) => ['Deployment', 'spec', 'template', ...steps] as [string, ...Step[]];
const pod = (...steps: Step[]) => template('spec', ...steps);
const main = (...steps: Step[]) => pod('containers', 0, ...steps);
const image = (value: string, rule: string, reason = NOT_PULLED): Row => [rule, 'image', { image: value }, main('image'), value, reason];
const env = (source: EnvValueSource): Props => ({ envValueFrom: { A: source } });
const mount = (volume: Volume, path = '/a'): Props => ({ mounts: [{ path, volume }] });
const readiness = (probe: Probe): Props => ({ probes: { readiness: probe } });
const HTTP = readiness(Probe.httpGet('/'));
const LIVE: Props = { probes: { liveness: Probe.httpGet('/') } };
const FIELD = env(EnvValueSource.field('metadata.name'));
const RESOURCE = env(EnvValueSource.resource('limits.cpu'));
const KEY = env(EnvValueSource.secretKey('a', 'b'));
const CONFIG = mount(Volume.configMap('a', { items: { b: 'c' } }));
const TOKEN = mount(Volume.projected('a', [ProjectedSource.serviceAccountToken(), ProjectedSource.secret('b', { items: { a: 'a' } })]));
const CLAIM = mount(Volume.ephemeral('a', { size: '1Gi' }));
const CSI = mount(Volume.csi('a', { driver: 'example.com' }));
const HOST_NETWORK = { exceptions: { hostNetwork: 'why' } };

/** Rules about pods, containers and volumes. */
export const OF_CONTAINERS: readonly Row[] = [
  ['must be an image reference', 'image', { image: '' }, main('image'), ''],
  image('a/B:1', 'must name the repository'),
  image('a..b/c//d:1', 'must name a registry'),
  image('a//b:1', 'must name a repository:'),
  image(`${'a/'.repeat(128)}a:1`, 'must name a repository of at most'),
  image('a:.', 'must have a tag'),
  image('a@sha256:0', 'must have a digest'),
  image('a:latest', 'must name a fixed tag or digest', MOVES),
  ['must be an absolute path', 'workingDir', { workingDir: 'a' }, main('workingDir'), 'a', NODE_REFUSES],
  ['must be a DNS label:', 'containerName', { containerName: 'A' }, main('name'), 'A'],
  ["must be unique among the pod's containers", 'initContainers[0].name', { initContainers: [{ name: 'api', image: 'a:1' }] }, pod('initContainers', 0, 'name'), 'api', undefined, { initContainers: [{ name: 'a', image: 'a:1' }] }],

  ['must be a whole number from 1 to 65535', 'ports[0].port', { ports: [{ name: 'http', port: 0 }], service: { ports: [{ port: 80 }] } }, main('ports', 0, 'containerPort'), 0],
  ['must be a port name', 'ports[0].name', { ports: [{ name: 'HTTP', port: 8080 }], service: undefined }, main('ports', 0, 'name'), 'a--b'],
  ['must be given for a sidecar', 'sidecars[0].ports[0].name', { sidecars: [{ name: 'a', image: 'a:1', ports: [{ port: 1 }] }] }, pod('initContainers', 0, 'ports', 0, 'name'), undefined, 'Services and policies lead to ports by name', { sidecars: [{ name: 'a', image: 'a:1', ports: [{ name: 'a', port: 1 }] }] }],
  ["must be unique among the pod's ports", 'ports[1].name', { ports: [{ name: 'a', port: 1 }, { name: 'a', port: 2 }] }, main('ports', 1, 'name'), 'a', undefined, { ports: [{ name: 'a', port: 1 }, { name: 'b', port: 2 }], service: undefined }],
  ["must be unique among the pod's TCP ports", 'ports[1].port', { ports: [{ name: 'a', port: 1 }, { name: 'b', port: 1 }] }, main('ports', 1, 'containerPort'), 1, 'two cannot listen on one port', { ports: [{ name: 'a', port: 1 }, { name: 'b', port: 2 }], service: undefined }],
  ["must be given where the container's ports are not exactly one", 'probes.readiness.port', { ports: [], ...HTTP }, main('readinessProbe'), { httpGet: { path: '/' } }, undefined, { ports: [], service: undefined }],
  ["must be a number, or the name of one of the container's ports", 'probes.readiness.port', readiness(Probe.httpGet('/', { port: 'nope' })), main('readinessProbe', 'httpGet', 'port'), 'nope', NOBODY_LISTENS, HTTP],
  ['must be a TCP port', 'probes.readiness.port', { ...HTTP, ports: [{ name: 'http', port: 8080, protocol: 'UDP' }] as any }, main('ports', 0, 'protocol'), 'UDP', NOBODY_LISTENS, HTTP],
  ["must start with '/'", 'probes.readiness.path', readiness(Probe.httpGet('a')), main('readinessProbe', 'httpGet', 'path'), 'a', 'that is no path of a URL', HTTP],
  ["must be an HTTP header's name", "probes.readiness.httpHeaders['a b']", readiness(Probe.httpGet('/', { httpHeaders: { 'a b': '' } })), main('readinessProbe', 'httpGet', 'httpHeaders'), [{ name: 'a b', value: '' }], undefined, HTTP],
  ['must name a program', 'probes.readiness.command', readiness(Probe.exec([])), main('readinessProbe'), { exec: { command: [] } }, undefined, HTTP],
  ['must be a whole number from 1 to', 'probes.readiness.periodSeconds', readiness(Probe.httpGet('/', { periodSeconds: 0 })), main('readinessProbe', 'periodSeconds'), 0, DEFAULTED, HTTP],
  ['must be a whole number from 0 to', 'probes.readiness.initialDelaySeconds', readiness(Probe.httpGet('/', { initialDelaySeconds: -1 })), main('readinessProbe', 'initialDelaySeconds'), -1, undefined, HTTP],
  ['must be 1 in a', 'probes.liveness.successThreshold', { probes: { liveness: Probe.httpGet('/', { successThreshold: 2 }) } }, main('livenessProbe', 'successThreshold'), 2, undefined, LIVE],
  ['must be left out of a readiness probe', 'probes.readiness.terminationGracePeriodSeconds', readiness(Probe.httpGet('/', { terminationGracePeriodSeconds: 1 })), main('readinessProbe', 'terminationGracePeriodSeconds'), 1, undefined, HTTP],
  ['must be a whole number of at least 1', 'lifecycle.preStop.seconds', { lifecycle: { preStop: LifecycleHandler.sleep(0) } }, main('lifecycle', 'preStop', 'sleep', 'seconds'), 0, 'a handler that does nothing is called NONE'],
  ["must be below 'terminationGracePeriodSeconds'", 'lifecycle.preStop.seconds', { lifecycle: { preStop: LifecycleHandler.sleep(31) } }, main('lifecycle', 'preStop', 'sleep', 'seconds'), 31],

  ['must be an environment variable name', "env['a=b']", { env: { 'a=b': '' } }, main('env'), [{ name: 'a=b' }]],
  ['must be a string', 'env.A', { env: { A: 1 } as any }, main('env'), [{ name: 'A', value: 1 }]],
  ["must not stand in 'env' too", 'envValueFrom.A', { ...FIELD, env: { A: '1' } }, main('env', 1), { name: 'A', value: '1' }, ONE_SAYS_IT, FIELD],
  ['must be a DNS subdomain', 'envValueFrom.A.secretName', env(EnvValueSource.secretKey('A', 'b')), main('env', 0, 'valueFrom', 'secretKeyRef', 'name'), 'A', undefined, KEY],
  ['must be a key of a Secret', 'envValueFrom.A.key', env(EnvValueSource.secretKey('a', 'b c')), main('env', 0, 'valueFrom', 'secretKeyRef', 'key'), 'b c', undefined, KEY],
  ['must be one of metadata.name', 'envValueFrom.A.fieldPath', env(EnvValueSource.field('spec.replicas')), main('env', 0, 'valueFrom', 'fieldRef', 'fieldPath'), 'spec.replicas', undefined, FIELD],
  ['must be an annotation key', 'envValueFrom.A.fieldPath', env(EnvValueSource.field("metadata.annotations['']")), main('env', 0, 'valueFrom', 'fieldRef', 'fieldPath'), "metadata.annotations['']", undefined, FIELD],
  ['must be requests. or limits.', 'envValueFrom.A.resource', env(EnvValueSource.resource('cpu')), main('env', 0, 'valueFrom', 'resourceFieldRef', 'resource'), 'cpu', undefined, RESOURCE],
  ['must be a unit of', 'envValueFrom.A.divisor', env(EnvValueSource.resource('limits.cpu', { divisor: '2' })), main('env', 0, 'valueFrom', 'resourceFieldRef', 'divisor'), '2', undefined, RESOURCE],
  ['must name a container of the pod', 'envValueFrom.A.containerName', env(EnvValueSource.resource('limits.cpu', { containerName: 'b' })), main('env', 0, 'valueFrom', 'resourceFieldRef', 'containerName'), 'b', NODE_REFUSES, RESOURCE],
  ['must be an environment variable name', 'envFrom[0].prefix', { envFrom: [EnvFromSource.secret('a', { prefix: '=' })] }, main('envFrom'), [{ prefix: '=', secretRef: { name: 'a' } }]],

  ["must be an absolute path below '/'", 'mounts[0].path', mount(Volume.secret('a'), '/a:b'), main('volumeMounts', 0, 'mountPath'), '/a:b', NODE_REFUSES, mount(Volume.secret('a'))],
  ['must be mounted once in a container', 'mounts[1].path', { mounts: [{ path: '/a', volume: Volume.secret('a') }, { path: '/a', volume: Volume.secret('b') }] }, main('volumeMounts', 1, 'mountPath'), '/a', undefined, { mounts: [{ path: '/a', volume: Volume.secret('a') }, { path: '/b', volume: Volume.secret('b') }] }],
  ["must be a relative path without '..'", 'mounts[0].subPath', { mounts: [{ path: '/a', volume: Volume.secret('a'), subPath: '../b' }] }, main('volumeMounts', 0, 'subPath'), '../b', undefined, mount(Volume.secret('a'))],
  ["must not be among 'mounts' too", "writablePaths['/a']", { ...mount(Volume.secret('a')), writablePaths: { '/a': '1Mi' } }, main('volumeMounts', 1, 'mountPath'), '/a', undefined, mount(Volume.secret('a'))],
  ['must be given once', "writablePaths['/a/']", { writablePaths: { '/a': '1Mi', '/a/': '1Mi' } }, main('volumeMounts', 1, 'mountPath'), '/a/', 'one hides the other', { writablePaths: { '/a': '1Mi', '/b': '1Mi' } }],
  ['must be a DNS label:', 'mounts[0].volume.volumeName', mount(Volume.emptyDir('A', { sizeLimit: '1Mi' })), pod('volumes', 0, 'name'), 'A', undefined, mount(Volume.secret('a'))],
  ['must not stand for two volumes in one pod', 'mounts[1].volume.volumeName', { mounts: [{ path: '/a', volume: Volume.secret('a') }, { path: '/b', volume: Volume.configMap('a') }] }, pod('volumes', 1, 'name'), 'a', undefined, { mounts: [{ path: '/a', volume: Volume.secret('a') }, { path: '/b', volume: Volume.configMap('b') }] }],
  ['must be a file mode', 'mounts[0].volume.defaultMode', mount(Volume.secret('a', { defaultMode: 0o1000 })), pod('volumes', 0, 'secret', 'defaultMode'), 0o1000, undefined, mount(Volume.secret('a'))],
  ['must be a ConfigMap key', "mounts[0].volume.items['b c']", mount(Volume.configMap('a', { items: { 'b c': 'c' } })), pod('volumes', 0, 'configMap', 'items', 0, 'key'), 'b c', NO_SUCH_NAME, CONFIG],
  ["must not start with '..'", 'mounts[0].volume.items.b', mount(Volume.configMap('a', { items: { b: '..c' } })), pod('volumes', 0, 'configMap', 'items', 0, 'path'), '..c', undefined, CONFIG],
  ['must be a whole number from 600 to 4294967296', 'mounts[0].volume.sources[0].expirationSeconds', mount(Volume.projected('a', [ProjectedSource.serviceAccountToken({ expirationSeconds: 599 })])), pod('volumes', 0, 'projected', 'sources', 0, 'serviceAccountToken', 'expirationSeconds'), 599, undefined, TOKEN],
  ['must write each file once', 'mounts[0].volume.sources', mount(Volume.projected('a', [ProjectedSource.serviceAccountToken(), ProjectedSource.secret('b', { items: { a: 'token' } })])), pod('volumes', 0, 'projected', 'sources', 1, 'secret', 'items', 0, 'path'), 'token', 'one file would hide the other', TOKEN],
  ["must not be a 'Volume.claimTemplate(…)'", 'mounts[0].volume', mount(Volume.claimTemplate('a', { size: '1Gi' })), main('volumeMounts', 0), { name: 'a', mountPath: '/a' }],
  ['must not be a path of the node', 'mounts[0].volume', mount(Volume.hostPath('a', { path: '/a' })), pod('volumes'), [{ name: 'a', hostPath: { path: '/a' } }]],
  ['must be one or more of ReadWriteOnce', 'mounts[0].volume.accessModes', mount(Volume.ephemeral('a', { size: '1Gi', accessModes: [VolumeAccessMode.READ_WRITE_ONCE_POD, VolumeAccessMode.READ_ONLY_MANY] })), pod('volumes', 0, 'ephemeral', 'volumeClaimTemplate', 'spec', 'accessModes'), ['ReadWriteOncePod', 'ReadOnlyMany'], undefined, CLAIM],
  ['must have at most 63 characters', 'mounts[0].volume.driver', mount(Volume.csi('a', { driver: 'a'.repeat(64) })), pod('volumes', 0, 'csi', 'driver'), 'a'.repeat(64), undefined, CSI],
  ['must be a label key', 'mounts[0].volume.items[0].fieldPath', mount(Volume.downwardApi('a', DownwardApiFile.field('a', "metadata.labels['']"))), pod('volumes', 0, 'downwardAPI', 'items', 0, 'fieldRef', 'fieldPath'), "metadata.labels['']", undefined, mount(Volume.downwardApi('a', DownwardApiFile.field('a', 'metadata.labels')))],

  ['must be a quantity of whole bytes', 'resources.memory', { resources: { memory: '0' } }, main('resources', 'limits', 'memory'), '0m', undefined],
  ['must be a quantity of whole bytes', 'resources.ephemeralStorage', { resources: { ephemeralStorage: '0' } }, main('resources'), { limits: { 'ephemeral-storage': '0' } }, NO_USE],
  ['must be a quantity above 0', 'resources.cpu', { resources: { cpu: '0' } }, main('resources', 'requests', 'cpu'), '0', NO_USE],
  ['must be at least what is reserved', 'resources.cpuLimit', { resources: { cpuLimit: '50m' } }, main('resources', 'limits', 'cpu'), '50m'],
  ['must name a resource with its domain', 'resources.extended.gpu', { resources: { extended: { gpu: '1' } } }, main('resources', 'limits', 'gpu'), '1'],
  ['must be a whole quantity', "resources.extended['example.com/a']", { resources: { extended: { 'example.com/a': '500m' } } }, main('resources', 'limits', 'example.com/a'), '500m'],
  ["must not start with 'requests.'", "resources.extended['requests.example.com/a']", { resources: { extended: { 'requests.example.com/a': '1' } } }, main('resources', 'limits', 'requests.example.com/a'), '1'],
  ['must have a domain of at most', `resources.extended['${'a.'.repeat(122)}a/a']`, { resources: { extended: { [`${'a.'.repeat(122)}a/a`]: '1' } } }, main('resources', 'limits', `${'a.'.repeat(122)}a/a`), '1'],
  ['must be a multiple of the size of a page', 'resources.extended.hugepages-2Mi', { resources: { extended: { 'hugepages-2Mi': '3Mi' } } }, main('resources', 'limits', 'hugepages-2Mi'), '3Mi'],

  ['must not be 0, which is root', 'security.runAsUser', { security: { runAsUser: 0 } }, pod('securityContext', 'runAsUser'), 0],
  ['must be a whole number from 0 to 2147483647', 'security.fsGroup', { security: { fsGroup: 2 ** 31 } }, pod('securityContext', 'fsGroup'), 2 ** 31],
  ['must be NET_BIND_SERVICE', 'security.addCapabilities[0]', { security: { addCapabilities: ['CHOWN'] } }, main('securityContext', 'capabilities', 'add'), ['CHOWN']],
  ['must name a Linux capability', 'security.addCapabilities[0]', { security: { addCapabilities: ['CAP_CHOWN'] }, exceptions: { addedCapabilities: 'why' } }, main('securityContext', 'capabilities', 'add'), ['CAP_CHOWN']],
  ['must not be unconfined', 'security.seccompProfile', { security: { seccompProfile: SeccompProfile.UNCONFINED } }, pod('securityContext', 'seccompProfile'), { type: 'Unconfined' }],
  ['must not be unconfined', 'security.appArmorProfile', { security: { appArmorProfile: AppArmorProfile.UNCONFINED } }, pod('securityContext', 'appArmorProfile'), { type: 'Unconfined' }],
  ["must be a relative path without '..'", 'security.seccompProfile', { security: { seccompProfile: SeccompProfile.localhost('../a') } }, pod('securityContext', 'seccompProfile'), { type: 'Localhost', localhostProfile: '../a' }],
  ['must name a profile', 'security.appArmorProfile', { security: { appArmorProfile: AppArmorProfile.localhost(' a') } }, pod('securityContext', 'appArmorProfile'), { type: 'Localhost', localhostProfile: ' a' }],
  ["must not be set on the node's network", 'security.userNamespace', { security: { userNamespace: true }, ...HOST_NETWORK }, pod('hostUsers'), false, undefined, HOST_NETWORK],
  ['must say why', 'exceptions.noMemoryLimit', { exceptions: { noMemoryLimit: ' ' } }, ['Deployment', 'metadata', 'annotations'], { 'exception.fleetwright.io/noMemoryLimit': ' ' }, WRITTEN_DOWN],
  ['excuses nothing', 'exceptions.floatingTag', { exceptions: { floatingTag: 'why' } }, ['Deployment', 'metadata', 'annotations'], { 'exception.fleetwright.io/floatingTag': 'why' }, WRITTEN_DOWN],

  ['must be a DNS subdomain', 'imagePullSecrets[0]', { imagePullSecrets: ['A'] }, pod('imagePullSecrets'), [{ name: 'A' }], NO_SUCH_NAME],
  ['must be named once', 'imagePullSecrets[1]', { imagePullSecrets: ['a', 'a'] }, pod('imagePullSecrets'), [{ name: 'a' }, { name: 'a' }], 'an apply by the server counts the two as one, or refuses them'],
  ['must be a DNS subdomain', 'priorityClassName', { priorityClassName: 'A' }, pod('priorityClassName'), 'A'],
  ['must be a whole number of at least 1', 'terminationGracePeriodSeconds', { terminationGracePeriodSeconds: 0 }, pod('terminationGracePeriodSeconds'), 0, 'pods would be killed without being told to end', { service: undefined, ports: [] }],
  ['must not change a label that the workload sets', "podLabels['app.kubernetes.io/name']", { podLabels: { 'app.kubernetes.io/name': 'x' } }, template('metadata', 'labels', 'app.kubernetes.io/name'), 'x'],
  ['must not set what a container may do', "podAnnotations['container.apparmor.security.beta.kubernetes.io/api']", { podAnnotations: { 'container.apparmor.security.beta.kubernetes.io/api': 'unconfined' } }, template('metadata', 'annotations'), { 'container.apparmor.security.beta.kubernetes.io/api': 'unconfined' }],
  ['must be a label key', "nodeSelector['a b']", { nodeSelector: { 'a b': '' } }, pod('nodeSelector'), { 'a b': '' }],
];
