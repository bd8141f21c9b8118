import { Lazy, Testing } from 'cdk8s';
import { placeholder } from '../../lib/manifest/known';
import { HardenedPodProps } from '../../lib/pod/hardened-pod';
import { HostPathType, HostPathVolumeOptions } from '../../lib/pod/host-path';
import { Mount } from '../../lib/pod/mount';
import { Volume } from '../../lib/pod/volume';
import { checkPodSecurity } from '../../lib/rules/pod-security/check-pod-security';
import { schemaFaults } from '../schema/kubernetes-schema';
import { chartIn, deploy } from '../workload/deployment-construct';
import { faultsIn, render } from './pod-construct';

const WHY = { hostPath: 'reads the logs of its node' };
const logs = (options: Partial<HostPathVolumeOptions> = {}) => Volume.hostPath('logs', { path: '/var/log/pods', ...options });
const agent = (mount: Partial<Mount> = {}, props: Partial<HardenedPodProps> = {}) => ({
  mounts: [{ path: '/logs', volume: logs(), ...mount }], exceptions: WHY, writablePaths: {}, ...props,
});
const at = (path: string, mount: Partial<Mount> = {}) => agent({ volume: logs({ path }), ...mount });
const hostPathWarnings = (props: Partial<HardenedPodProps>) =>
  render(props).warnings.filter(({ id }) => id === 'workload/host-path').map(({ message }) => message);

test('shows a path of the node, read-only, and says why on the workload', () => {
  const { template, container, pod, warnings } = render(agent({ volume: logs({ type: HostPathType.DIRECTORY }) }));
  expect(template.spec.volumes).toEqual([{ name: 'logs', hostPath: { path: '/var/log/pods', type: 'Directory' } }]);
  expect(container.volumeMounts).toEqual([{ name: 'logs', mountPath: '/logs', readOnly: true }]);
  expect(pod.annotations).toEqual({ 'exception.fleetwright.io/hostPath': 'reads the logs of its node' });
  expect(warnings).toEqual([{
    id: 'workload/restricted', severity: 'warning', path: 'shop/api', accepted: 'reads the logs of its node',
    message: "container 'api' leaves Pod Security 'baseline' by its exception 'hostPath': reads the logs of its node",
  }]);
});

test('keeps all else restricted', () => {
  const found = (level: 'restricted' | 'baseline') => checkPodSecurity(render(agent()).template, level, 'latest').map(({ check }) => check);
  expect(found('restricted')).toEqual(['restrictedVolumes']);
  expect(found('baseline')).toEqual(['hostPathVolumes']);
});

test('keeps what is mounted below from being written too, where Kubernetes can', () => {
  const mountIn = (version: string | undefined, mount: Partial<Mount> = {}) => render(agent(mount), version).container.volumeMounts![0];
  expect(mountIn('1.31')).toEqual({ name: 'logs', mountPath: '/logs', readOnly: true, recursiveReadOnly: 'IfPossible' });
  for (const version of ['1.30', undefined]) { expect(mountIn(version)).not.toHaveProperty('recursiveReadOnly'); }
  expect(mountIn('1.31', { readOnly: false })).toEqual({ name: 'logs', mountPath: '/logs', readOnly: false });
  expect(mountIn('1.31', { readOnly: placeholder('read') as any })).not.toHaveProperty('recursiveReadOnly');
  expect(mountIn('1.31', { volume: Volume.secret('tls') })).not.toHaveProperty('recursiveReadOnly');
});

test.each(['1.28', '1.30', '1.31', '1.36'])('is as the schemas of Kubernetes %s have it', (version) => {
  for (const type of [undefined, ...Object.values(HostPathType)]) {
    expect(schemaFaults(render(agent({ volume: logs({ type }) }), version).deployment, version)).toEqual([]);
  }
});

const NOT_ALLOWED = " must not be a path of the node, which Pod Security forbids. Use 'writablePaths' or 'Volume.emptyDir(…)' for what is lost with "
  + "the pod and 'Volume.persistentVolumeClaim(…)' for what stays, or say why in 'exceptions.hostPath'.";

