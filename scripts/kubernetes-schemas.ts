/**
 * Writes `schema/kubernetes.br`, what the library knows of the Kubernetes API by minor, and `test/schema/kubernetes/feature-gates.json` for the tests.
 * For maintainers, with Go and the network.
 *
 * `npm run kubernetes-schemas` makes the extract of the recorded releases again, byte for byte.
 * `npm run kubernetes-schemas -- 1.38` takes a minor in, or its newest patch; `1.38.2` names the patch.
 * `npm run kubernetes-schemas -- --print` shows the extract as text.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { extractText, extractOf } from '../lib/schema/extract';
import { featureGates } from './kubernetes-schemas/feature-gates';
import { GoTypes } from './kubernetes-schemas/go-types';
import { history } from './kubernetes-schemas/history';
import { kindsOf } from './kubernetes-schemas/kinds';
import { openedModule, versionsOf } from './kubernetes-schemas/module';
import { apiOf } from './kubernetes-schemas/openapi';

const MODULE = 'k8s.io/kubernetes';
const SCHEMAS = join(__dirname, '../schema/kubernetes.br');
const GATES = join(__dirname, '../test/schema/kubernetes/feature-gates.json');

/** One line per entry, so that a difference can be read. */
function lines(value: any, depth: number): string {
  if (depth === 0 || typeof value !== 'object') { return JSON.stringify(value); }
  return `{\n${Object.keys(value).map((key) => `${JSON.stringify(key)}: ${lines(value[key], depth - 1)}`).join(',\n')}\n}`;
}

function minorOf(version: string): string {
  return /^v(\d+\.\d+)/.exec(version)![1];
}

/** The release that is meant by `1.38` or `1.38.2`. */
function release(text: string): string {
  if (/^1\.\d+\.\d+$/.test(text)) { return `v${text}`; }
  const newest = versionsOf(MODULE).filter((version) => version.startsWith(`v${text}.`) && !version.includes('-')).at(-1);
  if (newest === undefined) { throw new Error(`the Go proxy lists no release of Kubernetes ${text}: name one, such as ${text}.0`); }
  return newest;
}

function write(releases: string[]): void {
  const minors = releases.map(minorOf);
  const modules = releases.map((version) => openedModule(MODULE, version));
  const sources = Object.fromEntries(modules.map(({ name, version }, i) => [minors[i], `${name}@${version}`]));
  const gates = featureGates(minors, modules);
  const goTypes = releases.map((version) => new GoTypes(version));
  const apis = modules.map((module, i) => apiOf(module, goTypes[i], (gate) => isOff(gates[gate], minors, i)));
  const kinds = kindsOf(minors, modules, apis, goTypes.map((types) => types.lifecycles()));
  const definitions = history(minors, apis.map((api) => api.definitions));

  const text = extractText({ sources, kinds }, definitions);
  const compressed = brotliCompressSync(Buffer.from(text, 'latin1'), {
    params: { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: text.length, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT },
  });
  writeFileSync(SCHEMAS, compressed);
  mkdirSync(join(GATES, '..'), { recursive: true });
  writeFileSync(GATES, `{\n"sources": ${lines(sources, 1)},\n"gates": ${lines(gates, 1)}\n}\n`);
  process.stdout.write(`${minors.join(', ')}: ${Object.keys(definitions).length} definitions, ${text.length} characters, ${compressed.length} bytes\n`);
}

function isOff(changes: { [minor: string]: boolean } | undefined, minors: string[], at: number): boolean {
  return minors.slice(0, at + 1).map((minor) => changes?.[minor]).filter((on) => on !== undefined).at(-1) === false;
}

const wanted = process.argv.slice(2);
if (wanted.includes('--print')) {
  process.stdout.write(extractOf(SCHEMAS).text);
} else {
  const recorded = wanted.includes('--from-scratch') ? [] : Object.values(extractOf(SCHEMAS).sources).map((source) => source.slice(source.indexOf('@') + 1));
  const named = wanted.filter((text) => !text.startsWith('--')).map(release);
  const all = [...recorded.filter((version) => !named.some((other) => minorOf(other) === minorOf(version))), ...named];
  write(all.sort((a, b) => Number(minorOf(a).slice(2)) - Number(minorOf(b).slice(2))));
}
