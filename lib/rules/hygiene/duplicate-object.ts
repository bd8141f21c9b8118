import { isDeepStrictEqual } from 'node:util';
import { isKnown } from '../../manifest/known';
import { KubernetesObject } from '../../manifest/object';
import { describeObject } from '../../manifest/object-key';
import { ClusterManifests, groupKindOf } from '../cluster-manifests';
import { ClusterRule, ObjectViolation } from '../rule';

/** An object stands among the manifests of a cluster once, or the same each time. */
export const duplicateObject: ClusterRule = {
  id: 'hygiene/duplicate-object',
  severity: 'error',
  about: 'cluster',
  why: 'Of two that differ, the cluster has the one that was applied last, and each apply changes it twice.',
  fix: 'Keep one of them, or give it another name or namespace',
  docs: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/',
  admission: 'a cluster has one object of a name',
  options: {
    acrossFiles: { type: 'boolean', default: false, description: 'Also where the two stand in different files that no fleet has written, which are often variants.' },
  },
  check: (cluster, { acrossFiles }) => {
    const first = new Map<string, KubernetesObject>();
    return cluster.objects.flatMap((object): ObjectViolation[] => {
      const name: unknown = object.metadata?.name;
      if (typeof name !== 'string' || name === '' || !isKnown(name)) { return []; }
      const key = `${acrossFiles === true ? '' : cluster.fileOf(object) ?? ''} ${keyOf(object, name, cluster)}`;
      const earlier = first.get(key);
      if (earlier === undefined) { first.set(key, object); return []; }
      if (isDeepStrictEqual(earlier, object)) { return []; }
      return [{ object, path: ['metadata', 'name'], message: `there is another ${describeObject(object)} before this one, and they differ` }];
    });
  },
};

/** By its group and kind, whatever the version. */
function keyOf(object: KubernetesObject, name: string, cluster: ClusterManifests): string {
  return `${groupKindOf(object)}/${cluster.namespaceOf(object)}/${name}`;
}
