import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { SnapshotContents } from '../../lib/data/snapshot-contents';
import { Checks, Proof } from '../proof';
import { HOSTILE_INDEX, LARGE, prepare } from './indices';
import { Node } from './node';
import { isWaiting } from './session';
import { during, forEachVersion, nextSecond, Snapshotter, Stage } from './stage';

export const proofs: Proof[] = [{
  name: 'es-snapshots',
  title: 'A snapshot Job succeeds when there is a complete snapshot, and only then.',
  needs: ['elasticsearch'],
  run: (context) => forEachVersion(context, async (elasticsearch, version, checks, host) => {
    const stage = await Stage.open(elasticsearch, version, host);
    await prepare(stage.node);
    await proveComplete(stage, checks);
    await proveRunning(stage, checks);
    await proveIncomplete(stage, checks);
    await proveKilled(stage, checks);
    await stage.close();
  }),
}];

/** A snapshotter whose repository is registered. */
async function registered(stage: Stage, name: string, contents: SnapshotContents, settings = {}): Promise<Snapshotter> {
  const snapshotter = stage.snapshotter(name, { repository: stage.repository(name, settings), contents: { includeGlobalState: false, ...contents } });
  await snapshotter.succeed('register');
  return snapshotter;
}

async function snapshotsIn(node: Node, repository: string): Promise<any[]> {
  return (await node.call('GET', `/_snapshot/${repository}/*`)).snapshots;
}

async function proveComplete(stage: Stage, { check }: Checks): Promise<void> {
  const { node } = stage;
  await check('there is a complete snapshot of what was asked for, named by the clock', async () => {
    const nightly = await registered(stage, 'complete', { indices: ['boo*'] });
    const { stdout } = await nightly.succeed('snapshot');
    const [snapshot] = await snapshotsIn(node, 'complete');
    assert.match(snapshot.snapshot, /^complete-\d{4}\.\d\d\.\d\d-\d\d\.\d\d\.\d\d$/);
    assert.deepEqual([snapshot.state, snapshot.indices, snapshot.include_global_state], ['SUCCESS', ['books'], false]);
    assert.deepEqual(snapshot.metadata, { taken_by: 'fleetwright', snapshotter: 'complete' });
    assert.ok(stdout.includes(`snapshot '${snapshot.snapshot}' is complete: 1 indices, 1 shards\n`), stdout);
  });
  await check('another run takes another one', async () => {
    const again = await registered(stage, 'again', { indices: ['books'] });
    await again.succeed('snapshot');
    await nextSecond();
    await again.succeed('snapshot', { shell: 'dash' });
    assert.deepEqual((await snapshotsIn(node, 'again')).map(({ state }) => state), ['SUCCESS', 'SUCCESS']);
  });
  await check('everything is taken where nothing is said', async () => {
    const everything = stage.snapshotter('everything', { repository: stage.repository('everything'), contents: { indices: ['*', '-nowhere'] } });
    await everything.succeed('register');
    await everything.succeed('snapshot');
    const [{ indices, include_global_state: state }] = await snapshotsIn(node, 'everything');
    assert.deepEqual([indices.sort(), state], [['books', HOSTILE_INDEX, 'large'], true]);
  });
  await check('what would leave out and has no pattern before it is refused here and there', async () => {
    const contents = { indices: ['books', '-large'] };
    assert.throws(() => stage.snapshotter('illegal', { repository: stage.repository('everything'), contents }), /'contents\.indices\[1\]' must not leave out anything/);
    const { status, body } = await node.ask('PUT', '/_snapshot/everything/illegal?wait_for_completion=true', contents);
    assert.deepEqual([status, body.error.type], [404, 'index_not_found_exception']);
  });
  await check('an alias stands for its indices', async () => {
    await node.call('PUT', '/books/_alias/reading');
    const alias = await registered(stage, 'alias', { indices: ['reading'] });
    await alias.succeed('snapshot');
    assert.deepEqual((await snapshotsIn(node, 'alias'))[0].indices, ['books']);
    await node.call('DELETE', '/books/_alias/reading');
  });
  await check('names of indices are names, whatever they look like', async () => {
    const hostile = await registered(stage, 'hostile', { indices: [HOSTILE_INDEX] });
    await hostile.succeed('snapshot');
    assert.deepEqual((await snapshotsIn(node, 'hostile'))[0].indices, [HOSTILE_INDEX]);
  });
}

