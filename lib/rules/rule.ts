import { ContainerRole } from '../manifest/containers';
import { FieldPath } from '../manifest/field-path';
import { Container, KubernetesObject, PodTemplate } from '../manifest/object';
import { AdmissionCheck } from './admission/admission-check';
import { ClusterManifests } from './cluster-manifests';

/**
 * What it means to find something: `refused` where the API server takes no such object, so that there is no choice and nothing to accept; `error` where it
 * takes it and what it is there for does not work; `warning` where it will probably hurt. The latter two are policy: a team may have its reasons.
 */
export type RuleSeverity = 'refused' | 'error' | 'warning';

/** What a rule says of itself: its text stands here and nowhere else. `docs/rules.md` is written from it. */
export interface RuleText {
  /** Says what is wanted: `security/read-only-root`. Ids are API. */
  readonly id: string;
  readonly severity: RuleSeverity;
  /** What goes wrong otherwise, as a sentence. */
  readonly why: string;
  /** The way out, as a sentence without its full stop. A violation may know better. */
  readonly fix: string;
  /** The page that says so, e.g. of kubernetes.io. Rules of a team may have none. */
  readonly docs?: string;
  /** Ids of what constructs say of their own objects for the same reason. Where one has, accepted or not, the rule has nothing to add. */
  readonly sameAs?: readonly string[];
  /** What `fleetwright check --fix` adds, as a noun and where, for rules whose violations say it in `add`. */
  readonly adds?: string;
  /** What a team can set, with what holds where it does not. */
  readonly options?: RuleOptions;
  /**
   * How a cluster asks it by itself, or why it can't, as a clause. Rules about what objects refer to, and those about all objects of a cluster, need not say:
   * a cluster looks at one object at a time.
   */
  readonly admission?: AdmissionCheck | string | ((options: OptionValues) => AdmissionCheck | string);
}

/** Options by name. What they hold when a rule is asked was checked against `type` before. */
export interface RuleOptions {
  readonly [name: string]: RuleOption;
}

/** One option. */
export interface RuleOption {
  readonly type: 'text' | 'texts' | 'number' | 'boolean';
  readonly default: string | readonly string[] | number | boolean;
  /** What it means, with unit and range. */
  readonly description: string;
}

/** What the options of a rule are when it is asked. */
export interface OptionValues {
  readonly [name: string]: any;
}

/** One thing that a rule found. */
export interface Violation {
  /** From what the rule was given (object, pod template or container) to the field; where it is missing, to where it should stand. */
  readonly path: FieldPath;
  /** What is the matter, as a clause: `container 'api' has no memory limit`. Never a secret. */
  readonly message: string;
  /** The way out here, where it differs from the rule's. */
  readonly fix?: string;
  /** What satisfies the rule when it is added and can be told without a guess. Nothing that stands there is changed. Paths as above. */
  readonly add?: readonly Addition[];
}

/** A value for a field that is not there. */
export interface Addition {
  readonly path: FieldPath;
  readonly value: unknown;
}

/** What a check answers: undefined where it has nothing to say about what it was given, which is not the same as finding nothing. */
export type Answer = readonly Violation[] | undefined;

/** A rule about single objects, asked for each of these kinds, or for all. It may look at the objects around it. */
export interface ObjectRule extends RuleText {
  readonly about: 'object';
  /** As `group/Kind`: `apps/Deployment`, `/Service`. */
  readonly kinds?: readonly string[];
  check(object: KubernetesObject, cluster: ClusterManifests, options: OptionValues): Answer;
}

/** Where a pod template stands. */
export interface PodPlace {
  readonly object: KubernetesObject;
  readonly cluster: ClusterManifests;
}

/**
 * A rule about pods, asked for each pod template of each workload, custom ones that are known included. One that says what API servers refuse is asked for
 * Kubernetes' own kinds alone: nobody looks at the others' templates before there are pods.
 */
export interface PodRule extends RuleText {
  readonly about: 'pod';
  check(pod: PodTemplate, place: PodPlace, options: OptionValues): Answer;
}

/** Where a container stands. */
export interface ContainerPlace extends PodPlace {
  readonly pod: PodTemplate;
  readonly role: ContainerRole;
}

/** A rule about containers of pods, in these roles or in all. */
export interface ContainerRule extends RuleText {
  readonly about: 'container';
  readonly roles?: readonly ContainerRole[];
  check(container: Container, place: ContainerPlace, options: OptionValues): Answer;
}

/** A violation of a rule that looks at many objects. */
export interface ObjectViolation extends Violation {
  readonly object: KubernetesObject;
}

/** A rule about all objects of a cluster side by side. */
export interface ClusterRule extends RuleText {
  readonly about: 'cluster';
  check(cluster: ClusterManifests, options: OptionValues): readonly ObjectViolation[] | undefined;
}

/** A rule over finished manifests. Rules are pure: the same objects, the same answer. What is not well-formed by its schema, a rule does not see. */
export type Rule = ObjectRule | PodRule | ContainerRule | ClusterRule;

/** The rules of one folder, and which of them are for everybody. */
export interface RuleGroup {
  readonly rules: readonly Rule[];
  /** Those of the pack `recommended`. All are in `strict`. */
  readonly recommended: readonly string[];
}
