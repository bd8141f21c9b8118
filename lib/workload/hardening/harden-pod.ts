import { FieldPath } from '../../manifest/field-path';
import { OLDEST_SUPPORTED } from '../../manifest/kubernetes-version';
import { apiGroup, KubernetesObject } from '../../manifest/object';
import { plainCopy } from '../../manifest/plain-copy';
import { itemsOf, podTemplatesOf } from '../../manifest/pod-template';
import { annotatedExceptions, annotateException } from './exception-annotations';
import { hardenTemplate, TemplateHardening } from './harden-template';
import { FieldException, PodUnderHardening, TemplateEntry } from './pod-under-hardening';

/** A field of a workload that is left as it is. */
export interface WorkloadException extends FieldException {
  readonly kind: string;
  readonly name: string;
  /** Namespace that the object names; undefined for any. */
  readonly namespace?: string;
}

/** What is asked for of the pods of an object. */
export interface PodHardeningOptions extends TemplateHardening {
  /** Version of the Pod Security policy, `1.30` or `latest`; undefined where the cluster's is not known. */
  readonly policyVersion?: string;
  readonly exceptions: readonly WorkloadException[];
}

/** One field of a pod, and what became of it. */
export interface ObjectEntry extends TemplateEntry {
  /** The object that holds the pod template: an item where the object is a List. */
  readonly owner: KubernetesObject;
}

/** A hardened object, and what there is to say about it. */
export interface HardenedObject {
  readonly object: KubernetesObject;
  /** Their paths begin at the root of the object. */
  readonly entries: readonly ObjectEntry[];
  /** How many objects with pods it is or holds: several where it is a List. */
  readonly withPods: number;
  /** How many of them pass `restricted` now. */
  readonly passing: number;
  /** How many objects without pods it is or holds. */
  readonly withoutPods: number;
  /** The exceptions that something was left for. */
  readonly used: ReadonlySet<FieldException>;
}

/** Custom resources whose controllers refuse a `securityContext` of the pod unless they are told to take it. */
const CONTAINER_LEVEL_ONLY: ReadonlySet<string> = new Set(['serving.knative.dev/Service', 'serving.knative.dev/Configuration']);

/**
 * Sets in every pod template of an object what Pod Security `restricted` requires and the pod left unset, and what was asked for
 * besides. What a pod says explicitly stays, and is among the entries where it violates. Hardening the result again changes nothing.
 */
export function hardenPod(object: KubernetesObject, options: PodHardeningOptions): HardenedObject {
  const hardened = plainCopy(object);
  const outcomes = ownersIn(hardened).map(({ owner, path }) => hardenTemplates(owner, path, options));
  const withPods = outcomes.filter(({ templates }) => templates > 0);
  return {
    object: hardened,
    entries: withPods.flatMap(({ entries }) => entries),
    withPods: withPods.length,
    passing: withPods.filter(({ passes }) => passes).length,
    withoutPods: outcomes.length - withPods.length,
    used: new Set(withPods.flatMap(({ used }) => used)),
  };
}

/** What may hold pod templates: the object itself, or each item of a list. */
function ownersIn(object: KubernetesObject | null, path: FieldPath = []): { owner: KubernetesObject; path: FieldPath }[] {
  // Hand-written lists hold null and worse.
  if (typeof object?.apiVersion !== 'string') { return []; }
  const items = itemsOf(object);
  return items === undefined ? [{ owner: object, path }] : items.flatMap((item, index) => ownersIn(item, [...path, 'items', index]));
}

interface OwnerOutcome {
  readonly templates: number;
  readonly entries: readonly ObjectEntry[];
  readonly passes: boolean;
  readonly used: readonly FieldException[];
}

/** Hardens each pod template of one object in place. */
function hardenTemplates(owner: KubernetesObject, at: FieldPath, options: PodHardeningOptions): OwnerOutcome {
  const given = options.exceptions.filter((exception) => covers(exception, owner));
  const exceptions = [...given, ...annotatedExceptions(owner)];
  const outcomes = podTemplatesOf(owner).map(({ template, path }) => {
    const pod = new PodUnderHardening(template, policyVersionsOf(options), exceptions, takesNoPodContext(owner));
    hardenTemplate(pod, options);
    const entries = pod.entries.map((entry) => ({ ...entry, owner, path: [...at, ...path, ...entry.path] }));
    return { entries, passes: pod.findings().length === 0, used: [...pod.used] };
  });
  const used = outcomes.flatMap((outcome) => outcome.used);
  given.filter((exception) => used.includes(exception)).forEach((exception) => annotateException(owner, exception));
  return { templates: outcomes.length, entries: outcomes.flatMap(({ entries }) => entries), passes: outcomes.every(({ passes }) => passes), used };
}

// A cluster whose version is not known may run any: what the oldest policy asks for, and what the newest does.
function policyVersionsOf({ policyVersion }: PodHardeningOptions): string[] {
  return policyVersion === undefined ? [OLDEST_SUPPORTED, 'latest'] : [policyVersion];
}

function covers({ kind, name, namespace }: WorkloadException, owner: KubernetesObject): boolean {
  return owner.kind === kind && owner.metadata?.name === name && (namespace === undefined || owner.metadata?.namespace === namespace);
}

function takesNoPodContext(owner: KubernetesObject): boolean {
  return CONTAINER_LEVEL_ONLY.has(`${apiGroup(owner)}/${owner.kind}`);
}
