import { App, Chart, Lazy } from 'cdk8s';
import { Cluster } from '../../../lib/cluster/cluster';
import { FleetErrors } from '../../../lib/construct/fleet-errors';
import { placeholder } from '../../../lib/manifest/known';
import { KubernetesObject } from '../../../lib/manifest/object';
import { stringifyYaml } from '../../../lib/manifest/yaml';
import { AzureEvictionPolicy } from '../../../lib/scheduling/machine-pool/machine-pool-azure';
import { MachinePoolProvider } from '../../../lib/scheduling/machine-pool/machine-pool-provider';
import { SpotMachinePool, SpotMachinePoolProps } from '../../../lib/scheduling/machine-pool/spot-machine-pool';
import { TaintEffect } from '../../../lib/scheduling/node-options';
import { SpotPlacement } from '../../../lib/scheduling/spot/spot-placement';
import { HardenedDeployment } from '../../../lib/workload/hardened-deployment';
import { messagesOf, warningsOf } from '../node-pool/spot-node-pools';

const AWS = MachinePoolProvider.aws({ instanceTypes: ['m7i.xlarge', 'm7a.xlarge'] });
const PROFILE = 'nodes.cluster-api-provider-aws.sigs.k8s.io';
const EXTERNAL = { name: 'cloud-provider', value: 'external' };
const FROM_ZERO = { minReplicas: 0, maxReplicas: 30, machineCpu: '4', machineMemory: '16Gi' };
const BASE: SpotMachinePoolProps = { clusterName: 'prod-eu', kubernetesVersion: '1.34.2', provider: AWS };

const pool = (props: Partial<SpotMachinePoolProps> = {}) => new SpotMachinePool(new Chart(new App(), 'management', { namespace: 'prod-eu' }), 'spot', { ...BASE, ...props });
const manifests = (props: Partial<SpotMachinePoolProps> = {}): { [kind: string]: KubernetesObject } =>
  Object.fromEntries(pool(props).objects.map((object) => [object.kind, object.toJson()]));
const faultsIn = (props: Partial<SpotMachinePoolProps>) => messagesOf(() => pool(props));
const registration = (props: Partial<SpotMachinePoolProps>) => manifests(props).KubeadmConfig.spec.joinConfiguration.nodeRegistration;

test('writes a MachinePool, the machines behind it, and how they join', () => {
  expect(stringifyYaml(pool({ autoscaling: FROM_ZERO, zones: ['eu-central-1a'] }).objects.map((object) => object.toJson()))).toMatchInlineSnapshot(`
"apiVersion: bootstrap.cluster.x-k8s.io/v1beta2
kind: KubeadmConfig
metadata:
  labels:
    app.kubernetes.io/name: spot
    cluster.x-k8s.io/cluster-name: prod-eu
  name: spot
  namespace: prod-eu
spec:
  joinConfiguration:
    nodeRegistration:
      kubeletExtraArgs:
        - name: cloud-provider
          value: external
        - name: node-labels
          value: fleetwright.io/spot=spot
      name: "{{ ds.meta_data.local_hostname }}"
      taints:
        - effect: NoSchedule
          key: fleetwright.io/spot
          value: spot
---
apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
kind: AWSMachinePool
metadata:
  labels:
    app.kubernetes.io/name: spot
    cluster.x-k8s.io/cluster-name: prod-eu
  name: spot
  namespace: prod-eu
spec:
  availabilityZones:
    - eu-central-1a
  awsLaunchTemplate:
    iamInstanceProfile: nodes.cluster-api-provider-aws.sigs.k8s.io
    instanceType: m7i.xlarge
  capacityRebalance: true
  maxSize: 1000
  minSize: 0
  mixedInstancesPolicy:
    instancesDistribution:
      onDemandBaseCapacity: 0
      onDemandPercentageAboveBaseCapacity: 0
      spotAllocationStrategy: price-capacity-optimized
    overrides:
      - instanceType: m7i.xlarge
      - instanceType: m7a.xlarge
---
apiVersion: cluster.x-k8s.io/v1beta2
kind: MachinePool
metadata:
  annotations:
    capacity.cluster-autoscaler.kubernetes.io/cpu: "4"
    capacity.cluster-autoscaler.kubernetes.io/labels: fleetwright.io/spot=spot,topology.kubernetes.io/zone=eu-central-1a
    capacity.cluster-autoscaler.kubernetes.io/memory: 16Gi
    capacity.cluster-autoscaler.kubernetes.io/taints: fleetwright.io/spot=spot:NoSchedule
    cluster.x-k8s.io/cluster-api-autoscaler-node-group-max-size: "30"
    cluster.x-k8s.io/cluster-api-autoscaler-node-group-min-size: "0"
  labels:
    app.kubernetes.io/name: spot
    cluster.x-k8s.io/cluster-name: prod-eu
  name: spot
  namespace: prod-eu
spec:
  clusterName: prod-eu
  failureDomains:
    - eu-central-1a
  template:
    spec:
      bootstrap:
        configRef:
          apiGroup: bootstrap.cluster.x-k8s.io
          kind: KubeadmConfig
          name: spot
      clusterName: prod-eu
      infrastructureRef:
        apiGroup: infrastructure.cluster.x-k8s.io
        kind: AWSMachinePool
        name: spot
      version: v1.34.2
"
`);
});

