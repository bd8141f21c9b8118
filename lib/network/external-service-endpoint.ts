import { ApiObject, Chart, Lazy } from 'cdk8s';
import type { INetworkPolicyPeer, IPodSelector, NetworkPolicyIpBlock, NetworkPolicyPeerConfig } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { clusterDomain, hasInstalled, installedVersion } from '../cluster/needs-capability';
import { cdk8sPlus } from '../construct/cdk8s-plus';
import { ICdk8sPlusPeer } from '../construct/cdk8s-plus-peer';
import { annotations, labels, list } from '../construct/collection';
import { refuse } from '../construct/edit';
import { Fault } from '../construct/fault';
import { Faults, faultAtSynth } from '../construct/faults';
import { ManifestConstruct } from '../construct/manifest-construct';
import { allowTraffic } from '../construct/network-access';
import { endpointOf, markEndpoint, NetworkEndpoint, TrafficRules } from '../construct/network-endpoint';
import { NetworkPeer } from '../construct/network-peer';
import { NetworkPort } from '../construct/network-port';
import { refuseOwnKeys } from '../construct/own-keys';
import { pathOf } from '../construct/path';
import { Prop } from '../construct/prop';
import { readProps } from '../construct/read-props';
import { flag, instance, required, ruled, text } from '../construct/shape';
import { Shapes, struct } from '../construct/struct';
import { textWithTokens } from '../construct/text-with-tokens';
import { warn, warnAtSynth } from '../construct/warning';
import { dns1035LabelFault, dnsLabelFault } from '../manifest/dns-name';
import { ipFault } from '../manifest/ip-address';
import { httpRouteSpec, HTTP_ROUTE, HTTP_ROUTE_EXAMPLE, ServiceHttpRoute } from '../pod/http-route';
import { ingressSpec, INGRESS, INGRESS_EXAMPLE, ServiceIngress } from '../pod/ingress';
import './any-cdk8s-plus';
import { argoCdWarnings, resourceExclusions } from './argo-cd';
import { SLICE_LABELS } from './endpoint-slices';
import { checkFronts, FrontPorts, frontWarnings } from './external-fronts';
import { ExternalPort, ExternalPortPlan, EXTERNAL_PORT, planPorts } from './external-port';
import { ExternalTarget } from './external-target';
import { backendTlsPolicySpec, ExternalTls, EXTERNAL_TLS, hasBackendTlsPolicy } from './external-tls';
import { FqdnAccess } from './fqdn-access';
import { fqdnPolicySpecs } from './fqdn-policy';
import { addressingSpec, checkAddressing, serviceAddressWarnings, ServiceAddressing, serviceFront, takenFaults } from './service-address';
import { checkExportTo, checkServiceEntry, entryHosts, ExternalServiceEntry, EXTERNAL_SERVICE_ENTRY, serviceEntrySpec } from './service-entry';
import { checkDistinctPorts } from './service-port';
import { TargetStrategy } from './target-strategy';

/** Properties for `ExternalServiceEndpoint`. */
export interface ExternalServiceEndpointProps {
  /** How the service is found: by its addresses or by its DNS name. */
  readonly target: ExternalTarget;

  /**
   * Ports of the service. Required for a target by addresses.
   * @default - none
   */
  readonly ports?: ExternalPort[];

  /**
   * Name of the Service and of every object beside it: a DNS label that starts with a letter (from Kubernetes 1.36 also with a digit).
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Namespace of all objects.
   * @default - the chart's
   */
  readonly namespace?: string;

  /**
   * Addresses of the Service itself, one of each family of the target, out of the range that the cluster has for Services. They can't be changed
   * later. Only where it is known by addresses.
   *
   * @default - the cluster chooses
   */
  readonly clusterIPs?: string[];

  /**
   * Whether the Service has no address of its own: its DNS name answers with those of the target, so that no port can lead to another. It can't be
   * changed later. Only where it is known by addresses.
   *
   * @default false
   */
  readonly headless?: boolean;

  /**
   * That the service speaks TLS, and how it proves who it is. Where the cluster has the Gateway API from version 1.4 on, a BackendTLSPolicy lets
   * every gateway that leads to the Service encrypt again. Only where it is known by addresses.
   *
   * @default - nothing is said
   */
  readonly tls?: ExternalTls;

  /**
   * An Ingress to it. Only where it is known by addresses.
   * @default - none
   */
  readonly ingress?: ServiceIngress;

  /**
   * A route of the Gateway API to it. Needs Gateway API 1.0. Only where it is known by addresses.
   * @default - none
   */
  readonly httpRoute?: ServiceHttpRoute;

