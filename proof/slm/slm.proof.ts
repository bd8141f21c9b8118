import * as assert from 'node:assert/strict';
import { App, Chart, Duration } from 'cdk8s';
import * as fc from 'fast-check';
import { elasticsearchCronFault, longestMinutes, shortestMinutes } from '../../lib/data/elasticsearch/elasticsearch-cron';
import { ESSnapshotter, ESSnapshotterProps } from '../../lib/data/es-snapshotter';
import { SnapshotRepository } from '../../lib/data/repository/snapshot-repository';
import { SnapshotSchedule } from '../../lib/data/schedule/snapshot-schedule';
import { SnapshotTarget } from '../../lib/data/snapshot-target';
import { SnapshotUser } from '../../lib/data/snapshot-user';
import { parseYaml } from '../../lib/manifest/yaml';
import { Checks, Proof, ProofContext } from '../proof';
import { ELASTICSEARCH_X_PACK } from '../versions';
import { SnapshotJudge } from './engine';
import { nearlyCron } from './lines';

const LINES = [
  '0 30 1 * * ?', '0 0/15 * * * ?', '0 0 9 L-3W * ?', '0 0 9 ? * FRI#2', '0 0 22-4 * * ?', '0 0 0 29 2 ?', '30 1 * * *', '0 30 1 * * *', '0 30 1 ? * ?', '60 0 0 * * ?', '0 */60 * * * ?',
];

export const proofs: Proof[] = [{
  name: 'slm',
  title: 'Elasticsearch takes our cron lines and lifecycle policies, and our roles allow what the scripts do and nothing else.',
  needs: ['slm'],
  run: async (context) => {
    const judge = await context.engine('slm');
    for (const version of Object.keys(ELASTICSEARCH_X_PACK)) {
      const checks = context.about(`Elasticsearch ${version}`);
      const missing = judge.missing(version);
      if (missing !== undefined) {
        checks.skip('cron lines, policies and privileges', missing);
        continue;
      }
      await proveCron(judge, version, checks, context);
      await provePolicies(judge, version, checks);
      await proveRoles(judge, version, checks);
    }
  },
}];

