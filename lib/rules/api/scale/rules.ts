import { Rule } from '../../rule';
import { autoscaler } from './autoscaler';
import { disruptionBudget } from './disruption-budget';

/** What API servers want of what says how many pods there are. */
export const SCALE_RULES: readonly Rule[] = [autoscaler, disruptionBudget];
