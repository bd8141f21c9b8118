import { FieldPath } from './field-path';
import { Container, PodSpec } from './object';

/** What a container is in the life of its pod. */
export type ContainerRole = 'init' | 'sidecar' | 'container' | 'ephemeral';

/** A container, where it stands, and what it is there for. */
export interface ContainerRef {
  readonly role: ContainerRole;
  /** From the pod spec: `['initContainers', 0]`. */
  readonly path: FieldPath;
  readonly container: Container;
}

/**
 * Every container of a pod, in the order in which the kubelet meets them. An init container with
 * `restartPolicy: Always` is a sidecar.
 * @see https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
 */
export function containersOf(spec: PodSpec): ContainerRef[] {
  return [
    ...list(spec, 'initContainers', (c) => (c.restartPolicy === 'Always' ? 'sidecar' : 'init')),
    ...list(spec, 'containers', () => 'container'),
    ...list(spec, 'ephemeralContainers', () => 'ephemeral'),
  ];
}

function list(spec: PodSpec, field: 'initContainers' | 'containers' | 'ephemeralContainers', role: (c: Container) => ContainerRole): ContainerRef[] {
  // Hand-written YAML has `initContainers: null`, and worse: what is no list of objects holds no container.
  const containers: unknown = spec[field];
  if (!Array.isArray(containers)) { return []; }
  return containers.flatMap((container, index) =>
    (typeof container === 'object' && container !== null ? [{ role: role(container), path: [field, index], container }] : []));
}
