// The list of ids against the source: none is reported that it does not have, and it has none that nothing reports.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ERRORS, WARNINGS } from '../lib/construct/finding-ids';
import { findingsPage } from '../scripts/findings';

const ROOT = path.join(__dirname, '..');
const LISTED = new Set([...Object.keys(ERRORS), ...Object.keys(WARNINGS)]);
const source = (fs.readdirSync(path.join(ROOT, 'lib'), { recursive: true }) as string[])
  .filter((file) => file.endsWith('.ts') && !file.endsWith('finding-ids.ts'))
  .map((file) => ({ file, text: fs.readFileSync(path.join(ROOT, 'lib', file), 'utf8') }));

test('every id that is reported is listed', () => {
  const unlisted = source.flatMap(({ file, text }) => [...text.matchAll(/\bid(?:: | = )'([a-z]+\/[a-z-]+)'/g)]
    .filter(([, id]) => !LISTED.has(id)).map(([, id]) => `${file}: ${id}`));
  expect(unlisted).toEqual([]);
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
