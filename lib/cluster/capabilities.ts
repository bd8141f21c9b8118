import { labels, map } from '../construct/collection';
import { NetworkPeer } from '../construct/network-peer';
import { PEERS, SOME_PEERS } from '../construct/peer-list';
import { dnsLabel, dnsSubdomain, flag, portNumber, required, ruled, Shape, text, textOf, wholeNumber } from '../construct/shape';
import { struct } from '../construct/struct';
import { ipFault } from '../manifest/ip-address';
import { meshNameFault } from './mesh-identity';

/** What is installed in a cluster and constructs may rely on. What is left out is taken not to be there. */
export interface ClusterCapabilities {
  /**
   * Cilium as network plugin.
   * @default - not there
   */
  readonly cilium?: CiliumCapability;

  /**
   * How pods reach the cluster's DNS.
   * @default - pods labelled `k8s-app: kube-dns` in namespace `kube-system`
   */
  readonly dns?: DnsCapability;

  /**
   * Karpenter.
   * @default - not there
   */
  readonly karpenter?: KarpenterCapability;

  /**
   * The descheduler, with its plugin `RemovePodsViolatingTopologySpreadConstraint` for constraints with `DoNotSchedule`.
   * @default - not there
   */
  readonly descheduler?: VersionedCapability;

  /**
   * Argo CD, as what applies the manifests to this cluster.
   * @default - not there
   */
  readonly argoCd?: ArgoCdCapability;

  /**
   * Gateway API, standard channel.
   * @default - not there
   */
  readonly gatewayApi?: GatewayApiCapability;

  /**
   * The controller of Ingresses.
   * @default - not known
   */
  readonly ingress?: IngressCapability;

  /**
   * Istio.
   * @default - not there
   */
  readonly istio?: VersionedCapability;

  /**
   * Prometheus, with the Prometheus Operator: for `metrics` of workloads.
   * @default - not known
   */
  readonly prometheus?: PrometheusCapability;

  /**
   * Anything else, by name and version: for your own constructs.
   * @default - nothing
   */
  readonly other?: { [name: string]: string };
}

/** Something installed, of which only the version matters. */
export interface VersionedCapability {
  /** Version, e.g. `1.14.1`. */
  readonly version: string;
}

/** Karpenter in a cluster. */
export interface KarpenterCapability extends VersionedCapability {
  /**
   * On AWS, whether it has a queue of interruption notices: its setting `interruptionQueue`. Without one it learns of a spot interruption when
   * the node is gone.
   *
   * @default false
   */
  readonly interruptionQueue?: boolean;
}

/** Argo CD, as what applies the manifests to a cluster. */
export interface ArgoCdCapability extends VersionedCapability {
  /**
   * Whether it applies EndpointSlices: from version 3.0 on its default `resource.exclusions` leave them out.
   * `ExternalServiceEndpoint.argoCdResourceExclusions` returns exclusions that don't.
   *
   * @default - up to version 2 it does, from version 3.0 on it does not
   */
  readonly endpointSlices?: boolean;

  /**
   * Whether its ApplicationSet controller runs with `--enable-progressive-syncs`, without which it ignores the order of a rollout. Said of the hub.
   *
   * @default false
   */
  readonly progressiveSyncs?: boolean;
}

/** Cilium in a cluster. */
export interface CiliumCapability {
  /** Version, e.g. `1.19.4`. */
  readonly version: string;

  /**
   * The cluster's identity in a Cilium cluster mesh.
   * @default - not in a mesh
   */
  readonly mesh?: CiliumMeshIdentity;

  /**
   * How its cluster mesh was set up: Helm values that constructs rely on.
   * @default - Cilium's defaults
   */
  readonly clusterMesh?: CiliumClusterMeshSettings;
}

/**
 * Helm values below `clustermesh` with which Cilium was installed.
 * @see https://docs.cilium.io/en/stable/helm-reference/
 */
export interface CiliumClusterMeshSettings {
  /**
   * `clustermesh.enableEndpointSliceSynchronization`: whether EndpointSlices of other clusters are written into this one where a Service asks for it.
   * @default false
   */
  readonly enableEndpointSliceSynchronization?: boolean;

  /**
   * `clustermesh.mcsapi.enabled`: whether Cilium acts on ServiceExports.
   * @default false
   */
  readonly mcsApiEnabled?: boolean;

  /**
   * `clustermesh.defaultGlobalNamespace`: whether namespaces take part in the mesh unless they say otherwise. From Cilium 1.20.
   * @default true
   */
  readonly defaultGlobalNamespace?: boolean;
}

/**
 * Identity of a cluster in a Cilium cluster mesh.
 * @see https://docs.cilium.io/en/stable/network/clustermesh/setup/
 */
export interface CiliumMeshIdentity {
  /**
   * `cluster.id`: 1 to 255, or to 511 where the mesh was set up for 511 clusters. Unique in the mesh.
   * Not 128 to 255, nor 384 to 511, where pods get their addresses from AWS' or Alibaba's network interfaces, or Cilium is chained to the VPC CNI of
   * AWS: Cilium's agents don't start then.
   */
  readonly id: number;

  /**
   * `cluster.name`: at most 32 lower-case letters, digits and `-`; not `default`.
   * @default - the name of the cluster
   */
  readonly name?: string;

  /**
   * Which mesh it is, where a fleet has several: a name of your own, the same in all clusters of one mesh.
   * @default - all clusters with an identity are in one mesh
   */
  readonly group?: string;
}

/** How pods reach the cluster's DNS, for NetworkPolicies that must let it through. */
export interface DnsCapability {
  /**
   * Namespace of the DNS pods. With OpenShift's, `openshift-dns`, labels and port are those of OpenShift unless they are given.
   * @default 'kube-system'
   */
  readonly namespace?: string;

