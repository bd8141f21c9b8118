/** Processor architectures, as nodes carry them in `kubernetes.io/arch`. */
export enum NodeArchitecture {
  /** 64-bit x86. */
  AMD64 = 'amd64',
  /** 64-bit ARM: Graviton, Ampere, Axion. */
  ARM64 = 'arm64',
}

/** How a requirement compares a node label with its values. */
export enum NodeRequirementOperator {
  /** It is one of them. */
  IN = 'In',
  /** It is none of them, or not there. */
  NOT_IN = 'NotIn',
  /** It is there. */
  EXISTS = 'Exists',
  /** It is not there. */
  DOES_NOT_EXIST = 'DoesNotExist',
  /** It is a number above the only value. */
  GT = 'Gt',
  /** It is a number below the only value. */
  LT = 'Lt',
  /** It is the only value or a number above. */
  GTE = 'Gte',
  /** It is the only value or a number below. */
  LTE = 'Lte',
}

/**
 * What nodes of a pool must be, by one of their labels.
 * @see https://karpenter.sh/docs/concepts/nodepools/#spectemplatespecrequirements
 */
export interface NodeRequirement {
  /** The label, e.g. `karpenter.k8s.aws/instance-cpu`. */
  readonly key: string;

  /** How it is compared. */
  readonly operator: NodeRequirementOperator;

  /**
   * What it is compared with: none with `EXISTS` and `DOES_NOT_EXIST`, one whole number of at least 0 where order matters.
   * @default - none
   */
  readonly values?: string[];

  /**
   * How many different values Karpenter must be able to choose from when it asks for a node, 1 to 50: it starts none with fewer, unless its
   * setting `MIN_VALUES_POLICY` is `BestEffort`.
   *
   * @default - one will do
   */
  readonly minValues?: number;
}

/** What a taint does to pods that do not tolerate it. */
export enum TaintEffect {
  /** They are not placed on the node. */
  NO_SCHEDULE = 'NoSchedule',
  /** They are placed on the node where there is no other. */
  PREFER_NO_SCHEDULE = 'PreferNoSchedule',
  /** They are not placed on the node, and those that are there are evicted. */
  NO_EXECUTE = 'NoExecute',
}

/** A mark on nodes that keeps pods away that do not tolerate it. */
export interface NodeTaint {
  /** Its name: a label key. */
  readonly key: string;

  /**
   * Its value: a label value.
   * @default - none
   */
  readonly value?: string;

  /**
   * What it does to pods that do not tolerate it.
   * @default TaintEffect.NO_SCHEDULE
   */
  readonly effect?: TaintEffect;
}

/** Why Karpenter takes a node away by its own choice. */
export enum NodeDisruptionReason {
  /** Its pods fit elsewhere, or on a cheaper node. */
  UNDERUTILIZED = 'Underutilized',
  /** It has no pods. */
  EMPTY = 'Empty',
  /** It is not what its pool says any more. */
  DRIFTED = 'Drifted',
}

/**
 * How many nodes Karpenter may take away at a time by its own choice. Where several budgets are active, the strictest holds.
 *
 * It says nothing about spot interruption, expiry and the repair of broken nodes: those wait for nobody.
 *
 * @see https://karpenter.sh/docs/concepts/disruption/#nodepool-disruption-budgets
 */
export interface NodeDisruptionBudget {
  /** How many: a number such as `'2'`, or a share such as `'10%'`, rounded up. */
  readonly nodes: string;

  /**
   * For which reasons it holds.
   * @default - for all
   */
  readonly reasons?: NodeDisruptionReason[];

  /**
   * When it becomes active: a cron line in UTC such as `0 9 * * mon-fri`, or `@daily` and its like. Only together with `duration`.
   * @default - always active
   */
  readonly schedule?: string;

  /**
   * How long it stays active, in hours and minutes: `8h`, `1h30m`. Only together with `schedule`.
   * @default - always active
   */
  readonly duration?: string;
}

/** Which nodes Karpenter takes away to save money. */
export enum ConsolidationPolicy {
  /** Those without pods other than DaemonSets'. */
  WHEN_EMPTY = 'WhenEmpty',
  /** Those, and any whose pods fit elsewhere or on a cheaper node. */
  WHEN_EMPTY_OR_UNDERUTILIZED = 'WhenEmptyOrUnderutilized',
  /** As before, weighing what it saves against the pods that it moves. Needs Karpenter 1.14. */
  BALANCED = 'Balanced',
}
