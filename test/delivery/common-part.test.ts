import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { differenceOf, sharedApps } from '../../lib/delivery/common-part';
import { arbitraryObject } from './arbitrary-fleet';
import { asInHub, applyPatch } from './karmada/replay';

const of = (spec: unknown, more: object = {}) => ({ apiVersion: 'example.io/v1', kind: 'Thing', metadata: { name: 'a' }, spec, ...more }) as any;

test.each<[string, unknown, unknown, any[]]>([
  ['changes a field', { a: 1, b: 2 }, { a: 1, b: 3 }, [{ op: 'replace', path: '/spec/b', value: 3 }]],
  ['adds and removes fields in the order of their names', { b: 'x', a: 'long enough to stay' }, { c: 'y', a: 'long enough to stay' }, [
    { op: 'remove', path: '/spec/b' }, { op: 'add', path: '/spec/c', value: 'y' },
  ]],
  ['escapes a slash and a tilde', { 'a/b~c': 'x', d: 'much longer than the operation, much longer' }, { 'a/b~c': 'y', d: 'much longer than the operation, much longer' }, [
    { op: 'replace', path: '/spec/a~1b~0c', value: 'y' },
  ]],
  ['writes a short list anew', { list: [1, 2, 3] }, { list: [3, 2] }, [{ op: 'replace', path: '/spec/list', value: [3, 2] }]],
  ['changes one element of a long list', { list: ['a'.repeat(99), 'b', 'c'.repeat(99)] }, { list: ['a'.repeat(99), 'x', 'c'.repeat(99)] }, [
    { op: 'replace', path: '/spec/list/1', value: 'x' },
  ]],
  ['adds an element in the middle', { list: ['a'.repeat(99), 'c'.repeat(99)] }, { list: ['a'.repeat(99), 'b', 'c'.repeat(99)] }, [
    { op: 'add', path: '/spec/list/1', value: 'b' },
  ]],
  ['removes elements from the last on', { list: ['a'.repeat(99), 'b'.repeat(99), 'c', 'd'.repeat(99)] }, { list: ['a'.repeat(99), 'd'.repeat(99)] }, [
    { op: 'remove', path: '/spec/list/2' }, { op: 'remove', path: '/spec/list/1' },
  ]],
  ['adds what an API server may have left out because it is empty', { a: '', b: 'x'.repeat(99) }, { a: 'y', b: 'x'.repeat(99) }, [{ op: 'add', path: '/spec/a', value: 'y' }]],
  ['writes a map anew of which something empty goes, because that may not be there', { a: false, b: 'x'.repeat(99) }, { b: 'x'.repeat(99) }, [
    { op: 'replace', path: '/spec', value: { b: 'x'.repeat(99) } },
  ]],
  ['tells a list from a map', { a: ['x'], b: 'x'.repeat(99) }, { a: { 0: 'x' }, b: 'x'.repeat(99) }, [{ op: 'replace', path: '/spec/a', value: { 0: 'x' } }]],
])('%s', (_, from, to, expected) => {
  expect(differenceOf(of(from), of(to))).toEqual(expected);
});

test('never writes the whole metadata anew, in which an API server has more', () => {
  const [from, to] = [of({}, { metadata: { name: 'a', more: 'b' } }), of({}, { metadata: { name: 'a', other: 'b' } })];
  expect(differenceOf(from, to)).toEqual([{ op: 'remove', path: '/metadata/more' }, { op: 'add', path: '/metadata/other', value: 'b' }]);
});

test('what it says of two objects makes one of the other, with no path twice', () => {
  fc.assert(fc.property(arbitraryObject, arbitraryObject, (from, to) => {
    const operations = differenceOf(from, to);
    expect(applyPatch(from, operations)).toEqual(to);
    expect(new Set(operations.map(({ path }) => path)).size).toBe(operations.length);
    expect(operations.length === 0).toBe(isDeepStrictEqual(from, to));
  }), { numRuns: 1000 });
});

test('the order of keys is no difference, and changes no operation', () => {
  const turned = (value: any): any => (typeof value !== 'object' || value === null ? value
    : Array.isArray(value) ? value.map(turned) : Object.fromEntries(Object.entries(value).reverse().map(([key, each]) => [key, turned(each)])));
  fc.assert(fc.property(arbitraryObject, arbitraryObject, (from, to) => {
    expect(differenceOf(from, turned(from))).toEqual([]);
    expect(differenceOf(turned(from), turned(to))).toEqual(differenceOf(from, to));
  }));
});

test('an object from which an API server has left out what is empty becomes the other as well', () => {
  const inHub = (object: any) => asInHub(object, true);
  fc.assert(fc.property(arbitraryObject, arbitraryObject, (from, to) => {
    // Of a field of the object itself, the engine knows.
    const operations = differenceOf(from, to).filter(({ op, path }) => !(op === 'remove' && !Object.hasOwn(inHub(from), path.slice(1)) && path.split('/').length === 2));
    expect(inHub(applyPatch(inHub(from), operations))).toEqual(inHub(to));
  }), { numRuns: 1000 });
});

const app = (namespace: string | undefined, ...objects: any[]) => ({ name: namespace ?? 'cluster', namespace, readManifests: () => objects });
const names = (tree: any) => [...sharedApps(tree)].map(({ namespace, clusters, objects }) => [
  namespace, clusters, objects.map(({ variants }) => variants.map(({ object, clusters: having }) => [object.metadata!.name, object.data?.a, having])),
]);
const config = (name: string, a: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a } });

test('takes what most clusters have as the base, and of several the one of the first cluster by name', () => {
  const tree = {
    clusters: [
      { name: 'c', apps: [app('shop', config('x', '1'), config('y', '1'))] },
      { name: 'b', apps: [app('shop', config('x', '2'), config('y', '1')), app(undefined, config('z', '1'))] },
      { name: 'a', apps: [app('shop', config('x', '3'), config('y', '2'))] },
    ],
  };
  const expected = [
    [undefined, ['b'], [[['z', '1', ['b']]]]],
    ['shop', ['a', 'b', 'c'], [[['x', '3', ['a']], ['x', '2', ['b']], ['x', '1', ['c']]], [['y', '1', ['b', 'c']], ['y', '2', ['a']]]]],
  ];
  expect(names(tree)).toEqual(expected);
  expect(names({ clusters: [...tree.clusters].reverse() })).toEqual(expected);
});
