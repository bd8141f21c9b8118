import { ApiObject, Chart, Lazy } from 'cdk8s';
import { INetworkPolicyPeer, IPodSelector, IScalable, LabelSelector, NetworkPolicyPeerConfig, PodSelectorConfig, ScalingTarget } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { describeFault } from '../construct/fault';
import { Faults } from '../construct/faults';
import { markDefaultGrace } from '../construct/grace-mark';
import { ManifestConstruct } from '../construct/manifest-construct';
import { allowTraffic, Direction, NetworkAccess } from '../construct/network-access';
import { markEndpoint, NetworkEndpoint, podEndpoint } from '../construct/network-endpoint';
import { NetworkPeer, NetworkRule } from '../construct/network-peer';
import { NetworkPort } from '../construct/network-port';
import { pathOf } from '../construct/path';
import { int32Fault, wholeNumberFault } from '../construct/prop';
import { readProps } from '../construct/shape';
import { markSpread } from '../construct/spread-mark';
import { warn, warnAtSynth } from '../construct/warning';
import { containersOf } from '../manifest/containers';
import { dnsLabelFault } from '../manifest/dns-name';
import { isKnown } from '../manifest/known';
import { Container, PodTemplate } from '../manifest/object';
import { defaultSpread } from '../manifest/topology-spread';
import { Autoscaling, autoscalerSpec, checkAutoscaling, minReplicasOf } from '../pod/autoscaling';
import { DeclaredPort } from '../pod/container-port';
import { defaultSpreadFindings } from '../pod/default-spread';
import { blockedDrain, checkDisruptionBudget, DisruptionBudget, disruptionBudgetSpec, ReplicaFloor } from '../pod/disruption-budget';
import { hardenedPod, HardenedPodProps } from '../pod/hardened-pod';
import { cidrCallerWarning, Network, networkPolicySpec } from '../pod/network-policy';
import { noCallerWarnings } from '../pod/no-caller';
import { WORKLOAD_SHAPES } from '../pod/prop-shapes';
import { autoscalerWarnings, ForeignAutoscaler, foreignAutoscalers, scalingContainer } from '../pod/scaling-target';
import { checkMetadata, selectorLabels } from '../pod/workload-metadata';
import { checkService, serviceSpec, WorkloadService } from '../pod/workload-service';
import { checkServiceAccount, WorkloadServiceAccount } from '../pod/workload-service-account';
import { checkRollout, ROLLOUT, Rollout, rolloutFields } from './rollout';

/** Properties for `HardenedDeployment`. */
export interface HardenedDeploymentProps extends HardenedPodProps {
  /**
   * Name of the Deployment and of every object beside it: a DNS label.
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
   * alone. Kubernetes lets nobody add, change or remove it once the Deployment exists.
   *
   * @default - no such label
   */
  readonly instance?: string;

  /**
   * How many pods run.
   * @default - 2, so that one may be away; what the autoscaler says, if there is one
   */
  readonly replicas?: number;

  /**
   * How many pods run by how busy they are: a HorizontalPodAutoscaler.
   * @default - always `replicas`
   */
  readonly autoscaling?: Autoscaling;

  /**
   * How new pods take the place of old ones.
   * @default - one by one, none of the old ones ending before its successor is ready
   */
  readonly rollout?: Rollout;

  /**
   * How many pods may be evicted at a time: a PodDisruptionBudget.
   * @default - one at a time, and pods that are not ready always; none, with a warning, for a single replica
   */
  readonly disruptionBudget?: DisruptionBudget;

  /**
   * Who may talk to whom: a NetworkPolicy.
   * @default - nobody may call, and nobody but the cluster's DNS may be called
   */
  readonly network?: Network;

  /**
   * A Service in front of the pods; `{}` for one with all declared ports.
   * @default - none
   */
  readonly service?: WorkloadService;

  /**
   * As whom the pods speak to the API server, and to clouds that trust it.
   * @default - a ServiceAccount of its own, without rights
   */
  readonly serviceAccount?: WorkloadServiceAccount;

