import { KubernetesObject } from './object';
import { groupOf } from './object-key';

/** Fields of a kind that the API server keeps as they are once an object is there. */
interface Immutable {
  /** From the root of the object; all that is below counts. */
  readonly fields: readonly string[];
  /** What may change all the same. */
  readonly except?: readonly string[];
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
      'spec.revisionHistoryLimit',
    ],
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

/** Whether the API server refuses that a field of an object changes: it must be made anew. `path` is from its root, without indices: `spec.selector`. */
export function isImmutable(object: KubernetesObject, path: string): boolean {
  const rules = IMMUTABLE[`${groupOf(object)}/${object.kind}`] ?? [];
  return rules.some(({ fields, except = [], when = () => true }) => (
    fields.some((field) => isIn(path, field)) && !except.some((field) => isIn(path, field)) && when(object)));
}

/** Whether a path is a field, or below it. `*` is any step. */
function isIn(path: string, field: string): boolean {
  const [steps, wanted] = [path.split('.'), field.split('.')];
  return steps.length >= wanted.length && wanted.every((step, index) => step === '*' || step === steps[index]);
}
