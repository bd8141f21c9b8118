import { createRequire } from 'node:module';
import * as path from 'node:path';
import { Binaries, provide } from './binaries';
import { checksOf, crashOf } from './checking';
import { Engine, EngineHost, EngineName, Engines, loadEngine, PROOF_FOLDER } from './engine';
import { Processes } from './processes';
import { Proof, ProofContext, Randomness } from './proof';
import { Result } from './recorder';

/** The proof that a worker shall run. */
export interface Order {
  readonly file: string;
  readonly name: string;
  readonly random: Randomness;
}

/** What a worker tells: a result, or that the proof is over. */
export type Told = { readonly result: Result } | 'over';

/** A process of its own that runs the proofs which `workers.ts` hands over, one after the other. If it dies, its watchdog stops what it has started. */
const processes = Processes.open();
const engines = new Map<string, { readonly engine: Engine; readonly binaries: Binaries; running?: Promise<unknown> }>();

process.on('message', (order: Order) => { void run(order).then(() => tell('over')); });
process.on('disconnect', () => {
  // Whatever a proof says of it that everything is taken from under it.
  process.on('uncaughtException', () => {});
  void processes.stop().finally(() => process.exit());
});

async function run({ file, name, random }: Order): Promise<void> {
  const own = processes.part('proof');
  let told = false;
  const record = (result: Result) => {
    told = true;
    tell({ result });
  };
  try {
    const proof: Proof = createRequire(__filename)(path.join(PROOF_FOLDER, `${file}.proof`)).proofs.find((one: Proof) => one.name === name);
    for (const need of proof.needs.filter((one) => !engines.has(one))) {
      const engine = loadEngine(need);
      // Built already: this only finds it.
      engines.set(need, { engine, binaries: await provide(engine, processes, console.error) });
    }
    await proof.run(contextOf(proof, random, own, record));
    if (!told) { throw new Error('the proof made no check: it proves nothing'); }
  } catch (error) {
    record(crashOf(name, error));
  }
  await own.stop();
}

function contextOf(proof: Proof, random: Randomness, own: Processes, record: (result: Result) => void): ProofContext {
  const get = (name: EngineName) => {
    if (!proof.needs.includes(name)) { throw new Error(`the proof '${proof.name}' asks '${String(name)}' but does not list it in its needs`); }
    return engines.get(name)!;
  };
  return {
    ...checksOf(proof.name, proof.name, record),
    random,
    about: (topic) => checksOf(proof.name, topic, record),
    host: (name): EngineHost => ({ binaries: get(name).binaries, processes: own }),
    engine: <N extends EngineName>(name: N) => {
      const entry = get(name);
      entry.running ??= start(entry.engine, { binaries: entry.binaries, processes: processes.part(String(name)) });
      return entry.running as Promise<Engines[N]>;
    },
  };
}

function start(engine: Engine, host: EngineHost): Promise<unknown> {
  return engine.start === undefined ? Promise.resolve(host.binaries) : engine.start(host);
}

function tell(what: Told): void {
  if (process.connected) { process.send!(what); }
}
