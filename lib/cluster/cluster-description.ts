import { labels, list, map } from '../construct/collection';
import { Prop } from '../construct/prop';
import { anything, dnsLabel, instance, known, knownFlag, required, Shape, text, textOf } from '../construct/shape';
import { readFields, Shapes } from '../construct/struct';
import { cidrFault, ipFamily, prefixLength } from '../manifest/ip-address';
import { knownPart } from '../manifest/known';
import { atLeast, isKubernetesVersion, OLDEST_SUPPORTED } from '../manifest/kubernetes-version';
import { API_SERVER, ApiServer } from './api-server';
import { CAPABILITIES, ClusterCapabilities, MESH_NAME } from './capabilities';
import { Cloud } from './cloud';

/** What is known of a cluster, beside its name. */
export interface ClusterDetails {
  /**
   * Region, in the cloud's own spelling, e.g. `eu-central-1`. Pods that select another one are an error.
   *
   * @default - unknown
   */
  readonly region?: string;

  /**
   * Zones that have nodes, as nodes carry them in `topology.kubernetes.io/zone`. Pods that select none of them are an error, and so is a `SpotNodePool` with
   * another one.
   *
   * @default - unknown: constructs say nothing about the loss of one
   */
  readonly zones?: string[];

  /**
   * Who runs the machines.
   * @default - unknown
   */
  readonly cloud?: Cloud;

  /**
   * Environment, e.g. `production`: what defaults and accepted warnings may be meant for, and programs may ask for.
   * @default - unknown
   */
  readonly environment?: string;

  /**
   * Version of the control plane, e.g. `1.33` or `v1.33.5-gke.1080000`; at least 1.28.
   *
   * Fields that came with a later version are left out, or written in their older form.
   *
   * @default - unknown: nothing newer than Kubernetes 1.28 is written
   */
  readonly kubernetesVersion?: string;

  /**
   * Ranges from which Services get their addresses, e.g. `172.20.0.0/16`: on EKS the "service IPv4 range" of the cluster.
   *
   * Policies that let workloads out to addresses behind a Service let them out to these, too: some network plugins, such as the VPC CNI of AWS, ask policies
   * before the address of a Service is replaced by one behind it.
   *
   * One of each family, of at most 2^20 addresses (`/12`, or `/108` of IPv6). From Kubernetes 1.33 on there may be more, and from 1.34 on larger ones.
   *
   * @default - unknown
   */
  readonly serviceCidrs?: string[];

  /**
   * Where the API server is, for policies that let workloads out to it: `NetworkPeer.apiServer()`. Not needed with Cilium, which knows it by itself.
   *
   * @default - unknown
   */
  readonly apiServer?: ApiServer;

  /**
   * Whether the platform chooses user, group and `fsGroup` of every pod, and refuses others: OpenShift does with its SCC `restricted-v2`. Then nothing writes
   * ids of its own accord; that pods do not run as root is written as ever.
   *
   * @see https://docs.redhat.com/en/documentation/openshift_container_platform/4.19/html/authentication_and_authorization/managing-pod-security-policies
   * @default false
   */
  readonly platformChoosesIds?: boolean;

  /**
   * What is installed in the cluster.
   * @default - nothing that constructs may rely on
   */
  readonly capabilities?: ClusterCapabilities;

  /**
   * Ranges from which pods get their addresses, e.g. `10.1.0.0/16`. Those of clusters in one mesh must not overlap.
   * @default - unknown
   */
  readonly podCidrs?: string[];

  /**
   * Ranges from which nodes get their addresses, e.g. `10.100.0.0/20`. Those of clusters in one mesh must not overlap.
   * @default - unknown
   */
  readonly nodeCidrs?: string[];

  /**
   * Labels by which a `ClusterSelector` finds it. They are written nowhere.
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * What your own programs want to know of it, by names of your own: texts, numbers, booleans, lists, maps. Read with `Cluster.values`.
   * @default - nothing
   */
  readonly values?: { [name: string]: any };
}

/** What a cluster is: what an inventory says of it, and programs select it by. */
export interface ClusterDescription extends ClusterDetails {
  /** Name of the cluster: a DNS label. It stands first in every error and warning. */
  readonly name: string;
}

const NAME_ITSELF = 'Give the name itself';
const NAME_FIX = "Use a name such as 'prod-eu'";

/** A zone is counted and compared, so that one which is known later is none. */
const ZONE = known(text, NAME_ITSELF);
const ZONE_LIST = list(ZONE, "['eu-central-1a', 'eu-central-1b']", 'a list of strings');
const ZONES: Shape<string[]> = (value, prop) => {
  const read = ZONE_LIST(value, prop);
  if (Array.isArray(value) && (value.length === 0 || new Set(value).size < value.length || value.includes(''))) {
    prop.fault({ id: 'prop/grammar', rule: 'must list each zone once, and at least one', got: value, fix: "Leave 'zones' out if they are not known" });
  }
  return read;
};

