/** What comes of a request that a rule is against: a line in the audit log, a warning to whoever sent it, or no. */
export type PolicyAction = 'audit' | 'warn' | 'deny';

/** Where a rule holds in a cluster, and how. */
export interface PolicyScope {
  readonly action: PolicyAction;
  readonly exceptNamespaces: readonly string[];
}
