// Without the clouds' packages, which nobody needs for anything else: classes with their tokens stand in for theirs.
import * as pulumi from '@pulumi/pulumi';
import { AksEvictionPolicy, AksSpotAgentPool, AksSpotAgentPoolArgs } from '../../lib/pulumi/cloud/aks-spot-agent-pool';
import { EksSpotNodeGroup, EksSpotNodeGroupArgs } from '../../lib/pulumi/cloud/eks-spot-node-group';
import { GkeSpotNodePool, GkeSpotNodePoolArgs } from '../../lib/pulumi/cloud/gke-spot-node-pool';
import { TaintEffect } from '../../lib/scheduling/node-options';
import { SpotCapacity } from '../../lib/scheduling/spot/spot-capacity';
import { deploy, Deployment, UNKNOWN } from './engine-monitor';

jest.setTimeout(60_000);

jest.mock('@pulumi/aws', () => ({ eks: { NodeGroup: mockClass('aws:eks/nodeGroup:NodeGroup') } }), { virtual: true });
jest.mock('@pulumi/gcp', () => ({ container: { NodePool: mockClass('gcp:container/nodePool:NodePool') } }), { virtual: true });
jest.mock('@pulumi/azure-native', () => ({ containerservice: { AgentPool: mockClass('azure-native:containerservice:AgentPool') } }), { virtual: true });

function mockClass(token: string): any {
  return class extends pulumi.CustomResource {
    constructor(name: string, args: any, opts: any) { super(token, name, args, opts); }
  };
}

const EKS: EksSpotNodeGroupArgs = {
  clusterName: 'prod', nodeRoleArn: 'arn:aws:iam::111122223333:role/nodes', subnetIds: ['subnet-a', 'subnet-b'],
  instanceTypes: ['m7i.large', 'm7a.large', 'm6i.large', 'm6a.large', 'm5.large'], maxSize: 20,
};
const GKE: GkeSpotNodePoolArgs = { cluster: 'prod', location: 'europe-west1', machineTypes: ['n4-standard-4', 'c4-standard-4'], totalMaxNodeCount: 20 };
const AKS: AksSpotAgentPoolArgs = {
  resourceGroupName: 'prod', resourceName: 'prod-eu', vmSizes: { spotd4: 'Standard_D4s_v5', spote4: 'Standard_E4s_v5' }, maxCount: 20,
};
const UNKNOWN_OUTPUT: pulumi.Output<any> = pulumi.output(pulumi.unknown as any);

/** The resources of a component, which stands first. */
function childrenOf({ resources: [component, ...children] }: Deployment): { type: string; name: string; props: any }[] {
  return children.map(({ type, name, props, parent }) => {
    expect(parent).toBe(component.urn);
    return { type, name, props };
  });
}

function warningsOf({ logs }: Deployment): string[] {
  return logs.map(({ severity, message }) => `${severity}: ${message}`);
}

/** What a capacity says of its nodes. */
function nodesOf(capacity: SpotCapacity): any {
  return (capacity as any)._nodes;
}

