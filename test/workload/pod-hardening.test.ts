import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ApiObject, App, Chart, Helm, Include, JsonPatch, Lazy, Testing } from 'cdk8s';
import * as plus28 from 'cdk8s-plus-28';
import * as plus33 from 'cdk8s-plus-33';
import { Cluster } from '../../lib/cluster/cluster';
import { RulePack } from '../../lib/cluster/rule-settings';
import { addEdit } from '../../lib/construct/edit';
import { FleetError } from '../../lib/construct/fleet-error';
import { FleetErrors } from '../../lib/construct/fleet-errors';
import { Warnings } from '../../lib/construct/warnings';
import { podTemplatesOf } from '../../lib/manifest/pod-template';
import { stringifyYaml } from '../../lib/manifest/yaml';
import { checkPodSecurity } from '../../lib/rules/pod-security/check-pod-security';
import { HardenedDeployment } from '../../lib/workload/hardened-deployment';
import * as hardenPodModule from '../../lib/workload/hardening/harden-pod';
import { HardeningField, OVERRIDABLE } from '../../lib/workload/hardening/hardening-field';
import { HardeningOutcome } from '../../lib/workload/hardening/hardening-report';
import { PodHardeningProps } from '../../lib/workload/hardening/pod-hardening-props';
import { PodHardening } from '../../lib/workload/pod-hardening';
import { gatedFaults } from '../schema/feature-gates';
import { schemaFaults } from '../schema/kubernetes-schema';

const YAML = `
# Source: shop/templates/web.yaml
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - { name: web, image: nginx }
---
# Source: shop/templates/settings.yaml
apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: shop }
data: { a: "1" }
---
# Source: shop/templates/agent.yaml
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: agent, namespace: shop }
spec:
  selector: { matchLabels: { app: agent } }
  template:
    metadata: { labels: { app: agent } }
    spec:
      hostNetwork: true
      containers:
        - name: agent
          image: agent
          securityContext: { privileged: true }
      volumes:
        - { name: root, hostPath: { path: / } }
`;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-hardening-'));
const file = path.join(folder, 'shop.yaml');
fs.writeFileSync(file, YAML);
afterAll(() => fs.rmSync(folder, { recursive: true }));

function chartIn(app = new App()): Chart {
  return new Chart(app, 'shop', { namespace: 'shop' });
}

function included(props: PodHardeningProps = {}, app?: App): { chart: Chart; hardening: PodHardening } {
  const chart = chartIn(app);
  new Include(chart, 'vendor', { url: file });
  const hardening = new PodHardening(props);
  chart.with(hardening);
  return { chart, hardening };
}

function workload(chart: Chart, name: string, spec: any = {}): ApiObject {
  return new ApiObject(chart, name, {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name },
    spec: {
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'app', image: 'registry.example.com/app:1.0.0' }], ...spec } },
    },
  });
}

function passesRestricted(object: any): boolean {
  return podTemplatesOf(object).flatMap(({ template }) => ['1.28', 'latest'].flatMap((version) => checkPodSecurity(template, 'restricted', version))).length === 0;
}

