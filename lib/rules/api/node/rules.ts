import { Rule } from '../../rule';
import { lease } from './lease';
import { node } from './node';
import { priorityClass } from './priority-class';
import { runtimeClass } from './runtime-class';

/** What API servers want of nodes, and of how pods come to them. */
export const NODE_RULES: readonly Rule[] = [priorityClass, runtimeClass, node, lease];
