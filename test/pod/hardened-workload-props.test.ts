import { Chart, Lazy } from 'cdk8s';
import { Probe as ForeignProbe } from 'cdk8s-plus-28';
import { placeholder } from '../../lib/manifest/known';
import { EnvValueSource } from '../../lib/pod/env';
import { LifecycleHandler } from '../../lib/pod/lifecycle';
import { Probe } from '../../lib/pod/probe';
import { SeccompProfile } from '../../lib/pod/security-profile';
import { Volume } from '../../lib/pod/volume';
import { HardenedDeployment, HardenedDeploymentProps } from '../../lib/workload/hardened-deployment';
import { chartIn, deploy, faultsIn, manifests, MINIMAL, warningsOf } from '../workload/deployment-construct';

const ports = [{ port: 8080 }];
const probes = { readiness: Probe.tcpSocket() };
const mounted = (volume: unknown) => ({ mounts: [{ path: '/data', volume }] });

test('everything that has the wrong shape comes in one error with the path of the construct', () => {
  expect(() => deploy({ ports: 8080, service: 'yes' } as any)).toThrow(new Error([
    "[payments/api] 'ports' must be a list, got a number. Use one such as [{ port: 8080 }].",
    "[payments/api] 'service' must be an object, got a text. Use one such as { ports: [{ port: 80 }] }.",
  ].join('\n')));
});

test.each([
  ['no props', undefined, "[payments/api] 'image' must be given. Use one such as 'registry.example.com/shop/api:1.4.2'."],
  ['null', null, "[payments/api] 'image' must be given. Use one such as 'registry.example.com/shop/api:1.4.2'."],
  ['a text', 'api:1', '[payments/api] must get its props as an object, got a text. Put them in braces.'],
  ['a list', [], '[payments/api] must get its props as an object. Put them in braces.'],
])('%s is a fault', (_, props, message) => {
  expect(() => new (HardenedDeployment as any)(chartIn(), 'api', props)).toThrow(new Error(message));
});

test('a null counts as not given, as in YAML', () => {
  const given = { image: 'api:1.4.2', ports, probes, service: {}, autoscaling: { maxReplicas: 4 }, env: { A: 'a' } };
  const withNulls = {
    ...given,
    ...Object.fromEntries([
      'network', 'disruptionBudget', 'security', 'nodeSelector', 'labels', 'annotations', 'podLabels', 'podAnnotations', 'mounts', 'envFrom', 'envValueFrom', 'sidecars',
      'initContainers', 'imagePullSecrets', 'exceptions', 'rollout', 'serviceAccount', 'lifecycle', 'resources', 'writablePaths', 'name', 'namespace', 'replicas', 'command',
      'affinity', 'tolerations', 'spread', 'imagePullPolicy', 'terminationGracePeriodSeconds',
    ].map((field) => [field, null])),
    ports: [{ port: 8080, name: null, protocol: null }],
    probes: { ...probes, liveness: null },
    service: { type: null, ports: null, annotations: null },
    autoscaling: { maxReplicas: 4, minReplicas: null },
  };
  expect(manifests(withNulls as any)).toEqual(manifests(given));
});

