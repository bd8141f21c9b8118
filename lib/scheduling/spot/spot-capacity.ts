import { Cloud, SpotNotice } from '../../cluster/cloud';
import { filled, keyed, list } from '../../construct/collection';
import { judgedAtOnce, optionsOf } from '../../construct/factory-options';
import { Prop, wholeNumberFault } from '../../construct/prop';
import { required, Shape, textOf } from '../../construct/shape';
import { struct } from '../../construct/struct';
import { dnsSubdomainFault } from '../../manifest/dns-name';
import { isKnown } from '../../manifest/known';
import { labelKeyFault, labelValueFault } from '../../manifest/label';
import { NODE_TAINTS, NodeTaint, TaintEffect } from '../node-options';
import { NodeExpression } from './node-affinity';
import { SpotPlan } from './spot-plan';

/** Options for spot capacity that somebody else made. */
export interface SpotCapacityOptions {
  /**
   * Taints that its nodes carry, besides those that the platform puts on them.
   * @default - none
   */
  readonly taints?: NodeTaint[];
}

/** Options for spot capacity of a cloud that this library does not know. */
export interface CloudCapacityOptions extends SpotCapacityOptions {
  /** Labels by which its nodes are known. */
  readonly nodeLabels: { readonly [key: string]: string };
}

/** Options for spot capacity of Karpenter that somebody else made. */
export interface KarpenterCapacityOptions extends SpotCapacityOptions {
  /**
   * Names of the NodePools that are meant.
   * @default - any
   */
  readonly nodePools?: string[];
}

/** Options for spot capacity of GKE that somebody else made. */
export interface GkeCapacityOptions extends SpotCapacityOptions {
  /**
   * Seconds that its nodes leave ordinary pods when they are shut down: the kubelet's `shutdownGracePeriodSeconds` less
   * `shutdownGracePeriodCriticalPodsSeconds`. Up to 120 in all from GKE 1.35 on.
   *
   * @default 15
   */
  readonly podShutdownSeconds?: number;
}

/** What a placement needs to know of the nodes on which it puts pods. */
type Nodes = Pick<SpotPlan, 'nodes' | 'nodeSelector' | 'tolerations'>;

/** GKE lets a kubelet take no longer. */
const LONGEST_SHUTDOWN = 120;
const taints = NODE_TAINTS;
const PLAIN = struct<SpotCapacityOptions>("{ taints: [{ key: 'example.com/team' }] }", { taints });
const KARPENTER = struct<KarpenterCapacityOptions>("{ nodePools: ['spot'] }", {
  taints,
  nodePools: filled(list(textOf(dnsSubdomainFault, { fix: 'Use the name of a NodePool' }), "['spot']", 'a list of strings'), 'Leave it out for any'),
});
const NODE_LABELS = "{ 'example.com/spot': 'true' }";
const COPIED = keyed(labelKeyFault, textOf(labelValueFault, { fix: 'Copy it from a node' }), { example: NODE_LABELS, fix: "Use a key such as 'example.com/spot'" });
const LABELLED = struct<CloudCapacityOptions>(`{ nodeLabels: ${NODE_LABELS} }`, { nodeLabels: required(COPIED, 'Name the labels that only spot nodes carry'), taints });
const GKE = struct<GkeCapacityOptions>('{ podShutdownSeconds: 60 }', {
  taints,
  // The times of pods are reckoned from it.
  podShutdownSeconds: (value, prop) => {
    const rule = isKnown(value) ? wholeNumberFault(value ?? undefined, 1, LONGEST_SHUTDOWN) : 'must be known';
    prop.check(rule, { id: 'prop/range', got: value, fix: `Leave it out for ${Cloud.GCP.spotGraceSeconds}` });
    return value ?? undefined;
  },
});

/** Spot capacity that somebody else made: by which label its nodes are known, what they are tainted with, and how soon they are gone. */
export class SpotCapacity {
  /** Spot nodes of Karpenter on AWS. */
  public static karpenterAws(options: KarpenterCapacityOptions = {}): SpotCapacity {
    return SpotCapacity.karpenter('karpenterAws', Cloud.AWS, options);
  }

  /** Spot nodes of Karpenter on GCP. */
  public static karpenterGcp(options: KarpenterCapacityOptions = {}): SpotCapacity {
    return SpotCapacity.karpenter('karpenterGcp', Cloud.GCP, options);
  }

  /** Spot nodes of AKS node auto-provisioning, which is Karpenter. Unlike those of AKS' own pools, they carry no taint of the platform. */
  public static aksNodeAutoProvisioning(options: KarpenterCapacityOptions = {}): SpotCapacity {
    return SpotCapacity.karpenter('aksNodeAutoProvisioning', Cloud.AZURE, options);
  }

  /** Spot nodes of EKS managed node groups. */
  public static eksManagedNodeGroup(options: SpotCapacityOptions = {}): SpotCapacity {
    const { taints } = checked('eksManagedNodeGroup', options, PLAIN);
    return new SpotCapacity({ nodes: [isOneOf('eks.amazonaws.com/capacityType', 'SPOT')], tolerations: tolerationsOf(taints) }, Cloud.AWS);
  }

