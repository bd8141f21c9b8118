// Writes baseline/: what programs wrote and what the public API was at a release. test/baseline/ compares with it what comes after. Compile before.
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as zlib from 'node:zlib';
import { apiNames, assemblyBreaks, currentAssembly } from './baseline/assembly';
import { Break } from './baseline/break';
import { entryPoints, entryReport, reportBreaks } from './baseline/entry-points';
import { manifestBreaks, recordExamples, RecordedExample } from './baseline/manifests';

const ROOT = path.join(__dirname, '..');
const FOLDER = path.join(ROOT, 'baseline');

/** A release, as far as later ones are compared with it. */
export interface Baseline {
  readonly version: string;
  readonly examples: { readonly [name: string]: RecordedExample };
  /** Of jsii. */
  readonly assembly: any;
  /** Of API Extractor, by entry of the package. */
  readonly reports: { readonly [entry: string]: string };
}

/** What this would be if it were released now. */
export function currentBaseline(): Baseline {
  const assembly = currentAssembly();
  const reports = Object.fromEntries(entryPoints().map((entry) => [entry, entryReport(entry)]));
  return { version: assembly.version, examples: recordExamples(), assembly, reports };
}

export function writeBaseline({ version, examples, assembly, reports }: Baseline, folder: string = FOLDER): void {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'release.json'), `${JSON.stringify({ version }, undefined, 2)}\n`);
  fs.writeFileSync(path.join(folder, 'examples.json.gz'), packed(examples));
  fs.writeFileSync(path.join(folder, 'assembly.json.gz'), packed(assembly));
  // Git shows what they gain and lose.
  for (const [entry, report] of Object.entries(reports)) { fs.writeFileSync(path.join(folder, `${entry}.api.md`), report); }
}

/** The last release; `undefined` while there is none. */
export function readBaseline(folder: string = FOLDER): Baseline | undefined {
  if (!fs.existsSync(folder)) { return undefined; }
  const unpacked = (file: string) => JSON.parse(zlib.gunzipSync(fs.readFileSync(path.join(folder, file))).toString('utf8'));
  const entries = fs.readdirSync(folder).filter((file) => file.endsWith('.api.md')).map((file) => file.slice(0, -'.api.md'.length));
  return {
    version: JSON.parse(fs.readFileSync(path.join(folder, 'release.json'), 'utf8')).version,
    examples: unpacked('examples.json.gz'),
    assembly: unpacked('assembly.json.gz'),
    reports: Object.fromEntries(entries.map((entry) => [entry, fs.readFileSync(path.join(folder, `${entry}.api.md`), 'utf8')])),
  };
}

/** What users of a release would notice today. `scratch` is a folder of the caller below the root of the repository. */
export function breaksSince({ examples, assembly, reports }: Baseline, now: Baseline, scratch: string): Break[] {
  return [
    ...manifestBreaks(examples, scratch),
    ...assemblyBreaks(assembly, scratch),
    ...Object.entries(reports).flatMap(([entry, then]) => {
      const today = now.reports[entry];
      return today === undefined ? [{ text: `there is no fleetwright/${entry}`, names: [[`fleetwright/${entry}`]] }] : reportBreaks(entry, then, today);
    }),
  ];
}

/** Names of public types, in a release and now. */
export function namesSince({ assembly }: Baseline): Set<string> {
  return apiNames(assembly, currentAssembly());
}

function packed(value: unknown): Buffer {
  return zlib.gzipSync(JSON.stringify(value), { level: 9 });
}

if (require.main === module) {
  const baseline = currentBaseline();
  writeBaseline(baseline);
  console.log(`baseline/ holds ${baseline.version}: ${Object.keys(baseline.examples).length} examples, ${Object.keys(baseline.assembly.types).length} public types, ${
    Object.keys(baseline.reports).map((entry) => `fleetwright/${entry}`).join(', ')}.`);
}
