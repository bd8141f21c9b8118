import { indexPatternFault, policyNameFault, repositoryNameFault } from '../../../lib/data/elasticsearch/elasticsearch-name';
import { placeholder } from '../../../lib/manifest/known';

const REPOSITORY = 'must be the name of a repository: not empty, without spaces and \\ / * ? " < > | , #';
const INDEX = "must name indices or data streams: lower case, with or without '*', without spaces and \\ / ? \" < > | , # :, not starting with _ or +";

test.each(['backup', 'Backup', "a;$(id)'%2e&+=", 'ünïcode', '_backup', '..', placeholder('a')])('%j can name a repository', (name) => {
  expect(repositoryNameFault(name)).toBeUndefined();
});

test.each(['', 'a b', 'a/b', 'a\\b', 'a*', 'a?', 'a"', 'a<', 'a>', 'a|', 'a,b', 'a#b', 'a\nb', 'a\u0000', 'x'.repeat(256), 5, null])('%j can name no repository', (name) => {
  expect(repositoryNameFault(name)).toBe(REPOSITORY);
});

test.each(['*', 'orders', 'orders-*', '-orders-2*', '.ds-logs-*', '-.internal*', 'logs-app.default', placeholder('a')])('%j can name indices', (pattern) => {
  expect(indexPatternFault(pattern)).toBeUndefined();
});

test.each(['', '-', '--a', '_all', '+a', 'Orders', 'a b', 'a,b', 'a:b', 'a/b', 'a?', '.', '..', '-..', 'a\tb', 5, null])('%j can name no indices', (pattern) => {
  expect(indexPatternFault(pattern)).toBe(INDEX);
});

test.each<[unknown, string | undefined]>([
  ['Nightly_1', undefined], ['x'.repeat(255), undefined], [placeholder('a'), undefined],
  ['_nightly', "must not start with '_'"], ['ü'.repeat(128), 'must have at most 255 bytes'], ['a b', REPOSITORY.replace('a repository', 'a policy')], [5, REPOSITORY.replace('a repository', 'a policy')],
])('of %j as the id of a policy it says %j', (name, rule) => expect(policyNameFault(name)).toBe(rule));