test('all objects name each other', () => {
  const { MachinePool, AWSMachinePool, KubeadmConfig } = manifests({ name: 'cheap' });
  const { bootstrap, infrastructureRef, clusterName } = MachinePool.spec.template.spec;
  expect([MachinePool, AWSMachinePool, KubeadmConfig].map(({ metadata }) => [metadata!.namespace, metadata!.name])).toEqual(Array(3).fill(['prod-eu', 'cheap']));
  expect(bootstrap.configRef).toEqual({ apiGroup: KubeadmConfig.apiVersion.split('/')[0], kind: KubeadmConfig.kind, name: 'cheap' });
  expect(infrastructureRef).toEqual({ apiGroup: AWSMachinePool.apiVersion.split('/')[0], kind: AWSMachinePool.kind, name: 'cheap' });
  expect([clusterName, MachinePool.spec.clusterName, MachinePool.metadata!.labels!['cluster.x-k8s.io/cluster-name']]).toEqual(['prod-eu', 'prod-eu', 'prod-eu']);
});

test.each(['1.34.2', 'v1.34.2'])('version %s is written as Cluster API reads it', (kubernetesVersion) => {
  expect(manifests({ kubernetesVersion }).MachinePool.spec.template.spec.version).toBe('v1.34.2');
});

describe('machines', () => {
  test('are as many as said, three if nothing is', () => {
    const sizes = ({ MachinePool, AWSMachinePool: { spec } }: ReturnType<typeof manifests>) => [MachinePool.spec.replicas, spec.minSize, spec.maxSize];
    expect([manifests(), manifests({ replicas: 0 })].map(sizes)).toEqual([[3, 3, 3], [0, 0, 1]]);
  });

  test('of one type on AWS are spot by the launch template', () => {
    const { spec } = manifests({ provider: MachinePoolProvider.aws({ instanceTypes: ['m7i.xlarge'], maxPrice: '0.12' }) }).AWSMachinePool;
    expect(spec.awsLaunchTemplate).toEqual({ iamInstanceProfile: PROFILE, instanceType: 'm7i.xlarge', spotMarketOptions: { maxPrice: '0.12' } });
    expect(spec).not.toHaveProperty('mixedInstancesPolicy');
  });

  test('of one type on AWS at any price are spot, too', () => {
    const { spec } = manifests({ provider: MachinePoolProvider.aws({ instanceTypes: ['m7i.xlarge'] }) }).AWSMachinePool;
    expect(spec.awsLaunchTemplate).toHaveProperty('spotMarketOptions');
  });

  test('of several types on AWS are spot by the policy alone', () => {
    const { spec } = manifests().AWSMachinePool;
    expect(spec.mixedInstancesPolicy).toEqual({
      instancesDistribution: { onDemandBaseCapacity: 0, onDemandPercentageAboveBaseCapacity: 0, spotAllocationStrategy: 'price-capacity-optimized' },
      overrides: [{ instanceType: 'm7i.xlarge' }, { instanceType: 'm7a.xlarge' }],
    });
    expect(spec.awsLaunchTemplate).toEqual({ iamInstanceProfile: PROFILE, instanceType: 'm7i.xlarge' });
    const own = MachinePoolProvider.aws({ instanceTypes: ['m7i.xlarge'], iamInstanceProfile: 'nodes' });
    expect(manifests({ provider: own }).AWSMachinePool.spec.awsLaunchTemplate.iamInstanceProfile).toBe('nodes');
  });

  test('of Azure are deleted when they are taken away, unless said otherwise', () => {
    const azure = (evictionPolicy?: AzureEvictionPolicy, maxPrice?: string) =>
      manifests({ provider: MachinePoolProvider.azure({ location: 'westeurope', vmSize: 'Standard_D4s_v5', evictionPolicy, maxPrice }) }).AzureMachinePool.spec.template.spotVMOptions;
    expect(azure()).toEqual({ evictionPolicy: 'Delete', maxPrice: '-1' });
    expect(azure(AzureEvictionPolicy.DEALLOCATE, '0.12345')).toEqual({ evictionPolicy: 'Deallocate', maxPrice: '0.12345' });
  });

  test('of Azure have their system disk on themselves where that is said', () => {
    const azure = (options: object) => MachinePoolProvider.azure({ location: 'westeurope', vmSize: 'Standard_D4ds_v5', ...options });
    const disk = (options: object) => manifests({ provider: azure(options) }).AzureMachinePool.spec.template.osDisk;
    expect(disk({ ephemeralOsDisk: true })).toEqual({ osType: 'Linux', diskSizeGB: 128, diffDiskSettings: { option: 'Local' }, cachingType: 'ReadOnly' });
    expect([disk({ ephemeralOsDisk: false }), disk({})]).toEqual(Array(2).fill({ osType: 'Linux', diskSizeGB: 128 }));
    expect(faultsIn({ provider: azure({ ephemeralOsDisk: true, evictionPolicy: AzureEvictionPolicy.DEALLOCATE }) })).toEqual([
      "'provider.evictionPolicy' must not be Deallocate with 'ephemeralOsDisk': a machine that is stopped has no such disk any more, and Azure refuses it, got 'Deallocate'. Use AzureEvictionPolicy.DELETE, or leave one of the two out.",
    ]);
    expect(faultsIn({ provider: azure({ evictionPolicy: AzureEvictionPolicy.DEALLOCATE }) })).toEqual([]);
  });

  test('of Google Cloud are spot, and stay on their host', () => {
    expect(manifests({ provider: MachinePoolProvider.gcp({ instanceType: 'n4-standard-8', image: 'i', serviceAccountEmail: 'a@b' }) }).GCPMachinePool.spec).toEqual({
      instanceType: 'n4-standard-8', image: 'i', provisioningModel: 'Spot', onHostMaintenance: 'Terminate',
      serviceAccounts: { email: 'a@b', scopes: ['https://www.googleapis.com/auth/cloud-platform'] },
    });
  });

  test('take further fields of the provider', () => {
    const { spec } = manifests({
      provider: MachinePoolProvider.aws({ instanceTypes: ['m7i.xlarge'], launchTemplate: { sshKeyName: 'k' }, spec: { capacityRebalance: false } }),
    }).AWSMachinePool;
    expect([spec.awsLaunchTemplate.sshKeyName, spec.capacityRebalance]).toEqual(['k', false]);
  });
});

