import * as fs from 'node:fs';
import * as path from 'node:path';
import { EngineHost } from '../engine';
import { freePorts } from '../free-ports';
import { findJava } from '../maven-project';
import { Server } from '../processes';
import { ELASTICSEARCH } from '../versions';

/** Where Debian has it, if it is installed. */
export const LIBFAKETIME = (fs.existsSync('/usr/lib') ? fs.readdirSync('/usr/lib') : [])
  .map((folder) => `/usr/lib/${folder}/faketime/libfaketimeMT.so.1`).find((file) => fs.existsSync(file));

const DAY = 86_400;

/** An answer of the node. */
export interface Answer {
  readonly status: number;
  readonly body: any;
}

/** One Elasticsearch node with a clock that can be set. It is a whole cluster, and speaks plain HTTP to whoever asks. */
export class Node {
  public static async start(host: EngineHost, version: string, cluster: string): Promise<Node> {
    const node = new Node(host, version, cluster, host.processes.newFolder(`elasticsearch-${cluster}`), await freePorts(2));
    fs.mkdirSync(node.repositories);
    fs.mkdirSync(path.join(node.home, 'tmp'));
    await node.start();
    return node;
  }

  private server?: Server;

  private constructor(
    private readonly host: EngineHost,
    public readonly version: string,
    public readonly cluster: string,
    private readonly home: string,
    private readonly ports: readonly number[],
  ) {}

  public get port(): number {
    return this.ports[0];
  }

  /** Where repositories of the type `fs` may lie. */
  public get repositories(): string {
    return path.join(this.home, 'repositories');
  }

  /** Starts it, again where it was stopped: with what it knew. */
  public async start(): Promise<void> {
    this.writeClock(0);
    const built = path.join(this.host.binaries.folder, this.version);
    const settings = {
      'cluster.name': this.cluster,
      'http.port': this.ports[0],
      'transport.port': this.ports[1],
      'path.data': path.join(this.home, 'data'),
      'path.logs': path.join(this.home, 'logs'),
      // Beside its own the ones of all clusters of this run, since one may have to read what another wrote.
      'path.repo': path.dirname(this.home),
    };
    this.server = this.host.processes.serve(`elasticsearch ${this.version}`, path.join(findJava(ELASTICSEARCH[this.version])!, 'bin', 'java'), [
      '-Xms256m', '-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', `-Djava.io.tmpdir=${path.join(this.home, 'tmp')}`,
      '--module-path', path.join(built, 'lib'), '--add-modules', 'ALL-MODULE-PATH,jdk.net', '-cp', path.join(built, 'classes'),
      'fleetwright.SingleNode', this.home, path.join(built, 'modules'),
      ...Object.entries(settings).map(([name, value]) => `${name}=${value}`),
    ], path.join(this.home, 'log'), {
      env: {
        LD_PRELOAD: LIBFAKETIME,
        FAKETIME_TIMESTAMP_FILE: this.clock,
        FAKETIME_NO_CACHE: '1',
        // Only the time of day is moved. What waits for a while waits as ever; with libfaketime's own idea of it Java takes minutes to start.
        DONT_FAKE_MONOTONIC: '1',
        FAKETIME_FORCE_MONOTONIC_FIX: '0',
      },
    });
    await this.until('it answers', async () => {
      if (this.server!.exit !== undefined) { throw new Error(`Elasticsearch ended:\n${this.server!.lastLines(40)}`); }
      const health = await this.ask('GET', '/_cluster/health').catch(() => undefined);
      return health?.status === 200 && health.body.number_of_data_nodes === 1 && health.body.initializing_shards === 0;
    });
  }

  /** Kills it: no goodbye to anybody. */
  public async stop(): Promise<void> {
    await this.server!.stop();
  }

  /** Sends a request and expects success. */
  public async call(method: string, resource: string, body?: unknown): Promise<any> {
    const answer = await this.ask(method, resource, body);
    if (answer.status >= 300) { throw new Error(`${method} ${resource}: ${answer.status} ${JSON.stringify(answer.body)}`); }
    return answer.body;
  }

  /** Sends a request, whatever its answer. */
  public async ask(method: string, resource: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`http://127.0.0.1:${this.port}${resource}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  }

  /** Sets its clock to some days before the true time, and returns once it shows that. */
  public async setClock(daysAgo: number): Promise<void> {
    this.writeClock(daysAgo);
    // Elasticsearch itself looks at the clock five times a second, and dates snapshots by what it saw last.
    await new Promise((resolve) => setTimeout(resolve, 500));
    await this.until('its clock is set', async () => {
      const { nodes } = await this.call('GET', '/_nodes/stats/process?filter_path=nodes.*.timestamp');
      const [{ timestamp }] = Object.values<any>(nodes);
      return Math.abs(Date.now() - daysAgo * DAY * 1000 - timestamp) < 3000;
    });
  }

  /** Waits for something that this node does in its own time. */
  public async until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + 300_000;
    while (!await holds()) {
      if (Date.now() > end) { throw new Error(`waited in vain until ${what}:\n${this.server?.lastLines()}`); }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  private get clock(): string {
    return path.join(this.home, 'clock');
  }

  private writeClock(daysAgo: number): void {
    fs.writeFileSync(this.clock, `-${Math.round(daysAgo * DAY)}\n`);
  }
}
