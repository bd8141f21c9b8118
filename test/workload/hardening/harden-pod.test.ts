import { placeholder } from '../../../lib/manifest/known';
import { HardeningField } from '../../../lib/workload/hardening/hardening-field';
import { HardeningOutcome } from '../../../lib/workload/hardening/hardening-report';
import { harden, paths, pod, podWith } from './pods';

const { SET, OVERRIDDEN, VIOLATION, EXCEPTED, NOTE } = HardeningOutcome;
const HARDENED = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
const POD_CONTEXT = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };

describe('what restricted requires', () => {
  test('is set on a pod that says nothing, and no more than that', () => {
    const { object, entries, passes } = harden(pod());
    expect(object.spec).toEqual({
      containers: [{ name: 'app', image: 'app:1', securityContext: HARDENED }],
      securityContext: POD_CONTEXT,
    });
    expect(paths(entries, SET)).toEqual([
      'spec.containers[0].securityContext.allowPrivilegeEscalation',
      'spec.containers[0].securityContext.capabilities.drop',
      'spec.securityContext.runAsNonRoot',
      'spec.securityContext.seccompProfile.type',
    ]);
    expect(passes).toBe(true);
  });

  test('reaches init containers, sidecars and ephemeral containers', () => {
    const { object } = harden(pod({
      initContainers: [{ name: 'init' }, { name: 'sidecar', restartPolicy: 'Always' }],
      ephemeralContainers: [{ name: 'debug' }],
    }));
    for (const container of [...object.spec.initContainers, ...object.spec.containers, ...object.spec.ephemeralContainers]) {
      expect(container.securityContext).toEqual(HARDENED);
    }
  });

  test.each([
    ['Deployment', { apiVersion: 'apps/v1', kind: 'Deployment' }, (template: any) => ({ template }), (spec: any) => spec.template],
    ['CronJob', { apiVersion: 'batch/v1', kind: 'CronJob' }, (template: any) => ({ jobTemplate: { spec: { template } } }), (spec: any) => spec.jobTemplate.spec.template],
    ['Argo Rollout', { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' }, (template: any) => ({ template }), (spec: any) => spec.template],
    ['a custom resource that nobody has heard of', { apiVersion: 'example.com/v1', kind: 'Machine' }, (template: any) => ({ template }), (spec: any) => spec.template],
    [
      'every job of a JobSet', { apiVersion: 'jobset.x-k8s.io/v1alpha2', kind: 'JobSet' },
      (template: any) => ({ replicatedJobs: [{ template: { spec: { template: { spec: { containers: [] } } } } }, { template: { spec: { template } } }] }),
      (spec: any) => spec.replicatedJobs[1].template.spec.template,
    ],
  ])('is set in the pod template of %s', (_, type, wrap, unwrap) => {
    const { object } = harden({ ...type, metadata: { name: 'x' }, spec: wrap({ spec: { containers: [{ name: 'app' }] } }) });
    expect(unwrap(object.spec).spec).toEqual({ containers: [{ name: 'app', securityContext: HARDENED }], securityContext: POD_CONTEXT });
  });

  test('is set in the items of a List, whose paths and names the entries carry', () => {
    const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'api', namespace: 'shop' }, spec: { template: { spec: { containers: [{ name: 'app', securityContext: { privileged: true, runAsUser: 1000 } }] } } } };
    const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } };
    const { object, entries, ...counts } = harden({ apiVersion: 'v1', kind: 'List', items: [configMap, deployment, pod()] });
    expect(counts).toMatchObject({ withPods: 2, passing: 1, withoutPods: 1 });
    expect(object.items[1].spec.template.spec.securityContext).toEqual(POD_CONTEXT);
    expect(entries.filter(({ path }) => path[1] === 1).every(({ owner }) => owner === object.items[1])).toBe(true);
    expect(paths(entries, VIOLATION)).toEqual([
      'items[1].spec.template.spec.containers[0].securityContext.privileged',
      'items[1].spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation',
    ]);
  });

  test('is set in Lists within Lists, and past what is no object', () => {
    const { object, withPods, withoutPods } = harden({ apiVersion: 'v1', kind: 'List', items: [null, 'pod', {}, { apiVersion: 'v1', kind: 'List', items: [pod()] }] });
    expect(object.items[3].items[0].spec.securityContext).toEqual(POD_CONTEXT);
    expect({ withPods, withoutPods }).toEqual({ withPods: 1, withoutPods: 0 });
  });

  test('is set in the items of a list of one kind, and an exception finds them', () => {
    const exceptions = [{ kind: 'Deployment', name: 'api', field: HardeningField.RUN_AS_NON_ROOT, reason: 'starts as root' }];
    const deployment = { metadata: { name: 'api' }, spec: { template: { spec: { containers: [{ name: 'app' }] } } } };
    const { object, withPods } = harden({ apiVersion: 'apps/v1', kind: 'DeploymentList', items: [deployment] }, { exceptions });
    expect(withPods).toBe(1);
    expect(object.items[0].spec.template.spec.securityContext).toEqual({ seccompProfile: POD_CONTEXT.seccompProfile });
    expect(Object.keys(object.items[0].metadata.annotations)).toHaveLength(1);
  });

  test('leaves an object without pods alone', () => {
    const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { a: '1' } };
    expect(harden(configMap)).toMatchObject({ object: configMap, entries: [], withPods: 0, passing: 0, withoutPods: 1 });
  });

  test('counts null as unset, at every level', () => {
    const { object, passes } = harden(pod({
      securityContext: null,
      initContainers: null,
      containers: [{ name: 'a', securityContext: null }, { name: 'b', securityContext: { allowPrivilegeEscalation: null, capabilities: null, runAsNonRoot: null, seccompProfile: null } }],
    }));
    expect(passes).toBe(true);
    expect(object.spec.securityContext).toEqual(POD_CONTEXT);
    expect(object.spec.containers[0].securityContext).toEqual(HARDENED);
    expect(object.spec.containers[1].securityContext).toMatchObject(HARDENED);
  });

  test('is left out where every container has it already', () => {
    const own = { ...HARDENED, ...POD_CONTEXT };
    expect(harden(podWith(own)).object.spec).not.toHaveProperty('securityContext');
  });

  test('is not repeated on the pod where only the containers that have it need it', () => {
    const { object } = harden(pod({ containers: [{ name: 'a', securityContext: { runAsNonRoot: true } }, { name: 'b' }] }));
    expect(object.spec.securityContext).toEqual(POD_CONTEXT);
    expect(object.spec.containers.map((c: any) => c.securityContext.runAsNonRoot)).toEqual([true, undefined]);
  });

  test.each([
    [undefined, ['ALL']], [null, ['ALL']], [[], ['ALL']], [['NET_RAW'], ['NET_RAW', 'ALL']], [['ALL', 'KILL'], ['ALL', 'KILL']],
  ])('completes capabilities.drop: %j becomes %j, and what is added stays', (drop, completed) => {
    const { object, passes } = harden(podWith({ capabilities: { drop, add: ['NET_BIND_SERVICE'] } }));
    expect(object.spec.containers[0].securityContext.capabilities).toEqual({ drop: completed, add: ['NET_BIND_SERVICE'] });
    expect(passes).toBe(true);
  });

  test('fills in the type of a seccomp profile that says nothing, and leaves one that says something', () => {
    expect(harden(pod({ securityContext: { seccompProfile: {} } })).object.spec.securityContext.seccompProfile).toEqual({ type: 'RuntimeDefault' });
    const { object, entries } = harden(pod({ securityContext: { seccompProfile: { localhostProfile: 'a.json' } } }));
    expect(object.spec.securityContext.seccompProfile).toEqual({ localhostProfile: 'a.json' });
    expect(paths(entries, VIOLATION)).toEqual(['spec.securityContext.seccompProfile.type']);
  });

  test('stands on each container of a Knative Service, which takes no security context of the pod', () => {
    const { object, passes } = harden(
      { apiVersion: 'serving.knative.dev/v1', kind: 'Service', metadata: { name: 'x' }, spec: { template: { spec: { containers: [{ name: 'app' }] } } } },
      { beyondRestricted: { removeServiceAccountToken: true, runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000 } },
    );
    expect(object.spec.template.spec).toEqual({
      automountServiceAccountToken: false,
      containers: [{ name: 'app', securityContext: { ...HARDENED, ...POD_CONTEXT, runAsUser: 1000, runAsGroup: 1000 } }],
    });
    expect(passes).toBe(true);
  });
});

