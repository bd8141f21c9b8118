import { visible, visibleLine } from '../manifest/visible';

/** How much a finding weighs. */
export enum Severity {
  /** Nothing is written. */
  ERROR = 'error',
  /** Legal, but it will probably hurt. */
  WARNING = 'warning',
}

/** What a check found: faults of constructors and of finished manifests, and warnings. */
export interface Finding {
  /** The check, e.g. `workload/single-replica`. Ids are API. */
  readonly id: string;

  /** How much it weighs. */
  readonly severity: Severity;

  /** Path of the construct, the cluster's name first. */
  readonly path: string;

  /**
   * The object that it is about, e.g. `Deployment 'shop/api'`.
   *
   * @default - it is about the construct as a whole
   */
  readonly object?: string;

  /**
   * The prop as the caller wrote it, e.g. `probes.liveness.port`.
   *
   * @default - it is about no single prop
   */
  readonly prop?: string;

  /**
   * The value at fault, as it is shown to people. Never a secret.
   *
   * @default - no value, or one that is not shown
   */
  readonly value?: string;

  /**
   * The way out, as a sentence without its full stop.
   *
   * @default - part of the message
   */
  readonly fix?: string;

  /** What is the matter, and the way out. */
  readonly message: string;

  /**
   * Why it is accepted: then it ends no synth.
   *
   * @default - it is not accepted
   */
  readonly accepted?: string;
}

/**
 * A finding as a line: `[prod-eu/shop/api] 'image' must …`.
 * @internal
 */
export function describeFinding({ path, message }: Finding): string {
  return `[${visibleLine(path)}] ${visible(message)}`;
}
