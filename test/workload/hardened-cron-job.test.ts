import { Chart, Lazy } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Cluster } from '../../lib/cluster/cluster';
import { markedSpread } from '../../lib/construct/spread-mark';
import { Warnings } from '../../lib/construct/warnings';
import { placeholder } from '../../lib/manifest/known';
import { KubernetesObject } from '../../lib/manifest/object';
import { stringifyYaml } from '../../lib/manifest/yaml';
import { checkPodSecurity } from '../../lib/rules/pod-security/check-pod-security';
import { SpotCapacity } from '../../lib/scheduling/spot/spot-capacity';
import { SpotPlacement } from '../../lib/scheduling/spot/spot-placement';
import { SpreadAcrossZones } from '../../lib/scheduling/spread/spread-across-zones';
import { ConcurrencyPolicy, HardenedCronJob, HardenedCronJobProps } from '../../lib/workload/hardened-cron-job';
import { JobCompletionMode, JobRestartPolicy, PodReplacementPolicy } from '../../lib/workload/job/job-workload';
import { PodFailureAction } from '../../lib/workload/job/pod-failure-policy';
import { PodHardening } from '../../lib/workload/pod-hardening';
import { faultsOf } from '../faults-of';
import { clusterChart } from '../scheduling/node-pool/spot-node-pools';
import { gatedFaults } from '../schema/feature-gates';
import { schemaFaults } from '../schema/kubernetes-schema';
import { chartIn, deploy } from './deployment-construct';

const LEAST = { image: 'registry.example.com/payments/report:1.4.2', schedule: '30 1 * * *' };
const BY_INDEX = { completionMode: JobCompletionMode.INDEXED, completions: 3 };
const EVICTED = { rules: [{ action: PodFailureAction.IGNORE, onPodConditions: [{ type: 'DisruptionTarget' }] }] };

function report(props: Partial<HardenedCronJobProps> = {}, scope: Chart = chartIn({ kubernetesVersion: '1.36' })): HardenedCronJob {
  return new HardenedCronJob(scope, 'report', { ...LEAST, activeDeadlineSeconds: 3600, ...props });
}

function specOf(props: Partial<HardenedCronJobProps> = {}): any {
  return report(props).cronJob.toJson().spec;
}

function faultsIn(props: Partial<HardenedCronJobProps>): string[] {
  return faultsOf(() => report(props));
}

const messagesOf = (construct: IConstruct) => Warnings.of(construct).map(({ id, message }) => `${id}: ${message}`);

test('emits three objects of one name, and no budget', () => {
  const cron = report();
  expect(cron.objects.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['ServiceAccount report', 'CronJob report', 'NetworkPolicy report']);
  expect(cron.objects.map(({ metadata }) => metadata.namespace)).toEqual(Array(3).fill('payments'));
  expect(cron.workload).toBe(cron.cronJob);
  expect(cron.cronJob.node.id).toBe('cronJob');
  expect(markedSpread(cron.cronJob)).toEqual([]);
  expect(messagesOf(cron)).toEqual([]);
});

test('says when and where, and forbids that two run at a time', () => {
  const { jobTemplate, ...rest } = specOf();
  expect(rest).toEqual({ schedule: '30 1 * * *', timeZone: 'Etc/UTC', concurrencyPolicy: 'Forbid' });
  expect(Object.keys(jobTemplate.spec).sort()).toEqual(['activeDeadlineSeconds', 'template']);
  expect(jobTemplate.spec.template.spec.restartPolicy).toBe('Never');
});

test('with the fewest props, reads as a reviewer would want it', () => {
  expect(stringifyYaml(report({ activeDeadlineSeconds: undefined }).objects.map((object) => object.toJson()))).toMatchSnapshot();
});

