import * as path from 'node:path';
import { Engine, EngineHost } from '../engine';
import { findJava } from '../maven-project';
import { ELASTICSEARCH_X_PACK } from '../versions';

declare module '../engine' {
  interface Engines { slm: SnapshotJudge }
}

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
    const { code, stdout, stderr } = await this.host.processes.run(path.join(findJava(ELASTICSEARCH_X_PACK[version])!, 'bin', 'java'), [
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
    builds: Object.fromEntries(Object.entries(ELASTICSEARCH_X_PACK).map(([version, java]) => [version, { java, properties: { elasticsearch: version } }])),
  },
  start: async (host) => new SnapshotJudge(host),
  versions: async ({ missing }) => Object.keys(ELASTICSEARCH_X_PACK).filter((version) => !missing.has(version))
    .map((version) => ({ part: 'org.elasticsearch.plugin:x-pack-core', version })),
};
