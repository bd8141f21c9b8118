import { App, Chart, Lazy } from 'cdk8s';
import { Service as PlusService } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { Cluster } from '../../lib/cluster/cluster';
import { markedSpread } from '../../lib/construct/spread-mark';
import { Warnings } from '../../lib/construct/warnings';
import { placeholder } from '../../lib/manifest/known';
import { KubernetesObject } from '../../lib/manifest/object';
import { stringifyYaml } from '../../lib/manifest/yaml';
import { Probe } from '../../lib/pod/probe';
import { Volume } from '../../lib/pod/volume';
import { checkPodSecurity } from '../../lib/rules/pod-security/check-pod-security';
import { SpotCapacity } from '../../lib/scheduling/spot/spot-capacity';
import { SpotPlacement } from '../../lib/scheduling/spot/spot-placement';
import { SpreadAcrossZones } from '../../lib/scheduling/spread/spread-across-zones';
import { HardenedJob, HardenedJobProps } from '../../lib/workload/hardened-job';
import { JobCompletionMode, JobRestartPolicy, PodReplacementPolicy } from '../../lib/workload/job/job-workload';
import { ExitCodeOperator, PodFailureAction, PodFailureRule } from '../../lib/workload/job/pod-failure-policy';
import { PodHardening } from '../../lib/workload/pod-hardening';
import { faultsOf } from '../faults-of';
import { clusterChart, spotPool } from '../scheduling/node-pool/spot-node-pools';
import { gatedFaults } from '../schema/feature-gates';
import { schemaFaults } from '../schema/kubernetes-schema';
import { chartIn, deploy } from './deployment-construct';

const IMAGE = 'registry.example.com/payments/migrate:1.4.2';
const FETCH = { name: 'fetch', image: 'registry.example.com/payments/fetch:1.0.0' };
const PORTS = { ports: [{ port: 7000 }] };
const { INDEXED, NON_INDEXED } = JobCompletionMode;
const BY_INDEX = { completionMode: INDEXED, completions: 3 };
const later = (value: unknown) => Lazy.any({ produce: () => value }) as any;

function migrate(props: Partial<HardenedJobProps> = {}, scope: Chart = chartIn({ kubernetesVersion: '1.36' })): HardenedJob {
  return new HardenedJob(scope, 'migrate', { image: IMAGE, ...props });
}

function specOf(props: Partial<HardenedJobProps> = {}): any {
  return migrate(props).job.toJson().spec;
}

function faultsIn(props: Partial<HardenedJobProps>): string[] {
  return faultsOf(() => migrate(props));
}

function failing(...rules: PodFailureRule[]): Partial<HardenedJobProps> {
  return { podFailurePolicy: { rules } };
}

function onExitCodes(operator: ExitCodeOperator, ...values: number[]): PodFailureRule {
  return { action: PodFailureAction.FAIL_JOB, onExitCodes: { operator, values } };
}

const EVICTED: PodFailureRule = { action: PodFailureAction.IGNORE, onPodConditions: [{ type: 'DisruptionTarget' }] };

const messagesOf = (construct: IConstruct) => Warnings.of(construct).map(({ id, message }) => `${id}: ${message}`);

test('emits three objects, and no budget: a Job makes another pod for one that is evicted', () => {
  const job = migrate();
  expect(job.objects.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['ServiceAccount migrate', 'Job migrate', 'NetworkPolicy migrate']);
  expect(job.objects.map(({ metadata }) => metadata.namespace)).toEqual(Array(3).fill('payments'));
  expect(job.workload).toBe(job.job);
  expect(job.job.node.id).toBe('job');
  expect(messagesOf(job)).toEqual([]);
});

test('has a template and nothing else: Kubernetes makes the selector of each Job, and pods that end are not spread', () => {
  const spec = specOf();
  expect(Object.keys(spec)).toEqual(['template']);
  expect(spec.template.spec).not.toHaveProperty('topologySpreadConstraints');
  expect(markedSpread(migrate().job)).toEqual([]);
  expect(spec.template.metadata.labels).toEqual({ 'app.kubernetes.io/name': 'migrate' });
});

