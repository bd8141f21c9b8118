import * as fc from 'fast-check';
import { formatPath } from '../../../lib/manifest/field-path';
import { placeholder } from '../../../lib/manifest/known';
import { KubernetesObject } from '../../../lib/manifest/object';
import { HardeningField, OVERRIDABLE } from '../../../lib/workload/hardening/hardening-field';
import { HardeningOutcome } from '../../../lib/workload/hardening/hardening-report';
import { refusalsOf } from './coupled-fields';
import { harden, paths, pod, podWith } from './pods';

const { OVERRIDDEN, VIOLATION } = HardeningOutcome;
const { PRIVILEGED, HOST_NETWORK, HOST_PORT, HOST_PROCESS, APP_ARMOR_PROFILE } = HardeningField;

const SECCOMP_OF_POD = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_OF_A = 'container.seccomp.security.alpha.kubernetes.io/a';
const overriding = (...fields: HardeningField[]) => ({ override: new Set(fields) });

describe('an override leaves what it would make illegal', () => {
  test('privileged, for a container that mounts on the node', () => {
    const mounting = podWith({ privileged: true }, { containers: [{ name: 'app', securityContext: { privileged: true }, volumeMounts: [{ name: 'm', mountPath: '/m', mountPropagation: 'Bidirectional' }] }] });
    const { object, entries, passes } = harden(mounting, overriding(PRIVILEGED));
    expect(object.spec.containers[0].securityContext.privileged).toBe(true);
    expect(entries.find(({ field, outcome }) => field === PRIVILEGED && outcome === VIOLATION)).toMatchObject({
      wayOut: 'change mountPropagation first: API servers refuse mountPropagation: Bidirectional in a container that is not privileged',
    });
    expect(passes).toBe(false);
  });

  test('and does not advise to override privileged where that is ruled out', () => {
    const { entries } = harden(podWith({}, { containers: [{ name: 'app', securityContext: { privileged: true }, volumeMounts: [{ name: 'm', mountPath: '/m', mountPropagation: 'Bidirectional' }] }] }));
    expect(entries.filter(({ outcome }) => outcome === VIOLATION).map(({ field, wayOut }) => [field, wayOut])).toEqual([
      ['privileged', 'change mountPropagation first: API servers refuse mountPropagation: Bidirectional in a container that is not privileged'],
      ['allowPrivilegeEscalation', 'change privileged first: API servers refuse allowPrivilegeEscalation: false beside privileged: true'],
      ['runAsNonRoot', 'change privileged first: a privileged container is root as a rule, and would not start with runAsNonRoot: true'],
    ]);
  });

  test('hostNetwork, for the processes of a Windows node', () => {
    const spec = { os: { name: 'windows' }, hostNetwork: true, securityContext: { windowsOptions: { hostProcess: true } } };
    const { object, entries } = harden(pod(spec), overriding(HOST_NETWORK));
    expect(object.spec.hostNetwork).toBe(true);
    expect(entries.find(({ field }) => field === HOST_NETWORK)).toMatchObject({
      wayOut: "change hostProcess first, or name HardeningField.HOST_PROCESS in 'override': API servers refuse HostProcess containers without hostNetwork: true",
    });
    const both = harden(pod(spec), overriding(HOST_NETWORK, HOST_PROCESS));
    expect(both.object.spec).toMatchObject({ hostNetwork: false, securityContext: { windowsOptions: { hostProcess: false } } });
  });

  test('hostPort, on the network of the node, where each port is one', () => {
    const spec = { hostNetwork: true, containers: [{ name: 'app', ports: [{ containerPort: 80, hostPort: 80 }] }] };
    const { object, entries } = harden(pod(spec), overriding(HOST_PORT));
    expect(object.spec.containers[0].ports).toEqual([{ containerPort: 80, hostPort: 80 }]);
    expect(entries.find(({ field }) => field === HOST_PORT)).toMatchObject({
      wayOut: "change hostNetwork first, or name HardeningField.HOST_NETWORK in 'override': with hostNetwork: true, API servers give every port of a container its hostPort",
    });
    expect(harden(pod(spec), overriding(HOST_PORT, HOST_NETWORK)).passes).toBe(true);
  });

  test.each<[HardeningField, any, any]>([
    [HOST_PROCESS, { windowsOptions: { hostProcess: true } }, { os: { name: 'windows' }, hostNetwork: true }],
    [APP_ARMOR_PROFILE, { appArmorProfile: { type: 'Unconfined' } }, {}],
  ])('%s, of which an exception leaves a part', (field, securityContext, spec) => {
    const object = pod({ ...spec, containers: [{ name: 'a', securityContext }, { name: 'b', securityContext }] });
    const exceptions = [{ kind: 'Pod', name: 'p', field, container: 'a', reason: 'so it is' }];
    const hardened = harden(object, { ...overriding(field), exceptions });
    expect(paths(hardened.entries, OVERRIDDEN)).toEqual([]);
    expect(hardened.object.spec.containers[1].securityContext).toMatchObject(securityContext);
    expect(hardened.entries.find(({ container, outcome }) => container === 'b' && outcome === VIOLATION)!.wayOut).toMatch(/^change what is excepted first/);
  });
});

