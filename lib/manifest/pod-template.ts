import { askOnce } from './ask-once';
import { FieldPath, valueAt } from './field-path';
import { apiGroup, KubernetesObject, LabelSelector, PodTemplate } from './object';

/** A pod template inside an object. `template` is the object's own data: editing it edits the object. */
export interface PodTemplateRef {
  readonly template: PodTemplate;
  /** From the object's root to the template: `['spec', 'template']`; empty for a Pod, which is its own template. */
  readonly path: FieldPath;
  /** How the owner finds its pods; undefined where the owner has no selector (Pod, Job, CronJob, PodTemplate). */
  readonly selector?: LabelSelector;
}

/** Kinds with pod templates, by `group/Kind`; `*` stands for each element of a list or value of a map. */
const TEMPLATE_PATHS: { readonly [groupKind: string]: FieldPath } = {
  '/Pod': [],
  '/PodTemplate': ['template'],
  '/ReplicationController': ['spec', 'template'],
  'apps/Deployment': ['spec', 'template'],
  'apps/StatefulSet': ['spec', 'template'],
  'apps/DaemonSet': ['spec', 'template'],
  'apps/ReplicaSet': ['spec', 'template'],
  'batch/Job': ['spec', 'template'],
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
  // Custom resources whose template is a complete one that its controller copies into pods.
  'argoproj.io/Rollout': ['spec', 'template'],
  'apps.kruise.io/CloneSet': ['spec', 'template'],
  'apps.kruise.io/StatefulSet': ['spec', 'template'],
  'apps.kruise.io/DaemonSet': ['spec', 'template'],
  'serving.knative.dev/Service': ['spec', 'template'],
  'jobset.x-k8s.io/JobSet': ['spec', 'replicatedJobs', '*', 'template', 'spec', 'template'],
  // Of a leader and of its workers, beside fields that are no templates.
  'leaderworkerset.x-k8s.io/LeaderWorkerSet': ['spec', 'leaderWorkerTemplate', '*'],
  'keda.sh/ScaledJob': ['spec', 'jobTargetRef', 'template'],
  'batch.volcano.sh/Job': ['spec', 'tasks', '*', 'template'],
};

const IN_SPEC: FieldPath = ['spec', 'template'];

/** Kinds of workloads that are known by name. Others may hold a pod template all the same. */
export const WORKLOAD_KINDS: readonly string[] = [...new Set(Object.keys(TEMPLATE_PATHS).map((groupKind) => groupKind.slice(groupKind.indexOf('/') + 1)))];

/**
 * Every pod template in an object: of the built-in workloads, of custom resources known to embed one, and of any
 * other object whose `spec.template` has the shape of one. The items of a list are searched too.
 *
 * @param own where they stand, for a kind that is not known
 */
export function podTemplatesOf(object: KubernetesObject, own?: FieldPath): readonly PodTemplateRef[] {
  return own === undefined ? askOnce(object, templatesIn) : templatesIn(object, own);
}

function templatesIn(object: KubernetesObject, own?: FieldPath): readonly PodTemplateRef[] {
  const items = itemsOf(object);
  if (items !== undefined) {
    return items.flatMap((item, index) => (item === null ? [] : podTemplatesOf(item)).map((ref) => ({ ...ref, path: ['items', index, ...ref.path] })));
  }
  const known = own ?? TEMPLATE_PATHS[`${apiGroup(object)}/${object.kind}`];
  // As most objects are.
  if (known === undefined && object.spec?.template === undefined) { return NONE; }
  const path = known ?? IN_SPEC;
  const paths = path.includes('*') ? expand(object, path) : [path];
  const found: PodTemplateRef[] = [];
  for (const each of paths) {
    const template = valueAt(object, each);
    if (isPodTemplate(template)) { found.push({ template, path: each, selector: selectorOf(object) }); }
  }
  return found;
}

const NONE: readonly never[] = [];

/**
 * The items of a `List`, or of the list of one kind as the API server answers it: `DeploymentList`, whose items are of that kind where they
 * don't say so themselves, and null where something is no object. Undefined where an object is no list. What an item holds is the list's own data.
 */
export function itemsOf(object: KubernetesObject | null | undefined): (KubernetesObject | null)[] | undefined {
  if (!Array.isArray(object?.items) || !String(object.kind).endsWith('List')) { return undefined; }
  const { apiVersion, kind } = object;
  // Hand-written lists hold null and worse.
  const items: any[] = object.items.map((item: unknown) => (typeof item === 'object' ? item ?? null : null));
  if (kind === 'List') { return items; }
  const isBare = (item: any) => item !== null && (item.kind ?? item.apiVersion ?? undefined) === undefined;
  return items.map((item) => (isBare(item) ? { ...item, apiVersion, kind: kind.slice(0, -'List'.length) } : item));
}

/** Whether an object is a workload: whether it holds any pod template. */
export function isWorkload(object: KubernetesObject): boolean {
  return podTemplatesOf(object).length > 0;
}

/** Every path that a path with `*`, for each element of a list or value of a map, stands for. */
export function expand(root: unknown, path: FieldPath): FieldPath[] {
  const star = path.indexOf('*');
  if (star < 0) { return [path]; }
  const parent = valueAt(root, path.slice(0, star));
  if (typeof parent !== 'object' || parent === null) { return []; }
  const keys = Array.isArray(parent) ? parent.keys() : Object.keys(parent);
  return [...keys].flatMap((key) => expand(root, [...path.slice(0, star), key, ...path.slice(star + 1)]));
}

function isPodTemplate(value: any): value is PodTemplate {
  return Array.isArray(value?.spec?.containers);
}

function selectorOf(object: KubernetesObject): LabelSelector | undefined {
  const selector = object.spec?.selector;
  if (typeof selector !== 'object' || selector === null) { return undefined; }
  // A ReplicationController's selector is a bare map of labels.
  if (object.kind === 'ReplicationController') { return { matchLabels: selector }; }
  return selector;
}