test('with the fewest props, reads as a reviewer would want it', () => {
  expect(stringifyYaml(migrate().objects.map((object) => object.toJson()))).toMatchSnapshot();
});

test('with everything of its own, reads as a reviewer would want it', () => {
  const job = migrate({
    ...PORTS,
    suffix: '1-4-2',
    suspend: true,
    backoffLimit: 100,
    activeDeadlineSeconds: 3600,
    ttlSecondsAfterFinished: 86400,
    completionMode: INDEXED,
    completions: 8,
    parallelism: 4,
    backoffLimitPerIndex: 2,
    maxFailedIndexes: 1,
    podFailurePolicy: { rules: [{ ...onExitCodes(ExitCodeOperator.IN, 42, 43), onExitCodes: { containerName: 'migrate', operator: ExitCodeOperator.IN, values: [42, 43] } }, EVICTED] },
    podReplacementPolicy: PodReplacementPolicy.FAILED,
    successPolicy: { rules: [{ succeededIndexes: '0,2-4', succeededCount: 3 }] },
    service: { headless: true },
  });
  job.allowFrom(job);
  expect(stringifyYaml(job.objects.map((object) => object.toJson()))).toMatchSnapshot();
});

describe('is called', () => {
  test('like what stands beside it, with its suffix', () => {
    const job = migrate({ suffix: '1-4-2' });
    expect(job.objects.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['ServiceAccount migrate', 'Job migrate-1-4-2', 'NetworkPolicy migrate']);
    const { metadata, spec } = job.job.toJson();
    expect(metadata.labels).toEqual({ 'app.kubernetes.io/name': 'migrate' });
    expect(spec.template.metadata.labels).toEqual({ 'app.kubernetes.io/name': 'migrate' });
    expect(spec.template.spec.serviceAccountName).toBe('migrate');
    expect(spec.template.spec.containers[0].name).toBe('migrate');
  });

  test('by up to 63 characters, and by as many fewer as an index needs', () => {
    expect(faultsIn({ name: 'a'.repeat(63) })).toEqual([]);
    expect(faultsIn({ name: 'a'.repeat(61), ...BY_INDEX, completions: 10 })).toEqual([]);
    expect(faultsIn({ name: 'a'.repeat(63), completionMode: INDEXED, completions: later(10) })).toEqual([]);
    expect(faultsIn({ name: 'a'.repeat(57), suffix: '1-4-2' })).toEqual([]);
  });
});

describe('its pods', () => {
  test.each([JobRestartPolicy.NEVER, JobRestartPolicy.ON_FAILURE])('restart as %s says', (restartPolicy) => {
    expect(specOf({ restartPolicy }).template.spec.restartPolicy).toBe(restartPolicy);
  });

  test('are not restarted by default, so that their logs stay', () => {
    expect(specOf().template.spec.restartPolicy).toBe('Never');
    expect(specOf({ restartPolicy: null as any }).template.spec.restartPolicy).toBe('Never');
  });

  test('wait for nobody, and are asked for no readiness, although they have ports', () => {
    const job = migrate(PORTS);
    expect(job.job.toJson().spec.template.spec.containers[0]).not.toHaveProperty('lifecycle');
    expect(messagesOf(job)).toEqual([]);
  });

  test('serve like others behind a Service', () => {
    const job = migrate({ ...PORTS, service: {} });
    expect(job.job.toJson().spec.template.spec.containers[0].lifecycle).toEqual({ preStop: { sleep: { seconds: 5 } } });
    expect(job.job.toJson().spec.template.spec).not.toHaveProperty('subdomain');
    expect(messagesOf(job)).toEqual([
      "workload/readiness-probe: container 'migrate' has ports but no readiness probe: it gets traffic as soon as it has started, ready or not. Set 'probes.readiness'.",
      "workload/no-caller: its pods admit nobody. Say who may call with 'allowFrom'.",
    ]);
  });

  test('find each other by a headless Service, and may call each other', () => {
    const job = migrate({ ...PORTS, ...BY_INDEX, service: { headless: true, name: 'workers' } });
    job.allowFrom(job);
    const pod = job.job.toJson().spec.template.spec;
    expect(pod.subdomain).toBe('workers');
    expect(pod.containers[0]).not.toHaveProperty('lifecycle');
    const peer = [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'migrate' } } }];
    const { ingress, egress } = job.networkPolicy!.toJson().spec;
    expect(ingress).toEqual([{ from: peer, ports: [{ port: 7000, protocol: 'TCP' }] }]);
    expect(egress[1]).toEqual({ to: peer, ports: [{ port: 7000, protocol: 'TCP' }] });
    expect(messagesOf(job)).toEqual([]);
  });

  test('mount volumes before their program starts, which may be what an init container wrote', () => {
    const work = Volume.emptyDir('work', { sizeLimit: '64Mi' });
    const { template: { spec } } = specOf({
      mounts: [{ path: '/work', volume: work }, { path: '/etc/migrate', volume: Volume.configMap('migrations') }],
      initContainers: [{ ...FETCH, mounts: [{ path: '/work', volume: work }] }],
    });
    expect(spec.volumes.map(({ name }: any) => name)).toEqual(['work', 'migrations', 'tmp', 'fetch-tmp']);
    expect(spec.containers[0].volumeMounts.map(({ mountPath }: any) => mountPath)).toEqual(['/work', '/etc/migrate', '/tmp']);
    expect(spec.initContainers[0].volumeMounts.map(({ mountPath }: any) => mountPath)).toEqual(['/work', '/tmp']);
  });
});

