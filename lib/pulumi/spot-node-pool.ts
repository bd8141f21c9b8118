import type { apiextensions } from '@pulumi/kubernetes';
import type { ResourceTransform } from '@pulumi/pulumi';
import * as cdk8s from '../scheduling/node-pool/spot-node-pool';
import { ConstructComponentOptions } from './component-options';
import { ConstructComponent } from './construct-component';
import { InputArgs } from './input-args';
import { requireOptions } from './require-options';
import { placementTransform } from './spot-placement';

/** Arguments of `SpotNodePool`. */
export type SpotNodePoolArgs = InputArgs<cdk8s.SpotNodePoolProps, 'name' | 'onDemandBasePercent' | 'onDemandBaseRounding' | 'onDemandFallback'>;

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

  /** Places workloads on these nodes, as `host` does in cdk8s: one of their `transforms`, of a chart that holds them, or of a component. */
  public host(options: cdk8s.SpotHostOptions = {}): ResourceTransform {
    requireOptions(this.construct.node.id, options, 'pool.host()');
    const { onDemandBase, statefulSets } = options;
    const plan = this.construct['plan'];
    return placementTransform({ ...plan, base: onDemandBase === false ? undefined : plan.base, statefulSets });
  }
}
