import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Faults, faultAtSynth } from '../construct/faults';
import { Prop } from '../construct/prop';
import { flag, int32, knownFlag, oneOf, text } from '../construct/shape';
import { Shapes, struct } from '../construct/struct';
import { warnAtSynth } from '../construct/warning';
import { dnsLabelFault } from '../manifest/dns-name';
import { isKnown } from '../manifest/known';
import { LabelSelector } from '../manifest/object';
import { HardenedPod } from '../pod/hardened-pod';
import { ObjectBeside, WorkloadKind, WorkloadPods } from '../pod/hardened-workload';
import { REPLICATED_SHAPES, ReplicatedWorkload, ReplicatedWorkloadProps } from '../pod/replicated-workload';
import { serviceBehind } from '../pod/workload-fronts';
import { serviceNameFault, serviceSpec } from '../pod/workload-service';
import { ClaimRetentionPolicy, CLAIM_RETENTION } from './claim-retention';
import { checkQuorum, foreignQuorumFaults, memberWarnings } from './quorum';
import { checkUpdateStrategy, StatefulSetUpdateStrategy, updateStrategyManifest, UPDATE_STRATEGY } from './stateful-set-update-strategy';

/** In which order a StatefulSet starts and ends its pods. */
export enum PodManagementPolicy {
  /** One by one: each waits until the one before it is ready. */
  ORDERED_READY = 'OrderedReady',
  /** All at once. */
  PARALLEL = 'Parallel',
}

/** How the pods of a StatefulSet are numbered. */
export interface StatefulSetOrdinals {
  /**
   * Number of the first pod.
   * @default 0
   */
  readonly start?: number;
}

/** Properties for `HardenedStatefulSet`. */
export interface HardenedStatefulSetProps extends ReplicatedWorkloadProps {
  /**
   * Name of the governing Service, through which each pod has a name in the DNS: `<pod>.<serviceName>`. A DNS label that starts with a letter (from
   * Kubernetes 1.36 also with a digit). Kubernetes lets nobody change it once the StatefulSet exists.
   *
   * @default - the name of the workload and `-headless`
   */
  readonly serviceName?: string;

  /**
   * Whether the DNS names pods that are not ready too, so that they find each other before they are.
   * @default - false; true with `quorum`
   */
  readonly publishNotReadyAddresses?: boolean;

  /**
   * Whether most of the pods must be there for any to serve, as those of etcd, ZooKeeper or whatever speaks Raft. Then a disruption budget that lets a
   * majority go is refused, and so are two replicas.
   *
   * @default false
   */
  readonly quorum?: boolean;

  /**
   * In which order pods start and end. Kubernetes lets nobody change it once the StatefulSet exists.
   * @default - one by one; all at once with `quorum`, because alone none would ever get ready
   */
  readonly podManagementPolicy?: PodManagementPolicy;

  /**
   * How new pods take the place of old ones.
   * @default - one by one, from the highest number down, each when the one before it is ready
   */
  readonly updateStrategy?: StatefulSetUpdateStrategy;

  /**
   * What becomes of the claims of the pods (`Volume.claimTemplate`) when these are no longer wanted.
   * @default - they stay
   */
  readonly persistentVolumeClaimRetentionPolicy?: ClaimRetentionPolicy;

  /**
   * How the pods are numbered.
   * @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#start-ordinal
   * @default - from 0
   */
  readonly ordinals?: StatefulSetOrdinals;

  /**
   * Seconds that a new pod must be ready before the next one is replaced.
   * @default - Kubernetes' own: 0
   */
  readonly minReadySeconds?: number;

  /**
   * How many old revisions are kept to roll back to.
   * @default - Kubernetes' own: 10
   */
  readonly revisionHistoryLimit?: number;
}

// Each pod has a label of this name, '-' and a number of ten digits at most, and so has each revision.
const LONGEST_NAME = 52;

const SHAPES: Shapes<HardenedStatefulSetProps> = {
  ...REPLICATED_SHAPES,
  // What a name must be is a matter of the cluster's version.
  serviceName: text,
  publishNotReadyAddresses: flag,
  quorum: knownFlag,
  podManagementPolicy: oneOf(PodManagementPolicy),
  updateStrategy: UPDATE_STRATEGY,
  persistentVolumeClaimRetentionPolicy: CLAIM_RETENTION,
  ordinals: struct<StatefulSetOrdinals>('{ start: 1 }', { start: int32({ min: 0, fix: 'Use the number of the first pod' }) }),
  minReadySeconds: int32({ min: 0, fix: 'Use a number of seconds' }),
  revisionHistoryLimit: int32({ min: 0, fix: 'Use a number such as 5' }),
};

/**
 * A StatefulSet whose pods Pod Security `restricted` admits, with what it takes to run it: ServiceAccount, governing Service, PodDisruptionBudget and
 * NetworkPolicy, and where asked for HorizontalPodAutoscaler and a Service for callers. All but the governing Service carry the same name.
 *
 * Pods that are to talk to each other are let in as any caller is: `store.allowFrom(store)`.
 *
 * @example
 * const chart = new Chart(new App(), 'orders', { namespace: 'orders' });
 * const store = new HardenedStatefulSet(chart, 'store', {
 *   image: 'registry.example.com/orders/store:1.4.2',
 *   replicas: 3,
 *   quorum: true,
 *   ports: [{ name: 'client', port: 2379 }, { name: 'peer', port: 2380 }],
 *   mounts: [{ path: '/var/lib/store', volume: Volume.claimTemplate('data', { size: '20Gi' }) }],
 * });
 * store.allowFrom(store, NetworkPort.named('peer'));
 */
