import { Rule } from '../../rule';
import { apiService } from './api-service';
import { resourceDefinition } from './resource-definition';

/** What API servers want of what adds to their APIs. */
export const EXTENSION_RULES: readonly Rule[] = [resourceDefinition, apiService];