test.each<[unknown, string]>([
  [{ env: Lazy.any({ produce: () => ({}) }) }, "'env' must be known when the program runs. Use one such as { LOG_LEVEL: 'info' }."],
  [{ ports: {} }, "'ports' must be a list. Use one such as [{ port: 8080 }]."],
  [{ ports: Lazy.any({ produce: () => ports }) }, "'ports' must be known when the program runs. Use one such as [{ port: 8080 }]."],
  [{ ports: [null] }, "'ports[0]' must not be null. Leave it out."],
  [{ ports: Array(1) }, "'ports[0]' must not be undefined. Leave it out."],
  [{ ports: [8080] }, "'ports[0]' must be an object, got a number. Use one such as { port: 8080 }."],
  [{ network: true }, "'network' must be an object, got true. Use one such as { allowFrom: [{ peer: NetworkPeer.namespace('web') }] }."],
  [{ network: { allowFrom: 'web' } }, "'network.allowFrom' must be a list, got a text. Use one such as [{ peer: NetworkPeer.namespace('web') }]."],
  [{ network: { allowTo: ['db'] } }, "'network.allowTo[0]' must be an object, got a text. Use one such as { peer: NetworkPeer.namespace('web') }."],
  [{ network: { allowTo: [{ peer: {}, ports: [5432] }] } }, "'network.allowTo[0].ports[0]' must be a value of this library's 'NetworkPort', got a number. Use 'NetworkPort.tcp(…)'."],
  [{ autoscaling: 4 }, "'autoscaling' must be an object, got a number. Use one such as { maxReplicas: 10 }."],
  [{ rollout: Lazy.any({ produce: () => ({}) }) }, "'rollout' must be an object. Use one such as { maxSurge: 1 }."],
  [{ disruptionBudget: false }, "'disruptionBudget' must be an object, got false. Use one such as { maxUnavailable: 1 }."],
  [{ service: true }, "'service' must be an object, got true. Use one such as { ports: [{ port: 80 }] }."],
  [{ service: { ports: [80] } }, "'service.ports[0]' must be an object, got a number. Use one such as { port: 80 }."],
  [{ service: { headless: 'no' } }, "'service.headless' must be true or false, got a text. Leave it out for the default."],
  [{ security: [] }, "'security' must be an object. Use one such as { runAsUser: 1000 }."],
  [{ security: { addCapabilities: 'CHOWN' } }, "'security.addCapabilities' must be a list, got a text. Use one such as ['NET_BIND_SERVICE']."],
  [{ nodeSelector: 'arm64' }, "'nodeSelector' must be an object of names and values. Use one such as { 'kubernetes.io/arch': 'arm64' }."],
  [{ labels: new Map() }, "'labels' must be an object of names and values. Use one such as { 'example.com/team': 'payments' }."],
  [{ env: ['PASSWORD=hunter2'] }, "'env' must be an object of names and values. Use one such as { LOG_LEVEL: 'info' }."],
  [{ mounts: {} }, "'mounts' must be a list. Use one such as [{ path: '/data', volume: Volume.configMap('settings') }]."],
  [{ mounts: [{}] }, "'mounts[0].path' must be given. Use a path such as '/var/cache/app'.\n'mounts[0].volume' must be given. Use 'Volume.configMap(…)'."],
  [{ sidecars: [{ image: 'a:1.0.0' }] }, "'sidecars[0].name' must be given. Use a name such as 'migrate'."],
  [{ initContainers: [{ name: 'a' }] }, "'initContainers[0].image' must be given. Use one such as 'registry.example.com/shop/api:1.4.2'."],
  [{ initContainers: 'migrate' }, "'initContainers' must be a list, got a text. Use one such as [{ name: 'migrate', image: 'registry.example.com/shop/migrate:1.4.2' }]."],
  [{ imagePullSecrets: 'registry' }, "'imagePullSecrets' must be a list, got a text. Use one such as ['registry']."],
  [{ exceptions: 'runAsRoot' }, "'exceptions' must be an object, got a text. Use one such as { writableRootFilesystem: 'unpacks its templates' }."],
  [{ tolerations: ['gpu'] }, "'tolerations[0]' must be an object, got a text. Use Kubernetes' Toleration."],
  [{ affinity: 'zone' }, "'affinity' must be an object, got a text. Use Kubernetes' Affinity."],
  [{ spread: 'false' }, "'spread' must be true or false, got a text. Leave it out for the default."],
  [{ command: 'serve --password=hunter2' }, "'command' must be a list of strings. Use one such as ['/bin/server']."],
  [{ args: ['--port', 8080] }, "'args[1]' must be a string, got a number. Put it in quotes."],
  [{ podAnnotations: { 'example.com/a': 1 } }, "'podAnnotations['example.com/a']' must be a string, got a number. Put it in quotes."],
  [{ service: { annotations: { a: true } } }, "'service.annotations.a' must be a string, got a boolean. Put it in quotes."],
  [{ serviceAccount: { annotations: { a: [] } } }, "'serviceAccount.annotations.a' must be a string, got a list. Give a text."],
])('%j is a fault', (props, message) => {
  expect(faultsIn(props as any)).toEqual(message.split('\n'));
});

