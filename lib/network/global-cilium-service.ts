import { ApiObject, Chart, Lazy } from 'cdk8s';
import { INetworkPolicyPeer, IPodSelector, NetworkPolicyPeerConfig } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { installedVersion, needsAtLeast } from '../cluster/needs-capability';
import { annotations, labels, list } from '../construct/collection';
import { refuse } from '../construct/edit';
import { Fault } from '../construct/fault';
import { Faults, faultAtSynth } from '../construct/faults';
import { ManifestConstruct } from '../construct/manifest-construct';
import { markEndpoint, NetworkEndpoint } from '../construct/network-endpoint';
import { refuseOwnKeys } from '../construct/own-keys';
import { pathOf } from '../construct/path';
import { Prop } from '../construct/prop';
import { readProps } from '../construct/read-props';
import { flag, oneOf, required, text } from '../construct/shape';
import { Shapes } from '../construct/struct';
import { textWithTokens } from '../construct/text-with-tokens';
import { warn, warnAtSynth } from '../construct/warning';
import { dns1035LabelFault, dnsLabelFault } from '../manifest/dns-name';
import './any-cdk8s-plus';
import { ciliumKeyFault, meshNameAround } from './cilium-mesh';
import { GlobalServiceAccess } from './global-service-access';
import { GlobalServiceAffinity } from './global-service-affinity';
import { callerSpecs, ingressSpec } from './global-service-policy';
import { checkGlobalPorts, endpointPorts, GlobalPortPlan, GlobalServicePort, GLOBAL_SERVICE_PORT, planGlobalPorts } from './global-service-port';
import { globalServiceWarnings, namespaceWarning } from './global-service-warnings';
import { BackendPlan, LOCAL_BACKENDS, LocalBackends, podLabels } from './local-backends';
import { checkCaller, MeshCaller, MESH_CALLER } from './mesh-caller';
import { GlobalServiceExport, SERVICE_EXPORT, serviceExportSpec, serviceExportVersion } from './service-export';
import { servicePort } from './service-port';

/** Properties for `GlobalCiliumService`. */
export interface GlobalCiliumServiceProps {
  /**
   * Name of the Service and of every object beside it: a DNS label that starts with a letter (from Kubernetes 1.36 also with a digit). It
   * must be the same in every cluster.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Namespace of all objects. It must be known, and the same in every cluster.
   * @default - the chart's
   */
  readonly namespace?: string;

  /** The pods of this cluster behind it. */
  readonly backends: LocalBackends;

  /**
   * Ports of the Service. Their names must be the same in every cluster.
   * @default - every port that the workload behind it declares, under the same number; required where nothing is known of them
   */
  readonly ports?: GlobalServicePort[];

  /**
   * Whether other clusters get the pods of this one.
   * @default - true; false where this cluster has none
   */
  readonly shared?: boolean;

  /**
   * Which pods callers in this cluster get: each cluster says so for itself. Cilium alone heeds it: not who asks the DNS of a headless Service, nor who
   * reads EndpointSlices.
   *
   * @default GlobalServiceAffinity.NONE
   */
  readonly affinity?: GlobalServiceAffinity;

  /**
   * Whether its DNS name answers with the addresses of the pods, those of other clusters too, instead of one of its own. Needs Cilium 1.16.
   * @default false
   */
  readonly headless?: boolean;

  /**
   * Whether Cilium writes EndpointSlices for the pods of other clusters, for whatever reads these instead of asking Cilium: the cluster's
   * DNS, ingress controllers. Needs Cilium 1.16 with the Helm value `clustermesh.enableEndpointSliceSynchronization`.
   *
   * @default - true for a headless Service, else false
   */
  readonly syncEndpointSlices?: boolean;

  /**
   * Sharing through the Multi-Cluster Services API: a ServiceExport instead of annotations; `{}` for one with all defaults. Needs Cilium 1.17
   * with the Helm value `clustermesh.mcsapi.enabled`.
   *
   * @default - Cilium's annotations on the Service itself
   */
  readonly serviceExport?: GlobalServiceExport;

  /**
   * Who may call the pods of this cluster, from which clusters: a CiliumNetworkPolicy. Whoever is not named, here or in another policy for these
   * pods, is refused, also in this cluster.
   *
   * @default - no policy of its own
   */
  readonly allowFrom?: MeshCaller[];

  /**
   * Labels of the pods behind it in other clusters, for the policies that let workloads call them.
   * @default - those of the pods of this cluster
   */
  readonly remotePodLabels?: { [key: string]: string };

