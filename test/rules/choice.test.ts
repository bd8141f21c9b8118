import { PACKS, RULES } from '../../lib/rules/catalogue';
import { chooseRules, RuleChoice } from '../../lib/rules/choice';
import { CelRule } from '../../lib/rules/own/cel-rule';
import { IOwnRule, OwnRuleSeverity } from '../../lib/rules/own/own-rule';

const idsOf = (choice: RuleChoice) => chooseRules(choice).chosen.map(({ rule }) => rule.id);
const TEXTS = { severity: OwnRuleSeverity.WARNING, why: 'Bills go to a cost centre.', fix: 'Add the label' };
const own = (id: string): IOwnRule => ({ id, ...TEXTS, check: () => [] });
const cel = (more: Partial<CelRule>): CelRule => ({ id: 'shop/a', ...TEXTS, expression: 'true', ...more });
const told = (choice: RuleChoice) => chooseRules(choice).faults.map(({ path, rule, fix }) => `${path.join('.')}: ${rule}. ${fix}`);

test('without a word, the recommended rules are asked', () => {
  expect(idsOf({})).toEqual(RULES.map(({ id }) => id).filter((id) => (PACKS.recommended as readonly string[]).includes(id)));
  expect(idsOf({})).toContain('api/mounted-volume');
});

test('what API servers refuse is asked in every pack, and cannot be left out', () => {
  expect(idsOf({ pack: 'refused' })).toEqual(RULES.filter(({ severity }) => severity === 'refused').map(({ id }) => id));
  const { chosen, faults } = chooseRules({ except: ['api/mounted-volume'] });
  expect(chosen.map(({ rule }) => rule.id)).toContain('api/mounted-volume');
  expect(faults).toEqual([{
    path: ['except', 0], rule: "must not be a rule about what API servers refuse: that can't be chosen", got: 'api/mounted-volume', fix: 'Correct what it finds',
  }]);
});

test('rules are added and left out', () => {
  expect(idsOf({ pack: 'refused', also: ['security/read-only-root'] })).toContain('security/read-only-root');
  expect(idsOf({ except: ['security/read-only-root'] })).not.toContain('security/read-only-root');
});

test('own rules are asked after the others, unless they are left out', () => {
  const { chosen, faults } = chooseRules({ pack: 'refused', own: [own('shop/cost-centre')], cel: [cel({ id: 'shop/owner' })] });
  expect(faults).toEqual([]);
  expect(chosen.slice(-2).map(({ rule }) => rule.id)).toEqual(['shop/cost-centre', 'shop/owner']);
  expect(idsOf({ own: [own('shop/cost-centre')], cel: [cel({})], except: ['shop/cost-centre', 'shop/a'] })).toEqual(idsOf({}));
});

test('own rules may be left out where they are not known', () => {
  expect(told({ except: ['shop/of-the-fleet', 'securty/read-only-root', 'security/mine'] })).toEqual([
    'except.1: must be the id of a rule. docs/rules.md lists them', 'except.2: must be the id of a rule. docs/rules.md lists them',
  ]);
});

test('an own rule says what it is, and an expression can be read', () => {
  const wrong: any = { severity: 'refused', why: '', fix: undefined, kinds: ['Pod', 'apps/Deployment', '/Service'] };
  expect(told({ own: [{ ...own('shop/b'), ...wrong }], cel: [cel({ expression: 'object.a +', messageExpression: '1', field: 'spec.' }), cel({ expression: undefined })] })).toEqual([
    "own.0.severity: must be 'error' or 'warning'. Use one of them: what API servers refuse, they say themselves",
    'own.0.why: must be a text. Say what goes wrong otherwise',
    'own.0.fix: must be a text. Say the way out',
    "own.0.kinds.0: must be a kind with its group. Use one such as 'apps/Deployment', or '/Service' where the group has no name",
    'cel.1.id: must be the id of one rule, and is that of two. Rename one of them',
    'cel.0.expression: must be an expression in CEL: unexpected token: EOF at character 11. See https://kubernetes.io/docs/reference/using-api/cel/',
    'cel.0.messageExpression: must be an expression in CEL: is of the type int, not string. See https://kubernetes.io/docs/reference/using-api/cel/',
    "cel.0.field: must be a field. Use one such as 'metadata.labels'",
    'cel.1.expression: must be an expression in CEL: it is no text. See https://kubernetes.io/docs/reference/using-api/cel/',
  ]);
});

test('everything wrong with a choice is told at once', () => {
  const { faults } = chooseRules({
    also: ['security/read-only-rot'], except: ['nothing'], own: [own('Shop'), own('security/read-only-root'), own('shop/a'), own('shop/a')],
    options: { 'shop/a': { lable: 'x' }, 'shop/b': {}, 'api/mounted-volume': { a: 1 }, 'security/read-only-root': 'on' as any },
  });
  expect(faults.map(({ path, rule, fix }) => `${path.join('.')}: ${rule}. ${fix}`)).toEqual([
    'also.0: must be the id of a rule. docs/rules.md lists them',
    'except.0: must be the id of a rule. docs/rules.md lists them',
    "own.0.id: must be a group and a name of small letters, digits and '-'. Use one such as 'shop/cost-centre'",
    'own.1.id: must not be in a group of this library. Give it a group of your own',
    'own.3.id: must be the id of one rule, and is that of two. Rename one of them',
    'options.shop/a.lable: must be an option of the rule. It has none',
    'options.shop/b: must be the id of a rule. docs/rules.md lists them',
    'options.api/mounted-volume.a: must be an option of the rule. It has none',
    "options.security/read-only-root: must be a map of options. docs/rules.md lists those of 'security/read-only-root'",
  ]);
  expect(faults[0].known).toContain('security/read-only-root');
});