  /**
   * Labels of the DNS pods.
   * @default - `k8s-app: kube-dns`, which CoreDNS carries too; in `openshift-dns` `dns.operator.openshift.io/daemonset-dns: default`
   */
  readonly podLabels?: { [key: string]: string };

  /**
   * Port on which the DNS pods listen. NetworkPolicies apply to it, not to the port of the Service.
   * @default - 53; in `openshift-dns` 5353
   */
  readonly port?: number;

  /**
   * Address on which NodeLocal DNSCache answers on each node, usually 169.254.20.10. Pods then ask that address, which
   * no pod selector matches. Where kube-proxy runs with iptables they ask the address of the DNS' Service: say the Cluster's `serviceCidrs` too.
   *
   * @see https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/
   * @default - no NodeLocal DNSCache
   */
  readonly nodeLocalAddress?: string;

  /**
   * Domain of the cluster's own names, as in `api.shop.svc.cluster.local`.
   * @default 'cluster.local'
   */
  readonly clusterDomain?: string;
}

/** The Gateway API in a cluster. */
export interface GatewayApiCapability extends VersionedCapability {
  /**
   * From where gateways call pods, for NetworkPolicies that must let them in: `NetworkPeer.namespace('envoy-gateway-system')`, or the addresses of a load
   * balancer that calls pods itself.
   *
   * @default - not known
   */
  readonly callers?: NetworkPeer[];
}

/** The controller of Ingresses in a cluster. */
export interface IngressCapability {
  /**
   * From where it calls pods, for NetworkPolicies that must let it in: its own pods, such as
   * `NetworkPeer.pods({ 'app.kubernetes.io/name': 'ingress-nginx' }, { namespace: 'ingress-nginx' })`, or the addresses of a load
   * balancer that calls pods itself.
   */
  readonly callers: NetworkPeer[];
}

/** Prometheus in a cluster, or whatever else reads the PodMonitors of the Prometheus Operator. */
export interface PrometheusCapability {
  /**
   * Who reads metrics, for NetworkPolicies that must let it in. Pods of a Prometheus that the Prometheus Operator runs carry
   * `app.kubernetes.io/name: prometheus`:
   * `NetworkPeer.pods({ 'app.kubernetes.io/name': 'prometheus' }, { namespace: 'monitoring' })`.
   */
  readonly callers: NetworkPeer[];

  /**
   * Labels that a PodMonitor must have to be found, as `podMonitorSelector` of the Prometheus says, e.g. `{ release: 'kube-prometheus-stack' }`.
   * @default - none
   */
  readonly monitorLabels?: { [key: string]: string };
}

/** The name by which a mesh knows a cluster. */
export const MESH_NAME = ruled((name) => meshNameFault(String(name)), { fix: "Set it to the 'cluster.name' of the cluster's Cilium" });

/** Without a number in it, a version counts as none at all. */
const VERSION: Shape<string> = required(
  textOf((version) => (/^v?\d+(\.\d+){0,2}([-+].*)?$/.test(version) ? undefined : 'must be a version'), { fix: "Use one such as '1.19.4'" }),
  "Say which one is installed, e.g. '1.19.4'",
);
const VERSIONED = struct<VersionedCapability>("{ version: '1.4.1' }", { version: VERSION });

/** What `capabilities` of a `Cluster` must look like. */
export const CAPABILITIES = struct<ClusterCapabilities>("{ cilium: { version: '1.19.4' } }", {
  cilium: struct<CiliumCapability>("{ version: '1.19.4' }", {
    version: VERSION,
    mesh: struct<CiliumMeshIdentity>('{ id: 1 }', { id: wholeNumber({ min: 1, max: 511, fix: "Set it to the 'cluster.id' of the cluster's Cilium" }), name: MESH_NAME, group: text }),
    clusterMesh: struct<CiliumClusterMeshSettings>('{ mcsApiEnabled: true }', {
      enableEndpointSliceSynchronization: flag, mcsApiEnabled: flag, defaultGlobalNamespace: flag,
    }),
  }),
  dns: struct<DnsCapability>("{ nodeLocalAddress: '169.254.20.10' }", {
    namespace: dnsLabel('Use the name of the namespace in which the DNS pods run'),
    podLabels: labels("{ 'k8s-app': 'kube-dns' }", 'k8s-app'),
    port: portNumber('Use the port on which the DNS pods listen'),
    nodeLocalAddress: ruled(ipFault, { fix: "Usual is '169.254.20.10'" }),
    clusterDomain: dnsSubdomain("Usual is 'cluster.local', without a dot at its end"),
  }),
  karpenter: struct<KarpenterCapability>("{ version: '1.13.0', interruptionQueue: true }", { version: VERSION, interruptionQueue: flag }),
  descheduler: VERSIONED,
  argoCd: struct<ArgoCdCapability>("{ version: '3.5.1' }", { version: VERSION, endpointSlices: flag, progressiveSyncs: flag }),
  gatewayApi: struct<GatewayApiCapability>("{ version: '1.4.1' }", { version: VERSION, callers: PEERS }),
  ingress: struct<IngressCapability>("{ callers: [NetworkPeer.namespace('ingress-nginx')] }", { callers: SOME_PEERS }),
  istio: VERSIONED,
  prometheus: struct<PrometheusCapability>("{ callers: [NetworkPeer.namespace('monitoring')] }", {
    callers: SOME_PEERS, monitorLabels: labels("{ release: 'kube-prometheus-stack' }", 'release'),
  }),
  other: map(text, "{ 'cert-manager': '1.19.1' }"),
});
