import { isDeepStrictEqual } from 'node:util';
import { DeliveredTree } from '../fleet/delivered-tree';
import { autoscalerOf } from '../manifest/autoscaler';
import { isMap, KubernetesObject } from '../manifest/object';
import { objectKey } from '../manifest/object-key';

// What engines that know a base and differences from it share: Karmada, Open Cluster Management, KubeFed.

/** A state of an object, and the clusters that have it like this. */
export interface ObjectVariant {
  readonly object: KubernetesObject;
  /** Sorted. */
  readonly clusters: readonly string[];
}

/** An object of one kind, namespace and name, as clusters have it. */
export interface SharedObject {
  /** Those that have it, sorted. */
  readonly clusters: readonly string[];
  /**
   * Its states. First the one that most clusters have, of several the one of the first cluster by name: it is the base from which the others differ. It is
   * one of them, and not only what they share, which may be no legal object.
   */
  readonly variants: readonly [ObjectVariant, ...ObjectVariant[]];
}

/** The objects of one namespace, or those that state none, of all clusters. */
export interface SharedApp {
  readonly namespace?: string;
  /** Those that have any of them, sorted. */
  readonly clusters: readonly string[];
  /** Sorted by group, kind and name. */
  readonly objects: readonly SharedObject[];
}

/**
 * What clusters have, namespace by namespace: those that state none come first. Of an object that is alike in many clusters, one copy is held, and nothing of
 * the namespaces before.
 */
export function* sharedApps(tree: DeliveredTree): Generator<SharedApp> {
  const clusters = [...tree.clusters].sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ name, apps }) => ({
    name, apps: new Map(apps.map((app) => [app.namespace ?? NONE, app])),
  }));
  for (const namespace of [...new Set(clusters.flatMap(({ apps }) => [...apps.keys()]))].sort()) {
    const states = new Map<string, Map<string, Variant>>();
    for (const { name, apps } of clusters) {
      const seen = new Map<string, number>();
      for (const object of apps.get(namespace)?.readManifests() ?? []) {
        const key = numbered(objectKey(object), seen);
        const variants = states.get(key) ?? new Map<string, Variant>();
        states.set(key, variants);
        // Files are written with their keys in order, so that what is alike is the same text.
        const text = JSON.stringify(object);
        const variant = variants.get(text);
        if (variant === undefined) { variants.set(text, { object, clusters: [name] }); } else { variant.clusters.push(name); }
      }
    }
    yield {
      ...(namespace !== NONE && { namespace }),
      clusters: clusters.filter(({ apps }) => apps.has(namespace)).map(({ name }) => name),
      objects: [...states].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, variants]) => sharedObject([...variants.values()])),
    };
  }
}

/** Sorted before all names. */
const NONE = '';

interface Variant {
  readonly object: KubernetesObject;
  readonly clusters: string[];
}

/** Any number of objects may share a `generateName`. */
function numbered(key: string, seen: Map<string, number>): string {
  const count = seen.get(key) ?? 0;
  seen.set(key, count + 1);
  return count === 0 ? key : `${key}/${count}`;
}

function sharedObject(variants: readonly Variant[]): SharedObject {
  const [base, ...others] = [...variants].sort((a, b) => b.clusters.length - a.clusters.length || (a.clusters[0] < b.clusters[0] ? -1 : 1));
  return { clusters: variants.flatMap(({ clusters }) => clusters).sort(), variants: [base, ...others] };
}

/** Whether an autoscaler among objects of the same namespace sets the replicas of a workload, in whichever cluster. */
export function isScaled(workload: KubernetesObject, around: readonly SharedObject[]): boolean {
  return around.some(({ variants }) => variants.some(({ object }) => autoscalerOf(workload, object) !== undefined));
}

/** An operation of RFC 6902. */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace';
  /** A JSON pointer (RFC 6901). */
  readonly path: string;
  /** Absent of a `remove`. */
  readonly value?: unknown;
}

/**
 * What makes one object of another: the shortest of what changes its fields one by one and what writes a whole map or list anew. No path is in it twice.
 *
 * It holds as well where an API server has left out of the object what is empty to it, as it does with `''`, `0`, `false`, `{}` and `[]`, or has added what
 * it fills in: nothing is replaced or removed that it may have left out, but for fields of the object itself.
 */
export function differenceOf(from: KubernetesObject, to: KubernetesObject): PatchOperation[] {
  return betweenMaps(from, to, '');
}

/** Whether a value is one that an API server may leave out. */
export function isEmptyValue(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) { return value === '' || value === 0 || value === false || value === null; }
  return Object.keys(value).length === 0;
}

/** A step of a JSON pointer. */
export function pointerStep(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

type Container = { readonly [key: string]: unknown };

function between(from: unknown, to: unknown, path: string, isElement = false): PatchOperation[] {
  if (isDeepStrictEqual(from, to)) { return []; }
  // Whoever holds the object has more in there.
  if (path === '/metadata' && isMap(from) && isMap(to)) { return betweenMaps(from, to, path); }
  // `add` writes a field, there or not. Of an element, it would write another one before it.
  const whole: PatchOperation[] = [{ op: isEmptyValue(from) && !isElement ? 'add' : 'replace', path, value: to }];
  if (isEmptyValue(from) || isEmptyValue(to)) { return whole; }
  if (isMap(from) && isMap(to)) { return losesEmpty(from, to) ? whole : shorter(betweenMaps(from, to, path), whole); }
  if (Array.isArray(from) && Array.isArray(to)) { return shorter(betweenLists(from, to, path), whole); }
  return whole;
}

function betweenMaps(from: Container, to: Container, path: string): PatchOperation[] {
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].sort().flatMap((key): PatchOperation[] => {
    const at = `${path}/${pointerStep(key)}`;
    if (!Object.hasOwn(to, key)) { return [{ op: 'remove', path: at }]; }
    return Object.hasOwn(from, key) ? between(from[key], to[key], at) : [{ op: 'add', path: at, value: to[key] }];
  });
}

/** Whether a field goes that may not be there. */
function losesEmpty(from: Container, to: Container): boolean {
  return Object.keys(from).some((key) => !Object.hasOwn(to, key) && isEmptyValue(from[key]));
}

/** Between what lists share at their beginning and at their end, elements are changed in their order, and the rest comes or goes. */
function betweenLists(from: readonly unknown[], to: readonly unknown[], path: string): PatchOperation[] {
  const least = Math.min(from.length, to.length);
  let start = 0;
  while (start < least && isDeepStrictEqual(from[start], to[start])) { start += 1; }
  let end = 0;
  while (end < least - start && isDeepStrictEqual(from[from.length - 1 - end], to[to.length - 1 - end])) { end += 1; }
  const [last, lastTo] = [from.length - end, to.length - end];
  const changed = Math.min(last, lastTo);
  const operations: PatchOperation[] = [];
  for (let at = start; at < changed; at += 1) { operations.push(...between(from[at], to[at], `${path}/${at}`, true)); }
  for (let at = changed; at < lastTo; at += 1) { operations.push({ op: 'add', path: `${path}/${at}`, value: to[at] }); }
  // From the last on, so that the others stay where they are.
  for (let at = last - 1; at >= changed; at -= 1) { operations.push({ op: 'remove', path: `${path}/${at}` }); }
  return operations;
}

function shorter(inside: PatchOperation[], whole: PatchOperation[]): PatchOperation[] {
  return JSON.stringify(inside).length <= JSON.stringify(whole).length ? inside : whole;
}