test('with everything of its own, reads as a reviewer would want it', () => {
  const cron = report({
    schedule: '*/15 6-18 * * mon-fri',
    timeZone: 'Europe/Berlin',
    concurrencyPolicy: ConcurrencyPolicy.REPLACE,
    startingDeadlineSeconds: 300,
    successfulJobsHistoryLimit: 1,
    failedJobsHistoryLimit: 5,
    suspend: true,
    restartPolicy: JobRestartPolicy.ON_FAILURE,
    backoffLimit: 2,
    ttlSecondsAfterFinished: 86400,
    completions: 4,
    parallelism: 2,
    podReplacementPolicy: PodReplacementPolicy.FAILED,
    labels: { 'example.com/team': 'payments' },
    podLabels: { 'example.com/tier': 'back' },
    instance: 'payments-eu',
  });
  expect(stringifyYaml(cron.objects.map((object) => object.toJson()))).toMatchSnapshot();
});

test('gives what belongs to Jobs to its Jobs, and keeps what belongs to it', () => {
  const spec = specOf({ suspend: false, ttlSecondsAfterFinished: 0, backoffLimit: 0, podFailurePolicy: EVICTED });
  expect(Object.keys(spec).sort()).toEqual(['concurrencyPolicy', 'jobTemplate', 'schedule', 'suspend', 'timeZone']);
  expect(Object.keys(spec.jobTemplate.spec).sort()).toEqual(['activeDeadlineSeconds', 'backoffLimit', 'podFailurePolicy', 'template', 'ttlSecondsAfterFinished']);
});

test('its Jobs carry the labels of all objects, and its pods those of pods', () => {
  const { jobTemplate } = specOf({ labels: { team: 'a' }, podLabels: { tier: 'b' }, instance: 'eu', selector: { app: 'report' } });
  const own = { 'app.kubernetes.io/name': 'report', 'app.kubernetes.io/instance': 'eu', 'app': 'report' };
  expect(jobTemplate.metadata).toEqual({ labels: { ...own, team: 'a' } });
  expect(jobTemplate.spec.template.metadata.labels).toEqual({ ...own, tier: 'b' });
});

describe('starts', () => {
  test.each(['@daily', '@every 1h30m', '0 0 29 2 *', '*/5 * * * *'])('by %s', (schedule) => {
    expect(specOf({ schedule }).schedule).toBe(schedule);
  });

  test.each([ConcurrencyPolicy.ALLOW, ConcurrencyPolicy.FORBID, ConcurrencyPolicy.REPLACE])('and %ss others', (concurrencyPolicy) => {
    expect(specOf({ concurrencyPolicy }).concurrencyPolicy).toBe(concurrencyPolicy);
  });

  test('by what is not known yet', () => {
    expect(faultsIn({ schedule: placeholder('1'), timeZone: placeholder('2') })).toEqual([]);
    expect(specOf({ schedule: Lazy.any({ produce: () => '0 4 * * *' }) as any }).schedule).toBe('0 4 * * *');
  });

  test('by what a token becomes, if that is a schedule', () => {
    const chart = chartIn();
    report({ schedule: Lazy.any({ produce: () => '0 25 * * *' }) as any }, chart);
    expect(() => (chart.node.root as Cluster).synthYaml()).toThrow("'schedule' must be a cron line: '25' is no hour, which is from 0 to 23");
  });
});

describe('a Job that hangs', () => {
  const MESSAGE = "workload/endless-run: a Job that hangs keeps all later ones from starting. Set 'activeDeadlineSeconds' to more than a Job needs.";

  test.each<[string, Partial<HardenedCronJobProps>, string[]]>([
    ['keeps all others from starting', {}, [MESSAGE]],
    ['keeps all others from starting, as was said', { concurrencyPolicy: ConcurrencyPolicy.FORBID }, [MESSAGE]],
    ['stays beside the others', { concurrencyPolicy: ConcurrencyPolicy.ALLOW }, []],
    ['is ended by the next', { concurrencyPolicy: ConcurrencyPolicy.REPLACE }, []],
    ['is ended in time', { activeDeadlineSeconds: 60 }, []],
    ['is ended in a time that is not known yet', { activeDeadlineSeconds: Lazy.any({ produce: () => 60 }) as any }, []],
    ['does what is not known yet', { concurrencyPolicy: placeholder('7') as any }, []],
  ])('%s', (_, props, messages) => {
    expect(messagesOf(report({ activeDeadlineSeconds: undefined, ...props }))).toEqual(messages);
  });
});

