import { ApiObject } from 'cdk8s';
import { render } from '../../construct/edit';
import { Fault } from '../../construct/fault';
import { nearestName } from '../../manifest/nearest-name';
import { KubernetesObject } from '../../manifest/object';
import { isWorkload, itemsOf } from '../../manifest/pod-template';
import { leavesOut } from './place-on-spot';
import { SpotLeaveOut } from './spot-plan';

/** What a placement leaves out that is not among the workloads that it was applied to: a slip, and they are placed. */
export function unmatchedLeaveOuts(leaveOut: readonly SpotLeaveOut[], targets: readonly ApiObject[]): Fault[] {
  if (leaveOut.length === 0) { return []; }
  const workloads = workloadsAmong(targets);
  return workloads === undefined ? [] : leaveOut.flatMap((out, index): Fault[] => {
    if (workloads.some((workload) => leavesOut(out, workload))) { return []; }
    const meant = out.kind === undefined ? undefined : nearestName(out.kind, workloads.map(({ kind }) => kind));
    return [{
      id: 'acceptance/unused',
      prop: `leaveOut[${index}]`,
      rule: 'must match a workload that would be placed, and matches none',
      fix: meant === undefined || meant === out.kind ? 'Correct it, or leave it out' : `Use the kind '${meant}', or leave it out`,
    }];
  });
}

/** Undefined where one can't be rendered, which says so itself. */
function workloadsAmong(targets: readonly ApiObject[]): KubernetesObject[] | undefined {
  try {
    return targets.flatMap((target) => flat(render(target).object)).filter(isWorkload);
  } catch {
    return undefined;
  }
}

function flat(object: KubernetesObject): KubernetesObject[] {
  return itemsOf(object)?.flatMap((item) => (item === null ? [] : flat(item))) ?? [object];
}