describe('EksSpotNodeGroup', () => {
  test('registers a managed node group of spot instances', async () => {
    let group!: EksSpotNodeGroup;
    const deployment = await deploy(() => { group = new EksSpotNodeGroup('spot', EKS); });
    expect(deployment.resources[0].type).toBe('fleetwright:index:EksSpotNodeGroup');
    expect(childrenOf(deployment)).toEqual([{
      type: 'aws:eks/nodeGroup:NodeGroup',
      name: 'spot',
      props: {
        clusterName: 'prod',
        nodeRoleArn: 'arn:aws:iam::111122223333:role/nodes',
        subnetIds: ['subnet-a', 'subnet-b'],
        capacityType: 'SPOT',
        instanceTypes: ['m7i.large', 'm7a.large', 'm6i.large', 'm6a.large', 'm5.large'],
        scalingConfig: { minSize: 0, maxSize: 20, desiredSize: 0 },
        taints: [{ key: 'fleetwright.io/spot', value: 'spot', effect: 'NO_SCHEDULE' }],
      },
    }]);
    expect(group.nodeGroup).toBeInstanceOf(pulumi.CustomResource);
    // Of no type 'any': the compiler would take whatever was asked for.
    const typed: pulumi.Output<string> | undefined = group.nodeGroup.nodeGroupName;
    // @ts-expect-error -- no such property
    expect([typed, group.nodeGroup.nodeGroupNam]).toHaveLength(2);
    expect(warningsOf(deployment)).toEqual([]);
  });

  test('takes what is asked for, Outputs among it', async () => {
    const [{ props }] = childrenOf(await deploy(() => {
      new EksSpotNodeGroup('spot', {
        ...EKS, clusterName: UNKNOWN_OUTPUT, instanceTypes: pulumi.output(['m7i.large']), minSize: 3, maxSize: UNKNOWN_OUTPUT, desiredSize: 4, labels: { team: 'shop' },
        taints: [{ key: 'spot' }, { key: 'spot', value: 'x', effect: TaintEffect.PREFER_NO_SCHEDULE }, { key: 'gone', effect: TaintEffect.NO_EXECUTE }],
        nodeGroup: { amiType: 'BOTTLEROCKET_ARM_64', updateConfig: { maxUnavailable: 2 } },
      });
    }, { preview: true }));
    expect(props).toMatchObject({
      clusterName: UNKNOWN, instanceTypes: ['m7i.large'], scalingConfig: { minSize: 3, maxSize: UNKNOWN, desiredSize: 4 }, labels: { team: 'shop' },
      amiType: 'BOTTLEROCKET_ARM_64', updateConfig: { maxUnavailable: 2 },
    });
    expect(props.taints).toEqual([{ key: 'spot', effect: 'NO_SCHEDULE' }, { key: 'spot', value: 'x', effect: 'PREFER_NO_SCHEDULE' }, { key: 'gone', effect: 'NO_EXECUTE' }]);
  });

  test('leaves to the autoscaler how many nodes there are', async () => {
    const deployment = await deploy(() => {
      pulumi.runtime.registerResourceTransform(() => undefined); // so that options are recorded
      new EksSpotNodeGroup('spot', EKS);
    });
    expect(deployment.resources[1].options.ignoreChangesList).toEqual(['scalingConfig.desiredSize']);
  });

  test('places workloads on its nodes', async () => {
    let group!: EksSpotNodeGroup;
    await deploy(() => { group = new EksSpotNodeGroup('spot', EKS); });
    expect(nodesOf(group.capacity)).toMatchObject({
      nodes: [{ key: 'eks.amazonaws.com/capacityType', operator: 'In', values: ['SPOT'] }],
      tolerations: [{ key: 'fleetwright.io/spot', operator: 'Equal', value: 'spot', effect: 'NoSchedule' }],
    });
  });

  test('warns where few instance types may do', async () => {
    const warnings = async (instanceTypes: string[]) => warningsOf(await deploy(() => { new EksSpotNodeGroup('spot', { ...EKS, instanceTypes }); }));
    expect(await warnings(['m7i.large'])).toEqual([
      "warning: [spot] scheduling/few-machine-types: 'instanceTypes' names one machine type: when the cloud is short of it, there are no nodes. Name 5 or more that suit the pods.",
    ]);
    expect(await warnings(['m7i.large', 'm7a.large'])).toEqual([
      "warning: [spot] scheduling/few-machine-types: 'instanceTypes' names 2 machine types: when the cloud is short of them, there are no nodes. Name 5 or more that suit the pods.",
    ]);
  });
});

describe('GkeSpotNodePool', () => {
  test('registers a node pool of spot machines for each machine type', async () => {
    let pool!: GkeSpotNodePool;
    const deployment = await deploy(() => { pool = new GkeSpotNodePool('spot', GKE); });
    expect(deployment.resources[0].type).toBe('fleetwright:index:GkeSpotNodePool');
    expect(childrenOf(deployment)).toEqual(['n4-standard-4', 'c4-standard-4'].map((machineType) => ({
      type: 'gcp:container/nodePool:NodePool',
      name: `spot-${machineType}`,
      props: {
        cluster: 'prod',
        location: 'europe-west1',
        autoscaling: { totalMinNodeCount: 0, totalMaxNodeCount: 20, locationPolicy: 'ANY' },
        nodeConfig: { machineType, spot: true, taints: [{ key: 'fleetwright.io/spot', value: 'spot', effect: 'NO_SCHEDULE' }] },
      },
    })));
    expect(Object.keys(pool.nodePools)).toEqual(GKE.machineTypes);
    expect(nodesOf(pool.capacity)).toMatchObject({
      nodes: [{ key: 'cloud.google.com/gke-spot', operator: 'In', values: ['true'] }],
      tolerations: [{ key: 'fleetwright.io/spot', operator: 'Equal', value: 'spot', effect: 'NoSchedule' }],
    });
    expect(warningsOf(deployment)).toEqual([]);
  });

  test('takes what is asked for', async () => {
    const deployment = await deploy(() => {
      new GkeSpotNodePool('spot', {
        ...GKE, machineTypes: ['n4-standard-4'], totalMinNodeCount: 1, labels: { team: 'shop' }, taints: [{ key: 'spot' }],
        nodeConfig: { diskSizeGb: 50 }, nodePool: { nodeLocations: ['europe-west1-b'] },
      });
    });
    expect(childrenOf(deployment)[0].props).toMatchObject({
      autoscaling: { totalMinNodeCount: 1 }, nodeLocations: ['europe-west1-b'],
      nodeConfig: { spot: true, diskSizeGb: 50, labels: { team: 'shop' }, taints: [{ key: 'spot', value: '', effect: 'NO_SCHEDULE' }] },
    });
    expect(warningsOf(deployment)).toEqual([
      "warning: [spot] scheduling/few-machine-types: 'machineTypes' names one machine type: when the cloud is short of it, there are no nodes. Name 2 or more that suit the pods.",
    ]);
  });
});

