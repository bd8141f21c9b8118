import { KubernetesObject } from './object';

/** Fields of metadata that API servers write into everything, and nobody else. */
export const SERVER_FIELDS: readonly string[] = ['creationTimestamp', 'generation', 'managedFields', 'resourceVersion', 'selfLink', 'uid'];

/** An object as somebody wrote it, of what an API server answered. */
export function withoutServerFields(object: KubernetesObject): KubernetesObject {
  const metadata = Object.fromEntries(Object.entries(object.metadata ?? {}).filter(([field]) => !SERVER_FIELDS.includes(field)));
  return { ...object, metadata };
}
