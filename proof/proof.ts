import { EngineHost, EngineName, Engines } from './engine';

/** Something that engines which we did not write are asked to confirm. A `*.proof.ts` file exports a list of them as `proofs`. */
export interface Proof {
  /** What `npm run proof -- <name>` takes. */
  readonly name: string;
  /** What is proved, as a sentence. */
  readonly title: string;
  /** Engines that it asks. */
  readonly needs: readonly EngineName[];
  /**
   * Files and folders, from the root of the repository, that it looks at beside what it imports and what stands in its folder:
   * with `--since` it runs when they have changed.
   *
   * @default - none
   */
  readonly reads?: readonly string[];
  run(context: ProofContext): Promise<void>;
}

/** Where a proof says what it found. */
export interface Checks {
  /**
   * Proves one thing: `prove` throws where it does not hold. The proof goes on after a failure.
   * A text that `prove` returns is printed beside the title, e.g. a number of cases; it must be the same in every run.
   *
   * @returns whether it held
   */
  check(title: string, prove: () => void | string | Promise<void | string>): Promise<boolean>;

  /** Says what is not proved here, and why. */
  skip(title: string, reason: string): void;
}

/** How random input is made: always the same unless somebody asks for other or more. */
export interface Randomness {
  /** Seed of every generator. */
  readonly seed: number;
  /** How many times as many random cases as usual. */
  readonly times: number;
}

/** What a proof works with. Checks made on it directly count for the proof's own name. */
export interface ProofContext extends Checks {
  readonly random: Randomness;

  /** Checks about one construct, example or topic: the report counts by it. */
  about(topic: string): Checks;

  /** The running engine, started at first use and kept for the proofs that follow in the same process. */
  engine<N extends EngineName>(name: N): Promise<Engines[N]>;

  /** What is needed to start an instance of one's own; it ends with the proof. */
  host(name: EngineName): EngineHost;
}
