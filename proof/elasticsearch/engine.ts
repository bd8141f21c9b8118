import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { Binaries } from '../binaries';
import { Engine, EngineHost } from '../engine';
import { ELASTICSEARCH } from '../versions';
import { Authority } from './authority';
import { LIBFAKETIME, Node } from './node';

declare module '../engine' {
  interface Engines { elasticsearch: Elasticsearch }
}

/** Elasticsearch's own server in two versions, and the tools that the image of the Jobs has. */
export class Elasticsearch {
  /** Signs what every server shows, and is in every Secret of certificates. */
  public readonly authority: Authority;
  private readonly nodes = new Map<string, Promise<Node>>();

  constructor(private readonly host: EngineHost, authority: Authority) {
    this.authority = authority;
  }

  /** Why nothing can be proved with a version, if so. */
  public missing(version: string): string | undefined {
    const absent = ['/bin/busybox', '/usr/bin/curl', '/usr/bin/dash'].find((file) => !fs.existsSync(file));
    if (absent !== undefined) { return `it needs ${absent}`; }
    if (LIBFAKETIME === undefined) { return 'it needs libfaketime'; }
    return mayMount() ? this.host.binaries.missing.get(version) : 'it needs name spaces, which this machine does not allow';
  }

  /** A node that all proofs of a run share: they differ in repositories and indices. Its clock is the true one whenever a proof ends. */
  public node(version: string, cluster: string): Promise<Node> {
    const name = `${cluster}-${version}`;
    const node = this.nodes.get(name) ?? Node.start(this.host, version, cluster);
    this.nodes.set(name, node);
    return node;
  }
}

/** Elasticsearch as it is on Maven Central: the server and its HTTP, without security and without snapshot lifecycle management. */
export const engine: Engine<Elasticsearch> = {
  name: 'elasticsearch',
  shared: true,
  maven: {
    directory: __dirname,
    builds: Object.fromEntries(Object.entries(ELASTICSEARCH).map(([version, java]) => [version, { java, properties: { elasticsearch: version } }])),
  },
  start: async (host) => new Elasticsearch(host, await Authority.create(host.processes)),
  versions: async (binaries: Binaries) => Object.keys(ELASTICSEARCH).filter((version) => !binaries.missing.has(version))
    .map((version) => ({ part: 'org.elasticsearch:elasticsearch', version })),
};

/** Whether a root folder of one's own can be made, as for the scripts. */
function mayMount(): boolean {
  const { status } = spawnSync('unshare', ['--mount', ...(process.getuid?.() === 0 ? [] : ['--map-root-user']), 'mount', '--bind', '/tmp', '/tmp'], { stdio: 'ignore' });
  return status === 0;
}
