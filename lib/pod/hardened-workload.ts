import { ApiObject, Chart } from 'cdk8s';
import type { INetworkPolicyPeer, IPodSelector, ISubject, NetworkPolicyPeerConfig, PodSelectorConfig, SubjectConfiguration } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { cdk8sPlus } from '../construct/cdk8s-plus';
import { Fault } from '../construct/fault';
import { Faults, faultAtSynth } from '../construct/faults';
import { markDefaultGrace } from '../construct/grace-mark';
import { ManifestConstruct } from '../construct/manifest-construct';
import { allowTraffic, NetworkAccess } from '../construct/network-access';
import { Direction, markEndpoint, NetworkEndpoint, podEndpoint } from '../construct/network-endpoint';
import { Caller, NetworkRule } from '../construct/network-peer';
import { NetworkPort } from '../construct/network-port';
import { pathOf } from '../construct/path';
import { Prop } from '../construct/prop';
import { readProps } from '../construct/read-props';
import { markSpread } from '../construct/spread-mark';
import { Shapes } from '../construct/struct';
import { oncePerSynth } from '../construct/synth-cache';
import { warn, warnAtSynth } from '../construct/warning';
import { containersOf } from '../manifest/containers';
import { dnsLabelFault } from '../manifest/dns-name';
import { indexByLabels, indexBySelector } from '../manifest/label-index';
import { matchesSelector } from '../manifest/label-selector';
import { PodTemplate, LabelSelector as Selector } from '../manifest/object';
import { TopologySpreadConstraint } from '../manifest/topology-spread';
import './any-cdk8s-plus';
import { ciliumPolicySpec, needsCiliumPolicy } from './cilium-policy';
import { DeclaredPort } from './container-port';
import { HardenedPod, hardenedPod, HardenedPodProps, POD } from './hardened-pod';
import { httpRouteSpec } from './http-route';
import { idleRightsWarnings } from './idle-rights';
import { ingressSpec } from './ingress';
import { cidrCallerWarning, hostNetworkWarnings, NETWORK, Network, networkPolicySpec } from './network-policy';
import { noCallerWarnings } from './no-caller';
import { sharedPodsFault } from './shared-pods';
import { judgeClaims } from './surroundings';
import { uselessTokenWarnings } from './useless-token';
import { newClaimSpec } from './volume';
import { allowCallers } from './workload-callers';
import { checkClaims, CLAIMS, distinctClaims, idleClaimWarnings, WorkloadClaim } from './workload-claims';
import { checkConfig, CONFIG, withConfig, WorkloadConfig } from './workload-config';
import {
  checkFronts, frontCallers, FrontPorts, FRONTS, serviceBehind, unknownCallerWarnings, WorkloadHttpRoute, WorkloadIngress,
} from './workload-fronts';
import { checkMetadata, METADATA, ownLabels, selectorLabels } from './workload-metadata';
import { checkMetrics, METRICS, metricsCallers, monitorLabels, podMonitorSpec, WorkloadMetrics } from './workload-metrics';
import { checkService, SERVICE, serviceSpec, ServiceTargets, WorkloadService } from './workload-service';
import { checkServiceAccount, SERVICE_ACCOUNT, WorkloadServiceAccount } from './workload-service-account';

/** What every workload of hardened pods has, whatever its kind. */
export interface HardenedWorkloadProps extends HardenedPodProps {
  /**
   * Name of the workload and of every object beside it: a DNS label.
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Namespace of all objects.
   * @default - the chart's
   */
  readonly namespace?: string;

  /**
   * Installation that it belongs to: the label `app.kubernetes.io/instance`, in the selector too. Objects are named by `name`
   * alone. Kubernetes lets nobody add, change or remove it once the workload exists.
   *
   * @default - no such label
   */
  readonly instance?: string;

  /**
   * Labels by which it finds its pods: those that a workload has which runs already and is taken over, such as `{ app: 'api' }`. Everything beside
   * it selects by them too, and the pods have them. Kubernetes lets nobody change them once the workload exists.
   *
   * @default - `app.kubernetes.io/name`, and `app.kubernetes.io/instance` with `instance`
   */
  readonly selector?: { [key: string]: string };

