import { RuleSettings } from '../../cluster/rule-settings';
import { FieldPath } from '../../manifest/field-path';
import { Place } from '../../manifest/located-yaml';

/** Something that a team lives with. What is left out is any; `*` stands for any characters. */
export interface AcceptedFinding {
  /** Id of the rule, e.g. `security/read-only-root`. */
  readonly rule: string;

  /** Why it is all right. */
  readonly reason: string;

  /**
   * Name of the cluster, where a fleet has written many.
   * @default - any
   */
  readonly cluster?: string;

  /**
   * Kind of the object.
   * @default - any
   */
  readonly kind?: string;

  /**
   * Namespace of the object; `default` for one that names none.
   * @default - any
   */
  readonly namespace?: string;

  /**
   * Name of the object.
   * @default - any
   */
  readonly name?: string;

  /**
   * The file, as the report shows it.
   * @default - any
   */
  readonly file?: string;

  /**
   * The last day on which it holds, e.g. `2027-01-31`.
   * @default - for ever
   */
  readonly until?: string;
}

/** What a team says of its checks: what may stand in `fleetwright.yaml`. */
export interface CheckConfig extends RuleSettings {
  /**
   * The Kubernetes that manifests are meant for, e.g. `1.35`.
   * @default - what a fleet says of each cluster, else the newest known
   */
  readonly kubernetes?: string;

  /**
   * Files, folders or patterns with CustomResourceDefinitions, seen from the working directory. Those among the manifests need not be named.
   * @default - none
   */
  readonly definitions?: string[];

  /**
   * Patterns of files and folders that are left out, whoever names them: one without a slash is a name wherever it stands, others are seen from the working
   * directory. What a fleet has written is checked as a whole.
   * @default - none
   */
  readonly ignore?: string[];

  /**
   * What the team lives with. What matches nothing, or whose day is over, is an error.
   * @default - nothing
   */
  readonly accept?: AcceptedFinding[];
}

/** A configuration, and where what it says stands. */
export interface LocatedConfig {
  readonly config: CheckConfig;
  placeOf(path: FieldPath): Place;
}