describe('the autoscaler', () => {
  const told = (props: Partial<SpotMachinePoolProps>) => {
    const { annotations } = manifests({ autoscaling: { minReplicas: 1, maxReplicas: 9 }, ...props }).MachinePool.metadata!;
    return Object.fromEntries(Object.entries(annotations!).map(([key, value]) => [key.replace(/^.*(?:\/|group-)/, ''), value]));
  };
  const AZURE = MachinePoolProvider.azure({ location: 'WestEurope', vmSize: 'Standard_D4s_v5' });

  test('is told what the nodes are like, so that it starts the first one for pods that are meant for them', () => {
    expect(told({ autoscaling: FROM_ZERO, nodeLabels: { team: 'a' }, taints: [{ key: 'a' }, { key: 'b', value: 'c', effect: TaintEffect.NO_EXECUTE }] })).toEqual({
      'min-size': '0', 'max-size': '30', cpu: '4', memory: '16Gi', labels: 'fleetwright.io/spot=spot,team=a', taints: 'a:NoSchedule,b=c:NoExecute',
    });
    expect(told({ taints: [] })).not.toHaveProperty('taints');
  });

  test.each<[string, MachinePoolProvider, string[], string]>([
    ['AWS', AWS, ['eu-central-1a'], ',topology.kubernetes.io/zone=eu-central-1a'],
    ['Azure', AZURE, ['2'], ',topology.kubernetes.io/zone=westeurope-2'],
    ['Google Cloud', MachinePoolProvider.gcp({ instanceType: 'n4-standard-8', image: 'i' }), ['europe-west1-b'], ',topology.kubernetes.io/zone=europe-west1-b'],
    ['AWS, of several zones the first', AWS, ['eu-central-1a', 'eu-central-1b'], ',topology.kubernetes.io/zone=eu-central-1a'],
  ])('is told a zone of nodes, without which it starts none for pods that are spread over zones: %s', (_, provider, zones, zone) => expect(told({ provider, zones }).labels).toBe(`fleetwright.io/spot=spot${zone}`));

  test.each<[object, object]>([
    [{ minReplicas: 0, maxReplicas: 30 }, { minSize: 0, maxSize: 1000 }],
    [{ minReplicas: 2, maxReplicas: 3 }, { minSize: 0, maxSize: 1000 }],
    [{ minReplicas: 2, maxReplicas: 2000 }, { minSize: 0, maxSize: 2000 }],
    [{ minReplicas: Lazy.any({ produce: () => 2 }), maxReplicas: Lazy.any({ produce: () => 3 }) }, { minSize: 0, maxSize: 1000 }],
  ])('keeps its bounds to itself, as AWS refuses those that the machines there do not satisfy: %j', (autoscaling, bounds) => {
    expect(manifests({ autoscaling: { ...autoscaling as any, machineCpu: '4', machineMemory: '16Gi' } }).AWSMachinePool.spec).toMatchObject(bounds);
  });

  test('starts nothing in an empty pool of which it knows nothing', () => {
    expect(warningsOf(pool({ autoscaling: { minReplicas: 0, maxReplicas: 9 } }))).toEqual([
      'scheduling/stays-empty: The autoscaler starts no machine in a pool that is empty: it does not know what one would be like. '
        + "Give 'autoscaling.machineCpu' and 'autoscaling.machineMemory', or keep one with 'minReplicas: 1'.",
    ]);
    expect([pool({ autoscaling: FROM_ZERO }), pool({ autoscaling: { minReplicas: 1, maxReplicas: 9 } })].map(warningsOf)).toEqual([[], []]);
  });
});

