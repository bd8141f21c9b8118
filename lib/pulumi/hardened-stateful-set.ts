import type { apps, autoscaling, core, policy } from '@pulumi/kubernetes';
import * as cdk8s from '../workload/hardened-stateful-set';
import { ConstructComponentOptions } from './component-options';
import { HardenedWorkload, KnownOfWorkload, WholeOfWorkload } from './hardened-workload';
import { InputArgs } from './input-args';

/** Arguments of `HardenedStatefulSet`. */
export type HardenedStatefulSetArgs = InputArgs<
  cdk8s.HardenedStatefulSetProps,
  KnownOfWorkload | 'spread' | 'disruptionBudget.enabled' | 'serviceName' | 'quorum' | 'updateStrategy.type',
  WholeOfWorkload
>;

/** `HardenedStatefulSet` as a component. */
export class HardenedStatefulSet extends HardenedWorkload<cdk8s.HardenedStatefulSet> {
  public constructor(name: string, args: HardenedStatefulSetArgs, opts?: ConstructComponentOptions) {
    super('fleetwright:index:HardenedStatefulSet', cdk8s.HardenedStatefulSet, name, args, opts);
  }

  public get statefulSet(): apps.v1.StatefulSet {
    return this.resourceOf(this.construct.statefulSet);
  }

  public get governingService(): core.v1.Service {
    return this.resourceOf(this.construct.governingService);
  }

  public get podDisruptionBudget(): policy.v1.PodDisruptionBudget | undefined {
    return this.resourceOf(this.construct.podDisruptionBudget);
  }

  public get horizontalPodAutoscaler(): autoscaling.v2.HorizontalPodAutoscaler | undefined {
    return this.resourceOf(this.construct.horizontalPodAutoscaler);
  }
}
