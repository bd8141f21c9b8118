import { Lazy } from 'cdk8s';
import { placeholder } from '../../lib/manifest/known';
import { Mount } from '../../lib/pod/mount';
import { Volume, VolumeAccessMode } from '../../lib/pod/volume';
import { DownwardApiFile, ProjectedSource } from '../../lib/pod/volume-file';
import { faultsIn, render } from './pod-construct';

const mounted = (...volumes: Volume[]): Mount[] => volumes.map((volume, index) => ({ path: `/mnt/${index}`, volume }));
const volumesOf = (...volumes: Volume[]) => render({ mounts: mounted(...volumes), writablePaths: {} }).template.spec.volumes;
const faultsOf = (volume: Volume) => faultsIn({ mounts: mounted(volume) });

test.each<[string, Volume, { [field: string]: any }]>([
  ['a ConfigMap', Volume.configMap('settings.v1', { items: { 'app.yaml': 'conf/app.yaml' }, defaultMode: 0o440, optional: false }),
    { name: 'settings-v1', configMap: { name: 'settings.v1', items: [{ key: 'app.yaml', path: 'conf/app.yaml' }], defaultMode: 288, optional: false } }],
  ['a Secret', Volume.secret('tls', { volumeName: 'certs' }), { name: 'certs', secret: { secretName: 'tls' } }],
  ['an empty directory', Volume.emptyDir('cache', { sizeLimit: '1Gi' }), { name: 'cache', emptyDir: { sizeLimit: '1Gi' } }],
  ['one in memory', Volume.emptyDir('shm', { sizeLimit: '64Mi', inMemory: true }), { name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } }],
  ['a claim', Volume.persistentVolumeClaim('data', { readOnly: true }), { name: 'data', persistentVolumeClaim: { claimName: 'data', readOnly: true } }],
  ['a CSI volume', Volume.csi('vault', { driver: 'Secrets-store.csi.k8s.io', readOnly: true, volumeAttributes: { a: '' }, nodePublishSecretName: 'creds' }),
    { name: 'vault', csi: { driver: 'Secrets-store.csi.k8s.io', readOnly: true, volumeAttributes: { a: '' }, nodePublishSecretRef: { name: 'creds' } } }],
  ['facts about the pod', Volume.downwardApi('facts', DownwardApiFile.field('labels', 'metadata.labels'), DownwardApiFile.resource('mem', 'api', 'limits.memory', '1Mi')),
    { name: 'facts', downwardAPI: { items: [
      { path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } },
      { path: 'mem', resourceFieldRef: { containerName: 'api', resource: 'limits.memory', divisor: '1Mi' } },
    ] } }],
  ['an ephemeral claim', Volume.ephemeral('scratch', { size: '20Gi' }),
    { name: 'scratch', ephemeral: { volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '20Gi' } } } } } }],
  ['an ephemeral claim without class', Volume.ephemeral('scratch', { size: '20Gi', storageClassName: '', accessModes: [VolumeAccessMode.READ_WRITE_ONCE_POD] }),
    { name: 'scratch', ephemeral: { volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOncePod'], storageClassName: '', resources: { requests: { storage: '20Gi' } } } } } }],
  ['several sources', Volume.projected('all', [
    ProjectedSource.configMap('a', { items: { k: 'a' } }),
    ProjectedSource.secret('b', { optional: true }),
    ProjectedSource.serviceAccountToken({ audience: 'vault' }),
    ProjectedSource.downwardApi(DownwardApiFile.field('name', 'metadata.name')),
  ], { defaultMode: 0 }),
  { name: 'all', projected: { defaultMode: 0, sources: [
    { configMap: { name: 'a', items: [{ key: 'k', path: 'a' }] } },
    { secret: { name: 'b', optional: true } },
    { serviceAccountToken: { path: 'token', audience: 'vault', expirationSeconds: 3600 } },
    { downwardAPI: { items: [{ path: 'name', fieldRef: { fieldPath: 'metadata.name' } }] } },
  ] } }],
])('writes %s as Kubernetes spells it', (_, volume, manifest) => {
  expect(volumesOf(volume)).toEqual([manifest]);
});

test.each<[string, (options: any) => Volume, string]>([
  ['a ConfigMap', (options) => Volume.configMap('a', options), 'configMap'],
  ['a Secret', (options) => Volume.secret('a', options), 'secret'],
  ['a CSI volume', (options) => Volume.csi('a', { driver: 'vault.example.com', ...options }), 'csi'],
  ['several sources', (options) => Volume.projected('a', [ProjectedSource.secret('a')], options), 'projected'],
  ['one of several sources', (options) => Volume.projected('a', [ProjectedSource.configMap('a', options)]), 'projected'],
])('writes nothing that is no option of %s, and says so', (_, volume, kind) => {
  const { template, warnings } = render({ mounts: mounted(volume({ team: 'a' })), writablePaths: {} });
  expect(JSON.stringify(template.spec.volumes[0][kind])).not.toContain('team');
  expect(warnings.map(({ message }) => message)).toEqual([expect.stringMatching(/^'mounts\[0\]\.volume\.(sources\[0\]\.)?team' is no prop, so that nothing reads it\. There are /)]);
});

test('states a volume once, however many containers mount it', () => {
  const shared = () => Volume.emptyDir('shared', { sizeLimit: '1Gi' });
  const { template } = render({
    mounts: mounted(shared()), writablePaths: {}, initContainers: [{ name: 'fill', image: 'fill:1', mounts: [{ path: '/out', volume: shared() }], writablePaths: {} }],
  });
  expect(template.spec.volumes).toEqual([{ name: 'shared', emptyDir: { sizeLimit: '1Gi' } }]);
  expect(template.spec.containers[0].volumeMounts).toEqual([{ name: 'shared', mountPath: '/mnt/0' }]);
  expect(template.spec.initContainers![0].volumeMounts).toEqual([{ name: 'shared', mountPath: '/out' }]);
});

test('rejects one name for two volumes, also of two containers', () => {
  const fault = "must not stand for two volumes in one pod, got 'x'. Set 'volumeName' of one of the two.";
  expect(faultsIn({ mounts: mounted(Volume.configMap('x'), Volume.secret('x')) })).toEqual([`'mounts[1].volume.volumeName' ${fault}`]);
  expect(faultsIn({
    mounts: mounted(Volume.configMap('x')), initContainers: [{ name: 'init', image: 'init:1', mounts: mounted(Volume.configMap('x', { defaultMode: 0o400 })) }],
  })).toEqual([`'initContainers[0].mounts[0].volume.volumeName' ${fault}`]);
});

test('says each fault of a volume once, however often it is mounted', () => {
  const volume = Volume.configMap('A');
  expect(faultsIn({ mounts: mounted(volume, volume) })).toHaveLength(2);
});

test('does not judge what is not known yet', () => {
  for (const unknown of [Lazy.any({ produce: () => 'x' }), placeholder('x')] as any[]) {
    const options = { driver: unknown, nodePublishSecretName: unknown };
    const token = ProjectedSource.serviceAccountToken({ path: unknown, expirationSeconds: unknown });
    const sources = [ProjectedSource.secret(unknown, { items: { a: unknown } }), ProjectedSource.configMap('b', { items: { a: unknown } }), token];
    expect(faultsIn({ mounts: mounted(
      Volume.configMap(unknown, { volumeName: 'a', defaultMode: unknown, items: { a: unknown } }),
      Volume.secret(unknown),
      Volume.emptyDir('b', { sizeLimit: unknown }),
      Volume.persistentVolumeClaim(unknown, { volumeName: 'c' }),
      Volume.csi('d', options),
      Volume.projected('e', sources),
      Volume.downwardApi('f', DownwardApiFile.field(unknown, unknown), DownwardApiFile.resource(unknown, unknown, unknown, unknown)),
      Volume.ephemeral('g', { size: unknown, storageClassName: unknown, accessModes: unknown }),
      Volume.ephemeral('h', { size: '1Gi', accessModes: [VolumeAccessMode.READ_WRITE_ONCE, unknown] }),
    ) })).toEqual([]);
  }
});

test('judges a fact about a container unless one whose name is not known yet may be meant', () => {
  const facts = (containerName: string) => ({ mounts: mounted(Volume.downwardApi('a', DownwardApiFile.resource('cpu', containerName, 'limits.cpu', placeholder('unit')))) });
  const init = { name: placeholder('init'), image: 'init:1' };
  expect(faultsIn({ ...facts('db'), initContainers: [init] })).toEqual([]);
  expect(faultsIn({ ...facts('db'), initContainers: [{ ...init, name: 'init' }] })).toEqual([
    "'mounts[0].volume.items[0].containerName' must name a container of the pod, got 'db'. It has 'api', 'init'.",
  ]);
});

test('judges the sources that are legal beside one that is none', () => {
  const twice = ProjectedSource.configMap('a', { items: { k: 'p' } });
  expect(faultsOf(Volume.projected('a', [null as any, twice, 'secret' as any, twice]))).toEqual([
    "'mounts[0].volume.sources[0]' must not be null. Leave it out.",
    "'mounts[0].volume.sources[2]' must be a value of this library's 'ProjectedSource', got a text. Use 'ProjectedSource.configMap(…)'.",
    "'mounts[0].volume.sources' must write each file once, got 'p'. Give one of the two another path.",
  ]);
});

test('judges the paths that are known beside one that is not', () => {
  const source = (path: string) => ProjectedSource.configMap('a', { items: { k: path } });
  expect(faultsOf(Volume.projected('a', [source(placeholder('x')), source('p'), source(placeholder('x')), source('p')]))).toEqual([
    "'mounts[0].volume.sources' must write each file once, got 'p'. Give one of the two another path.",
  ]);
});

const SUBDOMAIN_RULE = "must be a DNS subdomain: at most 253 lower-case letters, digits, '-' and '.', each part starting and ending with a letter or digit";
const LABEL_RULE = "must be a DNS label: at most 63 lower-case letters, digits and '-', starting and ending with a letter or digit";

test.each<[string, Volume, string[]]>([
  ['a name that is too long for a volume', Volume.configMap(`${'a'.repeat(60)}.bcdef`), [
    `'mounts[0].volume.volumeName' ${LABEL_RULE}, got '${'a'.repeat(60)}-bcdef'. Set 'volumeName' to a DNS label.`,
  ]],
  ['a ConfigMap that can not be', Volume.configMap('_', { volumeName: 'a' }), [`'mounts[0].volume.configMapName' ${SUBDOMAIN_RULE}, got '_'. Use the name of the object.`]],
  ['a Secret that can not be', Volume.secret('_', { volumeName: 'a' }), [`'mounts[0].volume.secretName' ${SUBDOMAIN_RULE}. Use the name of a Secret, not what it holds.`]],
  ['a claim that can not be', Volume.persistentVolumeClaim('_', { volumeName: 'a' }), [`'mounts[0].volume.claimName' ${SUBDOMAIN_RULE}, got '_'. Use the name of the object.`]],
  ['a mode beyond 777', Volume.configMap('a', { defaultMode: 0o1777 }), ["'mounts[0].volume.defaultMode' must be a file mode from 0o000 to 0o777, got 1023. Use an octal number such as 0o440."]],
  ['a key that can not be', Volume.secret('a', { items: { 'a/b': 'x' } }), [
    "'mounts[0].volume.items['a/b']' must be a ConfigMap key: at most 253 letters, digits, '-', '_' and '.', not '.' and not starting with '..'. Use one of the keys of the object.",
  ]],
  ['a file outside the volume', Volume.configMap('a', { items: { k: '/etc/x' } }), ["'mounts[0].volume.items.k' must be a relative path without '..', got '/etc/x'. Use a path such as 'certs/ca.pem'."]],
  ['a file above the volume', Volume.configMap('a', { items: { k: 'x/../../y' } }), ["'mounts[0].volume.items.k' must be a relative path without '..', got 'x/../../y'. Use a path such as 'certs/ca.pem'."]],
  ['a file that the kubelet reserves', Volume.configMap('a', { items: { k: '..data' } }), ["'mounts[0].volume.items.k' must not start with '..', got '..data'. Use a path such as 'certs/ca.pem'."]],
  ['an unsized directory', Volume.emptyDir('a', { sizeLimit: 'big' }), ["'mounts[0].volume.sizeLimit' must be a quantity of whole bytes from 1 to 8Pi, got 'big'. Use a quantity such as '1Gi'."]],
  ['a driver that can not be', Volume.csi('a', { driver: 'a_b', nodePublishSecretName: '_' }), [
    `'mounts[0].volume.driver' ${SUBDOMAIN_RULE}, got 'a_b'. Use the name of the CSIDriver object, such as 'csi.cert-manager.io'.`,
    `'mounts[0].volume.nodePublishSecretName' ${SUBDOMAIN_RULE}. Use the name of a Secret, not what it holds.`,
  ]],
  ['a driver with too long a name', Volume.csi('a', { driver: 'a'.repeat(64) }), [
    `'mounts[0].volume.driver' must have at most 63 characters, got '${'a'.repeat(64)}'. Use the name of the CSIDriver object, such as 'csi.cert-manager.io'.`,
  ]],
  ['an ephemeral claim of no size', Volume.ephemeral('a', { size: '0', storageClassName: 'Fast', accessModes: [] }), [
    "'mounts[0].volume.size' must be a quantity of whole bytes from 1 to 8Pi, got '0'. Use a quantity such as '20Gi'.",
    `'mounts[0].volume.storageClassName' ${SUBDOMAIN_RULE}, got 'Fast'. Use the name of the object.`,
    "'mounts[0].volume.accessModes' must be one or more of ReadWriteOnce, ReadOnlyMany and ReadWriteMany, each once, or ReadWriteOncePod alone, got []. Leave it out for 'ReadWriteOnce'.",
  ]],
  ['one pod and many', Volume.ephemeral('a', { size: '1Gi', accessModes: [VolumeAccessMode.READ_WRITE_ONCE_POD, VolumeAccessMode.READ_ONLY_MANY] }), [
    "'mounts[0].volume.accessModes' must be one or more of ReadWriteOnce, ReadOnlyMany and ReadWriteMany, each once, or ReadWriteOncePod alone, got [\"ReadWriteOncePod\",\"ReadOnlyMany\"]. "
    + "Leave it out for 'ReadWriteOnce'.",
  ]],
  ...([[[VolumeAccessMode.READ_WRITE_ONCE_POD, placeholder('x')], '["ReadWriteOncePod","…"]'], [[placeholder('x'), 'ReadOnly'], '["…","ReadOnly"]'], [[undefined], '[null]'], ['ReadWriteOnce', "'ReadWriteOnce'"]] as const)
    .map(([accessModes, got]): [string, Volume, string[]] => [`the access modes ${got}`, Volume.ephemeral('a', { size: '1Gi', accessModes: accessModes as any }), [
      `'mounts[0].volume.accessModes' must be one or more of ReadWriteOnce, ReadOnlyMany and ReadWriteMany, each once, or ReadWriteOncePod alone, got ${got.replace('…', placeholder('x'))}. Leave it out for 'ReadWriteOnce'.`,
    ]]),
  ['facts that are none', Volume.downwardApi('a', DownwardApiFile.field('/x', 'spec.nodeName'), DownwardApiFile.resource('y', 'db', 'cpu')), [
    "'mounts[0].volume.items[0].path' must be a relative path without '..', got '/x'. Use a path such as 'labels'.",
    "'mounts[0].volume.items[0].fieldPath' must be one of metadata.name, metadata.namespace, metadata.uid, metadata.labels, metadata.annotations, "
    + "or one of metadata.labels['<key>'] and metadata.annotations['<key>'], got 'spec.nodeName'. Use one of them.",
    "'mounts[0].volume.items[1].resource' must be requests. or limits. with cpu, memory, ephemeral-storage or hugepages-<size>, got 'cpu'. Use one such as 'limits.memory'.",
    "'mounts[0].volume.items[1].containerName' must name a container of the pod, got 'db'. It has 'api'.",
  ]],
  ['sources that can not be', Volume.projected('a', [ProjectedSource.secret('_', { items: { k: '' } }), ProjectedSource.serviceAccountToken({ path: '../x', expirationSeconds: 60 })]), [
    "'mounts[0].volume.sources[0].items.k' must be a relative path without '..', got ''. Use a path such as 'certs/ca.pem'.",
    `'mounts[0].volume.sources[0].secretName' ${SUBDOMAIN_RULE}. Use the name of a Secret, not what it holds.`,
    "'mounts[0].volume.sources[1].path' must be a relative path without '..', got '../x'. Use a path such as 'token'.",
    "'mounts[0].volume.sources[1].expirationSeconds' must be a whole number from 600 to 4294967296, got 60. Leave it out for an hour.",
  ]],
  ['one file from two sources', Volume.projected('a', [ProjectedSource.configMap('x', { items: { k: 'token' } }), ProjectedSource.serviceAccountToken()]), [
    "'mounts[0].volume.sources' must write each file once, got 'token'. Give one of the two another path.",
  ]],
])('rejects %s', (_, volume, faults) => {
  expect(faultsOf(volume)).toEqual(faults);
});

test.each<[string, Volume]>([
  ['access modes that are null', Volume.ephemeral('a', { size: '1Gi', accessModes: null as any })],
  ['one pod alone', Volume.ephemeral('a', { size: '1Gi', accessModes: [VolumeAccessMode.READ_WRITE_ONCE_POD] })],
  ['one way to mount it', Volume.ephemeral('a', { size: '1Gi', accessModes: [VolumeAccessMode.READ_WRITE_MANY] })],
  ['one way or the other', Volume.ephemeral('a', { size: '1Gi', accessModes: [VolumeAccessMode.READ_WRITE_ONCE, VolumeAccessMode.READ_ONLY_MANY] })],
  ['the last mode', Volume.configMap('a', { defaultMode: 0o777 })],
  ['the first mode', Volume.secret('a', { defaultMode: 0 })],
  ['a driver with as long a name as can be', Volume.csi('a', { driver: 'a'.repeat(63) })],
  ['an empty class', Volume.ephemeral('a', { size: '1', storageClassName: '' })],
  ['a token of ten minutes', Volume.projected('a', [ProjectedSource.serviceAccountToken({ expirationSeconds: 600 })])],
  ['facts of its pod', Volume.downwardApi('a', DownwardApiFile.field('labels', 'metadata.labels'), DownwardApiFile.resource('cpu', 'api', 'limits.cpu', '1m'))],
])('takes %s', (_, volume) => {
  expect(faultsOf(volume)).toEqual([]);
});

test('access modes that are null are those of the default', () => {
  expect(volumesOf(Volume.ephemeral('a', { size: '1Gi', accessModes: null as any }))[0].ephemeral.volumeClaimTemplate.spec.accessModes).toEqual(['ReadWriteOnce']);
});

test('a CSI volume names no Secret unless one is given', () => {
  expect(volumesOf(Volume.csi('vault', { driver: 'secrets-store.csi.k8s.io' }))).toEqual([{ name: 'vault', csi: { driver: 'secrets-store.csi.k8s.io' } }]);
});

test('a name may stand twice for the same', () => {
  const alike = () => [Volume.configMap('x', { defaultMode: 0o400 }), Volume.emptyDir('y', { sizeLimit: '1Gi' })];
  expect(faultsIn({ mounts: mounted(...alike(), ...alike()) })).toEqual([]);
});

test('a name must not stand for two directories of different sizes', () => {
  expect(faultsIn({ mounts: mounted(Volume.emptyDir('x', { sizeLimit: '1Gi' }), Volume.emptyDir('x', { sizeLimit: '2Gi' })) })).toEqual([
    "'mounts[1].volume.volumeName' must not stand for two volumes in one pod, got 'x'. Set 'volumeName' of one of the two.",
  ]);
});
