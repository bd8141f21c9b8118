import { isUtf8 } from 'node:buffer';
import * as fs from 'node:fs';
import { CliError, ExitCode } from '../exit-code';
import { STANDARD_INPUT } from './manifest-files';

/** All objects of a cluster with ten thousand workloads are less. */
const MAX_SIZE = 128 * 1024 * 1024;

const CHUNK = 1024 * 1024;

/** The text of a file, or why there is none: a clause, and the way out as a sentence without its full stop. */
export type ReadManifest = { readonly text: string } | { readonly reason: string; readonly fix: string };

/** What stands in a file, or comes in. A file that cannot be had is a wrong use. */
export function readManifest(file: string): ReadManifest {
  const bytes = read(file);
  if (bytes === undefined) { return { reason: `cannot be read: it must not be larger than ${MAX_SIZE / 1024 / 1024} MiB`, fix: 'Look whether it is the file that is meant, or part it' }; }
  if (isUtf8(bytes)) { return { text: bytes.toString('utf8') }; }
  const isWide = bytes.length >= 2 && ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff));
  return { reason: `cannot be read: it must be UTF-8, and is ${isWide ? 'UTF-16' : 'not'}`, fix: 'Save it as UTF-8' };
}

/** Undefined where it is too large. */
function read(file: string): Buffer | undefined {
  try {
    const descriptor = file === STANDARD_INPUT ? 0 : fs.openSync(file, 'r');
    try {
      return upToLimit(descriptor);
    } finally {
      if (descriptor !== 0) { fs.closeSync(descriptor); }
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) { throw error; }
    throw new CliError(`Cannot read '${file}': ${(error as Error).message}.`, ExitCode.WRONG_USE);
  }
}

/** A pipe, or a device, does not say how much there is, and may have no end. */
function upToLimit(descriptor: number): Buffer | undefined {
  const stats = fs.fstatSync(descriptor);
  if (stats.size > MAX_SIZE) { return undefined; }
  if (stats.isFile()) { return fs.readFileSync(descriptor); }
  const chunks: Buffer[] = [];
  let size = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK);
    const count = fs.readSync(descriptor, chunk);
    if (count === 0) { return Buffer.concat(chunks); }
    chunks.push(chunk.subarray(0, count));
    size += count;
    if (size > MAX_SIZE) { return undefined; }
  }
}
