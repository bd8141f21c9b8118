import { FieldPath, valueAt } from '../../manifest/field-path';
import { KubernetesObject, listOf } from '../../manifest/object';
import { ClusterManifests } from '../cluster-manifests';
import { ObjectRule } from '../rule';
import { describeNamed, isMissing, MISSING_FIX, MISSING_OPTIONS } from './missing';

/** The IngressClass, StorageClass or RuntimeClass that something names is there. */
export const classOf: ObjectRule = {
  id: 'reference/class',
  severity: 'warning',
  about: 'object',
  why: 'What is of a class that is not there waits for it: an Ingress for its controller, a claim for its volume, a pod for its runtime.',
  fix: MISSING_FIX,
  docs: 'https://kubernetes.io/docs/concepts/storage/storage-classes/',
  options: MISSING_OPTIONS,
  check: (object, cluster, options) => {
    const named = classesOf(object, cluster).flatMap(({ kind, path }) => {
      const name = valueAt(object, path);
      return typeof name === 'string' && name !== '' ? [{ kind, namespace: '', name, path }] : [];
    });
    if (named.length === 0) { return undefined; }
    return named.filter((each) => isMissing(cluster, each, options)).map((each) => ({ path: each.path, message: `it is of ${describeNamed(each)}, which is not among the manifests` }));
  },
};

function classesOf(object: KubernetesObject, cluster: ClusterManifests): { readonly kind: string; readonly path: FieldPath }[] {
  switch (object.kind) {
    case 'Ingress': return [{ kind: 'networking.k8s.io/IngressClass', path: ['spec', 'ingressClassName'] }];
    case 'PersistentVolumeClaim': return [{ kind: 'storage.k8s.io/StorageClass', path: ['spec', 'storageClassName'] }];
    case 'StatefulSet': return [
      ...listOf(object.spec?.volumeClaimTemplates).map((_, index) => ({ kind: 'storage.k8s.io/StorageClass', path: ['spec', 'volumeClaimTemplates', index, 'spec', 'storageClassName'] })),
      ...runtimesOf(object, cluster),
    ];
    default: return runtimesOf(object, cluster);
  }
}

function runtimesOf(object: KubernetesObject, { workloads }: ClusterManifests): { readonly kind: string; readonly path: FieldPath }[] {
  return workloads.templatesOf(object).map(({ path }) => ({ kind: 'node.k8s.io/RuntimeClass', path: [...path, 'spec', 'runtimeClassName'] }));
}
