import { ACCESS_RULES } from './access/rules';
import { API_RULES } from './api/rules';
import { HYGIENE_RULES } from './hygiene/rules';
import { NETWORK_RULES } from './network/rules';
import { REFERENCE_RULES } from './reference/rules';
import { RELIABILITY_RULES } from './reliability/rules';
import { RuleGroup } from './rule';
import { SECURITY_RULES } from './security/rules';

/**
 * All rules with their modules, in the order in which they speak. `npm run rules` writes `rule-index.ts` from them, by which each is loaded when it is asked:
 * nobody else should load all.
 */
export const RULE_GROUPS: readonly RuleGroup[] = [API_RULES, REFERENCE_RULES, RELIABILITY_RULES, SECURITY_RULES, NETWORK_RULES, ACCESS_RULES, HYGIENE_RULES];
