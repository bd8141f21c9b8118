import { Rule } from '../../rule';
import { limitRange } from './limit-range';
import { resourceQuota } from './resource-quota';

/** What API servers want of what bounds a namespace. */
export const QUOTA_RULES: readonly Rule[] = [resourceQuota, limitRange];