test('takes what is known later', () => {
  const later = (value: unknown) => Lazy.any({ produce: () => value }) as any;
  const { metadata, spec } = manifests({ kubernetesVersion: later('v1.34.2'), autoscaling: { minReplicas: later(1), maxReplicas: later(3) }, taints: [{ key: 'a', value: later('b') }] }).MachinePool;
  expect(spec.template.spec.version).toBe('v1.34.2');
  expect(metadata!.annotations).toMatchObject({
    'cluster.x-k8s.io/cluster-api-autoscaler-node-group-min-size': '1', 'cluster.x-k8s.io/cluster-api-autoscaler-node-group-max-size': '3',
    'capacity.cluster-autoscaler.kubernetes.io/taints': 'a=b:NoSchedule',
  });
});

test('passes over what is not known yet', () => {
  const autoscaling: any = { minReplicas: placeholder('b'), maxReplicas: placeholder('a') };
  const nodeLabels = Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`team-${index}`, `${'a'.repeat(60)}${index === 0 ? placeholder('a') : ''}`]));
  expect(faultsIn({ autoscaling, nodeLabels })).toEqual([]);
});

describe('nodes', () => {
  test('join with their label and taint', () => {
    expect(registration({})).toEqual({
      name: '{{ ds.meta_data.local_hostname }}',
      kubeletExtraArgs: [EXTERNAL, { name: 'node-labels', value: 'fleetwright.io/spot=spot' }],
      taints: [{ key: 'fleetwright.io/spot', value: 'spot', effect: 'NoSchedule' }],
    });
  });

  test('join with further ones, in an order of their own', () => {
    const given = { nodeLabels: { zoo: 'b', app: 'a' }, taints: [{ key: 'a' }, { key: 'b', value: 'c', effect: TaintEffect.NO_EXECUTE }] };
    expect(registration(given)).toMatchObject({
      kubeletExtraArgs: [EXTERNAL, { name: 'node-labels', value: 'app=a,fleetwright.io/spot=spot,zoo=b' }],
      taints: [{ key: 'a', effect: 'NoSchedule' }, { key: 'b', value: 'c', effect: 'NoExecute' }],
    });
  });

  test('join as the program says besides', () => {
    const kubeadmConfig = { preKubeadmCommands: ['true'], joinConfiguration: { nodeRegistration: { name: 'x', kubeletExtraArgs: [{ name: 'v', value: '4' }] } } };
    expect(manifests({ kubeadmConfig }).KubeadmConfig.spec).toMatchObject({
      preKubeadmCommands: ['true'],
      joinConfiguration: { nodeRegistration: { name: 'x', kubeletExtraArgs: [EXTERNAL, { name: 'v', value: '4' }, { name: 'node-labels', value: 'fleetwright.io/spot=spot' }] } },
    });
  });

  test('join under the name by which their cloud finds them, and learn from it which machine they are', () => {
    const gcp = MachinePoolProvider.gcp({ instanceType: 'n4-standard-8', image: 'i' });
    expect(registration({ provider: gcp }).name).toBe('{{ ds.meta_data.local_hostname.split(".")[0] }}');
    expect(registration({ kubeadmConfig: { format: 'ignition' } })).not.toHaveProperty('name');
    const own = { name: 'cloud-provider', value: 'aws' };
    expect(registration({ kubeadmConfig: { joinConfiguration: { nodeRegistration: { kubeletExtraArgs: [own] } } } }).kubeletExtraArgs[0]).toEqual(own);
    expect(registration({ kubeadmConfig: { joinConfiguration: { nodeRegistration: { kubeletExtraArgs: [own] } } } }).kubeletExtraArgs).toHaveLength(2);
  });

  test('join where something is left out by null', () => {
    const kubeadmConfig = { joinConfiguration: null, files: [] };
    expect(manifests({ kubeadmConfig }).KubeadmConfig.spec.joinConfiguration.nodeRegistration.kubeletExtraArgs).toHaveLength(2);
    expect(faultsIn({ kubeadmConfig: { joinConfiguration: { nodeRegistration: { kubeletExtraArgs: [null] } } } })).toEqual([]);
  });

  test("may say of themselves what a kubelet may, of Kubernetes' own labels", () => {
    expect(faultsIn({ nodeLabels: { 'topology.kubernetes.io/zone': 'a', 'node.kubernetes.io/class': 'b' } })).toEqual([]);
  });

  test('take a label that is known later', () => {
    expect(registration({ nodeLabels: { team: Lazy.any({ produce: () => 'a' }) as any } }).kubeletExtraArgs[1].value).toBe('fleetwright.io/spot=spot,team=a');
  });

  test('are where a placement in the workload cluster puts pods', () => {
    const shop = new Chart(new Cluster({ name: 'prod-eu' }), 'shop');
    const api = new HardenedDeployment(shop, 'api', { image: 'registry.example.com/api:1.0.0' });
    api.with(new SpotPlacement({ capacity: pool({ name: 'cheap' }).capacity }));
    const { affinity, tolerations } = api.deployment.toJson().spec.template.spec;
    expect(tolerations).toEqual([{ key: 'fleetwright.io/spot', operator: 'Equal', value: 'cheap', effect: 'NoSchedule' }]);
    expect(affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms).toEqual([
      { matchExpressions: [{ key: 'fleetwright.io/spot', operator: 'In', values: ['cheap'] }] },
    ]);
  });
});

