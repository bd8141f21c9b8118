import { Rule } from '../rule';
import { ACCESS_RULES } from './access/rules';
import { ADMISSION_RULES } from './admission/rules';
import { CONFIG_RULES } from './config/rules';
import { DEVICE_RULES } from './device/rules';
import { EXTENSION_RULES } from './extension/rules';
import { FLOW_RULES } from './flow/rules';
import { METADATA_RULES } from './metadata/rules';
import { NETWORK_RULES } from './network/rules';
import { NODE_RULES } from './node/rules';
import { QUOTA_RULES } from './quota/rules';
import { SCALE_RULES } from './scale/rules';
import { SERVICE_RULES } from './service/rules';
import { STORAGE_RULES } from './storage/rules';

/** What API servers refuse of all kinds but pods and what makes them, and of the metadata of every object. */
export const KIND_RULES: readonly Rule[] = [
  ...METADATA_RULES, ...SERVICE_RULES, ...NETWORK_RULES, ...SCALE_RULES, ...ACCESS_RULES, ...CONFIG_RULES, ...STORAGE_RULES, ...QUOTA_RULES, ...NODE_RULES,
  ...ADMISSION_RULES, ...EXTENSION_RULES, ...FLOW_RULES, ...DEVICE_RULES,
];