  /**
   * Whether pods are spread evenly: over zones as a must, over nodes where possible.
   *
   * The construct `SpreadAcrossZones` replaces the default by what it is told.
   *
   * @default true
   */
  readonly spread?: boolean;

  /**
   * Further labels of all objects. Those of the pods are `podLabels`.
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Further annotations of the Deployment. Those of the pods are `podAnnotations`.
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}

const REPLICAS = 2;

/**
 * A Deployment whose pods Pod Security `restricted` admits, with what it takes to run it: ServiceAccount, PodDisruptionBudget and
 * NetworkPolicy, and where asked for HorizontalPodAutoscaler and Service. All carry the same name.
 *
 * @example
 * const chart = new Chart(new App(), 'payments', { namespace: 'payments' });
 * const api = new HardenedDeployment(chart, 'api', {
 *   image: 'registry.example.com/payments/api:1.4.2',
 *   ports: [{ port: 8080 }],
 *   service: {},
 * });
 * const web = new HardenedDeployment(chart, 'web', { image: 'registry.example.com/payments/web:2.0.1' });
 * api.allowFrom(web);
 */
export class HardenedDeployment extends ManifestConstruct implements IPodSelector, INetworkPolicyPeer, IScalable {
  /** Name of the Deployment and of every object beside it. */
  public readonly name: string;
  /** Namespace of all objects, if known. */
  public readonly namespace?: string;
  /** The labels by which its pods are selected. */
  public readonly selectorLabels: { [key: string]: string };

  /** The Deployment. */
  public readonly deployment: ApiObject;
  /** Its ServiceAccount, unless an existing one is used. */
  public readonly serviceAccount?: ApiObject;
  /** Its PodDisruptionBudget, if it has one. */
  public readonly podDisruptionBudget?: ApiObject;
  /** Its NetworkPolicy, unless `network.policy` is false. */
  public readonly networkPolicy?: ApiObject;
  /** Its HorizontalPodAutoscaler, with `autoscaling`. */
  public readonly horizontalPodAutoscaler?: ApiObject;
  /** Its Service, with `service`. */
  public readonly service?: ApiObject;

  /** Whether an autoscaler says how many pods run: then the Deployment does not. */
  public hasAutoscaler: boolean;

  private readonly replicas?: number;
  private readonly mainContainer: Container;
  private readonly endpoint: NetworkEndpoint;

