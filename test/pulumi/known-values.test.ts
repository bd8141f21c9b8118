// An Output whose value is known is judged as that value written plainly: every prop of every component, with what is wrong in many ways.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as pulumi from '@pulumi/pulumi';
import { FieldPath, formatPath } from '../../lib/manifest/field-path';
import { Twins, TWINS } from './variants';
import * as cdk8s from 'fleetwright';
import { ConstructComponentOptions, render } from 'fleetwright/pulumi';

jest.setTimeout(300_000);

interface JsiiProperty {
  readonly name: string;
  readonly optional?: boolean;
  readonly type: JsiiReference;
}

interface JsiiReference {
  readonly fqn?: string;
  readonly primitive?: string;
  readonly collection?: { readonly kind: 'array' | 'map'; readonly elementtype: JsiiReference };
  readonly union?: { readonly types: JsiiReference[] };
}

interface JsiiType {
  readonly kind: string;
  readonly name: string;
  readonly fqn: string;
  readonly datatype?: boolean;
  readonly interfaces?: string[];
  readonly properties?: JsiiProperty[];
  readonly members?: { readonly name: string }[];
}

const ASSEMBLY: { readonly [fqn: string]: JsiiType } = JSON.parse(fs.readFileSync(path.join(__dirname, '..', '..', '.jsii'), 'utf8')).types;

function propertiesOf({ properties = [], interfaces = [] }: JsiiType): JsiiProperty[] {
  return [...properties, ...interfaces.flatMap((each) => (each in ASSEMBLY ? propertiesOf(ASSEMBLY[each]) : []))];
}

/** What might do for a prop that must be given. */
function sampleOf({ fqn, primitive, collection, union }: JsiiReference): unknown {
  if (union !== undefined) { return sampleOf(union.types[0]); }
  if (collection !== undefined) { return collection.kind === 'array' ? [sampleOf(collection.elementtype)] : { key: sampleOf(collection.elementtype) }; }
  if (fqn === undefined) { return { string: 'sample', number: 1, boolean: true }[primitive!] ?? {}; }
  const type = ASSEMBLY[fqn];
  if (type?.kind === 'enum') { return Object.values((cdk8s as any)[type.name])[0]; }
  if (type?.datatype !== true) { return undefined; }
  return Object.fromEntries(propertiesOf(type).filter(({ optional }) => optional !== true).map(({ name, type: of }) => [name, sampleOf(of)]));
}

/** Where a value may stand, and the props around it. */
interface Place {
  readonly at: FieldPath;
  props(value: unknown): any;
}

/** Each place in a value of a type, `given` being what stands there. */
function placesIn({ fqn, collection, union }: JsiiReference, given: any, above: Place, depth = 0): Place[] {
  if (union !== undefined) { return placesIn(union.types.find((each) => each.fqn !== undefined) ?? union.types[0], given, above, depth); }
  const place = (key: string | number, within: any): Place =>
    ({ at: [...above.at, key], props: (value) => above.props(Array.isArray(within) ? [value, ...within.slice(1)] : { ...within, [key]: value }) });
  if (collection?.kind === 'array') {
    const all = Array.isArray(given) && given.length > 0 ? given : [sampleOf(collection.elementtype)];
    return [above, ...placesIn(collection.elementtype, all[0], place(0, all), depth)];
  }
  if (collection !== undefined) {
    const key = Object.keys(given ?? {})[0] ?? 'key';
    return [above, ...placesIn(collection.elementtype, given?.[key], place(key, given), depth)];
  }
  const type = fqn === undefined ? undefined : ASSEMBLY[fqn];
  if (type?.datatype !== true || depth > 3) { return [above]; }
  const within = { ...sampleOf({ fqn }) as object, ...given };
  // A struct itself is always known.
  return propertiesOf(type).flatMap(({ name, type: of }) => placesIn(of, within[name], place(name, within), depth + 1));
}

const VALUES: readonly unknown[] = [
  -1, 1.5, 70_000, '', 'a b', '-a', 'A_b:c', '1Gi', true, [], [1], ['a b'], ['', 'x'], {}, { 'a b': 1 }, { a: 'b' }, [{ a: 1 }], [[]], [{ key: 'a b', operator: 'Exists' }],
];

