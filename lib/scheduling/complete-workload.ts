import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { apiObjectsOf } from '../construct/api-objects';
import { render } from '../construct/edit';
import { Fault } from '../construct/fault';
import { pathOf } from '../construct/path';
import { isWorkload } from '../manifest/pod-template';

/** What is done with the workloads of a construct, and how it is said where one came too late for it. */
interface Completion {
  readonly prop: string;
  /** What becomes of it: `hosted`. */
  readonly becomes: string;
  readonly fix: string;
}

/** What can be seen of a construct only once it is complete: that it holds no workload, or one that came after the others were `reached`. */
export function completenessFaults(construct: IConstruct, reached: ReadonlySet<ApiObject>, { prop, becomes, fix }: Completion): Fault[] {
  const fault = { id: 'scheduling/complete-workload', prop };
  const workloads = apiObjectsOf(construct).filter(isRenderedWorkload);
  if (workloads.length === 0) { return [{ ...fault, rule: 'must be or contain a workload', got: pathOf(construct), fix: 'Name a construct with pods' }]; }
  return workloads.filter((object) => !reached.has(object))
    .map((object) => ({ ...fault, rule: `must be complete before it is ${becomes}, but a workload was added later`, got: pathOf(object), fix }));
}

function isRenderedWorkload(object: ApiObject): boolean {
  try {
    return isWorkload(render(object).object);
  } catch {
    // It says itself why it can't be rendered, when it is.
    return true;
  }
}
