import { FieldChange } from '../../manifest/field-changes';
import { apiGroup, KubernetesObject } from '../../manifest/object';
import { podTemplatesOf } from '../../manifest/pod-template';
import { opensNetwork } from './network-opened';
import { widensRights } from './rights-widened';
import { Around } from './surroundings';

/** What a reviewer wants to know of a change before anything else. */
export enum ChangeClass {
  /** The API server refuses to change the object: it must be deleted and made anew. */
  REPLACED = 'replaced',
  /** The API server does not take the object as it is. */
  REFUSED = 'refused',
  /** Pods that run are replaced by others. */
  PODS_RESTART = 'pods restart',
  /** Another image runs. */
  IMAGE = 'image',
  /** Another number of pods runs, or may run. */
  REPLICAS = 'replicas',
  /** How many pods may be missing at a time, or for how long they may end. */
  DISRUPTION = 'disruption',
  /** Somebody may do more than before. */
  RBAC_WIDENED = 'RBAC widened',
  /** Somebody is let through who was not before. */
  NETWORK_OPENED = 'network opened',
}

/** A change, and where it happens. */
export interface JudgedChange {
  /** Missing where the object is new. */
  readonly before?: KubernetesObject;
  /** Missing where it is gone. */
  readonly after?: KubernetesObject;
  /** The fields that differ to the API server. */
  readonly changes: readonly FieldChange[];
  readonly around: Around;
  /** Whether the object must be made anew. */
  readonly isReplaced?: boolean;
  /** Whether an API server was asked, and refuses. */
  readonly isRefused?: boolean;
}

/** What a change means. */
export function classesOf({ before, after, changes, around, isReplaced = false, isRefused = false }: JudgedChange): ChangeClass[] {
  // What only says what the API server fills in changes nothing for anybody.
  if (before !== undefined && after !== undefined && changes.length === 0 && !isRefused) { return []; }
  const is: { readonly [K in ChangeClass]: () => boolean } = {
    [ChangeClass.REPLACED]: () => isReplaced,
    [ChangeClass.REFUSED]: () => isRefused && !isReplaced,
    [ChangeClass.PODS_RESTART]: () => before !== undefined && after !== undefined && restartsPods(after, changes),
    [ChangeClass.IMAGE]: () => changes.some(({ path }) => /(?:^|\.)(?:init)?[cC]ontainers(?:\.\*(?:\.image)?)?$/.test(path)),
    [ChangeClass.REPLICAS]: () => changes.some(({ path }) => REPLICAS.includes(path)),
    [ChangeClass.DISRUPTION]: () => disrupts(before, after, changes),
    [ChangeClass.RBAC_WIDENED]: () => widensRights(before, after, around),
    [ChangeClass.NETWORK_OPENED]: () => opensNetwork(before, after, around),
  };
  return Object.values(ChangeClass).filter((each) => is[each]());
}

const REPLICAS = ['spec.replicas', 'spec.minReplicas', 'spec.maxReplicas', 'spec.minReplicaCount', 'spec.maxReplicaCount', 'spec.parallelism', 'spec.completions'];
const RESTARTING = ['Deployment', 'StatefulSet', 'DaemonSet', 'Rollout', 'CloneSet'];

function restartsPods(after: KubernetesObject, changes: readonly FieldChange[]): boolean {
  if (!RESTARTING.includes(after.kind) || waitsForDeletion(after)) { return false; }
  const templates = podTemplatesOf(after).map(({ path }) => path.join('.'));
  return changes.some(({ path }) => templates.some((template) => path.startsWith(`${template}.`)));
}

/** Whether pods that run stay as they are, until somebody deletes them or says that they may go. */
function waitsForDeletion({ kind, spec }: KubernetesObject): boolean {
  if (kind === 'Deployment') { return spec?.paused === true; }
  const { type, rollingUpdate } = spec?.updateStrategy ?? {};
  return type === 'OnDelete' || (kind === 'StatefulSet' && Number(rollingUpdate?.partition ?? 0) >= Number(spec?.replicas ?? 1));
}

const DISRUPTING = /^spec\.(?:strategy|updateStrategy|minReadySeconds|podManagementPolicy|disruption)(?:\.|$)|terminationGracePeriodSeconds$/;

function disrupts(before: KubernetesObject | undefined, after: KubernetesObject | undefined, changes: readonly FieldChange[]): boolean {
  const { kind } = after ?? before!;
  // A new budget takes nothing from anybody.
  if (kind === 'PodDisruptionBudget' && apiGroup(after ?? before!) === 'policy') { return after === undefined || changes.some(({ path }) => path.startsWith('spec')); }
  return before !== undefined && after !== undefined && changes.some(({ path }) => DISRUPTING.test(path));
}
