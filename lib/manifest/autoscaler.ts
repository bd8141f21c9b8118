import { apiGroup, KubernetesObject } from './object';

/** What says by itself how many pods of a workload run: a HorizontalPodAutoscaler, whoever made it, or KEDA. A VerticalPodAutoscaler does not. */
export interface Autoscaler extends ScalingBounds {
  readonly object: KubernetesObject;
}

/** Between which numbers of replicas an autoscaler chooses. */
export interface ScalingBounds {
  /** The field that says how many are left. */
  readonly fewestField: string;
  /** Fewest replicas of a workload that is not at rest; undefined where that is not known yet. */
  readonly fewest: number | undefined;
  /** Most replicas; undefined where that is not known yet. */
  readonly most: number | undefined;
  /** Whether none is left at rest. The first thing to do brings one. */
  readonly restsAtNone: boolean;
  /** The field that says the most. */
  readonly mostField: string;
}

interface Reading {
  readonly fewest: { readonly field: string; readonly unsaid: number };
  readonly most: { readonly field: string; readonly unsaid?: number };
  /** The target of which only the name is said. */
  readonly target?: { readonly apiVersion: string; readonly kind: string };
}

const READINGS: { readonly [groupKind: string]: Reading } = {
  'autoscaling/HorizontalPodAutoscaler': { fewest: { field: 'minReplicas', unsaid: 1 }, most: { field: 'maxReplicas' } },
  'keda.sh/ScaledObject': {
    fewest: { field: 'minReplicaCount', unsaid: 0 }, most: { field: 'maxReplicaCount', unsaid: 100 }, target: { apiVersion: 'apps/v1', kind: 'Deployment' },
  },
};

/** The kinds of objects that may be autoscalers. */
export const AUTOSCALER_KINDS: readonly string[] = Object.keys(READINGS).map((groupKind) => groupKind.slice(groupKind.indexOf('/') + 1));

/** An object as an autoscaler of a workload in the same namespace; undefined where it is none. */
export function autoscalerOf(workload: KubernetesObject, object: KubernetesObject): Autoscaler | undefined {
  const reading = READINGS[`${apiGroup(object)}/${object.kind}`];
  if (reading === undefined || !targets({ ...reading.target, ...given(object.spec?.scaleTargetRef) }, workload)) { return undefined; }
  return { object, ...boundsIn(object, reading) };
}

/** Between which numbers of replicas an object chooses, whatever it scales; undefined where it is no autoscaler. */
export function scalingBounds(object: KubernetesObject): ScalingBounds | undefined {
  const reading = READINGS[`${apiGroup(object)}/${object.kind}`];
  return reading === undefined ? undefined : boundsIn(object, reading);
}

/** The fewest and the most replicas of a workload, between those that its autoscalers say: what it says itself, or one, where it has none. */
export function replicaRange(workload: KubernetesObject, autoscalers: readonly Autoscaler[], replicas: unknown = workload.spec?.replicas ?? 1): Pick<ScalingBounds, 'fewest' | 'most'> {
  const said = knownWholeNumber(replicas);
  if (autoscalers.length === 0) { return { fewest: said, most: said }; }
  return { fewest: extreme(Math.min, autoscalers.map(({ fewest }) => fewest)), most: extreme(Math.max, autoscalers.map(({ most }) => most)) };
}

/** Whether KEDA makes a HorizontalPodAutoscaler its own, instead of making one beside it. */
export function takesOver({ kind, metadata, spec }: KubernetesObject, other: KubernetesObject): boolean {
  return kind === 'ScaledObject' && other.kind === 'HorizontalPodAutoscaler'
    && metadata?.annotations?.['scaledobject.keda.sh/transfer-hpa-ownership'] === 'true'
    && spec.advanced?.horizontalPodAutoscalerConfig?.name === other.metadata?.name;
}

function boundsIn({ spec }: KubernetesObject, reading: Reading): ScalingBounds {
  const [fewest, most] = [reading.fewest, reading.most].map(({ field, unsaid }) => knownWholeNumber(spec?.[field] ?? unsaid));
  return { fewestField: reading.fewest.field, fewest: fewest === 0 ? 1 : fewest, mostField: reading.most.field, most, restsAtNone: fewest === 0 };
}

/** Nothing is known of several numbers before all are. */
function extreme(of: (...numbers: number[]) => number, numbers: readonly (number | undefined)[]): number | undefined {
  return numbers.includes(undefined) ? undefined : of(...numbers as number[]);
}

function targets({ apiVersion, kind, name }: { readonly [field: string]: unknown }, workload: KubernetesObject): boolean {
  return kind === workload.kind && name !== undefined && name === workload.metadata?.name
    && (typeof apiVersion !== 'string' || apiGroup({ apiVersion, kind: workload.kind }) === apiGroup(workload));
}

/** Without what is null, which is as good as left out. */
function given(ref: { readonly [field: string]: unknown } | null | undefined): { readonly [field: string]: unknown } {
  return Object.fromEntries(Object.entries(ref ?? {}).filter(([, value]) => value !== undefined && value !== null));
}

/** A whole number that is known: what stands for one is none. */
export function knownWholeNumber(value: unknown): number | undefined {
  return Number.isInteger(value) ? value as number : undefined;
}
