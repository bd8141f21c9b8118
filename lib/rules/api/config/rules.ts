import { Rule } from '../../rule';
import { configMap } from './config-map';
import { secret } from './secret';

/** What API servers want of what holds configuration. */
export const CONFIG_RULES: readonly Rule[] = [configMap, secret];