describe('PodHardening', () => {
  test.each([['28', plus28], ['33', plus33]])('hardens every workload of cdk8s-plus-%s, down to the YAML', (_, kplus: any) => {
    const chart = chartIn();
    const containers = [{ image: 'registry.example.com/app:1.0.0' }];
    const initContainers = [{ image: 'registry.example.com/init:1.0.0' }];
    new kplus.Deployment(chart, 'deployment', { containers, initContainers });
    new kplus.StatefulSet(chart, 'stateful-set', { containers, service: new kplus.Service(chart, 'service', { ports: [{ port: 80 }] }) });
    new kplus.DaemonSet(chart, 'daemon-set', { containers });
    new kplus.Job(chart, 'job', { containers });
    new kplus.CronJob(chart, 'cron-job', { containers, schedule: { expressionString: '0 0 * * *' } });
    new kplus.Pod(chart, 'pod', { containers });
    const hardening = new PodHardening();
    chart.with(hardening);
    const objects = Testing.synth(chart);
    const workloads = objects.filter((object) => podTemplatesOf(object).length > 0);
    expect(workloads).toHaveLength(6);
    expect(workloads.every(passesRestricted)).toBe(true);
    expect(workloads.flatMap((object) => schemaFaults(object, '1.28'))).toEqual([]);
    expect(hardening.report).toMatchObject({ objectsHardened: 6, objectsPassing: 6, objectsNotApplicable: 1 });
  });

  test('hardens an included file, and leaves what holds no pods as it was', () => {
    const { chart } = included();
    const [web, settings, agent] = Testing.synth(chart);
    expect(settings).toEqual({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'shop' }, data: { a: '1' } });
    expect(passesRestricted(web)).toBe(true);
    expect(stringifyYaml([web.spec.template.spec, agent.spec.template.spec])).toMatchInlineSnapshot(`
"containers:
  - image: nginx
    name: web
    securityContext:
      allowPrivilegeEscalation: false
      capabilities:
        drop:
          - ALL
securityContext:
  runAsNonRoot: true
  seccompProfile:
    type: RuntimeDefault
---
containers:
  - image: agent
    name: agent
    securityContext:
      privileged: true
      capabilities:
        drop:
          - ALL
hostNetwork: true
volumes:
  - hostPath:
      path: /
    name: root
securityContext:
  seccompProfile:
    type: RuntimeDefault
"
`);
  });

  test('hardens what Helm renders', () => {
    const helm = path.join(folder, 'helm');
    fs.writeFileSync(helm, `#!/bin/sh\ncat ${file}\n`, { mode: 0o755 });
    const chart = chartIn();
    new Helm(chart, 'vendor', { chart: 'shop', helmExecutable: helm });
    chart.with(new PodHardening());
    expect(passesRestricted(Testing.synth(chart)[0])).toBe(true);
  });

  test('sees a workload as its own filters, patches and lazy values leave it', () => {
    const chart = chartIn();
    const object = workload(chart, 'api', { hostPID: Lazy.any({ produce: () => true }) });
    const late = new ApiObject(chart, 'late', { apiVersion: 'v1', kind: 'Pod', spec: Lazy.any({ produce: () => ({ containers: [{ name: 'a', image: 'registry.example.com/app:1.0.0' }], hostIPC: true }) }) });
    object.addJsonPatch(JsonPatch.add('/spec/template/spec/hostNetwork', true));
    const hardening = new PodHardening({ override: [HardeningField.HOST_NETWORK, HardeningField.HOST_PID, HardeningField.HOST_IPC] });
    chart.with(hardening);
    const [api, pod] = Testing.synth(chart);
    expect(api.spec.template.spec).toMatchObject({ hostNetwork: false, hostPID: false });
    expect(pod.spec.hostIPC).toBe(false);
    expect(late.toJson().spec.hostIPC).toBe(false);
  });

  test('changes nothing when it is applied twice, or a second one is', () => {
    const once = Testing.synth(included().chart);
    const { chart, hardening } = included();
    chart.with(hardening);
    chart.with(new PodHardening());
    expect(Testing.synth(chart)).toEqual(once);
    expect(hardening.toMarkdown()).toBe(included().hardening.toMarkdown());
  });

  test('goes on from what the one before made', () => {
    const { chart } = included();
    chart.with(new PodHardening({ removeServiceAccountToken: true }));
    const [web] = Testing.synth(chart);
    expect(web.spec.template.spec).toMatchObject({ automountServiceAccountToken: false, securityContext: { runAsNonRoot: true } });
  });

  test('finds nothing to do in what HardenedDeployment made, and takes its exceptions for what they are', () => {
    const chart = chartIn();
    new HardenedDeployment(chart, 'api', { image: 'registry.example.com/api:1.0.0' });
    new HardenedDeployment(chart, 'agent', { image: 'registry.example.com/agent:1.0.0', exceptions: { hostNetwork: 'answers on the node', runAsRoot: 'binds to raw sockets' } });
    const before = Testing.synth(chart);
    const hardening = new PodHardening();
    chart.with(hardening);
    expect(Testing.synth(chart)).toEqual(before);
    const { entries, objectsHardened, objectsPassing } = hardening.report;
    expect(new Set(entries.map(({ outcome }) => outcome))).toEqual(new Set([HardeningOutcome.EXCEPTED]));
    expect(entries.map(({ field, why }) => [field, why])).toContainEqual([HardeningField.HOST_NETWORK, 'answers on the node']);
    expect({ objectsHardened, objectsPassing }).toEqual({ objectsHardened: 2, objectsPassing: 1 });
    expect(Warnings.of(chart).filter(({ id }) => id === 'workload/pod-security')).toEqual([]);
  });

  test.each(['1.28', '1.30', '1.33', '1.36'])('writes nothing that Kubernetes %s does not know', (minor) => {
    const chart = chartIn(new Cluster({ name: 'prod', kubernetesVersion: minor }));
    workload(chart, 'api', { initContainers: [{ name: 'init', image: 'registry.example.com/init:1.0.0' }] });
    chart.with(new PodHardening({
      readOnlyRootFilesystem: true, removeServiceAccountToken: true, runAsUser: 65532, runAsGroup: 65532, fsGroup: 65532,
      resources: { memory: '256Mi', cpu: '100m', cpuLimit: '1', ephemeralStorage: '1Gi' },
    }));
    for (const object of chart.toJson()) {
      expect(schemaFaults(object, minor)).toEqual([]);
      expect(gatedFaults(object, minor)).toEqual([]);
      expect(passesRestricted(object)).toBe(true);
      expect(object.spec.template.spec.volumes).toEqual(['init-tmp', 'app-tmp'].map((name) => ({ name, emptyDir: { sizeLimit: '64Mi' } })));
    }
  });
});

