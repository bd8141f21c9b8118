// The table against the API of Kubernetes itself: a kind that it lacked would change the names of files once it is added.
import { isAmbiguousKind } from '../../../lib/fleet/output/built-in-kinds';
import { shippedExtract } from '../../../lib/schema/schemas';

const kinds: [string, string][] = Object.entries(shippedExtract().kinds)
  .flatMap(([apiVersion, ofVersion]) => Object.entries(ofVersion).filter(([, { definition }]) => definition !== undefined).map(([kind]): [string, string] => [apiVersion.includes('/') ? apiVersion.split('/')[0] : '', kind]));

test('there are kinds to look at', () => {
  expect(kinds.length).toBeGreaterThan(60);
});

test('every kind of Kubernetes is known with its group', () => {
  const unknown = kinds.filter(([, kind]) => !['DeleteOptions', 'WatchEvent', 'Status'].includes(kind) && !(kind.endsWith('List') && kind !== 'List'))
    .filter(([, kind]) => !isAmbiguousKind({ apiVersion: 'example.com/v1', kind }));
  expect(unknown).toEqual([]);
  expect(kinds.filter(([group, kind]) => isAmbiguousKind({ apiVersion: group === '' ? 'v1' : `${group}/v1`, kind }))).toEqual([]);
});
