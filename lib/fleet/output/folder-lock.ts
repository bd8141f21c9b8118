import * as fs from 'node:fs';
import * as os from 'node:os';
import { codeOf, outputError } from './output-error';

/** Who writes into a folder. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process began, as the system tells it: another process may get the number of a dead one. */
  readonly began: string;
}

/** Keeps two runs from writing into one folder at a time. */
export class FolderLock {
  private held = false;

  /**
   * @param file what tells of it
   * @param guarded the folder, as messages name it
   */
  constructor(private readonly file: string, private readonly guarded: string) {}

  /** Whether this is who has it. */
  public get isHeld(): boolean {
    return this.held;
  }

  /** Takes it, or ends with an error that says who has it. What a dead process left is taken over. */
  public take(): void {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (this.tryTake()) { return; }
    }
    throw this.heldError('another run');
  }

  /** Gives it back. */
  public release(): void {
    if (!this.held) { return; }
    this.held = false;
    fs.rmSync(this.file, { force: true });
  }

  private tryTake(): boolean {
    if (this.create()) { return true; }
    const text = this.read();
    if (text === undefined) { return false; }
    const holder = parseHolder(text);
    if (holder === undefined) { throw this.heldError('another run'); }
    if (!isDead(holder)) {
      throw this.heldError(holder.host === os.hostname() ? `process ${holder.pid}` : `process ${holder.pid} on '${holder.host}'`);
    }
    this.takeAway(text);
    return false;
  }

  /** Writes it beside, and gives it its name then: if the process ends in between, no lock is left that tells nobody. */
  private create(): boolean {
    const aside = `${this.file}.${process.pid}`;
    try {
      fs.writeFileSync(aside, JSON.stringify(ourselves()));
      fs.linkSync(aside, this.file);
      this.held = true;
    } catch (error) {
      const code = codeOf(error) ?? '';
      // ENOENT: another run has begun or ended, and tidied up.
      if (!['EEXIST', 'ENOENT', ...NO_LINKS].includes(code)) { throw error; }
      this.held = NO_LINKS.includes(code) && this.createInPlace();
    } finally {
      fs.rmSync(aside, { force: true });
    }
    return this.held;
  }

  private createInPlace(): boolean {
    try {
      fs.writeFileSync(this.file, JSON.stringify(ourselves()), { flag: 'wx' });
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') { return false; }
      throw error;
    }
  }

  private read(): string | undefined {
    try {
      return fs.readFileSync(this.file, 'utf8');
    } catch (error) {
      if (codeOf(error) === 'ENOENT') { return undefined; }
      throw error;
    }
  }

  /** Moved away rather than removed, so that it can be told whether it was still that of the dead one. */
  private takeAway(text: string): void {
    const aside = `${this.file}.${process.pid}`;
    try {
      fs.renameSync(this.file, aside);
      if (fs.readFileSync(aside, 'utf8') !== text) {
        fs.renameSync(aside, this.file);
        throw this.heldError('another run');
      }
      fs.rmSync(aside);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') { throw error; }
    }
  }

  private heldError(holder: string): Error {
    return outputError(this.guarded, {
      id: 'fleet/locked',
      rule: `${holder} is writing into this folder`,
      fix: `Wait for it, or write into another folder. If nothing is running, remove '${this.file}'`,
    });
  }
}

// Of file systems that have no second links.
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

// Each time that another run took it over or gave it back between two looks.
const ATTEMPTS = 5;

function ourselves(): Holder {
  return { pid: process.pid, host: os.hostname(), began: beginningOf(process.pid) };
}

function parseHolder(text: string): Holder | undefined {
  try {
    const holder = JSON.parse(text);
    return Number.isInteger(holder?.pid) && typeof holder.host === 'string' && typeof holder.began === 'string' ? holder : undefined;
  } catch {
    return undefined;
  }
}

/** Of a process on another machine, nothing can be told. */
function isDead({ pid, host, began }: Holder): boolean {
  if (host !== os.hostname()) { return false; }
  try {
    process.kill(pid, 0);
  } catch (error) {
    // One of another user may not be asked, and lives.
    return codeOf(error) === 'ESRCH';
  }
  return began !== '' && beginningOf(pid) !== began;
}

/** When a process began, in ticks since the machine did; empty where only Linux would tell. */
function beginningOf(pid: number): string {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const boot = fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // The second field is the name of the program, in parentheses, and may hold anything.
    return `${boot} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return '';
  }
}