describe('the policy', () => {
  const probing = { containers: [{ name: 'app', image: 'app:1', livenessProbe: { tcpSocket: { port: 80, host: '10.0.0.1' } } }] };
  const report = (props: PodHardeningProps, app: App) => {
    const chart = chartIn(app);
    workload(chart, 'api', probing);
    const hardening = new PodHardening(props);
    chart.with(hardening);
    return hardening.report;
  };

  test.each<[string, PodHardeningProps, App, number]>([
    ['that of the cluster', {}, new Cluster({ name: 'prod', kubernetesVersion: '1.33' }), 1],
    ['any that is supported, where that is unknown', {}, new Cluster({ name: 'prod' }), 0],
    ['any that is supported, where there is no cluster', {}, new App(), 0],
    ['the one that was named', { policyVersion: '1.34' }, new Cluster({ name: 'prod', kubernetesVersion: '1.33' }), 0],
  ])('is %s', (_, props, app, passing) => {
    expect(report(props, app).objectsPassing).toBe(passing);
  });
});

describe('the report', () => {
  test('counts objects with and without pods, and names each field with its object', () => {
    const { hardening } = included({ override: [HardeningField.HOST_NETWORK] }, new Cluster({ name: 'prod', kubernetesVersion: '1.33' }));
    const { entries, ...counts } = hardening.report;
    expect(counts).toEqual({
      objectsHardened: 2, objectsPassing: 1, objectsNotApplicable: 1, unreached: [], containersNeedingUser: 1, containersKnownForRoot: ["Deployment 'shop/web', container 'web' (nginx)"],
    });
    expect(entries.filter(({ outcome }) => outcome === HardeningOutcome.OVERRIDDEN)).toEqual([{
      outcome: 'overridden',
      path: 'prod/shop/vendor/agent-daemonset-shop',
      object: "DaemonSet 'shop/agent'",
      field: 'hostNetwork',
      fieldPath: 'spec.template.spec.hostNetwork',
      value: true,
      newValue: false,
      why: 'the pod sets hostNetwork: true',
    }]);
    const violations = entries.filter(({ outcome }) => outcome === HardeningOutcome.VIOLATION);
    expect(violations.map(({ object, container, field, value }) => [object, container, field, value])).toEqual([
      ["DaemonSet 'shop/agent'", 'agent', 'privileged', true],
      ["DaemonSet 'shop/agent'", 'agent', 'allowPrivilegeEscalation', undefined],
      ["DaemonSet 'shop/agent'", undefined, 'volumes', { path: '/' }],
      ["DaemonSet 'shop/agent'", 'agent', 'runAsNonRoot', undefined],
    ]);
  });

  test('is a page for people', () => {
    const { hardening } = included({
      override: [HardeningField.PRIVILEGED],
      exceptions: [{ kind: 'DaemonSet', name: 'agent', fields: [HardeningField.HOST_NETWORK], reason: 'it measures | watches the network\nof the node' }],
    }, new Cluster({ name: 'prod', kubernetesVersion: '1.33' }));
    expect(hardening.toMarkdown()).toMatchInlineSnapshot(`
"# Pod hardening

1 of 2 objects with pods pass Pod Security \`restricted\`. 1 object without pods.

2 containers start only if the USER of their images is a number above 0.

Known for root:

- Deployment 'shop/web', container 'web' (nginx)

## What keeps pods from \`restricted\`

| Object | Field | Value | What is wrong | Way out |
| --- | --- | --- | --- | --- |
| DaemonSet 'shop/agent' | \`spec.template.spec.volumes[0].hostPath\` | \`{"path":"/"}\` | volume 'root' is of the type hostPath | use one of configMap, csi, downwardAPI, emptyDir, ephemeral, image, persistentVolumeClaim, projected, secret |

## Exceptions

| Object | Field | Value | Reason |
| --- | --- | --- | --- |
| DaemonSet 'shop/agent' | \`spec.template.spec.hostNetwork\` | \`true\` | it measures \\| watches the network of the node |

## What to look at

| Object | Container | Field | Value | Why | Way out |
| --- | --- | --- | --- | --- | --- |
| Deployment 'shop/web' | web | \`runAsUser\` | *unset* | starts only if the USER of its image is a number above 0: the kubelet refuses root, and cannot tell of a name | see that it is, or set runAsUser to one that the image can run as |
| DaemonSet 'shop/agent' | agent | \`runAsUser\` | *unset* | starts only if the USER of its image is a number above 0: the kubelet refuses root, and cannot tell of a name | see that it is, or set runAsUser to one that the image can run as |

## What was overridden

| Object | Field | Before | Now | What was wrong |
| --- | --- | --- | --- | --- |
| DaemonSet 'shop/agent' | \`spec.template.spec.containers[0].securityContext.privileged\` | \`true\` | \`false\` | container 'agent' sets privileged: true |

## What was set

| Object | Where | Set |
| --- | --- | --- |
| Deployment 'shop/web' | web | \`securityContext.allowPrivilegeEscalation: false\`, \`securityContext.capabilities.drop: ["ALL"]\` |
| Deployment 'shop/web' | pod | \`securityContext.runAsNonRoot: true\`, \`securityContext.seccompProfile.type: RuntimeDefault\` |
| DaemonSet 'shop/agent' | agent | \`securityContext.allowPrivilegeEscalation: false\`, \`securityContext.capabilities.drop: ["ALL"]\` |
| DaemonSet 'shop/agent' | pod | \`securityContext.runAsNonRoot: true\`, \`securityContext.seccompProfile.type: RuntimeDefault\` |

Why:

- \`allowPrivilegeEscalation\`: no process gains privileges that its parent lacks
- \`capabilities.drop\`: no process has a part of what root may do
- \`runAsNonRoot\`: the kubelet starts no container as root
- \`seccompProfile\`: system calls that containers do not need are refused
"
`);
  });

  test('is the same every time, before and after synth', () => {
    const { chart, hardening } = included();
    const before = hardening.toMarkdown();
    Testing.synth(chart);
    expect(hardening.toMarkdown()).toBe(before);
    expect(included().hardening.toMarkdown()).toBe(before);
  });

  test('hardens nothing again after synth, unless an object has changed', () => {
    const { chart, hardening } = included();
    const harden = jest.spyOn(hardenPodModule, 'hardenPod');
    const web = chart.node.findAll().find((child): child is ApiObject => ApiObject.isApiObject(child) && child.kind === 'Deployment')!;
    Testing.synth(chart);
    expect(harden).toHaveBeenCalledTimes(3);
    expect(hardening.report.objectsPassing).toBe(1);
    expect(harden).toHaveBeenCalledTimes(3);
    web.addJsonPatch(JsonPatch.add('/spec/template/spec/hostPID', true));
    expect(hardening.report.objectsPassing).toBe(0);
    expect(harden).toHaveBeenCalledTimes(4);
    harden.mockRestore();
  });

  test('says that there was nothing to do where nothing has pods', () => {
    expect(new PodHardening().toMarkdown()).toBe('# Pod hardening\n\n0 of 0 objects with pods pass Pod Security `restricted`. 0 objects without pods.\n');
  });
});

