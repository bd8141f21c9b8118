import * as pulumi from '@pulumi/pulumi';
import { Fault } from '../../construct/fault';
import { NodeTaint, taintText } from '../../scheduling/node-options';
import { SpotCapacity } from '../../scheduling/spot/spot-capacity';
import { isOutput } from '../outputs';
import { optionalPackage } from './optional-package';
import { countFaults, furtherFaults, FurtherArguments, ruleFault, taintFaults, throwFaults, warnOfFewTypes } from './spot-pool';

/** What becomes of a machine that Azure takes back. */
export enum AksEvictionPolicy {
  /** It is deleted with its disk. */
  DELETE = 'Delete',
  /** It is stopped, costs its disk, and counts against the quota. */
  DEALLOCATE = 'Deallocate',
}

/** Arguments for `AksSpotAgentPool`. */
export interface AksSpotAgentPoolArgs {
  /** The resource group of the cluster. */
  readonly resourceGroupName: pulumi.Input<string>;

  /** Name of the AKS cluster. */
  readonly resourceName: pulumi.Input<string>;

  /**
   * Machine sizes that suit the pods, by the name of the agent pool: AKS has one size in each. A name is up to 12 lower-case letters and digits.
   * With fewer than two, the warning `scheduling/few-machine-types`.
   */
  readonly vmSizes: { readonly [agentPoolName: string]: pulumi.Input<string> };

  /** The most nodes of each pool. */
  readonly maxCount: pulumi.Input<number>;

  /**
   * The fewest nodes of each pool, and how many there are at first.
   * @default 0
   */
  readonly minCount?: pulumi.Input<number>;

  /**
   * The most to pay in US dollars for an hour of a machine, with up to five decimals; -1 for up to its on-demand price, so that no machine is
   * taken away for its price alone. It can't be changed later.
   *
   * @default -1
   */
  readonly spotMaxPrice?: pulumi.Input<number>;

  /**
   * What becomes of a machine that Azure takes back. It can't be changed later.
   * @default AksEvictionPolicy.DELETE
   */
  readonly evictionPolicy?: AksEvictionPolicy;

  /**
   * Further labels of the nodes. AKS itself sets `kubernetes.azure.com/scalesetpriority: spot`.
   * @default - none
   */
  readonly labels?: { readonly [key: string]: pulumi.Input<string> };

  /**
   * Further taints of the nodes. AKS itself sets `kubernetes.azure.com/scalesetpriority=spot:NoSchedule`.
   * @default - none
   */
  readonly taints?: NodeTaint[];

  /**
   * Further arguments of `azure_native.containerservice.AgentPool`, such as `vnetSubnetID` or `availabilityZones`.
   * @default - none
   */
  readonly agentPool?: FurtherArguments;
}

/** What this library knows of an `azure_native.containerservice.AgentPool`. Where more is asked for: `agentPools[…] as containerservice.AgentPool`. */
export interface AksAgentPool extends pulumi.CustomResource {
  readonly name: pulumi.Output<string>;
  readonly provisioningState: pulumi.Output<string>;
}

const ENOUGH_TYPES = 2;
const OWN = {
  agentPoolName: "Use 'vmSizes'",
  count: "Use 'minCount' and 'maxCount'",
  enableAutoScaling: 'Leave it out',
  maxCount: "Use 'maxCount'",
  minCount: "Use 'minCount'",
  mode: 'Leave it out: AKS wants its own pods on other nodes',
  nodeLabels: "Use 'labels'",
  nodeTaints: "Use 'taints'",
  resourceGroupName: "Use 'resourceGroupName'",
  resourceName: "Use 'resourceName'",
  scaleSetEvictionPolicy: "Use 'evictionPolicy'",
  scaleSetPriority: 'Leave it out',
  spotMaxPrice: "Use 'spotMaxPrice'",
  type: 'Leave it out: spot machines need a scale set',
  vmSize: "Use 'vmSizes'",
};

