import * as assert from 'node:assert/strict';
import { SnapshotTarget } from '../../lib/data/snapshot-target';
import { SnapshotUser } from '../../lib/data/snapshot-user';
import { Checks, Proof } from '../proof';
import { Authority } from './authority';
import { Elasticsearch } from './engine';
import { Fault } from './front';
import { prepare } from './indices';
import { runInSandbox } from './sandbox';
import { API_KEY, forEachVersion, Script, Snapshotter, Stage, USER } from './stage';
import { Mounted } from './taken-out';

const SCRIPTS: readonly Script[] = ['register', 'snapshot', 'clean-up', 'restore-drill'];

/** Answers that are no success, whatever the script has asked for; each with how the script must end. */
const ANSWERS: readonly (readonly [name: string, fault: Fault, code: number, reason: RegExp])[] = [
  ['400', error(400, 'parsing_exception', 'no such thing'), 1, /HTTP 400: parsing_exception: no such thing/],
  ['401', error(401, 'security_exception', 'who are you'), 5, /HTTP 401: security_exception: who are you/],
  ['403', error(403, 'security_exception', 'not for you'), 5, /HTTP 403: security_exception: not for you/],
  ['405', error(405, 'x', 'not like that'), 1, /HTTP 405/],
  ['413', error(413, 'x', 'too much'), 1, /HTTP 413/],
  ['500', error(500, 'repository_exception', 'broken'), 1, /HTTP 500: repository_exception: broken/],
  ['500 with an error as plain text', { status: 500, body: '{"error":"broken","status":500}' }, 1, /HTTP 500: broken/],
  ['500 with HTML', { status: 500, body: '<html>Internal Server Error</html>' }, 1, /HTTP 500/],
  ['a redirection', { status: 302, body: '' }, 1, /HTTP 302/],
  ['200 with HTML', { status: 200, body: '<html>Welcome</html>' }, 1, /HTTP 200 with an answer that is no JSON/],
  ['200 with nothing', { status: 200, body: '' }, 1, /HTTP 200 with an answer that is no JSON/],
  ['200 with JSON that is cut off', { status: 200, body: '{"snapshots":[{"snapshot":"nigh' }, 1, /HTTP 200 with an answer that is no JSON/],
];

function error(status: number, type: string, reason: string): Fault {
  return { status, body: JSON.stringify({ error: { root_cause: [{ type, reason }], type, reason }, status }) };
}

export const proofs: Proof[] = [{
  name: 'es-failures',
  title: 'Whatever goes wrong, a Job ends with an error that says what it was, and shows no password to anybody.',
  needs: ['elasticsearch'],
  run: (context) => forEachVersion(context, async (elasticsearch, version, checks, host) => {
    const other = await Authority.create(host.processes);
    for (const http2 of [false, true]) {
      const stage = await Stage.open(elasticsearch, version, host, { http2 });
      await prepare(stage.node);
      const name = http2 ? 'over-http2' : 'over-http1';
      const snapshotter = snapshotterOf(stage, name);
      const protocol = http2 ? 'HTTP/2' : 'HTTP/1.1';
      await checks.check(`over ${protocol}, every script succeeds where nothing goes wrong, and shows no password`, async () => {
        for (const script of SCRIPTS) {
          const { programs } = await snapshotter.succeed(script);
          assert.ok(['sh', 'curl'].every((program) => programs.includes(program)), `looked at ${programs.join()} only`);
        }
      });
      await proveAnswers(stage, snapshotter, protocol, checks);
      if (!http2) {
        await proveTrust(stage, snapshotter, elasticsearch, other, checks);
        await proveAbsence(stage, snapshotter, checks);
        await proveSetup(stage, snapshotter, checks);
        await proveSecrecy(stage, checks);
      }
      await stage.close();
    }
  }),
}];

function snapshotterOf(stage: Stage, name: string, user?: SnapshotUser, cluster?: SnapshotTarget): Snapshotter {
  return stage.snapshotter(name, {
    repository: stage.repository(name), contents: { indices: ['books'], includeGlobalState: false }, restoreDrill: {},
    ...(user === undefined ? {} : { user }), ...(cluster === undefined ? {} : { cluster }),
  });
}

