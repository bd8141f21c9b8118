import * as assert from 'node:assert/strict';
import { Chart } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { ESSnapshotter, ESSnapshotterProps } from '../../lib/data/es-snapshotter';
import { SnapshotRepository } from '../../lib/data/repository/snapshot-repository';
import { SnapshotSchedule } from '../../lib/data/schedule/snapshot-schedule';
import { SnapshotTarget } from '../../lib/data/snapshot-target';
import { SnapshotUser } from '../../lib/data/snapshot-user';
import { KubernetesObject } from '../../lib/manifest/object';
import { EngineHost } from '../engine';
import { Processes } from '../processes';
import { Checks, ProofContext } from '../proof';
import { ELASTICSEARCH } from '../versions';
import { Elasticsearch } from './engine';
import { Front, FrontOptions } from './front';
import { Node } from './node';
import { Ended, runInSandbox, SandboxOptions } from './sandbox';
import { Secrets, takeOut } from './taken-out';

const NAMESPACE = 'data';

/** As whom the scripts call. What a shell, a URL, JSON, a header or a configuration file of curl might take for its own is in it. */
export const USER = { name: 'snapshotter', password: 'p"a\\ss\'w:$(id)`{}%41&#ö +/' };

export const READER = { name: 'reader', password: 'only-looks', readOnly: true };

export const API_KEY = Buffer.from('id:a-secret-key').toString('base64');

/** Scripts of a snapshotter, by what their objects are called. */
export type Script = 'register' | 'snapshot' | 'clean-up' | 'restore-drill';

/** What is other than in the manifests, or than it should be. */
export interface RunOptions {
  readonly env?: { readonly [name: string]: string };
  /** Content of Secrets that is other. */
  readonly secrets?: Secrets;
  readonly shell?: SandboxOptions['shell'];
  readonly started?: (pid: number) => void;
}

/** Does the same for each version that can be had, and says which cannot. */
export async function forEachVersion(
  context: ProofContext, prove: (elasticsearch: Elasticsearch, version: string, checks: Checks, host: EngineHost) => Promise<void>,
): Promise<void> {
  const elasticsearch = await context.engine('elasticsearch');
  for (const version of Object.keys(ELASTICSEARCH)) {
    const checks = context.about(`Elasticsearch ${version}`);
    const missing = elasticsearch.missing(version);
    if (missing === undefined) { await prove(elasticsearch, version, checks, context.host('elasticsearch')); } else { checks.skip('everything', missing); }
  }
}

/** A cluster with a name in Kubernetes. */
export class Stage {
  public static async open(
    elasticsearch: Elasticsearch, version: string, host: EngineHost, options: Partial<FrontOptions> & { readonly cluster?: string } = {},
  ): Promise<Stage> {
    const { cluster = 'main' } = options;
    const node = await elasticsearch.node(version, cluster);
    const front = await Front.open(node, {
      host: `${cluster}-es-http.${NAMESPACE}.svc`, authority: elasticsearch.authority, users: [USER, READER], apiKeys: [API_KEY], ...options,
    });
    await front.listen();
    return new Stage(node, front, elasticsearch, host, cluster);
  }

  private constructor(
    public readonly node: Node,
    public readonly front: Front,
    private readonly elasticsearch: Elasticsearch,
    private readonly host: EngineHost,
    public readonly cluster: string,
  ) {}

  public get processes(): Processes {
    return this.host.processes;
  }

  public get target(): SnapshotTarget {
    return SnapshotTarget.eckNamed(this.cluster);
  }

  /** A repository of its own. */
  public repository(name: string, settings: { readonly maxSnapshotBytesPerSecond?: string; readonly folder?: string } = {}): SnapshotRepository {
    return SnapshotRepository.sharedFileSystem(name, { claimName: 'snapshots', mountPath: this.node.repositories, folder: folderOf(name), ...settings });
  }

  /** What a snapshotter of this cluster emits. */
  public snapshotter(name: string, props: Partial<ESSnapshotterProps> & Pick<ESSnapshotterProps, 'repository'>): Snapshotter {
    const chart = new Chart(new Cluster({ name: 'proof' }), 'data', { namespace: NAMESPACE });
    new ESSnapshotter(chart, name, {
      cluster: this.target, user: SnapshotUser.secret('snapshot-user'), schedule: SnapshotSchedule.cronJobs(), ...props,
    });
    return new Snapshotter(name, chart.toJson(), [this], this.elasticsearch, this.host);
  }

