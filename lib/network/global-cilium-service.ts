import { ApiObject, Chart, Lazy } from 'cdk8s';
import { INetworkPolicyPeer, IPodSelector, NetworkPolicyPeerConfig } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { describeFault, Fault } from '../construct/fault';
import { Faults } from '../construct/faults';
import { laterText } from '../construct/later-text';
import { ManifestConstruct } from '../construct/manifest-construct';
import { checkLabelsAndAnnotations } from '../construct/metadata';
import { markEndpoint, NetworkEndpoint } from '../construct/network-endpoint';
import { pathOf } from '../construct/path';
import { Prop } from '../construct/prop';
import { readProps } from '../construct/shape';
import { warn, warnAtSynth } from '../construct/warning';
import { dns1035LabelFault, dnsLabelFault } from '../manifest/dns-name';
import { ciliumKeyFault, meshNameAround } from './cilium-mesh';
import { GlobalServiceAccess } from './global-service-access';
import { GlobalServiceAffinity } from './global-service-affinity';
import { callerSpecs, ingressSpec } from './global-service-policy';
import { checkGlobalPorts, endpointPorts, GlobalPortPlan, globalServicePort, GlobalServicePort, planGlobalPorts } from './global-service-port';
import { GLOBAL_SERVICE_SHAPES } from './global-service-shapes';
import { globalServiceWarnings, namespaceWarning } from './global-service-warnings';
import { BackendPlan, LocalBackends } from './local-backends';
import { checkCaller, MeshCaller } from './mesh-caller';
import { hasInstalled, installedVersion } from './needs-capability';
import { checkServiceExport, GlobalServiceExport, serviceExportSpec, serviceExportVersion } from './service-export';

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
   * Which pods callers in this cluster get: each cluster says so for itself.
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

