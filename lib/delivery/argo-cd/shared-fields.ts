import { DeliveredApp } from '../../fleet/delivered-tree';
import { autoscalerOf, AUTOSCALER_KINDS } from '../../manifest/autoscaler';
import { apiGroup, KubernetesObject } from '../../manifest/object';

/** A field of an object that Argo CD leaves to others, as an Application says it. */
export interface IgnoredDifference {
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly jsonPointers: readonly string[];
}

/** What all annotations of an object may hold together. What is applied from the client is written into one of them. */
const ANNOTATIONS_LIMIT = 262_144;
/** The annotation's own name, and what Argo CD adds. */
const ROOM = 1_024;
/** Far below the limit, as JSON may be longer than its YAML where it escapes much. */
const WORTH_A_LOOK = ANNOTATIONS_LIMIT / 4;

/** The replicas of workloads that an autoscaler of the same app chooses. */
export function ignoredDifferences(app: DeliveredApp): IgnoredDifference[] {
  if (!app.objects.some(({ kind }) => AUTOSCALER_KINDS.includes(kind))) { return []; }
  const objects: KubernetesObject[] = app.readManifests();
  const autoscalers = objects.filter(({ kind }) => AUTOSCALER_KINDS.includes(kind));
  return objects.filter((workload) => autoscalers.some((autoscaler) => autoscalerOf(workload, autoscaler) !== undefined)).map((workload) => ({
    group: apiGroup(workload),
    kind: workload.kind,
    ...(workload.metadata?.namespace !== undefined && { namespace: workload.metadata.namespace }),
    name: workload.metadata!.name!,
    jsonPointers: ['/spec/replicas'],
  }));
}

/** Whether an object is too large to be written into an annotation of itself, as `kubectl apply` does, so that the server must apply it. */
export function needsServerSideApply(app: DeliveredApp): boolean {
  return app._hasFileAbove(WORTH_A_LOOK) && app.readManifests().some((object: KubernetesObject) => {
    const others = Object.entries(object.metadata?.annotations ?? {}).reduce((sum, [key, value]) => sum + bytesOf(key) + bytesOf(String(value)), 0);
    return bytesOf(JSON.stringify(object)) + others + ROOM > ANNOTATIONS_LIMIT;
  });
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}
