import { isSameToServer } from './api-defaults';
import { FieldChange, fieldChanges } from './field-changes';
import { atLeast } from './kubernetes-version';
import { apiGroup, KubernetesObject } from './object';
import { objectKey } from './object-key';
import { compareQuantities, quantityOf } from './quantity';
import { parseYaml } from './yaml';

/** Fields of a kind that the API server keeps as they are once an object is there. */
interface Immutable {
  /** From the root of the object; all that is below counts. */
  readonly fields: readonly string[];
  /** What may change all the same. */
  readonly except?: readonly string[];
  /** What may change from a version of Kubernetes on. */
  readonly exceptFrom?: { readonly [minor: string]: readonly string[] };
  /** Only where this holds of the object that is there. */
  readonly when?: (object: KubernetesObject) => boolean;
}

/**
 * As the validation of updates in Kubernetes has it.
 * @see https://github.com/kubernetes/kubernetes/tree/master/pkg/apis (validation.go of each group)
 */
const IMMUTABLE: { readonly [groupKind: string]: readonly Immutable[] } = {
  'apps/Deployment': [{ fields: ['spec.selector'] }],
  'apps/ReplicaSet': [{ fields: ['spec.selector'] }],
  'apps/DaemonSet': [{ fields: ['spec.selector'] }],
  'apps/StatefulSet': [{
    fields: ['spec'],
    except: [
      'spec.replicas', 'spec.ordinals', 'spec.template', 'spec.updateStrategy', 'spec.persistentVolumeClaimRetentionPolicy', 'spec.minReadySeconds',
    ],
    exceptFrom: { '1.33': ['spec.revisionHistoryLimit'] },
  }],
  'batch/Job': [
    { fields: ['spec.selector', 'spec.completionMode', 'spec.podFailurePolicy', 'spec.backoffLimitPerIndex', 'spec.managedBy', 'spec.successPolicy'] },
    // Of an indexed Job, it may change together with the parallelism.
    { fields: ['spec.completions'], when: ({ spec }) => spec?.completionMode !== 'Indexed' },
    // Of one that never started, some of it may change; who knows that is the cluster alone.
    { fields: ['spec.template'] },
  ],
  '/Pod': [{
    fields: ['spec'],
    except: [
      'spec.containers.*.image', 'spec.initContainers.*.image', 'spec.activeDeadlineSeconds', 'spec.tolerations', 'spec.terminationGracePeriodSeconds',
      'spec.schedulingGates',
    ],
  }],
  '/PersistentVolumeClaim': [{ fields: ['spec'], except: ['spec.resources.requests', 'spec.volumeAttributesClassName'] }],
  '/PersistentVolume': [{ fields: ['spec.csi', 'spec.nfs', 'spec.hostPath', 'spec.local', 'spec.volumeMode', 'spec.nodeAffinity'] }],
  '/Service': [
    { fields: ['spec.clusterIP', 'spec.clusterIPs'], when: ({ spec }) => spec?.clusterIP !== undefined && spec?.type !== 'ExternalName' },
    { fields: ['spec.loadBalancerClass'], when: ({ spec }) => spec?.type === 'LoadBalancer' },
  ],
  '/ConfigMap': [{ fields: ['data', 'binaryData', 'immutable'], when: ({ immutable }) => immutable === true }],
  '/Secret': [
    { fields: ['type'] },
    { fields: ['data', 'stringData', 'immutable'], when: ({ immutable }) => immutable === true },
  ],
  'rbac.authorization.k8s.io/RoleBinding': [{ fields: ['roleRef'] }],
  'rbac.authorization.k8s.io/ClusterRoleBinding': [{ fields: ['roleRef'] }],
  'storage.k8s.io/StorageClass': [{ fields: ['provisioner', 'parameters', 'reclaimPolicy', 'volumeBindingMode'] }],
  'scheduling.k8s.io/PriorityClass': [{ fields: ['value', 'preemptionPolicy'] }],
  'node.k8s.io/RuntimeClass': [{ fields: ['handler'] }],
  'networking.k8s.io/IngressClass': [{ fields: ['spec.controller'] }],
  'discovery.k8s.io/EndpointSlice': [{ fields: ['addressType'] }],
  'apiextensions.k8s.io/CustomResourceDefinition': [{ fields: ['spec.group', 'spec.scope', 'spec.names.kind', 'spec.names.plural'] }],
  'resource.k8s.io/ResourceClaim': [{ fields: ['spec'] }],
  // By rules of its definition.
  'karpenter.sh/NodePool': [{ fields: ['spec.template.spec.nodeClassRef.group', 'spec.template.spec.nodeClassRef.kind'] }],
};

