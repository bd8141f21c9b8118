// Synthesizes every example into dist/ and says what was written.
// With --update it also replaces the committed expected/ folders: read the diff before you commit it.
import * as path from 'node:path';
import { parseYaml } from '../lib/manifest/yaml';
import { exampleNames, exampleReports, runExample, writeExpected, writeReports } from './examples';

const update = process.argv.includes('--update');
let objects = 0;
let files = 0;

for (const name of exampleNames()) {
  const run = runExample(name, path.join('dist', name));
  if (update) { writeExpected(name, run.files); }
  console.log(`\n${name}`);
  for (const [file, content] of run.files) {
    files += 1;
    if (!file.endsWith('.yaml')) {
      console.log(`  ${path.join('dist', name, file)}`);
      continue;
    }
    const kinds = parseYaml(content).map((object: any) => object.kind);
    objects += kinds.length;
    console.log(`  ${path.join('dist', name, file)}: ${kinds.length} objects (${countKinds(kinds)})`);
  }
  const warnings = run.stderr.split('\n').filter((line) => line.startsWith('warning '));
  warnings.forEach((line) => console.log(`  ${line}`));
}
if (update) { writeReports(exampleReports(path.resolve('dist', 'reports'))); }
console.log(`\n${exampleNames().length} examples, ${files} files, ${objects} objects.`);

function countKinds(kinds: string[]): string {
  const counts = new Map<string, number>();
  kinds.forEach((kind) => counts.set(kind, (counts.get(kind) ?? 0) + 1));
  return [...counts].map(([kind, count]) => (count === 1 ? kind : `${count} ${kind}`)).join(', ');
}
