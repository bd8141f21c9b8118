import { KarpenterAwsOptions, karpenterAws, karpenterAwsWith } from './karpenter-aws';
import { SpotProviderStrategy } from './spot-provider-strategy';

/** Who makes the nodes of a `SpotNodePool`. */
export class SpotProvider {
  /** Karpenter on AWS: a NodePool and an EC2NodeClass. */
  public static karpenterAws(options: KarpenterAwsOptions): SpotProvider {
    return new SpotProvider(karpenterAws(options));
  }

  /** Karpenter on AWS with an EC2NodeClass that is there: a NodePool. */
  public static karpenterAwsNodeClass(name: string): SpotProvider {
    return new SpotProvider(karpenterAwsWith(name));
  }

  private constructor(
    /** @internal */
    public readonly _strategy: SpotProviderStrategy,
  ) {}
}
