import { Addition, RuleSeverity } from '../../rules/rule';

/** Something that was found, where people find it. */
export interface ReportedFinding {
  /** The rule, e.g. `security/read-only-root`. */
  readonly id: string;
  readonly severity: RuleSeverity;
  /** The cluster, where there are several. */
  readonly cluster?: string;
  /** As it was named on the command line, seen from the working directory; `-` for standard input. */
  readonly file: string;
  /** From 1 on. */
  readonly line?: number;
  readonly column?: number;
  /** As messages name it: `Deployment 'shop/api'`. */
  readonly object?: string;
  /** E.g. `spec.template.spec.containers[0].image`. */
  readonly field?: string;
  readonly message: string;
  /** The way out, as a sentence without its full stop. */
  readonly fix?: string;
  /** What `--fix` adds, to which of the objects of the file. */
  readonly fixable?: { readonly index: number; readonly add: readonly Addition[] };
  /** Why somebody lives with it. */
  readonly accepted?: string;
  /** Whether it was there when the baseline was written. */
  readonly isInBaseline?: boolean;
}

/** What a rule says of itself, for formats that explain. */
export interface ReportedRule {
  readonly id: string;
  readonly severity: RuleSeverity;
  readonly why: string;
  readonly fix: string;
  readonly docs?: string;
}

/** A file that is no manifest. */
export interface PassedOver {
  readonly file: string;
  /** As a clause: `it holds no object of Kubernetes`. */
  readonly why: string;
}

/** What a run of `fleetwright check` found. */
export interface CheckReport {
  /** By file, line, column and rule. */
  readonly findings: readonly ReportedFinding[];
  /** Those that were asked, in the order of the catalogue. Each that had nothing to look at is loaded for it. */
  readonly rules: () => readonly ReportedRule[];
  /** All that were read, sorted. */
  readonly files: readonly string[];
  readonly objects: number;
  /** Files in folders that hold no manifest, sorted, and why each is taken for that. */
  readonly passedOver: readonly PassedOver[];
  /** Files that patterns leave out, sorted. */
  readonly ignored: readonly string[];
  /** Kinds without a schema, as `apiVersion/Kind`. */
  readonly unchecked: readonly string[];
  /** Rules of definitions that were not run, by `apiVersion/Kind`. */
  readonly uncheckedRules: { readonly [kind: string]: readonly string[] };
  readonly version: string;
  /** How many findings of the baseline are gone. */
  readonly gone?: number;
}

/** Whether it counts: whether nobody lives with it. */
export function isOpen({ accepted, isInBaseline }: ReportedFinding): boolean {
  return accepted === undefined && isInBaseline !== true;
}

/** A finding as a sentence: `Deployment 'shop/api': … Set … .` */
export function sentenceOf({ cluster, object, message, fix }: ReportedFinding): string {
  return `${cluster === undefined ? '' : `[${cluster}] `}${object === undefined ? '' : `${object}: `}${message}${fix === undefined ? '' : `. ${fix}`}.`;
}