test('says to Kubernetes which conditions are meant, and nothing else than was given', () => {
  expect(specOf(failing(EVICTED)).podFailurePolicy).toEqual({ rules: [{ action: 'Ignore', onPodConditions: [{ status: 'True', type: 'DisruptionTarget' }] }] });
  expect(specOf(failing(onExitCodes(ExitCodeOperator.NOT_IN, 0, 42))).podFailurePolicy).toEqual({
    rules: [{ action: 'FailJob', onExitCodes: { operator: 'NotIn', values: [0, 42] } }],
  });
});

const NEEDS_INDEX = "needs 'JobCompletionMode.INDEXED': pods of other Jobs have no index. Set 'completionMode', or leave it out.";

test.each<[Partial<HardenedJobProps>, string]>([
  [{ restartPolicy: 'Always' as any }, "'restartPolicy' must be 'Never' or 'OnFailure', got 'Always'. Use one of them."],
  [{ backoffLimit: -1 }, "'backoffLimit' must be a whole number of at least 0, got -1. Leave it out for 6."],
  [{ activeDeadlineSeconds: 0 }, "'activeDeadlineSeconds' must be a whole number of at least 1, got 0. Use a number of seconds."],
  [{ ttlSecondsAfterFinished: 0.5 }, "'ttlSecondsAfterFinished' must be a whole number of at least 0, got 0.5. Use a number of seconds."],
  [{ completions: 0 }, "'completions' must be a whole number of at least 1, got 0. Leave it out for 1."],
  [{ parallelism: 0 }, "'parallelism' must be a whole number of at least 1, got 0. Leave it out for 1; 'suspend' keeps all pods from running."],
  [{ completionMode: 'indexed' as any }, "'completionMode' must be 'NonIndexed' or 'Indexed', got 'indexed'. Use 'Indexed'."],
  [{ suspend: 'yes' as any }, "'suspend' must be true or false, got a text. Leave it out for the default."],
  [{ podReplacementPolicy: 'Succeeded' as any }, "'podReplacementPolicy' must be 'TerminatingOrFailed' or 'Failed', got 'Succeeded'. Use one of them."],

  [{ suffix: '1.4.2' }, "'suffix' must be a DNS label: at most 63 lower-case letters, digits and '-', starting and ending with a letter or digit, got '1.4.2'. Use one such as '1-4-2'."],
  [{ suffix: placeholder('7') }, "'suffix' must be known when the program runs. Use one such as '1-4-2'."],
  [{ suffix: 'a'.repeat(60) }, `'suffix' must make a name of at most 63 characters, got 'migrate-${'a'.repeat(60)}'. Use a shorter one.`],
  [{ name: 'a'.repeat(62), ...BY_INDEX }, `'name' must have at most 61 characters: Kubernetes adds 2 for the index of a pod, got '${'a'.repeat(62)}'. Use a shorter one.`],
  [{ suffix: 'a'.repeat(53), ...BY_INDEX, completions: 11 }, `'suffix' must make a name of at most 60 characters: Kubernetes adds 3 for the index of a pod, got 'migrate-${'a'.repeat(53)}'. Use a shorter one.`],
  [{ podLabels: { 'job-name': 'a' } }, "'podLabels.job-name' must not be given: Kubernetes itself sets it, to another value for each Job. Leave it out."],
  [{ selector: { 'batch.kubernetes.io/controller-uid': 'a' } }, "'selector['batch.kubernetes.io/controller-uid']' must not be given: Kubernetes itself sets it, to another value for each Job. Leave it out."],

  [{ completionMode: INDEXED }, "'completions' must be given with 'JobCompletionMode.INDEXED': it says which indexes there are. Use one such as 3."],
  [{ ...BY_INDEX, parallelism: 100001 }, "'parallelism' must be at most 100000 with 'JobCompletionMode.INDEXED', got 100001. Use 100000."],
  [{ ...BY_INDEX, completions: 100001, parallelism: 10001 }, "'parallelism' must be at most 10000 with more than 100000 indexes, got 10001. Use 10000."],
  [{ backoffLimitPerIndex: 1 }, `'backoffLimitPerIndex' ${NEEDS_INDEX}`],
  [{ completionMode: NON_INDEXED, successPolicy: { rules: [{ succeededCount: 1 }] } }, `'successPolicy' ${NEEDS_INDEX}`],
  [{ ...BY_INDEX, maxFailedIndexes: 1 }, "'maxFailedIndexes' needs 'backoffLimitPerIndex': without it, no index fails by itself. Give it too, or leave it out."],
  [{ ...BY_INDEX, backoffLimitPerIndex: 1, maxFailedIndexes: 4 }, "'maxFailedIndexes' must not be more than 'completions', 3, got 4. Leave it out."],
  [{ ...BY_INDEX, completions: 100001, backoffLimitPerIndex: 1 }, "'maxFailedIndexes' must be given, and at most 10000, with more than 100000 indexes. Use 10000."],
  [{ ...BY_INDEX, completions: 100001, backoffLimitPerIndex: 1, maxFailedIndexes: 10001 }, "'maxFailedIndexes' must be given, and at most 10000, with more than 100000 indexes, got 10001. Use 10000."],

  [{ ...failing(EVICTED), restartPolicy: JobRestartPolicy.ON_FAILURE }, "'restartPolicy' must be 'JobRestartPolicy.NEVER' with 'podFailurePolicy', which counts pods. Leave it out."],
  [{ ...BY_INDEX, backoffLimitPerIndex: 1, restartPolicy: JobRestartPolicy.ON_FAILURE }, "'restartPolicy' must be 'JobRestartPolicy.NEVER' with 'backoffLimitPerIndex', which counts pods. Leave it out."],
  [{ ...failing(EVICTED), podReplacementPolicy: PodReplacementPolicy.TERMINATING_OR_FAILED }, "'podReplacementPolicy' must be 'PodReplacementPolicy.FAILED' with 'podFailurePolicy', which waits for how pods have ended. Leave it out."],
  [failing(), "'podFailurePolicy.rules' must hold at least one. Use one such as { action: PodFailureAction.IGNORE, onPodConditions: [{ type: 'DisruptionTarget' }] }."],
  [failing(...Array(21).fill(EVICTED)), "'podFailurePolicy.rules' must hold at most 20, got 21. Leave some out."],
  [{ podFailurePolicy: {} as any }, "'podFailurePolicy.rules' must be given. Use one such as { action: PodFailureAction.IGNORE, onPodConditions: [{ type: 'DisruptionTarget' }] }."],
  [failing({ ...EVICTED, action: undefined as any }), "'podFailurePolicy.rules[0].action' must be given. Use one such as 'PodFailureAction.IGNORE'."],
  [failing({ ...EVICTED, action: 'Retry' as any }), "'podFailurePolicy.rules[0].action' must be 'Count', 'FailIndex', 'FailJob' or 'Ignore', got 'Retry'. Use one of them."],
  [failing({ ...EVICTED, action: PodFailureAction.FAIL_INDEX }), "'podFailurePolicy.rules[0].action' must not be 'PodFailureAction.FAIL_INDEX' without 'backoffLimitPerIndex'. Use 'PodFailureAction.FAIL_JOB', or give it."],
  [failing({ action: PodFailureAction.COUNT }), "'podFailurePolicy.rules[0]' must hold one of 'onExitCodes' and 'onPodConditions'. Make two rules where both are meant."],
  [failing({ ...EVICTED, ...onExitCodes(ExitCodeOperator.IN, 1) }), "'podFailurePolicy.rules[0]' must hold one of 'onExitCodes' and 'onPodConditions'. Make two rules where both are meant."],
  [failing({ action: PodFailureAction.COUNT, onPodConditions: [] }), "'podFailurePolicy.rules[0].onPodConditions' must hold at least one. Leave it out."],
  [failing({ action: PodFailureAction.COUNT, onPodConditions: [{ type: 'a b' }] }), "'podFailurePolicy.rules[0].onPodConditions[0].type' must be a label key: at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, with or without a DNS subdomain and '/' before it, got 'a b'. Use one such as 'DisruptionTarget'."],
  [failing({ action: PodFailureAction.COUNT, onPodConditions: Array(21).fill({ type: 'Ready' }) }), "'podFailurePolicy.rules[0].onPodConditions' must hold at most 20, got 21. Leave some out."],
  [failing(onExitCodes('Exists' as any, 1)), "'podFailurePolicy.rules[0].onExitCodes.operator' must be 'In' or 'NotIn', got 'Exists'. Use one of them."],
  [failing(onExitCodes(ExitCodeOperator.IN)), "'podFailurePolicy.rules[0].onExitCodes.values' must hold at least one. Use one such as [42]."],
  [failing(onExitCodes(ExitCodeOperator.IN, 0, 1)), "'podFailurePolicy.rules[0].onExitCodes.values[0]' must not be 0 with 'ExitCodeOperator.IN': no failed container has it, got 0. Leave it out."],
  [failing(onExitCodes(ExitCodeOperator.IN, 43, 42, 43)), "'podFailurePolicy.rules[0].onExitCodes.values' must be in ascending order, each once, got [43,42,43]. Use [42, 43]."],
  [failing(onExitCodes(ExitCodeOperator.IN, 1, 1)), "'podFailurePolicy.rules[0].onExitCodes.values' must be in ascending order, each once, got [1,1]. Use [1]."],
  [failing(onExitCodes(ExitCodeOperator.IN, -1)), "'podFailurePolicy.rules[0].onExitCodes.values[0]' must be a whole number of at least 0, got -1. Use a code such as 42."],
  [failing(onExitCodes(ExitCodeOperator.IN, ...Array.from({ length: 256 }, (_, code) => code + 1))), "'podFailurePolicy.rules[0].onExitCodes.values' must hold at most 255, got 256. Leave some out."],
  [{ ...failing({ action: PodFailureAction.COUNT, onExitCodes: { containerName: 'proxy', operator: ExitCodeOperator.IN, values: [1] } }), initContainers: [FETCH] }, "'podFailurePolicy.rules[0].onExitCodes.containerName' must be the name of a container of the pod, got 'proxy'. Use 'migrate' or 'fetch'."],

  [{ ...BY_INDEX, successPolicy: { rules: [] } }, "'successPolicy.rules' must hold at least one. Use one such as { succeededIndexes: '0' }."],
  [{ ...BY_INDEX, successPolicy: { rules: Array(21).fill({ succeededCount: 1 }) } }, "'successPolicy.rules' must hold at most 20, got 21. Leave some out."],
  [{ ...BY_INDEX, successPolicy: { rules: [{}] } }, "'successPolicy.rules[0]' must hold 'succeededIndexes' or 'succeededCount'. Use one such as { succeededIndexes: '0' }."],
  [{ ...BY_INDEX, successPolicy: { rules: [{ succeededIndexes: '1,0' }] } }, "'successPolicy.rules[0].succeededIndexes' must be indexes in ascending order, got '1,0'. Use some such as '0,2-4'."],
  [{ ...BY_INDEX, successPolicy: { rules: [{ succeededIndexes: '1,1' }] } }, "'successPolicy.rules[0].succeededIndexes' must be indexes in ascending order, got '1,1'. Use some such as '0,2-4'."],
  [{ ...BY_INDEX, successPolicy: { rules: [{ succeededIndexes: '0-' }] } }, "'successPolicy.rules[0].succeededIndexes' must be indexes in ascending order, got '0-'. Use some such as '0,2-4'."],
  [{ ...BY_INDEX, successPolicy: { rules: [{ succeededIndexes: '2-3' }] } }, "'successPolicy.rules[0].succeededIndexes' must be below 'completions', 3, got '2-3'. The last index is 2."],
  [{ ...BY_INDEX, successPolicy: { rules: [{ succeededIndexes: '0,'.repeat(40000) }] } }, "'successPolicy.rules[0].succeededIndexes' must hold at most 65536 characters. Use 'succeededCount'."],
  [{ ...BY_INDEX, successPolicy: { rules: [{ succeededCount: 0 }] } }, "'successPolicy.rules[0].succeededCount' must be a whole number of at least 1, got 0. Use a number such as 1."],
  [{ ...BY_INDEX, successPolicy: { rules: [{ succeededCount: 4 }] } }, "'successPolicy.rules[0].succeededCount' must not be more than 'completions', 3, got 4. Use at most 3."],
  [{ ...BY_INDEX, successPolicy: { rules: [{ succeededIndexes: '0-1', succeededCount: 3 }] } }, "'successPolicy.rules[0].succeededCount' must not be more than the number of 'succeededIndexes', 2, got 3. Use at most 2."],
])('%j is a fault', (props, message) => {
  expect(faultsIn(props)).toEqual([message]);
});