  /**
   * What Istio's mesh knows of it: a ServiceEntry; `{}` for one with all defaults. Needs Istio 1.22.
   * @default - none
   */
  readonly serviceEntry?: ExternalServiceEntry;

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

const SHAPES: Shapes<ExternalServiceEndpointProps> = {
  target: required(instance('ExternalTarget', 'addresses', ['_strategy']), "Use 'ExternalTarget.addresses' or 'ExternalTarget.dnsName'"),
  ports: list(EXTERNAL_PORT, "[{ name: 'https', port: 443 }]"),
  name: text,
  namespace: text,
  clusterIPs: list(ruled(ipFault, { fix: "Use a free address of the range of the cluster's Services, e.g. '172.20.0.50'" }), "['172.20.0.50']", 'a list of strings'),
  headless: flag,
  tls: EXTERNAL_TLS,
  ingress: struct<ServiceIngress>(INGRESS_EXAMPLE, INGRESS),
  httpRoute: struct<ServiceHttpRoute>(HTTP_ROUTE_EXAMPLE, HTTP_ROUTE),
  serviceEntry: EXTERNAL_SERVICE_ENTRY,
  labels: labels("{ 'example.com/team': 'storage' }"),
  annotations: annotations(),
};

/**
 * A service outside the cluster under the name of a Service: by its addresses, with EndpointSlices, or by its DNS name.
 *
 * All objects carry the same name; the EndpointSlices that name with `-ipv4` or `-ipv6` behind it, and a number from the second one on.
 *
 * @example
 * const chart = new Chart(new App(), 'storage', { namespace: 'storage' });
 * const minio = new ExternalServiceEndpoint(chart, 'minio', {
 *   target: ExternalTarget.addresses(['10.20.0.11', '10.20.0.12']),
 *   ports: [{ name: 'https', port: 443, targetPort: 9000 }],
 * });
 * const api = new HardenedDeployment(chart, 'api', { image: 'registry.example.com/storage/api:1.4.2' });
 * api.allowTo(minio);
 */
export class ExternalServiceEndpoint extends ManifestConstruct implements INetworkPolicyPeer {
  /**
   * The text for `resource.exclusions` in Argo CD's ConfigMap `argocd-cm` with which it applies EndpointSlices: what Argo CD 3 leaves out by
   * default, without them.
   */
  public static argoCdResourceExclusions(): string {
    return resourceExclusions();
  }

  /** Name of the Service and of every object beside it. */
  public readonly name: string;
  /** Namespace of all objects, if known. */
  public readonly namespace?: string;

  /** The Service. */
  public readonly service: ApiObject;
  /** Its EndpointSlices: none where the target is a DNS name. */
  public readonly endpointSlices: ApiObject[];
  /** The Ingress, with `ingress`. */
  public readonly ingress?: ApiObject;
  /** The HTTPRoute, with `httpRoute`. */
  public readonly httpRoute?: ApiObject;
  /** The BackendTLSPolicy, with `tls` and the Gateway API from version 1.4 on. */
  public readonly backendTlsPolicy?: ApiObject;
  /** The ServiceEntry, with `serviceEntry`. */
  public readonly serviceEntry?: ApiObject;

  private readonly target: TargetStrategy;
  private readonly ports: readonly ExternalPortPlan[];
  private readonly labels: { [key: string]: string };
  private readonly endpoint: NetworkEndpoint;

  public constructor(scope: Construct, id: string, props: ExternalServiceEndpointProps) {
    super(scope, id);
    const faults = new Faults(this);
    props = readProps<ExternalServiceEndpointProps>(faults, props, SHAPES, ExternalServiceEndpoint, ({ target }, again) =>
      target._strategy.check({ props: again.props, ports: this.ports, clusterDomain: clusterDomain(this) }));
    const { tls, ingress, httpRoute, serviceEntry } = props;
    this.name = props.name ?? id;
    this.namespace = props.namespace ?? Chart.of(this).namespace;
    this.target = props.target._strategy;
    this.ports = planPorts(props.ports ?? []);
    this.labels = { ...props.labels, 'app.kubernetes.io/name': this.name };

    const hosts = entryHosts(serviceEntry ?? {}, this.target, tls?.hostname);
    const fronts = this.check(props, hosts, faults.props);
    faults.throwIfBroken();
    faults.report();

    const callers = new Set<string>();
    this.endpoint = this.networkEndpoint(props, callers);
    markEndpoint(this, this.endpoint);

    this.service = this._emit('service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        ...this.metadata(),
        annotations: Object.keys(props.annotations ?? {}).length === 0 ? undefined : { ...props.annotations },
      },
      spec: { ...this.target.serviceSpec(this.ports), ...addressingSpec(props) },
    });

    this.endpointSlices = this.target.slices(this.metadata(), this.ports)
      .map(({ suffix, slice }) => this._emit(`endpointSlice-${suffix}`, slice));

