import * as fs from 'node:fs';
import { Fault } from '../../construct/fault';
import { fail } from '../../construct/fleet-error';
import { askOnce } from '../../manifest/ask-once';
import { ImmutableChange, immutableChanges } from '../../manifest/immutable-fields';
import { KubernetesObject } from '../../manifest/object';
import { printed } from '../../manifest/printed';
import { stringifyObject } from '../../manifest/yaml';
import { PlannedFile } from './cluster-files';
import { byObject, ClusterIndex, hashOf, IndexLine, indexText, INDEX_FILE, ownedPaths, readIndex } from './cluster-index';
import { fileName } from './file-name';
import { WrittenCluster } from './fleet-reader';
import { attempt, outputError } from './output-error';
import { RunFolder } from './run-folder';
import { StagedFolder } from './staged-folder';

/** How many files of ours, without the index of a cluster. */
export interface FileCounts {
  readonly written: number;
  readonly unchanged: number;
  readonly removed: number;
}

/** What is going to happen to a cluster's folder. */
export interface StagedCluster {
  readonly cluster: string;
  /** Objects that the last run did not write. */
  readonly added: number;
  /** Objects that the last run wrote differently. */
  readonly changed: number;
  /** Objects that are there no more. */
  readonly removed: number;
  readonly unchanged: number;
  readonly files: FileCounts;
  /** Files that the last run left as they should be, and that somebody edited or removed since. They are written again. */
  readonly restored: readonly string[];
  /** Whether the folder is going to be replaced. */
  readonly isReplaced: boolean;
  /** What a cluster refuses that has what the last run wrote. */
  readonly immutable: readonly ImmutableChange[];
}

/** What happened to the output. */
export interface FleetCommit {
  /** Clusters whose folders were replaced. */
  readonly replaced: readonly string[];
  /** Clusters that the fleet no longer has. */
  readonly removed: readonly string[];
  /** How many objects there are in the clusters that were staged. */
  readonly objects: number;
  readonly files: FileCounts;
}

/** How a run ends. */
export interface FleetCommitOptions {
  /**
   * Whether only some clusters of the fleet were staged, so that the folders of all others stay.
   * @default false
   */
  readonly isPartial?: boolean;

  /**
   * Clusters of the fleet that were not staged, and stay.
   * @default - none
   */
  readonly kept?: readonly string[];
}

/**
 * Writes the folders of clusters: `<outdir>/<cluster>/`. Each is made beside the one that is there, and takes its place when all are complete. How, and
 * what that means for readers, is in docs/adr/0007.
 *
 * What is ours is what the index of a cluster lists. It is overwritten, also where somebody edited it; whatever else is there stays.
 */
export class FleetWriter {
  private readonly run: RunFolder;
  private readonly staged = new Map<string, StagedCluster>();
  private isOpen = false;

  /** @param outdir the folder of the fleet: made if it is not there */
  constructor(private readonly outdir: string) {
    this.run = new RunFolder(outdir);
  }

  /** Begins: keeps other runs out, and puts right what one left that was ended on its way. `commit` or `abandon` must follow. */
  public open(): void {
    this.attempt(this.outdir, 'write into the output folder', () => this.run.open());
    this.isOpen = true;
  }

  /**
   * Makes the next state of a cluster's folder. Nothing that is in its place changes.
   *
   * @param facts what the index notes about the cluster
   * @param kubernetesVersion that of the cluster, if known
   */
  public stage(cluster: string, files: Iterable<PlannedFile>, facts: object = {}, kubernetesVersion?: string): StagedCluster {
    this.refuseName(cluster);
    const staging = new ClusterStaging(cluster, this.run.current(cluster), this.run.next(cluster));
    const staged = staging.stage(files, facts, kubernetesVersion);
    this.staged.set(cluster, staged);
    return staged;
  }

  /** What was staged of a cluster, before it is in its place. */
  public read(cluster: string): WrittenCluster {
    const folder = this.staged.get(cluster)?.isReplaced === true ? this.run.next(cluster) : this.run.current(cluster);
    return new WrittenCluster(cluster, folder, readIndex(folder, cluster)!);
  }