test.each<[string, Partial<HardenedJobProps>]>([
  ['exit codes of an init container', { ...failing({ action: PodFailureAction.COUNT, onExitCodes: { containerName: 'fetch', operator: ExitCodeOperator.NOT_IN, values: [0] } }),
    initContainers: [FETCH] }],
  ['as many parallel pods as an indexed Job may have', { ...BY_INDEX, parallelism: 100000 }],
  ['as many failed indexes as there are', { ...BY_INDEX, backoffLimitPerIndex: 0, maxFailedIndexes: 3 }],
  ['very many indexes', { ...BY_INDEX, completions: 100001, parallelism: 10000, backoffLimitPerIndex: 1, maxFailedIndexes: 10000 }],
  ['pods that share work', { parallelism: 100001 }],
  ['all indexes', { ...BY_INDEX, successPolicy: { rules: [{ succeededIndexes: '0-2', succeededCount: 3 }] } }],
  ['a mode that is not known yet', { completionMode: later('Indexed'), completions: 3, backoffLimitPerIndex: 1, successPolicy: { rules: [{ succeededCount: 1 }] } }],
  ['numbers that are not known yet', {
    ...BY_INDEX, completions: later(3), parallelism: later(200), backoffLimitPerIndex: later(1), maxFailedIndexes: later(2),
    successPolicy: { rules: [{ succeededCount: later(2) }] },
  }],
  ['a number of indexes that is not known yet', { ...BY_INDEX, completions: later(3), backoffLimitPerIndex: 1, maxFailedIndexes: 2 }],
  ['indexes that are not known yet', { ...BY_INDEX, successPolicy: { rules: [{ succeededIndexes: placeholder('7'), succeededCount: 2 }] } }],
  ['codes that are not known yet', failing(onExitCodes(later('In'), later(0), 42, later(7), later(7), 43))],
  ['a container that is not known yet', failing({ action: later('FailIndex'), onExitCodes: { containerName: placeholder('7'), operator: ExitCodeOperator.IN, values: [1] } })],
  ['a container among some that are not known yet', {
    ...failing({ action: PodFailureAction.COUNT, onExitCodes: { containerName: 'main', operator: ExitCodeOperator.IN, values: [1] } }), containerName: placeholder('7'),
  }],
  ['policies that are not known yet', { ...failing(EVICTED), restartPolicy: later('Never'), podReplacementPolicy: later('Failed') }],
])('%s is legal', (_, props) => {
  expect(faultsIn(props)).toEqual([]);
});

