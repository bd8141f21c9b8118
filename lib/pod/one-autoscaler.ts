import { ApiObject } from 'cdk8s';
import { objectsOf } from '../construct/edit';
import { Fault } from '../construct/fault';
import { describeObject } from '../manifest/object-key';
import { autoscalersOf } from './replica-scale';

/** That two autoscalers scale what an object holds. `own` is the one that its construct made. */
export function autoscalerFaults(target: ApiObject, own?: ApiObject): Fault[] {
  return objectsOf(target).flatMap((object): Fault[] => {
    const found = autoscalersOf(target, object);
    if (found.length < 2) { return []; }
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