/**
 * Spot machines as agent pools of AKS. Needs the package `@pulumi/azure-native`.
 *
 * Azure gives notice of 30 s, best effort.
 *
 * @see https://learn.microsoft.com/azure/aks/spot-node-pool
 */
export class AksSpotAgentPool extends pulumi.ComponentResource {
  /** The `azure_native.containerservice.AgentPool`s by name. */
  public readonly agentPools: { readonly [agentPoolName: string]: AksAgentPool };
  /** These nodes, for placing workloads on them. */
  public readonly capacity: SpotCapacity;

  public constructor(name: string, args: AksSpotAgentPoolArgs, opts: pulumi.ComponentResourceOptions = {}) {
    throwFaults(name, faultsIn(args));
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only when asked for
    const azure = optionalPackage('@pulumi/azure-native', 'AksSpotAgentPool', () => require('@pulumi/azure-native'));
    super('fleetwright:index:AksSpotAgentPool', name, {}, opts);

    const { minCount = 0, taints = [] } = args;
    const pools = Object.entries(args.vmSizes).map(([agentPoolName, vmSize]) => [agentPoolName, new azure.containerservice.AgentPool(`${name}-${agentPoolName}`, {
      resourceGroupName: args.resourceGroupName,
      resourceName: args.resourceName,
      agentPoolName,
      vmSize,
      mode: 'User',
      type: 'VirtualMachineScaleSets',
      scaleSetPriority: 'Spot',
      scaleSetEvictionPolicy: args.evictionPolicy ?? AksEvictionPolicy.DELETE,
      spotMaxPrice: args.spotMaxPrice ?? -1,
      enableAutoScaling: true,
      count: minCount,
      minCount,
      maxCount: args.maxCount,
      ...(args.labels !== undefined && { nodeLabels: args.labels }),
      ...(taints.length > 0 && { nodeTaints: taints.map(taintText) }),
      ...args.agentPool,
    }, { parent: this, ignoreChanges: ['count'] })]); // the autoscaler's
    this.agentPools = Object.fromEntries(pools);
    this.capacity = SpotCapacity.aks({ taints });
    warnOfFewTypes(this, name, 'vmSizes', pools.length, ENOUGH_TYPES);
    this.registerOutputs({ agentPools: this.agentPools, agentPoolNames: Object.keys(args.vmSizes) });
  }
}

function faultsIn({ vmSizes, minCount, maxCount, spotMaxPrice, taints, agentPool }: AksSpotAgentPoolArgs): Fault[] {
  const names = Object.keys(vmSizes);
  return [
    ...ruleFault(names.length === 0 ? 'must name at least one agent pool' : undefined, { id: 'prop/range', prop: 'vmSizes', got: vmSizes, fix: "Use a map such as { spotd4: 'Standard_D4s_v5', spote4: 'Standard_E4s_v5' }" }),
    ...names.flatMap((got) => ruleFault(/^[a-z][a-z0-9]{0,11}$/.test(got) ? undefined : 'must name agent pools by up to 12 lower-case letters and digits, a letter first',
      { id: 'prop/grammar', prop: 'vmSizes', got, fix: "Use a name such as 'spotd4'" })),
    ...countFaults({ minCount, maxCount }),
    ...ruleFault(priceFault(spotMaxPrice), { id: 'prop/range', prop: 'spotMaxPrice', got: spotMaxPrice, fix: 'Leave it out to pay up to the on-demand price' }),
    ...taintFaults(taints),
    ...furtherFaults('agentPool', agentPool, OWN),
  ];
}

function priceFault(price: pulumi.Input<number> | undefined): string | undefined {
  if (price === undefined || isOutput(price) || price === -1) { return undefined; }
  return typeof price === 'number' && price > 0 && Number(price.toFixed(5)) === price ? undefined : 'must be -1, or a price above 0 with up to five decimals';
}