describe('AksSpotAgentPool', () => {
  test('registers an agent pool of spot machines for each size', async () => {
    let pool!: AksSpotAgentPool;
    const deployment = await deploy(() => { pool = new AksSpotAgentPool('spot', AKS); });
    expect(deployment.resources[0].type).toBe('fleetwright:index:AksSpotAgentPool');
    expect(childrenOf(deployment)).toEqual(Object.entries(AKS.vmSizes).map(([agentPoolName, vmSize]) => ({
      type: 'azure-native:containerservice:AgentPool',
      name: `spot-${agentPoolName}`,
      props: {
        resourceGroupName: 'prod',
        resourceName: 'prod-eu',
        agentPoolName,
        vmSize,
        mode: 'User',
        type: 'VirtualMachineScaleSets',
        scaleSetPriority: 'Spot',
        scaleSetEvictionPolicy: 'Delete',
        spotMaxPrice: -1,
        enableAutoScaling: true,
        count: 0,
        minCount: 0,
        maxCount: 20,
      },
    })));
    expect(Object.keys(pool.agentPools)).toEqual(['spotd4', 'spote4']);
    // AKS' own taint, which nobody has to name.
    expect(nodesOf(pool.capacity)).toMatchObject({
      nodes: [{ key: 'kubernetes.azure.com/scalesetpriority', operator: 'In', values: ['spot'] }],
      tolerations: [{ key: 'kubernetes.azure.com/scalesetpriority', operator: 'Equal', value: 'spot', effect: 'NoSchedule' }],
    });
    expect(warningsOf(deployment)).toEqual([]);
  });

  test('takes what is asked for, and leaves to the autoscaler how many nodes there are', async () => {
    const deployment = await deploy(() => {
      pulumi.runtime.registerResourceTransform(() => undefined); // so that options are recorded
      new AksSpotAgentPool('spot', {
        ...AKS, vmSizes: { a: 'Standard_D4s_v5' }, minCount: 2, spotMaxPrice: 0.98765, evictionPolicy: AksEvictionPolicy.DEALLOCATE, labels: { team: 'shop' },
        taints: [{ key: 'a', value: 'b', effect: TaintEffect.NO_EXECUTE }, { key: 'c' }], agentPool: { vnetSubnetID: 'subnet' },
      });
    });
    const [, { props, options }] = deployment.resources;
    expect(props).toMatchObject({
      count: 2, minCount: 2, spotMaxPrice: 0.98765, scaleSetEvictionPolicy: 'Deallocate', nodeLabels: { team: 'shop' }, nodeTaints: ['a=b:NoExecute', 'c:NoSchedule'], vnetSubnetID: 'subnet',
    });
    expect(options.ignoreChangesList).toEqual(['count']);
    expect(warningsOf(deployment)).toHaveLength(1);
  });
});

