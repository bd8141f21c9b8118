import * as fs from 'node:fs';
import * as path from 'node:path';
import { fail } from '../../construct/fleet-error';
import { ownedPaths, readIndex, INDEX_FILE } from './cluster-index';
import { FolderLock } from './folder-lock';
import { attempt, codeOf, outputError } from './output-error';

/** In the output folder while a run writes there. */
export const RUN_FOLDER = '.fleetwright';

/** What a run is about to do with the folders of clusters. It is written before the first of them is touched. */
interface Plan {
  /** A new folder of the cluster is complete. */
  readonly replace: readonly string[];
  /** The folder of the cluster goes, and nothing of others is in it. */
  readonly remove: readonly string[];
}

/**
 * The folder in which a run keeps what is not finished: on the file system of the output, so that finished folders are moved, not copied.
 *
 * - `lock`: who writes
 * - `new/<cluster>`: being written
 * - `plan`: all in `new` is complete, and takes the place of the folders of clusters
 * - `old/<cluster>`: what was there before
 */
export class RunFolder {
  private readonly folder: string;
  private readonly planFile: string;
  private readonly ignoreFile: string;
  private readonly lock: FolderLock;

  constructor(private readonly outdir: string) {
    this.folder = path.join(outdir, RUN_FOLDER);
    this.planFile = path.join(this.folder, 'plan');
    this.ignoreFile = path.join(this.folder, '.gitignore');
    this.lock = new FolderLock(path.join(this.folder, 'lock'), outdir);
  }

  /** The folder of a cluster in the output. */
  public current(cluster: string): string {
    return path.join(this.outdir, cluster);
  }

  /** The folder in which the next state of a cluster is made. */
  public next(cluster: string): string {
    return path.join(this.folder, 'new', cluster);
  }

  /** Where the folder of a cluster is, also if a run ended while it was replaced; undefined if it is nowhere. */
  public whereabouts(cluster: string): string | undefined {
    const { replace, remove } = this.readPlan();
    const next = replace.includes(cluster) ? [this.next(cluster)] : [];
    const former = remove.includes(cluster) ? [] : [this.former(cluster)];
    return [this.current(cluster), ...next, ...former].find((folder) => fs.existsSync(folder));
  }

  /** The names of all that lies in the output, or did before a run ended. */
  public names(): string[] {
    const before = [...this.readPlan().replace, ...namesIn(path.join(this.folder, 'old'))];
    return [...new Set([...namesIn(this.outdir).filter((name) => name !== RUN_FOLDER), ...before])];
  }

  /** Begins a run: nobody else writes from now on, and what a run left that was ended is put right. */
  public open(): void {
    fs.mkdirSync(this.folder, { recursive: true });
    try {
      this.lock.take();
      // Not to be committed if a run is ended.
      fs.writeFileSync(this.ignoreFile, '*\n');
      this.recover();
    } catch (error) {
      this.leave();
      throw error;
    }
  }

  /** Ends a run, and drops what is not in its place. */
  public close(): void {
    try {
      // Where the run failed on its way, there is something to put right.
      this.recover();
    } finally {
      this.leave();
    }
  }

