import { formatPath } from '../../../lib/manifest/field-path';
import { HardeningField } from '../../../lib/workload/hardening/hardening-field';
import { HardeningOutcome } from '../../../lib/workload/hardening/hardening-report';
import { harden, paths } from './pods';

const HARDENED = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
const POD_CONTEXT = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
const pods = () => ({ metadata: { name: 'p' }, spec: { containers: [{ name: 'app', image: 'app:1' }] } });
const object = (apiVersion: string, kind: string, spec: any) => ({ apiVersion, kind, metadata: { name: 'x' }, spec });
const at = (value: any, path: readonly (string | number)[]) => path.reduce((each, step) => each[step], value);

test.each<[string, any, readonly (string | number)[]]>([
  ['an experiment', object('argoproj.io/v1alpha1', 'Experiment', { templates: [{ name: 'a', template: pods() }] }), ['spec', 'templates', 0, 'template']],
  ['the Job of an analysis', object('argoproj.io/v1alpha1', 'AnalysisTemplate', { metrics: [{ name: 'web', provider: { web: {} } }, { name: 'job', provider: { job: { spec: { template: pods() } } } }] }),
    ['spec', 'metrics', 1, 'provider', 'job', 'spec', 'template']],
  ['pods of Strimzi', object('core.strimzi.io/v1beta2', 'StrimziPodSet', { pods: [pods()] }), ['spec', 'pods', 0]],
  ['what an AppWrapper holds', object('workload.codeflare.dev/v1beta2', 'AppWrapper', { components: [{ template: object('batch/v1', 'Job', { template: pods() }) }] }),
    ['spec', 'components', 0, 'template', 'spec', 'template']],
])('%s: the pods are hardened', (_, given, path) => {
  const { object: hardened, entries, withPods, passing, withoutPods, unreached } = harden(given);
  expect(at(hardened, path).spec).toEqual({ containers: [{ name: 'app', image: 'app:1', securityContext: HARDENED }], securityContext: POD_CONTEXT });
  expect(paths(entries, HardeningOutcome.SET)).toContain(formatPath([...path, 'spec', 'securityContext', 'runAsNonRoot']));
  expect({ withPods, passing, withoutPods, unreached }).toEqual({ withPods: 1, passing: 1, withoutPods: 0, unreached: [] });
  expect(harden(hardened).object).toEqual(hardened);
});

test.each<[string, any, readonly (string | number)[]]>([
  ['nodes of Elasticsearch', object('elasticsearch.k8s.elastic.co/v1', 'Elasticsearch', { nodeSets: [{ podTemplate: pods() }] }), ['spec', 'nodeSets', 0, 'podTemplate']],
  ['Kibana', object('kibana.k8s.elastic.co/v1', 'Kibana', { podTemplate: pods() }), ['spec', 'podTemplate']],
  ['a Beat on every node', object('beat.k8s.elastic.co/v1beta1', 'Beat', { daemonSet: { podTemplate: pods() } }), ['spec', 'daemonSet', 'podTemplate']],
  ['an agent', object('agent.k8s.elastic.co/v1alpha1', 'Agent', { statefulSet: { podTemplate: pods() } }), ['spec', 'statefulSet', 'podTemplate']],
])('%s: containers alone are hardened, for pods with a securityContext of their own do not get the group of their data', (_, given, path) => {
  const { object: hardened, withPods, passing, unreached } = harden(given);
  expect(at(hardened, path).spec).toEqual({ containers: [{ name: 'app', image: 'app:1', securityContext: { ...HARDENED, ...POD_CONTEXT } }] });
  expect({ withPods, passing, unreached }).toEqual({ withPods: 1, passing: 1, unreached: [] });
  expect(harden(hardened).object).toEqual(hardened);
});

test('what a template of ECK holds is hardened without the main container, which is named', () => {
  const sysctl = { name: 'sysctl', securityContext: { privileged: true, runAsUser: 0 }, command: ['sh', '-c', 'sysctl -w vm.max_map_count=262144'] };
  const plain = { name: 'plugin', image: 'es:8' };
  const { object: hardened, entries, withPods, passing, withoutPods, unreached } = harden(object('elasticsearch.k8s.elastic.co/v1', 'Elasticsearch', {
    nodeSets: [{ name: 'a', podTemplate: { spec: { initContainers: [sysctl, plain] } } }, { name: 'b' }, { name: 'c', podTemplate: pods() }],
  }));
  expect(hardened.spec.nodeSets[0].podTemplate.spec).toEqual({ initContainers: [
    { ...sysctl, securityContext: { privileged: true, runAsUser: 0, capabilities: { drop: ['ALL'] }, seccompProfile: { type: 'RuntimeDefault' } } },
    { ...plain, securityContext: { ...HARDENED, ...POD_CONTEXT } },
  ] });
  expect(hardened.spec.nodeSets[1]).toEqual({ name: 'b' });
  expect(paths(entries, HardeningOutcome.VIOLATION)).toContain('spec.nodeSets[0].podTemplate.spec.initContainers[0].securityContext.privileged');
  expect({ withPods, passing, withoutPods }).toEqual({ withPods: 1, passing: 0, withoutPods: 0 });
  expect(unreached.map(({ path, why }) => [formatPath(path!), why])).toEqual([0, 1].map((index) => [
    `spec.nodeSets[${index}].podTemplate.spec.containers`, 'ECK adds the main container by itself; name it there, and hardening reaches it',
  ]));
});