test.each<[string, unknown, string]>([
  ['a probe of cdk8s-plus', { probes: { readiness: ForeignProbe.fromHttpGet('/') } }, "'probes.readiness' must be a value of this library's 'Probe'. Use 'Probe.httpGet(…)'."],
  ['a raw probe', { probes: { liveness: { httpGet: { path: '/' } } } }, "'probes.liveness' must be a value of this library's 'Probe'. Use 'Probe.httpGet(…)'."],
  ['a raw volume', mounted({ emptyDir: {} }), "'mounts[0].volume' must be a value of this library's 'Volume'. Use 'Volume.configMap(…)'."],
  ['the name of a volume', mounted('data'), "'mounts[0].volume' must be a value of this library's 'Volume', got a text. Use 'Volume.configMap(…)'."],
  ['a raw envFrom', { envFrom: [{ secretRef: { name: 'a' } }] }, "'envFrom[0]' must be a value of this library's 'EnvFromSource'. Use 'EnvFromSource.secret(…)'."],
  ['a raw valueFrom', { envValueFrom: { A: { fieldRef: {} } } }, "'envValueFrom.A' must be a value of this library's 'EnvValueSource'. Use 'EnvValueSource.secretKey(…)'."],
  ['a raw profile', { security: { seccompProfile: { type: 'RuntimeDefault' } } }, "'security.seccompProfile' must be a value of this library's 'SeccompProfile'. Use 'SeccompProfile.RUNTIME_DEFAULT'."],
  ['the name of a profile', { security: { appArmorProfile: 'a' } }, "'security.appArmorProfile' must be a value of this library's 'AppArmorProfile', got a text. Use 'AppArmorProfile.RUNTIME_DEFAULT'."],
  ['a probe as handler', { lifecycle: { preStop: Probe.exec(['a']) } }, "'lifecycle.preStop' must be a value of this library's 'LifecycleHandler'. Use 'LifecycleHandler.exec(…)'."],
])('%s is a fault', (_, props, message) => {
  expect(faultsIn(props as any)).toEqual([message]);
});

test.each<[unknown, string]>([
  [{ autoscaling: {} }, "'autoscaling.maxReplicas' must be given. Add 'maxReplicas: 10', or whatever is the most."],
  [{ ports: [{ port: 53, protocol: 'udp' }] }, "'ports[0].protocol' must be 'TCP', 'UDP' or 'SCTP', got 'udp'. Use 'UDP'."],
  [{ rollout: { type: 'recreate' } }, "'rollout.type' must be 'RollingUpdate' or 'Recreate', got 'recreate'. Use 'Recreate'."],
  [{ ports: [{ port: 80 }], service: { type: 'loadbalancer' } }, "'service.type' must be 'ClusterIP', 'NodePort' or 'LoadBalancer', got 'loadbalancer'. Use 'LoadBalancer'."],
  [{ imagePullPolicy: 'sometimes' }, "'imagePullPolicy' must be 'Always', 'IfNotPresent' or 'Never', got 'sometimes'. Use one of them."],
])('%j is a fault', (props, message) => {
  expect(faultsIn(props as any)).toEqual([message]);
});

