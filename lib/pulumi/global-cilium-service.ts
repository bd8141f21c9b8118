import type { apiextensions, core } from '@pulumi/kubernetes';
import * as cdk8s from '../network/global-cilium-service';
import { ConstructComponentOptions } from './component-options';
import { ConstructComponent } from './construct-component';
import { InputArgs } from './input-args';

/** Arguments of `GlobalCiliumService`. */
export type GlobalCiliumServiceArgs = InputArgs<
  cdk8s.GlobalCiliumServiceProps, 'name' | 'allowFrom.ports' | 'headless' | 'ports.name' | 'remotePodLabels' | 'shared' | 'syncEndpointSlices'
>;

/** `GlobalCiliumService` as a component. */
export class GlobalCiliumService extends ConstructComponent<cdk8s.GlobalCiliumService> {
  public constructor(name: string, args: GlobalCiliumServiceArgs, opts?: ConstructComponentOptions) {
    super('fleetwright:index:GlobalCiliumService', cdk8s.GlobalCiliumService, name, args, opts);
  }

  public get service(): core.v1.Service {
    return this.resourceOf(this.construct.service);
  }

  public get serviceExport(): apiextensions.CustomResource | undefined {
    return this.resourceOf(this.construct.serviceExport);
  }

  public get ciliumNetworkPolicy(): apiextensions.CustomResource | undefined {
    return this.resourceOf(this.construct.ciliumNetworkPolicy);
  }
}
