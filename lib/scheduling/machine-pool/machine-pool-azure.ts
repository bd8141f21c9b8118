import { Cloud } from '../../cluster/cloud';
import { Prop } from '../../construct/prop';
import { also, flag, matching, oneOf, required, someText, text, wholeNumber } from '../../construct/shape';
import { further, struct } from '../../construct/struct';
import { textWithTokens } from '../../construct/text-with-tokens';
import { MachinePoolSize, MachinePoolStrategy } from './machine-pool-strategy';

/** What Azure does with a spot machine that it takes away. */
export enum AzureEvictionPolicy {
  /** It is gone, and so is its disk. */
  DELETE = 'Delete',
  /** It is stopped, and its disk still costs. */
  DEALLOCATE = 'Deallocate',
}

/**
 * What Cluster API's provider for Azure must know of machines: an AzureMachinePool.
 * @see https://capz.sigs.k8s.io/self-managed/machinepools
 */
export interface MachinePoolAzureOptions {
  /** Region, such as `westeurope`. */
  readonly location: string;

  /** Size of the machines, such as `Standard_D4s_v5`. */
  readonly vmSize: string;

  /**
   * Size of the system disk in GB, 1 to 2048.
   * @default 128
   */
  readonly osDiskSizeGB?: number;

  /**
   * Whether the system disk is on the machine itself: faster, without a price, and gone with the machine. Not with
   * `AzureEvictionPolicy.DEALLOCATE`. The cache or the local disk of the VM size must hold it.
   *
   * @see https://learn.microsoft.com/azure/virtual-machines/ephemeral-os-disks
   * @default false
   */
  readonly ephemeralOsDisk?: boolean;

  /**
   * Machine image: the id of the resource.
   * @default - the provider's for the version of Kubernetes
   */
  readonly imageId?: string;

  /**
   * Subnet of the machines, by name.
   * @default - that of the cluster's nodes
   */
  readonly subnetName?: string;

  /**
   * Most to be paid for an hour, in US dollars: `0.12`; `-1` for the price on demand.
   * @default '-1'
   */
  readonly maxPrice?: string;

  /**
   * What becomes of a machine that is taken away.
   * @default AzureEvictionPolicy.DELETE
   */
  readonly evictionPolicy?: AzureEvictionPolicy;

  /**
   * Further fields of the machines' `template`, such as `sshPublicKey` or `dataDisks`.
   * @default - the provider's defaults
   */
  readonly template?: { [field: string]: any };

  /**
   * Further fields of the AzureMachinePool's `spec`, such as `identity` or `strategy`.
   * @default - the provider's defaults
   */
  readonly spec?: { [field: string]: any };
}

const LOCATION = "Use a region such as 'westeurope'";
const VM_SIZE = "Use one such as 'Standard_D4s_v5'";
const OPTIONS = also(struct<MachinePoolAzureOptions>("{ location: 'westeurope', vmSize: 'Standard_D4s_v5' }", {
  location: required(someText(LOCATION), LOCATION),
  vmSize: required(someText(VM_SIZE), VM_SIZE),
  osDiskSizeGB: wholeNumber({ min: 1, max: 2048, fix: 'Leave it out for 128' }),
  ephemeralOsDisk: flag,
  imageId: text,
  subnetName: text,
  maxPrice: matching(/^(-1|\d+(\.\d{1,5})?)$/, "must be US dollars an hour with at most 5 decimals, as a string, or '-1'", "Use one such as '0.12'"),
  evictionPolicy: oneOf(AzureEvictionPolicy),
  template: further('template of an AzureMachinePool', {
    vmSize: 'vmSize', osDisk: 'osDiskSizeGB', image: 'imageId', subnetName: 'subnetName', spotVMOptions: 'evictionPolicy',
  }),
  spec: further('AzureMachinePool', { location: 'location', template: 'template' }),
}), ({ ephemeralOsDisk, evictionPolicy }, prop) => {
  // https://learn.microsoft.com/azure/virtual-machines/ephemeral-os-disks-faq
  if (ephemeralOsDisk !== true || evictionPolicy !== AzureEvictionPolicy.DEALLOCATE) { return; }
  prop.at('evictionPolicy').fault({
    id: 'scheduling/coherent-nodes',
    rule: "must not be Deallocate with 'ephemeralOsDisk': a machine that is stopped has no such disk any more, and Azure refuses it",
    got: evictionPolicy,
    fix: 'Use AzureEvictionPolicy.DELETE, or leave one of the two out',
  });
});

/** Machines of Azure. */
export function machinePoolAzure(options: MachinePoolAzureOptions, prop: Prop): MachinePoolStrategy {
  return new MachinePoolAzure(OPTIONS(options ?? {}, prop) ?? {});
}

/** Spot machines of Azure. */
class MachinePoolAzure implements MachinePoolStrategy {
  public readonly cloud = Cloud.AZURE;
  public readonly apiVersion = 'infrastructure.cluster.x-k8s.io/v1beta1';
  public readonly kind = 'AzureMachinePool';
  public readonly nodeName = '{{ ds.meta_data.local_hostname }}';

  public constructor(private readonly options: Partial<MachinePoolAzureOptions>) {}

  public spec(_size: MachinePoolSize, _zones: readonly string[] | undefined): { [field: string]: any } {
    const { location, vmSize, osDiskSizeGB, ephemeralOsDisk, imageId, subnetName, maxPrice, evictionPolicy, template, spec } = this.options;
    return {
      ...spec,
      location,
      template: {
        ...template,
        vmSize,
        osDisk: {
          osType: 'Linux',
          diskSizeGB: osDiskSizeGB ?? 128,
          // The provider makes 'None' of no caching, and Azure takes such a disk with 'ReadOnly' alone:
          // https://github.com/kubernetes-sigs/cluster-api-provider-azure/issues/2577
          ...(ephemeralOsDisk === true && { diffDiskSettings: { option: 'Local' }, cachingType: 'ReadOnly' }),
        },
        image: imageId === undefined ? undefined : { id: imageId },
        subnetName,
        spotVMOptions: { evictionPolicy: evictionPolicy ?? AzureEvictionPolicy.DELETE, maxPrice: maxPrice ?? '-1' },
      },
    };
  }

  public nodeZone(zone: string): string {
    return textWithTokens([this.options.location, zone], ([location, number]) => `${location}-${number}`.toLowerCase());
  }

  public warnings(): [] {
    return [];
  }
}
