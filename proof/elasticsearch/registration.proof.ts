import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { SnapshotRepository } from '../../lib/data/repository/snapshot-repository';
import { SnapshotSchedule } from '../../lib/data/schedule/snapshot-schedule';
import { SnapshotUser } from '../../lib/data/snapshot-user';
import { Checks, Proof } from '../proof';
import { isWaiting } from './session';
import { during, forEachVersion, Stage, USER } from './stage';

/** Legal names of repositories that something on the way might take for its own. */
const HOSTILE = ['$(id)', '`id`', "it's", 'a&b=c;d', '%2e%2e', '$HOME${PATH}', '{now+d}', '-rf', '@file', 'ü+[x]', '$$(SCRIPTS_DIR)', 'name:with:colons', '~', '!', '\u{1F41F}'];

/** Names that both we and Elasticsearch refuse. */
const ILLEGAL = ['with space', 'a/b', 'a\\b', 'a*', 'a?', '<a', 'a>', 'a|b', 'a"b', 'a,b', 'a#b'];

export const proofs: Proof[] = [{
  name: 'es-registration',
  title: 'The registration Job registers a repository that every node can use, and running it again changes nothing.',
  needs: ['elasticsearch'],
  run: (context) => forEachVersion(context, async (elasticsearch, version, checks, host) => {
    const stage = await Stage.open(elasticsearch, version, host);
    await proveRegistration(stage, checks);
    await proveRefusals(stage, checks);
    await proveLifecycle(stage, checks);
    await stage.close();
  }),
}];

async function proveRegistration(stage: Stage, { check }: Checks): Promise<void> {
  const { node, front } = stage;
  const nightly = stage.snapshotter('nightly', { repository: stage.repository('backups') });
  const sent = (method: string) => front.requests.filter((request) => request.method === method).map(({ path: at, status }) => `${at.split('?')[0]} ${status}`);

  await check('a server that is not up yet is waited for', async () => {
    await front.close();
    let pid = 0;
    // It has tried once when it waits, and there may be no more than one time that can be seen.
    const hasTried = () => [1, 2, 4, 8].some((seconds) => isWaiting(pid, seconds));
    const { stdout } = await during(nightly.succeed('register', { started: (started) => { pid = started; } }), hasTried, () => front.listen());
    assert.match(stdout, /trying again\n[\s\S]*registered repository 'backups'\n.*1 node\(s\) can use repository 'backups'\n/);
  });
  await check('the repository is there, is verified, and is asked for over the URL and with the certificates of the manifest', async () => {
    const { settings, type } = (await node.call('GET', '/_snapshot/backups')).backups;
    assert.deepEqual([type, path.dirname(settings.location)], ['fs', node.repositories]);
    assert.deepEqual([sent('PUT'), sent('POST')], [['/_snapshot/backups 200'], ['/_snapshot/backups/_verify 200']]);
    assert.deepEqual(Object.keys((await node.call('POST', '/_snapshot/backups/_verify')).nodes).length, 1);
  });
  await check('the second time nothing is written, and the nodes verify it again', async () => {
    front.requests.length = 0;
    const before = await node.call('GET', '/_cluster/state/metadata?filter_path=metadata.repositories');
    assert.match((await nightly.succeed('register')).stdout, /repository 'backups' is registered as it shall be\n/);
    assert.deepEqual([sent('PUT'), sent('POST')], [[], ['/_snapshot/backups/_verify 200']]);
    assert.deepEqual(await node.call('GET', '/_cluster/state/metadata?filter_path=metadata.repositories'), before);
  });
  await check('other settings are written', async () => {
    await stage.snapshotter('nightly', { repository: stage.repository('backups', { maxSnapshotBytesPerSecond: '10mb' }) }).succeed('register');
    assert.equal((await node.call('GET', '/_snapshot/backups')).backups.settings.max_snapshot_bytes_per_sec, '10mb');
  });
  await check('an API key will do', async () => {
    await stage.snapshotter('by-key', { repository: stage.repository('by-key'), user: SnapshotUser.apiKey('snapshot-key') }).succeed('register');
  });
  await check('the name of the user may be in the manifest', async () => {
    const named = stage.snapshotter('by-name', { repository: stage.repository('by-name'), user: SnapshotUser.secret('snapshot-user', { username: USER.name }) });
    await named.succeed('register', { secrets: { 'snapshot-user': { password: USER.password } } });
  });
  await check('a certificate without an authority will do', async () => {
    await nightly.succeed('register', { secrets: { 'main-es-http-certs-public': { 'tls.crt': front.certificate } } });
  });
  await check('names are names, whatever they look like', async () => {
    for (const name of HOSTILE) {
      await stage.snapshotter('hostile', { repository: stage.repository(name) }).succeed('register');
      assert.equal((await node.call('GET', `/_snapshot/${encodeURIComponent(name)}`))[name]?.type, 'fs', name);
    }
    return `${HOSTILE.length} names`;
  });
  await check('names that are refused here are refused there', async () => {
    for (const name of ILLEGAL) {
      assert.throws(() => stage.snapshotter('illegal', { repository: stage.repository(name) }), /'repository\.name' must be the name of a repository/, name);
      const { status, body } = await node.ask('PUT', `/_snapshot/${encodeURIComponent(name)}?verify=false`, { type: 'fs', settings: { location: node.repositories } });
      assert.ok(status >= 400 && /must not contain/.test(body.error.reason), `${name}: ${JSON.stringify(body)}`);
    }
    return `${ILLEGAL.length} names`;
  });
  await check('nothing but the tools of the image is used, and nothing but POSIX', async () => {
    await stage.snapshotter('posix', { repository: stage.repository('posix') }).succeed('register', { shell: 'dash' });
  });
}