  /**
   * Further labels of all objects.
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Further annotations of the Service.
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}

const SHAPES: Shapes<GlobalCiliumServiceProps> = {
  name: text,
  namespace: text,
  backends: required(LOCAL_BACKENDS, "Use 'LocalBackends.ofWorkload', 'LocalBackends.labelled' or 'LocalBackends.none'"),
  ports: list(GLOBAL_SERVICE_PORT, "[{ name: 'http', port: 80 }]"),
  shared: flag,
  affinity: oneOf(GlobalServiceAffinity),
  headless: flag,
  syncEndpointSlices: flag,
  serviceExport: SERVICE_EXPORT,
  allowFrom: list(MESH_CALLER, "[{ podLabels: { app: 'web' }, clusters: ['prod-us'] }]"),
  remotePodLabels: podLabels,
  labels: labels("{ 'example.com/team': 'search' }"),
  annotations: annotations(),
};

const GLOBAL = 'service.cilium.io/global';
const SHARED = 'service.cilium.io/shared';
const AFFINITY = 'service.cilium.io/affinity';
const SYNC = 'service.cilium.io/global-sync-endpoint-slices';
// Cilium reads the older spellings too, so that one of them could contradict.
const OWN_ANNOTATIONS = Object.fromEntries(
  [GLOBAL, SHARED, AFFINITY, SYNC, 'io.cilium/global-service', 'io.cilium/shared-service', 'io.cilium/service-affinity'].map((key) => [key, undefined]),
);

/**
 * A Service that clusters of a Cilium cluster mesh share: under one name and namespace, with the pods of all of them behind it.
 *
 * Each cluster has one of its own. All objects carry the same name; the policies that let workloads call it that name with a dot, its
 * namespace and `-callers` behind it.
 *
 * @example
 * const cluster = new Cluster({ name: 'prod-eu', capabilities: { cilium: { version: '1.19.4', mesh: { id: 1 } } } });
 * const chart = new Chart(cluster, 'search', { namespace: 'search' });
 * const index = new HardenedDeployment(chart, 'index', {
 *   image: 'registry.example.com/search/index:1.4.2',
 *   ports: [{ port: 8080 }],
 * });
 * new GlobalCiliumService(chart, 'search', {
 *   backends: LocalBackends.ofWorkload(index),
 *   affinity: GlobalServiceAffinity.LOCAL,
 *   allowFrom: [{ podLabels: { 'app.kubernetes.io/name': 'web' }, namespace: 'shop', clusters: ['prod-us'] }],
 * });
 */
export class GlobalCiliumService extends ManifestConstruct implements INetworkPolicyPeer {
  /** Name of the Service and of the objects beside it. */
  public readonly name: string;
  /** Namespace of all objects. */
  public readonly namespace: string;

  /** The Service. */
  public readonly service: ApiObject;
  /** The ServiceExport, with `serviceExport`. */
  public readonly serviceExport?: ApiObject;
  /** The policy of who may call the pods of this cluster, with `allowFrom`. */
  public readonly ciliumNetworkPolicy?: ApiObject;

  private readonly backends: BackendPlan;
  private readonly ports: readonly GlobalPortPlan[];
  private readonly labels: { [key: string]: string };

  public constructor(scope: Construct, id: string, props: GlobalCiliumServiceProps) {
    super(scope, id);
    const faults = new Faults(this);
    props = readProps<GlobalCiliumServiceProps>(faults, props, SHAPES, GlobalCiliumService);
    this.name = props.name ?? id;
    this.namespace = props.namespace ?? Chart.of(this).namespace ?? '';
    this.backends = props.backends._plan;
    this.ports = planGlobalPorts(props.ports, this.backends.endpoint?.ports);
    this.labels = { ...props.labels, 'app.kubernetes.io/name': this.name };
    const shared = props.shared ?? this.backends.labels !== undefined;
    const synced = props.syncEndpointSlices ?? props.headless === true;

    this.check(props, shared, faults.props);
    faults.throwIfBroken();
    faults.report();

    const access = new GlobalServiceAccess(this.namespace, this.backends.endpoint, (namespace) => {
      this.emitCallersPolicy(namespace, access, props.remotePodLabels);
    });
    markEndpoint(this, this.networkEndpoint(access, props));
    faultAtSynth(this, () => access.faults);

    const behaviour: { [key: string]: string } = {
      // Left out for NONE: Cilium up to 1.19 reads the word 'none' as 'this cluster only'.
      ...(props.affinity !== undefined && props.affinity !== GlobalServiceAffinity.NONE && { [AFFINITY]: props.affinity }),
      ...(synced && { [SYNC]: 'true' }),
    };
    const given = props.serviceExport !== undefined
      ? { ...props.annotations }
      : { ...props.annotations, [GLOBAL]: 'true', ...(!shared && { [SHARED]: 'false' }), ...behaviour };

    this.service = this._emit('service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { ...this.metadata(), annotations: Object.keys(given).length === 0 ? undefined : given },
      spec: {
        type: 'ClusterIP',
        clusterIP: props.headless === true ? 'None' : undefined,
        selector: this.backends.labels === undefined ? undefined : { ...this.backends.labels },
        ports: this.ports.map(servicePort),
      },
    });

