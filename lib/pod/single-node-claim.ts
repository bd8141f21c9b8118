import { ApiObject } from 'cdk8s';
import { neighboursNamed, objectsOf } from '../construct/edit';
import { WarningText } from '../construct/warning';
import { knownWholeNumber } from '../manifest/autoscaler';
import { valueAt } from '../manifest/field-path';
import { countOf, intOrPercentFault } from '../manifest/int-or-percent';
import { knownPart } from '../manifest/known';
import { KubernetesObject, PodTemplate } from '../manifest/object';
import { describeObject, objectKey } from '../manifest/object-key';
import { podTemplatesOf, PodTemplateRef } from '../manifest/pod-template';
import { isOfJobs, isReplicated } from '../manifest/replicated-kinds';
import { HOST_KEY } from '../manifest/topology-spread';
import { demandsOwnZone, zonesLeft } from '../manifest/zone-placement';
import { replicaScale, ReplicaScale } from './replica-scale';
import { claimNames, workloadsBeside } from './workloads-beside';

// Kubernetes' own.
const MAX_UNAVAILABLE = '25%';

/** A claim whose volume only the pods of one node can mount, or only one pod. */
interface SingleNodeClaim {
  readonly object: KubernetesObject;
  readonly mode: 'ReadWriteOnce' | 'ReadWriteOncePod';
}

/**
 * The replicas of a workload, and the pods of its rollouts, that wait for a volume which another node holds. Claims are those of its tree.
 * `isOurs` says that it is written by props.
 */
export function singleNodeClaimWarnings(target: ApiObject, { isOurs }: { readonly isOurs: boolean }): WarningText[] {
  const recreate = isOurs ? "'rollout: { type: RolloutType.RECREATE }'" : "'strategy: { type: Recreate }'";
  const ownClaims = isOurs ? "'Volume.claimTemplate(…)'" : "'volumeClaimTemplates'";
  return objectsOf(target).flatMap((object) => podTemplatesOf(object).flatMap((ref) => {
    const { template } = ref;
    const scale = scaleOf(target, object);
    return claimsOf(target, object, template)
      .filter(({ mode }) => mode === 'ReadWriteOncePod' || !staysOnOneNode(template, object.metadata?.namespace))
      .flatMap((claim) => {
        const waiting = shared(claim, scale, object, { recreate, ownClaims }) ?? hanging(claim, scale, object, recreate)
          ?? sharedByAJob(claim, object, ref, isOurs);
        const messages = [waiting, contested(claim, object, template, target)];
        return messages.flatMap((message) => (message === undefined ? [] : [{ id: 'workload/single-node-claim', object: describeObject(object), message }]));
      });
  }));
}

function claimsOf(target: ApiObject, { metadata }: KubernetesObject, template: PodTemplate): SingleNodeClaim[] {
  return [...claimNames(template)].flatMap((name) => neighboursNamed(target, 'PersistentVolumeClaim', metadata?.namespace, name)).flatMap(({ object }) => {
    const mode = modeOf(object.spec?.accessModes);
    return mode === undefined ? [] : [{ object, mode }];
  });
}

/** Undefined for what many nodes can mount, and for what is not known yet. */
function modeOf(modes: unknown): SingleNodeClaim['mode'] | undefined {
  if (!Array.isArray(modes) || modes.length !== 1) { return undefined; }
  return modes[0] === 'ReadWriteOnce' || modes[0] === 'ReadWriteOncePod' ? modes[0] : undefined;
}

/** Whether all its pods run on one node anyway. */
function staysOnOneNode(template: PodTemplate, namespace: string | undefined): boolean {
  return demandsOwnZone(template, HOST_KEY, namespace) || zonesLeft(template, HOST_KEY)?.length === 1;
}

/** A DaemonSet has as many pods as there are nodes. */
function scaleOf(target: ApiObject, object: KubernetesObject): ReplicaScale | 'nodes' | undefined {
  if (object.kind === 'DaemonSet') { return 'nodes'; }
  return isReplicated(object) ? replicaScale(target, object) : undefined;
}

/** How a way out is written. */
interface Spelling {
  readonly recreate: string;
  readonly ownClaims: string;
}

function shared(
  { object: claim, mode }: SingleNodeClaim, scale: ReplicaScale | 'nodes' | undefined, { kind }: KubernetesObject, { recreate, ownClaims }: Spelling,
): string | undefined {
  if (scale === undefined || (scale !== 'nodes' && (scale.most === undefined || scale.most < 2))) { return undefined; }
  const who = scale === 'nodes' ? 'the pods of all nodes' : `${scale.fewest === scale.most ? '' : 'up to '}${scale.most} replicas`;
  const what = mode === 'ReadWriteOnce' ? 'those that come to another node than the first never start' : 'all but the first never start';
  const others = scale === 'nodes' ? 'an ephemeral volume' : kind === 'StatefulSet' ? `${ownClaims}, which gives each replica a claim of its own, or one replica`
    : `a StatefulSet, whose replicas have claims of their own, one replica${kind === 'Deployment' ? ` with ${recreate}` : ''}`;
  return `${who} mount ${describeObject(claim)}, which is ${mode}: ${what}. Use ${others}, or ReadWriteMany where the storage has it.`;
}

