import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { faultAtSynth } from '../construct/faults';
import { warnAtSynth } from '../construct/warning';
import { evictionFaults, jobEvictionWarnings } from './eviction';
import { autoscalerFaults } from './one-autoscaler';
import { singleNodeClaimWarnings } from './single-node-claim';

/** The construct that made a workload, and what it made beside it. */
export interface WorkloadOwner {
  readonly owner: IConstruct;
  readonly budget?: ApiObject;
  readonly autoscaler?: ApiObject;
}

/** Looks at the budgets and autoscalers that whoever wrote around a workload, when all are there. Once, however often it is asked for. */
export function judgeDisruption(target: ApiObject, { owner, budget, autoscaler }: WorkloadOwner = { owner: target }): void {
  if (!isFirst(target, DISRUPTION)) { return; }
  faultAtSynth(owner, () => [...evictionFaults(target, budget), ...autoscalerFaults(target, autoscaler)]);
  warnAtSynth(owner, () => jobEvictionWarnings(target));
}

/** Looks at the claims that a workload mounts, in the same way. */
export function judgeClaims(target: ApiObject, owner: IConstruct = target): void {
  if (isFirst(target, CLAIMS)) { warnAtSynth(owner, () => singleNodeClaimWarnings(target, { isOurs: owner !== target })); }
}

const DISRUPTION = Symbol.for('fleetwright.judgesDisruption');
const CLAIMS = Symbol.for('fleetwright.judgesClaims');

function isFirst(target: ApiObject, mark: symbol): boolean {
  if ((target as any)[mark] === true) { return false; }
  Object.defineProperty(target, mark, { value: true });
  return true;
}
