import { isKnown } from '../../manifest/known';
import { isMap, KubernetesObject } from '../../manifest/object';
import { ClusterManifests } from '../cluster-manifests';
import { PodRule } from '../rule';
import { isMade } from '../stand-ins/provided';
import { mayMakeSecrets } from '../stand-ins/rights';
import { configOf } from './config-of-pods';
import { describeNamed } from './missing';
import { hasNamesake } from './namesake';

/** The keys that a pod asks of a ConfigMap or Secret are in it. */
export const key: PodRule = {
  id: 'reference/key',
  severity: 'error',
  about: 'pod',
  why: 'A container does not start while a key that it needs is not in its ConfigMap or Secret.',
  fix: 'Add the key, or correct its name',
  docs: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/',
  check: (pod, { object, cluster }) => {
    const namespace = cluster.namespaceOf(object);
    const asked = configOf(pod, cluster).filter(({ keys, optional }) => keys.length > 0 && !optional);
    const judged = asked.flatMap((reference) => {
      const keys = keysIn(cluster, reference.kind, namespace, String(reference.name));
      return keys === undefined ? [] : [{ ...reference, has: keys }];
    });
    if (judged.length === 0) { return undefined; }
    return judged.flatMap(({ kind, name, keys, has, user }) => keys.filter(({ key: wanted }) => typeof wanted === 'string' && isKnown(wanted) && !has.has(wanted))
      .map(({ key: wanted, path }) => ({ path: ['spec', ...path], message: `${user} needs the key '${wanted}' of ${describeNamed({ kind, namespace, name })}, which has none of that name` })));
  },
};

/** The keys of an object that is among the manifests; undefined where something else may write some. */
function keysIn(cluster: ClusterManifests, kind: string, namespace: string, name: string): ReadonlySet<string> | undefined {
  const object = cluster.find(kind, namespace, name);
  if (object === undefined || hasNamesake(cluster, object) || isMade(cluster, kind, namespace, name) || (kind === '/Secret' && mayMakeSecrets(cluster, namespace))) { return undefined; }
  return cluster.once('keysIn', () => new Map<KubernetesObject, ReadonlySet<string> | undefined>()).get(object) ?? remember(cluster, object);
}

function remember(cluster: ClusterManifests, object: KubernetesObject): ReadonlySet<string> | undefined {
  const parts: unknown[] = [object.data, object.binaryData, object.stringData].filter((part) => part !== undefined && part !== null);
  const keys = parts.every((part) => isMap(part) && isKnown(part)) ? parts.flatMap((part) => Object.keys(part as object)) : [];
  // An empty one waits for somebody to fill it: a controller, or a bundle that is injected.
  const known = keys.length === 0 || !keys.every(isKnown) ? undefined : new Set(keys);
  cluster.once('keysIn', () => new Map<KubernetesObject, ReadonlySet<string> | undefined>()).set(object, known);
  return known;
}