  /** Nodes of AKS spot pools, which AKS taints with `kubernetes.azure.com/scalesetpriority=spot:NoSchedule`. */
  public static aks(options: SpotCapacityOptions = {}): SpotCapacity {
    const key = 'kubernetes.azure.com/scalesetpriority';
    const { taints = [] } = checked('aks', options, PLAIN);
    return new SpotCapacity({
      nodes: [isOneOf(key, 'spot')],
      tolerations: tolerationsOf([{ key, value: 'spot' }, ...taints]),
    }, Cloud.AZURE);
  }

  /** Spot nodes of GKE node pools. */
  public static gke(options: GkeCapacityOptions = {}): SpotCapacity {
    const { taints, podShutdownSeconds } = checked('gke', options, GKE);
    const nodes = [isOneOf('cloud.google.com/gke-spot', 'true')];
    return new SpotCapacity({ nodes, tolerations: tolerationsOf(taints) }, Cloud.GCP, podShutdownSeconds);
  }

  /** Nodes of a GKE ComputeClass, spot or not as its priorities say. */
  public static gkeComputeClass(name: string, options: GkeCapacityOptions = {}): SpotCapacity {
    const { taints = [], podShutdownSeconds } = checked('gkeComputeClass', options, GKE, (_, prop) => {
      const empty = name === undefined || name === null || name === '';
      const rule = empty ? 'must be given' : labelValueFault(name) ?? dnsSubdomainFault(name);
      prop.at('name').check(rule, { id: empty ? 'prop/required' : 'prop/grammar', got: empty ? undefined : name, fix: 'Use the name of the ComputeClass' });
    });
    return new SpotCapacity(computeClassNodes(name, taints), Cloud.GCP, podShutdownSeconds);
  }

  /** Nodes of any cloud that says how much notice they get, known by their labels: `Cloud.of('own', { spotNoticeSeconds: 60 })`. */
  public static of(cloud: Cloud, options: CloudCapacityOptions): SpotCapacity {
    const { nodeLabels, taints } = checked('of', options, LABELLED, (read, prop) => {
      const notice = cloud?._spotNotice;
      if (notice === undefined) {
        prop.at('cloud').fault({ id: 'prop/required', rule: 'must say how much notice its spot machines get', fix: "Use one such as Cloud.of('own', { spotNoticeSeconds: 60 })" });
      }
      if (Object.keys(read.nodeLabels ?? { none: '' }).length === 0) {
        prop.at('nodeLabels').fault({ id: 'prop/range', rule: 'must hold at least one', fix: 'Name the labels that only spot nodes carry' });
      }
    });
    const nodes = Object.entries(nodeLabels).map(([key, value]) => isOneOf(key, value));
    return new SpotCapacity({ nodes, tolerations: tolerationsOf(taints) }, cloud);
  }

  /**
   * Spot capacity of ours.
   * @internal
   */
  public static _of(nodes: Nodes, cloud: Cloud): SpotCapacity {
    return new SpotCapacity(nodes, cloud);
  }

  private static karpenter(factory: string, cloud: Cloud, options: KarpenterCapacityOptions): SpotCapacity {
    const { nodePools, taints } = checked(factory, options, KARPENTER);
    const pools = nodePools === undefined ? [] : [isOneOf('karpenter.sh/nodepool', ...nodePools)];
    return new SpotCapacity({ nodes: [...pools, isOneOf('karpenter.sh/capacity-type', 'spot')], tolerations: tolerationsOf(taints) }, cloud);
  }

  private constructor(
    /** @internal */
    public readonly _nodes: Nodes,
    /** @internal */
    public readonly _cloud: Cloud,
    private readonly podShutdownSeconds?: number,
  ) {}

  /**
   * How soon its nodes are gone: `usual` is what the cluster's cloud says of it, or its own.
   * @internal
   */
  public _noticeFrom(usual: SpotNotice): SpotNotice {
    const { podShutdownSeconds: graceSeconds } = this;
    return graceSeconds === undefined ? usual : { ...usual, graceSeconds, noticeSeconds: Math.max(usual.noticeSeconds, graceSeconds) };
  }
}

/** What a factory is given, judged at once: it is worked out at once, too. */
function checked<T extends object>(factory: string, options: T, shape: Shape<T>, check?: (read: T, prop: Prop) => void): T {
  return judgedAtOnce(`SpotCapacity.${factory}`, (prop) => {
    const read = optionsOf(shape)(options, prop);
    check?.(read, prop);
    return read;
  });
}

/** How pods get to the nodes of a ComputeClass, and past the taint that GKE puts on them. */
export function computeClassNodes(name: string, taints: readonly NodeTaint[]): Pick<SpotPlan, 'nodes' | 'nodeSelector' | 'tolerations'> {
  const key = 'cloud.google.com/compute-class';
  return { nodes: [], nodeSelector: { [key]: name }, tolerations: tolerationsOf([{ key, value: name }, ...taints]) };
}

/** The tolerations that get along with taints. */
export function tolerationsOf(taints: readonly NodeTaint[] = []): SpotPlan['tolerations'] {
  return taints.map(({ key, value, effect = TaintEffect.NO_SCHEDULE }) => ({
    key,
    operator: value === undefined ? 'Exists' as const : 'Equal' as const,
    ...(value !== undefined && { value }),
    effect,
  }));
}

/** A label that must have one of these values. */
export function isOneOf(key: string, ...values: string[]): NodeExpression {
  return { key, operator: 'In', values };
}
