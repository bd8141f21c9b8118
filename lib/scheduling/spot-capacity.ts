import { NodeExpression } from '../manifest/node-affinity';
import { SpotNotice, SpotPlan } from '../manifest/spot-plan';
import { NodeTaint, TaintEffect } from './node-options';
import { AWS_NOTICE, AZURE_NOTICE, GCP_NOTICE } from './spot-notices';

/** Options for spot capacity that somebody else made. */
export interface SpotCapacityOptions {
  /**
   * Taints that its nodes carry, beside those that the platform puts on them.
   * @default - none
   */
  readonly taints?: NodeTaint[];
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
type Nodes = Pick<SpotPlan, 'nodes' | 'nodeSelector' | 'tolerations' | 'notice'>;

/** Spot capacity that somebody else made: by which label its nodes are known, what they are tainted with, and how soon they are gone. */
export class SpotCapacity {
  /** Spot nodes of Karpenter on AWS. */
  public static karpenterAws(options: KarpenterCapacityOptions = {}): SpotCapacity {
    return SpotCapacity.karpenter(AWS_NOTICE, options);
  }

  /** Spot nodes of Karpenter on GCP. */
  public static karpenterGcp(options: KarpenterCapacityOptions = {}): SpotCapacity {
    return SpotCapacity.karpenter(GCP_NOTICE, options);
  }

  /** Spot nodes of AKS node auto-provisioning, which is Karpenter. Unlike those of AKS' own pools, they carry no taint of the platform. */
  public static aksNodeAutoProvisioning(options: KarpenterCapacityOptions = {}): SpotCapacity {
    return SpotCapacity.karpenter(AZURE_NOTICE, options);
  }

  /** Spot nodes of EKS managed node groups. */
  public static eksManagedNodeGroup(options: SpotCapacityOptions = {}): SpotCapacity {
    return new SpotCapacity({ nodes: [isOneOf('eks.amazonaws.com/capacityType', 'SPOT')], tolerations: tolerationsOf(options.taints), notice: AWS_NOTICE });
  }

  /** Nodes of AKS spot pools, which AKS taints with `kubernetes.azure.com/scalesetpriority=spot:NoSchedule`. */
  public static aks(options: SpotCapacityOptions = {}): SpotCapacity {
    const key = 'kubernetes.azure.com/scalesetpriority';
    return new SpotCapacity({
      nodes: [isOneOf(key, 'spot')],
      tolerations: tolerationsOf([{ key, value: 'spot' }, ...options.taints ?? []]),
      notice: AZURE_NOTICE,
    });
  }

  /** Spot nodes of GKE node pools. */
  public static gke(options: GkeCapacityOptions = {}): SpotCapacity {
    const graceSeconds = options.podShutdownSeconds ?? GCP_NOTICE.graceSeconds;
    return new SpotCapacity({
      nodes: [isOneOf('cloud.google.com/gke-spot', 'true')],
      tolerations: tolerationsOf(options.taints),
      notice: { ...GCP_NOTICE, graceSeconds, noticeSeconds: Math.max(GCP_NOTICE.noticeSeconds, graceSeconds) },
    });
  }

  /** Nodes of a GKE ComputeClass, spot or not as its priorities say. */
  public static gkeComputeClass(name: string, options: GkeCapacityOptions = {}): SpotCapacity {
    return new SpotCapacity({ ...SpotCapacity.gke(options)._nodes, ...computeClassNodes(name, options.taints ?? []) });
  }

  /**
   * Spot capacity of ours.
   * @internal
   */
  public static _of(nodes: Nodes): SpotCapacity {
    return new SpotCapacity(nodes);
  }

  private static karpenter(notice: SpotNotice, { nodePools, taints }: KarpenterCapacityOptions): SpotCapacity {
    const pools = nodePools === undefined ? [] : [isOneOf('karpenter.sh/nodepool', ...nodePools)];
    return new SpotCapacity({ nodes: [...pools, isOneOf('karpenter.sh/capacity-type', 'spot')], tolerations: tolerationsOf(taints), notice });
  }

  private constructor(
    /** @internal */
    public readonly _nodes: Nodes,
  ) {}
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