test('what was meant by a name that is none stands beside what is missing', () => {
  expect(faultsIn({ ports: [{ containerPort: 8080 }] } as any)).toEqual([
    "'ports[0].port' must be given. Add 'port: 8080', or whatever it is.",
    "'ports[0].containerPort' is no prop, so that nothing reads it. There are 'port', 'name', 'protocol'.",
  ]);
});

test.each<[string, unknown, string]>([
  ['a CSI volume without driver', mounted(Volume.csi('c', {} as any)), "'mounts[0].volume.driver' must be given. Use the name of the CSIDriver object, such as 'csi.cert-manager.io'."],
  ['a driver that is no text', mounted(Volume.csi('c', { driver: 5 } as any)), "'mounts[0].volume.driver' must be a string, got 5. Use the name of the CSIDriver object, such as 'csi.cert-manager.io'."],
  ['a claim without size', mounted(Volume.ephemeral('c', {} as any)), "'mounts[0].volume.size' must be given. Use a quantity such as '20Gi'."],
  ['a CSI volume without options', mounted((Volume as any).csi('c')), "'mounts[0].volume.driver' must be given. Use the name of the CSIDriver object, such as 'csi.cert-manager.io'."],
  ['an emptyDir without options', mounted((Volume as any).emptyDir('c')), "'mounts[0].volume.sizeLimit' must be given. Use a quantity such as '1Gi'."],
  ['a projected volume of no list', mounted(Volume.projected('c', 'settings' as any)), "'mounts[0].volume.sources' must be a list, got a text. Use one such as [ProjectedSource.configMap('settings')]."],
  ['a raw projected source', mounted(Volume.projected('c', [{ secret: {} }] as any)), "'mounts[0].volume.sources[0]' must be a value of this library's 'ProjectedSource'. Use 'ProjectedSource.configMap(…)'."],
  ['a raw fact about the pod', mounted(Volume.downwardApi('c', { path: 'a' } as any)), "'mounts[0].volume.items[0]' must be a value of this library's 'DownwardApiFile'. Use 'DownwardApiFile.field(…)'."],
  ['an access mode that is none', mounted(Volume.ephemeral('c', { size: '1Gi', accessModes: ['readWriteOnce'] } as any)), "'mounts[0].volume.accessModes' must be one or more of ReadWriteOnce, ReadOnlyMany and ReadWriteMany, each once, or ReadWriteOncePod alone, got [\"readWriteOnce\"]. Leave it out for 'ReadWriteOnce'."],
  ['an access mode that is no list', mounted(Volume.ephemeral('c', { size: '1Gi', accessModes: 'ReadWriteOnce' } as any)), "'mounts[0].volume.accessModes' must be one or more of ReadWriteOnce, ReadOnlyMany and ReadWriteMany, each once, or ReadWriteOncePod alone, got 'ReadWriteOnce'. Leave it out for 'ReadWriteOnce'."],
  ['an attribute that is no text', mounted(Volume.csi('c', { driver: 'csi.example.com', volumeAttributes: { a: 1 } } as any)), "'mounts[0].volume.volumeAttributes.a' must be a string, got a number. Put it in quotes."],
  ['an unconfined profile of another copy', { security: { seccompProfile: { ...SeccompProfile.UNCONFINED } } }, "'security.seccompProfile' must not be unconfined. Leave it out, or say why in 'exceptions.unconfinedSeccomp'."],
  ['an emptyDir without limit', mounted(Volume.emptyDir('c', {} as any)), "'mounts[0].volume.sizeLimit' must be given. Use a quantity such as '1Gi'."],
  ['a probe without path', { ports, probes: { readiness: (Probe as any).httpGet() } }, "'probes.readiness.path' must be given. Use a path such as '/healthz'."],
  ['a header that is no text', { ports, probes: { readiness: Probe.httpGet('/', { httpHeaders: { 'X-A': 1 } } as any) } }, "'probes.readiness.httpHeaders.X-A' must be a string, got a number. Put it in quotes."],
  ['a command that is a line', { probes: { readiness: Probe.exec('check --password=hunter2' as any) } }, "'probes.readiness.command' must be a list of strings. Use one such as ['/bin/healthy']."],
  ['a command without anything', { lifecycle: { preStop: LifecycleHandler.exec(undefined as any) } }, "'lifecycle.preStop.command' must be given. Use a command such as ['/bin/healthy']."],
  ['a command with a number', { probes: { liveness: Probe.exec(['sleep', 1] as any) } }, "'probes.liveness.command[1]' must be a string, got a number. Put it in quotes."],
])('%s is a fault', (_, props, message) => {
  expect(faultsIn(props as any)).toEqual([message]);
});