export class HardenedStatefulSet extends ReplicatedWorkload {
  public constructor(scope: Construct, id: string, props: HardenedStatefulSetProps) {
    super(scope, id, props);
    if (props?.quorum !== true) { return; }
    warnAtSynth(this, () => (this.networkPolicy === undefined ? [] : memberWarnings(this.networkPolicy, this.selectorLabels)));
    faultAtSynth(this, () => foreignQuorumFaults(this));
  }

  /** The StatefulSet. */
  public get statefulSet(): ApiObject {
    return this.workload;
  }

  /** The headless Service through which each pod has a name in the DNS. */
  public get governingService(): ApiObject {
    return this.node.findChild(GOVERNING_SERVICE) as ApiObject;
  }

  /** @internal */
  protected override _kind(): WorkloadKind {
    return { apiVersion: 'apps/v1', kind: 'StatefulSet' };
  }

  /** @internal */
  protected override _shapes() {
    return SHAPES;
  }

  /** @internal */
  protected override _replicasHere(): undefined {
    // Each replica has a state of its own: how many there are is no default of a cluster.
    return undefined;
  }

  /** @internal */
  protected override _withinCluster(props: HardenedStatefulSetProps): HardenedStatefulSetProps {
    const bounded = super._withinCluster(props);
    // Of two members neither may be missing, and of one there is nothing to agree on.
    return props.quorum === true && bounded.replicas === 2 && props.replicas !== 2 ? { ...bounded, replicas: 1 } : bounded;
  }

  /** @internal */
  protected override _makesClaims(): boolean {
    return true;
  }

  /** @internal */
  protected override _check(props: HardenedStatefulSetProps, pod: HardenedPod, faults: Faults): void {
    super._check(props, pod, faults);
    const { name = this.node.id, updateStrategy = {} } = props;
    const nameFault = workloadNameFault(name);
    faults.props.at('name').check(nameFault, { id: 'prop/grammar', got: name, fix: 'Use a shorter one' });
    // What is made of a wrong name is not reported too.
    if (props.serviceName !== undefined || (nameFault ?? dnsLabelFault(name)) === undefined) { this.checkServiceName(props, name, faults.props.at('serviceName')); }
    checkUpdateStrategy(updateStrategy, faults.props.at('updateStrategy'));
    if (props.quorum === true) { checkQuorum(props, faults.props); }
  }

  /** @internal */
  protected override _spec(props: HardenedStatefulSetProps, { selector, template }: WorkloadPods): { [field: string]: any } {
    const { quorum, updateStrategy = {}, ordinals, minReadySeconds, revisionHistoryLimit } = props;
    return {
      replicas: this._replicas(),
      serviceName: serviceNameOf(props, this.name),
      // Said although one of them is the default: nobody can change it later.
      podManagementPolicy: props.podManagementPolicy ?? (quorum === true ? PodManagementPolicy.PARALLEL : PodManagementPolicy.ORDERED_READY),
      ordinals,
      minReadySeconds,
      revisionHistoryLimit,
      updateStrategy: updateStrategyManifest(updateStrategy),
      persistentVolumeClaimRetentionPolicy: props.persistentVolumeClaimRetentionPolicy,
      selector,
      template,
      volumeClaimTemplates: this._pod.claimTemplates,
    };
  }

  /** @internal */
  protected override _objectsBeside(props: HardenedStatefulSetProps, selector: LabelSelector): readonly ObjectBeside[] {
    const { publishNotReadyAddresses = props.quorum === true ? true : undefined } = props;
    const ports = { main: this._pod.ports, all: this._pod.ports };
    return [
      {
        id: GOVERNING_SERVICE,
        after: 'serviceAccount',
        apiVersion: 'v1',
        kind: 'Service',
        name: serviceNameOf(props, this.name),
        spec: serviceSpec({ headless: true, spec: { publishNotReadyAddresses } }, this.selectorLabels, ports),
      },
      ...super._objectsBeside(props, selector),
    ];
  }

  private checkServiceName(props: HardenedStatefulSetProps, workload: string, prop: Prop): void {
    const name = serviceNameOf(props, workload);
    prop.check(serviceNameFault(this, name), { id: 'prop/grammar', got: name, fix: "Give it a 'serviceName' that starts with a letter" });
    const service = serviceBehind(props);
    if (service !== undefined && name === (service.name ?? workload)) {
      prop.fault({
        id: 'workload/unique', rule: "must not be the name of 'service' too: that one has an address, and this one none", got: name, fix: 'Give one of the two another name',
      });
    }
  }
}

const GOVERNING_SERVICE = 'governingService';

function serviceNameOf({ serviceName }: HardenedStatefulSetProps, workload: string): string {
  return serviceName ?? `${workload}-headless`;
}

/** What keeps a name that is a DNS label from being that of a StatefulSet. */
function workloadNameFault(name: string): string | undefined {
  if (!isKnown(name) || dnsLabelFault(name) !== undefined || name.length <= LONGEST_NAME) { return undefined; }
  return `must have at most ${LONGEST_NAME} characters: the labels of its pods add up to 11 to it, and may have 63`;
}
