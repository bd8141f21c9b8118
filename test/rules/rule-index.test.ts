import * as fs from 'node:fs';
import * as path from 'node:path';
import { RULE_GROUPS } from '../../lib/rules/all-rules';
import { PACKS, RULES } from '../../lib/rules/catalogue';
import { defaultOptions } from '../../lib/rules/choice';
import { RULE_INDEX } from '../../lib/rules/rule-index';
import { ruleIndex } from '../../scripts/rule-index';

test('the index is what the rules say', () => {
  expect(fs.readFileSync(path.join(__dirname, '..', '..', 'lib', 'rules', 'rule-index.ts'), 'utf8')).toBe(ruleIndex());
});

test('each entry leads to its rule, in the order in which they speak', () => {
  const rules = RULE_GROUPS.flatMap((group) => group.rules);
  expect(RULE_INDEX.map((entry) => entry.load())).toEqual(rules);
  expect(PACKS.recommended).toEqual([...rules.filter(({ severity }) => severity === 'refused').map(({ id }) => id), ...RULE_GROUPS.flatMap((group) => group.recommended)]);
});

test('a rule of the index says all that its module says', () => {
  const rules = RULE_GROUPS.flatMap((group) => group.rules);
  RULES.forEach((rule, index) => {
    const { why, fix, docs, sameAs, adds, options, admission, check } = rules[index];
    expect(rule).toMatchObject({ why, fix, docs, sameAs, adds, options, admission, check });
    expect(defaultOptions(rule)).toEqual(defaultOptions(rules[index]));
  });
});
