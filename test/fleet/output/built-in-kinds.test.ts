// The table against the API of Kubernetes itself: a kind that it lacked would change the names of files once it is added.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAmbiguousKind } from '../../../lib/fleet/output/built-in-kinds';

const { definitions } = JSON.parse(readFileSync(join(__dirname, '../../schema/kubernetes/definitions.json'), 'utf8'));
const kinds: [string, string][] = Object.values<any>(definitions).flatMap((definition) => [definition['']].flat())
  .flatMap((span) => (span.schema ?? span)['x-kubernetes-group-version-kind'] ?? []).map(({ group, kind }) => [group, kind]);

test('there are kinds to look at', () => {
  expect(kinds.length).toBeGreaterThan(60);
});

test('every kind of Kubernetes is known with its group', () => {
  const unknown = kinds.filter(([, kind]) => !['DeleteOptions', 'WatchEvent', 'Status'].includes(kind) && !(kind.endsWith('List') && kind !== 'List'))
    .filter(([, kind]) => !isAmbiguousKind({ apiVersion: 'example.com/v1', kind }));
  expect(unknown).toEqual([]);
  expect(kinds.filter(([group, kind]) => isAmbiguousKind({ apiVersion: group === '' ? 'v1' : `${group}/v1`, kind }))).toEqual([]);
});