    if (props.serviceExport !== undefined) {
      this.serviceExport = this._emit('serviceExport', {
        apiVersion: serviceExportVersion(this),
        kind: 'ServiceExport',
        metadata: this.metadata(),
        spec: serviceExportSpec(props.serviceExport, behaviour),
      });
    }

    if (props.allowFrom !== undefined) {
      const { allowFrom } = props;
      this.ciliumNetworkPolicy = this._emit('ciliumNetworkPolicy', {
        apiVersion: 'cilium.io/v2',
        kind: 'CiliumNetworkPolicy',
        metadata: this.metadata(),
        spec: Lazy.any({
          produce: () => ingressSpec({
            pods: this.backends.labels!, namespace: this.namespace, allowFrom, ports: this.ports, callers: access.callers, cluster: meshNameAround(this),
          }),
        }),
      });
    }

    globalServiceWarnings(this, { ...props, shared, synced, name: this.name, backends: this.backends }).forEach((warning) => warn(this, warning));
    warnAtSynth(this, () => namespaceWarning(this, this.namespace));
  }

  /** The policies that let workloads of this cluster call it, one in each namespace that has some. */
  public get callerPolicies(): ApiObject[] {
    return this.objects.filter((object) => object.kind === 'CiliumNetworkPolicy' && object !== this.ciliumNetworkPolicy);
  }

  /** For cdk8s-plus: an error, because its NetworkPolicies could name the pods of this cluster alone. */
  public toNetworkPolicyPeerConfig(): NetworkPolicyPeerConfig {
    return refuse(this, {
      id: 'network/nameable-peer',
      rule: 'has pods in other clusters, and a NetworkPolicy means those of its own alone',
      fix: "Use 'allowTo' of a workload of this library, or allow the workload behind it for the pods of this cluster",
    });
  }

  /** For cdk8s-plus: the pods behind this peer; none that a NetworkPolicy could name. */
  public toPodSelector(): IPodSelector | undefined {
    return undefined;
  }

  private metadata() {
    return { name: this.name, namespace: this.namespace, labels: { ...this.labels } };
  }

  private emitCallersPolicy(namespace: string, access: GlobalServiceAccess, remotePodLabels?: { [key: string]: string }): void {
    const pods = [this.backends.labels, remotePodLabels].filter((labels) => labels !== undefined);
    this._emit(`callers-${namespace}`, {
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: { ...this.metadata(), name: textWithTokens([this.name, this.namespace], ([name, own]) => `${name}.${own}-callers`), namespace },
      specs: Lazy.any({ produce: () => callerSpecs(access.restrictedCallers(namespace), pods, this.namespace) }),
    });
  }

  private networkEndpoint(access: GlobalServiceAccess, { remotePodLabels }: GlobalCiliumServiceProps): NetworkEndpoint {
    const ports = endpointPorts(this.ports);
    const unknown: Fault[] = this.backends.labels !== undefined || remotePodLabels !== undefined ? [] : [{
      id: 'network/nameable-peer',
      rule: `must be pods that a policy can name, and nothing is known of those behind '${pathOf(this)}'`,
      fix: "Give it 'remotePodLabels'",
    }];
    return {
      description: `'${pathOf(this)}'`,
      construct: this,
      ports,
      onlyDeclaredPorts: ports !== undefined,
      access,
      faults: [...unknown, ...this.unselectable(this.backends.labels)],
      // A NetworkPolicy means the pods of this cluster alone: see Cilium's policy-default-local-cluster.
      seenFrom: () => ({ peers: [], elsewhere: true }),
    };
  }

  /** Labels that a Service may select by, and Cilium's policies can't. */
  private unselectable(given: { readonly [key: string]: string } = {}): Fault[] {
    return Object.keys(given).flatMap((key) => {
      const rule = ciliumKeyFault(key);
      return rule === undefined ? [] : [{ id: 'network/nameable-peer', rule, got: key, fix: 'Let the pods carry another label' }];
    });
  }