  /**
   * Who may talk to whom: a NetworkPolicy.
   * @default - nobody may call, and nobody but the cluster's DNS may be called
   */
  readonly network?: Network;

  /**
   * A Service in front of the pods; `{}` for one with the declared ports, those for metrics left out.
   * @default - none, unless `ingress` or `httpRoute` leads to it
   */
  readonly service?: WorkloadService;

  /**
   * An Ingress to the Service, which is written for it as with `service: {}` unless `service` says otherwise.
   * @default - none
   */
  readonly ingress?: WorkloadIngress;

  /**
   * A route of the Gateway API to the Service, which is written for it as with `service: {}` unless `service` says otherwise. Needs Gateway API 1.0.
   * @default - none
   */
  readonly httpRoute?: WorkloadHttpRoute;

  /**
   * What Prometheus reads of the pods, and that it may: a PodMonitor. `{}` for the port whose name says that it is for metrics, or the only one.
   * Needs the Prometheus Operator.
   *
   * @default - nothing
   */
  readonly metrics?: WorkloadMetrics;

  /**
   * Files of its own, in a ConfigMap. When they change, the pods are replaced.
   * @default - none
   */
  readonly config?: WorkloadConfig;

  /**
   * PersistentVolumeClaims of its own, each for all of its pods, which mount it with `Volume.persistentVolumeClaim(name)`.
   * @default - none
   */
  readonly claims?: WorkloadClaim[];

  /**
   * As whom the pods speak to the API server, and to clouds that trust it.
   * @default - a ServiceAccount of its own, without rights
   */
  readonly serviceAccount?: WorkloadServiceAccount;

  /**
   * Further labels of all objects. Those of the pods are `podLabels`.
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Further annotations of the workload. Those of the pods are `podAnnotations`.
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}

/**
 * What the props of every workload of hardened pods must look like, whatever its kind.
 * @internal
 */
export const WORKLOAD_SHAPES: Shapes<HardenedWorkloadProps> = {
  ...POD, ...METADATA, network: NETWORK, service: SERVICE, ...FRONTS, metrics: METRICS, config: CONFIG, claims: CLAIMS, serviceAccount: SERVICE_ACCOUNT,
};

/**
 * The kind of a workload.
 * @internal
 */
export interface WorkloadKind {
  readonly apiVersion: string;
  readonly kind: string;
}

/**
 * What a workload's spec is made of besides its props.
 * @internal
 */
export interface WorkloadPods {
  readonly selector: Selector;
  readonly template: PodTemplate;
}

/**
 * An object that a kind of workload has besides those that every workload has. It gets the same namespace and labels.
 * @internal
 */
export interface ObjectBeside extends WorkloadKind {
  /** Id of the construct. */
  readonly id: string;
  /** Behind what it is written. */
  readonly after: 'serviceAccount' | 'workload' | 'networkPolicy';
  /** @default - the name of the workload */
  readonly name?: string;
  readonly spec: { [field: string]: any };
}

/**
 * A workload whose pods Pod Security `restricted` admits, with what it takes to run it whatever its kind: ServiceAccount, NetworkPolicy,
 * and where asked for a Service. All carry the same name.
 *
 * A kind says what is its own in the methods with a leading underscore. This constructor calls them before the fields of the kind are set:
 * they read their arguments, and what stands here.
 */
export abstract class HardenedWorkload extends ManifestConstruct implements IPodSelector, INetworkPolicyPeer, ISubject {
  /** Name of the workload and of every object beside it. */
  public readonly name: string;
  /** Namespace of all objects, if known. */
  public readonly namespace?: string;
  /** The labels by which its pods are selected. */
  public readonly selectorLabels: { [key: string]: string };