describe('what starts only with the right image', () => {
  test('is one warning, however many containers it is about, and none where a user is given', () => {
    const { chart } = included();
    expect(Warnings.of(chart).filter(({ id }) => id === 'workload/image-user').map(Warnings.format)).toEqual([
      "[shop] workload/image-user: 1 container starts only if the USER of its image is a number above 0. Known for root: Deployment 'shop/web', container 'web' (nginx). "
      + "Use images that are made for it, or give a 'runAsUser' that they can run as.",
    ]);
    expect(Warnings.of(included({ runAsUser: 65532 }).chart).filter(({ id }) => id === 'workload/image-user')).toEqual([]);
  });

  test('is not said where the platform chooses whom pods run as', () => {
    const ids = (platformChoosesIds: boolean) => {
      const chart = new Chart(new Cluster({ name: 'c', platformChoosesIds }), 'shop');
      new ApiObject(chart, 'pod', { apiVersion: 'v1', kind: 'Pod', spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] } } as any);
      chart.with(new PodHardening());
      return Warnings.of(chart).map(({ id }) => id).filter((id) => id === 'workload/image-user');
    };
    expect([ids(true), ids(false)]).toEqual([[], ['workload/image-user']]);
  });

  test('is said once, by the hardening that brought it about', () => {
    const { chart } = included();
    chart.with(new PodHardening());
    expect(Warnings.of(chart).filter(({ id }) => id === 'workload/image-user')).toHaveLength(1);
  });
});

describe('what was not reached', () => {
  test('is a warning of its object, and in the report', () => {
    const chart = chartIn();
    new ApiObject(chart, 'main', { apiVersion: 'monitoring.coreos.com/v1', kind: 'Prometheus', metadata: { name: 'main' }, spec: { containers: [{ name: 'a', image: 'a:1' }] } } as any);
    new ApiObject(chart, 'empty', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'empty' } });
    const hardening = new PodHardening();
    chart.with(hardening);
    expect(Warnings.of(chart).map(Warnings.format)).toEqual([
      "[shop/main] workload/unreached-pods: Prometheus 'shop/main': spec.containers was not hardened: hardening does not know this kind, and leaves its containers as they are.",
      "[shop/empty] workload/unreached-pods: Pod 'shop/empty': nothing was hardened: it has no containers, and API servers refuse it: what its file says may be indented wrongly.",
    ]);
    const { unreached, objectsNotApplicable } = hardening.report;
    expect(unreached.map(({ path: at, object, fieldPath }) => [at, object, fieldPath])).toEqual([['shop/main', "Prometheus 'shop/main'", 'spec.containers'], ['shop/empty', "Pod 'shop/empty'", undefined]]);
    expect(objectsNotApplicable).toBe(0);
  });
});