/** One for each place, others for its neighbors. */
function valuesFor(place: number): unknown[] {
  return [VALUES[place % VALUES.length]];
}

/** What each of many components says. Some at a time, because each is judged beside all others of its program. */
async function said(twins: Twins, all: readonly any[]): Promise<string[][]> {
  const found: string[][] = [];
  for (let i = 0; i < all.length; i += 25) { found.push(...await saidTogether(twins, all.slice(i, i + 25))); }
  return found;
}

/** What each of some components says, errors and then warnings, told by its number. */
async function saidTogether({ component, cluster }: Twins, all: readonly any[]): Promise<string[][]> {
  const lines: string[] = [];
  const log = jest.spyOn(console, 'warn').mockImplementation((text: string) => { lines.push(text); });
  const opts: ConstructComponentOptions = { ambientKubeconfig: true, cluster: new cdk8s.Cluster(cluster) };
  const own: { [name: string]: string } = {};
  await render(() => all.forEach((props, i) => {
    try {
      new component(`api${i}`, props, opts);
    } catch (error) { own[`api${i}`] = (error as Error).message; }
  })).catch((error: Error) => lines.push(...error.message.split('\n')));
  log.mockRestore();
  return all.map((_, i) => {
    const name = new RegExp(`\\bapi${i}\\b`);
    const found = [...lines, ...(own[`api${i}`] ?? '').split('\n').filter((line) => line !== '')].filter((line) => name.test(line));
    return [...new Set(found.map((line) => line.replaceAll(new RegExp(`\\bapi${i}\\b`, 'g'), 'api')))].sort();
  });
}

/** The places of a component, each once. What all workloads have is looked at in the first of them. */
function placesOf(name: string, { variants }: Twins): Place[] {
  const common = name === 'HardenedDeployment' ? [] : propertiesOf(ASSEMBLY['fleetwright.HardenedDeploymentProps']).map((each) => each.name);
  const all = Object.values(variants).flatMap((props) => placesIn({ fqn: `fleetwright.${name}Props` }, props, { at: [], props: (value) => value }));
  const byPath = new Map(all.map((place) => [formatPath(place.at), place]));
  return [...byPath.values()].filter(({ at }) => !name.startsWith('Hardened') || !common.includes(String(at[0])));
}

test.each(Object.entries(TWINS))('%s says of what is known what it says of the same written plainly', async (name, twins) => {
  const all = placesOf(name, twins);
  const open = await said(twins, all.map(({ props }) => props(pulumi.output(pulumi.unknown))));
  // Where an Output may not stand, whatever its value, that is what is said.
  const places = all.filter((_, i) => open[i].every(isWarning));
  const cases = places.flatMap(({ at, props }, i) => valuesFor(i).map((value) => ({ at: formatPath(at), value, props })));
  const plain = await said(twins, cases.map(({ value, props }) => props(value)));
  const late = await said(twins, cases.map(({ value, props }) => props(pulumi.output(value))));
  // While something is at fault, warnings that need no value have been said all the same.
  const told = (lines: string[]) => (lines.every(isWarning) ? lines : lines.filter((line) => !isWarning(line)));
  const compared = cases.map(({ at, value }, i) => ({ at, value, plain: told(plain[i]), late: told(late[i]) }));
  // What a schema does not have is refused where all is known, and warned of by its prop in any case.
  const isOfSchema = (lines: readonly string[]) => lines.length > 0 && lines.every((line) => line.includes('is an unknown field'));
  expect(compared.filter((each) => !isDeepStrictEqual(each.plain, each.late) && !(isOfSchema(each.plain) && each.late.length === 1))).toEqual([]);
  // Which policies there are is known before any deployment.
  if (name === 'AdmissionPolicies') { expect(places).toEqual([]); return; }
  expect(compared.filter(({ plain: lines }) => !lines.every(isWarning)).length).toBeGreaterThan(compared.length / 2);
});

function isWarning(line: string): boolean {
  return line.startsWith('warning: ');
}
