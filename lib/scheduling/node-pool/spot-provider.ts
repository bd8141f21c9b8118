import { FactoryArguments, judgedWhereUsed } from '../../construct/factory-options';
import { GkeComputeClassOptions, gkeComputeClass } from './gke-compute-class';
import { KarpenterAwsOptions, karpenterAws, karpenterAwsWith } from './karpenter-aws';
import { KarpenterAzureOptions, karpenterAzure, karpenterAzureWith } from './karpenter-azure';
import { KarpenterGcpOptions, karpenterGcp, karpenterGcpWith } from './karpenter-gcp';
import { SpotProviderStrategy } from './spot-provider-strategy';

/** Who makes the nodes of a `SpotNodePool`. */
export class SpotProvider {
  /** Karpenter on AWS: a NodePool and an EC2NodeClass. Spot machines are gone 120 s after the notice. */
  public static karpenterAws(options: KarpenterAwsOptions): SpotProvider {
    return new SpotProvider(judgedWhereUsed({ options }, (given, prop) => karpenterAws(given.options, prop)));
  }

  /** Karpenter on AWS with an EC2NodeClass that is there: a NodePool. */
  public static karpenterAwsNodeClass(name: string): SpotProvider {
    return new SpotProvider(judgedWhereUsed({ name }, (given, prop) => karpenterAwsWith(given.name, prop)));
  }

  /**
   * Karpenter on Azure, or AKS node auto-provisioning: a NodePool and an AKSNodeClass. Spot machines are gone 30 s after the notice, if there is
   * one, and Karpenter does not drain them.
   */
  public static karpenterAzure(options: KarpenterAzureOptions = {}): SpotProvider {
    return new SpotProvider(judgedWhereUsed({ options }, (given, prop) => karpenterAzure(given.options, prop)));
  }

  /** Karpenter on Azure, or AKS node auto-provisioning, with an AKSNodeClass that is there, such as `default`: a NodePool. */
  public static karpenterAzureNodeClass(name: string): SpotProvider {
    return new SpotProvider(judgedWhereUsed({ name }, (given, prop) => karpenterAzureWith(given.name, prop)));
  }

  /** Karpenter on GCP: a NodePool and a GCENodeClass. Spot machines are gone 30 s after the notice, of which pods get 15. */
  public static karpenterGcp(options: KarpenterGcpOptions): SpotProvider {
    return new SpotProvider(judgedWhereUsed({ options }, (given, prop) => karpenterGcp(given.options, prop)));
  }

  /** Karpenter on GCP with a GCENodeClass that is there: a NodePool. */
  public static karpenterGcpNodeClass(name: string): SpotProvider {
    return new SpotProvider(judgedWhereUsed({ name }, (given, prop) => karpenterGcpWith(given.name, prop)));
  }

  /**
   * GKE: a ComputeClass, which GKE taints by itself. Spot machines are gone 30 s after the notice, of which pods get 15.
   *
   * It takes `families` or `instanceTypes`, the first ones first, `zones`, `taints`, `nodeLabels`, `consolidateAfter` and
   * `onDemandFallback`. An on-demand base can't be kept with it.
   */
  public static gkeComputeClass(options: GkeComputeClassOptions = {}): SpotProvider {
    return new SpotProvider(judgedWhereUsed({ options }, (given, prop) => gkeComputeClass(given.options, prop)));
  }

  private constructor(
    /** @internal */
    public readonly _poolStrategy: FactoryArguments<SpotProviderStrategy>,
  ) {}
}