test('a RuntimeClass of the tree leads pods to Windows, whenever and wherever it comes', () => {
  const chart = chartIn();
  const pod = (name: string, runtimeClassName: string) => new ApiObject(chart, name, {
    apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { runtimeClassName, securityContext: { runAsUser: 1 }, containers: [{ name: 'a', image: 'a:1' }] },
  } as any);
  const runtimeClass = (name: string, os: string, apiVersion = 'node.k8s.io/v1') => ({
    apiVersion, kind: 'RuntimeClass', metadata: { name }, handler: 'runhcs-wcow-process', scheduling: { nodeSelector: { 'kubernetes.io/os': os } },
  });
  ['windows', 'later', 'linux', 'other', 'elsewhere'].forEach((name) => pod(name, name));
  new ApiObject(chart, 'class', runtimeClass('windows', 'windows') as any);
  new ApiObject(chart, 'list', { apiVersion: 'v1', kind: 'List', items: [runtimeClass('linux', 'linux'), runtimeClass('other', 'windows', 'example.com/v1'), null] } as any);
  chart.with(new PodHardening({ runAsGroup: 1 }));
  const warned = () => Warnings.of(chart).filter(({ id }) => id === 'workload/unsaid-windows').map(({ object }) => object);
  expect(warned()).toEqual(["Pod 'shop/windows'"]);
  new ApiObject(new Chart(chart.node.root, 'platform'), 'class', runtimeClass('later', 'windows') as any);
  expect(warned()).toEqual(["Pod 'shop/windows'", "Pod 'shop/later'"]);
  const groups = Testing.synth(chart).filter(({ kind }) => kind === 'Pod').map(({ metadata, spec }) => [metadata.name, spec.securityContext.runAsGroup]);
  expect(groups).toEqual([['windows', undefined], ['later', undefined], ['linux', 1], ['other', 1], ['elsewhere', 1]]);
});

test('pods that go to Windows without saying so are a warning, and stand in the first lines of the report', () => {
  const chart = chartIn();
  const spec = (more: any) => ({ nodeSelector: { 'kubernetes.io/os': 'windows' }, securityContext: { runAsUser: 1 }, containers: [{ name: 'a', image: 'a:1' }], ...more });
  new ApiObject(chart, 'web', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: spec({}) } as any);
  new ApiObject(chart, 'said', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'said' }, spec: spec({ os: { name: 'windows' } }) } as any);
  const item = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'item' }, spec: spec({}) };
  const list = new ApiObject(chart, 'list', { apiVersion: 'v1', kind: 'List', items: [item] } as any);
  const hardening = new PodHardening();
  chart.with(hardening);
  const message = 'its pods go to nodes with Windows and do not say so: they are hardened, and pass, as pods of Linux. Set os.name: windows.';
  expect(Warnings.of(chart).filter(({ id }) => id === 'workload/unsaid-windows').map(Warnings.format)).toEqual([
    `[shop/web] workload/unsaid-windows: Pod 'shop/web': ${message}`, `[shop/list] workload/unsaid-windows: List 'shop/${list.name}': Pod 'item', ${message}`,
  ]);
  expect(hardening.toMarkdown()).toContain('\n\n2 pod templates go to Windows without `os.name: windows`, and pass as some of Linux.\n\n');
});

describe('the token of a pod', () => {
  const token = (subjects: any, spec: any = { serviceAccountName: 'api' }, binding: any = {}, more: PodHardeningProps = {}) => {
    const chart = chartIn();
    const api = workload(chart, 'api', spec);
    new ApiObject(chart, 'binding', { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: { name: 'reader' }, subjects, ...binding } as any);
    const hardening = new PodHardening({ removeServiceAccountToken: true, ...more });
    chart.with(hardening);
    return { left: api.toJson().spec.template.spec.automountServiceAccountToken, report: hardening.report };
  };
  const account = (name = 'api', namespace: string | undefined = 'shop') => [{ kind: 'ServiceAccount', name, ...(namespace !== undefined && { namespace }) }];

  test.each<[string, any, any, any]>([
    ['a RoleBinding names its account', account(), undefined, {}],
    ['a RoleBinding in its namespace names it without', [{ kind: 'ServiceAccount', name: 'api' }], undefined, {}],
    ['a RoleBinding elsewhere names its account', account(), undefined, { metadata: { name: 'reader', namespace: 'other' } }],
    ['a ClusterRoleBinding names its account', account(), undefined, { kind: 'ClusterRoleBinding' }],
    ['a binding stands in a List', undefined, undefined, { apiVersion: 'v1', kind: 'List', metadata: undefined, items: [{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: { name: 'reader', namespace: 'shop' }, subjects: account() }] }],
    ['a binding names the account that it has by itself', account('default'), {}, {}],
    ['a binding names the account as a user', [{ kind: 'User', name: 'system:serviceaccount:shop:api' }], undefined, {}],
    ['a binding names all accounts of the namespace', [{ kind: 'Group', name: 'system:serviceaccounts:shop' }], undefined, {}],
  ])('stays where %s', (_, subjects, spec, binding) => {
    const { left, report } = token(subjects, spec, binding);
    expect(left).toBeUndefined();
    const [note] = report.entries.filter(({ field }) => field === HardeningField.AUTOMOUNT_SERVICE_ACCOUNT_TOKEN);
    expect(note).toMatchObject({ outcome: HardeningOutcome.NOTE, wayOut: 'set automountServiceAccountToken: false where nothing in the pod asks the API server' });
    expect(note.why).toMatch(/^the token was left: (Cluster)?RoleBinding '(.*\/)?reader' gives its ServiceAccount '(api|default)' rights$/);
  });

  test.each<[string, any, any]>([
    ['no binding names its account', account('web'), undefined],
    ['a binding names one of another namespace', account('api', 'other'), undefined],
    ['a binding names a person', [{ kind: 'User', name: 'api' }], undefined],
    ['a binding is without subjects', undefined, undefined],
  ])('goes where %s', (_, subjects, spec) => {
    expect(token(subjects, spec).left).toBe(false);
  });

  test('goes where an override names it, and its exception is used where there is one', () => {
    const spec = { serviceAccountName: 'api', automountServiceAccountToken: true };
    expect(token(account(), spec, {}, { override: [HardeningField.AUTOMOUNT_SERVICE_ACCOUNT_TOKEN] }).left).toBe(false);
    const exceptions = [{ kind: 'Deployment', name: 'api', fields: [HardeningField.AUTOMOUNT_SERVICE_ACCOUNT_TOKEN], reason: 'asks' }];
    expect(token(account(), undefined, {}, { exceptions }).report.entries.filter(({ outcome }) => outcome === HardeningOutcome.EXCEPTED).map(({ why }) => why)).toEqual(['asks']);
  });
});