    if (ingress !== undefined) {
      this.ingress = this._emit('ingress', {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { ...this.metadata(), annotations: ingress.annotations === undefined ? undefined : { ...ingress.annotations } },
        spec: ingressSpec(ingress, this.name, fronts.ingress?.port),
      });
    }

    if (httpRoute !== undefined) {
      this.httpRoute = this._emit('httpRoute', {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'HTTPRoute',
        metadata: this.metadata(),
        spec: httpRouteSpec(httpRoute, this.name, fronts.httpRoute?.port),
      });
    }

    if (tls !== undefined && hasBackendTlsPolicy(this)) {
      this.backendTlsPolicy = this._emit('backendTlsPolicy', {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'BackendTLSPolicy',
        metadata: this.metadata(),
        spec: backendTlsPolicySpec(tls, this.name),
      });
    }

    if (serviceEntry !== undefined) {
      this.serviceEntry = this._emit('serviceEntry', {
        apiVersion: 'networking.istio.io/v1',
        kind: 'ServiceEntry',
        metadata: this.metadata(),
        spec: serviceEntrySpec(serviceEntry, this.target, hosts, this.ports),
      });
    }

    if (props.clusterIPs !== undefined) { faultAtSynth(this, () => takenFaults(this, props, this.service)); }
    const object = this.describedService;
    this.target.warnings(this.name, this.ports).forEach((warning) => warn(this, { ...warning, object }));
    if (this.endpointSlices.length > 0) { argoCdWarnings(this, this.name).forEach((warning) => warn(this, warning)); }
    frontWarnings(props, fronts).forEach((warning) => warn(this, warning));
    warnAtSynth(this, () => serviceAddressWarnings(this, props, this.target, [...callers].sort(), object));
  }

  /**
   * The CiliumNetworkPolicies that let callers out to a DNS name, one in each namespace that has some. In a namespace of its own it carries the name of the
   * Service, in others that with a dot and the namespace of the Service behind it.
   */
  public get ciliumNetworkPolicies(): ApiObject[] {
    return this.objects.filter(({ kind }) => kind === 'CiliumNetworkPolicy');
  }

  /**
   * Lets a workload call the service: the other side of its `allowTo`.
   *
   * To addresses it is the workload's own NetworkPolicy that lets it out, so it must be a workload of this library with one. To a DNS name it
   * may be any pods: a CiliumNetworkPolicy lets them out.
   *
   * @param caller a workload of this library; for a DNS name also any peer of cdk8s-plus, or a `NetworkPeer` of pods
   * @param ports which of the ports, as the service outside knows them; all, if none is given
   */
  public allowEgressFrom(caller: INetworkPolicyPeer | ICdk8sPlusPeer | NetworkPeer, ...ports: NetworkPort[]): void {
    const faults = new Faults(this);
    const other = endpointOf(caller);
    this.endpoint.faults?.forEach((fault) => faults.props.fault(fault));
    if (other !== undefined && this.target.dnsName === undefined && other.access === undefined) {
      faults.props.at('caller').fault({
        id: 'network/nameable-peer',
        rule: `must have a NetworkPolicy of this library, and ${other.description} has none`,
        fix: "Allow the addresses where its policies are written: 'toNetworkPolicyPeerConfig' says them for cdk8s-plus",
      });
    }
    allowTraffic('ingress', this.endpoint, caller, faults.props, ports);
    faults.report();
  }

  /** For cdk8s-plus: what its NetworkPolicies write for it. Only for one address: they take one range for a peer. */
  public toNetworkPolicyPeerConfig(): NetworkPolicyPeerConfig {
    const [peer, ...more] = this.target.policyPeers;
    if (peer === undefined || more.length > 0) {
      refuse(this, {
        id: 'network/nameable-peer',
        rule: 'is no single address, and a NetworkPolicy of cdk8s-plus takes no other',
        fix: "Use 'allowTo' of a workload of this library, or a 'NetworkPolicyIpBlock' that holds all addresses",
      });
    }
    const id = 'ipBlock';
    const { cidr } = peer.ipBlock!;
    const made = this.node.tryFindChild(id) as NetworkPolicyIpBlock | undefined;
    const make = cidr.includes(':') ? cdk8sPlus().NetworkPolicyIpBlock.ipv6 : cdk8sPlus().NetworkPolicyIpBlock.ipv4;
    return { ipBlock: made ?? make(this, id, cidr) };
  }

  /** For cdk8s-plus: the pods behind this peer; there are none. */
  public toPodSelector(): IPodSelector | undefined {
    return undefined;
  }

  private metadata() {
    return { name: this.name, namespace: this.namespace, labels: { ...this.labels } };
  }

  private get describedService(): string {
    return `Service '${this.namespace === undefined ? '' : `${this.namespace}/`}${this.name}'`;
  }

  private networkEndpoint(addressing: ServiceAddressing, callers: Set<string>): NetworkEndpoint {
    const common = {
      description: `'${pathOf(this)}'`,
      construct: this,
      ports: this.ports.length === 0 ? undefined : this.ports.map(({ name, targetPort, protocol }) => ({ name, port: targetPort, protocol })),
      onlyDeclaredPorts: this.ports.length > 0,
    };
    const { dnsName, policyPeers } = this.target;
    if (dnsName === undefined) {
      const told: TrafficRules = {
        // Those without a policy of ours get out anyway, as far as is known.
        add: (direction, { access: own, description }) => { if (direction === 'ingress' && own !== undefined) { callers.add(description); } },
      };
      return { ...common, access: told, front: serviceFront(this, addressing, this.target, this.ports), seenFrom: () => ({ peers: policyPeers }) };
    }
    const fault = this.namelessFault();
    if (fault !== undefined) { return { ...common, faults: [fault], seenFrom: () => ({ peers: [] }) }; }
    const rangeFault: Fault = {
      id: 'network/installed', rule: `ranges of ports need Cilium 1.16, and the cluster has ${installedVersion(this, 'cilium')}`, fix: 'Name each port',
    };
    const access = new FqdnAccess(
      this.namespace!, (namespace) => this.emitCiliumNetworkPolicy(namespace, access), hasInstalled(this, 'cilium', '1.16') ? undefined : rangeFault,
    );
    faultAtSynth(this, () => access.faults);
    return { ...common, access, seenFrom: () => ({ peers: [], elsewhere: true }) };
  }

  /** What keeps policies from naming a DNS name. */
  private namelessFault(): Fault | undefined {
    const id = 'network/nameable-peer';
    if (this.target.inCluster === true) {
      return { id, rule: "is an alias of the cluster's own name, which no policy sees through", fix: 'Allow the workload behind it' };
    }
    if (!hasInstalled(this, 'cilium')) {
      return {
        id,
        rule: 'is known by its DNS name, which a NetworkPolicy can\'t name',
        fix: "Set 'capabilities.cilium' on the Cluster if it has Cilium; else use 'ExternalTarget.addresses', or allow a range with 'NetworkPeer.cidr'",
      };
    }
    if (this.namespace === undefined) {
      return { id, rule: 'is in no known namespace, and callers look its name up together with that', fix: "Give its chart or itself a 'namespace'" };
    }
    return undefined;
  }

  private emitCiliumNetworkPolicy(namespace: string, access: FqdnAccess): void {
    const own = namespace === this.namespace;
    // Cilium goes by the name that was asked for, not by those that the answer leads on to: callers ask for the Service's.
    const inCluster = textWithTokens([this.name, this.namespace], ([name, own]) => `${name}.${own}`);
    const hosts = [this.target.dnsName!, textWithTokens([inCluster], ([known]) => `${known}.svc.${clusterDomain(this)}`)];
    this._emit(own ? 'ciliumNetworkPolicy' : `ciliumNetworkPolicy-${namespace}`, {
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: { ...this.metadata(), name: own ? this.name : inCluster, namespace },
      specs: Lazy.any({ produce: () => fqdnPolicySpecs(this, access.callers(namespace), hosts) }),
    });
  }

  /** What no shape can say. Answers the ports to which the fronts lead. */
  private check(props: ExternalServiceEndpointProps, hosts: readonly string[], prop: Prop): FrontPorts {
    const { serviceEntry } = props;
    const own = { 'app.kubernetes.io/name': this.name, [SLICE_LABELS.service]: undefined, [SLICE_LABELS.managedBy]: undefined };
    prop.at('name').check(Cluster.atLeast(this, '1.36') ? dnsLabelFault(this.name) : dns1035LabelFault(this.name), {
      id: 'prop/grammar', got: this.name, fix: "Give it a 'name' such as 'minio'",
    });
    if (this.namespace !== undefined) { prop.at('namespace').check(dnsLabelFault(this.namespace), { id: 'prop/grammar', got: this.namespace, fix: "Use a name such as 'storage'" }); }
    refuseOwnKeys(props.labels, own, prop.at('labels'), 'Leave it out');
    this.target.check({ props: prop, ports: this.ports, clusterDomain: clusterDomain(this) });
    checkDistinctPorts(this.ports, prop.at('ports'), 'https');
    checkAddressing(this, props, this.target, this.ports, prop);
    const fronts = checkFronts(this, props, this.target, this.ports, prop);
    if (serviceEntry !== undefined) {
      checkServiceEntry(this, this.target, hosts, this.ports, prop.at('serviceEntry'));
      checkExportTo(serviceEntry.exportTo ?? [], this.namespace, prop.at('serviceEntry', 'exportTo'));
    }
    return fronts;
  }
}