const SCHEDULE = "Use one such as '30 1 * * *', which is 01:30 each day.";
const ZONE = "Use one such as 'Europe/Berlin'.";

test.each<[Partial<HardenedCronJobProps>, string]>([
  [{ schedule: undefined }, `'schedule' must be given. ${SCHEDULE}`],
  [{ schedule: 5 as any }, "'schedule' must be a string, got a number. Put it in quotes."],
  [{ schedule: '30 1 * *' }, `'schedule' must be a cron line: it has five fields (minute, hour, day of the month, month, day of the week), not 4, got '30 1 * *'. ${SCHEDULE}`],
  [{ schedule: 'TZ=Europe/Berlin 30 1 * * *' }, `'schedule' must not name a time zone: it has a field of its own, got 'TZ=Europe/Berlin 30 1 * * *'. ${SCHEDULE}`],
  [{ schedule: 'CRON_TZ=UTC @daily' }, `'schedule' must not name a time zone: it has a field of its own, got 'CRON_TZ=UTC @daily'. ${SCHEDULE}`],
  [{ schedule: '0 0 31 2 *' }, `'schedule' must name a day that there is, got '0 0 31 2 *'. ${SCHEDULE}`],
  [{ timeZone: 'Europe/Bonn' }, `'timeZone' must be the name of a time zone, got 'Europe/Bonn'. ${ZONE}`],
  [{ timeZone: 'Local' }, `'timeZone' must not be 'Local': Kubernetes refuses it, got 'Local'. ${ZONE}`],
  [{ timeZone: '' }, `'timeZone' must be the name of a time zone, got ''. ${ZONE}`],
  [{ concurrencyPolicy: 'Never' as any }, "'concurrencyPolicy' must be 'Allow', 'Forbid' or 'Replace', got 'Never'. Use one of them."],
  [{ startingDeadlineSeconds: 9 }, "'startingDeadlineSeconds' must be a whole number of at least 10, got 9. Use 10 or more: with less, Kubernetes may never get to it in time."],
  [{ successfulJobsHistoryLimit: -1 }, "'successfulJobsHistoryLimit' must be a whole number of at least 0, got -1. Leave it out for 3."],
  [{ failedJobsHistoryLimit: 1.5 }, "'failedJobsHistoryLimit' must be a whole number of at least 0, got 1.5. Leave it out for 1."],
  [{ suspend: 1 as any }, "'suspend' must be true or false, got a number. Leave it out for the default."],
  [{ name: 'a'.repeat(53) }, `'name' must have at most 52 characters: Kubernetes adds 11 for each Job, got '${'a'.repeat(53)}'. Use a shorter one.`],
  [{ name: 'a'.repeat(51), ...BY_INDEX }, `'name' must have at most 50 characters: Kubernetes adds 11 for each Job and 2 for the index of a pod, got '${'a'.repeat(51)}'. Use a shorter one.`],
  [{ restartPolicy: JobRestartPolicy.ON_FAILURE, podFailurePolicy: EVICTED }, "'restartPolicy' must be 'JobRestartPolicy.NEVER' with 'podFailurePolicy', which counts pods. Leave it out."],
  [{ podLabels: { 'batch.kubernetes.io/job-name': 'a' } }, "'podLabels['batch.kubernetes.io/job-name']' must not be given: Kubernetes itself sets it, to another value for each Job. Leave it out."],
])('%j is a fault', (props, message) => {
  expect(faultsIn(props)).toEqual([message]);
});

test('a name may be as long as Kubernetes lets it, and an id that is too long is told as a name', () => {
  expect(faultsIn({ name: 'a'.repeat(52) })).toEqual([]);
  expect(faultsIn({ name: 'a'.repeat(50), ...BY_INDEX })).toEqual([]);
  expect(faultsOf(() => new HardenedCronJob(chartIn(), 'b'.repeat(60), LEAST))).toEqual([
    `'name' must have at most 52 characters: Kubernetes adds 11 for each Job, got '${'b'.repeat(60)}'. Use a shorter one.`,
  ]);
});