  public close(): Promise<void> {
    return this.front.close();
  }
}

/** The objects of a snapshotter, whose scripts can be run. */
export class Snapshotter {
  constructor(
    private readonly name: string,
    private readonly objects: readonly KubernetesObject[],
    private readonly stages: readonly Stage[],
    private readonly elasticsearch: Elasticsearch,
    private readonly host: EngineHost,
  ) {}

  /** The same, where another cluster can be reached, too. */
  public seeing(stage: Stage): Snapshotter {
    return new Snapshotter(this.name, this.objects, [...this.stages, stage], this.elasticsearch, this.host);
  }

  /** A file of the ConfigMap. */
  public file(name: string): string {
    return (this.objects.find(({ kind }) => kind === 'ConfigMap') as any).data[name];
  }

  /** Runs a script as its Job would. */
  public run(script: Script, { secrets, env, shell, started }: RunOptions = {}): Promise<Ended> {
    const [kind, name] = script === 'register' ? ['Job' as const, new RegExp(`^${this.name}-register-[0-9a-f]{10}$`)] : ['CronJob' as const, `${this.name}-${script}`];
    const ca = { 'ca.crt': this.elasticsearch.authority.certificate };
    const given: Secrets = {
      'snapshot-user': { username: USER.name, password: USER.password },
      'snapshot-reader': { username: READER.name, password: READER.password },
      'snapshot-key': { 'api-key': API_KEY },
      ...Object.fromEntries(this.stages.map(({ cluster }) => [`${cluster}-es-http-certs-public`, ca])),
      ...secrets,
    };
    return runInSandbox(this.host.processes, takeOut(this.objects, kind, name, given), {
      hosts: this.stages.map(({ front }) => front.hostsLine),
      secrets: secretsOf(given),
      // As in the manifest but for the pauses: nobody waits here for minutes.
      env: { POLL_SECONDS: '1', RETRY_SECONDS: '20', ...env },
      shell,
      started,
      watched: (look) => this.stages.forEach(({ front }) => { front.watch = look; }),
    });
  }

  /** Runs a script that must succeed. */
  public async succeed(script: Script, options: RunOptions = {}): Promise<Ended> {
    const ended = await this.run(script, options);
    assert.equal(ended.code, 0, `${script} ended with ${ended.code}:\n${ended.stdout}${ended.stderr}`);
    assert.equal(ended.stderr, '');
    return ended;
  }

  /** Runs a script that must fail in a certain way, soon, and with a reason. */
  public async fail(script: Script, code: number, reason: RegExp, options: RunOptions & { readonly withinSeconds?: number } = {}): Promise<Ended> {
    const ended = await this.run(script, options);
    const said = `${script} ended with ${ended.code}:\n${ended.stdout}${ended.stderr}`;
    assert.equal(ended.code, code, said);
    assert.match(ended.stderr, /^(ERROR: .*\n)+$/, said);
    assert.match(ended.stderr, reason);
    assert.ok(ended.seconds < (options.withinSeconds ?? 60), `${script} took ${ended.seconds} s`);
    return ended;
  }
}

/** Waits until the next snapshot has another name and another time: names have whole seconds, and Elasticsearch looks at the clock now and then. */
export async function nextSecond(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1500));
}

/** Does something at some point of a run. */
export async function during<T>(run: Promise<T>, when: () => boolean | Promise<boolean>, act: () => void | Promise<void>): Promise<T> {
  let over = false;
  const acted = async () => {
    while (!await when()) {
      if (over) { throw new Error('it ended before anything could be done'); }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await act();
  };
  const [result] = await Promise.all([run.finally(() => { over = true; }), acted()]);
  return result;
}

/** Passwords and keys, as they are and as they are sent. */
function secretsOf(given: Secrets): string[] {
  return Object.values(given).flatMap(({ username, password, 'api-key': key }) => [
    ...(password === undefined || password === '' ? [] : [password, Buffer.from(`${username}:${password}`).toString('base64')]),
    ...(key === undefined ? [] : [key]),
  ]);
}

function folderOf(repository: string): string {
  return Buffer.from(repository).toString('hex');
}
