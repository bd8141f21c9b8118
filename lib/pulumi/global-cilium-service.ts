import type { apiextensions, core } from '@pulumi/kubernetes';
import * as cdk8s from '../network/global-cilium-service';
import { ConstructComponentOptions } from './component-options';
import { ConstructComponent } from './construct-component';
import { InputArgs } from './input-args';

/** Arguments of `GlobalCiliumService`. */
export type GlobalCiliumServiceArgs = InputArgs<cdk8s.GlobalCiliumServiceProps>;

/** `GlobalCiliumService` as a component. */
export class GlobalCiliumService extends ConstructComponent<cdk8s.GlobalCiliumService> {
  public readonly service: core.v1.Service;
  public readonly serviceExport?: apiextensions.CustomResource;
  public readonly ciliumNetworkPolicy?: apiextensions.CustomResource;

  public constructor(name: string, args: GlobalCiliumServiceArgs, opts?: ConstructComponentOptions) {
    super('fleetwright:index:GlobalCiliumService', cdk8s.GlobalCiliumService, name, args, opts);
    this.service = this.resourceOf(this.construct.service);
    this.serviceExport = this.resourceOf(this.construct.serviceExport);
    this.ciliumNetworkPolicy = this.resourceOf(this.construct.ciliumNetworkPolicy);
  }
}
