/** Fields of metadata that API servers write into everything, and nobody else. */
export const SERVER_FIELDS: readonly string[] = ['creationTimestamp', 'generation', 'managedFields', 'resourceVersion', 'selfLink', 'uid'];
