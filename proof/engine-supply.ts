import { Binaries, MissingTool, provide } from './binaries';
import { Engine, EngineVersion, loadEngine } from './engine';
import { Processes } from './processes';

/** The engines of a run. They are built in the background, one at a time, and whoever needs those that are there can use them meanwhile. */
export class EngineSupply {
  private readonly engines = new Map<string, Engine>();
  private readonly builds = new Map<string, Promise<Binaries>>();
  private readonly open = new Map<string, Promise<void>>();
  private readonly failures = new Map<string, Error>();

  /** Builds them in the order in which they are named. */
  constructor(names: readonly string[], processes: Processes, say: (text: string) => void) {
    let before: Promise<unknown> = Promise.resolve();
    for (const name of names) {
      const engine = loadEngine(name);
      const build = provide(engine, processes, say, before);
      const settled = build.then(() => {}, (error) => { this.failures.set(name, error); }).then(() => { this.open.delete(name); });
      // Maven waits for what it downloads, and Go is busy.
      if (engine.maven === undefined) { before = Promise.all([before, settled]); }
      this.engines.set(name, engine);
      this.builds.set(name, build);
      this.open.set(name, settled);
    }
  }

  /** Whether there is nothing to wait for: one that cannot be built is ready, too. Throws where a person has to bring something. */
  public isReady(names: readonly string[]): boolean {
    const missing = [...this.failures.values()].find((error) => error instanceof MissingTool);
    if (missing !== undefined) { throw missing; }
    return !names.some((name) => this.open.has(name));
  }

  /** Why one of them cannot be built, if so. */
  public failureOf(names: readonly string[]): Error | undefined {
    return names.map((name) => this.failures.get(name)).find((error) => error !== undefined);
  }

  /** Waits until one more is ready; for ever where all are. */
  public next(): Promise<void> {
    return this.open.size === 0 ? new Promise(() => {}) : Promise.race(this.open.values());
  }

  /** Waits until all are built. */
  public async all(): Promise<void> {
    await Promise.all(this.builds.values());
  }

  /** What is in use, for the report. */
  public async versions(): Promise<(EngineVersion & { readonly engine: string })[]> {
    const built = [...this.engines].filter(([name]) => !this.open.has(name) && !this.failures.has(name)).sort(([a], [b]) => (a < b ? -1 : 1));
    return (await Promise.all(built.map(async ([name, engine]) =>
      (await engine.versions(await this.builds.get(name)!)).map((version) => ({ engine: name, ...version }))))).flat();
  }
}