test('warns of a single type and of nodes without taint', () => {
  expect(warningsOf(pool())).toEqual([]);
  expect(warningsOf(pool({ taints: [], provider: MachinePoolProvider.aws({ instanceTypes: ['m7i.xlarge'] }) }))).toEqual([
    'scheduling/few-instance-types: Only one instance type is allowed: machines of one kind are often taken away together. Allow more.',
    "scheduling/untainted-spot: Pods that never opted in may land on these nodes. Leave 'taints' out for one that keeps them away.",
  ]);
});

test.each<[string, Partial<SpotMachinePoolProps>, string[]]>([
  ['what is missing', { clusterName: undefined, provider: undefined, kubernetesVersion: undefined }, [
    "'clusterName' must be given. Use the name of the Cluster, e.g. 'prod-eu'.",
    "'provider' must be given. Use one such as 'MachinePoolProvider.aws(…)'.",
    "'kubernetesVersion' must be given. Use one such as '1.34.2'.",
  ]],
  ['a version in part', { kubernetesVersion: '1.34' }, ["'kubernetesVersion' must be a version in full, got '1.34'. Use one such as '1.34.2'."]],
  ['numbers that contradict each other', { replicas: 3, autoscaling: { minReplicas: 5, maxReplicas: 4 } }, [
    "'autoscaling.maxReplicas' must not be below 'minReplicas', which is 5, got 4. Raise it.",
    "'replicas' must not be given with 'autoscaling', which chooses it, got 3. Leave one of the two out.",
  ]],
  ['labels that nodes must not give themselves', { nodeLabels: { 'node-role.kubernetes.io/spot': '', 'node.kubernetes.io/class': 'spot', 'fleetwright.io/spot': 'x' } }, [
    "'nodeLabels['node-role.kubernetes.io/spot']' must be none of Kubernetes' own: the API server refuses it from a node about itself. Use a key such as 'example.com/team'.",
    "'nodeLabels['fleetwright.io/spot']' must not be given: the construct sets it. Leave it out.",
  ]],
  ['half of what a machine is like', { autoscaling: { minReplicas: 0, maxReplicas: 3, machineCpu: '4' } }, [
    "'autoscaling.machineMemory' must be given with 'machineCpu': the autoscaler wants to know both. Give both, or leave both out.",
  ]],
  ['a machine of nothing', { autoscaling: { minReplicas: 0, maxReplicas: 3, machineCpu: '0', machineMemory: 'much' } }, [
    "'autoscaling.machineCpu' must be a quantity above 0, got '0'. Use one such as '4'.",
    "'autoscaling.machineMemory' must be a quantity above 0, got 'much'. Use one such as '16Gi'.",
  ]],
  ['arguments of the kubelet as a map, as they once were', { kubeadmConfig: { joinConfiguration: { nodeRegistration: { kubeletExtraArgs: { v: '4' } } } } }, [
    "'kubeadmConfig.joinConfiguration.nodeRegistration.kubeletExtraArgs' must be a list of names and values. Use one such as [{ name: 'v', value: '4' }].",
  ]],
  ['a taint twice', { taints: [{ key: 'a' }, { key: 'a', value: 'b' }] }, ["'taints[1]' must not be a second taint 'a' with effect NoSchedule: a node has at most one. Leave one of the two out."]],
  ['what a prop says, by hand', { kubeadmConfig: { joinConfiguration: { nodeRegistration: { taints: [], kubeletExtraArgs: [{ name: 'node-labels', value: '' }] } } } }, [
    "'kubeadmConfig.joinConfiguration.nodeRegistration.taints' must not be given: there is a prop for it. Use 'taints'.",
    "'kubeadmConfig.joinConfiguration.nodeRegistration.kubeletExtraArgs[0]' must not be given: there is a prop for it, got 'node-labels'. Use 'nodeLabels' or 'taints'.",
  ]],
  ['machines of AWS that are none', {
    provider: MachinePoolProvider.aws({ instanceTypes: ['m7i.large', 'm7i.large'], maxPrice: '1', rootVolumeGiB: 7, subnetIds: [], launchTemplate: { ami: {} }, spec: { minSize: 1 } }),
  }, [
    "'provider.instanceTypes' must list each once, and at least one, got [\"m7i.large\",\"m7i.large\"]. Use types such as 'm7i.xlarge'.",
    "'provider.subnetIds' must hold at least one. Leave it out for those of the cluster.",
    "'provider.rootVolumeGiB' must be a whole number of at least 8, got 7. Leave it out for the size of the image.",
    "'provider.launchTemplate.ami' must not be given: there is a prop for it. Use 'amiId'.",
    "'provider.spec.minSize' must not be given: there is a prop for it. Use 'autoscaling'.",
    "'provider.maxPrice' must not be given with several types: they share no price, got '1'. Leave it out: no more than the price on demand is paid.",
  ]],
  ['a type of AWS without a size', { provider: MachinePoolProvider.aws({ instanceTypes: ['m7i'] }) }, [
    "'provider.instanceTypes[0]' must be the name of an instance type: a family, '.' and a size, got 'm7i'. Use one such as 'm7i.xlarge'.",
  ]],
  ['machines of Azure that are none', { provider: MachinePoolProvider.azure({ location: '', vmSize: 'a', osDiskSizeGB: 4000, maxPrice: '-2' }) }, [
    "'provider.location' must be given. Use a region such as 'westeurope'.",
    "'provider.osDiskSizeGB' must be a whole number from 1 to 2048, got 4000. Leave it out for 128.",
    "'provider.maxPrice' must be US dollars an hour with at most 5 decimals, as a string, or '-1', got '-2'. Use one such as '0.12'.",
  ]],
  ['machines of Google Cloud that are none', { provider: MachinePoolProvider.gcp({ instanceType: '', image: '', rootDeviceSizeGB: 5, spec: { preemptible: true } }) }, [
    "'provider.instanceType' must be given. Use one such as 'n4-standard-8'.",
    "'provider.image' must be given. Use one such as 'projects/example/global/images/cluster-api-ubuntu-2404-v1-34-2'.",
    "'provider.rootDeviceSizeGB' must be a whole number of at least 10, got 5. Leave it out for 30.",
    "'provider.spec.preemptible' must not be given: the construct sets it. Leave it out.",
  ]],
])('refuses %s', (_, props, faults) => {
  expect(faultsIn(props)).toEqual(faults);
});

