import { Rule } from '../../rule';
import { admissionPolicy } from './admission-policy';
import { admissionPolicyBinding } from './admission-policy-binding';
import { mutatingPolicy } from './mutating-policy';
import { webhookConfiguration } from './webhook-configuration';

/** What API servers want of what has a say in what they take. */
export const ADMISSION_RULES: readonly Rule[] = [webhookConfiguration, admissionPolicy, mutatingPolicy, admissionPolicyBinding];