describe('what is left', () => {
  test('is a warning for each field', () => {
    const { chart } = included({}, new Cluster({ name: 'prod', kubernetesVersion: '1.33', rules: { pack: RulePack.REFUSED } }));
    const warnings = Warnings.of(chart).filter(({ id }) => id !== 'workload/image-user');
    expect(warnings.map(({ id, object }) => [id, object])).toEqual(Array(5).fill(['workload/pod-security', "DaemonSet 'shop/agent'"]));
    expect(warnings.map(Warnings.format)).toContain(
      "[prod/shop/vendor/agent-daemonset-shop] workload/pod-security: DaemonSet 'shop/agent': spec.template.spec.hostNetwork keeps its pods from Pod Security 'restricted': "
      + "the pod sets hostNetwork: true. Set hostNetwork: false, or leave it out; or name HardeningField.HOST_NETWORK in 'override'.",
    );
  });

  test('names the item of a List', () => {
    const chart = chartIn();
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { hostPID: true, containers: [{ name: 'app', securityContext: { runAsUser: 1000 } }] } };
    new ApiObject(chart, 'list', { apiVersion: 'v1', kind: 'List', items: [pod] } as any);
    chart.with(new PodHardening());
    expect(Warnings.of(chart).map(({ message }) => message)).toEqual([
      "Pod 'p', items[0].spec.hostPID keeps its pods from Pod Security 'restricted': the pod sets hostPID: true. "
      + "Set hostPID: false, or leave it out; or name HardeningField.HOST_PID in 'override'.",
    ]);
  });

  test('ends the synth on request', () => {
    const { chart } = included({ violationsAsErrors: true, override: [HardeningField.PRIVILEGED, HardeningField.HOST_NETWORK] });
    expect(() => Testing.synth(chart)).toThrow(new Error(
      "Validation failed with the following errors:\n  [shop/vendor/agent-daemonset-shop] spec.template.spec.volumes[0].hostPath keeps its pods from Pod Security 'restricted': "
      + "volume 'root' is of the type hostPath. Use one of configMap, csi, downwardAPI, emptyDir, ephemeral, image, persistentVolumeClaim, projected, secret.",
    ));
    expect(Warnings.of(chart).map(({ id }) => id)).toEqual(['workload/image-user']);
  });
});

describe('exceptions', () => {
  const exception = { kind: 'DaemonSet', name: 'agent', fields: [HardeningField.HOST_NETWORK], reason: 'it measures the network of the node' };

  test('are no warnings, and stand on the object', () => {
    const { chart } = included({ exceptions: [exception] });
    const agent = Testing.synth(chart)[2];
    expect(agent.metadata.annotations).toEqual({ 'exception.fleetwright.io/hostNetwork': 'it measures the network of the node' });
    expect(Warnings.of(chart).filter(({ message }) => message.includes('hostNetwork'))).toEqual([]);
  });

  test.each([
    ['kind', { kind: 'Deployment' }, "nothing of 'hostNetwork' would be set or reported for Deployment 'agent'"],
    ['container', { container: 'nobody' }, "nothing of 'hostNetwork' would be set or reported for DaemonSet 'agent', container 'nobody'"],
    ['field', { fields: [HardeningField.HOST_NETWORK, HardeningField.SYSCTLS] }, "nothing of 'sysctls' would be set or reported for DaemonSet 'agent'"],
  ])('that excuse nothing are an error: another %s', (_, other, rule) => {
    const { chart } = included({ exceptions: [{ ...exception, ...other }] });
    expect(() => Testing.synth(chart)).toThrow(new Error(
      `Validation failed with the following errors:\n  [shop] 'exceptions' must excuse something, but ${rule}. Leave it out, or correct kind, name and container.`,
    ));
  });

  test('are not judged where an object cannot be rendered, which says so itself', () => {
    const chart = chartIn(new Cluster({ name: 'prod' }));
    const broken = workload(chart, 'broken');
    addEdit(broken, { apply: () => { throw new Error('no way'); } });
    chart.with(new PodHardening({ exceptions: [exception] }));
    const error = () => { try { return (chart.node.root as Cluster).synthYaml(); } catch (e) { return (e as Error).message; } };
    expect(error()).toContain('no way');
    expect(error()).not.toContain('must excuse');
  });
});