async function proveCron(judge: SnapshotJudge, version: string, { check }: Checks, { random }: ProofContext): Promise<void> {
  const lines = [...new Set([...LINES, ...fc.sample(nearlyCron(), { seed: random.seed, numRuns: 4000 * random.times })])];
  const answers = await judge.answers(version, 'cron', lines);
  const legal = lines.filter((line) => elasticsearchCronFault(line) === undefined);

  await check('no cron line that we take is refused', () => {
    assert.deepEqual(lines.filter((line, index) => legal.includes(line) && !answers[index].startsWith('legal ')), []);
    return `${lines.length} lines, ${legal.length} of them legal`;
  });
  await check('what we refuse beside what it refuses is what it would read otherwise than it is written', () => {
    const stricter = lines.filter((line, index) => answers[index].startsWith('legal ') && !legal.includes(line));
    // A step of 0, the end of a range at 0 where there is no 0, what stands beside a last or n-th day, what stands behind three letters, and days that
    // are in no month, or not in each.
    assert.deepEqual(stricter.filter((line) => !/\/0|-0|[LW#].*,|,.*[LW#]|JANUARY|MONDAY|\?,|,\?|3[01] 2|L-(?:2[89]|30)/.test(line.toUpperCase())), []);
  });
  await check('no policy runs more often than we say', () => {
    const wrong = lines.filter((line, index) => {
      const seconds = Number(answers[index].split(' ')[1]);
      return legal.includes(line) && seconds >= 0 && shortestMinutes(line) > 0 && seconds < shortestMinutes(line) * 60;
    });
    assert.deepEqual(wrong, []);
  });
  await check('no policy pauses for longer than we say', () => {
    // Years are not looked at, and the weekday next to a date may be two days from it.
    const said = legal.filter((line) => line.split(' ').length === 6).map((line) => ({ line, minutes: longestMinutes(line) + (/W/.test(line) ? 4 * 1440 : 0) }));
    const wrong = said.filter(({ line, minutes }) => Number(answers[lines.indexOf(line)].split(' ')[2]) >= (minutes + 1) * 60);
    assert.deepEqual(wrong, []);
    return `${said.length} lines`;
  });
  await check('what we say of the longest pause comes', async () => {
    // So rare that the runs that are looked at see every kind of month, and most see leap years.
    const rare = ['0 0 9 L * ?', '0 0 9 L-3 2,3 ?', '0 0 9 ? * 6L', '0 0 9 ? * MON#1', '0 0 9 ? * FRI#5', '0 0 0 29 2 ?', '0 0 1 1,15 * ?', '0 0 1 ? * L', '0 0 1 31 * ?'];
    const seen = (await judge.answers(version, 'cron', rare)).map((answer) => Number(answer.split(' ')[2]) / 60);
    assert.deepEqual(seen, rare.map(longestMinutes));
  });
}

async function provePolicies(judge: SnapshotJudge, version: string, { check }: Checks): Promise<void> {
  const policies: { readonly [title: string]: Partial<ESSnapshotterProps> } = {
    'the default': {},
    'all that can be said': {
      schedule: SnapshotSchedule.lifecycle({
        schedule: '0 0 */4 ? * MON-FRI', policy: 'often', snapshotName: '<snap-{now/d{yyyy.MM.dd|+02:00}}>', expireAfter: Duration.hours(36), minCount: 2, maxCount: 9,
      }),
      contents: { indices: ['orders-*', '-orders-old'], includeGlobalState: true, featureStates: ['kibana'], ignoreUnavailable: true, partial: true },
    },
    'the least that can be kept': { schedule: SnapshotSchedule.lifecycle({ snapshotName: 'snap', expireAfter: Duration.seconds(1), minCount: 1, maxCount: 1 }) },
  };
  for (const [title, props] of Object.entries(policies)) {
    await check(`a policy is legal: ${title}`, async () => {
      const body = JSON.parse(snapshotter(props).configMap.toJson().data['policy.json']);
      assert.deepEqual(await judge.answers(version, 'policy', [JSON.stringify(body)]), ['legal']);
    });
  }
  await check('what is wrong with a policy is seen', async () => {
    const body = JSON.parse(snapshotter().configMap.toJson().data['policy.json']);
    const wrong = [{ ...body, schedule: '30 1 * * *' }, { ...body, name: 'Nightly' }, { ...body, retention: { min_count: 2, max_count: 1 } }];
    const answers = await judge.answers(version, 'policy', wrong.map((policy) => JSON.stringify(policy)));
    assert.equal(answers.filter((answer) => answer.startsWith('refused: ')).length, wrong.length);
  });
}

async function proveRoles(judge: SnapshotJudge, version: string, { check }: Checks): Promise<void> {
  const REGISTER = ['cluster:admin/repository/get', 'cluster:admin/repository/put', 'cluster:admin/repository/verify'];
  const DRILL = ['cluster:admin/snapshot/get', 'cluster:admin/snapshot/restore', 'cluster:monitor/health'];
  const POLICY = ['cluster:admin/slm/put', 'cluster:admin/slm/status', 'cluster:admin/snapshot/create'];
  const CRON_JOBS = ['cluster:admin/snapshot/create', 'cluster:admin/snapshot/get', 'cluster:admin/snapshot/delete'];
  const elsewhere = { cluster: SnapshotTarget.url('https://dr.example.com'), user: SnapshotUser.secret('dr') };
  const roles: readonly [string, string, readonly string[]][] = [
    ['a policy', snapshotter().rolesYaml, [...REGISTER, ...POLICY]],
    ['CronJobs', snapshotter({ schedule: SnapshotSchedule.cronJobs() }).rolesYaml, [...REGISTER, ...CRON_JOBS]],
    ['a policy and a drill', snapshotter({ restoreDrill: {} }).rolesYaml, [...REGISTER, ...POLICY, ...DRILL]],
    ['a drill elsewhere', snapshotter({ restoreDrill: elsewhere }).drillRolesYaml!, ['cluster:admin/repository/put', ...DRILL]],
  ];
  for (const [title, yaml, expected] of roles) {
    await check(`of all that there is to do with repositories, snapshots and policies, exactly what is needed is allowed: ${title}`, async () => {
      const [{ cluster }] = Object.values(parseYaml(yaml)[0] as any) as any[];
      const [allowed] = await judge.answers(version, 'cluster', [cluster.join(' ')]);
      assert.deepEqual(allowed.split(' ').sort(), [...new Set(expected)].sort());
    });
  }
  await check('copies can be found, counted and deleted, and not be written', async () => {
    const [{ indices: [{ names, privileges }] }] = Object.values(parseYaml(snapshotter({ restoreDrill: {} }).rolesYaml)[0] as any) as any[];
    const [allowed] = await judge.answers(version, 'index', [privileges.join(' ')]);
    assert.deepEqual([names, allowed], [
      ['restore-drill-nightly.*'], 'indices:admin/resolve/index indices:data/read/search indices:admin/delete indices:admin/data_stream/delete',
    ]);
  });
}

function snapshotter(props: Partial<ESSnapshotterProps> = {}): ESSnapshotter {
  return new ESSnapshotter(new Chart(new App(), 'logging'), 'nightly', {
    cluster: SnapshotTarget.eckNamed('logs'),
    user: SnapshotUser.fileRealm('snapshots-user'),
    repository: SnapshotRepository.sharedFileSystem('backup', { claimName: 'snapshots' }),
    ...props,
  });
}
