import { Lazy } from 'cdk8s';
import { placeholder } from '../../../lib/manifest/known';
import { NodeArchitecture, NodeRequirementOperator } from '../../../lib/scheduling/node-options';
import { GkeComputeClassOptions } from '../../../lib/scheduling/node-pool/gke-compute-class';
import { KarpenterAwsOptions } from '../../../lib/scheduling/node-pool/karpenter-aws';
import { AksImageFamily, KarpenterAzureOptions } from '../../../lib/scheduling/node-pool/karpenter-azure';
import { KarpenterGcpOptions } from '../../../lib/scheduling/node-pool/karpenter-gcp';
import { SpotNodePoolProps } from '../../../lib/scheduling/node-pool/spot-node-pool';
import { SpotProvider } from '../../../lib/scheduling/node-pool/spot-provider';
import { AWS_OPTIONS, clusterChart, faultsIn, manifestsOf, spotPool, warningsOf } from './spot-node-pools';

const keysOf = (provider: SpotProvider, props: Partial<SpotNodePoolProps>): string[] => spotPool({ provider, ...props }).nodePool!.toJson()
  .spec.template.spec.requirements.map(({ key }: { key: string }) => key);

describe('callers without types', () => {
  test.each<[string, SpotProvider, string[]]>([
    ['no options', SpotProvider.karpenterAws(undefined as any), [
      "'provider.amiSelectorTerms' must be given. Use one such as [{ id: 'ami-0123456789abcdef0' }].",
      "'provider.subnetSelectorTerms' must be given. Use one such as [{ id: 'subnet-0123456789abcdef0' }].",
      "'provider.securityGroupSelectorTerms' must be given. Use one such as [{ id: 'sg-0123456789abcdef0' }].",
      "'provider.role' must be given where 'instanceProfile' is not. Give one of the two.",
    ]],
    ['a list that is none', SpotProvider.karpenterAws({ ...AWS_OPTIONS, subnetSelectorTerms: { id: 'subnet-1' } as any }), [
      "'provider.subnetSelectorTerms' must be a list. Use one such as [{ id: 'subnet-0123456789abcdef0' }].",
    ]],
    ['a term that is none', SpotProvider.karpenterGcp({ imageSelectorTerms: ['Ubuntu@latest' as any] }), [
      "'provider.imageSelectorTerms[0]' must be an object, got a text. Use one such as { family: 'ContainerOptimizedOS', channel: 'cluster' }.",
      "'provider.imageSelectorTerms[0]' must have one of 'alias', 'id' and 'family'. Make others terms of their own.",
    ]],
    ['a term that is missing', SpotProvider.karpenterAws({ ...AWS_OPTIONS, amiSelectorTerms: [null as any], subnetSelectorTerms: [null as any, { id: 'subnet-1' }] }), [
      "'provider.amiSelectorTerms[0]' must not be null. Leave it out.",
      "'provider.amiSelectorTerms' must hold 1 to 30 terms. Use one such as [{ id: 'ami-0123456789abcdef0' }].",
      "'provider.subnetSelectorTerms[0]' must not be null. Leave it out.",
    ]],
    ['fields that are none', SpotProvider.karpenterAzure({ spec: 'kubelet' as any }), ["'provider.spec' must be an object, got a text. Use Kubernetes' AKSNodeClass."]],
    ['fields that are known later', SpotProvider.karpenterAws({ ...AWS_OPTIONS, spec: Lazy.any({ produce: () => ({}) }) as any }), [
      "'provider.spec' must be known: other fields are written beside it. Give the fields one by one; their values may be tokens.",
    ]],
    ['a family by name', SpotProvider.karpenterAzure({ imageFamily: 'ubuntu' as any }), ["'provider.imageFamily' must be 'Ubuntu', 'Ubuntu2204', 'Ubuntu2404' or 'AzureLinux', got 'ubuntu'. Use 'Ubuntu'."]],
    ['text for yes', SpotProvider.gkeComputeClass({ nodePoolAutoCreation: 'yes' as any }), ["'provider.nodePoolAutoCreation' must be true or false, got a text. Leave it out for the default."]],
  ])('are told of %s', (_, provider, faults) => expect(faultsIn({ provider })).toEqual(faults));

  test('may leave things out by null', () => {
    const provider = SpotProvider.karpenterAws({ ...AWS_OPTIONS, instanceProfile: null, tags: null, spec: null } as any);
    expect(spotPool({ provider }).nodeClass!.toJson().spec).toEqual(AWS_OPTIONS);
    const others = [SpotProvider.karpenterAzure(null as any), SpotProvider.gkeComputeClass(null as any)];
    expect(others.map((other) => faultsIn({ provider: other }))).toEqual([[], []]);
  });
});