async function proveAnswers(stage: Stage, snapshotter: Snapshotter, protocol: string, { check }: Checks): Promise<void> {
  const { front } = stage;
  for (const [name, fault, code, reason] of ANSWERS) {
    await check(`over ${protocol}, ${name} is an error`, async () => {
      front.fault = () => fault;
      front.requests.length = 0;
      try {
        for (const script of SCRIPTS) { await snapshotter.fail(script, code, reason); }
      } finally {
        front.fault = () => undefined;
      }
      // Sent once: what does not change by repeating is not repeated.
      assert.equal(front.requests.length, SCRIPTS.length);
      assert.deepEqual([...new Set(front.requests.map(({ httpVersion }) => httpVersion))], [protocol === 'HTTP/2' ? '2.0' : '1.1']);
      return `${SCRIPTS.length} scripts`;
    });
  }
  // One for each script.
  for (const [name, faults] of [
    ['what may pass', [error(503, 'x', 'not yet'), error(429, 'x', 'too many'), error(502, 'x', 'nobody there'), error(504, 'x', 'too slow')]],
    ['a connection that breaks', ['cut', 'cut', 'cut', 'cut']],
    ['no answer in time', ['hang', 'hang', 'hang', 'hang']],
  ] as const) {
    await check(`over ${protocol}, ${name} is overcome`, async () => {
      for (const [index, script] of SCRIPTS.entries()) {
        const left: Fault[] = [faults[index]];
        front.fault = () => left.pop();
        const { stdout } = await snapshotter.succeed(script, faults[0] === 'hang' ? { env: { REQUEST_SECONDS: '3' } } : {});
        // On a busy machine there may be no answer in so short a time more than once.
        const times = stdout.match(/trying again$/gm)?.length ?? 0;
        assert.ok(faults[0] === 'hang' ? times >= 1 : times === 1, stdout);
      }
      front.fault = () => undefined;
    });
  }
}

async function proveTrust(stage: Stage, snapshotter: Snapshotter, elasticsearch: Elasticsearch, other: Authority, { check }: Checks): Promise<void> {
  const { front } = stage;
  const silent = async (script: Script, code: number, reason: RegExp, options: Parameters<Snapshotter['run']>[1]) => {
    front.requests.length = 0;
    await snapshotter.fail(script, code, reason, options);
  };
  await check('a server with a certificate of somebody else gets no password', async () => {
    for (const script of SCRIPTS) {
      await silent(script, 4, /^ERROR: .*: curl: \(60\) SSL certificate problem/m, { secrets: { 'main-es-http-certs-public': { 'ca.crt': other.certificate } } });
      assert.deepEqual(front.requests, []);
    }
  });
  await check('a server with a certificate for another name gets no password', async () => {
    const foreign = snapshotterOf(stage, 'over-http1', undefined, SnapshotTarget.url(`https://${front.address}:9200`, { caSecret: 'main-es-http-certs-public' }));
    front.requests.length = 0;
    for (const script of SCRIPTS) { await foreign.fail(script, 4, /^ERROR: .*: curl: \(60\) SSL: no alternative certificate subject name matches/m); }
    assert.deepEqual(front.requests, []);
  });
  await check('a file that holds no certificate is an error', async () => {
    for (const script of SCRIPTS) { await silent(script, 4, /^ERROR: .*: curl: \(77\)/m, { secrets: { 'main-es-http-certs-public': { 'ca.crt': 'no certificate' } } }); }
  });
  await check('a wrong password is an error', async () => {
    for (const script of SCRIPTS) {
      await silent(script, 5, /^ERROR: .*: HTTP 401: security_exception: unable to authenticate user/m, { secrets: { 'snapshot-user': { username: USER.name, password: 'wrong-password' } } });
      assert.equal(front.requests.length, 1, 'asked more than once: that locks users out');
    }
  });
  await check('a user who may only read changes nothing', async () => {
    const reader = snapshotterOf(stage, 'over-http1', SnapshotUser.secret('snapshot-reader'));
    for (const script of SCRIPTS) {
      front.requests.length = 0;
      if (script === 'clean-up') { continue; } // nothing is old enough here; es-retention has a case
      await reader.fail(script, 5, /^ERROR: .*: HTTP 403: security_exception: action .* is unauthorized for user \[reader\]/m);
    }
  });
  assert.ok(elasticsearch.authority.certificate !== other.certificate);
}

