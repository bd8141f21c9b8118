import { DiffFormat, formatDiff } from '../fleet/diff/format';
import { selectedBy } from '../fleet/fleet-part';
import { Kubectl, NoKubectl } from '../fleet/live/kubectl';
import { diffLive } from '../fleet/live/live-diff';
import { readFleet, WrittenCluster } from '../fleet/output/fleet-reader';
import { listed } from '../manifest/listed';
import { nearestName } from '../manifest/nearest-name';
import { visibleLine } from '../manifest/visible';
import { CliError, ExitCode } from './exit-code';

/** What `fleetwright diff --live` is given. */
export interface DiffLiveOptions {
  readonly format: DiffFormat;
  readonly exitCode?: boolean;
  /** `<cluster>=<context>`, for clusters whose contexts are not called as they are. */
  readonly context: readonly string[];
  /** Only these. */
  readonly clusters?: string;
  readonly clientSide?: boolean;
  readonly fieldManager?: string;
}

/** Prints how live clusters differ from what a fleet has written for them. */
export async function printLiveDiff(folder: string, options: DiffLiveOptions): Promise<void> {
  const written = readFleet(folder);
  if (written.length === 0) { throw new CliError(`'${folder}' holds no cluster that a fleet has written.`, ExitCode.WRONG_USE); }
  const kubectl = new Kubectl();
  const clusters = options.clusters === undefined ? written : selected(written, options.clusters);
  const contexts = contextsOf(clusters, options.context, await knownContexts(kubectl), written);
  const found = await diffLive(clusters, (name) => ({
    context: contexts.get(name)!,
    serverSide: options.clientSide !== true,
    ...(options.fieldManager !== undefined && { fieldManager: options.fieldManager }),
  }), kubectl);
  process.stdout.write(formatDiff(found, options.format));
  const unseen = found.unseen ?? [];
  if (unseen.length > 0) { throw new CliError(unseen.map(({ name, reason }) => visibleLine(`[${name}] does not answer: ${reason}`)).join('\n'), ExitCode.UNSEEN); }
  const isRefused = found.changes.some(({ refusal }) => refusal !== undefined);
  if (isRefused || (options.exitCode === true && found.changes.length > 0)) { throw new CliError('', ExitCode.FINDINGS); }
}

function selected(written: readonly WrittenCluster[], text: string): WrittenCluster[] {
  const chosen = new Set(selectedBy('--clusters', text, written.map(({ facts }) => facts.cluster)).map(({ name }) => name));
  return written.filter(({ name }) => chosen.has(name));
}

/** The contexts of the kubeconfig; asks no cluster. */
async function knownContexts(kubectl: Kubectl): Promise<string[]> {
  try {
    const { exitCode, stdout, stderr } = await kubectl.run(['config', 'get-contexts', '--output=name']);
    if (exitCode !== 0) { throw new CliError(`kubectl cannot read its configuration: ${stderr.trim()}`, ExitCode.WRONG_USE); }
    return stdout.split('\n').filter((line) => line !== '');
  } catch (error) {
    if (error instanceof NoKubectl) { throw new CliError("There is no kubectl on the PATH: '--live' asks the clusters with it. Install it, 1.30 or newer.", ExitCode.WRONG_USE); }
    throw error;
  }
}

/** Which context each cluster has. All that is wrong is told at once. */
function contextsOf(
  clusters: readonly WrittenCluster[], given: readonly string[], known: readonly string[], written: readonly WrittenCluster[],
): Map<string, string> {
  const names = written.map(({ name }) => name);
  const pairs = given.map((text) => ({ text, cluster: text.slice(0, text.indexOf('=')), context: text.slice(text.indexOf('=') + 1) }));
  const faults = pairs.flatMap(({ text, cluster, context }) => {
    if (!text.includes('=') || cluster === '' || context === '') { return [`'--context ${text}' must be <cluster>=<context>, e.g. 'prod-eu=admin@prod-eu'.`]; }
    return names.includes(cluster) ? [] : [noSuch('cluster', cluster, names)];
  });
  const contexts = new Map([...clusters.map(({ name }) => [name, name] as const), ...pairs.map(({ cluster, context }) => [cluster, context] as const)]);
  const unknown = clusters.map(({ name }) => name).filter((name) => !known.includes(contexts.get(name)!))
    .map((name) => `[${name}] ${noSuch('context', contexts.get(name)!, known)} Name another with '--context ${name}=<context>'.`);
  if (faults.length + unknown.length > 0) { throw new CliError([...faults, ...(faults.length > 0 ? [] : unknown)].join('\n'), ExitCode.WRONG_USE); }
  return contexts;
}

function noSuch(what: string, name: string, known: readonly string[]): string {
  const meant = nearestName(name, known);
  return `There is no ${what} '${name}'${meant !== undefined ? `: did you mean '${meant}'?` : known.length === 0 ? '.' : `: there are ${listed(known)}.`}`;
}