describe('Karpenter on AWS', () => {
  const aws = (options: Partial<KarpenterAwsOptions>) => SpotProvider.karpenterAws({ ...AWS_OPTIONS, ...options });

  test('writes the rest of the EC2NodeClass as it is given', () => {
    const { spec } = spotPool({ provider: aws({ spec: { metadataOptions: { httpTokens: 'required' } }, tags: { team: 'shop' } }) }).nodeClass!.toJson();
    expect(spec).toEqual({ ...AWS_OPTIONS, metadataOptions: { httpTokens: 'required' }, tags: { team: 'shop' } });
  });

  test('names a node class that is there', () => {
    const pool = spotPool({ provider: SpotProvider.karpenterAwsNodeClass('default') });
    expect(manifestsOf(pool).map(({ kind }) => kind)).toEqual(['NodePool']);
    expect(pool.nodePool!.toJson().spec.template.spec.nodeClassRef).toEqual({ group: 'karpenter.k8s.aws', kind: 'EC2NodeClass', name: 'default' });
  });

  test('warns of an image that changes by itself', () => {
    expect(warningsOf(spotPool({ provider: aws({ amiSelectorTerms: [{ alias: 'al2023@latest' }] }) }))).toEqual([
      "scheduling/floating-image: The alias 'al2023@latest' replaces all nodes, as fast as disruption budgets let it, whenever AWS publishes an image. Name a version.",
    ]);
  });

  test.each<[string, Partial<KarpenterAwsOptions>, string[]]>([
    ['neither role nor profile', { role: undefined }, ["'provider.role' must be given where 'instanceProfile' is not. Give one of the two."]],
    ['both role and profile', { instanceProfile: 'x' }, ["'provider.role' must be given without 'instanceProfile'. Give one of the two."]],
    ['an empty role', { role: '' }, ["'provider.role' must not be empty, got ''. Use the role's name."]],
    ['no images', { amiSelectorTerms: [] }, ["'provider.amiSelectorTerms' must hold 1 to 30 terms. Use one such as [{ id: 'ami-0123456789abcdef0' }]."]],
    ['no subnets', { subnetSelectorTerms: [] }, ["'provider.subnetSelectorTerms' must hold 1 to 30 terms. Use one such as [{ id: 'subnet-0123456789abcdef0' }]."]],
    ['an alias beside others', { amiSelectorTerms: [{ alias: 'al2023@v20260209' }, { id: 'ami-1' }] }, ["'provider.amiSelectorTerms' must hold nothing besides a term with an alias. Leave the others out."]],
    ['an alias with more', { amiSelectorTerms: [{ alias: 'al2023@v20260209', name: 'x' }] }, ["'provider.amiSelectorTerms[0]' must hold nothing besides 'alias', got name. Leave one out, or make it a term of its own.".replace('got name', "got 'name'")]],
    ['an unknown family', { amiSelectorTerms: [{ alias: 'debian@1' }] }, ["'provider.amiSelectorTerms[0].alias' must be a family and a version such as 'al2023@v20260209', of at most 30 characters; for Windows the version 'latest', got 'debian@1'. Correct it."]],
    ['an alias without version', { amiSelectorTerms: [{ alias: 'al2023' }] }, ["'provider.amiSelectorTerms[0].alias' must be a family and a version such as 'al2023@v20260209', of at most 30 characters; for Windows the version 'latest', got 'al2023'. Correct it."]],
    ['a version of Windows', { amiSelectorTerms: [{ alias: 'windows2022@v1' }] }, ["'provider.amiSelectorTerms[0].alias' must be a family and a version such as 'al2023@v20260209', of at most 30 characters; for Windows the version 'latest', got 'windows2022@v1'. Correct it."]],
    ['another family than the alias', { amiFamily: 'Bottlerocket' }, ["'provider.amiFamily' must be 'AL2023' or 'Custom' with the alias 'al2023@v20260209', got 'Bottlerocket'. Leave it out."]],
    ['no family without alias', { amiSelectorTerms: [{ id: 'ami-1' }] }, ["'provider.amiFamily' must be given where no alias says it. Use 'AL2023', 'Bottlerocket' or 'Custom'."]],
    ['a family that is none', { amiSelectorTerms: [{ id: 'ami-1' }], amiFamily: 'Debian' }, ["'provider.amiFamily' must be one of AL2, AL2023, Bottlerocket, Custom, Windows2019, Windows2022, Windows2025, got 'Debian'. Leave it out with an 'alias'."]],
    ['a term of nothing', { subnetSelectorTerms: [{}] }, ["'provider.subnetSelectorTerms[0]' must say which is meant. Give it an 'id' or 'tags'."]],
    ['a subnet by name', { subnetSelectorTerms: [{ name: 'nodes' } as any] }, ["'provider.subnetSelectorTerms[0]' must say which is meant. Give it an 'id' or 'tags'."]],
    ['an owner alone', { amiSelectorTerms: [{ owner: 'amazon' }], amiFamily: 'AL2023' }, ["'provider.amiSelectorTerms[0]' must say which is meant. Give it an 'id' or 'tags'."]],
    ['an id with tags', { subnetSelectorTerms: [{ id: 'subnet-1', tags: { a: 'b' } }] }, ["'provider.subnetSelectorTerms[0]' must hold nothing besides 'id', got 'tags'. Leave one out, or make it a term of its own."]],
    ['a name with tags', { securityGroupSelectorTerms: [{ name: 'nodes', tags: { a: 'b' } }] }, ["'provider.securityGroupSelectorTerms[0]' must hold nothing besides 'name', got 'tags'. Leave one out, or make it a term of its own."]],
    ['an id of something else', { securityGroupSelectorTerms: [{ id: 'subnet-1' }] }, ["'provider.securityGroupSelectorTerms[0].id' must be an id such as 'sg-0123456789abcdef0', got 'subnet-1'. Correct it."]],
    ['a tag without value', { subnetSelectorTerms: [{ tags: { a: '' } }] }, ["'provider.subnetSelectorTerms[0].tags' must hold at most 20, none with an empty key or value. Use '*' for any value."]],
    ['a filter of nothing, which takes all', { subnetSelectorTerms: [{ tags: {} }] }, ["'provider.subnetSelectorTerms[0].tags' must hold at least one. Use '*' for any value."]],
    ["one of Karpenter's tags", { tags: { 'kubernetes.io/cluster/prod': 'owned' } }, ["'provider.tags['kubernetes.io/cluster/prod']' must not be given: Karpenter sets it itself. Use a tag of your own."]],
    ["another one of Karpenter's tags", { tags: { 'karpenter.sh/nodeclaim': 'x' } }, ["'provider.tags['karpenter.sh/nodeclaim']' must not be given: Karpenter sets it itself. Use a tag of your own."]],
    ['an option as a field', { spec: { role: 'x' } }, ["'provider.spec.role' must not be given: there is a prop for it. Use 'role'."]],
  ])('refuses %s', (_, options, faults) => expect(faultsIn({ provider: aws(options) })).toEqual(faults));

  const kubelet = (fields: object) => aws({ spec: { kubelet: fields } });

  test('writes what the kubelet is told as it is given', () => {
    const fields = {
      clusterDNS: ['10.0.100.10'], cpuCFSQuota: false, maxPods: 58, podsPerCore: 0, kubeReserved: { cpu: '100m' }, systemReserved: { 'ephemeral-storage': '1Gi' },
      evictionHard: { 'memory.available': '5%', 'nodefs.available': '1.5e3' }, evictionSoft: { 'pid.available': '100%' }, evictionSoftGracePeriod: { 'pid.available': '1m' },
      evictionMaxPodGracePeriod: -1, imageGCLowThresholdPercent: 80, imageGCHighThresholdPercent: 85,
    };
    expect(faultsIn({ provider: kubelet(fields) })).toEqual([]);
    expect(spotPool({ provider: kubelet(fields) }).nodeClass!.toJson().spec.kubelet).toEqual(fields);
    const x = placeholder('x');
    expect(faultsIn({ provider: kubelet({ maxPods: x, kubeReserved: { cpu: x }, evictionSoft: x, evictionSoftGracePeriod: { 'pid.available': x } }) })).toEqual([]);
    expect(faultsIn({ provider: kubelet({ imageGCHighThresholdPercent: x, imageGCLowThresholdPercent: 80, evictionSoft: { 'pid.available': '5%' }, evictionSoftGracePeriod: x }) })).toEqual([]);
    expect(faultsIn({ provider: kubelet(Lazy.any({ produce: () => fields })) })).toEqual([]);
  });

  test.each<[string, object, string[]]>([
    ['a number as a text', { maxPods: '58' }, ["'provider.spec.kubelet.maxPods' must be a whole number from 0 to 2147483647, got '58'. Leave it out for the default."]],
    ['pods below none', { podsPerCore: -1 }, ["'provider.spec.kubelet.podsPerCore' must be a whole number from 0 to 2147483647, got -1. Leave it out for the default."]],
    ['more than all of the disk', { imageGCHighThresholdPercent: 101 }, ["'provider.spec.kubelet.imageGCHighThresholdPercent' must be a whole number from 0 to 100, got 101. Leave it out for the default."]],
    ['a high mark that is none', { imageGCHighThresholdPercent: 80, imageGCLowThresholdPercent: 80 }, [
      "'provider.spec.kubelet.imageGCHighThresholdPercent' must be above 'imageGCLowThresholdPercent', which is 80, got 80. Raise it, or lower the other.",
    ]],
    ['a resource that can not be reserved', { kubeReserved: { gpu: '1' } }, ["'provider.spec.kubelet.kubeReserved.gpu' must be one of cpu, memory, ephemeral-storage, pid. Use a key such as 'cpu'."]],
    ['less than nothing reserved', { systemReserved: { memory: '-1Gi' } }, ["'provider.spec.kubelet.systemReserved.memory' must not be below 0, got '-1Gi'. Use one such as '100m' or '1Gi'."]],
    ['a reserve that is no quantity', { systemReserved: { memory: '1 GB' } }, ["'provider.spec.kubelet.systemReserved.memory' must be a quantity, got '1 GB'. Use one such as '100m' or '1Gi'."]],
    ['a signal that there is not', { evictionHard: { 'swap.available': '5%' } }, [
      "'provider.spec.kubelet.evictionHard['swap.available']' must be one of memory.available, nodefs.available, nodefs.inodesFree, imagefs.available, imagefs.inodesFree, pid.available. Use a key such as 'memory.available'.",
    ]],
    ['a threshold that is none', { evictionHard: { 'memory.available': 'low' } }, ["'provider.spec.kubelet.evictionHard['memory.available']' must be a share or a quantity, got 'low'. Use one such as '5%' or '100Mi'."]],
    ['a soft threshold without a time', { evictionSoft: { 'memory.available': '5%' } }, ["'provider.spec.kubelet.evictionSoft['memory.available']' must stand in 'evictionSoftGracePeriod' too. Give both, or leave both out."]],
    ['a time without a soft threshold', { evictionSoftGracePeriod: { 'memory.available': '1m' } }, ["'provider.spec.kubelet.evictionSoftGracePeriod['memory.available']' must stand in 'evictionSoft' too. Give both, or leave both out."]],
  ])('refuses of the kubelet what the API server would: %s', (_, fields, faults) => expect(faultsIn({ provider: kubelet(fields) })).toEqual(faults));

  test('warns of a field of the kubelet that the definition does not know', () => {
    expect(warningsOf(spotPool({ provider: kubelet({ maxPod: 58 }) }))).toEqual([
      "construct/unknown-prop: 'provider.spec.kubelet.maxPod' is no field of Kubernetes' KubeletConfiguration, of which an EC2NodeClass has a part, unless it is a new one: it is written as it is. Did you mean 'maxPods'?",
    ]);
  });

  test.each<[string, Partial<KarpenterAwsOptions>, string]>([
    ['an alias of Windows', { amiSelectorTerms: [{ alias: 'windows2022@latest' }] }, 'windows'],
    ['an image and the family Windows', { amiSelectorTerms: [{ id: 'ami-1' }], amiFamily: 'Windows2022' }, 'windows'],
    ['an alias of Windows and the family Custom', { amiSelectorTerms: [{ alias: 'windows2022@latest' }], amiFamily: 'Custom' }, 'linux'],
    ['an alias of Windows and a family that is known later', { amiSelectorTerms: [{ alias: 'windows2022@latest' }], amiFamily: placeholder('x') }, 'windows'],
    ['an image and the family Bottlerocket', { amiSelectorTerms: [{ id: 'ami-1' }], amiFamily: 'Bottlerocket' }, 'linux'],
  ])('runs what its images run: %s', (_, options, system) => {
    const { requirements } = spotPool({ provider: aws(options) }).nodePool!.toJson().spec.template.spec;
    expect(requirements).toContainEqual({ key: 'kubernetes.io/os', operator: 'In', values: [system] });
  });

  test.each<[string, SpotProvider, string[]]>([
    ['GCP', SpotProvider.karpenterGcp({ imageSelectorTerms: [{ family: 'ContainerOptimizedOS', channel: 'cluster' }], spec: { kubeletConfiguration: { maxPods: '58' } } }), [
      "'provider.spec.kubeletConfiguration.maxPods' must be a whole number from 0 to 2147483647, got '58'. Leave it out for the default.",
    ]],
    ['Azure', SpotProvider.karpenterAzure({ spec: { kubelet: {
      containerLogMaxFiles: 1, containerLogMaxSize: '50 MB', cpuManagerPolicy: 'dynamic', podPidsLimit: '100', imageGCHighThresholdPercent: 50, imageGCLowThresholdPercent: 60,
    } } }), [
      "'provider.spec.kubelet.containerLogMaxFiles' must be a whole number from 2 to 2147483647, got 1. Leave it out for 5.",
      "'provider.spec.kubelet.containerLogMaxSize' must be a whole number with a unit, got '50 MB'. Use one such as '50Mi'.",
      "'provider.spec.kubelet.cpuManagerPolicy' must be 'none' or 'static', got 'dynamic'. Use one of them.",
      "'provider.spec.kubelet.podPidsLimit' must be a whole number of at least -1, got '100'. Use -1 for no limit.",
      "'provider.spec.kubelet.imageGCHighThresholdPercent' must be above 'imageGCLowThresholdPercent', which is 60, got 50. Raise it, or lower the other.",
    ]],
    ['Azure, as it may be', SpotProvider.karpenterAzure({ spec: { kubelet: { podPidsLimit: -1, containerLogMaxSize: '50Mi', topologyManagerPolicy: 'best-effort', allowedUnsafeSysctls: ['net.core.somaxconn'] } } }), []],
  ])('holds the kubelets of other node classes to their definitions, too: %s', (_, provider, faults) => expect(faultsIn({ provider })).toEqual(faults));

  test('takes images by name, owner and tags together', () => {
    expect(faultsIn({ provider: aws({ amiSelectorTerms: [{ name: 'my-*', owner: 'self', tags: { ok: '*' } }], amiFamily: 'AL2023' }) })).toEqual([]);
  });

  test('refuses a name of a node class that is none', () => {
    expect(faultsIn({ provider: SpotProvider.karpenterAwsNodeClass('') })).toEqual([
      "'provider.nodeClass' must be a DNS subdomain: at most 253 lower-case letters, digits, '-' and '.', each part starting and ending with a letter or digit, got ''. Use the name of a EC2NodeClass.",
    ]);
  });

  test('passes over what is not known yet', () => {
    const x = placeholder('x');
    const provider = aws({
      amiSelectorTerms: [{ alias: x }], role: x, subnetSelectorTerms: [{ id: x }], securityGroupSelectorTerms: [{ tags: { a: x } }], tags: { b: x },
    });
    expect([faultsIn({ provider }), warningsOf(spotPool({ provider }))]).toEqual([[], []]);
    expect(faultsIn({ provider: aws({ amiSelectorTerms: [{ alias: x }], amiFamily: 'Bottlerocket' }) })).toEqual([]);
    expect(faultsIn({ provider: aws({ amiFamily: x }) })).toEqual([]);
    expect(faultsIn({ families: ['m7i', x], instanceTypes: ['c7i.large', x] })).toEqual([]);
    expect(faultsIn({ families: ['m7i', 'm7a'], sizes: ['large'], minInstanceTypes: x as any })).toEqual([]);
  });
});

