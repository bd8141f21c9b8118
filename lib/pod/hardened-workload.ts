import { ApiObject, Chart } from 'cdk8s';
import type { INetworkPolicyPeer, IPodSelector, NetworkPolicyPeerConfig, PodSelectorConfig } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { cdk8sPlus } from '../construct/cdk8s-plus';
import { ICdk8sPlusPeer } from '../construct/cdk8s-plus-peer';
import { Fault } from '../construct/fault';
import { Faults, faultAtSynth } from '../construct/faults';
import { markDefaultGrace } from '../construct/grace-mark';
import { ManifestConstruct } from '../construct/manifest-construct';
import { allowTraffic, NetworkAccess } from '../construct/network-access';
import { Direction, markEndpoint, NetworkEndpoint, podEndpoint } from '../construct/network-endpoint';
import { NetworkPeer, NetworkRule } from '../construct/network-peer';
import { NetworkPort } from '../construct/network-port';
import { pathOf } from '../construct/path';
import { Prop } from '../construct/prop';
import { readProps } from '../construct/read-props';
import { markSpread } from '../construct/spread-mark';
import { Shapes } from '../construct/struct';
import { warnAtSynth } from '../construct/warning';
import { containersOf } from '../manifest/containers';
import { dnsLabelFault } from '../manifest/dns-name';
import { matchesSelector } from '../manifest/label-selector';
import { PodTemplate, LabelSelector as Selector } from '../manifest/object';
import { TopologySpreadConstraint } from '../manifest/topology-spread';
import './any-cdk8s-plus';
import { DeclaredPort } from './container-port';
import { HardenedPod, hardenedPod, HardenedPodProps, POD } from './hardened-pod';
import { cidrCallerWarning, NETWORK, Network, networkPolicySpec } from './network-policy';
import { noCallerWarnings } from './no-caller';
import { sharedPodsFault } from './shared-pods';
import { judgeClaims } from './surroundings';
import { checkMetadata, METADATA, ownLabels, selectorLabels } from './workload-metadata';
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
   * @default - none
   */
  readonly service?: WorkloadService;

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
export const WORKLOAD_SHAPES: Shapes<HardenedWorkloadProps> = { ...POD, ...METADATA, network: NETWORK, service: SERVICE, serviceAccount: SERVICE_ACCOUNT };

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
export abstract class HardenedWorkload extends ManifestConstruct implements IPodSelector, INetworkPolicyPeer {
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
  /** Its Service, with `service`. */
  public readonly service?: ApiObject;

  /**
   * The props without their nulls: what a kind reads once this constructor is through.
   * @internal
   */
  protected readonly _props: HardenedWorkloadProps;
  /** @internal */
  protected readonly _pod: HardenedPod;

  private readonly endpoint: NetworkEndpoint;

  public constructor(scope: Construct, id: string, props: HardenedWorkloadProps) {
    super(scope, id);
    const faults = new Faults(this);
    // A class that only extends one of these has props of its own, which its shapes do not name.
    const declares = Object.hasOwn(Object.getPrototypeOf(this), '_shapes');
    const given = readProps<HardenedWorkloadProps>(
      faults, props, this._shapes(), declares ? this.constructor : undefined, (late, again) => this.judge(this._withinCluster(late), again),
    );
    props = this._withinCluster(given);
    const { network = {}, service, serviceAccount = {} } = props;
    this.name = props.name ?? id;
    this.namespace = props.namespace ?? Chart.of(this).namespace;
    const own = ownLabels({ ...props, name: this.name });
    this.selectorLabels = props.selector ?? selectorLabels({ name: this.name, instance: props.instance });

    const selector = () => ({ matchLabels: { ...this.selectorLabels } });
    const spread = this._spread(props, selector());
    const { pod, ports } = this.judge(props, faults, spread);
    const access = network.policy === false ? undefined : new NetworkAccess(this.namespace);
    this._props = props;
    this._pod = pod;
    this.endpoint = podEndpoint({ construct: this, labels: this.selectorLabels, namespace: this.namespace, ports: ports.all, access });
    markEndpoint(this, this.endpoint);

    this.allowListed('ingress', network.allowFrom, faults.props.at('network', 'allowFrom'));
    this.allowListed('egress', network.allowTo, faults.props.at('network', 'allowTo'));
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
      warnAtSynth(this, () => cidrCallerWarning(this, access, this.name));
    }
    emitBeside('networkPolicy');

