import type { Input, Resource } from '@pulumi/pulumi';
import type { Cluster } from '../cluster/cluster';
import type { KubernetesObject } from '../manifest/object';
import type { Defaults } from './defaults';
import type { Survey } from './survey';

/** What a component made a resource of. */
export interface PlannedResource {
  /** With placeholders for its Outputs. */
  readonly manifest: KubernetesObject;
  /** Ids of what its constructs warn of, accepted or not. */
  readonly said: Set<string>;
}

/** What is remembered of one program, for as long as that runs. */
export interface Program {
  /** What stands behind the texts of `pending`, by their ids. */
  readonly pending: Map<string, Input<any>>;
  /** What components wrote of themselves into a resource, by its parent, kind and name. */
  readonly defaults: Map<string, Defaults>;
  /** How many components have had a path. */
  readonly owners: Map<string, number>;
  /** What becomes of the components that are judged once more when their Outputs are known; one that is at fault fails. */
  readonly judgements: Promise<unknown>[];
  /** What components said of themselves at once, while the rest of the program was to run. */
  readonly failures: string[];
  /** What was said of whole clusters, of which each component has a copy. */
  readonly saidOfClusters: Set<string>;
  /** How each component is judged beside what else the program makes. */
  readonly surveys: Survey[];
  /** What the cluster is like that a provider reaches, where a `Cluster` says both. */
  readonly clusters: Map<unknown, Cluster>;
  /** What components made resources of. */
  readonly planned: Map<unknown, PlannedResource>;
  /** How all that stands below a stack is judged by rules: after the components, which may say the same. */
  rules?: { readonly stack: Resource | undefined; readonly survey: Survey };
  /** The stack of which it is seen when a resource is made. */
  followed?: Resource;
  /** Whether they are asked as soon as nothing is on its way to the engine. */
  isSurveyDue?: boolean;
  /** Whether nothing is deployed, so that whoever renders it asks what became of the components. */
  isRendered?: boolean;
  /** What Outputs are, while a construct is run with the values that are known. */
  values?: ReadonlyMap<unknown, unknown>;
}

interface Programs {
  /** By what the SDK keeps of each program that runs beside others; gone with it. */
  readonly byStore: WeakMap<object, Program>;
  /** Of a process that runs one program alone, and of what a module makes before any program runs. */
  readonly ofProcess: Program;
  /** Those that run beside others, the newest first. */
  others: readonly WeakRef<Program>[];
  count: number;
}

// A shared symbol, because two copies of the library may meet in one program.
const PROGRAMS: Programs = ((globalThis as any)[Symbol.for('fleetwright.pulumi.programs')] ??= {
  byStore: new WeakMap(), ofProcess: emptyProgram(), others: [], count: 0,
});

/** The program that runs now: one of several in a process, as Automation API and `render` run them, or the only one. */
export function currentProgram(): Program {
  // The one thing by which copies of the SDK find each other. Without it, all programs of the process are one.
  const store: object | undefined = (globalThis as any).asyncLocalStorage?.getStore();
  if (store === undefined) { return PROGRAMS.ofProcess; }
  const known = PROGRAMS.byStore.get(store);
  if (known !== undefined) { return known; }
  const program = emptyProgram();
  PROGRAMS.byStore.set(store, program);
  PROGRAMS.others = [new WeakRef(program), ...PROGRAMS.others.filter((each) => each.deref() !== undefined)];
  return program;
}

/** The program that runs now and then the others: a callback of the SDK has lost its own, and a program may run inside of another. */
export function runningPrograms(): Program[] {
  const others = PROGRAMS.others.map((each) => each.deref()).filter((program) => program !== undefined);
  return [...new Set([currentProgram(), ...others, PROGRAMS.ofProcess])];
}

/** What is at fault in the components of this program as far as only the values of their Outputs show it. */
export async function failedJudgements(): Promise<string[]> {
  const settled = await Promise.allSettled(currentProgram().judgements);
  return settled.flatMap((each) => (each.status === 'rejected' ? (each.reason as Error).message.split('\n') : []));
}

/** A number that no other call answers, in whichever program. */
export function nextNumber(): number {
  return ++PROGRAMS.count;
}

function emptyProgram(): Program {
  return {
    pending: new Map(), defaults: new Map(), owners: new Map(), judgements: [], failures: [], saidOfClusters: new Set(), surveys: [],
    clusters: new Map(), planned: new Map(),
  };
}
