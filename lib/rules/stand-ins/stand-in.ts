/** What several kinds are for. */
export enum StandInRole {
  /** Says which pods may be reached by whom. */
  NETWORK_POLICY = 'networkPolicy',
  /** Says how many pods may be evicted at a time. */
  DISRUPTION_BUDGET = 'disruptionBudget',
  /** Says how many replicas there are. */
  AUTOSCALER = 'autoscaler',
  /** Says which requests go to which Service. */
  ROUTE = 'route',
}

/**
 * A kind of objects that stands in for others: what it makes, or what it is as good as.
 *
 * Names may hold fields of the object in braces: `{metadata.name}-app`, or `{spec.target.name|metadata.name}` for the first that is there, with
 * `|'text'` for where none is. In fields, `*` stands for each element of a list or value of a map, and keys with dots stand in brackets:
 * `metadata.annotations['example.com/secret']`.
 */
export interface StandIn {
  /** With its group: `shop.example.com/WebApp`. What is said of it takes the place of what is known of it. */
  readonly kind: string;

  /**
   * The field with the template of which its pods are copies, e.g. `spec.workload.template`.
   * @default - `spec.template`, where that has the shape of one
   */
  readonly podTemplate?: string;

  /**
   * The field that says how many equal pods it keeps running, e.g. `spec.size`; one where it is left out of an object.
   * @default - its pods are not counted
   */
  readonly replicas?: string;

  /**
   * Objects that it makes.
   * @default - none
   */
  readonly makes?: MadeObjects[];

  /**
   * Pods that it makes without a template of which they are copies.
   * @default - none
   */
  readonly pods?: MadePods[];

  /**
   * What it is as good as, for rules that want one of those.
   * @default - nothing
   */
  readonly role?: StandInRole;

  /**
   * Of a policy or a budget: the field with the selector of its pods.
   * @default - a policy is for all pods of its namespace; a budget says it in `spec.selector`
   */
  readonly selector?: string;

  /**
   * Of an autoscaler: the field with the name of what it scales.
   * @default 'spec.scaleTargetRef.name'
   */
  readonly target?: string;

  /**
   * Of an autoscaler: the field with the fewest replicas that it leaves.
   * @default - nobody knows how many there are
   */
  readonly fewest?: string;

  /**
   * The page that says so.
   * @default - none
   */
  readonly see?: string;
}

/** Objects that others make. */
export interface MadeObjects {
  /** With its group, e.g. `apps/Deployment`; without one where it is of Kubernetes' core, e.g. `Secret`; `*` for any. */
  readonly kind: string;

  /** A `*` stands for any text: of such a name it can't be told whether it is made. Fields of the maker stand in braces. */
  readonly name: string;

  /**
   * Its namespace: fields of the maker in braces, or `*` for any.
   * @default - that of the maker
   */
  readonly namespace?: string;

  /**
   * A field without which it is not made.
   * @default - it is made in any case
   */
  readonly when?: string;
}

/** Pods that others make. They may have more labels than those. */
export interface MadePods {
  /**
   * Their labels, with fields of the maker in braces.
   * @default - none are known
   */
  readonly labels?: { [key: string]: string };

  /**
   * The field with their labels.
   * @default - none
   */
  readonly labelsAt?: string;
}
