import * as path from 'node:path';
import { Engine, EngineHost } from '../engine';
import { findJava } from '../maven-project';

declare module '../engine' {
  interface Engines { slm: SnapshotJudge }
}

/** Versions that are asked, and the oldest Java that each runs with. */
export const VERSIONS: { readonly [version: string]: number } = { '8.19.21': 17, '9.5.3': 21 };

/** What can be asked about, in lines. */
export type Topic = 'cron' | 'policy' | 'cluster' | 'index';

/** Elasticsearch's own code for cron lines, lifecycle policies and privileges. */
export class SnapshotJudge {
  constructor(private readonly host: EngineHost) {}

  /** Why a version can't be asked, if so. */
  public missing(version: string): string | undefined {
    return this.host.binaries.missing.get(version);
  }

  /** An answer for each question. */
  public async answers(version: string, topic: Topic, questions: readonly string[]): Promise<string[]> {
    const folder = path.join(this.host.binaries.folder, version);
    const { code, stdout, stderr } = await this.host.processes.run(path.join(findJava(VERSIONS[version])!, 'bin', 'java'), [
      '-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', `${path.join(folder, 'classes')}:${path.join(folder, 'lib')}/*`,
      'fleetwright.SnapshotJudge', topic,
    ], { stdin: `${questions.join('\n')}\n` });
    if (code !== 0) { throw new Error(stderr); }
    const answers = stdout.split('\n').slice(0, -1);
    if (answers.length !== questions.length) { throw new Error(`${answers.length} answers to ${questions.length} questions`); }
    return answers;
  }
}

/** The part of Elasticsearch that its published server leaves out. */
export const engine: Engine<SnapshotJudge> = {
  name: 'slm',
  maven: {
    directory: __dirname,
    builds: Object.fromEntries(Object.entries(VERSIONS).map(([version, java]) => [version, { java, properties: { elasticsearch: version } }])),
  },
  start: async (host) => new SnapshotJudge(host),
  versions: async ({ missing }) => Object.keys(VERSIONS).filter((version) => !missing.has(version))
    .map((version) => ({ part: 'org.elasticsearch.plugin:x-pack-core', version })),
};