  /** Puts what was staged in its place. */
  public commit({ isPartial = false, kept: others = [] }: FleetCommitOptions = {}): FleetCommit {
    const staged = [...this.staged.values()];
    const replaced = staged.filter(({ isReplaced }) => isReplaced).map(({ cluster }) => cluster);
    const gone = isPartial ? [] : this.goneClusters().filter((name) => !others.includes(name));
    const filesGone = gone.map((cluster) => ownedPaths(this.indexOf(cluster)).size - 1);
    const kept = gone.filter((cluster) => this.stageRemoval(cluster));
    const plan = { replace: [...replaced, ...kept], remove: gone.filter((cluster) => !kept.includes(cluster)) };
    if (plan.replace.length + plan.remove.length > 0) {
      this.attempt(this.outdir, 'replace the folders of clusters', () => this.run.carryOut(plan));
    }
    this.close();
    return {
      replaced,
      removed: gone,
      objects: total(staged.map(({ added, changed, unchanged }) => added + changed + unchanged)),
      files: {
        written: total(staged.map(({ files }) => files.written)),
        unchanged: total(staged.map(({ files }) => files.unchanged)),
        removed: total([...staged.map(({ files }) => files.removed), ...filesGone]),
      },
    };
  }

  /** Drops what was staged. Also after a failure; nothing happens if nothing was begun. */
  public abandon(): void {
    this.close();
  }

  private close(): void {
    if (!this.isOpen) { return; }
    this.isOpen = false;
    this.attempt(this.outdir, 'tidy up', () => this.run.close());
  }

  private attempt<T>(path: string, action: string, work: () => T): T {
    return attempt(path, action, 'The folders of the clusters are as they were', work);
  }

  private refuseName(cluster: string): void {
    const twin = [...this.staged.keys()].find((other) => other.toLowerCase() === cluster.toLowerCase());
    if (twin !== undefined) {
      fail(outputError(cluster, {
        id: 'fleet/unique-file',
        rule: twin === cluster ? 'the cluster is written twice' : `its folder would be that of cluster '${twin}' where case does not count`,
        fix: 'Give one of the two another name',
      }));
    }
    if (cluster === '' || fileName(cluster) !== cluster || cluster.length > 255) {
      fail(outputError(cluster, { id: 'fleet/file-name', rule: 'the name of a cluster must be that of a folder', got: cluster, fix: "Use letters, digits, '-' and '.'" }));
    }
  }

  private indexOf(cluster: string): ClusterIndex | undefined {
    return readIndex(this.run.current(cluster), cluster);
  }

  /** Clusters of ours that were not staged. */
  private goneClusters(): string[] {
    return this.run.names().sort().filter((name) => !this.staged.has(name) && isFile(`${this.run.current(name)}/${INDEX_FILE}`));
  }

  /** Stages what others have put into the folder of a cluster that goes. Answers whether there was anything. */
  private stageRemoval(cluster: string): boolean {
    const staging = new StagedFolder(this.run.current(cluster), this.run.next(cluster));
    return this.attempt(cluster, 'read its folder', () => staging.carryForeign(ownedPaths(this.indexOf(cluster)), () => {}) > 0);
  }
}

/** How one cluster is staged. */
class ClusterStaging {
  private readonly folder: StagedFolder;

  constructor(private readonly cluster: string, private readonly current: string, next: string) {
    this.folder = new StagedFolder(current, next);
  }

  public stage(files: Iterable<PlannedFile>, facts: object, kubernetesVersion: string | undefined): StagedCluster {
    this.refuseOtherThanFolder();
    const before = attempt(this.cluster, 'read its index', UNTOUCHED, () => readIndex(this.current, this.cluster));
    const isThere = fs.existsSync(this.current);
    const owned = ownedPaths(before);
    const hashesBefore = hashesByPath(before?.lines ?? []);
    const lines: IndexLine[] = [];
    const same: string[] = [];
    const restored: string[] = [];
    const immutable: ImmutableChange[] = [];
    const place = (path: string, content: string, isAsBefore: () => boolean): void => attempt(this.cluster, `write '${path}'`, UNTOUCHED, () => {
      if (isThere && this.folder.holds(path, content)) {
        same.push(path);
        return;
      }
      this.folder.write(path, content);
      if (owned.has(path) && path !== INDEX_FILE) { immutable.push(...this.immutableIn(path, content, kubernetesVersion)); }
      if (owned.has(path) && isAsBefore()) { restored.push(path); }
    });
    let count = 0;
    for (const file of files) {
      const documents = file.objects.map((object) => askOnce(object, documentOf));
      const added = documents.map(({ hash }, i) => lineOf(file, file.objects[i], hash));
      for (const line of added) { lines.push(line); }
      place(file.path, documents.map(({ text }) => text).join('---\n'), () => hashesBefore.get(file.path) === added.map(({ hash }) => hash).join(''));
      count++;
    }
    const unchanged = same.length;
    place(INDEX_FILE, indexText(facts, lines), () => false);
    // With the index itself.
    const isReplaced = same.length < count + 1;
    if (isReplaced) { this.complete(owned, same, isThere); }
    const now = new Set([INDEX_FILE, ...lines.map(({ path }) => path)]);
    const counts = { written: count - unchanged, unchanged, removed: [...owned].filter((path) => !now.has(path)).length };
    return { cluster: this.cluster, ...differences(before, lines), files: counts, restored, isReplaced, immutable };
  }