test('what tokens become is judged when it is rendered', () => {
  const chart = chartIn({ kubernetesVersion: '1.36' });
  const successPolicy = { rules: [{ succeededCount: later(4) }] };
  migrate({ completionMode: INDEXED, completions: later(3), ...failing(onExitCodes(ExitCodeOperator.IN, later(0))), successPolicy }, chart);
  expect(() => (chart.node.root as Cluster).synthYaml()).toThrow(new RegExp([
    "'podFailurePolicy\\.rules\\[0\\]\\.onExitCodes\\.values\\[0\\]' must not be 0", "'successPolicy\\.rules\\[0\\]\\.succeededCount' must not be more than 'completions', 3",
  ].join('[^]*')));
});

describe('of a version of Kubernetes that has it', () => {
  test.each<[string, string, Partial<HardenedJobProps>]>([
    ['1.29', 'backoffLimitPerIndex', { ...BY_INDEX, backoffLimitPerIndex: 1 }],
    ['1.29', 'podReplacementPolicy', { podReplacementPolicy: PodReplacementPolicy.FAILED }],
    ['1.31', 'successPolicy', { ...BY_INDEX, successPolicy: { rules: [{ succeededCount: 1 }] } }],
  ])('needs %s for %s', (minor, prop, props) => {
    const before = `1.${Number(minor.slice(2)) - 1}`;
    expect(faultsOf(() => migrate(props, chartIn({ kubernetesVersion: minor })))).toEqual([]);
    expect(faultsOf(() => migrate(props, chartIn({ kubernetesVersion: before })))).toEqual([
      `'${prop}' needs Kubernetes ${minor}, and the cluster runs ${before}. Upgrade the cluster, or leave it out.`,
    ]);
    expect(faultsOf(() => migrate(props, chartIn()))).toEqual([
      `'${prop}' needs Kubernetes ${minor}, and the cluster's version is not known. Set 'kubernetesVersion' on the Cluster, or leave it out.`,
    ]);
  });
});

