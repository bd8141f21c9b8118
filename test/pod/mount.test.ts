import { Lazy } from 'cdk8s';
import { placeholder } from '../../lib/manifest/known';
import { Mount } from '../../lib/pod/mount';
import { Volume } from '../../lib/pod/volume';
import { faultsIn, render } from './pod-construct';

const cache = Volume.emptyDir('cache', { sizeLimit: '1Gi' });
const mountsOf = (...mounts: Mount[]) => render({ mounts, writablePaths: {} }).container.volumeMounts;

test('mounts read-only what can not be written anyway, and as asked otherwise', () => {
  expect(mountsOf(
    { path: '/a', volume: Volume.configMap('a') },
    { path: '/b', volume: Volume.secret('b') },
    { path: '/c', volume: Volume.projected('c', []) },
    { path: '/d', volume: Volume.downwardApi('d') },
    { path: '/e', volume: cache, subPath: 'e/f' },
    { path: '/f', volume: cache, readOnly: true, subPath: '' },
    { path: '/g', volume: Volume.secret('b'), readOnly: false },
  )).toEqual([
    { name: 'a', mountPath: '/a', readOnly: true },
    { name: 'b', mountPath: '/b', readOnly: true },
    { name: 'c', mountPath: '/c', readOnly: true },
    { name: 'd', mountPath: '/d', readOnly: true },
    { name: 'cache', mountPath: '/e', subPath: 'e/f' },
    { name: 'cache', mountPath: '/f', readOnly: true, subPath: '' },
    { name: 'b', mountPath: '/g', readOnly: false },
  ]);
});

test('states no mounts and no volumes where there are none', () => {
  const { container, template } = render({ writablePaths: {} });
  expect(container).not.toHaveProperty('volumeMounts');
  expect(template.spec).not.toHaveProperty('volumes');
});

describe('writable paths', () => {
  const paths = (props: Parameters<typeof render>[0]) => {
    const { container, template } = render(props);
    return { mounts: container.volumeMounts, volumes: template.spec.volumes };
  };

  test('are /tmp by default, because the rest is read-only', () => {
    expect(paths({})).toEqual({ mounts: [{ name: 'tmp', mountPath: '/tmp' }], volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }] });
    expect(render({}).container.securityContext!.readOnlyRootFilesystem).toBe(true);
  });

  test('are those that the caller names', () => {
    expect(paths({ writablePaths: { '/var/cache/nginx': '128Mi', '/run': '1Mi' } })).toEqual({
      mounts: [{ name: 'var-cache-nginx', mountPath: '/var/cache/nginx' }, { name: 'run', mountPath: '/run' }],
      volumes: [{ name: 'var-cache-nginx', emptyDir: { sizeLimit: '128Mi' } }, { name: 'run', emptyDir: { sizeLimit: '1Mi' } }],
    });
  });

  test('leave /tmp to a volume that is mounted there', () => {
    expect(paths({ mounts: [{ path: '/tmp/', volume: cache }] })).toEqual({
      mounts: [{ name: 'cache', mountPath: '/tmp/' }], volumes: [{ name: 'cache', emptyDir: { sizeLimit: '1Gi' } }],
    });
  });

  test('are none by default where an exception makes everything writable', () => {
    const { container, template, pod, warnings } = render({ exceptions: { writableRootFilesystem: 'writes beside its binary' } });
    expect(container.securityContext!.readOnlyRootFilesystem).toBe(false);
    expect(container).not.toHaveProperty('volumeMounts');
    expect(template.spec).not.toHaveProperty('volumes');
    expect(pod.annotations).toEqual({ 'exception.fleetwright.io/writableRootFilesystem': 'writes beside its binary' });
    expect(warnings).toEqual([]);
  });

  test('are each container\'s own', () => {
    const { template } = render({ initContainers: [{ name: 'init', image: 'init:1' }], sidecars: [{ name: 'proxy', image: 'proxy:1' }] }, '1.29');
    expect(template.spec.initContainers!.map(({ volumeMounts }) => volumeMounts)).toEqual([
      [{ name: 'proxy-tmp', mountPath: '/tmp' }],
      [{ name: 'init-tmp', mountPath: '/tmp' }],
    ]);
    expect(template.spec.volumes.map(({ name }: any) => name)).toEqual(['tmp', 'proxy-tmp', 'init-tmp']);
  });

  test('get a volume of a legal name that nothing else has', () => {
    const long = `/${'A_b/'.repeat(20)}`;
    const names = paths({ mounts: [{ path: '/x', volume: Volume.emptyDir('tmp', { sizeLimit: '1Mi' }) }], writablePaths: { '/tmp': '1Mi', '/TMP': '1Mi', '/ä': '1Mi', [`${long}x`]: '1Mi', [`${long}y`]: '1Mi' } })
      .volumes.map(({ name }: any) => name);
    expect(names).toEqual(['tmp', 'tmp-2', 'tmp-3', 'writable', 'a-b-'.repeat(15) + 'a-b', `${'a-b-'.repeat(15)}a-2`]);
  });
});

