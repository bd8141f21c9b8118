import * as pulumi from '@pulumi/pulumi';
import { Fault } from '../../construct/fault';
import { NodeTaint } from '../../scheduling/node-options';
import { SpotCapacity } from '../../scheduling/spot/spot-capacity';
import { isOutput } from '../outputs';
import { optionalPackage } from './optional-package';
import { countFaults, defaultTaint, furtherFaults, FurtherArguments, ruleFault, taintFaults, throwFaults, upperCaseTaints, warnOfFewTypes } from './spot-pool';

/** Arguments for `EksSpotNodeGroup`. */
export interface EksSpotNodeGroupArgs {
  /** Name of the EKS cluster. */
  readonly clusterName: pulumi.Input<string>;

  /** ARN of the role of the nodes. */
  readonly nodeRoleArn: pulumi.Input<string>;

  /** Subnets in which nodes start: one zone each, so several. */
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;

  /** Instance types that suit the pods, of about the same size. With fewer than five, the warning `scheduling/few-machine-types`. */
  readonly instanceTypes: pulumi.Input<pulumi.Input<string>[]>;

  /** The most nodes. */
  readonly maxSize: pulumi.Input<number>;

  /**
   * The fewest nodes. EKS refuses to raise it above the number that it wants at the time: let there be as many first.
   * @default 0
   */
  readonly minSize?: pulumi.Input<number>;

  /**
   * How many nodes there are at first. Later, the autoscaler says how many: a change here has no effect.
   * @default - `minSize`
   */
  readonly desiredSize?: pulumi.Input<number>;

  /**
   * Further labels of the nodes. EKS itself sets `eks.amazonaws.com/capacityType: SPOT`.
   * @default - none
   */
  readonly labels?: { readonly [key: string]: pulumi.Input<string> };

  /**
   * What keeps pods away that did not opt in.
   * @default - `fleetwright.io/spot` with the component's name as value and effect NoSchedule
   */
  readonly taints?: NodeTaint[];

  /**
   * Further arguments of `aws.eks.NodeGroup`, such as `launchTemplate` or `amiType`.
   * @default - none
   */
  readonly nodeGroup?: FurtherArguments;
}

/** What this library knows of an `aws.eks.NodeGroup`. Where more is asked for: `nodeGroup as aws.eks.NodeGroup`. */
export interface EksNodeGroup extends pulumi.CustomResource {
  readonly arn: pulumi.Output<string>;
  readonly clusterName: pulumi.Output<string>;
  readonly nodeGroupName: pulumi.Output<string>;
  readonly status: pulumi.Output<string>;
}

const ENOUGH_TYPES = 5;
const OWN = {
  capacityType: 'Leave it out',
  clusterName: "Use 'clusterName'",
  instanceTypes: "Use 'instanceTypes'",
  labels: "Use 'labels'",
  nodeRoleArn: "Use 'nodeRoleArn'",
  scalingConfig: "Use 'minSize', 'maxSize' and 'desiredSize'",
  subnetIds: "Use 'subnetIds'",
  taints: "Use 'taints'",
};

/**
 * Spot instances as a managed node group of EKS. Needs the package `@pulumi/aws`.
 *
 * EKS drains a node when AWS recommends to replace it or takes it away, 120 s before its end.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html#managed-node-group-capacity-types
 */
export class EksSpotNodeGroup extends pulumi.ComponentResource {
  /** The `aws.eks.NodeGroup`. */
  public readonly nodeGroup: EksNodeGroup;
  /** These nodes, for placing workloads on them. */
  public readonly capacity: SpotCapacity;

  public constructor(name: string, args: EksSpotNodeGroupArgs, opts: pulumi.ComponentResourceOptions = {}) {
    throwFaults(name, faultsIn(args));
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only when asked for
    const aws = optionalPackage('@pulumi/aws', 'EksSpotNodeGroup', () => require('@pulumi/aws'));
    super('fleetwright:index:EksSpotNodeGroup', name, {}, opts);

    const { minSize = 0, taints = [defaultTaint(name)] } = args;
    this.nodeGroup = new aws.eks.NodeGroup(name, {
      clusterName: args.clusterName,
      nodeRoleArn: args.nodeRoleArn,
      subnetIds: args.subnetIds,
      capacityType: 'SPOT',
      instanceTypes: args.instanceTypes,
      scalingConfig: { minSize, maxSize: args.maxSize, desiredSize: args.desiredSize ?? minSize },
      ...(args.labels !== undefined && { labels: args.labels }),
      taints: upperCaseTaints(taints),
      ...args.nodeGroup,
    }, { parent: this, ignoreChanges: ['scalingConfig.desiredSize'] });
    this.capacity = SpotCapacity.eksManagedNodeGroup({ taints });
    if (Array.isArray(args.instanceTypes)) { warnOfFewTypes(this, name, 'instanceTypes', args.instanceTypes.length, ENOUGH_TYPES); }
    this.registerOutputs({ nodeGroup: this.nodeGroup, nodeGroupName: this.nodeGroup.nodeGroupName });
  }
}

function faultsIn({ instanceTypes, minSize, maxSize, desiredSize, taints, nodeGroup }: EksSpotNodeGroupArgs): Fault[] {
  const hasNone = !isOutput(instanceTypes) && !(Array.isArray(instanceTypes) && instanceTypes.length > 0);
  return [
    ...ruleFault(hasNone ? 'must name at least one instance type' : undefined, { id: 'prop/range', prop: 'instanceTypes', got: instanceTypes, fix: "Name several, such as 'm7i.large', 'm7a.large' and 'm6i.large'" }),
    ...countFaults({ minSize: minSize ?? 0, desiredSize, maxSize }),
    ...taintFaults(taints),
    ...furtherFaults('nodeGroup', nodeGroup, OWN),
  ];
}
