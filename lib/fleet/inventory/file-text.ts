import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { FileFaults } from '../../construct/file-faults';
import { codeOf } from '../output/output-error';

/** More than a thousand clusters take, each with a page of its own. */
const MAX_BYTES = 16 * 2 ** 20;

const NOT_UTF8 = "Save it as UTF-8: PowerShell's '>' writes UTF-16";
const INVENTORY = 'fleet/inventory-file';

/** What stands in a file. What cannot be read is a fault of an `id`. */
export function readText(file: string, faults: FileFaults, id = INVENTORY): string | undefined {
  const refuse = (rule: string, fix: string): undefined => void faults.add({ id, rule, fix }, { file });
  return attempt(file, faults, id, () => {
    const { size, isFile, isFolder } = kindOf(expandHome(file));
    if (isFolder) { return refuse('must be a file, and is a folder', 'Name the file in it'); }
    if (!isFile) { return refuse('must be a file, and is something else', 'Write it to a file'); }
    if (size > MAX_BYTES) { return refuse(`must be no larger than ${MAX_BYTES / 2 ** 20} MiB`, 'Split it'); }
    try {
      // Takes away the mark of the byte order, too.
      return new TextDecoder('utf-8', { fatal: true }).decode(fs.readFileSync(expandHome(file)));
    } catch (error) {
      if (codeOf(error) !== 'ERR_ENCODING_INVALID_ENCODED_DATA') { throw error; }
      return refuse('must be text in UTF-8', NOT_UTF8);
    }
  });
}

/** The YAML and JSON files of a folder and those below it, in the order of their names. What is hidden is left out, and so are links to folders. */
export function filesIn(folder: string, faults: FileFaults): readonly string[] {
  return attempt(folder, faults, INVENTORY, () => {
    if (!kindOf(expandHome(folder)).isFolder) {
      faults.add({ id: INVENTORY, rule: 'must be a folder, and is a file', fix: 'Name the folder that it is in' }, { file: folder });
      return [];
    }
    const found = below(expandHome(folder), '').map((file) => path.join(folder, file));
    if (found.length === 0) {
      faults.add({ id: INVENTORY, rule: "must hold files that end with '.yaml', '.yml' or '.json', and holds none", fix: 'Name another folder' }, { file: folder });
    }
    return found;
  }) ?? [];
}

function below(folder: string, at: string): string[] {
  const entries = fs.readdirSync(path.join(folder, at), { withFileTypes: true }).filter(({ name }) => !name.startsWith('.') && name !== 'node_modules');
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap((entry) => {
    const file = path.join(at, entry.name);
    if (entry.isDirectory()) { return below(folder, file); }
    const isMeant = /\.(ya?ml|json)$/.test(entry.name) && fs.statSync(path.join(folder, file), { throwIfNoEntry: false })?.isFile() === true;
    return isMeant ? [file] : [];
  });
}

function kindOf(file: string): { readonly size: number; readonly isFile: boolean; readonly isFolder: boolean } {
  const stats = fs.statSync(file);
  return { size: stats.size, isFile: stats.isFile(), isFolder: stats.isDirectory() };
}

/** As a shell would. */
function expandHome(file: string): string {
  return /^~(?=$|[\\/])/.test(file) ? path.join(os.homedir(), file.slice(1)) : file;
}

function attempt<T>(file: string, faults: FileFaults, id: string, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) { throw error; }
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
    const fix = isMissing ? `Paths are seen from '${process.cwd()}'` : 'Let the user that runs this read it';
    faults.add({ id, rule: isMissing ? 'must be there, and is not' : `must be readable, and is not: ${code}`, fix }, { file });
    return undefined;
  }
}
