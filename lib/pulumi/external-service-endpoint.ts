import type { apiextensions, core, discovery, networking } from '@pulumi/kubernetes';
import * as cdk8s from '../network/external-service-endpoint';
import { ConstructComponentOptions } from './component-options';
import { ConstructComponent } from './construct-component';
import { InputArgs } from './input-args';

/** Arguments of `ExternalServiceEndpoint`. */
export type ExternalServiceEndpointArgs = InputArgs<cdk8s.ExternalServiceEndpointProps, 'name' | 'headless' | 'httpRoute.port' | 'ingress.port' | 'ports.name'>;

/** `ExternalServiceEndpoint` as a component. */
export class ExternalServiceEndpoint extends ConstructComponent<cdk8s.ExternalServiceEndpoint> {
  public constructor(name: string, args: ExternalServiceEndpointArgs, opts?: ConstructComponentOptions) {
    super('fleetwright:index:ExternalServiceEndpoint', cdk8s.ExternalServiceEndpoint, name, args, opts);
  }

  public get service(): core.v1.Service {
    return this.resourceOf(this.construct.service);
  }

  public get endpointSlices(): discovery.v1.EndpointSlice[] {
    return this.construct.endpointSlices.map((slice) => this.resourceOf(slice));
  }

  public get ingress(): networking.v1.Ingress | undefined {
    return this.resourceOf(this.construct.ingress);
  }

  public get httpRoute(): apiextensions.CustomResource | undefined {
    return this.resourceOf(this.construct.httpRoute);
  }

  public get backendTlsPolicy(): apiextensions.CustomResource | undefined {
    return this.resourceOf(this.construct.backendTlsPolicy);
  }

  public get serviceEntry(): apiextensions.CustomResource | undefined {
    return this.resourceOf(this.construct.serviceEntry);
  }
}
