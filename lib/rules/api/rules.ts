import { RuleGroup } from '../rule';
import { currentVersion } from './current-version';
import { distinctItems } from './distinct-items';
import { KIND_RULES } from './kinds';
import { POD_RULES } from './pods/rules';
import { schema } from './schema';
import { servedVersion } from './served-version';

/** What API servers look at beyond the schema. Nearly all of it is refused, and so in every pack. */
export const API_RULES: RuleGroup = {
  rules: [servedVersion, schema, distinctItems, currentVersion, ...KIND_RULES, ...POD_RULES],
  recommended: [distinctItems.id, currentVersion.id],
};