    if (service !== undefined) {
      this.service = this._emit('service', {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { ...metadata({ ...service.annotations }), name: service.name ?? this.name },
        spec: serviceSpec(service, this.selectorLabels, ports),
      });
    }

    judgeClaims(this.workload, this);
    if (props.selector !== undefined) { faultAtSynth(this, () => this.sharedPods()); }
    warnAtSynth(this, () => (this.networkPolicy === undefined ? [] : noCallerWarnings(this.workload, this.networkPolicy)));
    faultAtSynth(this, () => access?.faults ?? []);
  }

  /**
   * Lets another call this workload: its NetworkPolicy admits the other, and the other's, if it is of this library too, lets it out.
   *
   * @param peer a workload of this library, any peer of cdk8s-plus, or a `NetworkPeer`
   * @param ports which of the declared ports; all, if none is given
   */
  public allowFrom(peer: INetworkPolicyPeer | ICdk8sPlusPeer | NetworkPeer, ...ports: NetworkPort[]): void {
    this.allow('ingress', peer, ports);
  }

  /**
   * Lets this workload call another: its NetworkPolicy lets it out, and the other's, if it is of this library too, admits it.
   *
   * @param peer a workload of this library, any peer of cdk8s-plus, or a `NetworkPeer`
   * @param ports ports of the other; all that it declares, if none is given
   */
  public allowTo(peer: INetworkPolicyPeer | ICdk8sPlusPeer | NetworkPeer, ...ports: NetworkPort[]): void {
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
  ): { readonly pod: HardenedPod; readonly ports: ServiceTargets } {
    const { service, serviceAccount = {} } = props;
    const metadata = { ...props, name: props.name ?? this.node.id, namespace: props.namespace ?? Chart.of(this).namespace };
    const { name } = metadata;
    const pod = hardenedPod(this, props, {
      // A name that is none is reported once, as the workload's.
      name: dnsLabelFault(name) === undefined ? name : 'workload',
      labels: ownLabels(metadata),
      serviceAccountName: serviceAccount.existingName ?? name,
      topologySpreadConstraints: spread.length === 0 ? undefined : [...spread],
      serves: this._serves(props),
      claimTemplates: this._kind().kind === 'StatefulSet',
      faults,
    });
    const ports = { main: pod.ports, all: portsOf(pod.template) };
    checkMetadata(props, metadata, faults.props);
    this._check(props, pod, faults);
    checkServiceAccount(serviceAccount, faults.props.at('serviceAccount'));
    if (service !== undefined) { checkService(this, service, name, ports, faults.props.at('service')); }
    return { pod, ports };
  }

  /** Other workloads of the namespace that mean the same pods: each of the two would take the other's for its own. */
  private sharedPods(): Fault[] {
    const around = Cluster.tryContaining(this) ?? Chart.of(this);
    // One that could not be built has none.
    const labelsOf = ({ _pod: pod }: HardenedWorkload) => pod?.template.metadata?.labels;
    const means = (one: HardenedWorkload, other: HardenedWorkload) => matchesSelector({ matchLabels: one.selectorLabels }, labelsOf(other)) === true;
    return around.node.findAll()
      .filter((other): other is HardenedWorkload => other instanceof HardenedWorkload && other !== this && other.namespace === this.namespace)
      .filter((other) => means(this, other) || means(other, this))
      .map((other) => sharedPodsFault(this.selectorLabels, pathOf(other)));
  }

  private allow(direction: Direction, peer: unknown, ports: readonly NetworkPort[]): void {
    const faults = new Faults(this);
    allowTraffic(direction, this.endpoint, peer, faults.props, ports);
    faults.report();
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
