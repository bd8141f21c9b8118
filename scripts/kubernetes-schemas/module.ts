import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A Go module on this machine. */
export interface Module {
  readonly name: string;
  readonly version: string;
  /** The text of one of its files. */
  read(path: string): string;
  /** The file names in one of its folders. Files in place of a folder have none. */
  list(path: string): string[];
  has(path: string): boolean;
}

/** All versions of a module that the Go proxy lists, oldest first. */
export function versionsOf(name: string): string[] {
  return execFileSync('go', ['list', '-m', '-versions', name], { cwd: tmpdir(), encoding: 'utf8' }).trim().split(' ').slice(1);
}

/** Downloads a Go module through the Go proxy, checked by the Go checksum database. */
export function openedModule(name: string, version: string): Module {
  const answer = execFileSync('go', ['mod', 'download', '-json', `${name}@${version}`], { cwd: tmpdir(), encoding: 'utf8' });
  const { Dir: dir } = JSON.parse(answer);
  return {
    name,
    version,
    read: (path) => readFileSync(join(dir, path), 'utf8'),
    list: (path) => (statSync(join(dir, path)).isDirectory() ? readdirSync(join(dir, path)) : []),
    has: (path) => existsSync(join(dir, path)),
  };
}
