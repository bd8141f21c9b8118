import { isSameToServer } from '../../manifest/api-defaults';
import { FieldChange, fieldChanges } from '../../manifest/field-changes';
import { refusedChanges } from '../../manifest/immutable-fields';
import { KubernetesObject } from '../../manifest/object';
import { describeObject } from '../../manifest/object-key';
import { compareTexts } from '../output/cluster-files';
import { byObject, IndexedObject } from '../output/cluster-index';
import { WrittenCluster } from '../output/fleet-reader';
import { ChangeClass, classesOf } from './change-class';
import { changesRefusedByDefinition } from './definition-changes';
import { withoutSecrets } from './secret-values';
import { Around, writtenSurroundings } from './surroundings';

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
  /** What an API server said that refuses it; absent where none was asked, or takes it. */
  readonly refusal?: string;
  /** Why an API server could not be asked of it. */
  readonly unasked?: string;
}

/** A live cluster that could not be asked. */
export interface UnseenCluster {
  readonly name: string;
  readonly reason: string;
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
  /** Clusters that could not be asked how they are; absent where none was. */
  readonly unseen?: readonly UnseenCluster[];
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

/** A change in one cluster. */
export interface FoundChange extends Omit<ObjectChange, 'clusters'> {
  readonly cluster: string;
}

function changesOf(cluster: string, before: WrittenCluster | undefined, after: WrittenCluster | undefined): FoundChange[] {
  const [old, now] = [byObject(before?.objects ?? []), byObject(after?.objects ?? [])];
  const keys = [...new Set([...old.keys(), ...now.keys()])];
  const around = { before: writtenSurroundings(before), after: writtenSurroundings(after) };
  return keys.filter((key) => old.get(key)?.hash !== now.get(key)?.hash).flatMap((key) => {
    const [one, other] = [read(before, old.get(key)), read(after, now.get(key))];
    if (one === undefined && other === undefined) { return []; }
    const refused = one === undefined || other === undefined ? [] : [...refusedChanges(one, other), ...changesRefusedByDefinition(one, other, around.after)];
    return foundChange(cluster, { before: one, after: other, refused }, around);
  });
}

/** Two states of an object, and what is known of the way from one to the other. */
export interface ObjectStates {
  readonly before?: KubernetesObject;
  readonly after?: KubernetesObject;
  /** Changes for which it must be made anew. */
  readonly refused: readonly FieldChange[];
  readonly refusal?: string;
  readonly unasked?: string;
}

/** What differs between two states of an object: nothing, or one change. */
export function foundChange(cluster: string, { before, after, refused, refusal, unasked }: ObjectStates, around: Around): FoundChange[] {
  const object = after ?? before!;
  const isChanged = before !== undefined && after !== undefined;
  const changes = isChanged ? fieldChanges(before, after).map((change) => (isSameToServer(after, change) ? { ...change, isSame: true } : change)) : [];
  if (isChanged && changes.length === 0 && refusal === undefined) { return []; }
  return [{
    cluster,
    kind: before === undefined ? ChangeKind.ADDED : after === undefined ? ChangeKind.REMOVED : ChangeKind.CHANGED,
    object: describeObject(object),
    apiVersion: object.apiVersion,
    classes: classesOf({
      before, after, around, changes: changes.filter(({ isSame = false }) => !isSame), isReplaced: refused.length > 0, isRefused: refusal !== undefined,
    }),
    changes: withoutSecrets(object, changes),
    replacedBy: refused.map(({ field }) => field),
    ...(refusal !== undefined && { refusal }),
    ...(unasked !== undefined && { unasked }),
  }];
}

/** The same change in many clusters once. */
export function grouped(found: readonly FoundChange[]): ObjectChange[] {
  const groups = new Map<string, Omit<FoundChange, 'cluster'> & { clusters: string[] }>();
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