/** The changes of an object that the API server refuses, so that it must be made anew. */
export function refusedChanges(before: KubernetesObject, after: KubernetesObject, kubernetesVersion?: string): FieldChange[] {
  return fieldChanges(before, after).filter((change) => (
    (isImmutable(before, change.path, kubernetesVersion) && !isSameToServer(after, change)) || isShrunkClaim(after, change)));
}

/** Volumes grow, and never shrink. */
function isShrunkClaim(object: KubernetesObject, { path, before, after }: FieldChange): boolean {
  if (keyOf(object) !== '/PersistentVolumeClaim' || path !== 'spec.resources.requests.storage') { return false; }
  const [old, now] = [before, after].map(quantityOf);
  return old !== undefined && now !== undefined && compareQuantities(String(after), String(before)) < 0;
}

function isImmutable(object: KubernetesObject, path: string, version: string | undefined): boolean {
  return (IMMUTABLE[keyOf(object)] ?? []).some(({ fields, except = [], exceptFrom = {}, when = () => true }) => {
    const free = [...except, ...Object.entries(exceptFrom).flatMap(([minor, more]) => (atLeast(version, minor) ? more : []))];
    return fields.some((field) => isIn(path, field)) && !free.some((field) => isIn(path, field)) && when(object);
  });
}

/** Whether a path is a field, or below it. `*` is any step. */
function isIn(path: string, field: string): boolean {
  const [steps, wanted] = [path.split('.'), field.split('.')];
  return steps.length >= wanted.length && wanted.every((step, index) => step === '*' || step === steps[index]);
}

function keyOf(object: KubernetesObject): string {
  return `${apiGroup(object)}/${object.kind}`;
}

/** Fields of an object that no API server lets anybody change, and that are changed. */
export interface ImmutableChange {
  /** As it is to be. */
  readonly object: KubernetesObject;
  /** The fields, as far up as they are fixed as a whole: `spec.volumeClaimTemplates`. */
  readonly fields: readonly string[];
}

/** What a text of manifests changes against an earlier one of the same place, and a cluster that has the earlier one refuses. */
export function immutableChanges(before: string, after: string, kubernetesVersion?: string): ImmutableChange[] {
  const [old, now] = [before, after].map(judgedDocuments);
  const earlier = new Map(objectsIn(old.filter((document) => !now.includes(document))).map((object) => [objectKey(object), object]));
  return earlier.size === 0 ? [] : objectsIn(now.filter((document) => !old.includes(document))).flatMap((object) => {
    const known = earlier.get(objectKey(object));
    const changes = known === undefined ? [] : refusedChanges(known, object, kubernetesVersion);
    const fields = [...new Set(changes.map(({ path }) => path.split('.').slice(0, 2).join('.')))];
    return fields.length === 0 ? [] : [{ object, fields }];
  });
}

const JUDGED = new RegExp(`^kind: (?:${[...new Set(Object.keys(IMMUTABLE).map((key) => key.slice(key.indexOf('/') + 1)))].join('|')})$`, 'm');

function judgedDocuments(text: string): string[] {
  return text.split(/^---\n/m).filter((document) => JUDGED.test(document));
}

function objectsIn(documents: readonly string[]): KubernetesObject[] {
  try {
    return parseYaml(documents.join('---\n')) as KubernetesObject[];
  } catch {
    // Somebody has edited it. It is no manifest any more.
    return [];
  }
}
