import { FieldPath } from '../../manifest/field-path';
import { isKnown } from '../../manifest/known';
import { OLDEST_SUPPORTED } from '../../manifest/kubernetes-version';
import { KubernetesObject, PodTemplate } from '../../manifest/object';
import { plainCopy } from '../../manifest/plain-copy';
import { itemsOf } from '../../manifest/pod-template';
import { annotatedExceptions, annotateException } from './exception-annotations';
import { hardenTemplate, TemplateHardening } from './harden-template';
import { hardenableTemplates, heldObjects } from './hardenable-templates';
import { ImageUser, imageOf } from './image-users';
import { FieldException, PodUnderHardening, TemplateEntry } from './pod-under-hardening';
import { read } from './template-edit';
import { Unreached, unreachedIn } from './unreached';

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
  /** RuntimeClasses whose pods go to nodes with Windows. */
  readonly windowsClasses?: readonly string[];
  /** What gives a ServiceAccount rights, e.g. `RoleBinding 'shop/reader'`; undefined where nothing is known to. */
  readonly rightsOf?: (namespace: string | undefined, serviceAccount: string) => string | undefined;
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
  /** Pods in it that stay as they are. Their paths begin at the root of the object. */
  readonly unreached: readonly Unreached[];
  /** Containers that hardening told not to be root, and of whose user only their image knows. */
  readonly imageUsers: readonly ImageUser[];
  /** The exceptions that something was left for. */
  readonly used: ReadonlySet<FieldException>;
}

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
    withoutPods: outcomes.filter(({ templates, unreached }) => templates === 0 && unreached.length === 0).length,
    unreached: outcomes.flatMap(({ unreached }) => unreached),
    imageUsers: withPods.flatMap(({ imageUsers }) => imageUsers),
    used: new Set(withPods.flatMap(({ used }) => used)),
  };
}

/** What may hold pod templates: the object itself, or each that it holds. */
function ownersIn(object: KubernetesObject | null, path: FieldPath = []): { owner: KubernetesObject; path: FieldPath }[] {
  // Hand-written lists hold null and worse.
  if (typeof object?.apiVersion !== 'string') { return []; }
  const held = itemsOf(object)?.map((item, index) => ({ object: item, path: ['items', index] as FieldPath })) ?? heldObjects(object);
  return held === undefined ? [{ owner: object, path }] : held.flatMap((each) => ownersIn(each.object, [...path, ...each.path]));
}

interface OwnerOutcome {
  readonly templates: number;
  readonly entries: readonly ObjectEntry[];
  readonly passes: boolean;
  readonly unreached: readonly Unreached[];
  readonly imageUsers: readonly ImageUser[];
  readonly used: readonly FieldException[];
}

/** Hardens each pod template of one object in place. */
function hardenTemplates(owner: KubernetesObject, at: FieldPath, options: PodHardeningOptions): OwnerOutcome {
  const given = options.exceptions.filter((exception) => covers(exception, owner));
  const exceptions = [...given, ...annotatedExceptions(owner)];
  const templates = hardenableTemplates(owner);
  const outcomes = templates.map(({ template, pathOf, containerLevelOnly, tokenNeed = tokenNeedOf(owner, template, options), settle }) => {
    const pod = new PodUnderHardening(template, policyVersionsOf(options), exceptions, containerLevelOnly, tokenNeed, options.windowsClasses);
    hardenTemplate(pod, options);
    settle();
    const entries = pod.entries.map((entry) => ({ ...entry, owner, path: [...at, ...pathOf(entry.path)] }));
    const imageUsers = pod.imageUsers.map(({ label, path }) => ({ owner, container: label, image: imageOf(read(template, path)) }));
    return { entries, passes: pod.findings().length === 0, imageUsers, used: [...pod.used] };
  });
  const used = outcomes.flatMap((outcome) => outcome.used);
  given.filter((exception) => used.includes(exception)).forEach((exception) => annotateException(owner, exception));
  return {
    templates: outcomes.length,
    entries: outcomes.flatMap(({ entries }) => entries),
    passes: outcomes.every(({ passes }) => passes),
    unreached: unreachedIn(owner, templates.map(({ root }) => root), templates.length > 0)
      .map((each) => (each.path === undefined ? each : { ...each, path: [...at, ...each.path] })),
    imageUsers: outcomes.flatMap(({ imageUsers }) => imageUsers),
    used,
  };
}

/** Why a pod needs its token, where a binding tells. */
function tokenNeedOf(owner: KubernetesObject, { spec }: PodTemplate, { rightsOf }: PodHardeningOptions): string | undefined {
  const name: unknown = spec.serviceAccountName ?? spec.serviceAccount ?? 'default';
  if (typeof name !== 'string') { return undefined; }
  const binding = rightsOf?.(owner.metadata?.namespace, name);
  return binding === undefined ? undefined : `${binding} gives its ServiceAccount${isKnown(name) ? ` '${name}'` : ''} rights`;
}

// A cluster whose version is not known may run any: what the oldest policy asks for, and what the newest does.
function policyVersionsOf({ policyVersion }: PodHardeningOptions): string[] {
  return policyVersion === undefined ? [OLDEST_SUPPORTED, 'latest'] : [policyVersion];
}

function covers({ kind, name, namespace }: WorkloadException, owner: KubernetesObject): boolean {
  return owner.kind === kind && owner.metadata?.name === name && (namespace === undefined || owner.metadata?.namespace === namespace);
}