test('leaves what is wrong to the synth, so that all of a program comes in one error', () => {
  const cluster = new Cluster({ name: 'management' });
  const chart = new Chart(cluster, 'pools', { namespace: 'prod-eu' });
  const kubeadmConfig = { joinConfiguration: { nodeRegistration: { kubeletExtraArgs: { v: '4' } } } };
  new SpotMachinePool(chart, 'spot', { ...BASE, name: 'Spot', replicas: -1, zones: [], kubeadmConfig, provider: MachinePoolProvider.aws({ instanceTypes: [] }) });
  new SpotMachinePool(chart, 'other', { ...BASE, kubernetesVersion: '1.34', taints: [{ key: 'a b' }] });
  const findings = (() => {
    try {
      cluster.synth();
    } catch (error) {
      return FleetErrors.findingsOf(error);
    }
    return [];
  })();
  expect(findings.map(({ path, prop, id }) => [path, prop, id])).toEqual([
    ['management/pools/spot', 'replicas', 'prop/range'], ['management/pools/spot', 'zones', 'prop/range'], ['management/pools/spot', 'provider.instanceTypes', 'prop/range'],
    ['management/pools/spot', 'name', 'prop/grammar'], ['management/pools/spot', 'kubeadmConfig.joinConfiguration.nodeRegistration.kubeletExtraArgs', 'prop/type'],
    ['management/pools/other', 'kubernetesVersion', 'prop/grammar'], ['management/pools/other', 'taints[0].key', 'prop/grammar'],
  ]);
});

