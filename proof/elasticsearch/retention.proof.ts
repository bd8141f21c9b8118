import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Duration } from 'cdk8s';
import { SnapshotSchedule } from '../../lib/data/schedule/snapshot-schedule';
import { SnapshotUser } from '../../lib/data/snapshot-user';
import { Checks, Proof } from '../proof';
import { LARGE, prepare } from './indices';
import { forEachVersion, Snapshotter, Stage } from './stage';

const DAY = 86_400_000;
const MINUTE = 1 / 1440;

/** A snapshot as some run took it, its age in days. */
interface Taken {
  readonly age: number;
  /** What stands before the time in its name. @default - the name of the repository, as snapshot.sh does */
  readonly prefix?: string;
  readonly partial?: boolean;
}

/** What is in each repository before the clean-up, and what must be there afterwards. All are kept for 30 days. */
const REPOSITORIES: { readonly [name: string]: { readonly minCount: number; readonly goes: readonly Taken[]; readonly stays: readonly Taken[] } } = {
  missed: {
    minCount: 2,
    goes: [{ age: 60 }, { age: 45 }, { age: 45 - MINUTE, partial: true }, { age: 31 }, { age: 30 + MINUTE }],
    stays: [
      { age: 30 - 30 * MINUTE }, { age: 20 }, { age: 20 - MINUTE, partial: true }, { age: 1 },
      { age: 45, prefix: 'missed-by-hand' }, { age: 45, prefix: 'others' }, { age: 31, prefix: 'missed-2' },
    ],
  },
  old: { minCount: 2, goes: [{ age: 60 }, { age: 31, partial: true }], stays: [{ age: 45 }, { age: 30 + MINUTE }] },
  last: { minCount: 1, goes: [{ age: 60 }, { age: 31, partial: true }, { age: 30 + MINUTE, partial: true }], stays: [{ age: 45 }] },
  broken: { minCount: 1, goes: [{ age: 60, partial: true }, { age: 45, partial: true }], stays: [{ age: 31, partial: true }] },
  young: { minCount: 1, goes: [], stays: [{ age: 20 }, { age: 1, partial: true }] },
};

export const proofs: Proof[] = [{
  name: 'es-retention',
  title: 'The clean-up deletes exactly the snapshots that are older than the retention, however many runs were missed, and never the last good one.',
  needs: ['elasticsearch'],
  run: (context) => forEachVersion(context, async (elasticsearch, version, checks, host) => {
    const stage = await Stage.open(elasticsearch, version, host);
    await prepare(stage.node);
    const snapshotters = new Map(Object.entries(REPOSITORIES).map(([name, { minCount }]) => [name, snapshotterOf(stage, name, minCount)]));
    try {
      for (const snapshotter of snapshotters.values()) { await snapshotter.succeed('register'); }
      await takeAll(stage);
    } finally {
      await stage.node.setClock(0);
    }
    await proveRefusals(stage, snapshotters, checks);
    await proveRetention(stage, snapshotters, checks);
    await proveRunning(stage, checks);
    await stage.close();
  }),
}];

function snapshotterOf(stage: Stage, name: string, minCount: number, settings = {}): Snapshotter {
  return stage.snapshotter(name, {
    repository: stage.repository(name, settings), schedule: SnapshotSchedule.cronJobs({ expireAfter: Duration.days(30), minCount }),
    contents: { indices: [LARGE.index], includeGlobalState: false },
  });
}

/** Takes the snapshots of all repositories, the oldest first, while the clock of Elasticsearch goes from day to day. */
async function takeAll(stage: Stage): Promise<void> {
  const all = Object.entries(REPOSITORIES).flatMap(([repository, { goes, stays }]) => [...goes, ...stays].map((taken) => ({ repository, ...taken })));
  for (const age of [...new Set(all.map((taken) => taken.age))].sort((a, b) => b - a)) {
    await stage.node.setClock(age);
    for (const taken of all.filter((one) => one.age === age)) {
      const at = `/_snapshot/${taken.repository}/${nameOf(taken.repository, taken)}`;
      await stage.node.until(`a snapshot is ${age} days old`, async () => {
        const { snapshot } = await stage.node.call('PUT', `${at}?wait_for_completion=true`, {
          indices: taken.partial === true ? 'books,nowhere' : 'books', partial: taken.partial, include_global_state: false,
        });
        assert.equal(snapshot.state, taken.partial === true ? 'PARTIAL' : 'SUCCESS');
        const days = (Date.now() - snapshot.start_time_in_millis) / DAY;
        if (Math.abs(days - age) <= MINUTE) { return true; }
        // Dated by the clock as Elasticsearch saw it last.
        await stage.node.call('DELETE', at);
        return false;
      });
    }
  }
}

