import { ApiObject } from 'cdk8s';
import { objectsOf } from '../construct/edit';
import { Fault } from '../construct/fault';
import { KubernetesObject } from '../manifest/object';
import { describeObject, objectKey } from '../manifest/object-key';
import { podTemplatesOf } from '../manifest/pod-template';
import { autoscalersOf, PlacedAutoscaler } from './replica-scale';
import { workloadsBeside } from './workloads-beside';

/** That two autoscalers scale what an object holds, or mean the same pods. `own` is the one that its construct made. */
export function autoscalerFaults(target: ApiObject, own?: ApiObject): Fault[] {
  return objectsOf(target).flatMap((object): Fault[] => {
    const found = autoscalersOf(target, object);
    if (found.length === 1) { return sharedPods(target, object, found[0], own); }
    if (found.length === 0) { return []; }
    const names = found.map((each) => describeObject(each.object)).join(' and ');
    const hasOwn = found.some(({ source }) => source === own);
    return [{
      id: 'workload/one-autoscaler',
      ...(hasOwn && { prop: 'autoscaling' }),
      rule: `${hasOwn ? '' : `${describeObject(object)} `}must have one autoscaler, but ${names} scale it: each stops where it sees the other (AmbiguousSelector)`,
      fix: hasOwn ? "Leave 'autoscaling' or the others out" : 'Leave all but one out',
    }];
  });
}

/** That the autoscaler of another workload means pods that this one's means too: it goes by the selectors of the two. */
function sharedPods(target: ApiObject, workload: KubernetesObject, { object: autoscaler, source }: PlacedAutoscaler, own: ApiObject | undefined): Fault[] {
  const beside = workloadsBeside(target, workload);
  const key = objectKey(workload);
  const podsOf = new Map<KubernetesObject, KubernetesObject>();
  for (const pods of beside.takenBy(podTemplatesOf(workload)[0]?.selector)) {
    for (const other of beside.taking(pods)) {
      if (!podsOf.has(other) && objectKey(other) !== key) { podsOf.set(other, pods); }
    }
  }
  const shared = [...podsOf].flatMap(([other, pods]) => autoscalersOf(target, other).slice(0, 1).map(({ object }) => ({ other, pods, object })));
  return shared.map(({ other, pods, object }) => {
    const isOwn = source === own;
    const whose = isOwn ? '' : `${describeObject(autoscaler)} `;
    return {
      id: 'workload/one-autoscaler',
      ...(isOwn && { prop: 'autoscaling' }),
      rule: `${whose}must share no pods with another autoscaler, but the pods of ${describeObject(pods)} are selected by ${describeObject(other)} too, which ${describeObject(object)} `
        + 'scales: each stops where it sees the other (AmbiguousSelector)',
      fix: 'Narrow the selector of one of the two, or leave its autoscaler out',
    };
  });
}
