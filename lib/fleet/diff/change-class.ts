import { FieldChange } from '../../manifest/field-changes';
import { refusedChanges } from '../../manifest/immutable-fields';
import { apiGroup, KubernetesObject } from '../../manifest/object';
import { podTemplatesOf } from '../../manifest/pod-template';
import { opensNetwork } from './network-opened';
import { widensRights } from './rights-widened';

/** What a reviewer wants to know of a change before anything else. */
export enum ChangeClass {
  /** The API server refuses to change the object: it must be deleted and made anew. */
  REPLACED = 'replaced',
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

/** What a change means. `before` or `after` is missing where the object is new, or gone. */
export function classesOf(before: KubernetesObject | undefined, after: KubernetesObject | undefined, changes: readonly FieldChange[]): ChangeClass[] {
  const is: { readonly [K in ChangeClass]: () => boolean } = {
    [ChangeClass.REPLACED]: () => before !== undefined && after !== undefined && refusedChanges(before, after).length > 0,
    [ChangeClass.PODS_RESTART]: () => before !== undefined && after !== undefined && restartsPods(after, changes),
    [ChangeClass.IMAGE]: () => changes.some(({ path }) => /(?:^|\.)(?:init)?[cC]ontainers(?:\.\*(?:\.image)?)?$/.test(path)),
    [ChangeClass.REPLICAS]: () => changes.some(({ path }) => REPLICAS.includes(path)),
    [ChangeClass.DISRUPTION]: () => disrupts(before, after, changes),
    [ChangeClass.RBAC_WIDENED]: () => widensRights(before, after),
    [ChangeClass.NETWORK_OPENED]: () => opensNetwork(before, after),
  };
  return Object.values(ChangeClass).filter((each) => is[each]());
}

const REPLICAS = ['spec.replicas', 'spec.minReplicas', 'spec.maxReplicas', 'spec.minReplicaCount', 'spec.maxReplicaCount', 'spec.parallelism', 'spec.completions'];
const RESTARTING = ['Deployment', 'StatefulSet', 'DaemonSet', 'Rollout', 'CloneSet'];

function restartsPods(after: KubernetesObject, changes: readonly FieldChange[]): boolean {
  if (!RESTARTING.includes(after.kind)) { return false; }
  const templates = podTemplatesOf(after).map(({ path }) => path.join('.'));
  return changes.some(({ path }) => templates.some((template) => path.startsWith(`${template}.`)));
}

const DISRUPTING = /^spec\.(?:strategy|updateStrategy|minReadySeconds|podManagementPolicy|disruption)(?:\.|$)|terminationGracePeriodSeconds$/;

function disrupts(before: KubernetesObject | undefined, after: KubernetesObject | undefined, changes: readonly FieldChange[]): boolean {
  const { kind } = after ?? before!;
  // A new budget takes nothing from anybody.
  if (kind === 'PodDisruptionBudget' && apiGroup(after ?? before!) === 'policy') { return after === undefined || changes.some(({ path }) => path.startsWith('spec')); }
  return before !== undefined && after !== undefined && changes.some(({ path }) => DISRUPTING.test(path));
}
