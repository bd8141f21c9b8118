import * as pulumi from '@pulumi/pulumi';
import { Fault } from '../../construct/fault';
import { NodeTaint } from '../../scheduling/node-options';
import { SpotCapacity } from '../../scheduling/spot/spot-capacity';
import { optionalPackage } from './optional-package';
import { countFaults, defaultTaint, furtherFaults, FurtherArguments, ruleFault, taintFaults, throwFaults, upperCaseTaints, warnOfFewTypes } from './spot-pool';

/** Arguments for `GkeSpotNodePool`. */
export interface GkeSpotNodePoolArgs {
  /** Name of the GKE cluster, or its id. */
  readonly cluster: pulumi.Input<string>;

  /** Region or zone of the cluster. */
  readonly location: pulumi.Input<string>;

  /**
   * Machine types that suit the pods. GKE has one in each node pool, so this makes a pool of each. With fewer than two, the warning
   * `scheduling/few-machine-types`.
   */
  readonly machineTypes: string[];

  /** The most nodes of each machine type, over all zones. */
  readonly totalMaxNodeCount: pulumi.Input<number>;

  /**
   * The fewest nodes of each machine type, over all zones.
   * @default 0
   */
  readonly totalMinNodeCount?: pulumi.Input<number>;

  /**
   * Further labels of the nodes. GKE itself sets `cloud.google.com/gke-spot: "true"`.
   * @default - none
   */
  readonly labels?: { readonly [key: string]: pulumi.Input<string> };

  /**
   * What keeps pods away that did not opt in: GKE itself does nothing of the kind.
   * @default - `fleetwright.io/spot` with the component's name as value and effect NoSchedule
   */
  readonly taints?: NodeTaint[];

  /**
   * Further arguments of the nodes, such as `serviceAccount` or `diskSizeGb`.
   * @default - none
   */
  readonly nodeConfig?: FurtherArguments;

  /**
   * Further arguments of `gcp.container.NodePool`, such as `nodeLocations` or `management`.
   * @default - none
   */
  readonly nodePool?: FurtherArguments;
}

/** What this library knows of a `gcp.container.NodePool`. Where more is asked for: `nodePools[…] as gcp.container.NodePool`. */
export interface GkeNodePool extends pulumi.CustomResource {
  readonly name: pulumi.Output<string>;
  readonly cluster: pulumi.Output<string>;
  readonly location: pulumi.Output<string>;
}

const ENOUGH_TYPES = 2;
const MAX_NAME = 40;
const SUFFIX = 8;
const OWN = {
  autoscaling: "Use 'totalMinNodeCount' and 'totalMaxNodeCount'",
  cluster: "Use 'cluster'",
  location: "Use 'location'",
  name: "Leave it out: there is a pool for each of 'machineTypes'",
  nodeConfig: "Use 'nodeConfig' beside 'nodePool'",
  nodeCount: "Use 'totalMinNodeCount' and 'totalMaxNodeCount'",
};
const OWN_OF_NODES = {
  labels: "Use 'labels'", machineType: "Use 'machineTypes'", preemptible: 'Leave it out: spot takes its place', spot: 'Leave it out', taints: "Use 'taints'",
};

/**
 * Spot machines as node pools of GKE. Needs the package `@pulumi/gcp`.
 *
 * New nodes start in whichever zone has capacity. A pod has 15 s to end: the rest of the 30 s of notice belongs to the system.
 *
 * @see https://docs.cloud.google.com/kubernetes-engine/docs/concepts/spot-vms
 */
export class GkeSpotNodePool extends pulumi.ComponentResource {
  /** The `gcp.container.NodePool`s by machine type. */
  public readonly nodePools: { readonly [machineType: string]: GkeNodePool };
  /** These nodes, for placing workloads on them. */
  public readonly capacity: SpotCapacity;

  public constructor(name: string, args: GkeSpotNodePoolArgs, opts: pulumi.ComponentResourceOptions = {}) {
    throwFaults(name, faultsIn(name, args));
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only when asked for
    const gcp = optionalPackage('@pulumi/gcp', 'GkeSpotNodePool', () => require('@pulumi/gcp'));
    super('fleetwright:index:GkeSpotNodePool', name, {}, opts);

    const { taints = [defaultTaint(name)] } = args;
    const pools = args.machineTypes.map((machineType): [string, GkeNodePool] => [machineType, new gcp.container.NodePool(`${name}-${machineType}`, {
      cluster: args.cluster,
      location: args.location,
      autoscaling: { totalMinNodeCount: args.totalMinNodeCount ?? 0, totalMaxNodeCount: args.totalMaxNodeCount, locationPolicy: 'ANY' },
      nodeConfig: {
        machineType,
        spot: true,
        ...(args.labels !== undefined && { labels: args.labels }),
        taints: upperCaseTaints(taints).map((taint) => ({ value: '', ...taint })),
        ...args.nodeConfig,
      },
      ...args.nodePool,
    }, { parent: this })]);
    this.nodePools = Object.fromEntries(pools);
    this.capacity = SpotCapacity.gke({ taints });
    warnOfFewTypes(this, name, 'machineTypes', args.machineTypes.length, ENOUGH_TYPES);
    const nodePoolNames = Object.fromEntries(pools.map(([machineType, pool]) => [machineType, pool.name]));
    this.registerOutputs({ nodePools: this.nodePools, nodePoolNames });
  }
}

/** What keeps a resource's name from being that of a node pool, once Pulumi has put a dash and seven characters behind it. */
function poolNameFault(name: string): string | undefined {
  if (!/^[a-z][a-z0-9-]*$/i.test(name)) { return `must make '${name}' the name of a node pool: letters, digits and '-', a letter first`; }
  return name.length <= MAX_NAME - SUFFIX ? undefined : `must make '${name}' the name of a node pool, of which GKE takes ${MAX_NAME} characters, and Pulumi adds ${SUFFIX}`;
}

function faultsIn(name: string, { machineTypes, totalMinNodeCount, totalMaxNodeCount, taints, nodeConfig, nodePool }: GkeSpotNodePoolArgs): Fault[] {
  return [
    ...ruleFault(machineTypes.length === 0 || new Set(machineTypes).size < machineTypes.length ? 'must name each machine type once, and at least one' : undefined,
      { id: 'prop/range', prop: 'machineTypes', got: machineTypes, fix: "Name several, such as 'n4-standard-4' and 'c4-standard-4'" }),
    ...machineTypes.flatMap((got) => ruleFault(poolNameFault(`${name}-${got}`), { id: 'prop/grammar', prop: 'machineTypes', got, fix: 'Give the component another name' })),
    ...countFaults({ totalMinNodeCount, totalMaxNodeCount }),
    ...taintFaults(taints),
    ...furtherFaults('nodeConfig', nodeConfig, OWN_OF_NODES),
    ...furtherFaults('nodePool', nodePool, OWN),
  ];
}
