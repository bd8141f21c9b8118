import { Cloud } from '../../cluster/cloud';
import { map } from '../../construct/collection';
import { Prop } from '../../construct/prop';
import { also, matching, oneOf, text, wholeNumber } from '../../construct/shape';
import { further, struct } from '../../construct/struct';
import { knownPart } from '../../manifest/known';
import { AKS_KUBELET } from './karpenter-kubelet';
import { existingNodeClass, KarpenterDialect, KarpenterProvider } from './karpenter-provider';

/** Operating systems of AKS nodes. */
export enum AksImageFamily {
  /** The Ubuntu that AKS prefers. */
  UBUNTU = 'Ubuntu',
  /** Ubuntu 22.04. */
  UBUNTU_2204 = 'Ubuntu2204',
  /** Ubuntu 24.04. */
  UBUNTU_2404 = 'Ubuntu2404',
  /** Azure Linux. */
  AZURE_LINUX = 'AzureLinux',
}

/**
 * What Karpenter on Azure, or AKS node auto-provisioning, must know of nodes: an AKSNodeClass.
 * @see https://learn.microsoft.com/azure/aks/node-auto-provisioning-aksnodeclass
 */
export interface KarpenterAzureOptions {
  /**
   * Operating system.
   * @default - `Ubuntu`
   */
  readonly imageFamily?: AksImageFamily;

  /**
   * Size of the system disk in GB, 30 to 2048.
   * @default - 128
   */
  readonly osDiskSizeGB?: number;

  /**
   * How many pods run on a node at most, 10 to 250.
   * @default - what the network plugin says
   */
  readonly maxPods?: number;

  /**
   * Subnet of the nodes: the id of the resource.
   * @default - that of the cluster
   */
  readonly vnetSubnetID?: string;

  /**
   * Tags of the machines.
   * @default - none
   */
  readonly tags?: { [key: string]: string };

  /**
   * Further fields of the AKSNodeClass' `spec`, such as `kubelet` or `security`. They are written as they are; only of `kubelet` it is
   * looked at what the API server would refuse.
   *
   * @default - Karpenter's defaults
   */
  readonly spec?: { [field: string]: any };
}

const SUBNET = /^\/subscriptions\/[^/]+\/resourceGroups\/[a-zA-Z0-9_\-().]{0,89}[a-zA-Z0-9_\-()]\/providers\/Microsoft\.Network\/virtualNetworks\/[^/]+\/subnets\/[^/]+$/i;
const SKU = [
  'sku-name', 'sku-family', 'sku-series', 'sku-version', 'sku-cpu', 'sku-memory', 'sku-networking-accelerated', 'sku-storage-premium-capable',
  'sku-storage-ephemeralos-maxsize', 'sku-storage-ultra-ssd', 'sku-gpu-name', 'sku-gpu-manufacturer', 'sku-gpu-count', 'placement-scope',
];
const AKS = ['mode', 'scalesetpriority', 'priority', 'fips_enabled', 'os-sku', 'cluster', 'sku-cpu', 'sku-memory', 'ebpf-dataplane', 'ebpf-host-routing', 'hostedvm', 'network-policy'];

const AZURE: KarpenterDialect = {
  cloud: Cloud.AZURE,
  nodeClass: { group: 'karpenter.azure.com', version: 'v1beta1', kind: 'AKSNodeClass' },
  familyKey: 'karpenter.azure.com/sku-family',
  names: {
    families: { pattern: /^[A-Z]$/, rule: "must be the family of a VM size: its first letter, without what follows as in 'NC' or 'Dsv5'", example: 'D' },
    instanceTypes: { pattern: /^[A-Z][A-Za-z]*_[A-Z][A-Za-z0-9_-]*$/, rule: 'must be the name of a VM size', example: 'Standard_D4s_v5' },
  },
  domains: ['karpenter.azure.com', 'kubernetes.azure.com'],
  usable: [...SKU.map((label) => `karpenter.azure.com/${label}`), ...AKS.map((label) => `kubernetes.azure.com/${label}`)],
  reserved: ['agentpool', 'storageprofile', 'storagetier', 'accelerator'],
  values: {
    'karpenter.sh/capacity-type': ['on-demand', 'spot'],
    'karpenter.azure.com/sku-networking-accelerated': ['true', 'false'],
    'karpenter.azure.com/sku-storage-premium-capable': ['true', 'false'],
    'karpenter.azure.com/sku-storage-ultra-ssd': ['true', 'false'],
    'karpenter.azure.com/sku-gpu-manufacturer': ['nvidia', 'amd'],
    'karpenter.azure.com/placement-scope': ['zonal', 'regional'],
    'kubernetes.azure.com/mode': ['system', 'user'],
    'kubernetes.azure.com/scalesetpriority': ['regular', 'spot'],
    'kubernetes.azure.com/priority': ['regular', 'spot'],
    'kubernetes.azure.com/os-sku': ['Ubuntu', 'AzureLinux'],
    'kubernetes.azure.com/fips_enabled': ['true'],
  },
  warnings: () => [{
    id: 'scheduling/no-eviction-notice',
    message: 'Karpenter on Azure does not act on eviction notices: pods end with their node, undrained, unless something else drains it. '
      + 'Host only what bears the loss of a node.',
  }],
};

const OWN_FIELDS = ['imageFamily', 'osDiskSizeGB', 'maxPods', 'vnetSubnetID', 'tags'];
const OPTIONS = struct<KarpenterAzureOptions>('{ osDiskSizeGB: 64 }', {
  imageFamily: oneOf(AksImageFamily),
  osDiskSizeGB: wholeNumber({ min: 30, max: 2048, fix: 'Leave it out for 128' }),
  maxPods: wholeNumber({ min: 10, max: 250, fix: 'Leave it out' }),
  vnetSubnetID: matching(SUBNET, 'must be the id of a subnet', "It begins with '/subscriptions/'"),
  tags: also(map(text, "{ team: 'shop' }"), checkTags),
  spec: further('AKSNodeClass', Object.fromEntries(OWN_FIELDS.map((field) => [field, field])), { kubelet: AKS_KUBELET }),
});

/** Karpenter on Azure with a node class of its own. */
export function karpenterAzure(options: KarpenterAzureOptions, prop: Prop): KarpenterProvider {
  const { imageFamily, osDiskSizeGB, maxPods, vnetSubnetID, tags, spec } = OPTIONS(options ?? {}, prop) ?? {};
  return new KarpenterProvider(AZURE, { spec: { ...spec, imageFamily, osDiskSizeGB, maxPods, vnetSubnetID, tags } });
}

/** Karpenter on Azure with a node class that is there. */
export function karpenterAzureWith(existingName: string, prop: Prop): KarpenterProvider {
  return new KarpenterProvider(AZURE, existingNodeClass(existingName, AZURE, prop));
}

function checkTags(tags: { readonly [key: string]: string }, prop: Prop): void {
  const known = knownPart(tags);
  for (const key of Object.keys(tags)) {
    if (key.length > 512 || /[<>%&?\\]/.test(key) || (known[key] ?? '').length > 256) {
      prop.at(key).fault({
        id: 'prop/grammar',
        rule: "must be a tag of Azure: at most 512 characters without '<', '>', '%', '&', '?' and '\\', and a value of at most 256",
        fix: 'Correct it',
      });
    }
  }
}