test('a prop that is misspelt is told', () => {
  expect(messagesOf(migrate({ backofLimit: 2 } as any))).toEqual([
    "construct/unknown-prop: 'backofLimit' is no prop, so that nothing reads it. Did you mean 'backoffLimit'?",
  ]);
});

describe.each(['1.28', '1.30', '1.33', '1.36'])('for Kubernetes %s', (minor) => {
  const since = (version: string, props: Partial<HardenedJobProps>) => (Number(minor.slice(2)) >= Number(version.slice(2)) ? props : {});
  test.each<[string, Partial<HardenedJobProps>]>([
    ['the fewest props', {}],
    ['a policy for failures', failing(onExitCodes(ExitCodeOperator.IN, 42), EVICTED)],
    ['indexes', {
      ...PORTS, ...BY_INDEX, parallelism: 3, service: { headless: true },
      ...since('1.29', { backoffLimitPerIndex: 1, maxFailedIndexes: 1, podReplacementPolicy: PodReplacementPolicy.FAILED }),
      ...since('1.31', { successPolicy: { rules: [{ succeededIndexes: '0' }] } }),
    }],
    ['all limits', { suffix: 'a', suspend: true, restartPolicy: JobRestartPolicy.ON_FAILURE, backoffLimit: 0, activeDeadlineSeconds: 60, ttlSecondsAfterFinished: 0 }],
  ])('%s is legal, and passes Pod Security restricted', (_, props) => {
    const job = migrate(props, new Chart(new Cluster({ name: 'prod-eu', kubernetesVersion: minor }), 'payments', { namespace: 'payments' }));
    const objects: KubernetesObject[] = job.objects.map((object) => object.toJson());
    expect(objects.flatMap((object) => [...schemaFaults(object, minor), ...gatedFaults(object, minor)])).toEqual([]);
    expect(checkPodSecurity(job.job.toJson().spec.template, 'restricted', minor)).toEqual([]);
  });
});