const GLOBAL = 'service.cilium.io/global';
const SHARED = 'service.cilium.io/shared';
const AFFINITY = 'service.cilium.io/affinity';
const SYNC = 'service.cilium.io/global-sync-endpoint-slices';
// Cilium reads the older spellings too, so that one of them could contradict.
const OWN_ANNOTATIONS = [GLOBAL, SHARED, AFFINITY, SYNC, 'io.cilium/global-service', 'io.cilium/shared-service', 'io.cilium/service-affinity'];

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
    props = readProps<GlobalCiliumServiceProps>(faults, props, GLOBAL_SERVICE_SHAPES, GlobalCiliumService);
    this.name = props.name ?? id;
    this.namespace = props.namespace ?? Chart.of(this).namespace ?? '';
    this.backends = props.backends._plan;
    this.ports = planGlobalPorts(props.ports, this.backends.endpoint?.ports);
    this.labels = { ...props.labels, 'app.kubernetes.io/name': this.name };
    const shared = props.shared ?? this.backends.labels !== undefined;
    const synced = props.syncEndpointSlices ?? props.headless === true;

    this.check(props, shared, faults);
    faults.report();

    const access = new GlobalServiceAccess(this.namespace, this.backends.endpoint, (namespace) => {
      this.emitCallersPolicy(namespace, access, props.remotePodLabels);
    });
    markEndpoint(this, this.networkEndpoint(access, props));
    this.node.addValidation({ validate: () => access.faults });

    const behaviour: { [key: string]: string } = {
      // Left out for NONE: Cilium up to 1.19 reads the word 'none' as 'this cluster only'.
      ...(props.affinity !== undefined && props.affinity !== GlobalServiceAffinity.NONE && { [AFFINITY]: props.affinity }),
      ...(synced && { [SYNC]: 'true' }),
    };
    const annotations = props.serviceExport !== undefined
      ? { ...props.annotations }
      : { ...props.annotations, [GLOBAL]: 'true', ...(!shared && { [SHARED]: 'false' }), ...behaviour };

    this.service = this._emit('service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { ...this.metadata(), annotations: Object.keys(annotations).length === 0 ? undefined : annotations },
      spec: {
        type: 'ClusterIP',
        clusterIP: props.headless === true ? 'None' : undefined,
        selector: this.backends.labels === undefined ? undefined : { ...this.backends.labels },
        ports: this.ports.map(globalServicePort),
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
    throw new Error(`[${pathOf(this)}] ${describeFault({
      rule: 'has pods in other clusters, and a NetworkPolicy means those of its own alone',
      fix: "Use 'allowTo' of a workload of this library, or allow the workload behind it for the pods of this cluster",
    })}`);
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
      metadata: { ...this.metadata(), name: laterText([this.name, this.namespace], ([name, own]) => `${name}.${own}-callers`), namespace },
      specs: Lazy.any({ produce: () => callerSpecs(access.restrictedCallers(namespace), pods, this.namespace) }),
    });
  }

  private networkEndpoint(access: GlobalServiceAccess, { remotePodLabels }: GlobalCiliumServiceProps): NetworkEndpoint {
    const ports = endpointPorts(this.ports);
    const unknown: Fault[] = this.backends.labels !== undefined || remotePodLabels !== undefined ? [] : [{
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
  private unselectable(labels: { readonly [key: string]: string } = {}): Fault[] {
    return Object.keys(labels).flatMap((key) => {
      const rule = ciliumKeyFault(key);
      return rule === undefined ? [] : [{ rule, got: key, fix: 'Let the pods carry another label' }];
    });
  }

  private check(props: GlobalCiliumServiceProps, shared: boolean, faults: Faults): void {
    const prop = new Prop(faults);
    const cluster = Cluster.tryContaining(this);
    const version = installedVersion(this, 'cilium');
    const local = this.backends.labels !== undefined;
    if (cluster !== undefined && version === undefined) {
      faults.add({ rule: 'Only Cilium shares Services in this way, and the cluster is not known to have it', fix: "Set 'capabilities.cilium' on the Cluster" });
    }
    faults.addRule(Cluster.atLeast(this, '1.36') ? dnsLabelFault(this.name) : dns1035LabelFault(this.name), {
      prop: 'name', got: this.name, fix: "Give it a 'name' such as 'search'",
    });
    if (this.namespace === '') {
      prop.at('namespace').fault({ rule: 'must be known, because it must be the same in every cluster', fix: "Give the chart or the service a 'namespace'" });
    } else {
      prop.at('namespace').check(dnsLabelFault(this.namespace), { got: this.namespace, fix: "Use a name such as 'search'" });
      this.backends.faults(this.namespace).forEach((fault) => prop.at('backends').fault(fault));
    }
    checkGlobalPorts(props.ports, this.backends.endpoint?.ports, prop.at('ports'));
    checkLabelsAndAnnotations(faults, props, { 'app.kubernetes.io/name': this.name }, { rule: 'must not be given: the construct sets it', fix: 'Leave it out' });
    OWN_ANNOTATIONS.filter((key) => key in (props.annotations ?? {})).forEach((key) => {
      prop.at('annotations', key).fault({ rule: 'must not be given: the construct sets it', fix: "Use 'shared', 'affinity' or 'syncEndpointSlices'" });
    });
    OWN_ANNOTATIONS.filter((key) => key in (props.serviceExport?.annotations ?? {})).forEach((key) => {
      prop.at('serviceExport', 'annotations', key).fault({ rule: 'must not be given: the construct sets it', fix: "Use 'affinity' or 'syncEndpointSlices'" });
    });
    this.checkSharing(props, shared, local, prop);
    if (props.serviceExport !== undefined) { checkServiceExport(this, props.serviceExport, faults, prop.at('serviceExport')); }
    if ((props.syncEndpointSlices === true || props.headless === true) && version !== undefined && !hasInstalled(this, 'cilium', '1.16')) {
      prop.at(props.headless === true ? 'headless' : 'syncEndpointSlices').fault({ rule: `needs Cilium 1.16, and the cluster has ${version}`, fix: 'Upgrade it, or leave this out' });
    }
    if (props.allowFrom !== undefined) {
      this.unselectable(this.backends.labels).forEach((fault) => prop.at('backends').fault(fault));
    }
    props.allowFrom?.forEach((caller, index) => checkCaller(caller, this.ports, prop.at('allowFrom', index)));
    if (props.remotePodLabels !== undefined) {
      LocalBackends.labelled(props.remotePodLabels)._plan.faults(undefined).forEach((fault) => prop.at('remotePodLabels').fault(fault));
      this.unselectable(props.remotePodLabels).forEach((fault) => prop.at('remotePodLabels').fault(fault));
    }
  }

  private checkSharing(props: GlobalCiliumServiceProps, shared: boolean, local: boolean, prop: Prop): void {
    const { serviceExport, headless, syncEndpointSlices, allowFrom } = props;
    if (props.shared === true && !local) {
      prop.at('shared').fault({ rule: 'must not be true where this cluster has no pods behind the service', fix: 'Leave it out' });
    }
    if (serviceExport !== undefined && !local) {
      prop.at('serviceExport').fault({
        rule: 'must not be given where this cluster has no pods behind the service: Cilium makes what callers need by itself',
        fix: `Let them call '${this.name}.${this.namespace}.svc.clusterset.local'`,
      });
    } else if (serviceExport !== undefined && !shared) {
      prop.at('shared').fault({ rule: "must not be false with 'serviceExport', which shares it", fix: 'Leave one of the two out' });
    }
    if (headless === true && syncEndpointSlices === false ) {
      prop.at('syncEndpointSlices').fault({ rule: 'must not be false for a headless Service: the pods of other clusters would have no DNS records', fix: 'Leave it out' });
    }
    if (allowFrom !== undefined && !local) {
      prop.at('allowFrom').fault({ rule: 'must not be given where this cluster has no pods behind the service', fix: 'Say it in the clusters that have some' });
    }
  }
}