test('a name that is none is told once', () => {
  expect(faultsIn({ name: 'Report' })).toEqual([
    "'name' must be a DNS label: at most 63 lower-case letters, digits and '-', starting and ending with a letter or digit, got 'Report'. Give it a 'name' such as 'api'.",
  ]);
});

describe.each(['1.28', '1.30', '1.33', '1.36'])('for Kubernetes %s', (minor) => {
  test.each<[string, Partial<HardenedCronJobProps>]>([
    ['the fewest props', {}],
    ['all of a CronJob', {
      schedule: '@hourly', timeZone: 'Europe/Berlin', concurrencyPolicy: ConcurrencyPolicy.ALLOW, startingDeadlineSeconds: 60, successfulJobsHistoryLimit: 0, failedJobsHistoryLimit: 0, suspend: true,
    }],
    ['much of its Jobs', { ...BY_INDEX, parallelism: 3, backoffLimit: 0, ttlSecondsAfterFinished: 60, podFailurePolicy: EVICTED }],
  ])('%s is legal, and passes Pod Security restricted', (_, props) => {
    const cron = report(props, new Chart(new Cluster({ name: 'prod-eu', kubernetesVersion: minor }), 'payments', { namespace: 'payments' }));
    const objects: KubernetesObject[] = cron.objects.map((object) => object.toJson());
    expect(objects.flatMap((object) => [...schemaFaults(object, minor), ...gatedFaults(object, minor)])).toEqual([]);
    expect(checkPodSecurity(cron.cronJob.toJson().spec.jobTemplate.spec.template, 'restricted', minor)).toEqual([]);
  });
});

describe('is known as the CronJob that it is', () => {
  const templateOf = (cron: HardenedCronJob) => cron.cronJob.toJson().spec.jobTemplate.spec.template;

  test('by who spreads pods', () => {
    const chart = chartIn({ kubernetesVersion: '1.34', zones: ['a', 'b', 'c'] });
    const [alone, many] = [report({}, chart), new HardenedCronJob(chart, 'many', { ...LEAST, parallelism: 6, completions: 12 })];
    const before = alone.cronJob.toJson();
    new SpreadAcrossZones(chart, 'spread', { workloads: [alone, many] });
    expect(alone.cronJob.toJson()).toEqual(before);
    expect(templateOf(many).spec.topologySpreadConstraints).toHaveLength(2);
    expect(messagesOf(chart)).toEqual(expect.arrayContaining([
      "scheduling/not-spread: it runs one pod at a time, so there is nothing to spread: its 'parallelism' is 1.",
    ]));
  });

  test('by who places pods on spot capacity', () => {
    const scope = clusterChart();
    const cron = report({ backoffLimit: 0 }, scope);
    scope.with(new SpotPlacement({ capacity: SpotCapacity.eksManagedNodeGroup() }));
    expect(templateOf(cron).spec.affinity.nodeAffinity).toBeDefined();
    expect(messagesOf(scope)).toContain("scheduling/spot-no-retry: Its first interruption fails it: 'backoffLimit' is 0. Allow some retries.");
  });

  test('by who hardens pods: it is hardened already', () => {
    const cron = report();
    const hardening = new PodHardening();
    cron.with(hardening);
    expect(hardening.report).toMatchObject({ entries: [], objectsPassing: 1, objectsHardened: 1, objectsNotApplicable: 2 });
  });

  test('by whom it calls', () => {
    const chart = chartIn();
    const [cron, api] = [report({}, chart), deploy({ ports: [{ port: 8080 }] }, chart)];
    cron.allowTo(api);
    expect(cron.networkPolicy!.toJson().spec.egress[1].to).toEqual([{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'api' } } }]);
    expect(api.networkPolicy!.toJson().spec.ingress[0].from).toEqual([{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'report' } } }]);
  });
});
