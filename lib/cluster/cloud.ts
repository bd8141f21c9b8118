import { NodeService } from '../construct/cluster-network';
import { judgedAtOnce, optionsOf } from '../construct/factory-options';
import { Prop } from '../construct/prop';
import { also, known, required, Shape, someText, wholeNumber } from '../construct/shape';
import { Shapes, struct } from '../construct/struct';

/** Options for `Cloud.of`. */
export interface CloudOptions {
  /**
   * Seconds between the notice that a spot machine is taken away and its end.
   *
   * @default - that of the cloud of this name, if it is one that this library knows; otherwise unknown
   */
  readonly spotNoticeSeconds?: number;

  /**
   * Seconds of the notice that are left for a pod to end: somebody has to see it first, and evict the pod.
   *
   * @default - two thirds of `spotNoticeSeconds`
   */
  readonly spotGraceSeconds?: number;
}

/** The times of pods are reckoned from it, so that one which is known later is none. */
function seconds(fix: string): Shape<number> {
  return known(wholeNumber({ min: 1, fix }), fix);
}

const NAME_FIX = "Use one such as 'hetzner'";
/** What the name of a cloud must look like. */
export const CLOUD_NAME = required(someText(NAME_FIX), NAME_FIX);

/** What options of a cloud must look like, each by itself. */
export const CLOUD_OPTIONS: Shapes<CloudOptions> = {
  spotNoticeSeconds: seconds('Leave it out if it is not known'),
  spotGraceSeconds: seconds('Leave it out for two thirds of the notice'),
};
const OPTIONS = optionsOf(also(struct<CloudOptions>('{ spotNoticeSeconds: 60 }', CLOUD_OPTIONS), checkGrace));

/**
 * How long a machine lives on once it is said that it will be taken away.
 * @internal
 */
export interface SpotNotice {
  /** Who says it, as in `AWS`. */
  readonly who: string;
  /** Seconds until it is gone. */
  readonly noticeSeconds: number;
  /** Seconds of those that are left for a pod to end. */
  readonly graceSeconds: number;
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html */
const AWS_METADATA: NodeService = { cidrs: ['169.254.169.254/32', 'fd00:ec2::254/128'], port: 80 };

/**
 * Pods are led to a server on their node. Dataplane V2 asks policies before that, others after it.
 * @see https://docs.cloud.google.com/kubernetes-engine/docs/concepts/workload-identity
 */
const GKE_METADATA: NodeService = { cidrs: ['169.254.169.252/32'], port: 988, front: { cidr: '169.254.169.254/32', port: 80 } };

/** Who runs the machines of a cluster, and what follows from it. */
export class Cloud {
  /**
   * Amazon Web Services. Spot notice 120 s.
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
   */
  public static readonly AWS = new Cloud('aws', { who: 'AWS', noticeSeconds: 120, graceSeconds: 90 }, true, AWS_METADATA);

  /**
   * Microsoft Azure. Spot notice 30 s, best effort.
   * @see https://learn.microsoft.com/azure/virtual-machines/spot-vms
   */
  public static readonly AZURE = new Cloud('azure', { who: 'Azure', noticeSeconds: 30, graceSeconds: 20 }, true);

  /**
   * Google Cloud. Spot notice 30 s, of which ordinary pods get 15 s by default: the other half belongs to the system's own.
   * @see https://docs.cloud.google.com/kubernetes-engine/docs/concepts/spot-vms
   */
  public static readonly GCP = new Cloud('gcp', { who: 'Google Cloud', noticeSeconds: 30, graceSeconds: 15 }, true, GKE_METADATA);

  /**
   * A cloud of another kind, or your own machines. With a `spotNoticeSeconds`, whatever is placed on spot capacity in its clusters is given
   * that time, also where the provider of the capacity is one of another cloud.
   */
  public static of(name: string, options: CloudOptions = {}): Cloud {
    const { spotNoticeSeconds: noticeSeconds, spotGraceSeconds } = judgedAtOnce('Cloud.of', (prop) => {
      CLOUD_NAME(name, prop.at('name'));
      return OPTIONS(options, prop);
    });
    const same = [Cloud.AWS, Cloud.AZURE, Cloud.GCP].find((cloud) => cloud.name === name);
    if (noticeSeconds === undefined) { return new Cloud(name, same?._spotNotice, same !== undefined, same?._metadata); }
    const graceSeconds = spotGraceSeconds ?? Math.max(1, Math.floor(noticeSeconds * 2 / 3));
    return new Cloud(name, { who: same?._spotNotice?.who ?? name, noticeSeconds, graceSeconds }, same !== undefined, same?._metadata);
  }

  private constructor(
    /** Short name: `aws`, `azure`, `gcp`, or what `Cloud.of` was given. */
    public readonly name: string,
    /** @internal */
    public readonly _spotNotice: SpotNotice | undefined,
    private readonly isWellKnown: boolean,
    /**
     * Where machines learn of themselves, if that is not where all clouds have it.
     * @internal
     */
    public readonly _metadata?: NodeService,
  ) {}

  /** Seconds between the notice that a spot machine is taken away and its end, if known. */
  public get spotNoticeSeconds(): number | undefined {
    return this._spotNotice?.noticeSeconds;
  }

  /** Seconds of the notice that are left for a pod to end, if known. */
  public get spotGraceSeconds(): number | undefined {
    return this._spotNotice?.graceSeconds;
  }

  /**
   * Whether the two are certainly not the same. Of a cloud with a name of your own nothing is known: it may be another one in disguise.
   * @internal
   */
  public _isOtherThan(cloud: Cloud): boolean {
    return this.name !== cloud.name && this.isWellKnown && cloud.isWellKnown;
  }
}

/** The grace is a part of the notice. */
export function checkGrace({ spotNoticeSeconds: notice, spotGraceSeconds: grace }: CloudOptions, prop: Prop): void {
  const at = prop.at('spotGraceSeconds');
  if (grace !== undefined && notice === undefined) {
    at.fault({ id: 'cluster/spot-grace', rule: "must not be given without 'spotNoticeSeconds', of which it is a part", got: grace, fix: 'Give both' });
  } else if (grace !== undefined && grace > notice!) {
    at.fault({ id: 'cluster/spot-grace', rule: `must be a whole number from 1 to ${notice}`, got: grace, fix: 'Leave it out for two thirds of the notice' });
  }
}