async function proveRunning(stage: Stage, { check }: Checks): Promise<void> {
  const { node, front } = stage;
  const looks = () => front.requests.filter(({ method, path: at }) => method === 'GET' && /\/slow(er)?-[0-9.-]+\?/.test(at)).length;
  const slow = await registered(stage, 'slow', { indices: [LARGE.index] }, { maxSnapshotBytesPerSecond: LARGE.rate });
  // So slow that it is under way whatever happens meanwhile.
  const slower = await registered(stage, 'slower', { indices: [LARGE.index] }, { maxSnapshotBytesPerSecond: LARGE.lowRate });
  const state = async (repository = 'slow') => (await snapshotsIn(node, repository)).map((snapshot) => snapshot.state);
  const running = () => looks() > 0;
  const empty = async () => {
    for (const repository of ['slow', 'slower']) {
      for (const { snapshot } of await snapshotsIn(node, repository)) { await node.call('DELETE', `/_snapshot/${repository}/${snapshot}`); }
    }
    front.requests.length = 0;
  };

  await check('one that is IN_PROGRESS is waited for', async () => {
    await slow.succeed('snapshot');
    assert.ok(looks() > 1, `${looks()} looks`);
    assert.deepEqual(await state(), ['SUCCESS']);
  });
  await check('one that is still IN_PROGRESS at its deadline is an error, and goes on', async () => {
    await empty();
    await slower.fail('snapshot', 3, /^ERROR: look at snapshot '.*': still running after 1 s/m, { env: { SNAPSHOT_SECONDS: '1' } });
    assert.deepEqual(await state('slower'), ['IN_PROGRESS']);
  });
  await check('one that somebody aborts is an error', async () => {
    await empty();
    await during(slower.fail('snapshot', 6, /^ERROR: .*snapshot 'slower-.*(is gone|is FAILED|is PARTIAL)/m), running, async () => {
      const [{ snapshot }] = await snapshotsIn(node, 'slower');
      await node.call('DELETE', `/_snapshot/slower/${snapshot}`);
    });
    assert.deepEqual(await state('slower'), []);
  });
  await check('a server that is away for a while does not matter', async () => {
    await empty();
    let pid = 0;
    // It looks every three seconds, so that it has tried in vain when it waits for one.
    const ended = slow.succeed('snapshot', { env: { POLL_SECONDS: '3' }, started: (started) => { pid = started; } });
    const { stdout } = await during(ended, running, async () => {
      await front.close();
      await node.until('it tries again', async () => isWaiting(pid, 1));
      await front.listen();
    });
    assert.match(stdout, /trying again/);
    assert.deepEqual(await state(), ['SUCCESS']);
  });
  await check('a server that stays away is an error', async () => {
    await empty();
    const ended = slower.fail('snapshot', 3, /^ERROR: look at snapshot '.*': no answer within 3 s: curl: \(7\)/m, { env: { RETRY_SECONDS: '3' } });
    await during(ended, running, () => front.close());
    await front.listen();
  });
  await check('a snapshot that started although the answer got lost is the one that is waited for', async () => {
    await empty();
    front.fault = ({ method }) => {
      if (method !== 'PUT') { return undefined; }
      front.fault = () => undefined;
      return 'lose';
    };
    assert.match((await slow.succeed('snapshot')).stdout, /trying again/);
    assert.deepEqual(await state(), ['SUCCESS']);
  });
  await check('a pod that is told to end does so at once, and leaves nothing behind', async () => {
    await empty();
    let pid = 0;
    let since = 0;
    const { code } = await during(slower.run('snapshot', { env: { POLL_SECONDS: '300' }, started: (started) => { pid = started; } }), running, () => {
      since = Date.now();
      process.kill(pid, 'SIGTERM');
    });
    assert.equal(code, 143);
    // It would look again after minutes only.
    assert.ok(Date.now() - since < 60_000, `${Date.now() - since} ms`);
  });
  await empty();
}