async function proveAbsence(stage: Stage, snapshotter: Snapshotter, { check }: Checks): Promise<void> {
  const { front } = stage;
  await check('a server that is not there is an error after the time that is given', async () => {
    await front.close();
    try {
      for (const script of SCRIPTS) {
        const { seconds } = await snapshotter.fail(script, 3, /^ERROR: .*: no answer within 1 s: curl: \(7\) Failed to connect/m, { env: { RETRY_SECONDS: '1' } });
        assert.ok(seconds >= 1);
      }
    } finally {
      await front.listen();
    }
  });
  await check('a server that nobody knows the address of, too', async () => {
    const lost = snapshotterOf(stage, 'over-http1', undefined, SnapshotTarget.url('https://nobody.invalid:9200', { caSecret: 'main-es-http-certs-public' }));
    await lost.fail('snapshot', 3, /^ERROR: .*: no answer within 1 s: curl: \(6\) Could not resolve host/m, { env: { RETRY_SECONDS: '1' } });
  });
  await check('a server that takes requests and never answers, too', async () => {
    front.fault = () => 'hang';
    for (const script of SCRIPTS) {
      await snapshotter.fail(script, 3, /^ERROR: .*: no answer within 1 s: curl: \(28\) /m, { env: { RETRY_SECONDS: '1', REQUEST_SECONDS: '1' } });
    }
    front.fault = () => undefined;
  });
  await check('a server that goes away in between, too', async () => {
    for (const script of SCRIPTS) {
      let requests = 0;
      // The first request of each is answered; clean-up may have no second one.
      front.fault = () => (requests++ === 0 ? undefined : 'cut');
      if (script === 'clean-up') { continue; }
      await snapshotter.fail(script, 3, /^ERROR: .*: no answer within 1 s: curl: /m, { env: { RETRY_SECONDS: '1' } });
    }
    front.fault = () => undefined;
  });
}

async function proveSetup(stage: Stage, snapshotter: Snapshotter, { check }: Checks): Promise<void> {
  await check('an empty Secret is an error', async () => {
    for (const script of SCRIPTS) {
      await snapshotter.fail(script, 2, /^ERROR: no password in \/elasticsearch\/user$/m, { secrets: { 'snapshot-user': { username: USER.name, password: '' } } });
      await snapshotter.fail(script, 2, /^ERROR: neither ca\.crt nor tls\.crt in \/elasticsearch\/tls$/m, { secrets: { 'main-es-http-certs-public': {} } });
    }
  });
  await check('what is no API key is never sent', async () => {
    const byKey = snapshotterOf(stage, 'over-http1', SnapshotUser.apiKey('snapshot-key'));
    stage.front.requests.length = 0;
    await byKey.fail('snapshot', 2, /^ERROR: .* is no encoded API key$/m, { secrets: { 'snapshot-key': { 'api-key': 'a\r\nX-Evil: yes' } } });
    assert.deepEqual(stage.front.requests, []);
    await byKey.succeed('snapshot', { secrets: { 'snapshot-key': { 'api-key': `${API_KEY}\n` } } });
  });
}

/** Every run of these proofs looks for passwords in all the places; here it is shown that it finds them. */
async function proveSecrecy(stage: Stage, { check }: Checks): Promise<void> {
  const { front } = stage;
  const run = (script: string) => runInSandbox(stage.processes, {
    argv: ['/bin/sh', '-c', script],
    env: {},
    mounts: new Map<string, Mounted>([['/user', { password: 'open-sesame' }], ['/tmp', 'empty']]),
  }, { hosts: [front.hostsLine], secrets: ['open-sesame'], watched: (look) => { front.watch = look; } });
  await check('a password in a command line, in an environment, in a log or in a file that stays is found', async () => {
    const url = `https://${front.options.host}:9200/`;
    await assert.rejects(run(`curl -sk -H "Password: $(cat /user/password)" ${url}`), /the secret is in the command line of curl/);
    await assert.rejects(run(`P=$(cat /user/password) curl -sk ${url}`), /the secret is in the environment of curl/);
    await assert.rejects(run('cat /user/password'), /the secret is in standard output/);
    await assert.rejects(run('cat /user/password >&2'), /the secret is in standard error/);
    await assert.rejects(run('cat /user/password >/tmp/left'), /the script left files behind: \/tmp\/left/);
  });
  await check('nothing but the volume for it can be written', async () => {
    const { code, stderr } = await run('echo x >/etc/x; echo x >/user/x; echo x >/bin/x; echo x >/x; touch() { echo x >"$1"; }; touch /tmp/x && rm /tmp/x');
    assert.equal(code, 0);
    assert.equal(stderr.match(/can't create/g)?.length, 4, stderr);
  });
}
