import type { apps } from '@pulumi/kubernetes';
import * as cdk8s from '../workload/hardened-daemon-set';
import { ConstructComponentOptions } from './component-options';
import { HardenedWorkload, KnownOfWorkload, WholeOfWorkload } from './hardened-workload';
import { InputArgs } from './input-args';

/** Arguments of `HardenedDaemonSet`. */
export type HardenedDaemonSetArgs = InputArgs<cdk8s.HardenedDaemonSetProps, KnownOfWorkload | 'updateStrategy.type', WholeOfWorkload>;

/** `HardenedDaemonSet` as a component. */
export class HardenedDaemonSet extends HardenedWorkload<cdk8s.HardenedDaemonSet> {
  public constructor(name: string, args: HardenedDaemonSetArgs, opts?: ConstructComponentOptions) {
    super('fleetwright:index:HardenedDaemonSet', cdk8s.HardenedDaemonSet, name, args, opts);
  }

  public get daemonSet(): apps.v1.DaemonSet {
    return this.resourceOf(this.construct.daemonSet);
  }
}
