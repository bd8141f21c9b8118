import { Cloud } from '../../cluster/cloud';
import { further, given, OptionsShape } from '../../construct/options-shape';
import { Prop, wholeNumberFault } from '../../construct/prop';
import { anything, list, text } from '../../construct/shape';
import { WarningText } from '../../construct/warning';
import { isKnown } from '../../manifest/known';
import { AWS_INSTANCE_TYPE, AWS_INSTANCE_TYPE_RULE } from '../aws-instance-type';
import { checkFurther, MachinePoolSize, MachinePoolStrategy } from './machine-pool-strategy';

/**
 * What Cluster API's provider for AWS must know of machines: an AWSMachinePool.
 * @see https://cluster-api-aws.sigs.k8s.io/topics/machinepools
 */
export interface MachinePoolAwsOptions {
  /** Types of machines, such as `m7i.xlarge`: the more, the less likely that all of them are taken away at once. */
  readonly instanceTypes: string[];

  /**
   * Machine image.
   * @default - what the provider looks up for the version of Kubernetes
   */
  readonly amiId?: string;

  /**
   * Instance profile of the machines.
   * @default 'nodes.cluster-api-provider-aws.sigs.k8s.io', which `clusterawsadm` makes
   */
  readonly iamInstanceProfile?: string;

  /**
   * Subnets of the machines, by id.
   * @default - the cluster's private ones, in the zones if some are given
   */
  readonly subnetIds?: string[];

  /**
   * Size of the system disk in GiB, from 8.
   * @default - the image's
   */
  readonly rootVolumeGiB?: number;

  /**
   * Most to be paid for an hour, in US dollars: `0.12`. Only with a single type.
   * @default - the price on demand
   */
  readonly maxPrice?: string;

  /**
   * Further fields of the launch template, such as `sshKeyName` or `additionalSecurityGroups`.
   * @default - the provider's defaults
   */
  readonly launchTemplate?: { [field: string]: any };

  /**
   * Further fields of the AWSMachinePool's `spec`, such as `additionalTags`.
   * @default - the provider's defaults
   */
  readonly spec?: { [field: string]: any };
}

const OWN_FIELDS = ['minSize', 'maxSize', 'availabilityZones', 'subnets', 'awsLaunchTemplate', 'mixedInstancesPolicy'];
const OWN_LAUNCH_FIELDS = ['instanceType', 'ami', 'iamInstanceProfile', 'rootVolume', 'spotMarketOptions', 'marketType'];
const SHAPE = new OptionsShape<MachinePoolAwsOptions>("{ instanceTypes: ['m7i.xlarge', 'm7a.xlarge'] }", {
  instanceTypes: given(list(text, "['m7i.xlarge', 'm7a.xlarge']", 'a list of strings')),
  amiId: text,
  iamInstanceProfile: text,
  subnetIds: list(text, "['subnet-0123456789abcdef0']", 'a list of strings'),
  rootVolumeGiB: anything,
  maxPrice: text,
  launchTemplate: further('launch template of an AWSMachinePool'),
  spec: further('AWSMachinePool'),
});

/** Spot machines of AWS. */
export class MachinePoolAws implements MachinePoolStrategy {
  public readonly cloud = Cloud.AWS;
  public readonly apiVersion = 'infrastructure.cluster.x-k8s.io/v1beta2';
  public readonly kind = 'AWSMachinePool';
  public readonly nodeName = '{{ ds.meta_data.local_hostname }}';

  private readonly options: MachinePoolAwsOptions;

  public constructor(private readonly original: MachinePoolAwsOptions) {
    this.options = SHAPE.tidied(original);
  }

  public check(prop: Prop): void {
    const { instanceTypes, subnetIds, rootVolumeGiB, maxPrice, launchTemplate, spec } = SHAPE.read(this.original, prop);
    const several = instanceTypes.length > 1;
    if (instanceTypes.length === 0 || new Set(instanceTypes).size < instanceTypes.length) {
      prop.at('instanceTypes').fault({ rule: 'must list each once, and at least one', got: instanceTypes, fix: "Use types such as 'm7i.xlarge'" });
    } else {
      instanceTypes.forEach((type, index) => {
        const legal = !isKnown(type) || AWS_INSTANCE_TYPE.test(type);
        prop.at('instanceTypes').at(index).check(legal ? undefined : AWS_INSTANCE_TYPE_RULE, { got: type, fix: "Use one such as 'm7i.xlarge'" });
      });
    }
    if (subnetIds?.length === 0) { prop.at('subnetIds').fault({ rule: 'must hold at least one', fix: 'Leave it out for those of the cluster' }); }
    prop.at('rootVolumeGiB').check(wholeNumberFault(rootVolumeGiB, 8), { got: rootVolumeGiB, fix: 'Leave it out for the size of the image' });
    if (maxPrice !== undefined && several) {
      prop.at('maxPrice').fault({ rule: 'must not be given with several types: they share no price', got: maxPrice, fix: 'Leave it out: no more than the price on demand is paid' });
    } else if (maxPrice !== undefined && isKnown(maxPrice) && !/^\d+(\.\d+)?$/.test(maxPrice)) {
      prop.at('maxPrice').fault({ rule: 'must be US dollars an hour, as a string', got: maxPrice, fix: "Use one such as '0.12'" });
    }
    checkFurther(launchTemplate, OWN_LAUNCH_FIELDS, prop.at('launchTemplate'));
    checkFurther(spec, OWN_FIELDS, prop.at('spec'));
  }

  public spec({ min, max }: MachinePoolSize, zones: readonly string[] | undefined): { [field: string]: any } {
    const { instanceTypes, amiId, iamInstanceProfile, subnetIds, rootVolumeGiB, maxPrice, launchTemplate, spec } = this.options;
    const [first, ...more] = instanceTypes;
    return {
      // AWS then starts a successor as soon as a machine is likely to be taken away.
      capacityRebalance: true,
      ...spec,
      minSize: min,
      maxSize: max,
      availabilityZones: zones === undefined ? undefined : [...zones],
      subnets: subnetIds === undefined ? undefined : subnetIds.map((id) => ({ id })),
      awsLaunchTemplate: {
        ...launchTemplate,
        instanceType: first,
        ami: amiId === undefined ? undefined : { id: amiId },
        // The provider knows no default: without one, machines may do nothing in AWS.
        iamInstanceProfile: iamInstanceProfile ?? 'nodes.cluster-api-provider-aws.sigs.k8s.io',
        rootVolume: rootVolumeGiB === undefined ? undefined : { size: rootVolumeGiB },
        // The provider refuses it beside a policy for several types, which says the same in its own words.
        spotMarketOptions: more.length > 0 ? undefined : { maxPrice },
      },
      mixedInstancesPolicy: more.length === 0 ? undefined : {
        instancesDistribution: { onDemandBaseCapacity: 0, onDemandPercentageAboveBaseCapacity: 0, spotAllocationStrategy: 'price-capacity-optimized' },
        overrides: instanceTypes.map((instanceType) => ({ instanceType })),
      },
    };
  }

  public nodeZone(zone: string): string {
    return zone;
  }

  public warnings(): WarningText[] {
    return this.options.instanceTypes.length > 1 ? [] : [{
      id: 'scheduling/few-instance-types',
      message: 'Only one instance type is allowed: machines of one kind are often taken away together. Allow more.',
    }];
  }
}
