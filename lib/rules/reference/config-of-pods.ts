import { ConfigReference, configReferencesOf } from '../../manifest/config-references';
import { PodTemplate } from '../../manifest/object';
import { ClusterManifests } from '../cluster-manifests';
import { Answer, OptionValues, PodPlace } from '../rule';
import { describeNamed, isMissing } from './missing';

/** The ConfigMaps and Secrets of a pod, found once for all rules that ask. */
export function configOf(pod: PodTemplate, cluster: ClusterManifests): readonly ConfigReference[] {
  const known = cluster.once('configOf', () => new WeakMap<PodTemplate, readonly ConfigReference[]>());
  const found = known.get(pod) ?? configReferencesOf(pod.spec);
  known.set(pod, found);
  return found;
}

/** Those of some references of a pod of which there is nothing, each name once. The references are of one kind. */
export function missingConfig(references: readonly ConfigReference[], { object, cluster }: PodPlace, options: OptionValues): Answer {
  if (references.length === 0) { return undefined; }
  const namespace = cluster.namespaceOf(object);
  const said = new Set<unknown>();
  return references.flatMap(({ kind, name, path, user, optional }) => {
    const named = { kind, namespace, name };
    if (said.has(name) || !isMissing(cluster, named, options)) { return []; }
    said.add(name);
    return [{ path: ['spec', ...path], message: `${user} ${optional ? 'asks for' : 'needs'} ${describeNamed(named)}, which is not among the manifests` }];
  });
}
