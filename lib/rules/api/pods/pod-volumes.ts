import { KubernetesObject, listOf, PodTemplate } from '../../../manifest/object';

const CLAIM = { persistentVolumeClaim: {} };
const NONE: ReadonlySet<unknown> = new Set();

/** Names of the volumes that a StatefulSet makes of its claim templates. They take the place of those that the pod says under the same names. */
export function claimedNames(object: KubernetesObject): ReadonlySet<unknown> {
  return object.kind === 'StatefulSet' ? new Set(listOf(object.spec?.volumeClaimTemplates).map((claim) => claim?.metadata?.name)) : NONE;
}

/** The volumes of a pod by their names. */
export function volumesOf(pod: PodTemplate, object: KubernetesObject): ReadonlyMap<unknown, { readonly [field: string]: any }> {
  const own = listOf(pod.spec.volumes).map((volume) => [volume?.name, volume ?? {}] as const);
  return new Map([...own, ...[...claimedNames(object)].map((name) => [name, CLAIM] as const)]);
}