test('what is no field is told from a field without a safe value', () => {
  const legal = [...OVERRIDABLE].map((field) => `'${field}'`);
  expect(() => new PodHardening({ override: ['privilegedd' as any] })).toThrow(new Error(
    `[PodHardening] 'override[0]' must be ${legal.slice(0, -1).join(', ')} or ${legal.at(-1)}, got 'privilegedd'. Use 'privileged'.`,
  ));
});

test("the report names an object that can't be rendered", () => {
  const chart = new Chart(new App(), 'chart');
  const object = (id: string, value: unknown) => new ApiObject(chart, id, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: id }, data: { a: value } } as any);
  object('bad', NaN);
  object('lazy', Lazy.any({ produce: () => { throw new Error('not now'); } }));
  object('good', 'a');
  const hardening = new PodHardening();
  chart.with(hardening);
  expect(hardening.report.unreached).toEqual([
    { path: 'chart/bad', object: "ConfigMap 'bad'", why: "it can't be rendered: ConfigMap 'bad': YAML can't hold NaN, at data.a" },
    { path: 'chart/lazy', object: "ConfigMap 'lazy'", why: expect.stringMatching(/^it can't be rendered: .*not now/) },
  ]);
  expect(hardening.report.objectsNotApplicable).toBe(1);
  expect(hardening.toMarkdown()).toContain("YAML can't hold NaN, at data.a");
  expect(() => Testing.synth(chart)).toThrow();
  expect(hardening.report.unreached).toHaveLength(2);
});

test('all faults of the properties come in one error', () => {
  expect(() => new PodHardening({
    override: [HardeningField.PRIVILEGED, HardeningField.VOLUMES],
    policyVersion: 'newest',
    runAsUser: 0,
    runAsGroup: 1.5,
    fsGroup: 2 ** 31,
    writablePaths: { '/tmp': '64Mi' },
    resources: { memory: 'much', cpu: '0' },
    exceptions: [{ kind: 'DaemonSet', name: 'agent', fields: [], reason: ' ' }],
  })).toThrow(new Error([
    "[PodHardening] 'override[1]' must name a field that has a safe value, got 'volumes'. Change the workload, or give an exception with its reason.",
    "[PodHardening] 'policyVersion' must be 'latest' or a Kubernetes version, got 'newest'. Use '1.33', or leave it out.",
    "[PodHardening] 'runAsUser' must be a whole number from 1 to 2147483647, got 0. Use the id of the user that the image is made for, or one that no node uses, such as 65532.",
    "[PodHardening] 'runAsGroup' must be a whole number from 1 to 2147483647, got 1.5. Use the id of the user that the image is made for, or one that no node uses, such as 65532.",
    "[PodHardening] 'fsGroup' must be a whole number from 1 to 2147483647, got 2147483648. Use the id of the user that the image is made for, or one that no node uses, such as 65532.",
    "[PodHardening] 'writablePaths' must go with a read-only root file system. Set 'readOnlyRootFilesystem' to true, or leave it out.",
    "[PodHardening] 'resources.memory' must be a quantity of whole bytes from 1 to 8Pi, got 'much'. Use a quantity such as '512Mi'.",
    "[PodHardening] 'resources.cpu' must be a quantity above 0, got '0'. Use a quantity such as '250m'.",
    "[PodHardening] 'exceptions[0].reason' must say why, got ' '. Write the reason, or leave the exception out.",
    "[PodHardening] 'exceptions[0].fields' must name the fields that are left as they are, got []. Use one such as [HardeningField.ALLOW_PRIVILEGE_ESCALATION].",
  ].join('\n')));
});

test('what is missing in an exception, or no list, is told to callers without the compiler', () => {
  expect(() => new PodHardening({ override: 'privileged', exceptions: [{ fields: 'hostNetwork' }] } as any)).toThrow(new Error([
    "[PodHardening] 'override' must be a list, got a text. Use one such as [HardeningField.PRIVILEGED].",
    "[PodHardening] 'exceptions[0].kind' must be given. Use the kind of the workload.",
    "[PodHardening] 'exceptions[0].name' must be given. Use the name of the workload.",
    "[PodHardening] 'exceptions[0].reason' must say why. Write the reason, or leave the exception out.",
    "[PodHardening] 'exceptions[0].fields' must name the fields that are left as they are, got 'hostNetwork'. Use one such as [HardeningField.ALLOW_PRIVILEGE_ESCALATION].",
  ].join('\n')));
});

