/** A difference from the last release that a user of it would notice. */
export interface Break {
  /** What is different. */
  readonly text: string;
  /** What an entry of the changelog names in code spans: one of each list. */
  readonly names: readonly (readonly string[])[];
  /** Whether an entry also names what of the public API does this: a class, or `HardenedDeployment.replicas`. */
  readonly needsApi?: boolean;
}