  /** The workload: what makes the pods. */
  public readonly workload: ApiObject;
  /** Its ServiceAccount, unless an existing one is used. */
  public readonly serviceAccount?: ApiObject;
  /** Its NetworkPolicy, unless `network.policy` is false. */
  public readonly networkPolicy?: ApiObject;
  /** Its Service, with `service`, or with what leads to it. */
  public readonly service?: ApiObject;
  /** The ConfigMap with its files, with `config`. */
  public readonly configMap?: ApiObject;
  /** Its PersistentVolumeClaims, in the order of `claims`. */
  public readonly persistentVolumeClaims: ApiObject[];
  /** Its Ingress, with `ingress`. */
  public readonly ingress?: ApiObject;
  /** Its HTTPRoute, with `httpRoute`. */
  public readonly httpRoute?: ApiObject;
  /** Its PodMonitor, with `metrics`. */
  public readonly podMonitor?: ApiObject;

  /**
   * The props without their nulls: what a kind reads once this constructor is through.
   * @internal
   */
  protected readonly _props: HardenedWorkloadProps;
  /** @internal */
  protected readonly _pod: HardenedPod;

  private readonly endpoint: NetworkEndpoint;
  private readonly emitCiliumPolicy: () => void;

  public constructor(scope: Construct, id: string, props: HardenedWorkloadProps) {
    super(scope, id);
    const faults = new Faults(this);
    // A class that only extends one of these has props of its own, which its shapes do not name.
    const declares = Object.hasOwn(Object.getPrototypeOf(this), '_shapes');
    const given = readProps<HardenedWorkloadProps>(
      faults, props, this._shapes(), declares ? this.constructor : undefined, (late, again) => this.judge(this._withinCluster(late), again),
    );
    props = this._withinCluster(given);
    const { network = {}, ingress, httpRoute, metrics, config, claims = [], serviceAccount = {} } = props;
    const service = serviceBehind(props);
    this.name = props.name ?? id;
    this.namespace = props.namespace ?? Chart.of(this).namespace;
    const own = ownLabels({ ...props, name: this.name });
    this.selectorLabels = props.selector ?? selectorLabels({ name: this.name, instance: props.instance });

    const selector = () => ({ matchLabels: { ...this.selectorLabels } });
    const spread = this._spread(props, selector());
    const { pod, ports, fronts } = this.judge(props, faults, spread);
    const access = network.policy === false ? undefined : new NetworkAccess(this.namespace, true);
    this._props = props;
    this._pod = pod;
    this.endpoint = podEndpoint({
      construct: this,
      labels: this.selectorLabels,
      namespace: this.namespace,
      ports: ports.all,
      access,
      onHostNetwork: props.exceptions?.hostNetwork !== undefined,
    });
    markEndpoint(this, this.endpoint);

    this.allowListed('ingress', network.allowFrom, faults.props.at('network', 'allowFrom'));
    this.allowListed('egress', network.allowTo, faults.props.at('network', 'allowTo'));
    frontCallers(this, props, fronts).forEach(({ prop, callers }) => allowCallers(this.endpoint, callers, faults.props.at(prop)));
    if (metrics !== undefined) { allowCallers(this.endpoint, metricsCallers(this, metrics, ports.all), faults.props.at('metrics')); }
    faults.report();

    const metadata = (annotations: { [key: string]: string } = {}) => ({
      name: this.name,
      namespace: this.namespace,
      labels: { ...props.labels, ...own },
      annotations: Object.keys(annotations).length === 0 ? undefined : annotations,
    });
    const beside = this._objectsBeside(props, selector());
    const emitBeside = (place: ObjectBeside['after']) => beside.filter(({ after }) => after === place).forEach(({ id: childId, apiVersion, kind, name = this.name, spec }) => {
      this._emit(childId, { apiVersion, kind, metadata: { ...metadata(), name }, spec });
    });

    if (serviceAccount.existingName === undefined) {
      this.serviceAccount = this._emit('serviceAccount', {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: metadata({ ...serviceAccount.annotations }),
        // Where a token is wanted, the pod itself asks for it.
        automountServiceAccountToken: false,
      });
    }

    if (config !== undefined) {
      this.configMap = this._emit('configMap', { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(), data: { ...config.files } });
    }
    this.persistentVolumeClaims = distinctClaims(claims).map(({ name, labels, annotations, ...claim }) => this._emit(`persistentVolumeClaim-${name}`, {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { ...metadata(annotations), name, labels: { ...props.labels, ...labels, ...own } },
      spec: newClaimSpec(claim),
    }));

    emitBeside('serviceAccount');

    const { apiVersion, kind } = this._kind();
    this.workload = this._emit(`${kind.charAt(0).toLowerCase()}${kind.slice(1)}`, {
      apiVersion,
      kind,
      metadata: { ...metadata({ ...props.annotations, ...pod.annotations }), name: this._workloadName(props) },
      spec: this._spec(props, { selector: selector(), template: pod.template }),
    });
    markSpread(this.workload, spread);
    if (props.terminationGracePeriodSeconds === undefined) { markDefaultGrace(this.workload); }
    emitBeside('workload');

    if (access !== undefined) {
      this.networkPolicy = this._emit('networkPolicy', {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: metadata(),
        spec: networkPolicySpec(this, access, selector(), props.dnsConfig),
      });
      warnAtSynth(this, () => [...cidrCallerWarning(this, access, this.name), ...hostNetworkWarnings(access, this.name)]);
    }
    this.emitCiliumPolicy = () => {
      if (access === undefined || this.ciliumNetworkPolicy !== undefined || !needsCiliumPolicy(access)) { return; }
      this._emit('ciliumNetworkPolicy', {
        apiVersion: 'cilium.io/v2',
        kind: 'CiliumNetworkPolicy',
        metadata: metadata(),
        spec: ciliumPolicySpec(this, access, selector(), props.dnsConfig),
      });
    };
    this.emitCiliumPolicy();
    emitBeside('networkPolicy');

    if (service !== undefined) {
      this.service = this._emit('service', {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { ...metadata({ ...service.annotations }), name: service.name ?? this.name },
        spec: serviceSpec(service, this.selectorLabels, ports),
      });
    }

    if (ingress !== undefined) {
      this.ingress = this._emit('ingress', {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: metadata({ ...ingress.annotations }),
        spec: ingressSpec(ingress, service!.name ?? this.name, fronts.ingress?.port),
      });
    }

    if (httpRoute !== undefined) {
      this.httpRoute = this._emit('httpRoute', {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'HTTPRoute',
        metadata: metadata(),
        spec: httpRouteSpec(httpRoute, service!.name ?? this.name, fronts.httpRoute?.port),
      });
    }

    if (metrics !== undefined) {
      this.podMonitor = this._emit('podMonitor', {
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'PodMonitor',
        metadata: { ...metadata(), labels: { ...props.labels, ...monitorLabels(this, metrics), ...own } },
        spec: podMonitorSpec(metrics, ports.all, selector()),
      });
    }

    judgeClaims(this.workload, this);
    idleClaimWarnings(claims, pod.template).forEach((warning) => warn(this, warning));
    if (props.selector !== undefined) { faultAtSynth(this, () => this.sharedPods()); }
    const unknownCallers = this.networkPolicy === undefined ? [] : unknownCallerWarnings(this, props, this.name);
    unknownCallers.forEach((warning) => warn(this, warning));
    // Whose callers are not known has none, and its Service neither.
    warnAtSynth(this, () => (this.networkPolicy === undefined || unknownCallers.length > 0 ? [] : noCallerWarnings(this.workload, this.networkPolicy)));
    warnAtSynth(this, () => (this.networkPolicy === undefined ? [] : uselessTokenWarnings(this.workload, this.networkPolicy)));
    warnAtSynth(this, () => (this.serviceAccount === undefined ? [] : idleRightsWarnings(this.workload, this.serviceAccount)));
    if (access !== undefined) { faultAtSynth(this, () => access.faults); }
  }

