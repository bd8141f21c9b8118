import type { apiextensions } from '@pulumi/kubernetes';
import * as cdk8s from '../scheduling/spot-node-pool';
import { ConstructComponentOptions } from './component-options';
import { ConstructComponent } from './construct-component';
import { InputArgs } from './input-args';

/** Arguments of `SpotNodePool`. */
export type SpotNodePoolArgs = InputArgs<cdk8s.SpotNodePoolProps>;

/** `SpotNodePool` as a component. */
export class SpotNodePool extends ConstructComponent<cdk8s.SpotNodePool> {
  public constructor(name: string, args: SpotNodePoolArgs, opts?: ConstructComponentOptions) {
    super('fleetwright:index:SpotNodePool', cdk8s.SpotNodePool, name, args, opts);
  }

  public get nodePool(): apiextensions.CustomResource | undefined {
    return this.resourceOf(this.construct.nodePool);
  }

  public get baseNodePool(): apiextensions.CustomResource | undefined {
    return this.resourceOf(this.construct.baseNodePool);
  }

  public get nodeClass(): apiextensions.CustomResource | undefined {
    return this.resourceOf(this.construct.nodeClass);
  }

  public get computeClass(): apiextensions.CustomResource | undefined {
    return this.resourceOf(this.construct.computeClass);
  }
}