test('does not judge what is not known yet', () => {
  for (const unknown of [Lazy.any({ produce: () => 'x' }), placeholder('x')] as any[]) {
    expect(faultsIn({ mounts: [{ path: unknown, volume: cache, subPath: unknown }, { path: unknown, volume: cache }], writablePaths: { '/tmp': unknown } })).toEqual([]);
    expect(faultsIn({ mounts: [{ path: '/a', volume: cache }, { path: unknown, volume: cache }, { path: '/a', volume: cache }] })).toHaveLength(1);
  }
});

const PATH_RULE = "must be an absolute path below '/', without ':' and '..'";

test.each<[string, Parameters<typeof faultsIn>[0], string[]]>([
  ...['/', 'data', '/a:b', '/a/../b', '', '//'].map((path): [string, Parameters<typeof faultsIn>[0], string[]] => [
    `the path "${path}"`, { mounts: [{ path, volume: cache }] }, [`'mounts[0].path' ${PATH_RULE}, got '${path}'. Use a path such as '/var/cache/app'.`],
  ]),
  ['a path twice', { mounts: [{ path: '/a', volume: cache }, { path: '/a/', volume: cache }] }, ["'mounts[1].path' must be mounted once in a container, got '/a/'. Leave one of the two out."]],
  ['a path twice, once by way of itself', { mounts: [{ path: '/a/b', volume: cache }, { path: '/a/./b', volume: cache }] }, ["'mounts[1].path' must be mounted once in a container, got '/a/./b'. Leave one of the two out."]],
  ['a path outside the volume', { mounts: [{ path: '/a', volume: cache, subPath: '/b' }] }, ["'mounts[0].subPath' must be a relative path without '..', got '/b'. Use a path such as 'data/a'."]],
  ['a writable path that is relative', { writablePaths: { tmp: '1Mi' } }, [`'writablePaths.tmp' ${PATH_RULE}. Use a path such as '/var/cache/app'.`]],
  ['a writable path without a size', { writablePaths: { '/tmp': '' } }, ["'writablePaths['/tmp']' must be a quantity of whole bytes from 1 to 8Pi, got ''. Use a quantity such as '64Mi'."]],
  ['a writable path twice', { writablePaths: { '/tmp': '1Mi', '/tmp/': '1Mi' } }, ["'writablePaths['/tmp/']' must be given once. Leave one of the two out."]],
  ['a writable path that is mounted too', { writablePaths: { '/a': '1Mi' }, mounts: [{ path: '/a', volume: cache }] }, [
    "'writablePaths['/a']' must not be among 'mounts' too. Leave one of the two out.",
  ]],
])('rejects %s', (_, props, faults) => {
  expect(faultsIn(props)).toEqual(faults);
});

test.each<[string, Mount[]]>([
  ['the whole volume', [{ path: '/a', volume: cache, subPath: '' }]],
  ['a path in the volume', [{ path: '/a', volume: cache, subPath: 'b/c' }]],
  ['a volume at two paths', [{ path: '/a', volume: cache }, { path: '/b', volume: cache }]],
])('mounts %s', (_, mounts) => {
  expect(faultsIn({ mounts })).toEqual([]);
});

describe('directories that may outgrow the disk that the pod may use', () => {
  const message = (size: string) => `its writable directories may hold ${size} on the node's disk, and it is evicted beyond 512Mi of 'ephemeralStorage'. `
    + "Raise 'resources.ephemeralStorage', or make the directories smaller.";

  test('raise a warning', () => {
    expect(render({ writablePaths: { '/tmp': '500Mi', '/run': '13Mi' } }).warnings).toEqual([{ id: 'workload/ephemeral-storage', severity: 'warning', path: 'shop/api', message: message('513Mi') }]);
    expect(render({ mounts: [{ path: '/a', volume: cache }] }).warnings.map((warning) => warning.message)).toEqual([message('1088Mi')]);
    expect(render({ writablePaths: { '/tmp': '1G' } }).warnings.map((warning) => warning.message)).toEqual([message('1000000000 bytes')]);
  });

  test.each<[string, Parameters<typeof render>[0]]>([
    ['fit', { writablePaths: { '/tmp': '512Mi' } }],
    ['are in memory', { mounts: [{ path: '/a', volume: Volume.emptyDir('a', { sizeLimit: '1Gi', inMemory: true }) }] }],
    ['may use more', { writablePaths: { '/tmp': '2Gi' }, resources: { ephemeralStorage: '2Gi' } }],
    ['are not known yet', { writablePaths: { '/tmp': placeholder('size') }, mounts: [{ path: '/a', volume: cache }] }],
  ])('raise none where they %s', (_, props) => {
    expect(render(props).warnings).toEqual([]);
  });

  test('count what sidecars may use, not init containers', () => {
    const other = { name: 'other', image: 'other:1', writablePaths: {} };
    expect(render({ writablePaths: { '/tmp': '1Gi' }, sidecars: [other] }, '1.29').warnings).toEqual([]);
    expect(render({ writablePaths: { '/tmp': '1Gi' }, initContainers: [other] }).warnings).toHaveLength(1);
  });
});
