/** What comes of what is written to a cluster against a rule. */
export enum PolicyEnforcement {
  /** Nothing but a line in the audit log of the API server, or in the status of Gatekeeper's constraint. */
  AUDIT = 'audit',
  /** Whoever writes it is warned. */
  WARN = 'warn',
  /** It is refused. */
  DENY = 'deny',
}
