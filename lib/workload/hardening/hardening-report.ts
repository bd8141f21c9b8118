import { HardeningField } from './hardening-field';

/** What became of a field. */
export enum HardeningOutcome {
  /** It was unset, and hardening set it. */
  SET = 'set',
  /** It held what Pod Security forbids, and `override` names it. */
  OVERRIDDEN = 'overridden',
  /** It keeps the pods from Pod Security `restricted`. */
  VIOLATION = 'violation',
  /** It keeps the pods from Pod Security `restricted`, or was left as it is, for a reason that `exceptions` gives. */
  EXCEPTED = 'excepted',
  /** Worth knowing, but in no way of the pods. */
  NOTE = 'note',
}

/** One field of one pod, and what became of it. */
export interface HardeningEntry {
  /** What became of the field. */
  readonly outcome: HardeningOutcome;

  /** Path of the construct, the cluster's name first. */
  readonly path: string;

  /** The object, e.g. `Deployment 'shop/api'`. */
  readonly object: string;

  /**
   * The container that the field belongs to.
   * @default - it belongs to the pod
   */
  readonly container?: string;

  /** The field by name. */
  readonly field: HardeningField;

  /** Where it stands in the object: `spec.template.spec.containers[0].securityContext.privileged`. */
  readonly fieldPath: string;

  /**
   * What the field held.
   * @default - it was unset
   */
  readonly value?: any;

  /**
   * What the field holds now.
   * @default - what it held, or nothing where it was removed
   */
  readonly newValue?: any;

  /** Why it stands here, as a clause. */
  readonly why: string;

  /**
   * What to do about it, as a clause.
   * @default - nothing
   */
  readonly wayOut?: string;
}

/** Pods that hardening did not reach. */
export interface UnreachedPods {
  /** Path of the construct, the cluster's name first. */
  readonly path: string;

  /** The object, e.g. `Prometheus 'monitoring/main'`. */
  readonly object: string;

  /**
   * Where the containers stand in the object.
   * @default - there are none, although it is a workload, or nobody can say
   */
  readonly fieldPath?: string;

  /** Why, as a clause. */
  readonly why: string;
}

/** What a `PodHardening` did and could not do. */
export interface PodHardeningReport {
  /** Every field that was touched or stands in the way, in the order of the objects. */
  readonly entries: HardeningEntry[];

  /** How many objects with pods there are. */
  readonly objectsHardened: number;

  /** How many of them now pass Pod Security `restricted`, as far as their manifests tell. */
  readonly objectsPassing: number;

  /** How many objects have no pods. */
  readonly objectsNotApplicable: number;

  /** Pods that stay as they are: of kinds that are not known, workloads without containers, and objects that can't be rendered. */
  readonly unreached: UnreachedPods[];

  /** How many containers start only if the `USER` of their image is a number above 0, because hardening set `runAsNonRoot`. */
  readonly containersNeedingUser: number;

  /** Those of them whose image is known to be root, e.g. `Deployment 'shop/web', container 'web' (nginx:1.27)`. */
  readonly containersKnownForRoot: string[];
}
