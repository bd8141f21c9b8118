import { IndexedRule } from './indexed-rule';
import { Rule } from './rule';
import { RULE_INDEX } from './rule-index';

/** All rules over the objects of a cluster, in the order in which they speak. Each is loaded when it is asked, or shown. */
export const RULES: readonly Rule[] = RULE_INDEX.map((entry) => IndexedRule.of(entry));

const REFUSED = RULE_INDEX.filter(({ severity }) => severity === 'refused').map(({ id }) => id);

/** Lists of rules for a purpose, by their ids. What API servers refuse is in every pack. */
export const PACKS = {
  /** What everybody should heed. */
  recommended: [...REFUSED, ...RULE_INDEX.filter(({ isRecommended }) => isRecommended === true).map(({ id }) => id)],
  /** All of them. */
  strict: RULES.map(({ id }) => id),
  /** What API servers refuse, and nothing else. */
  refused: REFUSED,
} as const;

/** A rule by its id. */
export function ruleOf(id: string): Rule | undefined {
  return RULES.find((rule) => rule.id === id);
}