test('what has probably lost its unit is a warning of the chart, as it is of the constructs', () => {
  const { chart } = included({
    readOnlyRootFilesystem: true, writablePaths: { '/var/cache': '64' }, resources: { memory: '512', cpu: '100', cpuLimit: '500m', ephemeralStorage: '1Gi' }, override: [...OVERRIDABLE],
  });
  const raised = Warnings.of(chart).filter(({ path: at, id }) => at === 'shop' && id !== 'workload/image-user');
  expect(raised.map(({ id, prop, message }) => [id, prop, message])).toEqual([
    ['workload/tiny-memory', 'resources.memory', "'resources.memory' is 512 bytes: no container starts with that. Did you mean '512Mi'?"],
    ['workload/huge-cpu', 'resources.cpu', "'resources.cpu' is '100', in whole cores: few nodes have as many. Did you mean '100m', thousandths of a core?"],
    ['workload/tiny-memory', "writablePaths['/var/cache']", "'writablePaths['/var/cache']' is 64 bytes: hardly a file fits in there. Did you mean '64Mi'?"],
  ]);
});

test('faults of the synth have an id, an object and a way out', () => {
  const { chart } = included(
    { violationsAsErrors: true, override: [HardeningField.PRIVILEGED, HardeningField.HOST_NETWORK], exceptions: [{ kind: 'Pod', name: 'nobody', fields: [HardeningField.HOST_PID], reason: 'none' }] },
    new Cluster({ name: 'prod' }),
  );
  const error = () => { try { return (chart.node.root as Cluster).synthYaml(); } catch (e) { return e; } };
  expect(FleetErrors.findingsOf(error()).map(({ id, path: at, prop }) => [id, at, prop])).toEqual([
    ['workload/used-exception', 'prod/shop', 'exceptions'],
    ['workload/pod-security', 'prod/shop/vendor/agent-daemonset-shop', undefined],
  ]);
});

test('a field of an exception that there is not names the one that was meant', () => {
  const exception: any = { kind: 'DaemonSet', name: 'agent', fields: ['hostNetwrok'], reason: 'it routes' };
  expect(() => new PodHardening({ exceptions: [exception] })).toThrow(/^\[PodHardening\] 'exceptions\[0\]\.fields\[0\]' must be .*, got 'hostNetwrok'\. Use 'hostNetwork'\.$/);
});

test('what decides must be known', () => {
  const later: any = Lazy.any({ produce: () => 'latest' });
  expect(() => new PodHardening({ policyVersion: later, override: [later] })).toThrow(new Error([
    "[PodHardening] 'override[0]' must name a field that has a safe value, got a value not known yet. Change the workload, or give an exception with its reason.",
    "[PodHardening] 'policyVersion' must be 'latest' or a Kubernetes version, got a value not known yet. Use '1.33', or leave it out.",
  ].join('\n')));
});

test.each([['tmp', "got 'tmp'"], ['/tmp/', "got '/tmp/'"], ['/a:b', "got '/a:b'"], ['/', "got '/'"]])('refuses the writable path %s', (directory, got) => {
  expect(() => new PodHardening({ readOnlyRootFilesystem: true, writablePaths: { [directory]: '1Mi' } })).toThrow(
    `[PodHardening] 'writablePaths' must name absolute directories without a '/' at the end or a ':', ${got}. Use a path such as '/var/cache'.`,
  );
});

test.each<[string, unknown, string]>([
  ['a prop', { overide: [HardeningField.PRIVILEGED] }, "'overide' is no prop, so that nothing reads it. Use 'override', or leave it out."],
  ['a field of an exception', { exceptions: [{ kind: 'DaemonSet', name: 'agent', fields: [HardeningField.PRIVILEGED], reason: 'it mounts', conatiner: 'a' }] },
    "'exceptions[0].conatiner' is no prop, so that nothing reads it. Use 'container', or leave it out."],
  ['a resource', { resources: { memroy: '512Mi' } }, "'resources.memroy' is no prop, so that nothing reads it. Use 'memory', or leave it out."],
])('%s that nothing reads is a fault that names what is near', (_, props, message) => {
  expect(() => new PodHardening(props as any)).toThrow(FleetError);
  expect(() => new PodHardening(props as any)).toThrow(new Error(`[PodHardening] ${message}`));
});

test.each<[unknown, string]>([
  [{ exceptions: 'agent' }, "'exceptions' must be a list, got a text. Use one such as "
    + "[{ kind: 'DaemonSet', name: 'agent', fields: [HardeningField.HOST_NETWORK], reason: 'it routes' }]."],
  [{ readOnlyRootFilesystem: 'yes' }, "'readOnlyRootFilesystem' must be true or false, got a text. Leave it out for the default."],
  [{ resources: '512Mi' }, "'resources' must be an object, got a text. Use one such as { memory: '512Mi' }."],
  ['override', 'must get its props as an object, got a text. Put them in braces.'],
])('what is of another type is a fault: %j', (props, message) => {
  expect(() => new PodHardening(props as any)).toThrow(new Error(`[PodHardening] ${message}`));
});

test('a null counts as not given', () => {
  expect(() => new PodHardening({ override: null, exceptions: null, policyVersion: null, resources: { memory: null }, runAsUser: null } as any)).not.toThrow();
});
