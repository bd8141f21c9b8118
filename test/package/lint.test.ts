// The rules that keep lib/ a staircase are worth nothing if they don't bite.
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');

/** The rules that speak against the files named, or against a text that is taken to be a file of lib/. */
function rulesAgainst(args: string[], input?: string): string[] {
  const eslint = path.join(ROOT, 'node_modules', '.bin', 'eslint');
  const { stdout } = spawnSync(eslint, ['--no-ignore', '--format', 'json', ...args], { cwd: ROOT, encoding: 'utf8', input });
  return JSON.parse(stdout).flatMap(({ messages }: any) => messages.map(({ ruleId }: any) => ruleId));
}

const importing = (room: string, from: string) =>
  rulesAgainst(['--stdin', '--stdin-filename', `lib/${room}/some-concept.ts`], `import * as other from '${from}';\n\nexport const used = other;\n`);

test('two files that import each other are an error', () => {
  expect(rulesAgainst(['test/package/cycle'])).toEqual(['import-x/no-cycle', 'import-x/no-cycle']);
}, 60_000);

test.each([
  ['manifest', '../cluster/cluster', ['import-x/no-restricted-paths']],
  ['rules', '../construct/faults', ['import-x/no-restricted-paths']],
  ['workload', '../scheduling/spread/zone-spreading', ['import-x/no-restricted-paths']],
  ['workload', '../cluster/cluster', []],
  ['manifest', 'cdk8s', ['no-restricted-imports']],
])('lib/%s importing %s is told %j', (room, from, rules) => {
  expect(importing(room, from)).toEqual(rules);
}, 60_000);
