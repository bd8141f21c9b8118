import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { apiObjectsOf } from '../construct/api-objects';
import type { HardenedWorkload } from './hardened-workload';

/**
 * The object that is meant where somebody names a construct: the workload of one of ours, or the only object in it. Undefined where the
 * construct is one that merely holds others, such as a chart.
 */
export function namedWorkload(construct: IConstruct): ApiObject | undefined {
  // Not `instanceof`, which knows nothing that another copy of the package made.
  const { workload } = construct as Partial<HardenedWorkload>;
  if (ApiObject.isApiObject(workload)) { return workload; }
  const objects = apiObjectsOf(construct);
  return objects.length === 1 ? objects[0] : undefined;
}
