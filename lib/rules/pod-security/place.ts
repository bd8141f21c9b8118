import { FieldPath, formatPath } from '../../manifest/field-path';
import { elementsAt, read, UNKNOWN } from './reading';

/** What holds a field: the pod itself, one of its containers or one of its volumes. */
export interface Place {
  /** From the root of the pod template. */
  readonly path: FieldPath;
  /** As messages call it: `the pod`, `container 'app'`. */
  readonly label: string;
  /** The container's name, where this is a container with a name. */
  readonly container?: string;
}

/** The pod itself, whose fields stand in `spec`. */
export const POD: Place = { path: ['spec'], label: 'the pod' };

/** Every container of a pod that is known, in the order in which Kubernetes' checks visit them. */
export function containerPlaces(template: unknown): Place[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((field) => placesAt(template, ['spec', field], 'container'));
}

/** Every volume of a pod that is known. */
export function volumePlaces(template: unknown): Place[] {
  return placesAt(template, ['spec', 'volumes'], 'volume');
}

/** The pod and every container that is known: what has a `securityContext`. */
export function securityContextPlaces(template: unknown): Place[] {
  return [POD, ...containerPlaces(template)];
}

function placesAt(template: unknown, list: FieldPath, what: 'container' | 'volume'): Place[] {
  return elementsAt(template, list).filter((path) => {
    const element = read(template, path);
    // A null in a list is an empty object to Kubernetes: it leaves everything unset.
    return element !== UNKNOWN && (element === undefined || typeof element === 'object');
  }).map((path) => named(template, path, what));
}

function named(template: unknown, path: FieldPath, what: 'container' | 'volume'): Place {
  const name = read(template, [...path, 'name']);
  if (typeof name !== 'string' || name === '') { return { path, label: `${what} ${formatPath(path.slice(1))}` }; }
  return { path, label: `${what} '${name}'`, ...(what === 'container' ? { container: name } : {}) };
}
