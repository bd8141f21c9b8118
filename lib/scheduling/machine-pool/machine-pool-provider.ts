import { FactoryArguments, judgedWhereUsed } from '../../construct/factory-options';
import { machinePoolAws, MachinePoolAwsOptions } from './machine-pool-aws';
import { machinePoolAzure, MachinePoolAzureOptions } from './machine-pool-azure';
import { machinePoolGcp, MachinePoolGcpOptions } from './machine-pool-gcp';
import { MachinePoolStrategy } from './machine-pool-strategy';

/** Which cloud has the machines of a `SpotMachinePool`. */
export class MachinePoolProvider {
  /** AWS: an AWSMachinePool, which is an auto scaling group. Spot machines are gone 120 s after the notice. */
  public static aws(options: MachinePoolAwsOptions): MachinePoolProvider {
    return new MachinePoolProvider(judgedWhereUsed({ options }, (given, prop) => machinePoolAws(given.options, prop)));
  }

  /** Azure: an AzureMachinePool, which is a scale set. Spot machines are gone 30 s after the notice, if there is one. */
  public static azure(options: MachinePoolAzureOptions): MachinePoolProvider {
    return new MachinePoolProvider(judgedWhereUsed({ options }, (given, prop) => machinePoolAzure(given.options, prop)));
  }

  /** Google Cloud: a GCPMachinePool, which is a managed instance group. Spot machines are gone 30 s after the notice, of which pods get 15. */
  public static gcp(options: MachinePoolGcpOptions): MachinePoolProvider {
    return new MachinePoolProvider(judgedWhereUsed({ options }, (given, prop) => machinePoolGcp(given.options, prop)));
  }

  private constructor(
    /** @internal */
    public readonly _strategy: FactoryArguments<MachinePoolStrategy>,
  ) {}
}
