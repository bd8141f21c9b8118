// Writes lib/rules/rule-index.ts: of each rule what decides whether it is asked, and where it is.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { RULE_GROUPS } from '../lib/rules/all-rules';
import { Rule } from '../lib/rules/rule';

const FOLDER = path.join(__dirname, '..', 'lib', 'rules');
const FILE = path.join(FOLDER, 'rule-index.ts');

/** The module. */
export function ruleIndex(): string {
  const recommended = new Set(RULE_GROUPS.flatMap((group) => group.recommended));
  const rules = RULE_GROUPS.flatMap((group) => group.rules);
  const exports = exportsOf(new Set(rules));
  return `/* eslint-disable @typescript-eslint/no-require-imports -- a rule that is not asked is not loaded */
// Written by 'npm run rules' from the rules themselves.
import { RuleEntry } from './indexed-rule';

/** All rules, in the order in which they speak. */
export const RULE_INDEX: readonly RuleEntry[] = [
${rules.map((rule) => `  ${entryOf(rule, recommended.has(rule.id), exports)}`).join('\n')}
];
`;
}

function entryOf(rule: Rule, isRecommended: boolean, exports: ReadonlyMap<Rule, string>): string {
  const fields = {
    id: rule.id,
    severity: rule.severity,
    about: rule.about,
    kinds: rule.about === 'object' ? rule.kinds : undefined,
    roles: rule.about === 'container' ? rule.roles : undefined,
    isRecommended: isRecommended || undefined,
    defaults: rule.options === undefined ? undefined : Object.fromEntries(Object.entries(rule.options).map(([name, option]) => [name, option.default])),
  };
  const known = Object.entries(fields).filter(([, value]) => value !== undefined).map(([name, value]) => `${name}: ${literal(value)}`);
  return `{ ${[...known, `load: () => ${exports.get(rule)}`].join(', ')} },`;
}

function literal(value: unknown): string {
  if (typeof value === 'string') { return `'${value.replace(/[\\']/g, '\\$&')}'`; }
  if (Array.isArray(value)) { return `[${value.map(literal).join(', ')}]`; }
  if (typeof value !== 'object' || value === null) { return String(value); }
  return `{ ${Object.entries(value).map(([name, each]) => `${name}: ${literal(each)}`).join(', ')} }`;
}

/** Expressions that load rules. */
function exportsOf(rules: ReadonlySet<Rule>): ReadonlyMap<Rule, string> {
  const groups = new Set([...rules].map(({ id }) => id.slice(0, id.indexOf('/'))));
  const files = [...groups].flatMap((group) => fs.readdirSync(path.join(FOLDER, group), { recursive: true }).map((file) => path.join(group, String(file)))).filter((file) => file.endsWith('.ts')).sort();
  const found = new Map<Rule, string>();
  for (const file of files) {
    const module = file.split(path.sep).join('/').replace(/\.ts$/, '');
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- which modules there are is found out here
    for (const [name, value] of Object.entries(require(path.join(FOLDER, module)))) {
      if (rules.has(value as Rule)) { found.set(value as Rule, `require('./${module}').${name}`); }
    }
  }
  const missing = [...rules].filter((rule) => !found.has(rule)).map(({ id }) => id);
  if (missing.length > 0) { throw new Error(`no module of lib/rules exports ${missing.join(', ')}`); }
  return found;
}

if (require.main === module) { fs.writeFileSync(FILE, ruleIndex()); }
