import { LabelSelector } from '../../manifest/object';

/**
 * What the checks between clusters need to know of one cluster, and no more: it is kept for all of them while their trees are gone, written into the
 * index of each, and read from there again. Plain data, so that JSON holds it.
 */
export interface ClusterFacts {
  readonly cluster: DescribedCluster;
  /** Namespaces that are defined here. */
  readonly namespaces: readonly NamespaceFact[];
  readonly services: readonly ServiceFact[];
  readonly workloads: readonly WorkloadFact[];
  readonly policies: readonly PolicyFact[];
  readonly snapshots: readonly SnapshotFact[];
  readonly nodePools: readonly NodePoolFact[];
  /** Each kind of object that is written here, once. */
  readonly apis: readonly ApiFact[];
  /** Custom kinds that are defined here, with their groups: `karpenter.sh/NodePool`. */
  readonly definitions: readonly string[];
  /** What was changed here alone, and why. */
  readonly overrides: readonly OverrideFact[];
  /** The folders whose objects depend on objects of others, and on which; absent where none do. */
  readonly order?: { readonly [folder: string]: readonly string[] };
  /** What the synth warned of; absent in what older versions have written. */
  readonly warnings?: readonly WarningFact[];
}

/** What an inventory says of a cluster, as far as other clusters care. */
export interface DescribedCluster {
  readonly name: string;
  /** Where the engine runs that delivers the fleet: it is none of its clusters. */
  readonly hub?: boolean;
  readonly region?: string;
  readonly zones?: readonly string[];
  readonly cloud?: string;
  readonly environment?: string;
  readonly kubernetesVersion?: string;
  readonly labels?: { readonly [key: string]: string };
  readonly podCidrs?: readonly string[];
  readonly serviceCidrs?: readonly string[];
  readonly nodeCidrs?: readonly string[];
  /** Versions of what is installed, by name: `cilium`, `karpenter`, `gatewayApi`, `istio`, `argoCd` … and those of `other`. */
  readonly capabilities: { readonly [name: string]: string };
  readonly mesh?: MeshFact;
}

/** A cluster in a mesh of Cilium. */
export interface MeshFact {
  /** Which mesh, where a fleet has several. */
  readonly group?: string;
  readonly id: number;
  /** The name by which the mesh knows the cluster. */
  readonly name: string;
  readonly mcsApi: boolean;
  /** Whether namespaces take part unless they say otherwise. */
  readonly defaultGlobalNamespace: boolean;
  /** Whether EndpointSlices of other clusters are written here where a Service asks for it. */
  readonly syncsEndpointSlices: boolean;
}

/** Where an object is. */
export interface ObjectFact {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

export interface NamespaceFact {
  readonly name: string;
  /** `clustermesh.cilium.io/global`, where it is said. */
  readonly global?: boolean;
}

/** A Service. Clusters may share it, by Cilium's annotations or a ServiceExport. */
export interface ServiceFact extends ObjectFact {
  readonly ports: readonly ServicePortFact[];
  /** By what clusters share it. */
  readonly sharing?: 'annotations' | 'export';
  /** Whether other clusters get the pods of this one. */
  readonly shared: boolean;
  readonly affinity?: string;
  readonly headless: boolean;
  readonly selector?: { readonly [key: string]: string };
}

export interface ServicePortFact {
  readonly name?: string;
  readonly port: number;
  readonly protocol: string;
  /** Of a Service that clusters share: the numbers of the ports of its pods to which it leads. */
  readonly targets?: readonly number[];
}

/** Something that runs pods. */
export interface WorkloadFact extends ObjectFact {
  readonly podLabels: { readonly [key: string]: string };
  /** How many pods, if it says so; of an autoscaler, at least. */
  readonly replicas?: number;
  readonly images: readonly string[];
  /** Zones that its pods may be in: those of the cluster, unless they say so. */
  readonly zones?: readonly string[];
  /** Whether its pods are kept evenly in zones, by a constraint that must hold. */
  readonly spreadOverZones: boolean;
  /** Whether its pods may be on spot nodes, as they say. */
  readonly spot: boolean;
}

/** A NetworkPolicy, or one of Cilium's. */
export interface PolicyFact extends ObjectFact {
  /** The pods of its namespace that it is for. */
  readonly pods: LabelSelector;
  /** Whether it refuses what it does not name, of those who call. */
  readonly deniesIngress: boolean;
  /** The clusters that it names as those of callers, by their names in the mesh. */
  readonly callerClusters: readonly string[];
  /** Whether it admits callers of any cluster. */
  readonly admitsAnyCluster: boolean;
  /** The clusters that it names as those of who is called. */
  readonly calledClusters: readonly string[];
}

/** Where snapshots are written. */
export interface SnapshotFact extends ObjectFact {
  /** Where it is, in words that two with the same place share: `s3://bucket`, of an own endpoint with that. */
  readonly store: string;
  readonly basePath: string;
}

/** A pool of nodes. */
export interface NodePoolFact extends ObjectFact {
  readonly zones?: readonly string[];
}

export interface ApiFact {
  readonly apiVersion: string;
  readonly kind: string;
  readonly count: number;
}

/** What was changed in one cluster alone. */
export interface OverrideFact extends ObjectFact {
  readonly reason: string;
  /** JSON pointers of what was changed. */
  readonly fields: readonly string[];
}

/** What the synth warned of. */
export interface WarningFact {
  readonly id: string;
  /** Path of the construct, without the cluster's name. */
  readonly path: string;
  readonly object?: string;
  readonly message: string;
  /** Why it is accepted. */
  readonly accepted?: string;
}
