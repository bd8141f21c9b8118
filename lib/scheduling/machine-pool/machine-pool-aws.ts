import { Cloud } from '../../cluster/cloud';
import { distinct, filled, list } from '../../construct/collection';
import { Prop } from '../../construct/prop';
import { also, matching, required, text, wholeNumber } from '../../construct/shape';
import { further, struct } from '../../construct/struct';
import { WarningText } from '../../construct/warning';
import { isKnown } from '../../manifest/known';
import { AWS_INSTANCE_TYPE, AWS_INSTANCE_TYPE_RULE } from '../aws-instance-type';
import { MachinePoolSize, MachinePoolStrategy } from './machine-pool-strategy';

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

const TYPES = "['m7i.xlarge', 'm7a.xlarge']";
const OPTIONS = also(struct<MachinePoolAwsOptions>(`{ instanceTypes: ${TYPES} }`, {
  instanceTypes: required(
    distinct(list(matching(AWS_INSTANCE_TYPE, AWS_INSTANCE_TYPE_RULE, "Use one such as 'm7i.xlarge'"), TYPES, 'a list of strings'), "Use types such as 'm7i.xlarge'"),
    `Use types such as ${TYPES}`,
  ),
  amiId: text,
  iamInstanceProfile: text,
  subnetIds: filled(list(text, "['subnet-0123456789abcdef0']", 'a list of strings'), 'Leave it out for those of the cluster'),
  rootVolumeGiB: wholeNumber({ min: 8, fix: 'Leave it out for the size of the image' }),
  maxPrice: matching(/^\d+(\.\d+)?$/, 'must be US dollars an hour, as a string', "Use one such as '0.12'"),
  launchTemplate: further('launch template of an AWSMachinePool', {
    instanceType: 'instanceTypes', ami: 'amiId', iamInstanceProfile: 'iamInstanceProfile', rootVolume: 'rootVolumeGiB', spotMarketOptions: 'maxPrice', marketType: 'maxPrice',
  }),
  spec: further('AWSMachinePool', {
    minSize: 'autoscaling', maxSize: 'autoscaling', availabilityZones: 'zones', subnets: 'subnetIds', awsLaunchTemplate: 'launchTemplate', mixedInstancesPolicy: 'instanceTypes',
  }),
}), ({ instanceTypes = [], maxPrice }, prop) => {
  if (maxPrice === undefined || instanceTypes.length < 2) { return; }
  prop.at('maxPrice').fault({
    id: 'scheduling/coherent-nodes',
    rule: 'must not be given with several types: they share no price',
    got: maxPrice,
    fix: 'Leave it out: no more than the price on demand is paid',
  });
});

/** Machines of AWS. */
export function machinePoolAws(options: MachinePoolAwsOptions, prop: Prop): MachinePoolStrategy {
  return new MachinePoolAws(OPTIONS(options ?? {}, prop) ?? {});
}

/**
 * More than most pools ever have. Neither the provider nor AWS has a bound of its own.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-quotas.html
 */
const AUTOSCALED_MOST = 1000;

/** Spot machines of AWS. */
class MachinePoolAws implements MachinePoolStrategy {
  public readonly cloud = Cloud.AWS;
  public readonly apiVersion = 'infrastructure.cluster.x-k8s.io/v1beta2';
  public readonly kind = 'AWSMachinePool';
  public readonly nodeName = '{{ ds.meta_data.local_hostname }}';

  public constructor(private readonly options: Partial<MachinePoolAwsOptions>) {}

  public spec(size: MachinePoolSize, zones: readonly string[] | undefined): { [field: string]: any } {
    const { instanceTypes = [], amiId, iamInstanceProfile, subnetIds, rootVolumeGiB, maxPrice, launchTemplate, spec } = this.options;
    const [first, ...more] = instanceTypes;
    return {
      // AWS then starts a successor as soon as a machine is likely to be taken away.
      capacityRebalance: true,
      ...spec,
      ...boundsOf(size),
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
    return this.options.instanceTypes?.length !== 1 ? [] : [{
      id: 'scheduling/few-instance-types',
      message: 'Only one instance type is allowed: machines of one kind are often taken away together. Allow more.',
    }];
  }
}

/**
 * The bounds of the group. The provider sends them together with the machines that there are, and AWS refuses bounds that these do not satisfy, from
 * then on each time: where an autoscaler chooses, they are so wide that nobody has a reason to change them.
 *
 * @see https://github.com/kubernetes-sigs/cluster-api-provider-aws/blob/v2.11.1/pkg/cloud/services/autoscaling/autoscalinggroup.go, `UpdateASG`
 */
function boundsOf(size: MachinePoolSize): { readonly minSize: number; readonly maxSize: number } {
  if ('replicas' in size) { return { minSize: size.replicas, maxSize: size.replicas === 0 ? 1 : size.replicas }; }
  return { minSize: 0, maxSize: isKnown(size.most) ? Math.max(size.most, AUTOSCALED_MOST) : AUTOSCALED_MOST };
}
