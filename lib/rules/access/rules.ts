import { RuleGroup } from '../rule';
import { anonymous } from './anonymous';
import { clusterAdmin } from './cluster-admin';
import { createPods } from './create-pods';
import { deleteRight } from './delete';
import { escalate } from './escalate';
import { exec } from './exec';
import { identities } from './identities';
import { secrets } from './secrets';
import { traffic } from './traffic';
import { volumes } from './volumes';
import { webhooks } from './webhooks';
import { wildcard } from './wildcard';

/** Who may do what: rights that are worth a second look. */
export const ACCESS_RULES: RuleGroup = {
  rules: [clusterAdmin, anonymous, wildcard, secrets, exec, escalate, webhooks, createPods, identities, volumes, deleteRight, traffic],
  recommended: [clusterAdmin, anonymous, wildcard, secrets, exec, escalate, webhooks].map(({ id }) => id),
};