describe('an annotation of seccomp, which API servers compare with the field', () => {
  const annotated = (annotations: any, more: any = {}) => ({ ...pod({ containers: [{ name: 'a' }, { name: 'b' }], ...more }), metadata: { name: 'p', annotations } });
  const DEFAULT = { type: 'RuntimeDefault' };
  const profiles = ({ spec }: any) => [spec, ...spec.containers].map(({ securityContext }) => securityContext?.seccompProfile);

  test.each<[string, any, unknown[], boolean]>([
    ['of the pod: containers say it themselves', { [SECCOMP_OF_POD]: 'unconfined' }, [undefined, DEFAULT, DEFAULT], true],
    ['of a container: the others say it', { [SECCOMP_OF_A]: 'localhost/a.json' }, [undefined, undefined, DEFAULT], false],
    ['that says the same', { [SECCOMP_OF_POD]: 'runtime/default', [SECCOMP_OF_A]: 'docker/default' }, [DEFAULT, undefined, undefined], true],
    ['that is not known yet', { [SECCOMP_OF_POD]: placeholder('profile') }, [DEFAULT, undefined, undefined], true],
  ])('%s', (_, annotations, expected, isPassing) => {
    const { object, passes } = harden(annotated(annotations));
    expect(profiles(object)).toEqual(expected);
    expect(passes).toBe(isPassing);
    expect(harden(object).object).toEqual(object);
  });

  test('stays, with an override too, and is named', () => {
    const unconfined = { type: 'Unconfined' };
    const given = annotated({ [SECCOMP_OF_POD]: 'unconfined' }, { securityContext: { seccompProfile: unconfined } });
    const { object, entries } = harden(given, overriding(HardeningField.SECCOMP_PROFILE));
    expect(profiles(object)).toEqual([unconfined, undefined, undefined]);
    expect(entries.find(({ outcome }) => outcome === VIOLATION)).toMatchObject({
      wayOut: 'change the annotation seccomp.security.alpha.kubernetes.io/pod first: API servers refuse pods whose seccomp annotations and fields differ, '
        + 'and from Kubernetes 1.27 on nothing else reads these annotations',
    });
  });
});

describe('an override takes with it', () => {
  test('the address of a port of the node that is gone', () => {
    const { object, entries } = harden(pod({ containers: [{ name: 'app', ports: [{ containerPort: 80, hostPort: 80, hostIP: '127.0.0.1' }] }] }), overriding(HOST_PORT));
    expect(object.spec.containers[0].ports).toEqual([{ containerPort: 80 }]);
    expect(entries.filter(({ outcome }) => outcome === OVERRIDDEN).map(({ path, value, newValue }) => [formatPath(path), value, newValue])).toEqual([
      ['spec.containers[0].ports[0].hostPort', 80, undefined], ['spec.containers[0].ports[0].hostIP', '127.0.0.1', undefined],
    ]);
  });

  test('the whole field on Windows, which has no safe value of it', () => {
    const securityContext = {
      privileged: true, procMount: 'Unmasked', appArmorProfile: { type: 'Unconfined' }, seLinuxOptions: { user: 'u', level: 's0' },
    };
    const { object } = harden(podWith(securityContext, { os: { name: 'windows' } }), { override: OVERRIDABLE });
    expect(object.spec).toMatchObject({ securityContext: { runAsNonRoot: true }, containers: [{ name: 'app', image: 'app:1', securityContext: {} }] });
    expect(refusalsOf(object as any)).toEqual([]);
  });
});

