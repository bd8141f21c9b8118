import * as fc from 'fast-check';

const key = fc.constantFrom('a', 'b', 'c', 'a/b', 'x~y', '~1', '0', 'image');
const scalar = fc.oneof(fc.constantFrom('', 0, false, true, 1, -1, 2.5), fc.string({ maxLength: 12 }));
const long = fc.string({ minLength: 40, maxLength: 60 });

/** What a field may hold: maps where others have lists, elements alike and unlike, empty and full. */
const { value } = fc.letrec<{ value: any }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'medium' }, scalar, long,
    fc.array(tie('value'), { maxLength: 4 }), fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

const mark = fc.constantFrom('app', 'example.io/team', 'tier');
const marks = fc.option(fc.dictionary(mark, fc.constantFrom('', 'x', 'y'), { minKeys: 1, maxKeys: 3, noNullPrototype: true }), { nil: undefined });

const content = fc.record({
  labels: marks,
  annotations: marks,
  fields: fc.dictionary(fc.constantFrom('spec', 'data', 'rules', 'more'), value, { maxKeys: 3, noNullPrototype: true }),
});

type Content = typeof content extends fc.Arbitrary<infer T> ? T : never;

/** An object of one name, as it may be in one of many clusters. Empty labels and annotations are written nowhere. */
function objectOf({ labels, annotations, fields }: Content, identity: { kind: string; name: string; namespace?: string }): any {
  const { kind, name, namespace } = identity;
  return {
    apiVersion: 'example.io/v1',
    kind,
    metadata: {
      name, ...(namespace !== undefined && { namespace }), ...(labels !== undefined && { labels }), ...(annotations !== undefined && { annotations }),
    },
    ...fields,
  };
}

/** Without labels and annotations. */
export const arbitraryObject: fc.Arbitrary<any> = content.map(({ fields }) => (
  objectOf({ labels: undefined, annotations: undefined, fields }, { kind: 'Thing', name: 'a' })));

const identities = [
  { kind: 'Thing', name: 'a', namespace: 'shop' }, { kind: 'Thing', name: 'b', namespace: 'shop' }, { kind: 'Other', name: 'a', namespace: 'shop' },
  { kind: 'Thing', name: 'a', namespace: 'default' }, { kind: 'Wide', name: 'a' }, { kind: 'Wide', name: 'system:b' },
];

/** Clusters by name, and the objects of each: some in all, some in few, some alike, some with a change. */
export const arbitraryFleet: fc.Arbitrary<{ [cluster: string]: any[] }> = fc.record({
  names: fc.shuffledSubarray(['dev', 'prod-eu', 'prod-us', 'stage', 'lab'], { minLength: 1 }),
  objects: fc.tuple(...identities.map(() => fc.record({
    states: fc.array(content, { minLength: 1, maxLength: 3 }), picks: fc.array(fc.integer({ min: -1, max: 3 }), { minLength: 5, maxLength: 5 }),
  }))),
}).map(({ names, objects }) => Object.fromEntries(names.map((name, cluster) => [name, objects.flatMap(({ states, picks }, index) => {
  const pick = picks[cluster];
  return pick < 0 ? [] : [objectOf(states[pick % states.length], identities[index])];
})])));

/** The same as an engine gets it. */
export function treeOf(fleet: { readonly [cluster: string]: readonly any[] }): any {
  return {
    clusters: Object.entries(fleet).map(([name, objects]) => ({
      name,
      description: { name },
      apps: [...new Set(objects.map(({ metadata }) => metadata.namespace))].map((namespace) => ({
        name: namespace ?? 'cluster', namespace, readManifests: () => objects.filter(({ metadata }) => metadata.namespace === namespace),
      })),
    })),
  };
}