test.each([['Kibana', 'kibana', {}, ['spec.podTemplate.spec.containers']], ['Beat', 'beat', { deployment: {} }, ['spec.deployment.podTemplate.spec.containers']]])('a %s without a template is named', (kind, group, spec, at) => {
  const { withoutPods, unreached } = harden(object(`${group}.k8s.elastic.co/v1`, kind, spec));
  expect(withoutPods).toBe(0);
  expect(unreached.map(({ path }) => formatPath(path!))).toEqual(at);
});

test('an exception finds what an AppWrapper holds by its own name', () => {
  const job = { ...object('batch/v1', 'Job', { template: pods() }), metadata: { name: 'train' } };
  const { entries, used } = harden(object('workload.codeflare.dev/v1beta2', 'AppWrapper', { components: [{ template: job }] }), {
    exceptions: [{ kind: 'Job', name: 'train', field: HardeningField.RUN_AS_NON_ROOT, reason: 'starts as root' }],
  });
  expect(used.size).toBe(1);
  expect(entries.every(({ owner }) => owner.metadata?.name === 'train')).toBe(true);
});

describe('a workflow of Argo', () => {
  const step = (more: any) => ({ name: 's', ...more });
  const workflow = (templates: any[], more: any = {}) => object('argoproj.io/v1alpha1', 'Workflow', { entrypoint: 's', ...more, templates });

  test.each<[string, any, readonly (string | number)[]]>([
    ['a container', { container: { image: 'app:1' } }, ['container']],
    ['a script', { script: { image: 'app:1', source: 'echo' } }, ['script']],
    ['several containers', { containerSet: { containers: [{ name: 'a', image: 'app:1' }] } }, ['containerSet', 'containers', 0]],
    ['a sidecar', { container: { image: 'app:1' }, sidecars: [{ name: 'a', image: 'app:1' }] }, ['sidecars', 0]],
    ['an init container', { container: { image: 'app:1' }, initContainers: [{ name: 'a', image: 'app:1' }] }, ['initContainers', 0]],
  ])('gets everything on its containers: %s', (_, more, path) => {
    const given = workflow([{ name: 'steps', steps: [] }, step(more)]);
    const { object: hardened, entries, passes } = harden(given);
    expect(at(hardened.spec.templates[1], path).securityContext).toEqual({ ...HARDENED, ...POD_CONTEXT });
    expect(hardened.spec.templates[1]).not.toHaveProperty('securityContext');
    expect(hardened.spec.templates[0]).toEqual({ name: 'steps', steps: [] });
    expect(paths(entries, HardeningOutcome.SET)).toContain(formatPath(['spec', 'templates', 1, ...path, 'securityContext', 'runAsNonRoot']));
    expect(passes).toBe(true);
    expect(harden(hardened).object).toEqual(hardened);
  });

  test('inherits what the workflow says of all its pods', () => {
    const { object: hardened, entries } = harden(workflow([step({ container: { image: 'app:1' } })], { securityContext: POD_CONTEXT, hostNetwork: true }));
    expect(hardened.spec.templates[0].container.securityContext).toEqual(HARDENED);
    expect(hardened.spec.securityContext).toEqual(POD_CONTEXT);
    expect(paths(entries, HardeningOutcome.VIOLATION)).toEqual(['spec.hostNetwork']);
  });

  test('is overridden where it says it', () => {
    const override = new Set([HardeningField.HOST_NETWORK, HardeningField.SECCOMP_PROFILE]);
    const given = workflow([step({ container: { image: 'app:1' }, securityContext: { seccompProfile: { type: 'Unconfined' } } })], { hostNetwork: true });
    const { object: hardened, passes } = harden(given, { override });
    expect(hardened.spec.hostNetwork).toBe(false);
    expect(hardened.spec.templates[0].securityContext).toEqual({ seccompProfile: { type: 'RuntimeDefault' } });
    expect(passes).toBe(true);
  });

  test.each<[string, any, readonly (string | number)[]]>([
    ['a step', { steps: [[{ name: 'a', template: 'b' }, { name: 'c', inline: { container: { image: 'app:1' } } }]] }, ['steps', 0, 1, 'inline']],
    ['a task', { dag: { tasks: [{ name: 'a', inline: { container: { image: 'app:1' } } }] } }, ['dag', 'tasks', 0, 'inline']],
    ['a step of a step', { steps: [[{ name: 'a', inline: { dag: { tasks: [{ name: 'b', inline: { container: { image: 'app:1' } } }] } } }]] }, ['steps', 0, 0, 'inline', 'dag', 'tasks', 0, 'inline']],
  ])('is reached where it stands within others: %s', (_, more, path) => {
    const { object: hardened, entries, passes } = harden(workflow([step(more)]));
    expect(at(hardened.spec.templates[0], path).container.securityContext).toEqual({ ...HARDENED, ...POD_CONTEXT });
    expect(paths(entries, HardeningOutcome.SET)).toContain(formatPath(['spec', 'templates', 0, ...path, 'container', 'securityContext', 'runAsNonRoot']));
    expect(passes).toBe(true);
  });

  test('has the volumes of the workflow that it mounts, beside its own', () => {
    const volume = (name: string) => ({ name, hostPath: { path: '/' } });
    const container = { image: 'app:1', volumeMounts: [{ name: 'b', mountPath: '/b' }, { name: 'c', mountPath: '/c' }] };
    const given = workflow([step({ container, volumes: [volume('c')] })], { volumes: [volume('a'), volume('b')] });
    const { object: hardened, entries } = harden(given, { beyondRestricted: { removeServiceAccountToken: false, readOnlyRootFilesystem: { writablePaths: { '/tmp': '1Mi' } } } });
    expect(paths(entries, HardeningOutcome.VIOLATION)).toEqual(['spec.volumes[1].hostPath', 'spec.templates[0].volumes[0].hostPath']);
    expect(hardened.spec.templates[0].volumes.map(({ name }: any) => name)).toEqual(['c', 'containers-0-tmp']);
    expect(hardened.spec.volumes).toEqual(given.spec.volumes);
  });

  test('says nothing of the network of the node: a workflow does', () => {
    const { passes, object: hardened } = harden(workflow([step({ container: { image: 'app:1' }, hostNetwork: true })]), { override: new Set([HardeningField.HOST_NETWORK]) });
    expect(passes).toBe(true);
    expect(hardened.spec.templates[0].hostNetwork).toBe(true);
  });

  test('names what Argo merges into its pods later', () => {
    const given = workflow([step({ container: { image: 'app:1' }, podSpecPatch: '{}' })], {
      podSpecPatch: 'hostPID: true', templateDefaults: { timeout: '30s', securityContext: { runAsUser: 0 }, initContainers: [{ name: 'a', image: 'app:1' }] },
    });
    const { unreached, object: hardened } = harden(given);
    expect(unreached.map(({ path, why }) => [formatPath(path!), why])).toEqual(
      ['spec.templateDefaults.initContainers', 'spec.templateDefaults.securityContext', 'spec.podSpecPatch', 'spec.templates[0].podSpecPatch']
        .map((path) => [path, 'Argo merges it into the pods of steps later; say it in each of them']),
    );
    expect(hardened.spec.templateDefaults).toEqual(given.spec.templateDefaults);
  });

  test('keeps its token, and writes only its own volumes', () => {
    const cron = object('argoproj.io/v1alpha1', 'CronWorkflow', { workflowSpec: { volumes: [{ name: 'work', emptyDir: {} }], templates: [step({ container: { image: 'app:1' } })] } });
    const { object: hardened, entries } = harden(cron, { beyondRestricted: { removeServiceAccountToken: true, readOnlyRootFilesystem: { writablePaths: { '/tmp': '1Mi' } } } });
    const { volumes, templates } = hardened.spec.workflowSpec;
    expect(volumes).toEqual([{ name: 'work', emptyDir: {} }]);
    expect(templates[0].volumes).toEqual([{ name: 'containers-0-tmp', emptyDir: { sizeLimit: '1Mi' } }]);
    expect(templates[0].container.volumeMounts).toEqual([{ name: 'containers-0-tmp', mountPath: '/tmp' }]);
    expect(templates[0]).not.toHaveProperty('automountServiceAccountToken');
    expect(entries.find(({ field }) => field === HardeningField.AUTOMOUNT_SERVICE_ACCOUNT_TOKEN)).toMatchObject({
      outcome: HardeningOutcome.NOTE, why: "the token was left: Argo's executor reports to the API server with it",
    });
  });
});