describe('Karpenter on Azure', () => {
  const azure = (options: KarpenterAzureOptions = {}) => SpotProvider.karpenterAzure(options);
  const SUBNET = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/n';

  test('is an AKSNodeClass and a NodePool, and says what it does not do', () => {
    const pool = spotPool({ provider: azure({ imageFamily: AksImageFamily.AZURE_LINUX, osDiskSizeGB: 64, vnetSubnetID: SUBNET }), families: ['D', 'E'] });
    expect(pool.nodeClass!.toJson()).toMatchObject({
      apiVersion: 'karpenter.azure.com/v1beta1', kind: 'AKSNodeClass', spec: { imageFamily: 'AzureLinux', osDiskSizeGB: 64, vnetSubnetID: SUBNET },
    });
    expect(pool.nodePool!.toJson().spec.template.spec.nodeClassRef).toEqual({ group: 'karpenter.azure.com', kind: 'AKSNodeClass', name: 'spot' });
    expect(warningsOf(pool)).toEqual([
      'scheduling/no-eviction-notice: Karpenter on Azure does not act on eviction notices: pods end with their node, undrained, unless something else drains it. Host only what bears the loss of a node.',
    ]);
    expect(keysOf(azure(), { families: ['D', 'E'] })).toContain('karpenter.azure.com/sku-family');
  });

  test('writes an empty spec where nothing is said', () => expect(spotPool({ provider: azure() }).nodeClass!.toJson().spec).toEqual({}));

  test('names a node class that is there', () => {
    expect(manifestsOf(spotPool({ provider: SpotProvider.karpenterAzureNodeClass('default') })).map(({ kind }) => kind)).toEqual(['NodePool']);
  });

  test.each<[string, Partial<SpotNodePoolProps>, string[]]>([
    ['sizes', { sizes: ['4'] }, ["'sizes' must not be given: AKSNodeClass knows no sizes by name, got [\"4\"]. Use 'instanceTypes', or 'requirements' on its number of processors."]],
    ['a subfamily', { families: ['NC', 'D'] }, ["'families[0]' must be the family of a VM size: its first letter, without what follows as in 'NC' or 'Dsv5', got 'NC'. Use one such as 'D'."]],
    ['types of another cloud', { instanceTypes: ['Standard_D4s_v5', 'm7i.large'] }, ["'instanceTypes[1]' must be the name of a VM size, got 'm7i.large'. Use one such as 'Standard_D4s_v5'."]],
    ['a small disk', { provider: azure({ osDiskSizeGB: 20 }) }, ["'provider.osDiskSizeGB' must be a whole number from 30 to 2048, got 20. Leave it out for 128."]],
    ['many pods', { provider: azure({ maxPods: 251 }) }, ["'provider.maxPods' must be a whole number from 10 to 250, got 251. Leave it out."]],
    ['a subnet by name', { provider: azure({ vnetSubnetID: 'nodes' }) }, ["'provider.vnetSubnetID' must be the id of a subnet, got 'nodes'. It begins with '/subscriptions/'."]],
    ['a tag that Azure refuses', { provider: azure({ tags: { 'a?b': 'c' } }) }, ["'provider.tags['a?b']' must be a tag of Azure: at most 512 characters without '<', '>', '%', '&', '?' and '\\', and a value of at most 256. Correct it."]],
    ["AKS' own labels", { nodeLabels: { 'kubernetes.azure.com/agentpool': 'x' } }, ["'nodeLabels['kubernetes.azure.com/agentpool']' must not be in 'kubernetes.azure.com': Karpenter keeps that domain to itself, got 'kubernetes.azure.com/agentpool'. Use a label of a domain of your own."]],
    ['an operating system that AKS does not call so', { requirements: [{ key: 'kubernetes.azure.com/os-sku', operator: NodeRequirementOperator.IN, values: ['CBLMariner'] }] }, ["'requirements[0].values' must be of 'Ubuntu', 'AzureLinux' for 'kubernetes.azure.com/os-sku', got 'CBLMariner'. Use one of them."]],
    ["AKS' old labels", { nodeLabels: { agentpool: 'x' } }, ["'nodeLabels.agentpool' must not be used: Karpenter sets this label itself, got 'agentpool'. Use a label of a domain of your own."]],
    ['an option as a field', { provider: azure({ spec: { maxPods: 30 } }) }, ["'provider.spec.maxPods' must not be given: there is a prop for it. Use 'maxPods'."]],
  ])('refuses %s', (_, props, faults) => expect(faultsIn({ provider: azure(), ...props })).toEqual(faults));

  test('passes over what is not known yet', () => {
    expect(faultsIn({ provider: azure({ tags: { a: placeholder('x'.repeat(300)), b: Lazy.any({ produce: () => 'c' }) as any } }), families: [placeholder('x')] })).toEqual([]);
  });

  test("takes AKS' labels that may be used", () => {
    expect(faultsIn({ provider: azure(), requirements: [{ key: 'kubernetes.azure.com/mode', operator: NodeRequirementOperator.IN, values: ['user'] }] })).toEqual([]);
    expect(faultsIn({ provider: azure(), requirements: [{ key: 'karpenter.azure.com/sku-storage-ultra-ssd', operator: NodeRequirementOperator.IN, values: ['true'] }] })).toEqual([]);
    expect(faultsIn({ provider: azure(), nodeLabels: { 'kubernetes.azure.com/network-policy': 'azure' } })).toEqual([]);
  });
});