  /** Its CiliumNetworkPolicy, where the cluster has Cilium and somebody calls or is called whom no NetworkPolicy names. */
  public get ciliumNetworkPolicy(): ApiObject | undefined {
    return this.node.tryFindChild('ciliumNetworkPolicy') as ApiObject | undefined;
  }

  /**
   * Lets another call this workload: its NetworkPolicy admits the other, and the other's, if it is of this library too, lets it out.
   *
   * @param peer a workload of this library, any peer of cdk8s-plus, or a `NetworkPeer`
   * @param ports which of the declared ports; all, if none is given
   */
  public allowFrom(peer: Caller, ...ports: NetworkPort[]): void {
    this.allow('ingress', peer, ports);
  }

  /**
   * Lets this workload call another: its NetworkPolicy lets it out, and the other's, if it is of this library too, admits it.
   *
   * @param peer a workload of this library, any peer of cdk8s-plus, or a `NetworkPeer`
   * @param ports ports of the other; all that it declares, if none is given
   */
  public allowTo(peer: Caller, ...ports: NetworkPort[]): void {
    this.allow('egress', peer, ports);
  }

  /** For cdk8s-plus: how its Services and NetworkPolicies select these pods. */
  public toPodSelectorConfig(): PodSelectorConfig {
    return {
      labelSelector: cdk8sPlus().LabelSelector.of({ labels: this.selectorLabels }),
      namespaces: this.namespace === undefined ? undefined : { names: [this.namespace] },
    };
  }

