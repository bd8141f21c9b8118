import { Lazy } from 'cdk8s';
import { EnvFromSource, EnvValueSource } from '../../lib/pod/env';
import { LifecycleHandler } from '../../lib/pod/lifecycle';
import { Probe } from '../../lib/pod/probe';
import { AppArmorProfile, SeccompProfile } from '../../lib/pod/security-profile';
import { Volume } from '../../lib/pod/volume';
import { ProjectedSource } from '../../lib/pod/volume-file';
import { faultsOf } from '../faults-of';
import { chartIn, deploy, faultsIn, manifests, warningsOf } from '../workload/deployment-construct';

const ports = [{ port: 8080 }];
const factories = [
  ['Probe.httpGet', (options: any) => Probe.httpGet('/x', options), '{ port: 8080 }'],
  ['Probe.tcpSocket', (options: any) => Probe.tcpSocket(options), '{ port: 8080 }'],
  ['Probe.grpc', (options: any) => Probe.grpc(options), '{ port: 8080 }'],
  ['Probe.exec', (options: any) => Probe.exec(['/x'], options), '{ periodSeconds: 5 }'],
  ['LifecycleHandler.httpGet', (options: any) => LifecycleHandler.httpGet('/x', options), '{ port: 8080 }'],
  ['EnvValueSource.secretKey', (options: any) => EnvValueSource.secretKey('x', 'y', options), '{ optional: true }'],
  ['EnvValueSource.configMapKey', (options: any) => EnvValueSource.configMapKey('x', 'y', options), '{ optional: true }'],
  ['EnvValueSource.resource', (options: any) => EnvValueSource.resource('limits.cpu', options), "{ divisor: '1Mi' }"],
  ['EnvFromSource.secret', (options: any) => EnvFromSource.secret('x', options), "{ prefix: 'DB_' }"],
  ['EnvFromSource.configMap', (options: any) => EnvFromSource.configMap('x', options), "{ prefix: 'DB_' }"],
  ['ProjectedSource.configMap', (options: any) => ProjectedSource.configMap('x', options), "{ items: { 'ca.crt': 'certs/ca.pem' } }"],
  ['ProjectedSource.secret', (options: any) => ProjectedSource.secret('x', options), "{ items: { 'ca.crt': 'certs/ca.pem' } }"],
  ['ProjectedSource.serviceAccountToken', (options: any) => ProjectedSource.serviceAccountToken(options), "{ audience: 'vault' }"],
  ['Volume.configMap', (options: any) => Volume.configMap('x', options), "{ volumeName: 'settings' }"],
  ['Volume.secret', (options: any) => Volume.secret('x', options), "{ volumeName: 'settings' }"],
  ['Volume.persistentVolumeClaim', (options: any) => Volume.persistentVolumeClaim('x', options), "{ volumeName: 'settings' }"],
  ['Volume.emptyDir', (options: any) => Volume.emptyDir('x', options), "{ sizeLimit: '1Gi' }"],
  ['Volume.csi', (options: any) => Volume.csi('x', options), "{ driver: 'csi.cert-manager.io' }"],
  ['Volume.projected', (options: any) => Volume.projected('x', [], options), '{ defaultMode: 0o440 }'],
  ['Volume.ephemeral', (options: any) => Volume.ephemeral('x', options), "{ size: '20Gi' }"],
  ['Volume.claimTemplate', (options: any) => Volume.claimTemplate('x', options), "{ size: '20Gi' }"],
] as const;

test.each(factories)('%s takes its options as an object, and null for none', (factory, make, example) => {
  expect(() => make(8080)).toThrow(`[${factory}] 'options' must be an object, got 8080. Use ${example}.`);
  expect(faultsOf(() => make(8080))).toEqual([`'options' must be an object, got 8080. Use ${example}.`]);
  expect(faultsOf(() => make('APP_'))).toEqual([`'options' must be an object, got 'APP_'. Use ${example}.`]);
  expect(faultsOf(() => make(Lazy.any({ produce: () => ({}) })))).toEqual([
    `'options' must be known when the program runs. Give an object such as ${example}, in which values may be known later.`,
  ]);
  expect(make(null)).toEqual(make(undefined));
});

