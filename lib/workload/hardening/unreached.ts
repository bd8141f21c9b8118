import { FieldPath, formatPath } from '../../manifest/field-path';
import { apiGroup, KubernetesObject } from '../../manifest/object';
import { describeObject } from '../../manifest/object-key';
import { removedApi } from '../../schema/served-api';
import { unnamedContainers } from './hardenable-templates';
import { isMap } from './template-edit';
import { mergedLater } from './workflow-templates';

/** Pods that hardening did not reach. */
export interface Unreached {
  readonly owner: KubernetesObject;
  /** Where the containers stand; none where there are none. */
  readonly path?: FieldPath;
  /** Why, as a clause. */
  readonly why: string;
}

const WITH_PODS: ReadonlySet<string> = new Set([
  '/Pod', '/PodTemplate', '/ReplicationController', 'apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet', 'apps/ReplicaSet', 'batch/Job', 'batch/CronJob',
]);

/** Kinds that speak of containers and have none: schemas, and policies about the pods of others. */
const WITHOUT_PODS = /^(apiextensions\.k8s\.io|kyverno\.io|policies\.kyverno\.io|constraints\.gatekeeper\.sh|templates\.gatekeeper\.sh|mutations\.gatekeeper\.sh)\//;

/**
 * The pods of an object that hardening did not reach: of a workload without containers, as it becomes of a file with the wrong indentation, and
 * containers of a custom resource where none are known to stand. `reached` are the places of all pod templates that were hardened.
 */
export function unreachedIn(owner: KubernetesObject, reached: readonly FieldPath[], hasContainers: boolean): Unreached[] {
  const gone = removedApi(owner);
  if (gone !== undefined) { return [{ owner, why: gone }]; }
  const kind = `${apiGroup(owner)}/${owner.kind}`;
  if (WITH_PODS.has(kind)) {
    return hasContainers ? [] : [{ owner, why: 'it has no containers, and API servers refuse it: what its file says may be indented wrongly' }];
  }
  if (WITHOUT_PODS.test(kind)) { return []; }
  const later = mergedLater(owner);
  const isReached = (path: FieldPath) => [...reached, ...later].some((place) => place.every((step, index) => path[index] === step));
  return [
    ...containerLists(owner, []).filter((path) => !isReached(path)).map((path) => ({ owner, path, why: 'hardening does not know this kind, and leaves its containers as they are' })),
    ...later.map((path) => ({ owner, path, why: 'Argo merges it into the pods of steps later; say it in each of them' })),
    ...unnamedContainers(owner).map((path) => ({ owner, path, why: 'ECK adds the main container by itself; name it there, and hardening reaches it' })),
  ];
}

/** What is to be said of pods that hardening did not reach. */
export function unreachedWarnings(
  { object, unreached }: { readonly object: KubernetesObject; readonly unreached: readonly Unreached[] },
): { readonly id: string; readonly message: string }[] {
  return unreached.map(({ owner, path, why }) => ({
    id: 'workload/unreached-pods',
    message: `${owner === object ? '' : `${describeObject(owner)}, `}${path === undefined ? 'nothing was hardened' : `${formatPath(path)} was not hardened`}: ${why}.`,
  }));
}

/** Where lists stand that are called as those of containers are, and hold such. */
function containerLists(value: unknown, path: FieldPath): FieldPath[] {
  if (Array.isArray(value)) { return value.flatMap((item, index) => containerLists(item, [...path, index])); }
  if (!isMap(value)) { return []; }
  return Object.entries(value).flatMap(([key, child]) => {
    const isList = (key === 'containers' || key === 'initContainers') && Array.isArray(child) && child.some((item) => isMap(item) && typeof item.image === 'string');
    return isList ? [[...path, key]] : containerLists(child, [...path, key]);
  });
}