describe('Karpenter on GCP', () => {
  const COS = { family: 'ContainerOptimizedOS', channel: 'cluster' };
  const gcp = (options: Partial<KarpenterGcpOptions> = {}) => SpotProvider.karpenterGcp({ imageSelectorTerms: [COS], ...options });

  test('is a GCENodeClass and a NodePool', () => {
    const pool = spotPool({ provider: gcp({ networkTags: ['nodes'], machineLabels: { team: 'shop' }, serviceAccount: 'nodes@shop.iam.gserviceaccount.com' }) });
    expect(pool.nodeClass!.toJson()).toMatchObject({
      apiVersion: 'karpenter.k8s.gcp/v1alpha1',
      kind: 'GCENodeClass',
      spec: { imageSelectorTerms: [COS], networkTags: ['nodes'], labels: { team: 'shop' }, serviceAccount: 'nodes@shop.iam.gserviceaccount.com' },
    });
    expect(pool.nodePool!.toJson().spec.template.spec.nodeClassRef).toEqual({ group: 'karpenter.k8s.gcp', kind: 'GCENodeClass', name: 'spot' });
    expect(keysOf(gcp(), { families: ['n4', 'c4'], sizes: ['8'] })).toEqual(
      expect.arrayContaining(['karpenter.k8s.gcp/instance-family', 'karpenter.k8s.gcp/instance-size']));
    expect(warningsOf(pool)).toEqual([]);
  });

  test('names a node class that is there', () => {
    expect(manifestsOf(spotPool({ provider: SpotProvider.karpenterGcpNodeClass('default') })).map(({ kind }) => kind)).toEqual(['NodePool']);
  });

  test('knows several types of one series and size, of other shapes', () => {
    expect(warningsOf(spotPool({ provider: gcp(), families: ['n4', 'c4'], sizes: ['8', '16'] }))).toEqual([]);
  });

  test('warns of an image that changes by itself', () => {
    expect(warningsOf(spotPool({ provider: gcp({ imageSelectorTerms: [{ alias: 'Ubuntu@latest' }] }) }))).toEqual([
      "scheduling/floating-image: The image 'latest' replaces all nodes, as fast as disruption budgets let it, whenever there is a new one. Name a version.",
    ]);
  });

  test.each<[string, Partial<KarpenterGcpOptions>, string[]]>([
    ['no images', { imageSelectorTerms: [] }, ["'provider.imageSelectorTerms' must hold 1 to 30 terms. Use one such as { family: 'ContainerOptimizedOS', channel: 'cluster' }."]],
    ['a term of nothing', { imageSelectorTerms: [{}] }, ["'provider.imageSelectorTerms[0]' must have one of 'alias', 'id' and 'family'. Make others terms of their own."]],
    ['an alias with an id', { imageSelectorTerms: [{ alias: 'Ubuntu@v20260416', id: 'x' }] }, ["'provider.imageSelectorTerms[0]' must have one of 'alias', 'id' and 'family'. Make others terms of their own."]],
    ['an alias that is none', { imageSelectorTerms: [{ alias: 'Ubuntu@22' }] }, ["'provider.imageSelectorTerms[0].alias' must be a family and a version such as 'ContainerOptimizedOS@125.19216.104.126' or 'Ubuntu@v20260416', got 'Ubuntu@22'. Correct it."]],
    ['a family without version', { imageSelectorTerms: [{ family: 'Ubuntu2404' }] }, ["'provider.imageSelectorTerms[0]' must have one of 'channel' and 'version' with 'family'. Give one of the two."]],
    ['a channel of Ubuntu', { imageSelectorTerms: [{ family: 'Ubuntu2404', channel: 'stable' }] }, ["'provider.imageSelectorTerms[0].channel' must be one of rapid, regular, stable, extended, cluster, and only with the family ContainerOptimizedOS, got 'stable'. Use 'version'."]],
    ['a family that is none', { imageSelectorTerms: [{ family: 'Ubuntu', version: 'latest' }] }, ["'provider.imageSelectorTerms[0].family' must be one of ContainerOptimizedOS, Ubuntu2404, Ubuntu2204, got 'Ubuntu'. Use one of them."]],
    ['a version of another family', { imageSelectorTerms: [{ family: 'Ubuntu2404', version: '1.2.3.4' }] }, ["'provider.imageSelectorTerms[0].version' must be 'latest', or a version such as '125.19216.104.126' of ContainerOptimizedOS and 'v20260416' of Ubuntu, got '1.2.3.4'. Correct it."]],
    ['a channel beside the latest', { imageSelectorTerms: [COS, { family: 'ContainerOptimizedOS', version: 'latest' }] }, ["'provider.imageSelectorTerms' must not hold a channel beside the version 'latest'. Leave one of the two out."]],
    ['a service account by name', { serviceAccount: 'nodes' }, ["'provider.serviceAccount' must be the address of a service account, got 'nodes'. Use one such as 'nodes@project.iam.gserviceaccount.com'."]],
    ['a network tag that is none', { networkTags: ['Nodes'] }, ["'provider.networkTags[0]' must be a network tag: at most 63 lower-case letters, digits and '-', starting with a letter, got 'Nodes'. Correct it."]],
    ['labels that Google Cloud takes not', { machineLabels: { Team: 'shop', ok: 'shop', cost: 'Team A' } }, [
      "'provider.machineLabels.Team' must be a label of Google Cloud: lower-case letters, digits, '_' and '-', at most 63 of them, a letter first in the key, got 'shop'. Correct it.",
      "'provider.machineLabels.cost' must be a label of Google Cloud: lower-case letters, digits, '_' and '-', at most 63 of them, a letter first in the key, got 'Team A'. Correct it.",
    ]],
    ["one of Karpenter's labels", { machineLabels: { 'karpenter.sh/nodepool': 'x' } }, ["'provider.machineLabels['karpenter.sh/nodepool']' must not be given: Karpenter sets it itself. Use a label of your own."]],
    ['an option as a field', { spec: { labels: {} } }, ["'provider.spec.labels' must not be given: there is a prop for it. Use 'machineLabels'."]],
  ])('refuses %s', (_, options, faults) => expect(faultsIn({ provider: gcp(options) })).toEqual(faults));

  test.each<[string, Partial<SpotNodePoolProps>, string[]]>([
    ['a shape with the size', { sizes: ['standard-8'] }, ["'sizes[0]' must be the last part of a machine type: lower case, and without the shape before '-', got 'standard-8'. Use one such as '8'."]],
    ['a shape with the series', { families: ['n4-standard'] }, ["'families[0]' must be the name of a series: lower case, and without a shape or size, got 'n4-standard'. Use one such as 'n4'."]],
    ['a type of another cloud', { instanceTypes: ['m7i.large'] }, ["'instanceTypes[0]' must be the name of a machine type: a series and more, got 'm7i.large'. Use one such as 'n4-standard-8'."]],
    ['a name with a dot', { name: 'spot.batch' }, ["'name' must be at most 47 lower-case letters, digits and '-': Google Cloud takes no other in the names of its machines, got 'spot.batch'. Give it a 'name' such as 'spot'."]],
    ['a name that leaves no room', { name: 'a'.repeat(48) }, [`'name' must be at most 47 lower-case letters, digits and '-': Google Cloud takes no other in the names of its machines, got '${'a'.repeat(48)}'. Give it a 'name' such as 'spot'.`]],
    ['a name that leaves no room for the base', { name: 'a'.repeat(43), onDemandBasePercent: 20 }, [`'name' must be at most 42 lower-case letters, digits and '-': Google Cloud takes no other in the names of its machines, got '${'a'.repeat(43)}'. Give it a 'name' such as 'spot'.`]],
  ])('refuses %s', (_, props, faults) => expect(faultsIn({ provider: gcp(), ...props })).toEqual(faults));

  test.each<[string, Partial<SpotNodePoolProps>]>([
    ['a long name', { name: 'a'.repeat(47) }], ['a size in a word', { sizes: ['micro', '8'] }], ['types of any shape', { instanceTypes: ['n4-standard-8', 'c4-standard-8-lssd', 'e2-micro', 'n2-custom-4-8192'] }],
  ])('takes %s', (_, props) => expect(faultsIn({ provider: gcp(), ...props })).toEqual([]));

  test('passes over what is not known yet', () => {
    const x = placeholder('x');
    const provider = gcp({
      imageSelectorTerms: [{ alias: `${x}@latest` }, { family: 'Ubuntu2404', version: x }, { family: 'ContainerOptimizedOS', channel: x }],
      machineLabels: { team: x, tier: Lazy.any({ produce: () => 'a' }) as any },
    });
    expect(faultsIn({ provider, name: x })).toEqual([]);
    expect(warningsOf(spotPool({ provider }))).toEqual([]);
  });

  test.each<[string, object, string[]]>([
    ['a channel', { channel: 'stable' }, []],
    ['no channel', { channel: 'newest' }, ["'provider.imageSelectorTerms[0].channel' must be one of rapid, regular, stable, extended, cluster, and only with the family ContainerOptimizedOS, got 'newest'. Use 'version'."]],
    ['a version of ContainerOptimizedOS', { version: '125.19216.104.126' }, []],
    ['a version of Ubuntu', { version: 'v20260416' }, []],
    ['no version', { version: '125' }, ["'provider.imageSelectorTerms[0].version' must be 'latest', or a version such as '125.19216.104.126' of ContainerOptimizedOS and 'v20260416' of Ubuntu, got '125'. Correct it."]],
  ])('of a family that is not known yet, knows %s', (_, term, faults) => {
    expect(faultsIn({ provider: gcp({ imageSelectorTerms: [{ family: placeholder('x'), ...term }] }) })).toEqual(faults);
  });
});

