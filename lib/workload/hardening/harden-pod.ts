import { FieldPath, valueAt } from '../../manifest/field-path';
import { OLDEST_SUPPORTED } from '../../manifest/kubernetes-version';
import { apiGroup, KubernetesObject } from '../../manifest/object';
import { podTemplatesOf } from '../../manifest/pod-template';
import { annotatedExceptions, annotateException } from './exception-annotations';
import { hardenTemplate, TemplateHardening } from './harden-template';
import { FieldException, Subject, TemplateEntry } from './subject';
import { copyOf } from './template-edit';

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
  /** How many pod templates it holds: with none, nothing was changed. */
  readonly templates: number;
  /** Whether all of them pass `restricted` now. */
  readonly passes: boolean;
  /** The exceptions that something was left for. */
  readonly used: ReadonlySet<FieldException>;
}

/** Custom resources whose controllers refuse a `securityContext` of the pod unless they are told to take it. */
const CONTAINER_LEVEL_ONLY: ReadonlySet<string> = new Set(['serving.knative.dev/Service', 'serving.knative.dev/Configuration']);

/**
 * Sets in every pod template of an object what Pod Security `restricted` requires and the pod left unset, and what was asked for
 * beside. What a pod says explicitly stays, and is among the entries where it violates. Hardening the result again changes nothing.
 */
export function hardenPod(object: KubernetesObject, options: PodHardeningOptions): HardenedObject {
  const hardened = copyOf(object);
  const entries: ObjectEntry[] = [];
  const used = new Set<FieldException>();
  let passes = true;
  const templates = podTemplatesOf(hardened);
  for (const { template, path } of templates) {
    const owner = ownerOf(hardened, path);
    const given = options.exceptions.filter((exception) => covers(exception, owner));
    const subject = new Subject(template, policyVersionsOf(options), [...given, ...annotatedExceptions(owner)], takesNoPodContext(owner));
    hardenTemplate(subject, options);
    passes &&= subject.findings().length === 0;
    entries.push(...subject.entries.map((entry) => ({ ...entry, owner, path: [...path, ...entry.path] })));
    subject.used.forEach((exception) => used.add(exception));
    given.filter((exception) => subject.used.has(exception)).forEach((exception) => annotateException(owner, exception));
  }
  return { object: hardened, entries, templates: templates.length, passes, used };
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

/** The object that a pod template belongs to: inside a List, the item. */
function ownerOf(root: KubernetesObject, path: FieldPath): KubernetesObject {
  if (root.kind !== 'List' || path[0] !== 'items') { return root; }
  return ownerOf(valueAt(root, path.slice(0, 2)) as KubernetesObject, path.slice(2));
}