test('an option of a probe that nothing reads is told with those that say what is asked', () => {
  const api = deploy({ ports, probes: { readiness: Probe.tcpSocket({ prt: 1 } as any), liveness: Probe.grpc({ whatever: 1 } as any) } }, chartIn());
  expect(warningsOf(api).filter((warning) => warning.startsWith('construct/'))).toEqual(expect.arrayContaining([
    "construct/unknown-prop: 'probes.readiness.prt' is no prop, so that nothing reads it. Did you mean 'port'?",
    expect.stringContaining("There are 'port', 'service', 'initialDelaySeconds'"),
  ]));
  const { readinessProbe } = manifests({ ports, probes: { readiness: Probe.tcpSocket({ periodSeconds: 5 }) } }).Deployment.spec.template.spec.containers[0];
  expect(readinessProbe).toEqual({ tcpSocket: { port: 'http' }, periodSeconds: 5 });
});

test.each<[string, unknown, string]>([
  ['nothing', undefined, "must be given. Use a path such as 'profiles/audit.json'."],
  ['a number', 5, "must be a relative path without '..', got 5. Use a path such as 'profiles/audit.json'."],
  ['an object', { a: 1 }, "must be a relative path without '..'. Use a path such as 'profiles/audit.json'."],
])('a profile on the node is no %s', (_, path, rule) => {
  expect(faultsIn({ security: { seccompProfile: SeccompProfile.localhost(path as any) } })).toEqual([`'security.seccompProfile' ${rule}`]);
});

test('an AppArmor profile on the node has a name', () => {
  expect(faultsIn({ security: { appArmorProfile: AppArmorProfile.localhost(undefined as any) } })).toEqual([
    "'security.appArmorProfile' must be given. Use the name under which it is loaded on the nodes.",
  ]);
});

const NAME_RULE = 'must name a profile, without spaces around it, in at most 4095 characters';

test.each<[string, unknown, string]>([
  ['empty', '', ", got ''"],
  ['after a space', ' a', ", got ' a'"],
  ['before a space', 'a ', ", got 'a '"],
  ['a number', 5, ', got 5'],
])('the name of an AppArmor profile must not be %s', (_, name, got) => {
  expect(faultsIn({ security: { appArmorProfile: AppArmorProfile.localhost(name as any) } })).toEqual([
    `'security.appArmorProfile' ${NAME_RULE}${got}. Use the name under which it is loaded on the nodes.`,
  ]);
});

test.each<[string, string]>([['one word', 'shop'], ['two words', 'a b'], ['4095 characters', 'a'.repeat(4095)]])('the name of an AppArmor profile may be %s', (_, name) => {
  expect(faultsIn({ security: { appArmorProfile: AppArmorProfile.localhost(name) } })).toEqual([]);
});

test('the name of an AppArmor profile must not have 4096 characters', () => {
  expect(faultsIn({ security: { appArmorProfile: AppArmorProfile.localhost('a'.repeat(4096)) } })).toEqual([
    expect.stringContaining(`'security.appArmorProfile' ${NAME_RULE}, got 'aaa`),
  ]);
});

test.each<[string, any]>([['a symbol', Symbol('x')], ['an object without prototype', Object.create(null)]])('%s where a value is wanted is a fault, and no crash', (_, value) => {
  const mounted = (volume: Volume) => ({ mounts: [{ path: '/data', volume }] });
  for (const props of [
    { ports, lifecycle: { preStop: LifecycleHandler.sleep(value) } },
    { ports, lifecycle: { preStop: LifecycleHandler.httpGet(value) } },
    { ports, probes: { readiness: Probe.httpGet(value) } },
    { ports, probes: { readiness: Probe.tcpSocket({ port: value }) } },
    { envValueFrom: { A: EnvValueSource.field(value) } },
    { envValueFrom: { A: EnvValueSource.resource(value) } },
    { security: { seccompProfile: SeccompProfile.localhost(value) } },
    mounted(Volume.configMap(value)),
    mounted(Volume.configMap('x', { volumeName: value })),
    mounted(Volume.emptyDir('x', { sizeLimit: value })),
  ]) {
    expect(faultsIn(props as any).length).toBeGreaterThan(0);
  }
});
