import { Rule } from '../../rule';
import { flowSchema } from './flow-schema';
import { priorityLevel } from './priority-level';

/** What API servers want of what says who waits. */
export const FLOW_RULES: readonly Rule[] = [flowSchema, priorityLevel];
