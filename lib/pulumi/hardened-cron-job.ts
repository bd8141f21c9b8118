import type { batch } from '@pulumi/kubernetes';
import * as cdk8s from '../workload/hardened-cron-job';
import { ConstructComponentOptions } from './component-options';
import { HardenedWorkload, KnownOfWorkload, WholeOfWorkload } from './hardened-workload';
import { InputArgs } from './input-args';

/** Arguments of `HardenedCronJob`. */
export type HardenedCronJobArgs = InputArgs<cdk8s.HardenedCronJobProps, KnownOfWorkload, WholeOfWorkload>;

/** `HardenedCronJob` as a component. */
export class HardenedCronJob extends HardenedWorkload<cdk8s.HardenedCronJob> {
  public constructor(name: string, args: HardenedCronJobArgs, opts?: ConstructComponentOptions) {
    super('fleetwright:index:HardenedCronJob', cdk8s.HardenedCronJob, name, args, opts);
  }

  public get cronJob(): batch.v1.CronJob {
    return this.resourceOf(this.construct.cronJob);
  }
}
