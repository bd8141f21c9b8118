import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { timeZoneFault } from '../../lib/manifest/time-zone';
import { HardenedCronJob, HardenedCronJobProps } from '../../lib/workload/hardened-cron-job';
import { HardenedJob, HardenedJobProps } from '../../lib/workload/hardened-job';
import { JobCompletionMode, JobRestartPolicy } from '../../lib/workload/job/job-workload';
import { ExitCodeOperator, PodFailureAction } from '../../lib/workload/job/pod-failure-policy';
import { drain, uncordon } from '../deployment/drains';
import { apply, chartFor, manifestsOf, NODES, tryToApply, VersionOf, versionOf } from '../deployment/programs';
import { withNamespace } from '../hardening/outcome';
import { accepted } from '../kubernetes/api-client';
import { ControlPlane } from '../kubernetes/control-plane';
import { Checks, Proof, ProofContext } from '../proof';
import { IMAGE, jobOf, run, withValue } from './programs';
import { programs } from './random-props';
import { REFUSALS, refusalFaults } from './refusals';

const STRICT = 'jobs-strict';

const JOBS: { readonly [name: string]: Partial<HardenedJobProps> } = {
  'fewest-props': {},
  'restarted': { restartPolicy: JobRestartPolicy.ON_FAILURE, backoffLimit: 2, activeDeadlineSeconds: 600 },
  'neighbours': { initContainers: [{ name: 'fetch', image: IMAGE }], sidecars: [{ name: 'proxy', image: IMAGE }] },
  'many': { completions: 4, parallelism: 2 },
  'failures': {
    podFailurePolicy: { rules: [
      { action: PodFailureAction.FAIL_JOB, onExitCodes: { operator: ExitCodeOperator.IN, values: [42] } },
      { action: PodFailureAction.IGNORE, onPodConditions: [{ type: 'DisruptionTarget' }] },
    ] },
  },
  'indexed': {
    completionMode: JobCompletionMode.INDEXED, completions: 3, parallelism: 3, backoffLimitPerIndex: 1, maxFailedIndexes: 1,
    ports: [{ port: 7000 }], service: { headless: true },
  },
};

export const proofs: Proof[] = [
  {
    name: 'job-admission',
    title: 'Jobs come to their end in a namespace that enforces Pod Security restricted, and CronJobs start such Jobs.',
    needs: ['kubernetes'],
    run: async (context) => {
      const cluster = await ControlPlane.start(context.host('kubernetes'), { pods: 'fast' });
      await cluster.createNodes(NODES);
      await cluster.namespace(STRICT, { enforce: 'restricted' });
      const version = await versionOf(cluster);
      // Its time comes while the others are looked at.
      const cron = await proveCronJobLater(cluster, version);
      await proveJobs(cluster, version, context);
      await proveChange(cluster, version, context);
      await proveSuspended(cluster, version, context);
      await cron(context);
      await cluster.stop();
    },
  },
  {
    name: 'job-drain',
    title: 'Nodes on which Jobs run can be drained: another pod does the work, and one that was evicted counts as the policy says.',
    needs: ['kubernetes'],
    run: async (context) => {
      const cluster = await ControlPlane.start(context.host('kubernetes'), { pods: 'general' });
      await cluster.createNodes(NODES);
      await cluster.namespace(STRICT, { enforce: 'restricted' });
      await proveDrains(cluster, await versionOf(cluster), context.about('HardenedJob'));
      await cluster.stop();
    },
  },
  {
    name: 'job-props',
    title: 'Whatever props of Jobs let through is taken by the API server, and whatever they refuse is refused for a reason that is stated.',
    needs: ['kubernetes'],
    run: async (context) => {
      const cluster = await context.engine('kubernetes');
      await cluster.namespace(STRICT, { enforce: 'restricted' });
      const { version } = await versionOf(cluster);
      await proveProps(cluster, version, context);
      await proveTimeZones(cluster, version, context);
      await proveRefusals(cluster, version, context);
    },
  },
];

async function proveJobs(cluster: ControlPlane, version: VersionOf, context: ProofContext): Promise<void> {
  for (const [name, props] of Object.entries(JOBS)) {
    await context.about('HardenedJob').check(name, async () => {
      const chart = chartFor(version, STRICT, name);
      const job = new HardenedJob(chart, name, { image: IMAGE, ...props });
      await apply(cluster, manifestsOf(chart));
      const pods = await finished(cluster, name);
      assert.equal(pods.length, props.completions ?? 1);
      for (const { metadata } of pods) { assert.deepEqual({ ...metadata.labels, ...job.selectorLabels }, metadata.labels); }
      if (props.completionMode === JobCompletionMode.INDEXED) {
        assert.deepEqual(pods.map(({ spec }) => `${spec.hostname}.${spec.subdomain}`).sort(), ['indexed-0.indexed', 'indexed-1.indexed', 'indexed-2.indexed']);
      }
    });
  }
}

