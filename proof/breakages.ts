/** A way to break the library on purpose, and the proof that must notice. */
export interface Breakage {
  /** What is broken. */
  readonly name: string;
  /** File to edit, from the root of the repository. */
  readonly file: string;
  /** Text in the file; it must be there exactly once. */
  readonly find: string;
  readonly replace: string;
  /** The proof that must fail, as `npm run proof -- <name>` takes it. */
  readonly proof: string;
  /** Part of the topic or title of a check that must be among the failed ones. */
  readonly fails: string;
}

/** A proof that cannot fail is worthless: `npm run proof -- --break` makes each of these edits to a copy and sees its proof fail. */
export const breakages: readonly Breakage[] = [
];
