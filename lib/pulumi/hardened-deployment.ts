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
  public constructor(name: string, args: HardenedDeploymentArgs, opts?: ConstructComponentOptions) {
    super('fleetwright:index:HardenedDeployment', cdk8s.HardenedDeployment, name, args, opts);
  }

  public get deployment(): apps.v1.Deployment {
    return this.resourceOf(this.construct.deployment);
  }

  public get serviceAccount(): core.v1.ServiceAccount | undefined {
    return this.resourceOf(this.construct.serviceAccount);
  }

  public get podDisruptionBudget(): policy.v1.PodDisruptionBudget | undefined {
    return this.resourceOf(this.construct.podDisruptionBudget);
  }

  public get networkPolicy(): networking.v1.NetworkPolicy | undefined {
    return this.resourceOf(this.construct.networkPolicy);
  }

  public get horizontalPodAutoscaler(): autoscaling.v2.HorizontalPodAutoscaler | undefined {
    return this.resourceOf(this.construct.horizontalPodAutoscaler);
  }

  public get service(): core.v1.Service | undefined {
    return this.resourceOf(this.construct.service);
  }

  /** Its pods, for the `network` of another component. Each of the two says for itself whom it lets in and whom it calls. */
  public get peer(): NetworkPeer {
    return NetworkPeer.pods(this.construct.selectorLabels, { namespace: this.construct.namespace });
  }
}
