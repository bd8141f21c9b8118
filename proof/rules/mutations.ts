import type { FieldPath } from '../../lib/manifest/field-path';
import { formatPath } from '../../lib/manifest/field-path';
import type { KubernetesObject } from '../../lib/manifest/object';

/** A manifest with one place changed. */
export interface Mutant {
  /** What was done, and where: `dropped spec.replicas`. */
  readonly change: string;
  readonly object: KubernetesObject;
}

/** What stands where, in all manifests: what may stand beside something else, or in its place. */
export type Neighbours = ReadonlyMap<string, readonly unknown[]>;

/** Every mutation of every place of an object, each made when it is called for. */
export function* mutationsOf(object: KubernetesObject, neighbours: Neighbours): Generator<() => Mutant> {
  for (const [path, value] of placesOf(object)) {
    // The path of a request says these, too.
    if (['', 'apiVersion', 'kind', 'metadata', 'metadata.namespace'].includes(formatPath(path))) { continue; }
    const mutant = (change: string, edit: (holder: any, key: string | number) => void) => (): Mutant => {
      const copy = structuredClone(object);
      edit(path.slice(0, -1).reduce((holder: any, step) => holder[step], copy), path.at(-1)!);
      return { change: `${change} ${formatPath(path)}`, object: copy };
    };
    const isItem = typeof path.at(-1) === 'number';
    yield mutant('dropped', (holder, key) => { if (isItem) { holder.splice(key, 1); } else { delete holder[key]; } });
    if (!isItem) { yield mutant('misspelt', (holder, key) => { holder[`${key}x`] = holder[key]; delete holder[key]; }); }
    if (isItem) { yield mutant('duplicated', (holder, key) => { holder.push(structuredClone(holder[key])); }); }
    for (const [what, other] of replacements(path, value, neighbours)) { yield mutant(`${what} for`, (holder, key) => { holder[key] = structuredClone(other); }); }
  }
}

/** What stands at each place of some objects, indexes left out. */
export function neighboursOf(objects: readonly KubernetesObject[]): Neighbours {
  const found = new Map<string, Map<string, unknown>>();
  for (const object of objects) {
    for (const [path, value] of placesOf(object)) {
      const place = placeOf(path);
      if (!found.has(place)) { found.set(place, new Map()); }
      found.get(place)!.set(JSON.stringify(value), value);
    }
  }
  return new Map([...found].map(([place, values]) => [place, [...values.values()]]));
}

/** The last fields of a path: volumes are volumes, whichever pod template holds them. */
function placeOf(path: FieldPath): string {
  return path.map((step) => (typeof step === 'number' ? '[]' : step)).slice(-3).join('.');
}

function* placesOf(value: unknown, path: FieldPath = []): Generator<readonly [FieldPath, unknown]> {
  yield [path, value];
  if (typeof value !== 'object' || value === null) { return; }
  for (const [key, child] of Array.isArray(value) ? value.entries() : Object.entries(value)) { yield* placesOf(child, [...path, key]); }
}

/** What is put in the place of a value, each with a name. */
function* replacements(path: FieldPath, value: unknown, neighbours: Neighbours): Generator<readonly [string, unknown]> {
  yield ['null', null];
  const others = neighbours.get(placeOf(path)) ?? [];
  if (typeof value === 'string') {
    yield* OTHER_TEXTS.map((text) => [JSON.stringify(text), text] as const);
    yield ['a very long text', 'a'.repeat(300)];
    yield* [`${value}x`, `${value}-`, value.toUpperCase(), ` ${value}`].filter((text) => text !== value).map((text) => [JSON.stringify(text.slice(0, 40)), text] as const);
    yield* [7, true, ['a'], { a: 'b' }].map((other) => [JSON.stringify(other), other] as const);
    if (/\d[.:]\d|::/.test(value)) { yield* ['10.0.0.0/33', '300.1.1.1', '10.0.0.1/8', '::1', '1.2.3'].map((text) => [text, text] as const); }
    if (/^\d+(\.\d+)?([mkMGTPE]i?)?$/.test(value)) { yield* ['-1', '1.5.5', '0', '1Xi', '999999999999Ti', '1m'].map((text) => [text, text] as const); }
    if (value.split(' ').length === 5) { yield* ['61 * * * *', '@daily', '* * * *', '@never', 'TZ=UTC * * * * *'].map((text) => [text, text] as const); }
  } else if (typeof value === 'number') {
    yield* [0, -1, value + 1, 65536, 2 ** 31, 1.5, 1e30, 'text', '7', true, [1], {}].map((other) => [JSON.stringify(other), other] as const);
  } else if (typeof value === 'boolean') {
    yield* [!value, 'true', 0, [], {}].map((other) => [JSON.stringify(other), other] as const);
  } else if (Array.isArray(value)) {
    yield* [[], {}, 'text', 1, [null], [{}], ['']].map((other) => [JSON.stringify(other), other] as const);
  } else if (typeof value === 'object' && value !== null) {
    yield* [{}, [], 'text', 1, true].map((other) => [JSON.stringify(other), other] as const);
    yield ['an unknown field', { ...value, unheardOf: 1 }];
    if (Object.values(value).every((child) => typeof child === 'string')) { yield ['odd keys', { ...value, 'a b': 'x', '-': 'y z!' }]; }
    // What stands elsewhere in the place of one of its fields, or beside them: two of what excludes each other.
    for (const other of others) {
      if (typeof other !== 'object' || other === null || Array.isArray(other)) { continue; }
      for (const [key, child] of Object.entries(other)) {
        if (!(key in value)) { yield [`'${key}' beside`, { ...value, [key]: child }]; }
      }
    }
  }
  for (const other of others) {
    if (typeof other !== 'object' && other !== value) { yield [JSON.stringify(other), other]; }
  }
}

const OTHER_TEXTS = ['', 'UPPER_case', 'a b', '-a', 'example.com/x', 'a/b/c', '../x', '/x', 'other', '1', '*', 'ä'];
