/** Options for `Cloud.of`. */
export interface CloudOptions {
  /**
   * Seconds between the notice that a spot machine is taken away and its end.
   *
   * @default - unknown: nothing that depends on it is written
   */
  readonly spotNoticeSeconds?: number;
}

/** Who runs the machines of a cluster, and what follows from it. */
export class Cloud {
  /**
   * Amazon Web Services. Spot notice 120 s.
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
   */
  public static readonly AWS = new Cloud('aws', { spotNoticeSeconds: 120 });

  /**
   * Microsoft Azure. Spot notice 30 s, best effort.
   * @see https://learn.microsoft.com/azure/virtual-machines/spot-vms
   */
  public static readonly AZURE = new Cloud('azure', { spotNoticeSeconds: 30 });

  /**
   * Google Cloud. Spot notice 30 s, of which ordinary pods get 15 s by default.
   * @see https://docs.cloud.google.com/kubernetes-engine/docs/concepts/spot-vms
   */
  public static readonly GCP = new Cloud('gcp', { spotNoticeSeconds: 30 });

  /** A cloud of another kind, or your own machines. */
  public static of(name: string, options: CloudOptions = {}): Cloud {
    return new Cloud(name, options);
  }

  /** Seconds between the notice that a spot machine is taken away and its end, if known. */
  public readonly spotNoticeSeconds?: number;

  private constructor(
    /** Short name: `aws`, `azure`, `gcp`, or what `Cloud.of` was given. */
    public readonly name: string,
    options: CloudOptions,
  ) {
    this.spotNoticeSeconds = options.spotNoticeSeconds;
  }
}