  /** What no shape can say. */
  private check(props: GlobalCiliumServiceProps, shared: boolean, prop: Prop): void {
    const local = this.backends.labels !== undefined;
    if (Cluster.tryContaining(this) !== undefined && installedVersion(this, 'cilium') === undefined) {
      prop.fault({
        id: 'network/installed', rule: 'Only Cilium shares Services in this way, and the cluster is not known to have it', fix: "Set 'capabilities.cilium' on the Cluster",
      });
    }
    prop.at('name').check(Cluster.atLeast(this, '1.36') ? dnsLabelFault(this.name) : dns1035LabelFault(this.name), {
      id: 'prop/grammar', got: this.name, fix: "Give it a 'name' such as 'search'",
    });
    if (this.namespace === '') {
      prop.at('namespace').fault({
        id: 'network/nameable-peer', rule: 'must be known, because it must be the same in every cluster', fix: "Give the chart or the service a 'namespace'",
      });
    } else {
      prop.at('namespace').check(dnsLabelFault(this.namespace), { id: 'prop/grammar', got: this.namespace, fix: "Use a name such as 'search'" });
      this.backends.check(prop.at('backends'), this.namespace);
    }
    checkGlobalPorts(props.ports, this.backends.endpoint?.ports, prop.at('ports'));
    refuseOwnKeys(props.labels, { 'app.kubernetes.io/name': this.name }, prop.at('labels'), 'Leave it out');
    refuseOwnKeys(props.annotations, OWN_ANNOTATIONS, prop.at('annotations'), "Use 'shared', 'affinity' or 'syncEndpointSlices'");
    refuseOwnKeys(props.serviceExport?.annotations, OWN_ANNOTATIONS, prop.at('serviceExport', 'annotations'), "Use 'affinity' or 'syncEndpointSlices'");
    this.checkSharing(props, shared, local, prop);
    if (props.serviceExport !== undefined) { needsAtLeast(this, 'cilium', '1.17', prop.at('serviceExport')); }
    if (props.headless === true || props.syncEndpointSlices === true) {
      needsAtLeast(this, 'cilium', '1.16', prop.at(props.headless === true ? 'headless' : 'syncEndpointSlices'));
    }
    if (props.allowFrom !== undefined) {
      this.unselectable(this.backends.labels).forEach((fault) => prop.at('backends').fault(fault));
    }
    props.allowFrom?.forEach((caller, index) => checkCaller(caller, this.ports, prop.at('allowFrom', index)));
    if (props.remotePodLabels !== undefined) {
      const at = prop.at('remotePodLabels');
      if (Object.keys(props.remotePodLabels).length === 0) {
        at.fault({ id: 'prop/range', rule: 'must name a label', fix: 'Leave it out if the pods of other clusters carry the labels of those of this one' });
      }
      this.unselectable(props.remotePodLabels).forEach((fault) => at.fault(fault));
    }
  }

  private checkSharing(props: GlobalCiliumServiceProps, shared: boolean, local: boolean, prop: Prop): void {
    const { serviceExport, affinity, headless, syncEndpointSlices, allowFrom } = props;
    const id = 'network/sharing';
    if (props.shared === true && !local) {
      prop.at('shared').fault({ id, rule: 'must not be true where this cluster has no pods behind the service', fix: 'Leave it out' });
    }
    if (serviceExport !== undefined && !local) {
      prop.at('serviceExport').fault({
        id,
        rule: 'must not be given where this cluster has no pods behind the service: Cilium makes what callers need by itself',
        fix: `Let them call '${this.name}.${this.namespace}.svc.clusterset.local'`,
      });
    } else if (serviceExport !== undefined && !shared) {
      prop.at('shared').fault({ id, rule: "must not be false with 'serviceExport', which shares it", fix: 'Leave one of the two out' });
    }
    if (headless === true && affinity !== undefined && affinity !== GlobalServiceAffinity.NONE) {
      prop.at('affinity').fault({
        id, rule: "must not be given with 'headless': callers choose among the pods of all clusters, and only Cilium heeds it", got: affinity, fix: 'Leave one of the two out',
      });
    }
    if (headless === true && syncEndpointSlices === false) {
      prop.at('syncEndpointSlices').fault({
        id, rule: 'must not be false for a headless Service: the pods of other clusters would have no DNS records', fix: 'Leave it out',
      });
    }
    if (allowFrom !== undefined && !local) {
      prop.at('allowFrom').fault({ id, rule: 'must not be given where this cluster has no pods behind the service', fix: 'Say it in the clusters that have some' });
    }
  }
}