/** What the guide says of a Job that changes. */
async function proveChange(cluster: ControlPlane, version: VersionOf, context: ProofContext): Promise<void> {
  const program = (props: Partial<HardenedJobProps>) => {
    const chart = chartFor(version, STRICT, 'changed');
    new HardenedJob(chart, 'changed', { image: IMAGE, ...props });
    return manifestsOf(chart);
  };
  const checks = context.about('HardenedJob');
  await checks.check('another image under the same name is refused', async () => {
    await apply(cluster, program({}));
    await finished(cluster, 'changed');
    const { code, stderr } = await tryToApply(cluster, program({ image: 'registry.example.com/proof/work:1.0.1' }));
    assert.notEqual(code, 0);
    assert.match(stderr, /field is immutable/);
  });
  await checks.check('with another suffix it runs, and nothing else is new', async () => {
    await apply(cluster, program({ image: 'registry.example.com/proof/work:1.0.1', suffix: '1-0-1' }));
    await finished(cluster, 'changed-1-0-1');
    const { items } = await cluster.read(`/api/v1/namespaces/${STRICT}/serviceaccounts`);
    assert.deepEqual(items.map(({ metadata }: any) => metadata.name).filter((name: string) => name.startsWith('changed')), ['changed']);
  });
}

async function proveSuspended(cluster: ControlPlane, version: VersionOf, context: ProofContext): Promise<void> {
  await context.about('HardenedJob').check('a suspended one waits until it is told to go on', async () => {
    const program = (suspend: boolean) => {
      const chart = chartFor(version, STRICT, 'waiting');
      new HardenedJob(chart, 'waiting', { image: IMAGE, suspend });
      return manifestsOf(chart);
    };
    await apply(cluster, program(true));
    const path = `/apis/batch/v1/namespaces/${STRICT}/jobs/waiting`;
    await cluster.waitFor('the controller to see it', async () => (await cluster.read(path)).status.conditions?.some(({ type, status }: any) => type === 'Suspended' && status === 'True'));
    assert.deepEqual(await podsOf(cluster, 'waiting'), []);
    await apply(cluster, program(false));
    await finished(cluster, 'waiting');
  });
}

const NEVER_AGAIN: Partial<HardenedJobProps> = { backoffLimit: 0 };
const DRAINED: { readonly [name: string]: { readonly title: string; readonly props: Partial<HardenedJobProps>; readonly succeeds: boolean } } = {
  retried: { title: 'another pod takes the place of one that was evicted', props: {}, succeeds: true },
  counted: { title: 'one that was evicted counts, where nothing else is said', props: NEVER_AGAIN, succeeds: false },
  ignored: {
    title: 'with a failure policy it does not',
    props: { ...NEVER_AGAIN, podFailurePolicy: { rules: [{ action: PodFailureAction.IGNORE, onPodConditions: [{ type: 'DisruptionTarget' }] }] } },
    succeeds: true,
  },
};

async function proveDrains(cluster: ControlPlane, version: VersionOf, checks: Checks): Promise<void> {
  for (const [name, { title, props, succeeds }] of Object.entries(DRAINED)) {
    await checks.check(title, async () => {
      const chart = chartFor(version, STRICT, name);
      // It runs long enough to be drained.
      new HardenedJob(chart, name, { image: IMAGE, podAnnotations: { 'pod-complete.stage.kwok.x-k8s.io/delay': '15s' }, ...props });
      await apply(cluster, manifestsOf(chart));
      const pod = await cluster.waitFor('its pod to run', async () => (await podsOf(cluster, name)).find(({ status }) => status.phase === 'Running'));
      const drained = drain(cluster, pod.spec.nodeName, '120s');
      await failOnce(cluster, pod.metadata.name);
      const { code, stderr } = await drained;
      assert.equal(code, 0, stderr);
      accepted('uncordon', await uncordon(cluster, pod.spec.nodeName));
      if (succeeds) {
        assert.ok((await finished(cluster, name)).some(({ metadata }) => metadata.name !== pod.metadata.name), 'no other pod did the work');
      } else {
        await ended(cluster, name, 'Failed');
      }
      const { failed = 0 } = (await cluster.read(`/apis/batch/v1/namespaces/${STRICT}/jobs/${name}`)).status;
      assert.equal(failed, props.podFailurePolicy === undefined ? 1 : 0, 'how many failures were counted');
    });
  }
}