describe('is known as the Job that it is', () => {
  const COUNTED = { labelSelector: { matchExpressions: [{ key: 'batch.kubernetes.io/job-name', operator: 'Exists' }] }, matchLabelKeys: ['batch.kubernetes.io/controller-uid'] };

  test('by who spreads pods', () => {
    const chart = chartIn({ kubernetesVersion: '1.34', zones: ['a', 'b', 'c'] });
    const [alone, many] = [migrate({}, chart), new HardenedJob(chart, 'many', { image: IMAGE, parallelism: 6, completions: 12 })];
    const before = alone.job.toJson();
    new SpreadAcrossZones(chart, 'spread', { workloads: [alone, many] });
    expect(alone.job.toJson()).toEqual(before);
    expect(many.job.toJson().spec.template.spec.topologySpreadConstraints).toMatchObject([COUNTED, COUNTED]);
    expect(messagesOf(chart)).toEqual(["scheduling/not-spread: it runs one pod at a time, so there is nothing to spread: its 'parallelism' is 1."]);
  });

  test('by who places pods on spot capacity', () => {
    const scope = clusterChart();
    const job = migrate({ backoffLimit: 0 }, scope);
    scope.with(new SpotPlacement({ capacity: SpotCapacity.eksManagedNodeGroup() }));
    expect(job.job.toJson().spec.template.spec.affinity.nodeAffinity).toBeDefined();
    expect(messagesOf(scope)).toContain("scheduling/spot-no-retry: Its first interruption fails it: 'backoffLimit' is 0. Allow some retries.");
  });

  test('by the pool that hosts it', () => {
    const scope = clusterChart();
    const job = migrate({}, scope);
    spotPool({}, scope).host(job, { onDemandBase: false });
    expect(job.job.toJson().spec.template.spec.tolerations).toHaveLength(1);
  });

  test('by who hardens pods: it is hardened already', () => {
    const job = migrate();
    const hardening = new PodHardening();
    job.with(hardening);
    expect(hardening.report).toMatchObject({ entries: [], objectsPassing: 1, objectsHardened: 1, objectsNotApplicable: 2 });
  });

  test('by whom it calls', () => {
    const chart = chartIn();
    const job = migrate({ suffix: 'a' }, chart);
    const api = deploy({ ports: [{ port: 8080 }], probes: { readiness: Probe.tcpSocket() } }, chart);
    job.allowTo(api);
    const peer = (name: string) => [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': name } } }];
    expect(job.networkPolicy!.toJson().spec.egress[1].to).toEqual(peer('api'));
    expect(api.networkPolicy!.toJson().spec.ingress[0].from).toEqual(peer('migrate'));
  });

  test('by a Service of cdk8s-plus', () => {
    const chart = new Chart(new App(), 'payments', { namespace: 'payments' });
    const service = new PlusService(chart, 'workers', { selector: migrate(PORTS, chart), ports: [{ port: 7000 }] });
    expect(chart.toJson().find(({ metadata }) => metadata.name === service.name).spec.selector).toEqual({ 'app.kubernetes.io/name': 'migrate' });
  });

  test('by a workload that finds its pods by the same labels', () => {
    const chart = chartIn();
    migrate({ selector: { app: 'shop' } }, chart);
    deploy({ selector: { app: 'shop' } }, chart);
    expect(() => (chart.node.root as Cluster).synth()).toThrow("'selector' must not mean the same pods as that of 'payments/api'");
  });
});
