import { placeholder } from '../../lib/manifest/known';
import { HardenedPodProps } from '../../lib/pod/hardened-pod';
import { LifecycleHandler } from '../../lib/pod/lifecycle';
import { faultsIn, MINIMAL, render } from './pod-construct';

const ports = [{ port: 8080 }];
const lifecycleOf = (props: Partial<HardenedPodProps>, version?: string) => render(props, version).container.lifecycle;

describe('before a container with ports ends', () => {
  test('it sleeps from Kubernetes 1.30, so that its endpoints are taken out first', () => {
    expect(lifecycleOf({ ports }, '1.30')).toEqual({ preStop: { sleep: { seconds: 5 } } });
    expect(render({ ports }, '1.30').template.spec.terminationGracePeriodSeconds).toBe(30);
  });

  test.each<[string, Partial<HardenedPodProps>, string | undefined]>([
    ['the cluster is older', { ports }, '1.29'],
    ['the version is not known', { ports }, undefined],
    ['it has no ports', {}, '1.30'],
    ['the grace period is no longer than that', { ports, terminationGracePeriodSeconds: 5 }, '1.30'],
    ['the grace period is not known yet', { ports, terminationGracePeriodSeconds: placeholder('grace') as any }, '1.30'],
    ['the caller wants nothing', { ports, lifecycle: { preStop: LifecycleHandler.NONE } }, '1.30'],
  ])('nothing happens where %s', (_, props, version) => {
    expect(render(props, version).container).not.toHaveProperty('lifecycle');
  });

  test('nothing happens in a sidecar, which ends last', () => {
    const sidecars = [{ ...MINIMAL, name: 'proxy', ports: [{ name: 'proxy', port: 1 }] }];
    expect(render({ sidecars }, '1.30').template.spec.initContainers![0]).not.toHaveProperty('lifecycle');
  });
});

test('writes each kind of handler as Kubernetes spells it', () => {
  expect(lifecycleOf({ lifecycle: { postStart: LifecycleHandler.exec(['/bin/warm']), preStop: LifecycleHandler.httpGet('/quit', { port: 8080 }) } }))
    .toEqual({ postStart: { exec: { command: ['/bin/warm'] } }, preStop: { httpGet: { path: '/quit', port: 8080 } } });
  expect(lifecycleOf({ terminationGracePeriodSeconds: 90, lifecycle: { preStop: LifecycleHandler.sleep(60) } }, '1.31')).toEqual({ preStop: { sleep: { seconds: 60 } } });
});

test('keeps the default beside a handler for the start', () => {
  expect(lifecycleOf({ ports, lifecycle: { postStart: LifecycleHandler.exec(['/bin/warm']) } }, '1.30'))
    .toEqual({ postStart: { exec: { command: ['/bin/warm'] } }, preStop: { sleep: { seconds: 5 } } });
});

test('does not judge what is not known yet', () => {
  const unknown: any = placeholder('x');
  expect(faultsIn({ lifecycle: { preStop: LifecycleHandler.sleep(unknown), postStart: LifecycleHandler.httpGet(unknown, { port: unknown }) } }, '1.30')).toEqual([]);
  expect(faultsIn({ terminationGracePeriodSeconds: unknown, lifecycle: { preStop: LifecycleHandler.sleep(60) } }, '1.30')).toEqual([]);
});

test.each<[string, LifecycleHandler, string | undefined, string[]]>([
  ['a sleep where the version is not known', LifecycleHandler.sleep(5), undefined, [
    "'lifecycle.preStop' needs Kubernetes 1.30, and the cluster's version is not known. Set 'kubernetesVersion' on the Cluster, or leave it out.",
  ]],
  ['a sleep before 1.30', LifecycleHandler.sleep(5), '1.29.4', ["'lifecycle.preStop' needs Kubernetes 1.30, and the cluster runs 1.29.4. Upgrade the cluster, or leave it out."]],
  ['a sleep of nothing', LifecycleHandler.sleep(0), '1.30', ["'lifecycle.preStop.seconds' must be a whole number of at least 1, got 0. Use 'LifecycleHandler.NONE' to wait for nothing."]],
  ['a sleep as long as the grace period', LifecycleHandler.sleep(30), '1.30', [
    "'lifecycle.preStop.seconds' must be below 'terminationGracePeriodSeconds', which is 30, got 30. Raise that, or wait for less.",
  ]],
  ['no command', LifecycleHandler.exec([]), '1.30', ["'lifecycle.preStop.command' must name a program, got []. Use a command such as ['/bin/healthy']."]],
  ['a path without its slash', LifecycleHandler.httpGet('quit', { port: 1 }), '1.30', ["'lifecycle.preStop.path' must start with '/', got 'quit'. Use a path such as '/healthz'."]],
  ['an undeclared port', LifecycleHandler.httpGet('/quit'), '1.30', [
    "'lifecycle.preStop.port' must be given where the container's ports are not exactly one. It declares none.",
  ]],
])('rejects %s', (_, preStop, version, faults) => {
  expect(faultsIn({ lifecycle: { preStop } }, version)).toEqual(faults);
});
