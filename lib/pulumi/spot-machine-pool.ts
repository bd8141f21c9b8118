import type { apiextensions } from '@pulumi/kubernetes';
import * as cdk8s from '../scheduling/machine-pool/spot-machine-pool';
import { SpotCapacity } from '../scheduling/spot/spot-capacity';
import { ConstructComponentOptions } from './component-options';
import { ConstructComponent } from './construct-component';
import { InputArgs } from './input-args';

/** Arguments of `SpotMachinePool`. */
export type SpotMachinePoolArgs = InputArgs<cdk8s.SpotMachinePoolProps, 'name' | 'kubeadmConfig'>;

/** `SpotMachinePool` as a component. */
export class SpotMachinePool extends ConstructComponent<cdk8s.SpotMachinePool> {
  public constructor(name: string, args: SpotMachinePoolArgs, opts?: ConstructComponentOptions) {
    super('fleetwright:index:SpotMachinePool', cdk8s.SpotMachinePool, name, args, opts);
  }

  public get machinePool(): apiextensions.CustomResource {
    return this.resourceOf(this.construct.machinePool);
  }

  public get infrastructure(): apiextensions.CustomResource {
    return this.resourceOf(this.construct.infrastructure);
  }

  public get bootstrapConfig(): apiextensions.CustomResource {
    return this.resourceOf(this.construct.bootstrapConfig);
  }

  /** Its nodes, for placing workloads of their cluster on them with `spotPlacement`. */
  public get capacity(): SpotCapacity {
    return this.construct.capacity;
  }
}