describe('a Windows pod', () => {
  test('gets nothing that the API server refuses on Windows', () => {
    const everything = { removeServiceAccountToken: true, readOnlyRootFilesystem: { writablePaths: { '/tmp': '1Mi' } }, runAsUser: 1, runAsGroup: 1, fsGroup: 1 };
    const { object, passes } = harden(pod({ os: { name: 'windows' } }), { beyondRestricted: everything });
    expect(object.spec).toEqual({
      os: { name: 'windows' },
      automountServiceAccountToken: false,
      containers: [{ name: 'app', image: 'app:1' }],
      securityContext: { runAsNonRoot: true },
    });
    expect(passes).toBe(true);
  });

  test('that may be one gets nothing either', () => {
    const { object } = harden(pod({ os: { name: placeholder('os') } }), { beyondRestricted: { removeServiceAccountToken: false, runAsUser: 1000 } });
    expect(object.spec.securityContext).toEqual({ runAsNonRoot: true });
  });

  test('whose containers are processes of the node is not told to be another user', () => {
    const { object, entries } = harden(pod({ os: { name: 'windows' }, hostNetwork: true, securityContext: { windowsOptions: { hostProcess: true } } }));
    expect(object.spec.securityContext).toEqual({ windowsOptions: { hostProcess: true } });
    expect(paths(entries, VIOLATION)).toEqual(['spec.hostNetwork', 'spec.securityContext.windowsOptions.hostProcess', 'spec.containers[0].securityContext.runAsNonRoot']);
  });
});

