// The rules that keep lib/ a staircase are worth nothing if they don't bite.
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');

const IMPORTS: readonly [string, string, string[]][] = [
  ['manifest', '../cluster/cluster', ['import-x/no-restricted-paths']],
  ['rules', '../construct/faults', ['import-x/no-restricted-paths']],
  ['pod', '../workload/rollout', ['import-x/no-restricted-paths']],
  ['workload', '../scheduling/spread/zone-spreading', ['import-x/no-restricted-paths']],
  ['workload', '../cluster/cluster', []],
  ['workload', '../pod/hardened-pod', []],
  ['manifest', 'cdk8s', ['no-restricted-imports']],
];

// One process for all: most of what ESLint does is to start.
const PROGRAM = `
  const { ESLint } = require('eslint');
  const imports = JSON.parse(process.argv[1]);
  const eslint = new ESLint({ ignore: false });
  const rulesIn = (results) => results.flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId));
  (async () => {
    const cycle = rulesIn(await eslint.lintFiles('test/package/cycle'));
    const told = [];
    for (const [room, from] of imports) {
      const text = "import * as other from '" + from + "';\\n\\nexport const used = other;\\n";
      told.push(rulesIn(await eslint.lintText(text, { filePath: 'lib/' + room + '/some-concept.ts' })));
    }
    console.log(JSON.stringify({ cycle, told }));
  })();
`;

let answer: { cycle: string[]; told: string[][] };
beforeAll(() => {
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', PROGRAM, JSON.stringify(IMPORTS)], { cwd: ROOT, encoding: 'utf8' });
  if (stdout === '') { throw new Error(stderr); }
  answer = JSON.parse(stdout);
}, 60_000);

test('two files that import each other are an error', () => {
  expect(answer.cycle).toEqual(['import-x/no-cycle', 'import-x/no-cycle']);
});

test.each(IMPORTS.map(([room, from, rules], index) => [room, from, rules, index] as const))('lib/%s importing %s is told %j', (_, __, rules, index) => {
  expect(answer.told[index]).toEqual(rules);
});