describe('callers without types', () => {
  test.each<[string, () => MachinePoolProvider, string[]]>([
    ['no options of AWS', () => MachinePoolProvider.aws(undefined as any), ["'provider.instanceTypes' must be given. Use types such as ['m7i.xlarge', 'm7a.xlarge']."]],
    ['one type of AWS that is no list', () => MachinePoolProvider.aws({ instanceTypes: 'm7i.xlarge' as any }), [
      "'provider.instanceTypes' must be a list of strings, got a text. Use one such as ['m7i.xlarge', 'm7a.xlarge'].",
    ]],
    ['a number for a price', () => MachinePoolProvider.azure({ location: 'westeurope', vmSize: 'Standard_D4s_v5', maxPrice: 0.12 as any, evictionPolicy: 'delete' as any }), [
      "'provider.maxPrice' must be a string, got a number. Put it in quotes.",
      "'provider.evictionPolicy' must be 'Delete' or 'Deallocate', got 'delete'. Use 'Delete'.",
    ]],
    ['no options of Google Cloud', () => MachinePoolProvider.gcp(null as any), [
      "'provider.instanceType' must be given. Use one such as 'n4-standard-8'.",
      "'provider.image' must be given. Use one such as 'projects/example/global/images/cluster-api-ubuntu-2404-v1-34-2'.",
    ]],
  ])('are told of %s', (_, provider, faults) => expect(faultsIn({ provider: provider() })).toEqual(faults));

  test('may leave things out by null', () => {
    const provider = MachinePoolProvider.aws({ instanceTypes: ['m7i.xlarge'], maxPrice: null, subnetIds: null, spec: null } as any);
    expect(manifests({ provider }).AWSMachinePool.spec.awsLaunchTemplate).toEqual({ iamInstanceProfile: PROFILE, instanceType: 'm7i.xlarge', spotMarketOptions: {} });
  });
});