const KUBERNETES_VERSION: Shape<string> = (value, prop) => {
  if (value === undefined || value === null) { return undefined; }
  if (typeof value === 'number') {
    prop.fault({ id: 'prop/grammar', rule: 'must be a text, got a number', fix: "Put it in quotes, as in '1.30': as a number, 1.30 is 1.3" });
  } else if (!isKubernetesVersion(value)) {
    prop.fault({ id: 'prop/grammar', rule: 'must be a Kubernetes version', got: value, fix: "Use '1.33' or the full version that the API server reports" });
  } else if (!atLeast(value, OLDEST_SUPPORTED)) {
    prop.fault({ id: 'prop/range', rule: `must be at least ${OLDEST_SUPPORTED}, the oldest version that this library writes for`, got: value, fix: 'Upgrade the cluster' });
  }
  return value as string;
};

const SERVICE_CIDR_FIX = "Use the range of the cluster's Services, e.g. '172.20.0.0/16'";

const SERVICE_CIDR = textOf(cidrFault, { fix: SERVICE_CIDR_FIX });
const RANGES = list(textOf(cidrFault, { fix: "Use a range such as '10.1.0.0/16'" }), "['10.1.0.0/16']", 'a list of strings');

/** What the description of a cluster must look like. */
export const CLUSTER_DESCRIPTION: Shapes<ClusterDescription> = {
  // It stands in every path.
  name: required(known(dnsLabel(NAME_FIX), NAME_ITSELF), NAME_FIX),
  region: text,
  zones: ZONES,
  cloud: instance('Cloud', 'AWS', ['spotNoticeSeconds']),
  environment: text,
  kubernetesVersion: KUBERNETES_VERSION,
  serviceCidrs: list(SERVICE_CIDR, "['172.20.0.0/16']", 'a list of strings'),
  apiServer: API_SERVER,
  platformChoosesIds: knownFlag,
  capabilities: CAPABILITIES,
  podCidrs: RANGES,
  nodeCidrs: RANGES,
  labels: labels("{ tier: 'edge' }", 'tier'),
  values: map(anything, "{ bucket: 'snapshots-eu' }"),
};

/** A description of which not every field is known to be of its type. What nothing reads is a fault where nobody would hear a warning. */
export function readDescription(given: object, prop: Prop): ClusterDescription {
  const read = readFields<ClusterDescription>(given as ClusterDescription, CLUSTER_DESCRIPTION, prop, { says: 'all' });
  const description = read as unknown as ClusterDescription;
  checkDescription(description, prop);
  return description;
}

/** What no shape can say. */
export function checkDescription(description: ClusterDescription, prop: Prop): void {
  const mesh = description.capabilities?.cilium?.mesh;
  if (mesh !== undefined && mesh.name === undefined) { MESH_NAME(description.name, prop.at('capabilities', 'cilium', 'mesh', 'name')); }
  checkServiceCidrs(description, prop.at('serviceCidrs'));
}

/**
 * Policies let workloads out to all of these. What API servers take is at most 2^20 addresses, one range of each family; later ones keep each address as
 * an object of its own, so that IPv6 may have a /64 and further ranges may be added.
 *
 * @see https://kubernetes.io/docs/tasks/network/extend-service-ip-ranges/
 */
export function checkServiceCidrs({ serviceCidrs = [], kubernetesVersion }: ClusterDescription, prop: Prop): void {
  // One that is no version is told in its own place.
  const version = isKubernetesVersion(kubernetesVersion) ? kubernetesVersion : undefined;
  const shortest = atLeast(version, '1.34') ? { IPv4: 8, IPv6: 64 } : { IPv4: 12, IPv6: 108 };
  const families = knownPart(serviceCidrs).map((cidr) => ipFamily(String(cidr).split('/')[0]));
  serviceCidrs.forEach((cidr, index) => {
    const family = families[index];
    if (family === undefined) { return; }
    if (prefixLength(cidr)! < shortest[family]) {
      prop.at(index).fault({ id: 'prop/range', rule: `must be no larger than a /${shortest[family]}, as the ranges of Services are`, got: cidr, fix: SERVICE_CIDR_FIX });
    }
    if (serviceCidrs.indexOf(cidr) < index) {
      prop.at(index).fault({ id: 'prop/range', rule: 'must not be given twice', got: cidr, fix: 'Leave one of the two out' });
    } else if (families.indexOf(family) < index && !atLeast(version, '1.33')) {
      prop.at(index).fault({
        id: 'prop/range', rule: `must not be a second range of ${family}: before Kubernetes 1.33 a cluster has one of each family`, got: cidr, fix: "Leave it out, or say the 'kubernetesVersion'",
      });
    }
  });
  if (serviceCidrs.length > 2 && !atLeast(version, '1.33') && families.includes(undefined)) {
    prop.fault({ id: 'prop/range', rule: 'must hold one range of each family at most before Kubernetes 1.33', got: serviceCidrs.length, fix: "Leave others out, or say the 'kubernetesVersion'" });
  }
}
