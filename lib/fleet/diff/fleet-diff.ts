import { FieldChange, fieldChanges } from '../../manifest/field-changes';
import { refusedChanges } from '../../manifest/immutable-fields';
import { KubernetesObject } from '../../manifest/object';
import { describeObject } from '../../manifest/object-key';
import { compareTexts } from '../output/cluster-files';
import { byObject, IndexedObject } from '../output/cluster-index';
import { WrittenCluster } from '../output/fleet-reader';
import { ChangeClass, classesOf } from './change-class';
import { withoutSecrets } from './secret-values';

/** What happens to an object. */
export enum ChangeKind {
  ADDED = 'added',
  REMOVED = 'removed',
  CHANGED = 'changed',
}

/** The same change of the same object, in one cluster or many. */
export interface ObjectChange {
  readonly kind: ChangeKind;
  /** As people name it: `Deployment 'shop/web'`. */
  readonly object: string;
  readonly apiVersion: string;
  /** In the order of their names. */
  readonly clusters: readonly string[];
  readonly classes: readonly ChangeClass[];
  /** Of a changed object, the fields that differ. Values of Secrets are not told. */
  readonly changes: readonly FieldChange[];
  /** Of those, the fields for which the object must be made anew. */
  readonly replacedBy: readonly string[];
}

/** How two states of a fleet differ. */
export interface FleetDiff {
  readonly addedClusters: readonly string[];
  readonly removedClusters: readonly string[];
  /** How many clusters there are, and in how many of them something differs. */
  readonly clusters: number;
  readonly changedClusters: number;
  /** What weighs most comes first. */
  readonly changes: readonly ObjectChange[];
}

/** How two states differ, by their indexes: only objects whose hashes differ are read. */
export function diffFleets(before: readonly WrittenCluster[], after: readonly WrittenCluster[]): FleetDiff {
  const [old, now] = [byName(before), byName(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  const found = names.flatMap((name) => changesOf(name, old.get(name), now.get(name)));
  return {
    addedClusters: names.filter((name) => !old.has(name)),
    removedClusters: names.filter((name) => !now.has(name)),
    clusters: names.length,
    changedClusters: new Set(found.map(({ cluster }) => cluster)).size,
    changes: grouped(found),
  };
}

interface Found extends Omit<ObjectChange, 'clusters'> {
  readonly cluster: string;
}

function changesOf(cluster: string, before: WrittenCluster | undefined, after: WrittenCluster | undefined): Found[] {
  const [old, now] = [byObject(before?.objects ?? []), byObject(after?.objects ?? [])];
  const keys = [...new Set([...old.keys(), ...now.keys()])];
  return keys.filter((key) => old.get(key)?.hash !== now.get(key)?.hash).flatMap((key) => {
    const [one, other] = [read(before, old.get(key)), read(after, now.get(key))];
    return one === undefined && other === undefined ? [] : foundChange(cluster, one, other);
  });
}

function foundChange(cluster: string, before: KubernetesObject | undefined, after: KubernetesObject | undefined): Found[] {
  const object = after ?? before!;
  const changes = before === undefined || after === undefined ? [] : fieldChanges(before, after);
  if (before !== undefined && after !== undefined && changes.length === 0) { return []; }
  return [{
    cluster,
    kind: before === undefined ? ChangeKind.ADDED : after === undefined ? ChangeKind.REMOVED : ChangeKind.CHANGED,
    object: describeObject(object),
    apiVersion: object.apiVersion,
    classes: classesOf(before, after, changes),
    changes: withoutSecrets(object, changes),
    replacedBy: before === undefined || after === undefined ? [] : refusedChanges(before, after).map(({ field }) => field),
  }];
}

/** The same change in many clusters once. */
function grouped(found: readonly Found[]): ObjectChange[] {
  const groups = new Map<string, Omit<Found, 'cluster'> & { clusters: string[] }>();
  for (const { cluster, ...change } of found) {
    const key = JSON.stringify(change, bigints);
    const group = groups.get(key);
    if (group === undefined) { groups.set(key, { ...change, clusters: [cluster] }); } else { group.clusters.push(cluster); }
  }
  return [...groups.values()].sort((a, b) => weight(a) - weight(b) || compareTexts(a.object, b.object) || compareTexts(a.clusters[0], b.clusters[0]));
}

/** Whole numbers that JavaScript cannot hold are read as they are. */
export function bigints(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}` : value;
}

const ORDER = Object.values(ChangeClass);

/** By the first of its classes; what has none comes last, additions behind changes. */
function weight({ classes, kind }: Pick<ObjectChange, 'classes' | 'kind'>): number {
  const first = ORDER.findIndex((each) => classes.includes(each));
  if (first >= 0) { return first; }
  return ORDER.length + [ChangeKind.REMOVED, ChangeKind.CHANGED, ChangeKind.ADDED].indexOf(kind);
}

function read(cluster: WrittenCluster | undefined, object: IndexedObject | undefined): KubernetesObject | undefined {
  return object === undefined ? undefined : cluster?.read(object);
}

function byName(clusters: readonly WrittenCluster[]): Map<string, WrittenCluster> {
  return new Map(clusters.map((cluster) => [cluster.name, cluster]));
}
