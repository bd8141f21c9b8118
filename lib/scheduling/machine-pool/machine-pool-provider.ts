import { Prop } from '../../construct/prop';
import { machinePoolAws, MachinePoolAwsOptions } from './machine-pool-aws';
import { machinePoolAzure, MachinePoolAzureOptions } from './machine-pool-azure';
import { machinePoolGcp, MachinePoolGcpOptions } from './machine-pool-gcp';
import { MachinePoolStrategy } from './machine-pool-strategy';

/** Which cloud has the machines of a `SpotMachinePool`. */
export class MachinePoolProvider {
  /** AWS: an AWSMachinePool, which is an auto scaling group. Spot machines are gone 120 s after the notice. */
  public static aws(options: MachinePoolAwsOptions): MachinePoolProvider {
    return new MachinePoolProvider((prop) => machinePoolAws(options, prop));
  }

  /** Azure: an AzureMachinePool, which is a scale set. Spot machines are gone 30 s after the notice, if there is one. */
  public static azure(options: MachinePoolAzureOptions): MachinePoolProvider {
    return new MachinePoolProvider((prop) => machinePoolAzure(options, prop));
  }

  /** Google Cloud: a GCPMachinePool, which is a managed instance group. Spot machines are gone 30 s after the notice, of which pods get 15. */
  public static gcp(options: MachinePoolGcpOptions): MachinePoolProvider {
    return new MachinePoolProvider((prop) => machinePoolGcp(options, prop));
  }

  private constructor(
    /**
     * Reads what it was given, where a construct can say what is wrong with it.
     * @internal
     */
    public readonly _strategy: (prop: Prop) => MachinePoolStrategy,
  ) {}
}