/** What a kubelet says of a pod that it was told to end, and that its simulation leaves out: it has failed. */
async function failOnce(cluster: ControlPlane, name: string): Promise<void> {
  const path = `/api/v1/namespaces/${STRICT}/pods/${name}`;
  await cluster.waitFor('the pod to be told to end', async () => (await cluster.read(path)).metadata.deletionTimestamp);
  accepted(path, await cluster.request('PATCH', `${path}/status`, { status: { phase: 'Failed' } }, 'application/strategic-merge-patch+json'));
}

/** Applies CronJobs whose time comes each minute, with the longest names that there may be, and answers what is to be proved when it has come. */
async function proveCronJobLater(cluster: ControlPlane, version: VersionOf): Promise<(context: ProofContext) => Promise<void>> {
  const CRON_JOBS: { readonly [title: string]: Partial<HardenedCronJobProps> } = {
    'starts a Job that succeeds, with its labels': { name: 'minutely', labels: { team: 'a' }, timeZone: 'Europe/Berlin' },
    'starts a Job although its name is as long as can be': { name: 'a'.repeat(52) },
    'starts an indexed Job although its name is as long as can be': { name: 'b'.repeat(50), completionMode: JobCompletionMode.INDEXED, completions: 2 },
  };
  for (const [id, props] of Object.entries(CRON_JOBS)) {
    const chart = chartFor(version, STRICT, 'cron');
    new HardenedCronJob(chart, id, { image: IMAGE, schedule: '* * * * *', activeDeadlineSeconds: 600, ...props });
    await apply(cluster, manifestsOf(chart));
  }
  const changed = (tag: string, suspend: boolean) => {
    const chart = chartFor(version, STRICT, 'changed-cron');
    new HardenedCronJob(chart, 'minutely-changed', { image: `registry.example.com/proof/work:${tag}`, schedule: '* * * * *', activeDeadlineSeconds: 600, suspend });
    return manifestsOf(chart);
  };
  await apply(cluster, changed('1.0.0', true));
  const imagesOfChanged = async () => (await jobsNamed(cluster, 'minutely-changed')).map(({ spec }) => spec.template.spec.containers[0].image);
  return async (context) => {
    for (const [title, { name, labels = {}, completions = 1 }] of Object.entries(CRON_JOBS)) {
      await context.about('HardenedCronJob').check(title, async () => {
        const job = await cluster.waitFor('the controller to start a Job', async () => {
          const items = await jobsNamed(cluster, name!);
          return items.find(({ metadata }: any) => metadata.ownerReferences?.some(({ kind, name: owner }: any) => kind === 'CronJob' && owner === name));
        });
        assert.deepEqual(job.metadata.labels, { 'app.kubernetes.io/name': name, ...labels });
        assert.equal((await finished(cluster, job.metadata.name)).length, completions);
      });
    }
    const checks = context.about('HardenedCronJob');
    await checks.check('starts none while it is suspended', async () => {
      assert.deepEqual(await imagesOfChanged(), []);
    });
    await checks.check('starts Jobs of the program that was applied last', async () => {
      await apply(cluster, changed('1.0.1', false));
      await cluster.waitFor('the controller to start a Job', async () => (await imagesOfChanged()).length > 0);
      assert.deepEqual([...new Set(await imagesOfChanged())], ['registry.example.com/proof/work:1.0.1']);
    });
  };
}

/** The pods of a Job, when it has succeeded. */
async function finished(cluster: ControlPlane, name: string): Promise<any[]> {
  await ended(cluster, name, 'Complete');
  return podsOf(cluster, name);
}

async function ended(cluster: ControlPlane, name: string, condition: 'Complete' | 'Failed'): Promise<void> {
  await cluster.waitFor(`Job ${name} to be ${condition}`, async () => {
    const { status } = await cluster.read(`/apis/batch/v1/namespaces/${STRICT}/jobs/${name}`);
    return status.conditions?.some(({ type, status: holds }: any) => type === condition && holds === 'True');
  });
}