describe('what a pod says', () => {
  test.each<[string, any, string]>([
    ['privileged', podWith({ privileged: true, allowPrivilegeEscalation: true, runAsUser: 1000 }), 'spec.containers[0].securityContext.privileged'],
    ['allowPrivilegeEscalation', podWith({ allowPrivilegeEscalation: true }), 'spec.containers[0].securityContext.allowPrivilegeEscalation'],
    ['an added capability', podWith({ runAsUser: 1000, capabilities: { add: ['NET_ADMIN'] } }), 'spec.containers[0].securityContext.capabilities.add[0]'],
    ['runAsNonRoot: false', podWith({ runAsNonRoot: false }), 'spec.containers[0].securityContext.runAsNonRoot'],
    ['an unconfined seccomp profile', pod({ securityContext: { seccompProfile: { type: 'Unconfined' } } }), 'spec.securityContext.seccompProfile.type'],
    ['an unconfined AppArmor profile', podWith({ appArmorProfile: { type: 'Unconfined' } }), 'spec.containers[0].securityContext.appArmorProfile.type'],
    ['an AppArmor annotation', pod({}, { annotations: { 'container.apparmor.security.beta.kubernetes.io/app': 'unconfined' } }), "metadata.annotations['container.apparmor.security.beta.kubernetes.io/app']"],
    ['an SELinux user', pod({ securityContext: { seLinuxOptions: { user: 'system_u' } } }), 'spec.securityContext.seLinuxOptions.user'],
    ['procMount', podWith({ procMount: 'Unmasked' }), 'spec.containers[0].securityContext.procMount'],
    ['an unsafe sysctl', pod({ securityContext: { sysctls: [{ name: 'net.core.somaxconn', value: '1' }] } }), 'spec.securityContext.sysctls[0].name'],
    ['hostNetwork', pod({ hostNetwork: true }), 'spec.hostNetwork'],
    ['hostPID', pod({ hostPID: true }), 'spec.hostPID'],
    ['hostIPC', pod({ hostIPC: true }), 'spec.hostIPC'],
    ['a host port', pod({ containers: [{ name: 'app', ports: [{ containerPort: 80, hostPort: 80 }] }] }), 'spec.containers[0].ports[0].hostPort'],
    ['a probe of another host', pod({ containers: [{ name: 'app', livenessProbe: { httpGet: { port: 80, host: '10.0.0.1' } } }] }), 'spec.containers[0].livenessProbe.httpGet.host'],
    ['a hostPath', pod({ volumes: [{ name: 'docker', hostPath: { path: '/var/run/docker.sock' } }] }), 'spec.volumes[0].hostPath'],
    ['a network disk of the node', pod({ volumes: [{ name: 'share', nfs: { server: 's', path: '/' } }] }), 'spec.volumes[0].nfs'],
  ])('stays and is reported: %s', (_, object, path) => {
    const hardened = harden(object);
    const left = hardened.entries.filter(({ outcome }) => outcome === VIOLATION);
    expect(paths(hardened.entries, VIOLATION)).toContain(path);
    expect(left.every(({ value, wayOut }) => value !== undefined && wayOut !== '')).toBe(true);
    expect(hardened.passes).toBe(false);
    expect(hardened.object.spec).toMatchObject(object.spec);
  });

  test('is reported with container, value, reason and way out', () => {
    const { entries } = harden(podWith({ privileged: true, allowPrivilegeEscalation: true }));
    expect(entries.find(({ field }) => field === HardeningField.PRIVILEGED)).toMatchObject({
      outcome: VIOLATION,
      container: 'app',
      value: true,
      why: "container 'app' sets privileged: true",
      wayOut: "set privileged: false, or leave it out; or name HardeningField.PRIVILEGED in 'override'",
    });
  });

  test('is reported without the hint at an override where there is none', () => {
    const [entry] = harden(pod({ volumes: [{ name: 'v', hostPath: { path: '/' } }] })).entries.filter(({ outcome }) => outcome === VIOLATION);
    expect(entry.wayOut).not.toContain('override');
  });

  test.each([
    ['1.33', ['spec.containers[0].securityContext.runAsUser', 'spec.containers[0].securityContext.runAsNonRoot']],
    ['1.35', []],
    [undefined, ['spec.containers[0].securityContext.runAsNonRoot', 'spec.containers[0].securityContext.runAsUser']],
  ])('is judged by the version of the policy: root in a user namespace at %s', (policyVersion, expected) => {
    const { entries } = harden(podWith({ runAsUser: 0 }, { hostUsers: false }), { policyVersion });
    expect(paths(entries, VIOLATION).sort()).toEqual([...expected].sort());
  });

  test('is judged by the newest policy too where the version is not known', () => {
    const probing = pod({ containers: [{ name: 'app', livenessProbe: { tcpSocket: { port: 80, host: '10.0.0.1' } } }] });
    expect(harden(probing, { policyVersion: '1.33' }).passes).toBe(true);
    expect(paths(harden(probing).entries, VIOLATION)).toEqual(['spec.containers[0].livenessProbe.tcpSocket.host']);
  });

  test('that is not known yet stays, and is not judged', () => {
    const { object, entries } = harden(podWith({ privileged: placeholder('p'), runAsNonRoot: placeholder('n') }));
    expect(object.spec.containers[0].securityContext).toMatchObject({ privileged: placeholder('p'), runAsNonRoot: placeholder('n') });
    expect(paths(entries, VIOLATION)).toEqual([]);
  });

  test.each<[string, any]>([
    ['a security context that is no map', podWith('strict')],
    ['a list of containers with other things in it', pod({ containers: [null, 'app', { name: 'app' }, 3] })],
    ['capabilities that are no list', podWith({ capabilities: { drop: 'ALL', add: 'NET_ADMIN' } })],
    ['a pod context that is a list', pod({ securityContext: [] })],
    ['volumes that are no list', pod({ volumes: 'none' })],
    ['a seccomp profile that is a text', podWith({ seccompProfile: 'RuntimeDefault' })],
    ['containers without names', pod({ containers: [{}] })],
  ])('may be nonsense: %s stays as it is, and nothing breaks', (_, object) => {
    const beyondRestricted = { removeServiceAccountToken: true, readOnlyRootFilesystem: { writablePaths: { '/tmp': '1Mi' } }, resources: { memory: '1Mi' } };
    const { object: hardened } = harden(object, { beyondRestricted, override: new Set(Object.values(HardeningField)) });
    expect(hardened.kind).toBe('Pod');
    expect(harden(hardened, { beyondRestricted }).object).toEqual(hardened);
  });
});

