import type { batch } from '@pulumi/kubernetes';
import * as cdk8s from '../workload/hardened-job';
import { ConstructComponentOptions } from './component-options';
import { HardenedWorkload, KnownOfWorkload, WholeOfWorkload } from './hardened-workload';
import { InputArgs } from './input-args';

/** Arguments of `HardenedJob`. */
export type HardenedJobArgs = InputArgs<cdk8s.HardenedJobProps, KnownOfWorkload | 'suffix', WholeOfWorkload>;

/** `HardenedJob` as a component. */
export class HardenedJob extends HardenedWorkload<cdk8s.HardenedJob> {
  public constructor(name: string, args: HardenedJobArgs, opts?: ConstructComponentOptions) {
    super('fleetwright:index:HardenedJob', cdk8s.HardenedJob, name, args, opts);
  }

  public get job(): batch.v1.Job {
    return this.resourceOf(this.construct.job);
  }
}