  /** For cdk8s-plus: what its NetworkPolicies write for these pods. */
  public toNetworkPolicyPeerConfig(): NetworkPolicyPeerConfig {
    return { podSelector: this.toPodSelectorConfig() };
  }

  /** For cdk8s-plus: the pods behind this peer. */
  public toPodSelector(): IPodSelector | undefined {
    return this;
  }

  /** For cdk8s-plus: as whom its RoleBindings and ClusterRoleBindings give these pods rights. */
  public toSubjectConfiguration(): SubjectConfiguration {
    return { kind: 'ServiceAccount', name: this._props.serviceAccount?.existingName ?? this.name, namespace: this.namespace };
  }

  /**
   * The kind: its first letter in lower case is the id of the construct `workload`.
   * @internal
   */
  protected abstract _kind(): WorkloadKind;

  /**
   * The shapes of all its props.
   * @internal
   */
  protected abstract _shapes(): Shapes<HardenedWorkloadProps>;

  /**
   * What the API server would refuse of the kind's own props.
   * @internal
   */
  protected abstract _check(props: HardenedWorkloadProps, pod: HardenedPod, faults: Faults): void;

  /**
   * Spec of the workload.
   * @internal
   */
  protected abstract _spec(props: HardenedWorkloadProps, pods: WorkloadPods): { [field: string]: any };

  /**
   * The props with the defaults of the cluster around it, and within its bounds.
   * @internal
   */
  protected _withinCluster(props: HardenedWorkloadProps): HardenedWorkloadProps {
    return props;
  }

  /**
   * Name of the workload, where it is not that of all objects.
   * @internal
   */
  protected _workloadName(_props: HardenedWorkloadProps): string {
    return this.name;
  }

  /**
   * Whether its pods get requests: those of a workload that runs until it is told to end may, whoever sends them.
   * @internal
   */
  protected _serves(_props: HardenedWorkloadProps): boolean {
    return true;
  }

  /**
   * Whether it makes claims for each of its pods.
   * @internal
   */
  protected _makesClaims(): boolean {
    return false;
  }

  /**
   * How its pods are spread of which nothing else was said: not at all, unless a kind says so.
   * @internal
   */
  protected _spread(_props: HardenedWorkloadProps, _selector: Selector): readonly TopologySpreadConstraint[] {
    return [];
  }

  /**
   * Objects that only this kind has.
   * @internal
   */
  protected _objectsBeside(_props: HardenedWorkloadProps, _selector: Selector): readonly ObjectBeside[] {
    return [];
  }

