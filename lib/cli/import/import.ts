import * as fs from 'node:fs';
import { KubernetesObject } from '../../manifest/object';
import { describeObject, objectKey } from '../../manifest/object-key';
import { withoutServerFields } from '../../manifest/server-fields';
import { checkedMinor } from '../check/checked-minor';
import { manifestsIn } from '../check/manifests-in';
import { CliError, ExitCode } from '../exit-code';
import { compare, FieldDifference } from './comparison';
import { chartId, hardened, programText, run, Statement, statementsOf } from './program';

/** What `fleetwright import` is given. */
export interface ImportOptions {
  readonly output?: string;
  readonly cluster: string;
  readonly kubernetes?: string;
  readonly raw?: true;
}

/** A program, and how what it writes differs from what it was made of. */
export interface Imported {
  readonly program: string;
  /** How many objects there were. */
  readonly objects: number;
  /** How many of them constructs write. */
  readonly constructs: number;
  /** What differs, a paragraph for each object. */
  readonly notes: readonly string[];
  /** Whether something that was given is not written. */
  readonly isLossy: boolean;
}

/** Writes a program that makes the objects of some files, and tells on standard error how they differ. */
export function importManifests(paths: readonly string[], { output, cluster, kubernetes, raw }: ImportOptions): void {
  const minor = checkedMinor(kubernetes);
  const { program, objects, constructs, notes, isLossy } = imported(manifestsIn(paths), { cluster, kubernetes: minor }, { withConstructs: raw !== true });
  if (output === undefined) { process.stdout.write(program); } else { write(output, program); }
  const summary = `${objects} objects, ${constructs} of them by constructs${notes.length === 0 ? ': what the program writes is what was given' : ''}.`;
  process.stderr.write(`${[summary, ...notes].join('\n')}\n`);
  if (isLossy) { process.exitCode = ExitCode.FINDINGS; }
}

interface Target {
  readonly cluster: string;
  readonly kubernetes: string;
}

/** What becomes of objects. The program is run, and what it writes held against what was given. */
export function imported(given: readonly KubernetesObject[], options: Target, { withConstructs }: { readonly withConstructs: boolean }): Imported {
  const { cluster } = options;
  const notes: string[] = [];
  const plain = given.map(asGiven);
  const secrets = plain.filter(isSecret);
  notes.push(...secrets.map((object) => `${describeObject(object)}: left out. What it holds does not belong into a program: have it made in the cluster.`));
  let statements: readonly Statement[] = statementsOf(plain.filter((object) => !isSecret(object)));
  if (withConstructs) {
    statements = statements.map((statement) => {
      const { accepted, note } = tried(statement, options);
      if (note !== undefined) { notes.push(note); }
      return accepted ?? statement;
    });
  }
  let result = run(programText(statements, options));
  let isLossy = secrets.length > 0;
  while (result.manifests === undefined) {
    const refused = new Map(statements.flatMap((statement) => {
      const at = `${cluster}/${chartId(statement.object.metadata?.namespace)}/${statement.id}`;
      const told = result.faults.filter(({ path }) => path === at || path.startsWith(`${at}/`)).map(({ message }) => message);
      return told.length === 0 ? [] : [[statement, told] as const];
    }));
    if (refused.size === 0) { throw new CliError(result.faults.map(({ path, message }) => `[${path}] ${message}`).join('\n'), ExitCode.FINDINGS); }
    refused.forEach((told, { object }) => notes.push(`${describeObject(object)}: left out, for no synth writes it.\n  ${told.join('\n  ')}`));
    isLossy = true;
    statements = statements.filter((statement) => !refused.has(statement));
    result = run(programText(statements, options));
  }
  const written = new Map(result.manifests.objects.map((object) => [objectKey(object as KubernetesObject), object]));
  for (const { object, props } of statements) {
    const differences = compare(object, written.get(objectKey(object)));
    const lost = differences.filter(({ kind }) => kind !== 'added');
    isLossy ||= lost.length > 0;
    // What a construct adds is told already.
    const told = props === undefined ? differences : lost;
    if (told.length > 0) { notes.push(`${describeObject(object)}: the program writes it otherwise.\n  ${lines(told)}`); }
  }
  const constructs = statements.filter(({ props }) => props !== undefined).length;
  return { program: programText(statements, options), objects: given.length, constructs, notes, isLossy };
}

/** Whether a construct writes all that an object says, and what it adds to that. */
function tried(statement: Statement, options: Target): { readonly accepted?: Statement; readonly note?: string } {
  const candidate = hardened(statement);
  if (candidate === undefined) { return {}; }
  const name = describeObject(statement.object);
  const { manifests, faults } = run(programText([candidate], options));
  if (manifests === undefined) {
    return { note: `${name}: written as it is, for a HardenedDeployment refuses it.\n  ${faults.map(({ message }) => message).join('\n  ')}` };
  }
  const differences = compare(statement.object, manifests.find({ kind: 'Deployment', name: statement.object.metadata!.name })[0]);
  const lost = differences.filter(({ kind }) => kind !== 'added');
  if (lost.length > 0) { return { note: `${name}: written as it is, for a HardenedDeployment would say otherwise.\n  ${lines(lost)}` }; }
  return { accepted: candidate, ...(differences.length > 0 && { note: `${name}: a HardenedDeployment. It adds to what was given:\n  ${lines(differences)}` }) };
}

function lines(differences: readonly FieldDifference[]): string {
  return differences.map(({ field, kind }) => (kind === 'added' ? field : `${field} is ${kind}`)).join('\n  ');
}

/** Without what an API server has put into what it answers. */
function asGiven(object: KubernetesObject): KubernetesObject {
  return Object.fromEntries(Object.entries(withoutServerFields(object)).filter(([field]) => field !== 'status')) as KubernetesObject;
}

function isSecret(object: KubernetesObject): boolean {
  return object.kind === 'Secret' && object.apiVersion === 'v1' && (object.data !== undefined || object.stringData !== undefined);
}

function write(file: string, program: string): void {
  try {
    fs.writeFileSync(file, program, { flag: 'wx' });
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new CliError(isThere ? `'${file}' is there already. Name another file, or remove it.` : `'${file}' cannot be written: ${(error as Error).message}`, ExitCode.WRONG_USE);
  }
}