  public constructor(scope: Construct, id: string, props: HardenedDeploymentProps) {
    super(scope, id);
    const faults = new Faults(this);
    props = readProps<HardenedDeploymentProps>(faults, props, { ...WORKLOAD_SHAPES, rollout: ROLLOUT }, HardenedDeployment);
    const { autoscaling, rollout = {}, disruptionBudget = {}, network = {}, service, serviceAccount = {} } = props;
    this.name = props.name ?? id;
    this.namespace = props.namespace ?? Chart.of(this).namespace;
    this.selectorLabels = selectorLabels({ name: this.name, instance: props.instance });
    this.replicas = props.replicas;
    this.hasAutoscaler = autoscaling !== undefined;

    const selector = () => ({ matchLabels: { ...this.selectorLabels } });
    const zones = Cluster.tryContaining(this)?.zones?.length;
    const spread = props.spread === false ? [] : defaultSpread({ selector: selector(), kind: 'Deployment', zones });
    const pod = hardenedPod(this, props, {
      // A name that is none is reported once, as the workload's.
      name: dnsLabelFault(this.name) === undefined ? this.name : 'workload',
      labels: this.selectorLabels,
      serviceAccountName: serviceAccount.existingName ?? this.name,
      topologySpreadConstraints: spread.length === 0 ? undefined : spread,
      faults,
    });
    const ports = { main: pod.ports, all: portsOf(pod.template) };
    const access = network.policy === false ? undefined : new NetworkAccess(this.namespace);
    this.mainContainer = pod.template.spec.containers[0];
    this.endpoint = podEndpoint({ construct: this, labels: this.selectorLabels, namespace: this.namespace, ports: ports.all, access });
    markEndpoint(this, this.endpoint);

    checkMetadata(faults, { ...props, name: this.name, namespace: this.namespace });
    checkReplicas(faults, props);
    checkRollout(faults, rollout);
    checkDisruptionBudget(faults, disruptionBudget, replicaFloor(props));
    checkServiceAccount(faults, serviceAccount);
    if (autoscaling !== undefined) { checkAutoscaling(faults, autoscaling, pod.template); }
    if (service !== undefined) { checkService(this, faults, service, this.name, ports); }
    this.allowListed('ingress', 'network.allowFrom', network.allowFrom, faults);
    this.allowListed('egress', 'network.allowTo', network.allowTo, faults);
    faults.throwIfAny();

    const metadata = (annotations: { [key: string]: string } = {}) => ({
      name: this.name,
      namespace: this.namespace,
      labels: { ...props.labels, ...this.selectorLabels },
      annotations: Object.keys(annotations).length === 0 ? undefined : annotations,
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

    this.deployment = this._emit('deployment', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: metadata({ ...props.annotations, ...pod.annotations }),
      spec: {
        // Asked at synth, because an autoscaler of cdk8s-plus may still come.
        replicas: Lazy.any({ produce: () => (this.hasAutoscaler ? undefined : this.replicas ?? REPLICAS) }),
        ...rolloutFields(rollout),
        selector: selector(),
        template: pod.template,
      },
    });
    markSpread(this.deployment, spread);
    if (props.terminationGracePeriodSeconds === undefined) { markDefaultGrace(this.deployment); }

    const budget = disruptionBudgetSpec(disruptionBudget, selector(), props.replicas === 1);
    if (budget !== undefined) {
      this.podDisruptionBudget = this._emit('podDisruptionBudget', {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: metadata(),
        spec: budget,
      });
    }

    if (access !== undefined) {
      this.networkPolicy = this._emit('networkPolicy', {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: metadata(),
        spec: networkPolicySpec(this, access, selector()),
      });
      warnAtSynth(this, () => cidrCallerWarning(this, access, this.name));
    }

    if (autoscaling !== undefined) {
      this.horizontalPodAutoscaler = this._emit('horizontalPodAutoscaler', {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: metadata(),
        spec: autoscalerSpec(autoscaling, this.name),
      });
    }

    if (service !== undefined) {
      this.service = this._emit('service', {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { ...metadata({ ...service.annotations }), name: service.name ?? this.name },
        spec: serviceSpec(service, this.selectorLabels, ports),
      });
    }

    warnOfSingleReplica(this, props);
    warnAtSynth(this, () => (autoscaling === undefined ? autoscalerWarnings(this.foreignAutoscalers, this.hasAutoscaler) : []));
    warnAtSynth(this, () => (this.networkPolicy === undefined ? [] : noCallerWarnings(this.deployment, this.networkPolicy)));
    warnAtSynth(this, () => [...defaultSpreadFindings(this.deployment).warnings]);
    this.node.addValidation({
      validate: () => [...access?.faults ?? [], ...this.blockedByForeignAutoscaler(disruptionBudget), ...defaultSpreadFindings(this.deployment).faults],
    });
  }

  /**
   * Lets another call this workload: its NetworkPolicy admits the other, and the other's, if it is of this library too, lets it out.
   *
   * @param peer a workload of this library, any peer of cdk8s-plus, or a `NetworkPeer`
   * @param ports which of the declared ports; all, if none is given
   */
  public allowFrom(peer: INetworkPolicyPeer | NetworkPeer, ...ports: NetworkPort[]): void {
    this.allow('ingress', peer, ports);
  }

  /**
   * Lets this workload call another: its NetworkPolicy lets it out, and the other's, if it is of this library too, admits it.
   *
   * @param peer a workload of this library, any peer of cdk8s-plus, or a `NetworkPeer`
   * @param ports ports of the other; all that it declares, if none is given
   */
  public allowTo(peer: INetworkPolicyPeer | NetworkPeer, ...ports: NetworkPort[]): void {
    this.allow('egress', peer, ports);
  }

  /** For cdk8s-plus: how its Services and NetworkPolicies select these pods. */
  public toPodSelectorConfig(): PodSelectorConfig {
    return {
      labelSelector: LabelSelector.of({ labels: this.selectorLabels }),
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

  /** For cdk8s-plus: what its HorizontalPodAutoscaler scales. */
  public toScalingTarget(): ScalingTarget {
    return {
      kind: this.deployment.kind,
      apiVersion: this.deployment.apiVersion,
      name: this.name,
      containers: [scalingContainer(this.mainContainer)],
      replicas: this.replicas,
    };
  }

  /** For cdk8s-plus: says that its HorizontalPodAutoscaler scales this workload. */
  public markHasAutoscaler(): void {
    if (this.hasAutoscaler) {
      throw new Error(`[${pathOf(this)}] ${describeFault({
        rule: 'has an autoscaler already, and two would work against each other',
        fix: "Leave 'autoscaling' or the other HorizontalPodAutoscaler out",
      })}`);
    }
    this.hasAutoscaler = true;
  }

  private allow(direction: Direction, peer: unknown, ports: readonly NetworkPort[]): void {
    const faults = new Faults(this);
    allowTraffic(direction, this.endpoint, peer, { faults, ports });
    faults.throwIfAny();
  }

  private allowListed(direction: Direction, prop: string, rules: readonly NetworkRule[] | undefined, faults: Faults): void {
    rules?.forEach(({ peer, ports }, index) => allowTraffic(direction, this.endpoint, peer, { faults, ports, prefix: `${prop}[${index}].` }));
  }

  private get foreignAutoscalers(): ForeignAutoscaler[] {
    return foreignAutoscalers(this, this.deployment, this.horizontalPodAutoscaler);
  }

  private blockedByForeignAutoscaler(budget: DisruptionBudget): string[] {
    // Only this can fall below what the constructor knew.
    if (budget.minAvailable === undefined) { return []; }
    return this.foreignAutoscalers
      .map((floor) => blockedDrain(budget, floor))
      .flatMap((fault) => (fault === undefined ? [] : [describeFault(fault)]));
  }
}

function replicaFloor({ replicas, autoscaling }: HardenedDeploymentProps): ReplicaFloor {
  if (autoscaling === undefined) { return { replicas: knownNumber(replicas ?? REPLICAS) }; }
  return { replicas: knownNumber(minReplicasOf(autoscaling)), source: "'autoscaling.minReplicas'" };
}

function knownNumber(value: number): number | undefined {
  return wholeNumberFault(value, 0) === undefined && isKnown(value) ? value : undefined;
}

function checkReplicas(faults: Faults, { replicas, autoscaling }: HardenedDeploymentProps): void {
  faults.addRule(int32Fault(replicas, 0), { prop: 'replicas', got: replicas, fix: 'Use at least 2, so that one may be away' });
  if (replicas !== undefined && autoscaling !== undefined) {
    faults.add({
      prop: 'replicas',
      rule: "must not be given with 'autoscaling': each apply would take back what the autoscaler did",
      got: replicas,
      fix: "Use 'autoscaling.minReplicas'",
    });
  }
}

/** The ports of all containers that run as long as the pod. */
function portsOf({ spec }: PodTemplate): DeclaredPort[] {
  return containersOf(spec)
    .filter(({ role }) => role === 'container' || role === 'sidecar')
    .flatMap(({ container }) => container.ports ?? [])
    .map(({ name, containerPort, protocol }) => ({ name, port: containerPort, protocol }));
}

function warnOfSingleReplica(construct: Construct, { replicas, autoscaling }: HardenedDeploymentProps): void {
  if (replicas !== 1 && (autoscaling === undefined || minReplicasOf(autoscaling) !== 1)) { return; }
  warn(construct, {
    id: 'workload/single-replica',
    message: autoscaling === undefined
      ? "one replica: nothing serves while its node is drained, and no PodDisruptionBudget can help. Use 'replicas: 2' or more."
      : "one replica in quiet times: nothing serves while its node is drained. Use 'autoscaling.minReplicas: 2' or more.",
  });
}