  /** The pod of some props, with all that is at fault in them beyond each one alone. */
  private judge(
    props: HardenedWorkloadProps, faults: Faults, spread: readonly TopologySpreadConstraint[] = [],
  ): { readonly pod: HardenedPod; readonly ports: ServiceTargets; readonly fronts: FrontPorts } {
    const { network = {}, metrics, config, claims = [], serviceAccount = {} } = props;
    const service = serviceBehind(props);
    const metadata = { ...props, name: props.name ?? this.node.id, namespace: props.namespace ?? Chart.of(this).namespace };
    const { name } = metadata;
    const pod = hardenedPod(this, withConfig(props, name), {
      // A name that is none is reported once, as the workload's.
      name: dnsLabelFault(name) === undefined ? name : 'workload',
      labels: ownLabels(metadata),
      serviceAccountName: serviceAccount.existingName ?? name,
      topologySpreadConstraints: spread.length === 0 ? undefined : [...spread],
      serves: this._serves(props),
      claimTemplates: this._makesClaims(),
      faults,
    });
    const ports = { main: pod.ports, all: portsOf(pod.template) };
    checkMetadata(props, metadata, faults.props);
    this._check(props, pod, faults);
    checkServiceAccount(serviceAccount, faults.props.at('serviceAccount'));
    if (service !== undefined) { checkService(this, service, name, ports, faults.props.at('service')); }
    if (config !== undefined) { checkConfig(this, config, props, faults.props); }
    checkClaims(claims, ownLabels(metadata), faults.props.at('claims'));
    const fronts = checkFronts(this, props, ports, faults.props);
    if (metrics !== undefined) {
      checkMetrics(this, metrics, { ports: ports.all, labels: ownLabels(metadata), hasPolicy: network.policy !== false }, faults.props.at('metrics'));
    }
    return { pod, ports, fronts };
  }

  /** Other workloads of the namespace that mean the same pods: each of the two would take the other's for its own. */
  private sharedPods(): Fault[] {
    // One that could not be built has none.
    const labelsOf = ({ _pod: pod }: HardenedWorkload) => pod?.template.metadata?.labels;
    const selectorOf = (workload: HardenedWorkload): Selector => ({ matchLabels: workload.selectorLabels });
    const around = Cluster.tryContaining(this) ?? Chart.of(this);
    const { all, pickedBy, picking } = oncePerSynth(this, around.node, () => {
      const found = around.node.findAll().filter((other): other is HardenedWorkload => other instanceof HardenedWorkload);
      return { all: found, pickedBy: indexByLabels(found, labelsOf), picking: indexBySelector(found, selectorOf) };
    });
    const means = (one: HardenedWorkload, other: HardenedWorkload) => matchesSelector(selectorOf(one), labelsOf(other)) === true;
    return [...new Set([...pickedBy(selectorOf(this)), ...picking(labelsOf(this))])]
      .filter((other) => other !== this && other.namespace === this.namespace && (means(this, other) || means(other, this)))
      .sort((a, b) => all.indexOf(a) - all.indexOf(b))
      .map((other) => sharedPodsFault(this.selectorLabels, pathOf(other)));
  }

  private allow(direction: Direction, peer: unknown, ports: readonly NetworkPort[]): void {
    const faults = new Faults(this);
    allowTraffic(direction, this.endpoint, peer, faults.props, ports);
    faults.report();
    this.emitCiliumPolicy();
  }

  private allowListed(direction: Direction, rules: readonly NetworkRule[] | undefined, prop: Prop): void {
    rules?.forEach(({ peer, ports }, index) => allowTraffic(direction, this.endpoint, peer, prop.at(index), ports));
  }
}

/** The ports of all containers that run as long as the pod. */
function portsOf({ spec }: PodTemplate): DeclaredPort[] {
  return containersOf(spec)
    .filter(({ role }) => role === 'container' || role === 'sidecar')
    .flatMap(({ container }) => container.ports ?? [])
    .map(({ name, containerPort, protocol }) => ({ name, port: containerPort, protocol }));
}
