import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { KubernetesObject } from '../lib/manifest/object';
import { stringifyYaml } from '../lib/manifest/yaml';
import { kubeconform, writeJsonSchemas } from './kubeconform';
import { numbered, rawObjects } from './services';

const CLI = path.join(__dirname, '..', 'build', 'cli', 'main.js');

/** Of six objects each. */
const SERVICES = 2000;

/** Manifests to check, and how many of their services are in a file. */
export interface Checked {
  readonly title: string;
  readonly servicesInFile: number;
  /** Whether each object has a field that there is not. */
  readonly isAtFault: boolean;
}

const CHECKED: readonly Checked[] = [
  { title: '`check`, a file for each service', servicesInFile: 1, isAtFault: false },
  { title: '`check`, large files', servicesInFile: 250, isAtFault: false },
  { title: '`check`, large files with a finding in each object', servicesInFile: 250, isAtFault: true },
];

export const CHECK_HEAD = ['Check', 'Objects', 'kubeconform, schemas, CPU s', 'fleetwright, schemas and rules, CPU s', 'Part', 'fleetwright, µs an object', 'fleetwright, peak MiB'];

/** Held against kubeconform, which checks schemas alone: by those of this library, so that neither goes to a network. */
export function* checkRows(runs: number, isWanted: (each: { readonly title: string }) => boolean, usageFile: string): Generator<string> {
  const wanted = CHECKED.filter(isWanted);
  if (wanted.length === 0) { return; }
  const theirs = kubeconform();
  if (theirs === undefined) { console.error('kubeconform is left out: it is built by Go, which is not here, or did not get it.'); }
  for (const checked of wanted) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-check-'));
    try {
      const objects = write(checked, folder);
      const pairs = Array.from({ length: runs }, () => ({
        theirs: theirs === undefined ? undefined : cpuOf([theirs, '-strict', '-schema-location', `${folder}/schemas/{{.ResourceKind}}{{.KindSuffix}}.json`, `${folder}/manifests`], checked),
        ours: ourUsage(path.join(folder, 'manifests'), checked, usageFile),
      }));
      const seconds = median(pairs.map(({ ours }) => ours.cpuSeconds));
      yield [
        checked.title, objects,
        theirs === undefined ? '' : median(pairs.map((pair) => pair.theirs!)).toFixed(2), seconds.toFixed(2),
        theirs === undefined ? '' : median(pairs.map((pair) => pair.ours.cpuSeconds / pair.theirs!)).toFixed(2),
        ((seconds * 1e6) / objects).toFixed(0), median(pairs.map(({ ours }) => ours.peakMiB)).toFixed(0),
      ].join(' | ');
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }
}

/** What one small file takes, against node alone. */
export function oneFileRow(runs: number, usageFile: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-check-'));
  try {
    fs.writeFileSync(path.join(folder, 'a.yaml'), stringifyYaml([rawObjects(0).config]));
    const small = { title: 'one file', servicesInFile: 1, isAtFault: false };
    const pairs = Array.from({ length: 5 * runs }, () => ({
      node: usage(['-e', '0'], [0], usageFile).cpuSeconds * 1000, check: ourUsage(folder, small, usageFile).cpuSeconds * 1000,
    }));
    const milliseconds = median(pairs.map(({ check }) => check));
    return ['fleetwright check of a ConfigMap', milliseconds.toFixed(0), median(pairs.map(({ node, check }) => check - node)).toFixed(0)].join(' | ');
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes manifests, and the schemas of their kinds. Returns how many objects there are. */
function write({ servicesInFile, isAtFault }: Checked, folder: string): number {
  for (const name of ['manifests', 'schemas']) { fs.mkdirSync(path.join(folder, name)); }
  const services = numbered(SERVICES).map((service) => objectsOf(service, isAtFault));
  for (let first = 0; first < services.length; first += servicesInFile) {
    fs.writeFileSync(path.join(folder, 'manifests', `services-${first}.yaml`), stringifyYaml(services.slice(first, first + servicesInFile).flat()));
  }
  writeJsonSchemas(path.join(folder, 'schemas'), services[0]);
  return services.flat().length;
}

function objectsOf(service: number, isAtFault: boolean): KubernetesObject[] {
  return Object.entries(rawObjects(service)).map(([id, { metadata, ...others }]) => {
    const object: any = { ...others, metadata: { ...metadata, namespace: `shop-${service % 20}`, ...(isAtFault && { oops: 1 }) } };
    if (id === 'budget') { object.spec = { ...object.spec, unhealthyPodEvictionPolicy: 'AlwaysAllow' }; }
    return object;
  });
}

function ourUsage(folder: string, { title, isAtFault }: Checked, usageFile: string) {
  const report = `${folder}.json`;
  const used = usage([CLI, 'check', folder, '--format', 'json', '--output', report], [isAtFault ? 1 : 0], usageFile);
  const { findings, objects } = JSON.parse(fs.readFileSync(report, 'utf8'));
  if ((isAtFault ? objects : 0) !== findings.length) { throw new Error(`${title}: there are ${findings.length} findings in ${objects} objects`); }
  return used;
}

function usage(args: readonly string[], expected: readonly number[], usageFile: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-r', usageFile, ...args], { encoding: 'utf8', maxBuffer: 2 ** 30 });
  if (!expected.includes(status!)) { throw new Error(`${args.join(' ')} ended with ${status}: ${stderr.slice(0, 2000)}`); }
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(stdout);
  return { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMiB: maxRSS / 1024 };
}

/** CPU seconds of a program that does not tell them itself: a shell does, of its children. */
function cpuOf(command: readonly string[], { title, isAtFault }: Checked): number {
  const { stdout } = spawnSync('sh', ['-c', '"$@" > /dev/null; echo "ended with $?"; times', 'sh', ...command], { encoding: 'utf8' });
  if (!stdout.startsWith(`ended with ${isAtFault ? 1 : 0}\n`)) { throw new Error(`${title}: kubeconform ${stdout.split('\n')[0]}`); }
  return [...stdout.trimEnd().split('\n').at(-1)!.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0);
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