describe('a pool refuses', () => {
  const refusal = (make: () => unknown) => {
    try {
      make();
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };

  test.each<[string, Partial<EksSpotNodeGroupArgs>, string[]]>([
    ['no instance type', { instanceTypes: [] }, ["'instanceTypes' must name at least one instance type, got []. Name several, such as 'm7i.large', 'm7a.large' and 'm6i.large'."]],
    ['no nodes at all', { maxSize: 0 }, ["'maxSize' must be a whole number of at least 1, got 0. Use a number of nodes."]],
    ['half a node', { minSize: 0.5 }, ["'minSize' must be a whole number of at least 0, got 0.5. Use a number of nodes."]],
    ['fewest above most', { minSize: 21 }, ["'minSize' must be at most 'maxSize', 20, got 21. Lower the one or raise the other."]],
    ['more at first than at most', { desiredSize: 21 }, ["'desiredSize' must be at most 'maxSize', 20, got 21. Lower the one or raise the other."]],
    ['fewer at first than at least', { minSize: 3, desiredSize: 2 }, ["'minSize' must be at most 'desiredSize', 2, got 3. Lower the one or raise the other."]],
    ['taints that are none, all at once', { taints: [{ key: 'a b' }, { key: 'spot', value: 'a b' }, { key: 'spot' }] }, [
      "'taints[0].key' must be a label key: at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, with or without a DNS subdomain and '/' before it, got 'a b'. Use a key such as 'example.com/team'.",
      "'taints[1].value' must be a label value: a string of at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, or empty, got 'a b'. Correct it, or leave it out.",
      "'taints[2]' must not be a second taint 'spot' with effect NoSchedule: a node has at most one. Leave one of the two out.",
    ]],
    ['a taint without a key, of no effect, and with what nothing reads', { taints: [{ effect: 'NoEntry', values: 'x' } as any] }, [
      "'taints[0].key' must be given. Use a key such as 'example.com/team'.",
      "'taints[0].effect' must be 'NoSchedule', 'PreferNoSchedule' or 'NoExecute', got 'NoEntry'. Use one of them.",
      "'taints[0].values' is no prop, so that nothing reads it. Use 'value', or leave it out.",
    ]],
    ['an argument that it sets itself', { nodeGroup: { capacityType: 'ON_DEMAND', scalingConfig: {} } }, [
      "'nodeGroup.capacityType' must not be given: the component sets it. Leave it out.",
      "'nodeGroup.scalingConfig' must not be given: the component sets it. Use 'minSize', 'maxSize' and 'desiredSize'.",
    ]],
  ])('on EKS %s', (_, args, messages) => {
    expect(refusal(() => new EksSpotNodeGroup('spot', { ...EKS, ...args }))).toBe(messages.map((message) => `[spot] ${message}`).join('\n'));
  });

  test.each<[string, Partial<GkeSpotNodePoolArgs>, string[]]>([
    ['a machine type twice', { machineTypes: ['n4-standard-4', 'n4-standard-4'] }, [
      "'machineTypes' must name each machine type once, and at least one, got [\"n4-standard-4\",\"n4-standard-4\"]. Name several, such as 'n4-standard-4' and 'c4-standard-4'.",
    ]],
    ['fewest above most', { totalMinNodeCount: 21 }, ["'totalMinNodeCount' must be at most 'totalMaxNodeCount', 20, got 21. Lower the one or raise the other."]],
    ['arguments that it sets itself', { nodeConfig: { preemptible: true }, nodePool: { name: 'x' } }, [
      "'nodeConfig.preemptible' must not be given: the component sets it. Leave it out: spot takes its place.",
      "'nodePool.name' must not be given: the component sets it. Leave it out: there is a pool for each of 'machineTypes'.",
    ]],
  ])('on GKE %s', (_, args, messages) => {
    expect(refusal(() => new GkeSpotNodePool('spot', { ...GKE, ...args }))).toBe(messages.map((message) => `[spot] ${message}`).join('\n'));
  });

  test.each<[string, string, string]>([
    ['a name too long for a node pool', 'thumbnails-of-everyone', "'machineTypes' must make 'thumbnails-of-everyone-c3-standard-22' the name of a node pool, of which GKE takes 40 characters, and Pulumi adds 8, got 'c3-standard-22'. Give the component another name."],
    ['a name that is none of a node pool', 'spot_pool', "'machineTypes' must make 'spot_pool-c3-standard-22' the name of a node pool: letters, digits and '-', a letter first, got 'c3-standard-22'. Give the component another name."],
  ])('of a GkeSpotNodePool: %s', (_, name, message) => {
    const args = { ...GKE, machineTypes: ['c3-standard-22'] };
    expect(refusal(() => new GkeSpotNodePool(name, args))).toBe(`[${name}] ${message}`);
  });

  test.each<[string, Partial<AksSpotAgentPoolArgs>, string[]]>([
    ['no size', { vmSizes: {} }, ["'vmSizes' must name at least one agent pool, got {}. Use a map such as { spotd4: 'Standard_D4s_v5', spote4: 'Standard_E4s_v5' }."]],
    ['a name that AKS refuses', { vmSizes: { 'spot-pool': 'Standard_D4s_v5', 'thirteenchars': 'x' } }, ['spot-pool', 'thirteenchars'].map((name) =>
      `'vmSizes' must name agent pools by up to 12 lower-case letters and digits, a letter first, got '${name}'. Use a name such as 'spotd4'.`)],
    ['a price of nothing', { spotMaxPrice: 0 }, ["'spotMaxPrice' must be -1, or a price above 0 with up to five decimals, got 0. Leave it out to pay up to the on-demand price."]],
    ['a price of six decimals', { spotMaxPrice: 0.123456 }, ["'spotMaxPrice' must be -1, or a price above 0 with up to five decimals, got 0.123456. Leave it out to pay up to the on-demand price."]],
    ['an argument that it sets itself', { agentPool: { mode: 'System' } }, ["'agentPool.mode' must not be given: the component sets it. Leave it out: AKS wants its own pods on other nodes."]],
  ])('on AKS %s', (_, args, messages) => {
    expect(refusal(() => new AksSpotAgentPool('spot', { ...AKS, ...args }))).toBe(messages.map((message) => `[spot] ${message}`).join('\n'));
  });
});
