import { FieldPath, parsePath } from '../../manifest/field-path';
import { ObjectRule } from '../rule';

/** What it means that an own rule finds something. */
export enum OwnRuleSeverity {
  /** What the object is there for does not work, or must not be. */
  ERROR = 'error',
  /** It will probably hurt. */
  WARNING = 'warning',
}

/** What an own rule found in an object. */
export interface OwnFinding {
  /**
   * The field, e.g. `spec.template.spec.containers[0].image` or `metadata.annotations['example.com/owner']`; where it is missing, where it should stand.
   * @default - the whole object
   */
  readonly field?: string;

  /** What is the matter, as a clause: `container 'api' has no memory limit`. Never a secret. */
  readonly message: string;

  /**
   * The way out here, as a sentence without its full stop.
   * @default - that of the rule
   */
  readonly fix?: string;
}

/** An object that an own rule is asked about, and what is around it. */
export interface JudgedObject {
  /** The object, as it is written. What its schema does not allow is left out: that is told apart. */
  readonly object: any;

  /** All objects of the cluster, this one among them. */
  readonly clusterObjects: any[];

  /**
   * Name of the cluster.
   * @default - files that belong to no cluster
   */
  readonly clusterName?: string;

  /**
   * Kubernetes minor that the cluster runs.
   * @default - not known
   */
  readonly kubernetesVersion?: string;
}

/** A rule of a team, over finished manifests. It is pure: the same objects, the same findings. One that throws ends the run by its name. */
export interface IOwnRule {
  /** Group and name, e.g. `shop/cost-centre`. The group is none of this library's. */
  readonly id: string;

  /** What it means that it finds something. */
  readonly severity: OwnRuleSeverity;

  /** What goes wrong otherwise, as a sentence. */
  readonly why: string;

  /** The way out, as a sentence without its full stop. */
  readonly fix: string;

  /**
   * The kinds that it is asked about, with their groups: `apps/Deployment`, `/Service`.
   * @default - all
   */
  readonly kinds?: string[];

  /**
   * What it finds in an object; an empty list where all is well.
   * @param judged the object, and what is around it
   */
  check(judged: JudgedObject): OwnFinding[];
}

/** An own rule as one of this library's. */
export function ruleOfOwn(own: IOwnRule): ObjectRule {
  return {
    ...textOf(own),
    check: (object, { objects, target: { name, kubernetesVersion } }) => {
      const found: unknown = own.check({ object, clusterObjects: [...objects], clusterName: name, kubernetesVersion });
      if (!Array.isArray(found)) { throw new Error('it must answer a list of findings'); }
      return found.map(({ field, message, fix }: OwnFinding) => {
        if (typeof message !== 'string' || message === '') { throw new Error('each of its findings must have a message'); }
        return { path: placeOf(field), message: withoutStop(message), ...(fix !== undefined && { fix: withoutStop(fix) }) };
      });
    },
  };
}

/** What every rule of a team says of itself. */
export interface OwnRuleText {
  readonly id: string;
  readonly severity: OwnRuleSeverity;
  readonly why: string;
  readonly fix: string;
  readonly kinds?: readonly string[];
}

/** The same in the words of this library's rules. */
export function textOf({ id, severity, why, fix, kinds }: OwnRuleText): Omit<ObjectRule, 'check'> {
  return { about: 'object', id, severity, why, fix: withoutStop(fix), ...(kinds !== undefined && { kinds }) };
}

export function placeOf(field: string | undefined): FieldPath {
  if (field === undefined) { return []; }
  const path = parsePath(field);
  if (path === undefined) { throw new Error(`'${field}' is no field: write one such as spec.containers[0].image`); }
  return path;
}

export function withoutStop(text: string): string {
  return text.replace(/\.$/, '');
}