async function proveRefusals(stage: Stage, { check }: Checks): Promise<void> {
  await check('a place outside path.repo is an error', async () => {
    const repository = SnapshotRepository.sharedFileSystem('outside', { claimName: 'snapshots', mountPath: '/srv/outside' });
    await stage.snapshotter('outside', { repository }).fail('register', 1, /^ERROR: register repository 'outside': HTTP 500: repository_exception: .*path\.repo/m);
  });
  await check('a place that the nodes cannot write to is an error', async () => {
    fs.writeFileSync(path.join(stage.node.repositories, 'a-file'), 'where a folder should be');
    await stage.snapshotter('unwritable', { repository: stage.repository('unwritable', { folder: 'a-file' }) })
      .fail('register', 1, /^ERROR: verify repository 'unwritable': HTTP 500: /m);
  });
}

/** The published server has no lifecycle management: what the Job sends is answered by a stand-in, so only the script is proved. */
async function proveLifecycle(stage: Stage, { check, skip }: Checks): Promise<void> {
  const { front } = stage;
  const policed = stage.snapshotter('policed', { repository: stage.repository('policed'), schedule: SnapshotSchedule.lifecycle({ policy: "it's-$(id)&ü" }) });
  const standIn = (mode: string) => {
    front.requests.length = 0;
    front.fault = ({ path: at }) => {
      if (!at.startsWith('/_slm/')) { return undefined; }
      return { status: 200, body: JSON.stringify(at === '/_slm/status' ? { operation_mode: mode } : { acknowledged: true }) };
    };
  };
  await check('a server without lifecycle management is an error', async () => {
    front.fault = () => undefined;
    await policed.fail('register', 1, /^ERROR: write lifecycle policy '.*': HTTP 4\d\d/m);
  });
  await check('the policy is written as it stands in the ConfigMap, under its name, when the repository is verified', async () => {
    standIn('RUNNING');
    await policed.succeed('register');
    const sent = front.requests.filter(({ method }) => method !== 'GET').map(({ method, path: at }) => `${method} ${decodeURIComponent(at)}`);
    assert.deepEqual(sent, ['POST /_snapshot/policed/_verify', "PUT /_slm/policy/it's-$(id)&ü"]);
    const { name, repository, retention } = JSON.parse(front.requests.find(({ path: at }) => at.startsWith('/_slm/policy/'))!.body!);
    assert.deepEqual([name, repository, retention], ['<policed-{now/d}>', 'policed', { expire_after: '30d', min_count: 5 }]);
  });
  await check('lifecycle management that is stopped is an error', async () => {
    standIn('STOPPED');
    await policed.fail('register', 6, /^ERROR: .*: it is STOPPED, so that policy .* takes no snapshot$/m);
  });
  front.fault = () => undefined;
  skip('a lifecycle policy that runs', "what is published of Elasticsearch has none: its cron line and body are judged by the proof 'slm', when it runs and what it deletes are Elasticsearch's");
  skip('a realm that asks for the privileges of the role', "what is published of Elasticsearch has none: what the role allows is judged by the proof 'slm', and the front knows only who may write");
}