/** As snapshot.sh names it. */
function nameOf(repository: string, { age, prefix = repository }: Taken): string {
  return `${prefix}-${new Date(STARTED - age * DAY).toISOString().slice(0, 19).replace(/[-]/g, '.').replace(/:/g, '.').replace('T', '-')}`;
}

/** When this run began: names have to be the same throughout. */
const STARTED = Date.now();

async function left(stage: Stage, repository: string): Promise<string[]> {
  return (await stage.node.call('GET', `/_snapshot/${repository}/*`)).snapshots.map(({ snapshot }: any) => snapshot).sort();
}

async function proveRetention(stage: Stage, snapshotters: ReadonlyMap<string, Snapshotter>, { check }: Checks): Promise<void> {
  const prove = async (repository: string) => {
    const { goes, stays } = REPOSITORIES[repository];
    assert.equal((await left(stage, repository)).length, goes.length + stays.length);
    await snapshotters.get(repository)!.succeed('clean-up');
    assert.deepEqual(await left(stage, repository), stays.map((taken) => nameOf(repository, taken)).sort());
    return `${goes.length} of ${goes.length + stays.length}`;
  };
  await check('after weeks without a run, all that are older go, and no other', () => prove('missed'));
  await check('the newest complete ones stay, however old', () => prove('old'));
  await check('the last good one stays, and no newer partial one counts for it', () => prove('last'));
  await check('where none is good, the newest partial one stays', () => prove('broken'));
  await check('where none is old, none goes', () => prove('young'));
  await check('the next run finds nothing to do', async () => {
    for (const [repository, snapshotter] of snapshotters) {
      const before = await left(stage, repository);
      assert.match((await snapshotter.succeed('clean-up', { shell: 'dash' })).stdout, /\b0 snapshots were older/);
      assert.deepEqual(await left(stage, repository), before);
    }
  });
}

async function proveRefusals(stage: Stage, snapshotters: ReadonlyMap<string, Snapshotter>, { check }: Checks): Promise<void> {
  const missed = snapshotters.get('missed')!;
  await check('who may only read deletes nothing', async () => {
    const before = await left(stage, 'missed');
    const reader = stage.snapshotter('missed', { repository: stage.repository('missed'), user: SnapshotUser.secret('snapshot-reader') });
    await reader.fail('clean-up', 5, /^ERROR: delete snapshot 'missed-.*': HTTP 403: security_exception/m);
    assert.deepEqual(await left(stage, 'missed'), before);
  });
  await check('where what is known of a snapshot is damaged, none is deleted', async () => {
    const before = await left(stage, 'missed');
    const folder = (await stage.node.call('GET', '/_snapshot/missed')).missed.settings.location;
    // One of its own: what is in the repository beside is not asked for.
    const [{ uuid }] = (await stage.node.call('GET', '/_snapshot/missed/missed-*')).snapshots;
    const file = path.join(folder, `snap-${uuid}.dat`);
    fs.renameSync(file, `${file}.gone`);
    try {
      await missed.fail('clean-up', 1, /^ERROR: list the snapshots in 'missed': HTTP [45]\d\d: /m);
    } finally {
      fs.renameSync(`${file}.gone`, file);
    }
    assert.deepEqual(await left(stage, 'missed'), before);
  });
}

async function proveRunning(stage: Stage, { check }: Checks): Promise<void> {
  const { node, front } = stage;
  await check('one that has been running for longer than all others are kept is left alone', async () => {
    const running = snapshotterOf(stage, 'running', 1, { maxSnapshotBytesPerSecond: LARGE.lowRate });
    await running.succeed('register');
    const at = `/_snapshot/running/${nameOf('running', { age: 40 })}`;
    try {
      await node.setClock(40);
      await node.call('PUT', `${at}?wait_for_completion=false`, { indices: LARGE.index, include_global_state: false });
    } finally {
      await node.setClock(0);
    }
    front.requests.length = 0;
    await running.succeed('clean-up');
    assert.deepEqual(front.requests.map(({ method }) => method), ['GET']);
    assert.equal((await node.call('GET', at)).snapshots[0].state, 'IN_PROGRESS');
    await node.call('DELETE', at);
  });
}
