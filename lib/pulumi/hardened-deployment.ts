import type { apps, autoscaling, policy } from '@pulumi/kubernetes';
import * as cdk8s from '../workload/hardened-deployment';
import { ConstructComponentOptions } from './component-options';
import { HardenedWorkload, KnownOfWorkload, WholeOfWorkload } from './hardened-workload';
import { InputArgs } from './input-args';

/** Arguments of `HardenedDeployment`. */
export type HardenedDeploymentArgs = InputArgs<cdk8s.HardenedDeploymentProps, KnownOfWorkload | 'spread' | 'disruptionBudget.enabled' | 'rollout.type', WholeOfWorkload>;

/** `HardenedDeployment` as a component. */
export class HardenedDeployment extends HardenedWorkload<cdk8s.HardenedDeployment> {
  public constructor(name: string, args: HardenedDeploymentArgs, opts?: ConstructComponentOptions) {
    super('fleetwright:index:HardenedDeployment', cdk8s.HardenedDeployment, name, args, opts);
  }

  public get deployment(): apps.v1.Deployment {
    return this.resourceOf(this.construct.deployment);
  }

  public get podDisruptionBudget(): policy.v1.PodDisruptionBudget | undefined {
    return this.resourceOf(this.construct.podDisruptionBudget);
  }

  public get horizontalPodAutoscaler(): autoscaling.v2.HorizontalPodAutoscaler | undefined {
    return this.resourceOf(this.construct.horizontalPodAutoscaler);
  }
}