describe('what is not reached', () => {
  const UNKNOWN = 'hardening does not know this kind, and leaves its containers as they are';

  test.each<[string, any, string[]]>([
    ['containers of a kind that is not known', object('monitoring.coreos.com/v1', 'Prometheus', { containers: [{ name: 'a', image: 'a:1' }], x: [{ initContainers: [{ image: 'b' }] }] }), ['spec.containers', 'spec.x[0].initContainers']],
    ['an object within an object', object('types.kubefed.io/v1beta1', 'FederatedDeployment', { template: { spec: { template: pods() } } }), ['spec.template.spec.template.spec.containers']],
    ['nothing of a schema', object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', { containers: [{ image: 'a' }] }), []],
    ['nothing of a policy', object('kyverno.io/v1', 'ClusterPolicy', { rules: [{ validate: { pattern: { spec: { containers: [{ image: '!*:latest' }] } } } }] }), []],
    ['nothing that is called so and holds none', object('example.com/v1', 'Ship', { containers: [{ weight: 3 }] }), []],
  ])('%s', (_, given, fields) => {
    const { unreached, withPods, withoutPods } = harden(given);
    expect(unreached.map(({ path, why }) => [formatPath(path!), why])).toEqual(fields.map((field) => [field, UNKNOWN]));
    expect({ withPods, withoutPods }).toEqual({ withPods: 0, withoutPods: fields.length === 0 ? 1 : 0 });
  });

  test.each([
    object('v1', 'Pod', undefined), object('batch/v1', 'Job', { template: {} }), object('apps/v1', 'Deployment', { template: { spec: { containers: [] } } }), object('batch/v1', 'CronJob', { jobTemplate: null }),
  ])('a workload without containers: %j', (given) => {
    const { unreached, withPods, withoutPods } = harden(given);
    expect(unreached.map(({ path, why }) => [path, why])).toEqual([[undefined, 'it has no containers, and API servers refuse it: what its file says may be indented wrongly']]);
    expect({ withPods, withoutPods }).toEqual({ withPods: 0, withoutPods: 0 });
  });
});

test.each<[string, string, string]>([
  ['extensions/v1beta1', 'DaemonSet', 'extensions/v1beta1 is gone since Kubernetes 1.16, so that API servers refuse it: write apps/v1'],
  ['apps/v1beta2', 'StatefulSet', 'apps/v1beta2 is gone since Kubernetes 1.16, so that API servers refuse it: write apps/v1'],
  ['batch/v1beta1', 'CronJob', 'batch/v1beta1 is gone since Kubernetes 1.25, so that API servers refuse it: write batch/v1'],
])('a workload of %s is not hardened, but said to be gone', (apiVersion, kind, why) => {
  const given = object(apiVersion, kind, { template: pods(), jobTemplate: { spec: { template: pods() } } });
  const { object: hardened, unreached, withPods } = harden(given);
  expect(hardened).toEqual(given);
  expect(unreached.map((each) => each.why)).toEqual([why]);
  expect(withPods).toBe(0);
});

describe('a pod that goes to Windows without saying so', () => {
  const everything = { removeServiceAccountToken: false, readOnlyRootFilesystem: { writablePaths: { '/tmp': '1Mi' } }, runAsUser: 1, runAsGroup: 1, fsGroup: 1 };
  const require = (...terms: any[]) => ({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } } });
  const expression = (operator: string, values: string[], key = 'kubernetes.io/os') => ({ matchExpressions: [{ key, operator, values }] });
  const hardened = (spec: any) => harden({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { ...pods().spec, ...spec } }, { beyondRestricted: everything });

  test.each([
    { nodeSelector: { 'kubernetes.io/os': 'windows' } }, { nodeSelector: { 'beta.kubernetes.io/os': 'windows' } },
    require(expression('In', ['windows'])), require(expression('NotIn', ['linux'])), require(expression('In', ['windows']), expression('In', ['windows'], 'beta.kubernetes.io/os')),
  ])('gets what restricted asks for, and no more: %j', (spec) => {
    const { object: made, entries } = hardened(spec);
    expect(made.spec).toEqual({ ...spec, containers: [{ name: 'app', image: 'app:1', securityContext: HARDENED }], securityContext: POD_CONTEXT });
    expect(entries.find(({ field }) => field === HardeningField.OS)).toMatchObject({
      outcome: HardeningOutcome.NOTE, why: 'it goes to nodes with Windows and does not say so: fields that only Linux has are asked of it', wayOut: 'set os.name: windows',
    });
  });

  test.each([
    { os: { name: 'linux' }, nodeSelector: { 'kubernetes.io/os': 'windows' } }, { nodeSelector: { 'kubernetes.io/os': 'linux' } }, require(expression('In', ['windows', 'linux'])),
    require(expression('In', ['windows']), expression('Exists', [])), require({ matchExpressions: [{ key: 'zone', operator: 'In', values: ['windows'] }] }), require(),
  ])('is none where Linux may be meant: %j', (spec) => {
    const { object: made, entries } = hardened(spec);
    expect(made.spec.securityContext.runAsUser).toBe(1);
    expect(entries.filter(({ field }) => field === HardeningField.OS)).toEqual([]);
  });
});