describe('a ComputeClass of GKE', () => {
  const gke = (options: GkeComputeClassOptions = {}) => SpotProvider.gkeComputeClass(options);
  const scope = () => clusterChart({ capabilities: {}, kubernetesVersion: '1.34', zones: ['eu-a', 'eu-b'] });
  const specOf = (props: Partial<SpotNodePoolProps> = {}, options: GkeComputeClassOptions = {}) =>
    spotPool({ provider: gke(options), ...props }, scope()).computeClass!.toJson().spec;

  test('tries every machine as spot, then on demand, and moves back', () => {
    const pool = spotPool({ provider: gke(), families: ['n4', 'c4'] }, scope());
    const location = { zones: ['eu-a', 'eu-b'] };
    expect(manifestsOf(pool)).toEqual([{
      apiVersion: 'cloud.google.com/v1',
      kind: 'ComputeClass',
      metadata: { name: 'spot', labels: { 'app.kubernetes.io/name': 'spot' } },
      spec: {
        priorities: [
          { machineFamily: 'n4', location, spot: true }, { machineFamily: 'c4', location, spot: true },
          { machineFamily: 'n4', location, spot: false }, { machineFamily: 'c4', location, spot: false },
        ],
        nodePoolAutoCreation: { enabled: true },
        activeMigration: { optimizeRulePriority: true },
        whenUnsatisfiable: 'DoNotScaleUp',
      },
    }]);
    expect(warningsOf(pool)).toEqual([]);
  });

  test('is spot alone without the fallback', () => {
    expect(specOf({ onDemandFallback: false, zones: ['eu-a'] })).toEqual({
      priorities: [{ location: { zones: ['eu-a'] }, spot: true }], nodePoolAutoCreation: { enabled: true }, whenUnsatisfiable: 'DoNotScaleUp',
    });
  });

  test('says what nodes are like', () => {
    expect(specOf(
      { taints: [{ key: 'team', value: 'shop' }], nodeLabels: { team: 'shop' }, consolidateAfter: '1h30m', instanceTypes: ['n4-standard-8', 'c4-standard-8'] },
      { nodePoolConfig: { imageType: 'cos_containerd' }, nodePoolAutoCreation: false, activeMigration: false },
    )).toMatchObject({
      priorities: [{ machineType: 'n4-standard-8' }, { machineType: 'c4-standard-8' }, { machineType: 'n4-standard-8' }, { machineType: 'c4-standard-8' }],
      nodePoolAutoCreation: { enabled: false },
      nodePoolConfig: { imageType: 'cos_containerd', taints: [{ key: 'team', value: 'shop', effect: 'NoSchedule' }], nodeLabels: { team: 'shop' } },
      activeMigration: { optimizeRulePriority: false },
      autoscalingPolicy: { consolidationDelayMinutes: 90 },
    });
    expect(specOf({}, { minCores: 8, minMemoryGb: 32 }).priorities[0]).toMatchObject({ minCores: 8, minMemoryGb: 32 });
  });

  test('is tainted by GKE even where nobody asks for it', () => {
    expect(warningsOf(spotPool({ provider: gke(), taints: [], families: ['n4', 'c4'] }, scope()))).toEqual([]);
  });

  test('warns of one family', () => {
    expect(warningsOf(spotPool({ provider: gke(), families: ['n4'] }, scope()))).toEqual([
      'scheduling/few-instance-types: Only one family is allowed: machines of one kind are often taken away together. Allow more.',
    ]);
  });

  test.each<[string, Partial<SpotNodePoolProps>, GkeComputeClassOptions, string[]]>([
    ['an on-demand base', { onDemandBasePercent: 20 }, {}, ["'onDemandBasePercent' must not be given: the machines of a ComputeClass are tried in turn, and none of its nodes can be told to be on-demand before it is there, got 20. Run the base as a workload of its own, elsewhere."]],
    ['what it has no field for', { architectures: [NodeArchitecture.ARM64], weight: 1, expireAfter: '1h' }, {}, [
      "'architectures' must not be given: a ComputeClass has no such field. Use 'families': each has one architecture.",
      "'expireAfter' must not be given: a ComputeClass has no such field. Use the cluster's upgrades: they renew nodes.",
      "'weight' must not be given: a ComputeClass has no such field. Use the order of 'families'.",
    ]],
    ["GKE's names", { name: 'gke-spot' }, {}, ["'name' must not begin with 'gke' or 'autopilot': GKE keeps those to itself, got 'gke-spot'. Give it a 'name' such as 'spot'."]],
    ['families beside types', { families: ['n4'], instanceTypes: ['c4-standard-8'] }, {}, ["'families' must not be given with 'instanceTypes': a machine is chosen by one of the two. Leave one of the two out."]],
    ['types with a least', { instanceTypes: ['c4-standard-8'] }, { minCores: 2 }, ["'provider.minCores' must not be given with 'instanceTypes', which say it. Leave it out."]],
    ["GKE's machines by type", { instanceTypes: ['e4ax-standard-2', 'n4-standard-8'] }, {}, ["'instanceTypes[0]' must not be one that GKE keeps to itself, got 'e4ax-standard-2'. Use one such as 'n4'."]],
    ["GKE's machines", { families: ['ek'] }, {}, ["'families[0]' must not be one that GKE keeps to itself, got 'ek'. Use one such as 'n4'."]],
    ['a long family', { families: ['n4-standard-8'] }, {}, ["'families[0]' must have 1 to 10 characters, got 'n4-standard-8'. Correct it."]],
    ['a wait of seconds', { consolidateAfter: '90s' }, {}, ["'consolidateAfter' must be whole minutes, from 1 to 1440, got '90s'. Use one such as '10m'."]],
    ['a wait of no end', { consolidateAfter: 'Never' }, {}, ["'consolidateAfter' must be whole minutes, from 1 to 1440, got 'Never'. Use one such as '10m'."]],
    ['a wait that is known later', { consolidateAfter: placeholder('x') }, {}, ["'consolidateAfter' must be known: a ComputeClass holds it as a number of minutes. Use one such as '10m'."]],
    ['taints of which no pod would know', {}, { nodePoolConfig: { taints: [], imageType: 'cos_containerd' } }, ["'provider.nodePoolConfig.taints' must not be given: there is a prop for it. Use 'taints'."]],
    ['cores in parts', {}, { minCores: 1.5 }, ["'provider.minCores' must be a whole number of at least 0, got 1.5. Leave it out if any will do."]],
    ['a taint of two characters', { taints: [{ key: 'a', value: 'ab' }] }, {}, ["'taints[0].value' must be one character, or three or more of which the first is no capital: GKE takes no other, got 'ab'. Use another one."]],
  ])('refuses %s', (_, props, options, faults) => expect(faultsIn({ provider: gke(options), ...props }, scope())).toEqual(faults));

  test('passes over what is not known yet', () => {
    const x = placeholder('x');
    const props = { name: `gke-${x}`, families: [`n4-standard-${x}`, Lazy.any({ produce: () => 'n4' }) as any], taints: [{ key: 'a', value: x }] };
    expect(faultsIn({ provider: gke(), ...props }, scope())).toEqual([]);
  });

  test.each<[string | undefined, GkeComputeClassOptions, boolean]>([
    ['1.32', {}, true], ['v1.32.9-gke.1', {}, true], ['1.33.2-gke.4', {}, true], ['1.33.2', { nodePoolAutoCreation: false }, false],
    ['1.33', {}, true], ['1.33.3-gke.1136000', {}, false], ['1.34', {}, false], [undefined, {}, true],
  ])('says what GKE %s needs to make node pools (%j)', (kubernetesVersion, options, says) => {
    const pool = spotPool({ provider: gke(options) }, clusterChart({ capabilities: {}, kubernetesVersion }));
    expect(warningsOf(pool)).toEqual(says ? [
      'scheduling/node-auto-provisioning: Before GKE 1.33.3, a ComputeClass makes node pools only where node auto-provisioning is on for the whole cluster. Turn it on, or upgrade and give the Cluster its full \'kubernetesVersion\'.',
    ] : []);
  });

  test('refuses a cluster that is too old', () => {
    expect(faultsIn({ provider: gke() }, clusterChart({ kubernetesVersion: '1.29' }))).toEqual(["'provider' needs GKE 1.30, got '1.29'. Upgrade the cluster."]);
  });
});