test('needs the exception, in every container', () => {
  const { mounts } = agent();
  expect(faultsIn({ mounts })).toEqual([`'mounts[0].volume'${NOT_ALLOWED}`]);
  expect(faultsIn({ initContainers: [{ name: 'look', image: 'look:1', mounts }] })).toEqual([`'initContainers[0].mounts[0].volume'${NOT_ALLOWED}`]);
  expect(faultsIn({ initContainers: [{ name: 'look', image: 'look:1', mounts }], exceptions: WHY })).toEqual([]);
  expect(faultsIn({ exceptions: WHY })).toEqual(["'exceptions.hostPath' excuses nothing. Leave it out."]);
});

test.each<[string, Partial<HostPathVolumeOptions>, string]>([
  ['no path', { path: undefined }, "'mounts[0].volume.path' must be given. Use a path such as '/var/log/pods'."],
  ['an empty path', { path: '' }, "'mounts[0].volume.path' must be an absolute path without '..', got ''. Use a path such as '/var/log/pods'."],
  ['a relative path', { path: 'var/log' }, "'mounts[0].volume.path' must be an absolute path without '..', got 'var/log'. Use a path such as '/var/log/pods'."],
  ['steps upwards', { path: '/var/log/../lib' }, "'mounts[0].volume.path' must be an absolute path without '..', got '/var/log/../lib'. Use a path such as '/var/log/pods'."],
  ['another type', { type: 'Dir' as any }, "'mounts[0].volume.type' must be 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket', 'CharDevice' or 'BlockDevice', got 'Dir'. Use one of them."],
])('refuses %s', (_, options, message) => {
  expect(faultsIn(agent({ volume: logs(options) }))).toEqual([message]);
});

test('takes names that only begin with two dots, as the API server does', () => {
  expect(faultsIn(at('/var/..data/a..b'))).toEqual([]);
});

test('takes a path that is not known yet, and judges it when it is', () => {
  expect(render(at(placeholder('path'))).template.spec.volumes![0].hostPath.path).toBe(placeholder('path'));
  const chart = chartIn();
  deploy(at(Lazy.any({ produce: () => '/a/..' }) as any), chart);
  expect(() => Testing.synth(chart)).toThrow("'mounts[0].volume.path' must be an absolute path without '..', got '/a/..'. Use a path such as '/var/log/pods'.");
});

describe('warns of what gives the node away', () => {
  const RUNTIME = 'the socket of the container runtime, and whoever calls it is root on the node, read-only or not';

  test.each([
    ['/var/run/docker.sock', RUNTIME],
    ['/run/containerd', RUNTIME],
    ['/run', RUNTIME],
    ['/var/lib/kubelet/pods/', 'the Secrets and tokens of all its pods'],
    ['/etc/kubernetes/pki', 'the credentials of the node'],
    ['/var/lib/kubelet', 'the Secrets and tokens of all its pods; the credentials of the node'],
    ['/', `${RUNTIME}; the Secrets and tokens of all its pods; the credentials of the node; all that the cluster knows`],
  ])('%s', (path, what) => {
    expect(hostPathWarnings(at(path))).toEqual([`container 'api' sees '${path}' of its node, and with it ${what}. Mount no more than it reads.`]);
  });

  test.each(['/var/log', '/var/log/pods', '/var/lib/kubelet-agent', '/proc', '/runner', placeholder('path')])('and not of %s', (path) => {
    expect(hostPathWarnings(at(path))).toEqual([]);
  });
});

describe('warns of what may be written', () => {
  test.each(['/var/log', '/etc/cron.d', '/usr/local/bin', '/opt/cni/bin'])('%s', (path) => {
    expect(hostPathWarnings(at(path, { readOnly: false }))).toEqual([
      `container 'api' may write to '${path}' of its node, and so become root there. Leave 'readOnly' out, or give it a directory of its own, such as '/var/lib/api'.`,
    ]);
  });

  test.each(['/var/lib/api', '/mnt/disks', '/etcetera'])('and not of %s', (path) => {
    expect(hostPathWarnings(at(path, { readOnly: false }))).toEqual([]);
  });

  test('and not where that is not known yet', () => {
    expect(hostPathWarnings(at('/var/log', { readOnly: placeholder('read') as any }))).toEqual([]);
  });
});
