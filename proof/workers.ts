import { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import { crashOf } from './checking';
import { loadEngine, PROOF_FOLDER } from './engine';
import { EngineSupply } from './engine-supply';
import { Processes } from './processes';
import { Randomness } from './proof';
import { Recorder, Section } from './recorder';
import { Selected } from './selection';
import type { Order, Told } from './worker';

/** How proofs are run. */
export interface RunSettings {
  readonly random: Randomness;
  /** How many proofs run at a time. */
  readonly jobs: number;
  /** When the run is to end, whatever is left. @default - when all proofs are over */
  readonly minutes?: number;
}

/** Runs proofs in processes of their own, each as soon as its engines are built, until all are over or the time is. */
export async function runProofs(
  selected: readonly Selected[], supply: EngineSupply, processes: Processes, recorder: Recorder, { random, jobs, minutes }: RunSettings,
): Promise<void> {
  const open = turnsOf(selected);
  const running = new Map<Promise<void>, Selected[]>();
  const idle: Worker[] = [];
  let isOver = false;
  const take = async (turn: Selected[]) => {
    while (turn.length > 0 && !isOver) {
      const [{ file, proof }] = turn;
      const section = recorder.section(proof);
      const failure = supply.failureOf(proof.needs);
      section.open();
      if (failure === undefined) {
        const worker = idle.splice(0, 1).find(({ isAlive }) => isAlive) ?? new Worker(processes);
        await worker.run({ file, name: proof.name, random }, section);
        idle.push(worker);
      } else {
        section.add(crashOf(proof.name, failure));
      }
      section.close();
      turn.shift();
    }
  };

  let timer: NodeJS.Timeout | undefined;
  const late = minutes === undefined ? [] : [new Promise<'late'>((resolve) => { timer = setTimeout(() => resolve('late'), minutes * 60_000); })];
  while (open.length > 0 || running.size > 0) {
    const ready = running.size < jobs ? open.findIndex((turn) => supply.isReady(turn[0].proof.needs)) : -1;
    if (ready >= 0) {
      const [turn] = open.splice(ready, 1);
      const over: Promise<void> = take(turn).finally(() => running.delete(over));
      running.set(over, turn);
    } else if (await Promise.race([...running.keys(), supply.next(), ...late]) === 'late') {
      isOver = true;
      [...running.values(), ...open].flat().forEach(({ proof }) => recorder.section(proof).cut(`the time was over, ${minutes} minutes after the start`));
      break;
    }
  }
  clearTimeout(timer);
  await Promise.all(idle.map((worker) => worker.end()));
}

/** What runs one after the other: each proof by itself, and those together that share an engine. */
function turnsOf(selected: readonly Selected[]): Selected[][] {
  const turns = new Map<string, Selected[]>();
  for (const one of selected) {
    const key = one.proof.needs.find((name) => loadEngine(name).shared) ?? `proof ${one.proof.name}`;
    turns.set(key, [...turns.get(key) ?? [], one]);
  }
  return [...turns.values()];
}

/** The process in which `worker.ts` runs. */
class Worker {
  private readonly child: ChildProcess;

  constructor(processes: Processes) {
    this.child = processes.fork(path.join(PROOF_FOLDER, 'worker.ts'));
  }

  public get isAlive(): boolean {
    return this.child.connected;
  }

  /** Runs a proof to its end, or to that of the process. */
  public run(order: Order, section: Section): Promise<void> {
    return new Promise((resolve) => {
      const ended = (code: number | null, signal: NodeJS.Signals | null) => {
        section.add(crashOf(order.name, new Error(`its process ended with ${signal ?? code}`)));
        over();
      };
      const heard = (told: Told) => {
        if (told === 'over') { over(); } else { section.add(told.result); }
      };
      const over = () => {
        this.child.off('exit', ended).off('message', heard);
        resolve();
      };
      this.child.once('exit', ended).on('message', heard);
      this.child.send(order);
    });
  }

  /** Has it stop whatever it has started. */
  public async end(): Promise<void> {
    if (!this.isAlive) { return; }
    const exited = once(this.child, 'exit');
    this.child.disconnect();
    await exited;
  }
}
