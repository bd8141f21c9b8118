import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '..');
const EXAMPLES = path.join(ROOT, 'examples');

/** Names of the example folders, in order. */
export function exampleNames(): string[] {
  return fs.readdirSync(EXAMPLES).filter((name) => fs.existsSync(path.join(EXAMPLES, name, 'main.ts'))).sort();
}

/** What an example's program wrote and said. */
export interface ExampleRun {
  /** Content by path below the output folder. */
  readonly files: Map<string, string>;
  readonly stderr: string;
}

/** Runs one example as a user would and reads what it wrote into `outdir`, which is emptied first. */
export function runExample(name: string, outdir: string): ExampleRun {
  fs.rmSync(outdir, { recursive: true, force: true });
  const main = path.join(EXAMPLES, name, 'main.ts');
  const { status, stderr, stdout } = spawnSync(process.execPath, ['-r', 'ts-node/register/transpile-only', main], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, CDK8S_OUTDIR: outdir },
  });
  if (status !== 0) { throw new Error(`examples/${name} ended with status ${status}:\n${stdout}${stderr}`); }
  return { files: readTree(outdir), stderr };
}

/** The committed output of an example. */
export function expectedFiles(name: string): Map<string, string> {
  return readTree(expectedFolder(name));
}

/** Replaces the committed output of an example. */
export function writeExpected(name: string, files: Map<string, string>): void {
  fs.rmSync(expectedFolder(name), { recursive: true, force: true });
  for (const [file, content] of files) {
    const target = path.join(expectedFolder(name), file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, content);
  }
}

function expectedFolder(name: string): string {
  return path.join(EXAMPLES, name, 'expected');
}

function readTree(folder: string): Map<string, string> {
  if (!fs.existsSync(folder)) { return new Map(); }
  const files = (fs.readdirSync(folder, { recursive: true }) as string[]).filter((file) => fs.statSync(path.join(folder, file)).isFile()).sort();
  return new Map(files.map((file) => [file, fs.readFileSync(path.join(folder, file), 'utf8')]));
}
