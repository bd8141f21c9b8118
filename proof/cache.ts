import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/** Where built engines stay, so that a fresh clone does not build them again. */
export function cacheRoot(): string {
  const base = process.env.XDG_CACHE_HOME;
  // As the XDG specification has it: a relative path is to be ignored.
  return path.join(base !== undefined && path.isAbsolute(base) ? base : path.join(os.homedir(), '.cache'), 'fleetwright');
}

/** Where what is built from some files is kept: under a hash of these files, and of whatever else decides what becomes of them. */
export function cacheFolder(name: string, settings: unknown, directory: string, files: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(settings));
  for (const file of files) { hash.update(`\n${path.relative(directory, file)}\n`).update(fs.readFileSync(file)); }
  return path.join(cacheRoot(), `${name}-${hash.digest('hex').slice(0, 16)}`);
}

/** A folder to build in, gone when the work is done. It is beside the place of what is built, so that the move is a rename. */
export async function inWorkshop<T>(folder: string, work: (workshop: string) => Promise<T>): Promise<T> {
  fs.mkdirSync(folder, { recursive: true });
  removeAbandoned(folder);
  const workshop = fs.mkdtempSync(path.join(folder, `.building-${process.pid}-`));
  try {
    return await work(workshop);
  } finally {
    fs.rmSync(workshop, { recursive: true, force: true });
  }
}

/** Moves a finished folder or file to its place in the cache, unless somebody else was faster. */
export function moveIntoPlace(from: string, to: string): void {
  fs.mkdirSync(path.dirname(to), { recursive: true });
  try {
    fs.renameSync(from, to);
  } catch (error: any) {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') { throw error; }
    fs.rmSync(from, { recursive: true });
  }
}

/**
 * Keeps two runs from doing the same work at once. It need not be watertight: a build has a folder of its own and is
 * moved into place whole, so two of them at a time cost time only.
 */
export async function locked(lock: string, say: (text: string) => void, work: () => Promise<void>): Promise<void> {
  fs.mkdirSync(path.dirname(lock), { recursive: true });
  for (let waited = 0; !takeLock(lock); waited++) {
    const owner = Number(readIfThere(lock));
    if (!isAlive(owner)) {
      fs.rmSync(lock, { force: true });
      continue;
    }
    if (waited % 30 === 0) { say(`waiting for process ${owner}, which builds the same (${lock})`); }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  try {
    await work();
  } finally {
    fs.rmSync(lock, { force: true });
  }
}

function takeLock(lock: string): boolean {
  const own = `${lock}-${process.pid}`;
  fs.writeFileSync(own, String(process.pid));
  try {
    fs.linkSync(own, lock); // there at once and with its content, or not at all
    return true;
  } catch (error: any) {
    if (error.code !== 'EEXIST') { throw error; }
    return false;
  } finally {
    fs.rmSync(own);
  }
}

/** Removes what builds have left whose process is gone. */
function removeAbandoned(folder: string): void {
  for (const name of fs.readdirSync(folder)) {
    const owner = /^\.building-(\d+)-/.exec(name)?.[1];
    if (owner !== undefined && !isAlive(Number(owner))) { fs.rmSync(path.join(folder, name), { recursive: true, force: true }); }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return pid > 0;
  } catch (error: any) {
    return error.code === 'EPERM';
  }
}

function readIfThere(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
