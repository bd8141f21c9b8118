import * as fs from 'node:fs';
import * as path from 'node:path';
import { codeOf } from './output-error';

/**
 * The next state of a cluster's folder, made beside the one that is there: files that stay are the same files, by a second link, and so are those of others.
 */
export class StagedFolder {
  private readonly madeFolders = new Set<string>();

  /**
   * @param current the folder as it is, which stays as it is
   * @param next the folder as it is going to be, which is not there yet
   */
  constructor(private readonly current: string, private readonly next: string) {}

  /** Whether a file is as it should be. Always told by its content: an edit by hand may keep the size, and git sets times anew. */
  public holds(inner: string, content: string): boolean {
    let file: number | undefined;
    try {
      // A link that somebody put in the place of a file is not followed.
      file = fs.openSync(path.join(this.current, inner), READ_FLAGS);
      const bytes = Buffer.from(content);
      return readFrom(file, bytes.length + 1).equals(bytes);
    } catch (error) {
      if (['ENOENT', 'ELOOP', 'ENOTDIR', 'EISDIR'].includes(codeOf(error) ?? '')) { return false; }
      throw error;
    } finally {
      if (file !== undefined) { fs.closeSync(file); }
    }
  }

  /** Writes a file anew. */
  public write(inner: string, content: string): void {
    this.makeFolderOf(inner);
    fs.writeFileSync(path.join(this.next, inner), content, { encoding: 'utf8', flag: 'wx' });
  }

  /** Takes a file over as it is, with its times. */
  public carry(inner: string): void {
    this.makeFolderOf(inner);
    const [from, to] = [path.join(this.current, inner), path.join(this.next, inner)];
    try {
      fs.linkSync(from, to);
    } catch (error) {
      const stat = fs.lstatSync(from);
      if (['EEXIST', 'ENOSPC', 'EDQUOT'].includes(codeOf(error) ?? '') || !stat.isFile()) { throw error; }
      // The file system has no second links, or no more for this file, or not for files of another user.
      fs.copyFileSync(from, to, fs.constants.COPYFILE_EXCL | fs.constants.COPYFILE_FICLONE);
      fs.chmodSync(to, stat.mode);
      fs.utimesSync(to, stat.atime, stat.mtime);
    }
  }

  /**
   * Takes over all that is not ours, and answers how many things that were. `inTheWay` hears of those whose place is taken.
   *
   * @param owned paths of ours; a folder that holds nothing but them is not taken over
   */
  public carryForeign(owned: ReadonlySet<string>, inTheWay: (inner: string) => void): number {
    const ownedFolders = new Set([...owned].flatMap(foldersOf));
    const { dev } = fs.statSync(this.current);
    let count = 0;
    const walk = (folder: string): void => {
      for (const entry of fs.readdirSync(path.join(this.current, folder), { withFileTypes: true })) {
        const inner = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (!entry.isDirectory() && owned.has(inner)) { continue; }
        try {
          if (entry.isDirectory()) {
            if (!ownedFolders.has(inner)) {
              refuseMount(path.join(this.current, inner), dev);
              this.makeFolder(inner);
              count++;
            }
            walk(inner);
          } else if (entry.isSymbolicLink()) {
            this.makeFolderOf(inner);
            fs.symlinkSync(fs.readlinkSync(path.join(this.current, inner)), path.join(this.next, inner));
            count++;
          } else {
            this.carry(inner);
            count++;
          }
        } catch (error) {
          if (codeOf(error) !== 'EEXIST') { throw error; }
          inTheWay(inner);
        }
      }
    };
    walk('');
    return count;
  }

  /** Makes the folder itself, also where nothing is in it. */
  public make(): void {
    this.makeFolder('');
  }

  private makeFolderOf(inner: string): void {
    const end = inner.lastIndexOf('/');
    this.makeFolder(end < 0 ? '' : inner.slice(0, end));
  }

  /** With the rights that it has so far. */
  private makeFolder(inner: string): void {
    if (this.madeFolders.has(inner)) { return; }
    if (inner === '') { fs.mkdirSync(path.dirname(this.next), { recursive: true }); } else { this.makeFolderOf(inner); }
    fs.mkdirSync(path.join(this.next, inner));
    const stat = fs.statSync(path.join(this.current, inner), { throwIfNoEntry: false });
    if (stat?.isDirectory() === true) { fs.chmodSync(path.join(this.next, inner), stat.mode); }
    this.madeFolders.add(inner);
  }
}

// Not blocking, because a pipe may stand there. Windows has neither.
const READ_FLAGS = fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0) | (fs.constants.O_NONBLOCK ?? 0);

/** The first bytes of a file. */
function readFrom(file: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let end = 0;
  while (end < length) {
    const count = fs.readSync(file, bytes, end, length - end, null);
    if (count === 0) { break; }
    end += count;
  }
  return bytes.subarray(0, end);
}

/** What is mounted cannot move with the folder around it. */
function refuseMount(folder: string, device: number): void {
  if (fs.statSync(folder).dev !== device) { throw new Error(`'${folder}' is another file system`); }
}

/** All folders that a path leads through. */
function foldersOf(inner: string): string[] {
  const names = inner.split('/').slice(0, -1);
  return names.map((_, i) => names.slice(0, i + 1).join('/'));
}