test('nothing that hardening makes is refused for what it was not refused before: every override with every field that goes with it', () => {
  const some = (...values: unknown[]) => fc.constantFrom(undefined, undefined, ...values);
  const context = fc.record({
    privileged: some(true, false),
    allowPrivilegeEscalation: some(true, false),
    procMount: some('Unmasked', 'Default'),
    capabilities: some({ add: ['CAP_SYS_ADMIN'] }, { add: ['NET_ADMIN', 'CAP_SYS_ADMIN'], drop: ['KILL'] }),
    seccompProfile: some({ type: 'Unconfined' }),
    appArmorProfile: some({ type: 'Unconfined' }, { type: 'RuntimeDefault' }),
    seLinuxOptions: some({ user: 'u', level: 's0' }, { type: 'spc_t' }),
    windowsOptions: some({ hostProcess: true }, { hostProcess: false }),
    runAsUser: some(0, 1000),
  });
  const container = (name: string) => fc.record({
    name: fc.constant(name),
    securityContext: context,
    ports: some([{ containerPort: 80, hostPort: 80, hostIP: '127.0.0.1' }], [{ containerPort: 80, hostPort: 8080 }]),
    volumeMounts: some([{ name: 'm', mountPath: '/m', mountPropagation: 'Bidirectional' }], [{ name: 'm', mountPath: '/m' }]),
  });
  const spec = fc.record({
    os: some({ name: 'windows' }, { name: 'linux' }),
    hostNetwork: some(true), hostPID: some(true), hostIPC: some(true), hostUsers: some(false, true), shareProcessNamespace: some(true),
    securityContext: fc.record({
      appArmorProfile: some({ type: 'Unconfined' }), windowsOptions: some({ hostProcess: true }), runAsUser: some(0), sysctls: some([{ name: 'kernel.msgmax', value: '1' }, { name: 'net.ipv4.tcp_syncookies', value: '1' }]),
    }),
    containers: fc.tuple(container('a'), container('b')),
  });
  const annotations = some(
    { 'container.apparmor.security.beta.kubernetes.io/a': 'unconfined' }, { 'container.apparmor.security.beta.kubernetes.io/b': 'runtime/default' },
    { [SECCOMP_OF_POD]: 'unconfined' }, { [SECCOMP_OF_A]: 'localhost/a.json' }, { [SECCOMP_OF_POD]: 'docker/default', [SECCOMP_OF_A]: 'unconfined' },
  );
  const asked = fc.record({
    override: fc.subarray([...OVERRIDABLE]).map((fields) => new Set(fields)),
    exceptions: fc.subarray([...OVERRIDABLE], { maxLength: 3 }).chain((fields) => fc.constantFrom('a', undefined)
      .map((of) => fields.map((field) => ({ kind: 'Pod', name: 'p', field, container: of, reason: 'so it is' })))),
    beyondRestricted: fc.constantFrom(
      { removeServiceAccountToken: false },
      { removeServiceAccountToken: true, readOnlyRootFilesystem: { writablePaths: { '/tmp': '64Mi' } }, runAsUser: 65532, runAsGroup: 65532, fsGroup: 65532 },
    ),
  });
  fc.assert(fc.property(spec, annotations, asked, (own, given, options) => {
    const object = JSON.parse(JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', annotations: given }, spec: own })) as KubernetesObject;
    const { object: hardened } = harden(object, options);
    const before = refusalsOf(object as any);
    expect(refusalsOf(hardened as any).filter((refusal) => !before.includes(refusal))).toEqual([]);
  }), { numRuns: 200 });
});