async function podsOf(cluster: ControlPlane, job: string): Promise<any[]> {
  return (await cluster.read(`/api/v1/namespaces/${STRICT}/pods?labelSelector=${encodeURIComponent(`batch.kubernetes.io/job-name=${job}`)}`)).items;
}

async function jobsNamed(cluster: ControlPlane, name: string): Promise<any[]> {
  return (await cluster.read(`/apis/batch/v1/namespaces/${STRICT}/jobs?labelSelector=${encodeURIComponent(`app.kubernetes.io/name=${name}`)}`)).items;
}

async function proveProps(cluster: ControlPlane, version: string, context: ProofContext): Promise<void> {
  const checks = context.about('Jobs and CronJobs');
  const seen = { taken: 0, refused: 0 };
  const unstated = new Map<string, unknown>();
  await checks.check('whatever is let through is taken, as are the Jobs of CronJobs, and what is refused names the prop', async () => {
    await fc.assert(fc.asyncProperty(programs, async ({ kind, props }) => {
      const outcome = run(kind, props, version);
      if ('faults' in outcome) {
        seen.refused++;
        outcome.faults.forEach((fault) => assert.match(fault, /^\[proof\/[^\]]+\] '[a-zA-Z]+.*' (?:must|needs)/s));
        outcome.faults.filter((fault) => !REFUSALS.some(({ rule }) => fault.includes(rule))).forEach((fault) => unstated.set(fault, props));
        return;
      }
      seen.taken++;
      const jobs = outcome.objects.filter((object) => object.kind === 'CronJob').map(jobOf);
      for (const object of [...outcome.objects, ...jobs]) {
        const { status, body, warnings } = await cluster.create(withNamespace(object, STRICT), { dryRun: true });
        assert.equal(status, 201, `${object.kind}: ${body?.message ?? body}`);
        assert.deepEqual(warnings, [], `${object.kind}: ${warnings.join(' ')}`);
      }
    }), { seed: context.random.seed, numRuns: 1000 * context.random.times, includeErrorInReport: true });
    assert.ok(Math.min(seen.taken, seen.refused) > 100, `of one sort there are too few: ${JSON.stringify(seen)}`);
    return `${seen.taken} programs taken, ${seen.refused} refused`;
  });
  await checks.check('nothing was refused for a reason that is not in the table', () => {
    assert.deepEqual([...unstated.keys()], []);
  });
}

async function proveTimeZones(cluster: ControlPlane, version: string, context: ProofContext): Promise<void> {
  await context.about('HardenedCronJob').check('every time zone that is let through is taken', async () => {
    const zones = [...Intl.supportedValuesOf('timeZone'), 'Etc/UTC', 'Etc/GMT+5', 'US/Pacific', 'EST5EDT', 'GB-Eire', 'W-SU', 'America/Argentina/ComodRivadavia'];
    for (const timeZone of zones) {
      assert.equal(timeZoneFault(timeZone), undefined, timeZone);
      const outcome = run('CronJob', { timeZone }, version);
      assert.ok('objects' in outcome, JSON.stringify(outcome));
      const { status, body } = await cluster.create(withNamespace(outcome.objects.find(({ kind }) => kind === 'CronJob')!, STRICT), { dryRun: true });
      assert.equal(status, 201, `${timeZone}: ${body?.message ?? body}`);
    }
  });
}

/** Each rule on a set of which a single prop is at fault, and what the server makes of what would have been emitted. */
async function proveRefusals(cluster: ControlPlane, version: string, context: ProofContext): Promise<void> {
  for (const refusal of REFUSALS) {
    const { kind, prop, rule, legal, props, at, value, reason } = refusal;
    const checks = context.about(`Hardened${kind}: ${reason === undefined ? 'refused by the API server too' : 'stricter than the API server'}`);
    await checks.check(`'${prop}' ${rule}`, async () => {
      const ours = run(kind, { ...legal, ...props }, version);
      assert.deepEqual(refusalFaults(refusal, 'faults' in ours ? ours.faults : []), []);
      const outcome = run(kind, legal, version);
      assert.ok('objects' in outcome, `the set is refused without it, too: ${JSON.stringify(outcome)}`);
      const object = withValue(outcome.objects.find((one) => one.kind === kind)!, at, value);
      const { status, body } = await cluster.create(withNamespace(object, STRICT), { dryRun: true });
      assert.equal(status >= 300, reason === undefined, status >= 300 ? `the API server refuses it, too: ${body.message}` : 'the API server takes it, and nothing says why we do not');
      return reason;
    });
  }
}
