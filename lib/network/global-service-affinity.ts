/** Which pods behind a global service are preferred by callers in this cluster. */
export enum GlobalServiceAffinity {
  /** Those of this cluster. Those of others take over when none of this cluster is left. */
  LOCAL = 'local',
  /** Those of other clusters. Those of this one take over when none of others is left. */
  REMOTE = 'remote',
  /** None: all alike. */
  NONE = 'none',
}
