import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';

/** Puts a text in the place of a file at once: whoever reads it finds the one or the other. A link still leads to it, and who may read it still may. */
export function replaceFile(file: string, text: string): void {
  const target = fs.realpathSync(file);
  const next = path.join(path.dirname(target), `.${path.basename(target)}.${randomUUID()}`);
  try {
    fs.writeFileSync(next, text, { flag: 'wx' });
    // What is asked for when it is made, the mask of the process narrows.
    fs.chmodSync(next, fs.statSync(target).mode);
    fs.renameSync(next, target);
  } catch (error) {
    fs.rmSync(next, { force: true });
    throw error;
  }
}
