import { apiGroup, KubernetesObject } from './object';

/** What says by itself how many pods of a workload run: a HorizontalPodAutoscaler, whoever made it, or KEDA. A VerticalPodAutoscaler does not. */
export interface Autoscaler {
  readonly object: KubernetesObject;
  /** The field that says how many are left. */
  readonly fewestField: string;
  /** Fewest replicas of a workload that is not at rest; undefined where that is not known yet. */
  readonly fewest: number | undefined;
  /** Most replicas; undefined where that is not known yet. */
  readonly most: number | undefined;
  /** Whether none is left at rest. The first thing to do brings one. */
  readonly restsAtNone: boolean;
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
  const [fewest, most] = [reading.fewest, reading.most].map(({ field, unsaid }) => knownWholeNumber(object.spec[field] ?? unsaid));
  return { object, fewestField: reading.fewest.field, fewest: fewest === 0 ? 1 : fewest, most, restsAtNone: fewest === 0 };
}

/** Whether KEDA makes a HorizontalPodAutoscaler its own, instead of making one beside it. */
export function takesOver({ kind, metadata, spec }: KubernetesObject, other: KubernetesObject): boolean {
  return kind === 'ScaledObject' && other.kind === 'HorizontalPodAutoscaler'
    && metadata?.annotations?.['scaledobject.keda.sh/transfer-hpa-ownership'] === 'true'
    && spec.advanced?.horizontalPodAutoscalerConfig?.name === other.metadata?.name;
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
