import { ACCESS_RULES } from './access/rules';
import { API_RULES } from './api/rules';
import { HYGIENE_RULES } from './hygiene/rules';
import { NETWORK_RULES } from './network/rules';
import { REFERENCE_RULES } from './reference/rules';
import { RELIABILITY_RULES } from './reliability/rules';
import { Rule, RuleGroup } from './rule';
import { SECURITY_RULES } from './security/rules';

const GROUPS: readonly RuleGroup[] = [API_RULES, REFERENCE_RULES, RELIABILITY_RULES, SECURITY_RULES, NETWORK_RULES, ACCESS_RULES, HYGIENE_RULES];

/** All rules over the objects of a cluster, in the order in which they speak. */
export const RULES: readonly Rule[] = GROUPS.flatMap(({ rules }) => rules);

/** Lists of rules for a purpose, by their ids. What API servers refuse is in every pack. */
export const PACKS = {
  /** What everybody should heed. */
  recommended: [...RULES.filter(({ severity }) => severity === 'refused').map(({ id }) => id), ...GROUPS.flatMap(({ recommended }) => recommended)],
  /** All of them. */
  strict: RULES.map(({ id }) => id),
  /** What API servers refuse, and nothing else. */
  refused: RULES.filter(({ severity }) => severity === 'refused').map(({ id }) => id),
} as const;

/** A rule by its id. */
export function ruleOf(id: string): Rule | undefined {
  return RULES.find((rule) => rule.id === id);
}