  /** What is in a file that is going to be replaced, and nobody may change. */
  private immutableIn(path: string, content: string, kubernetesVersion: string | undefined): ImmutableChange[] {
    const file = `${this.current}/${path}`;
    return isFile(file) ? immutableChanges(fs.readFileSync(file, 'utf8'), content, kubernetesVersion) : [];
  }

  private complete(owned: ReadonlySet<string>, same: readonly string[], isThere: boolean): void {
    for (const path of same) { attempt(this.cluster, `keep '${path}'`, UNTOUCHED, () => this.folder.carry(path)); }
    if (!isThere) { return; }
    // What is the same has been taken over, whoever wrote it.
    const known = new Set([...owned, ...same]);
    const inTheWay: string[] = [];
    attempt(this.cluster, 'keep the files of others in its folder', UNTOUCHED, () => this.folder.carryForeign(known, (path) => inTheWay.push(path)));
    if (inTheWay.length === 0) { return; }
    fail(outputError(this.cluster, ...inTheWay.map((path): Fault => ({
      id: 'fleet/foreign-file',
      rule: `'${this.current}/${path}' is not of this library, and stands where it wants to write`,
      fix: 'Move it away, or remove it',
    }))));
  }

  private refuseOtherThanFolder(): void {
    const stat = fs.lstatSync(this.current, { throwIfNoEntry: false });
    if (stat === undefined || stat.isDirectory()) { return; }
    fail(outputError(this.cluster, { id: 'fleet/foreign-file', rule: `'${this.current}' is no folder`, fix: 'Remove it, or write into another folder' }));
  }
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

function isFile(path: string): boolean {
  return fs.lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

const UNTOUCHED = 'The folder of the cluster is as it was';

/** An object as YAML, and what its index says of that. */
function documentOf(object: KubernetesObject): { readonly text: string; readonly hash: string } {
  const text = stringifyObject(object);
  return { text, hash: hashOf(text) };
}

function lineOf({ path, isListing = false }: PlannedFile, { apiVersion, kind, metadata }: KubernetesObject, hash: string): IndexLine {
  if (isListing) { return { path, hash }; }
  const { namespace, name, generateName } = metadata ?? {};
  const text = (field: string, value: unknown) => (value === undefined || value === null ? {} : { [field]: printed(value) });
  return {
    path,
    apiVersion: printed(apiVersion),
    kind: printed(kind),
    ...text('namespace', namespace),
    ...text('name', name),
    ...text('generateName', generateName),
    hash,
  };
}

function hashesByPath(lines: readonly IndexLine[]): Map<string, string> {
  const hashes = new Map<string, string>();
  for (const { path, hash } of lines) { hashes.set(path, (hashes.get(path) ?? '') + hash); }
  return hashes;
}

/** How many objects are new, other than before, no more, and the same, in whatever file they are. */
function differences(before: ClusterIndex | undefined, lines: readonly IndexLine[]): Pick<StagedCluster, 'added' | 'changed' | 'removed' | 'unchanged'> {
  const old = byObject(before?.lines ?? []);
  const now = byObject(lines);
  const counts = { added: 0, changed: 0, removed: 0, unchanged: 0 };
  for (const [object, { hash }] of now) {
    const oldHash = old.get(object)?.hash;
    if (oldHash === undefined) { counts.added++; } else if (oldHash === hash) { counts.unchanged++; } else { counts.changed++; }
  }
  counts.removed = [...old.keys()].filter((object) => !now.has(object)).length;
  return counts;
}
