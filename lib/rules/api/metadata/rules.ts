import { Rule } from '../../rule';
import { annotations } from './annotations';
import { labels } from './labels';
import { objectName } from './object-name';
import { objectSize } from './object-size';
import { ownership } from './ownership';
import { podSecurityLabel } from './pod-security-label';

/** What API servers want of the metadata of every object. */
export const METADATA_RULES: readonly Rule[] = [objectName, labels, annotations, ownership, objectSize, podSecurityLabel];
