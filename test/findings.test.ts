// The list of ids against the source: none is reported that it does not have, and it has none that nothing reports.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ACCEPTANCE_RULES, EXTERNAL_RULES, FILE_RULES } from '../lib/cli/check/file-rules';
import { ERRORS, WARNINGS } from '../lib/construct/finding-ids';
import { RULES } from '../lib/rules/catalogue';
import { findingsPage } from '../scripts/findings';
import { rulesPage } from '../scripts/rules';

const ROOT = path.join(__dirname, '..');
const LISTED = new Set([...Object.keys(ERRORS), ...Object.keys(WARNINGS)]);
const source = (fs.readdirSync(path.join(ROOT, 'lib'), { recursive: true }) as string[])
  .filter((file) => file.endsWith('.ts') && !file.endsWith('finding-ids.ts'))
  .map((file) => ({ file, text: fs.readFileSync(path.join(ROOT, 'lib', file), 'utf8') }));

test('every id that is reported is listed', () => {
  // Those of a team, in what messages give as an example, are not ours.
  const unlisted = source.flatMap(({ file, text }) => [...text.matchAll(/\bid(?:: | = )'([a-z]+\/[a-z-]+)'/g)]
    .filter(([, id]) => !LISTED.has(id) && !id.startsWith('shop/') && ![...RULES, ...Object.values(FILE_RULES), ...ACCEPTANCE_RULES, ...EXTERNAL_RULES].some((rule) => rule.id === id)).map(([, id]) => `${file}: ${id}`));
  expect(unlisted).toEqual([]);
});

test('rules have ids of their own, and tell which warnings of constructs say the same', () => {
  const ids = RULES.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
  expect(ids.filter((id) => LISTED.has(id))).toEqual([]);
  expect(RULES.flatMap(({ sameAs = [] }) => sameAs).filter((id) => !(id in WARNINGS))).toEqual([]);
});

test.each([...LISTED])('%s is reported somewhere', (id) => {
  expect(source.filter(({ text }) => text.includes(`'${id}'`)).length).toBeGreaterThan(0);
});

test.each([['errors', ERRORS], ['warnings', WARNINGS]])('the %s stand in order, each with a sentence', (_, ids) => {
  expect(Object.keys(ids)).toEqual(Object.keys(ids).sort());
  expect(Object.values(ids).filter((meaning) => !/^[A-Z].*\.$/.test(meaning))).toEqual([]);
});

test('docs/findings.md is what the list says', () => {
  expect(fs.readFileSync(path.join(ROOT, 'docs', 'findings.md'), 'utf8')).toBe(findingsPage());
});

test('rules that guides and props name are there', () => {
  const pages = fs.readdirSync(path.join(ROOT, 'docs')).filter((name) => name.endsWith('.md')).map((name) => path.join('docs', name));
  const named = [...pages, 'README.md', 'CHANGELOG.md', 'lib/cluster/rule-settings.ts'].flatMap((file) => (
    [...fs.readFileSync(path.join(ROOT, file), 'utf8').matchAll(/(?<=[`'[ ])(?:api|reference|reliability|security|access|hygiene)\/[a-z-]+[a-z](?=[`'\],: ])/g)]
      .map(([id]) => ({ file, id }))));
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter(({ id }) => !RULES.some((rule) => rule.id === id))).toEqual([]);
});

test('docs/rules.md is what the rules say of themselves', () => {
  expect(fs.readFileSync(path.join(ROOT, 'docs', 'rules.md'), 'utf8')).toBe(rulesPage());
});