/** Of pods that end by themselves, so that others need not wait for ever. */
function sharedByAJob({ object: claim, mode }: SingleNodeClaim, object: KubernetesObject, { path }: PodTemplateRef, isOurs: boolean): string | undefined {
  if (!isOfJobs(object)) { return undefined; }
  const { parallelism = 1, completions } = knownPart((valueAt(object, path.slice(0, -1)) ?? {}) as { readonly [field: string]: unknown });
  const most = Math.min(knownWholeNumber(parallelism) ?? 1, knownWholeNumber(completions) ?? Infinity);
  const oneJob = oneJobAtATime(object, isOurs);
  if (most < 2 && oneJob === undefined) { return undefined; }
  const who = most < 2 ? 'Jobs that run at a time' : `up to ${most} pods at a time`;
  const what = mode === 'ReadWriteOnce' ? 'those that come to another node than the first wait until those have ended' : 'all but the first wait until it has ended';
  const others = [...most < 2 ? [] : ["'parallelism: 1'"], ...oneJob === undefined ? [] : [oneJob]];
  return `${who} mount ${describeObject(claim)}, which is ${mode}: ${what}. `
    + `Use ${others.join(' and ')}, an ephemeral volume, or ReadWriteMany where the storage has it.`;
}

/** What keeps Jobs from running beside each other that may. */
function oneJobAtATime({ kind, spec }: KubernetesObject, isOurs: boolean): string | undefined {
  switch (kind) {
    // Who does not say that they may rarely has Jobs that do.
    case 'CronJob': return spec?.concurrencyPolicy !== 'Allow' ? undefined : isOurs ? "'ConcurrencyPolicy.FORBID'" : "'concurrencyPolicy: Forbid'";
    case 'ScaledJob': return spec?.maxReplicaCount === 1 ? undefined : "'maxReplicaCount: 1'";
    default: return undefined;
  }
}

/** Of a rollout that keeps the old pod until the new one is ready. */
function hanging({ object: claim, mode }: SingleNodeClaim, scale: ReplicaScale | 'nodes' | undefined, object: KubernetesObject, recreate: string): string | undefined {
  if (object.kind !== 'Deployment' || scale === undefined || scale === 'nodes' || scale.fewest !== 1 || !keepsTheOnly(object.spec.strategy)) { return undefined; }
  const [wait, oncePod] = mode === 'ReadWriteOnce' ? ['on another node, the new pod waits for it', ', and ReadWriteOncePod where no two pods may ever write'] : ['the new pod waits for it', ''];
  return `it mounts ${describeObject(claim)}, which is ${mode}: ${wait}, while a rollout keeps the old pod until the new one is ready, and hangs. `
    + `Use ${recreate}${oncePod}, or a StatefulSet.`;
}

/** That other workloads mount it. */
function contested({ object: claim, mode }: SingleNodeClaim, object: KubernetesObject, template: PodTemplate, target: ApiObject): string | undefined {
  const key = objectKey(object);
  const mounting = workloadsBeside(target, object).mounting(claim.metadata!.name!)
    .filter((other) => objectKey(other.workload) !== key && (mode === 'ReadWriteOncePod' || !(followsOnANode(template) || followsOnANode(other.template))));
  const others = [...new Set(mounting.map(({ workload }) => workload))];
  if (others.length === 0) { return undefined; }
  const what = mode === 'ReadWriteOnce' ? 'those that come to another node than the first never start' : 'all but the first never start';
  return `${describeObject(claim)}, which is ${mode}, is mounted by ${others.map(describeObject).join(' and ')} too: of the pods of all, ${what}. `
    + `Use ReadWriteMany where the storage has it${mode === 'ReadWriteOnce' ? `, or a required podAffinity over '${HOST_KEY}' of one to the other` : ''}.`;
}

/** Whether a pod is bound to the nodes of some others, which may be those that have the volume. */
function followsOnANode({ spec }: PodTemplate): boolean {
  const terms: unknown = spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return Array.isArray(terms) && terms.some((term) => term?.topologyKey === HOST_KEY);
}

function keepsTheOnly(strategy: any): boolean {
  const maxUnavailable = strategy?.rollingUpdate?.maxUnavailable ?? MAX_UNAVAILABLE;
  return (strategy?.type ?? 'RollingUpdate') === 'RollingUpdate'
    && intOrPercentFault(maxUnavailable) === undefined && countOf(maxUnavailable, 1, 'down') === 0;
}
