import { enforcedLevels, misspeltLevels, refusedFields } from '../../../lib/rules/pod-security/enforced-level';

const ENFORCE = 'pod-security.kubernetes.io/enforce';
const AUDIT = 'pod-security.kubernetes.io/audit';
const WARN = 'pod-security.kubernetes.io/warn';
const namespace = (name: string, labels?: any) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
const listOf = (...items: any[]): any => ({ apiVersion: 'v1', kind: 'List', items });

describe('the levels that are enforced', () => {
  const levels = (...objects: any[]) => [...enforcedLevels(objects).values()];

  test.each<[string, any, object[]]>([
    ['by a Namespace', namespace('a', { [ENFORCE]: 'baseline' }), [{ namespace: 'a', level: 'baseline', version: undefined }]],
    ['by those in lists, empty items aside', listOf(null, listOf(namespace('a', { [ENFORCE]: 'baseline' })), namespace('b', { [ENFORCE]: 'restricted' })), [
      { namespace: 'a', level: 'baseline', version: undefined }, { namespace: 'b', level: 'restricted', version: undefined },
    ]],
    ['by no object of another kind', { ...namespace('a', { [ENFORCE]: 'baseline' }), kind: 'ConfigMap' }, []],
    ['by none without labels', namespace('a'), []],
    ['by none without metadata', { apiVersion: 'v1', kind: 'Namespace' }, []],
    ['by none without a name', { apiVersion: 'v1', kind: 'Namespace', metadata: { labels: { [ENFORCE]: 'baseline' } } }, []],
    ['by no level that only warns', namespace('a', { [WARN]: 'baseline', [AUDIT]: 'baseline' }), []],
    ['by none that is misspelt', namespace('a', { [ENFORCE]: 'Baseline' }), []],
  ])('are found: %s', (_, object, expected) => {
    expect(levels(object)).toEqual(expected);
  });

  test.each<[unknown, string | undefined]>([
    ['v1.31', 'v1.31'], ['latest', undefined], ['v2.0', undefined], ['newest', undefined], ['', undefined], [1.31, undefined], [null, undefined], [undefined, undefined],
  ])('are those of a version that is pinned to %p', (version, expected) => {
    expect(levels(namespace('a', { [ENFORCE]: 'baseline', [`${ENFORCE}-version`]: version }))).toStrictEqual([{ namespace: 'a', level: 'baseline', version: expected }]);
  });
});

describe('a level that there is not', () => {
  test.each<[string, any, [path: (string | number)[], value: string][]]>([
    ['in any of its three labels, in their order', namespace('a', { [WARN]: 'low', [AUDIT]: 'mid', [ENFORCE]: 'high' }), [
      [['metadata', 'labels', ENFORCE], 'high'], [['metadata', 'labels', AUDIT], 'mid'], [['metadata', 'labels', WARN], 'low'],
    ]],
    ['in lists, with the place in them', listOf(null, namespace('a', { [ENFORCE]: 'baseline' }), namespace('b', { [ENFORCE]: 'high' }), listOf(namespace('c', { [WARN]: 'low' }))), [
      [['items', 2, 'metadata', 'labels', ENFORCE], 'high'], [['items', 3, 'items', 0, 'metadata', 'labels', WARN], 'low'],
    ]],
    ['in a Namespace only', { ...namespace('a', { [ENFORCE]: 'high' }), kind: 'ConfigMap' }, []],
    ['not where there are no labels', namespace('a'), []],
    ['not where there is no metadata', { apiVersion: 'v1', kind: 'Namespace' }, []],
    ['not where the value is no text', namespace('a', { [ENFORCE]: 1, [WARN]: null }), []],
  ])('is found %s', (_, object, expected) => {
    expect(misspeltLevels(object).map(({ path, value }) => [path, value])).toEqual(expected);
  });
});

describe('what a Namespace refuses', () => {
  const levels = enforcedLevels([namespace('shop', { [ENFORCE]: 'baseline' })]);
  const pod = (metadata: object | undefined) => ({ apiVersion: 'v1', kind: 'Pod', metadata, spec: { hostPID: true, containers: [{ name: 'a' }] } }) as any;
  const paths = (object: any) => refusedFields(object, levels).map(({ path }) => path);

  test.each<[string, any, unknown[]]>([
    ['of a pod in it', pod({ namespace: 'shop' }), [['spec', 'hostPID']]],
    ['of items of a list, with their place', listOf(null, pod({ namespace: 'web' }), pod({ namespace: 'shop' })), [['items', 2, 'spec', 'hostPID']]],
    ['nothing of a pod elsewhere', pod({ namespace: 'web' }), []],
    ['nothing of a pod without a namespace', pod({}), []],
    ['nothing of a pod without metadata', pod(undefined), []],
  ])('is told by its field: %s', (_, object, expected) => {
    expect(paths(object)).toEqual(expected);
  });
});
