import type { apps, autoscaling, core, networking, policy } from '@pulumi/kubernetes';
import { NetworkPeer } from '../construct/network-peer';
import * as cdk8s from '../workload/hardened-deployment';
import { ConstructComponentOptions } from './component-options';
import { ConstructComponent } from './construct-component';
import { InputArgs } from './input-args';

/** Arguments of `HardenedDeployment`. */
export type HardenedDeploymentArgs = InputArgs<cdk8s.HardenedDeploymentProps>;

/** `HardenedDeployment` as a component. */
export class HardenedDeployment extends ConstructComponent<cdk8s.HardenedDeployment> {
  public readonly deployment: apps.v1.Deployment;
  public readonly serviceAccount?: core.v1.ServiceAccount;
  public readonly podDisruptionBudget?: policy.v1.PodDisruptionBudget;
  public readonly networkPolicy?: networking.v1.NetworkPolicy;
  public readonly horizontalPodAutoscaler?: autoscaling.v2.HorizontalPodAutoscaler;
  public readonly service?: core.v1.Service;

  public constructor(name: string, args: HardenedDeploymentArgs, opts?: ConstructComponentOptions) {
    super('fleetwright:index:HardenedDeployment', cdk8s.HardenedDeployment, name, args, opts);
    this.deployment = this.resourceOf(this.construct.deployment);
    this.serviceAccount = this.resourceOf(this.construct.serviceAccount);
    this.podDisruptionBudget = this.resourceOf(this.construct.podDisruptionBudget);
    this.networkPolicy = this.resourceOf(this.construct.networkPolicy);
    this.horizontalPodAutoscaler = this.resourceOf(this.construct.horizontalPodAutoscaler);
    this.service = this.resourceOf(this.construct.service);
  }

  /** Its pods, for the `network` of another component. Each of the two says for itself whom it lets in and whom it calls. */
  public get peer(): NetworkPeer {
    return NetworkPeer.pods(this.construct.selectorLabels, { namespace: this.construct.namespace });
  }
}