describe('what a pod says rules out', () => {
  test.each([
    ['privileged: true', { privileged: true }, 'change privileged first, or name HardeningField.PRIVILEGED in \'override\': API servers refuse allowPrivilegeEscalation: false beside privileged: true'],
    ['the capability CAP_SYS_ADMIN', { capabilities: { add: ['CAP_SYS_ADMIN'] } }, 'change capabilities.add first, or name HardeningField.CAPABILITIES_ADD in \'override\': API servers refuse allowPrivilegeEscalation: false beside the capability CAP_SYS_ADMIN'],
  ])('allowPrivilegeEscalation: false beside %s', (_, securityContext, wayOut) => {
    const { object, entries } = harden(podWith(securityContext));
    expect(object.spec.containers[0].securityContext).not.toHaveProperty('allowPrivilegeEscalation');
    expect(entries.find(({ field }) => field === HardeningField.ALLOW_PRIVILEGE_ESCALATION)).toMatchObject({ outcome: VIOLATION, wayOut });
  });

  test('dropping ALL beside adding ALL', () => {
    const { object, entries } = harden(podWith({ runAsUser: 1000, capabilities: { add: ['ALL'] } }));
    expect(object.spec.containers[0].securityContext.capabilities).toEqual({ add: ['ALL'] });
    expect(paths(entries, VIOLATION)).toEqual(['spec.containers[0].securityContext.capabilities.drop', 'spec.containers[0].securityContext.capabilities.add[0]']);
  });

  test('runAsNonRoot for a container that is told to be root, and for that one only', () => {
    const { object, entries } = harden(pod({ containers: [{ name: 'app' }, { name: 'agent', securityContext: { runAsUser: 0 } }] }));
    expect(object.spec.securityContext).toEqual({ seccompProfile: { type: 'RuntimeDefault' } });
    expect(object.spec.containers.map((c: any) => c.securityContext.runAsNonRoot)).toEqual([true, undefined]);
    expect(paths(entries, VIOLATION)).toEqual(['spec.containers[1].securityContext.runAsNonRoot', 'spec.containers[1].securityContext.runAsUser']);
    expect(entries.find(({ field, outcome }) => field === HardeningField.RUN_AS_NON_ROOT && outcome === VIOLATION)).toMatchObject({
      wayOut: "change runAsUser first, or name HardeningField.RUN_AS_USER in 'override': a container that is told to run as user 0 does not start with runAsNonRoot: true",
    });
  });

  test('runAsNonRoot for every container that inherits the user 0 of the pod', () => {
    const { object } = harden(pod({ securityContext: { runAsUser: 0 }, containers: [{ name: 'a' }, { name: 'b', securityContext: { runAsUser: 5 } }] }));
    expect(object.spec.securityContext).not.toHaveProperty('runAsNonRoot');
    expect(object.spec.containers.map((c: any) => c.securityContext.runAsNonRoot)).toEqual([undefined, true]);
  });

  test.each<[string, any, string]>([
    ['is privileged', { securityContext: { privileged: true } }, "change privileged first, or name HardeningField.PRIVILEGED in 'override': a privileged container is root as a rule, and would not start with runAsNonRoot: true"],
    ['adds capabilities', { securityContext: { capabilities: { add: ['NET_ADMIN'] } } },
      "change capabilities.add first, or name HardeningField.CAPABILITIES_ADD in 'override': a container that adds capabilities is root as a rule, and would not start with runAsNonRoot: true"],
    ['runs what only root may run', { command: ['/sbin/sysctl', '-w', 'vm.max_map_count=262144'] }, 'change command first: it runs sysctl, which only root may do'],
  ])('runAsNonRoot for a container that %s, and for that one only', (_, container, wayOut) => {
    const { object, entries } = harden(pod({ initContainers: [{ name: 'init', ...container }] }), { beyondRestricted: { removeServiceAccountToken: false, runAsUser: 65532 } });
    expect(object.spec.initContainers[0].securityContext).not.toHaveProperty('runAsNonRoot');
    expect(object.spec.initContainers[0].securityContext).not.toHaveProperty('runAsUser');
    expect(object.spec.containers[0].securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 65532 });
    expect(entries.find(({ field, outcome }) => field === HardeningField.RUN_AS_NON_ROOT && outcome === VIOLATION)).toMatchObject({ container: 'init', wayOut });
  });

  test('user 0 of a container that changes the owners of files, although an override names it', () => {
    const init = { name: 'init', command: ['chown', '-R', '1000:1000', '/data'], securityContext: { runAsUser: 0 } };
    const given = pod({ securityContext: { runAsUser: 1000 }, initContainers: [init] });
    const { object, entries } = harden(given, { override: new Set([HardeningField.RUN_AS_USER]) });
    expect(object.spec.initContainers[0].securityContext).toEqual({ runAsUser: 0, allowPrivilegeEscalation: false });
    expect(entries.filter(({ outcome }) => outcome === VIOLATION).map(({ field, container, wayOut }) => [field, container, wayOut])).toEqual([
      ['capabilities.drop', 'init', 'change command first: it runs chown, which needs the capability CHOWN'],
      ['runAsNonRoot', 'init', 'change runAsUser first: a container that is told to run as user 0 does not start with runAsNonRoot: true'],
      ['runAsUser', 'init', 'change command first: it runs chown, which only root may do'],
    ]);
  });

  test('runAsNonRoot and dropping ALL for a container that changes the owners of files', () => {
    const init = (more: any = {}) => pod({ initContainers: [{ name: 'init', command: ['sh', '-c', 'set -e; chown -R 1000 /data'], ...more }] });
    const context = (object: any) => harden(object).object.spec.initContainers[0].securityContext;
    expect(context(init())).toEqual({ allowPrivilegeEscalation: false });
    expect(context(init({ securityContext: { runAsUser: 0 } }))).toEqual({ runAsUser: 0, allowPrivilegeEscalation: false });
    expect(context(init({ securityContext: { runAsUser: 1000 } }))).toEqual({ runAsUser: 1000, ...HARDENED });
    expect(context(init({ securityContext: { capabilities: { add: ['CHOWN'] } } }))).toEqual({ allowPrivilegeEscalation: false, capabilities: { add: ['CHOWN'], drop: ['ALL'] } });
    expect(harden(init()).entries.filter(({ outcome }) => outcome === VIOLATION).map(({ wayOut }) => wayOut)).toEqual([
      'change command first: it runs chown, which needs the capability CHOWN', 'change command first: it runs chown, which only root may do',
    ]);
  });

  test.each<[any, boolean]>([
    [{ command: ['chown', '1000', '/data'] }, true],
    [{ command: ['/bin/bash', '-ec'], args: ['if true; then\n  PATH=/x chown 1 /a\nfi'] }, true],
    [{ command: ['/bin/sh', '-c', 'mkdir -p /a && exec gosu app "$@"'] }, true],
    [{ command: ['app', '--mount', 'chown'] }, false],
    [{ command: ['sh', '-c', 'echo "no chown here"; ./sysctl-exporter'] }, false],
    [{ args: ['serve'] }, false],
  ])('nothing by a command that merely looks like one: %j', (container, needsRoot) => {
    const { object } = harden(pod({ initContainers: [{ name: 'init', ...container }] }));
    expect(object.spec.securityContext?.runAsNonRoot).toBe(needsRoot ? undefined : true);
  });

  test('nothing more than its exception excuses', () => {
    const exceptions = [{ kind: 'Pod', name: 'p', field: HardeningField.PRIVILEGED, reason: 'it mounts disks' }];
    const { entries } = harden(podWith({ privileged: true }), { exceptions });
    expect(entries.filter(({ outcome }) => outcome === EXCEPTED).map(({ field, why }) => [field, why])).toEqual(
      [HardeningField.PRIVILEGED, HardeningField.ALLOW_PRIVILEGE_ESCALATION, HardeningField.RUN_AS_NON_ROOT].map((field) => [field, 'it mounts disks']));
    expect(paths(entries, VIOLATION)).toEqual([]);
  });

  test('no override that names runAsNonRoot by what is only probable', () => {
    const { object } = harden(podWith({ privileged: true, runAsNonRoot: false }), { override: new Set([HardeningField.RUN_AS_NON_ROOT]) });
    expect(object.spec.containers[0].securityContext.runAsNonRoot).toBe(true);
  });

  test('no override of runAsNonRoot either, unless the user is overridden too', () => {
    const rootPod = () => pod({ securityContext: { runAsUser: 0, runAsNonRoot: false } });
    const half = harden(rootPod(), { override: new Set([HardeningField.RUN_AS_NON_ROOT]) });
    expect(half.object.spec.securityContext.runAsNonRoot).toBe(false);
    expect(half.entries.find(({ field }) => field === HardeningField.RUN_AS_NON_ROOT)!.wayOut).toMatch(/^change runAsUser first/);
    const both = harden(rootPod(), { override: new Set([HardeningField.RUN_AS_NON_ROOT, HardeningField.RUN_AS_USER]) });
    expect(both.object.spec.securityContext).toEqual({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(both.passes).toBe(true);
  });
});

describe('override', () => {
  test.each<[HardeningField, any, (spec: any) => any, any]>([
    [HardeningField.PRIVILEGED, podWith({ privileged: true }), (s) => s.containers[0].securityContext, { privileged: false, ...HARDENED }],
    [HardeningField.ALLOW_PRIVILEGE_ESCALATION, podWith({ allowPrivilegeEscalation: true }), (s) => s.containers[0].securityContext, HARDENED],
    [HardeningField.CAPABILITIES_ADD, podWith({ capabilities: { add: ['NET_ADMIN', 'NET_BIND_SERVICE', 'KILL'] } }), (s) => s.containers[0].securityContext.capabilities, { add: ['NET_BIND_SERVICE'], drop: ['ALL'] }],
    [HardeningField.CAPABILITIES_ADD, podWith({ capabilities: { add: ['ALL'] } }), (s) => s.containers[0].securityContext.capabilities, { drop: ['ALL'] }],
    [HardeningField.RUN_AS_NON_ROOT, podWith({ runAsNonRoot: false }), (s) => s.containers[0].securityContext.runAsNonRoot, true],
    [HardeningField.RUN_AS_USER, podWith({ runAsUser: 0 }), (s) => s.containers[0].securityContext, HARDENED],
    [HardeningField.SECCOMP_PROFILE, podWith({ seccompProfile: { type: 'Unconfined' } }), (s) => s.containers[0].securityContext.seccompProfile, { type: 'RuntimeDefault' }],
    [HardeningField.APP_ARMOR_PROFILE, podWith({ appArmorProfile: { type: 'Unconfined' } }), (s) => s.containers[0].securityContext.appArmorProfile, { type: 'RuntimeDefault' }],
    [HardeningField.SELINUX_OPTIONS, pod({ securityContext: { seLinuxOptions: { user: 'u', role: 'r', type: 't', level: 's0' } } }), (s) => s.securityContext.seLinuxOptions, { level: 's0' }],
    [HardeningField.SELINUX_OPTIONS, pod({ securityContext: { seLinuxOptions: { user: 'u' } } }), (s) => s.securityContext.seLinuxOptions, undefined],
    [HardeningField.PROC_MOUNT, podWith({ procMount: 'Unmasked' }), (s) => s.containers[0].securityContext.procMount, 'Default'],
    [
      HardeningField.SYSCTLS, pod({ securityContext: { sysctls: [{ name: 'a.b', value: '1' }, { name: 'net.ipv4.tcp_syncookies', value: '1' }, { name: 'c.d', value: '1' }] } }),
      (s) => s.securityContext.sysctls, [{ name: 'net.ipv4.tcp_syncookies', value: '1' }],
    ],
    [HardeningField.HOST_NETWORK, pod({ hostNetwork: true }), (s) => s.hostNetwork, false],
    [HardeningField.HOST_PID, pod({ hostPID: true }), (s) => s.hostPID, false],
    [HardeningField.HOST_IPC, pod({ hostIPC: true }), (s) => s.hostIPC, false],
    [HardeningField.HOST_PORT, pod({ containers: [{ name: 'a', ports: [{ containerPort: 80, hostPort: 80 }] }] }), (s) => s.containers[0].ports, [{ containerPort: 80 }]],
    [HardeningField.PROBE_HOST, pod({ containers: [{ name: 'a', readinessProbe: { tcpSocket: { port: 1, host: 'h' } } }] }), (s) => s.containers[0].readinessProbe, { tcpSocket: { port: 1 } }],
    [HardeningField.HOST_PROCESS, pod({ os: { name: 'windows' }, securityContext: { windowsOptions: { hostProcess: true } } }), (s) => s.securityContext, { windowsOptions: { hostProcess: false }, runAsNonRoot: true }],
  ])('%s gives it a safe value', (field, object, read, expected) => {
    const { object: hardened, entries, passes } = harden(object, { override: new Set([field]) });
    expect(read(hardened.spec)).toEqual(expected);
    expect(passes).toBe(true);
    expect(entries.filter(({ outcome }) => outcome === OVERRIDDEN).every((entry) => entry.field === field)).toBe(true);
    expect(paths(entries, OVERRIDDEN).length).toBeGreaterThan(0);
  });

  test('gives an AppArmor annotation the value of the runtime', () => {
    const key = 'container.apparmor.security.beta.kubernetes.io/app';
    const { object, entries } = harden(pod({}, { annotations: { [key]: 'unconfined' } }), { override: new Set([HardeningField.APP_ARMOR_PROFILE]) });
    expect(object.metadata!.annotations).toEqual({ [key]: 'runtime/default' });
    expect(entries.find(({ outcome }) => outcome === OVERRIDDEN)).toMatchObject({ value: 'unconfined', newValue: 'runtime/default' });
  });

  test('touches no field that it does not name', () => {
    const { object } = harden(pod({ hostNetwork: true, hostPID: true }), { override: new Set([HardeningField.HOST_PID]) });
    expect(object.spec).toMatchObject({ hostNetwork: true, hostPID: false });
  });
});

describe('the note on runAsNonRoot', () => {
  test('names each container that starts only if its image allows', () => {
    const { entries } = harden(pod({ initContainers: [{ name: 'init' }], containers: [{ name: 'app' }, { name: 'known', securityContext: { runAsUser: 1000 } }] }));
    expect(paths(entries, NOTE)).toEqual(['spec.initContainers[0].securityContext.runAsUser', 'spec.containers[0].securityContext.runAsUser']);
    expect(entries.find(({ outcome }) => outcome === NOTE)).toMatchObject({
      container: 'init',
      why: 'starts only if the USER of its image is a number above 0: the kubelet refuses root, and cannot tell of a name',
      wayOut: 'see that it is, or set runAsUser to one that the image can run as',
    });
  });

  test('is gone with a numeric user', () => {
    expect(paths(harden(pod(), { beyondRestricted: { removeServiceAccountToken: false, runAsUser: 65532 } }).entries, NOTE)).toEqual([]);
  });
});

describe('exceptions', () => {
  const agent = (spec: any = {}) => ({ apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'agent', namespace: 'ops' }, spec: { template: { spec: { containers: [{ name: 'agent' }, { name: 'proxy' }], ...spec } } } });
  const exception = (field: HardeningField, more: any = {}) => ({ kind: 'DaemonSet', name: 'agent', field, reason: 'reads the logs of the node', ...more });

  test('leave a field of one container as it is, and its neighbours still get it', () => {
    const except = exception(HardeningField.RUN_AS_NON_ROOT, { container: 'agent' });
    const { object, entries, used, passes } = harden(agent(), { exceptions: [except] });
    expect(object.spec.template.spec.securityContext).toEqual({ seccompProfile: { type: 'RuntimeDefault' } });
    expect(object.spec.template.spec.containers.map((c: any) => c.securityContext.runAsNonRoot)).toEqual([undefined, true]);
    expect(entries.find(({ outcome }) => outcome === EXCEPTED)).toMatchObject({ container: 'agent', why: 'reads the logs of the node' });
    expect(paths(entries, VIOLATION)).toEqual([]);
    expect(used.has(except)).toBe(true);
    expect(passes).toBe(false);
  });

  test('write their reason on the object', () => {
    const exceptions = [exception(HardeningField.HOST_PID), exception(HardeningField.CAPABILITIES_DROP, { container: 'proxy' })];
    const { object } = harden(agent({ hostPID: true }), { exceptions });
    expect(object.metadata!.annotations).toEqual({
      'exception.fleetwright.io/hostPID': 'reads the logs of the node',
      'proxy.exception.fleetwright.io/capabilities.drop': 'reads the logs of the node',
    });
  });

  test('come before an override', () => {
    const { object } = harden(agent({ hostPID: true }), { exceptions: [exception(HardeningField.HOST_PID)], override: new Set([HardeningField.HOST_PID]) });
    expect(object.spec.template.spec.hostPID).toBe(true);
  });

  test.each([{ kind: 'Deployment' }, { name: 'other' }, { namespace: 'shop' }, { container: 'nobody' }])('do not reach what they do not name: %j', (other) => {
    const except = exception(HardeningField.ALLOW_PRIVILEGE_ESCALATION, other);
    const { used, passes } = harden(agent(), { exceptions: [except] });
    expect(used.size).toBe(0);
    expect(passes).toBe(true);
  });

  test('are read off the annotations of an object', () => {
    const annotated = (key: string, reason = 'why not') => {
      const object = agent({ hostNetwork: true, securityContext: { runAsUser: 0 }, volumes: [{ name: 'logs', hostPath: { path: '/var/log' } }] });
      return harden({ ...object, metadata: { ...object.metadata, annotations: { [key]: reason } } }).entries;
    };
    expect(paths(annotated('exception.fleetwright.io/hostNetwork'), EXCEPTED)).toEqual(['spec.template.spec.hostNetwork']);
    expect(paths(annotated('exception.fleetwright.io/runAsRoot'), EXCEPTED)).toEqual([
      'spec.template.spec.containers[0].securityContext.runAsNonRoot', 'spec.template.spec.containers[1].securityContext.runAsNonRoot', 'spec.template.spec.securityContext.runAsUser',
    ]);
    expect(paths(annotated('proxy.exception.fleetwright.io/runAsNonRoot'), EXCEPTED)).toEqual(['spec.template.spec.containers[1].securityContext.runAsNonRoot']);
    expect(paths(annotated('exception.fleetwright.io/hostPath'), EXCEPTED)).toEqual(['spec.template.spec.volumes[0].hostPath']);
    expect(paths(annotated('exception.fleetwright.io/nothingOfOurs'), EXCEPTED)).toEqual([]);
    expect(paths(annotated('exception.fleetwright.io/hostNetwork', ' '), EXCEPTED)).toEqual([]);
    expect(annotated('exception.fleetwright.io/hostNetwork', placeholder('why')).filter(({ outcome }) => outcome === EXCEPTED).map(({ why }) => why)).toEqual(['for a reason not known yet']);
  });

  test('hold for what is asked for beyond restricted', () => {
    const fields = [
      HardeningField.READ_ONLY_ROOT_FILESYSTEM, HardeningField.AUTOMOUNT_SERVICE_ACCOUNT_TOKEN, HardeningField.RUN_AS_USER, HardeningField.RESOURCES,
    ];
    const { object, used } = harden(agent(), {
      exceptions: fields.map((field) => exception(field)),
      beyondRestricted: { removeServiceAccountToken: true, readOnlyRootFilesystem: { writablePaths: { '/tmp': '1Mi' } }, runAsUser: 1000, resources: { memory: '1Gi' } },
    });
    expect(object.spec.template.spec).toEqual({
      securityContext: POD_CONTEXT,
      containers: [{ name: 'agent', securityContext: HARDENED }, { name: 'proxy', securityContext: HARDENED }],
    });
    expect(used.size).toBe(4);
  });
});