test('what is not known yet is passed over', () => {
  const token = Lazy.any({ produce: () => ['--verbose'] });
  const { spec } = manifests({
    args: token,
    automountServiceAccountToken: Lazy.any({ produce: () => true }),
    imagePullPolicy: placeholder('policy') as any,
    affinity: Lazy.any({ produce: () => ({ podAntiAffinity: {} }) }),
    podAnnotations: { 'example.com/a': Lazy.any({ produce: () => 'late' }) },
  }).Deployment.spec.template;
  expect(spec.containers[0].args).toEqual(['--verbose']);
  expect(spec.containers[0].imagePullPolicy).toBe(placeholder('policy'));
  expect(spec.automountServiceAccountToken).toBe(true);
  expect(spec.affinity).toEqual({ podAntiAffinity: {} });
});

test('props may be of a class, and answer from its prototype', () => {
  class Props {
    public get image() { return MINIMAL.image; }
    public get ports() { return ports; }
  }
  const api = new HardenedDeployment(chartIn(), 'api', new Props());
  expect(api.deployment.toJson().spec.template.spec.containers[0].ports).toEqual([{ name: 'http', containerPort: 8080, protocol: 'TCP' }]);
});

test('what another copy of the package made is as good', () => {
  const copy = (value: object) => ({ ...value }) as any;
  const props = (of: (value: object) => any) => ({
    ports, probes: { readiness: of(probes.readiness) }, lifecycle: { postStart: of(LifecycleHandler.exec(['a'])) }, envValueFrom: { A: of(EnvValueSource.field('metadata.name')) },
    ...mounted(of(Volume.configMap('settings'))) as any,
  });
  expect(manifests(props(copy))).toEqual(manifests(props((value) => value)));
});

test('a prop that nothing reads is a warning, also where the compiler cannot see it', () => {
  const shared = { shareProcessNamespace: true };
  const unread = (props: object) => warningsOf(deploy({ ...props })).filter((warning) => warning.startsWith('construct/unknown-prop'));
  expect(unread({ ...shared, replicas: 3 })).toEqual([expect.stringMatching(/^construct\/unknown-prop: 'shareProcessNamespace' is no prop, so that nothing reads it\. There are .*'replicas'/)]);
  expect(unread({ replicsa: 3, replicas: 1 })).toEqual(["construct/unknown-prop: 'replicsa' is no prop, so that nothing reads it. Did you mean 'replicas'?"]);
  expect(unread({ replicas: 3 })).toEqual([]);
});

test('a class that extends a workload has props of its own', () => {
  class Api extends HardenedDeployment {
    constructor(scope: Chart, id: string, props: HardenedDeploymentProps & { readonly team: string; readonly replica?: string }) { super(scope, id, props); }
  }
  const unread = (props: object) => warningsOf(new Api(chartIn(), 'api', { ...MINIMAL, team: 'payments', ...props })).filter((warning) => warning.startsWith('construct/unknown-prop'));
  expect(unread({ replica: 'eu', replicas: 3 })).toEqual([]);
  // What looks like a prop that is not given is a slip of the pen there too.
  expect(unread({ replicsa: 3 })).toEqual(["construct/unknown-prop: 'replicsa' is no prop, so that nothing reads it. Did you mean 'replicas'?"]);
});