  /** What could not be put right stays for the next run, and so does what another run has begun. */
  private leave(): void {
    if (this.lock.isHeld) { fs.rmSync(this.ignoreFile, { force: true }); }
    this.lock.release();
    try {
      fs.rmdirSync(this.folder);
    } catch (error) {
      if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(codeOf(error) ?? '')) { throw error; }
    }
  }

  /** Puts all new folders in the place of the old ones. */
  public carryOut(plan: Plan): void {
    fs.mkdirSync(path.join(this.folder, 'old'), { recursive: true });
    this.writePlan(plan);
    try {
      for (const cluster of plan.replace) { this.replace(cluster); }
      for (const cluster of plan.remove) { this.move(cluster, () => fs.renameSync(this.current(cluster), this.former(cluster))); }
    } catch (error) {
      // Nothing more of it is to be carried out.
      fs.rmSync(this.planFile, { force: true });
      throw error;
    }
    for (const cluster of [...plan.replace, ...plan.remove]) {
      const folder = this.former(cluster);
      attempt(cluster, `remove '${folder}'`, 'The new folder is in its place; what is left of the old one goes with the next run', () => this.retire(cluster));
    }
  }

  private former(cluster: string): string {
    return path.join(this.folder, 'old', cluster);
  }

  private replace(cluster: string): void {
    const hasFormer = fs.existsSync(this.current(cluster));
    this.move(cluster, () => {
      if (hasFormer) { fs.renameSync(this.current(cluster), this.former(cluster)); }
      try {
        fs.renameSync(this.next(cluster), this.current(cluster));
      } catch (error) {
        if (hasFormer) { fs.renameSync(this.former(cluster), this.current(cluster)); }
        throw error;
      }
    });
  }

  private move(cluster: string, work: () => void): void {
    const state = 'It is as it was; the folders of other clusters may have been replaced already, each as a whole';
    attempt(cluster, `replace the folder '${this.current(cluster)}'`, state, work);
  }

  /** Where a run was ended between two moves, the second one follows. What was not begun is dropped: the run that is beginning makes it anew. */
  private recover(): void {
    const { replace, remove } = this.readPlan();
    for (const cluster of replace) {
      if (!fs.existsSync(this.current(cluster)) && fs.existsSync(this.next(cluster))) { fs.renameSync(this.next(cluster), this.current(cluster)); }
    }
    for (const cluster of namesIn(path.join(this.folder, 'old'))) {
      if (!remove.includes(cluster) && !fs.existsSync(this.current(cluster))) {
        fs.renameSync(this.former(cluster), this.current(cluster));
      } else {
        this.retire(cluster);
      }
    }
    // Whatever else is there is what something was to become.
    for (const name of fs.readdirSync(this.folder).filter((each) => !['lock', '.gitignore'].includes(each))) {
      fs.rmSync(path.join(this.folder, name), { recursive: true, force: true });
    }
  }

  /** Removes what a folder held that was ours. What others have put there since it was looked at moves to the new one. */
  private retire(cluster: string): void {
    const former = this.former(cluster);
    if (!fs.existsSync(former)) { return; }
    const current = this.current(cluster);
    const [owned, ownedNow] = [former, current].map((folder) => ownedPaths(readIndex(folder, cluster)));
    const empty = (inner: string): void => {
      const names = fs.readdirSync(path.join(former, inner), { withFileTypes: true });
      // The index last: it tells what is ours if this is interrupted, too.
      for (const entry of names.sort((a, b) => Number(a.name === INDEX_FILE) - Number(b.name === INDEX_FILE))) {
        const rest = inner === '' ? entry.name : `${inner}/${entry.name}`;
        const file = path.join(former, rest);
        if (entry.isDirectory()) {
          empty(rest);
        } else if (owned.has(rest) || isSame(file, path.join(current, rest))) {
          fs.unlinkSync(file);
        } else {
          keep(file, path.join(current, ownedNow.has(rest) ? `${rest}.kept` : rest));
        }
      }
      fs.rmdirSync(path.join(former, inner));
    };
    empty('');
  }

  private writePlan(plan: Plan): void {
    const file = fs.openSync(`${this.planFile}.new`, 'w');
    try {
      fs.writeSync(file, JSON.stringify(plan));
      fs.fsyncSync(file);
    } finally {
      fs.closeSync(file);
    }
    fs.renameSync(`${this.planFile}.new`, this.planFile);
  }

  private readPlan(): Plan {
    try {
      const { replace, remove } = JSON.parse(fs.readFileSync(this.planFile, 'utf8'));
      return { replace: replace.filter(isName), remove: remove.filter(isName) };
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) { return { replace: [], remove: [] }; }
      fail(outputError(this.outdir, {
        id: 'fleet/output',
        rule: `'${this.planFile}', which an earlier run has left, cannot be read`,
        fix: `See what is in '${this.folder}', remove it, and synthesize again`,
      }));
    }
  }
}

function isName(name: unknown): boolean {
  return typeof name === 'string' && path.basename(name) === name && !name.startsWith('.');
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) { return []; }
    throw error;
  }
}

/** Whether two paths lead to one file, or to what was copied of it. */
function isSame(a: string, b: string): boolean {
  const [one, other] = [a, b].map((file) => fs.lstatSync(file, { throwIfNoEntry: false }));
  if (one === undefined || other === undefined) { return false; }
  if (one.isSymbolicLink() && other.isSymbolicLink()) { return fs.readlinkSync(a) === fs.readlinkSync(b); }
  // A copy got its time as a floating number of seconds.
  return (one.ino === other.ino && one.dev === other.dev) || (one.size === other.size && Math.abs(one.mtimeMs - other.mtimeMs) < 1);
}

/** What others have put in a folder while it was replaced. */
function keep(file: string, target: string): void {
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.renameSync(file, target);
}