async function proveIncomplete(stage: Stage, { check }: Checks): Promise<void> {
  const { node } = stage;
  await check('one that is PARTIAL is an error', async () => {
    const partial = await registered(stage, 'partial', { indices: ['books', 'nowhere'], partial: true });
    await partial.fail('snapshot', 6, /^ERROR: snapshot 'partial-.*' is PARTIAL: 1 of 2 shards failed/m);
    assert.deepEqual((await snapshotsIn(node, 'partial')).map(({ state }) => state), ['PARTIAL']);
  });
  await check('an index that lacks a shard is an error', async () => {
    const strict = await registered(stage, 'strict', { indices: ['books', 'nowhere'] });
    await strict.fail('snapshot', 1, /^ERROR: start snapshot 'strict-.*': HTTP 500: snapshot_exception: .*nowhere/m);
    assert.deepEqual(await snapshotsIn(node, 'strict'), []);
  });
  await check('an index that is not there is an error', async () => {
    const missing = await registered(stage, 'missing', { indices: ['books', 'nobody-knows'] });
    await missing.fail('snapshot', 1, /^ERROR: start snapshot 'missing-.*': HTTP 404: index_not_found_exception: no such index \[nobody-knows\]/m);
  });
  await check('one that holds nothing is an error', async () => {
    const empty = await registered(stage, 'empty', { indices: ['nobody-knows-*'] });
    await empty.fail('snapshot', 6, /^ERROR: snapshot 'empty-.*' holds no index/m);
  });
  await check('a damaged repository is an error', async () => {
    const damaged = await registered(stage, 'damaged', { indices: ['books'] });
    await damaged.succeed('snapshot');
    const folder = (await node.call('GET', '/_snapshot/damaged')).damaged.settings.location;
    const index = fs.readdirSync(folder).find((file) => file.startsWith('index-'))!;
    fs.writeFileSync(path.join(folder, index), 'no index');
    // Elasticsearch remembers what it has read.
    await node.call('DELETE', '/_snapshot/damaged');
    await damaged.succeed('register');
    await damaged.fail('snapshot', 1, /^ERROR: start snapshot 'damaged-.*': HTTP [45]\d\d: /m);
  });
  await check('a repository that is not registered is an error', async () => {
    await stage.snapshotter('unknown', { repository: stage.repository('unknown') })
      .fail('snapshot', 1, /^ERROR: start snapshot 'unknown-.*': HTTP 404: repository_missing_exception: \[unknown\] missing/m);
  });
}

async function proveKilled(stage: Stage, { check }: Checks): Promise<void> {
  const { node, front } = stage;
  await check('one that Elasticsearch forgets because it is killed is an error', async () => {
    const killed = await registered(stage, 'killed', { indices: [LARGE.index] }, { maxSnapshotBytesPerSecond: LARGE.lowRate });
    front.requests.length = 0;
    const ended = killed.fail('snapshot', 6, /^ERROR: .*snapshot 'killed-.*(is gone|is FAILED|is PARTIAL)/m, { env: { RETRY_SECONDS: '300' }, withinSeconds: 380 });
    const { stdout } = await during(ended, () => front.requests.some(({ path: at }) => /\/killed-[0-9.-]+\?filter_path/.test(at)), async () => {
      await node.stop();
      await node.start();
    });
    assert.match(stdout, /HTTP 502.*trying again/);
  });
}
