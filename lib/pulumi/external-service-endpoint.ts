import type { apiextensions, core, discovery, networking } from '@pulumi/kubernetes';
import * as cdk8s from '../network/external-service-endpoint';
import { ConstructComponentOptions } from './component-options';
import { ConstructComponent } from './construct-component';
import { InputArgs } from './input-args';

/** Arguments of `ExternalServiceEndpoint`. */
export type ExternalServiceEndpointArgs = InputArgs<cdk8s.ExternalServiceEndpointProps>;

/** `ExternalServiceEndpoint` as a component. */
export class ExternalServiceEndpoint extends ConstructComponent<cdk8s.ExternalServiceEndpoint> {
  public readonly service: core.v1.Service;
  public readonly endpointSlices: discovery.v1.EndpointSlice[];
  public readonly ingress?: networking.v1.Ingress;
  public readonly httpRoute?: apiextensions.CustomResource;
  public readonly backendTlsPolicy?: apiextensions.CustomResource;
  public readonly serviceEntry?: apiextensions.CustomResource;

  public constructor(name: string, args: ExternalServiceEndpointArgs, opts?: ConstructComponentOptions) {
    super('fleetwright:index:ExternalServiceEndpoint', cdk8s.ExternalServiceEndpoint, name, args, opts);
    this.service = this.resourceOf(this.construct.service);
    this.endpointSlices = this.construct.endpointSlices.map((slice) => this.resourceOf(slice));
    this.ingress = this.resourceOf(this.construct.ingress);
    this.httpRoute = this.resourceOf(this.construct.httpRoute);
    this.backendTlsPolicy = this.resourceOf(this.construct.backendTlsPolicy);
    this.serviceEntry = this.resourceOf(this.construct.serviceEntry);
  }
}
