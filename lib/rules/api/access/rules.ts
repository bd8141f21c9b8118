import { Rule } from '../../rule';
import { certificateRequest } from './certificate-request';
import { role } from './role';
import { roleBinding } from './role-binding';

/** What API servers want of roles, who has them, and who asks for certificates. */
export const ACCESS_RULES: readonly Rule[] = [role, roleBinding, certificateRequest];
