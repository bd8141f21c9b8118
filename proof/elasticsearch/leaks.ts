import { processesOf, readIfThere } from './session';

/** Looks for secrets where others can read them: in command lines and environments of running processes, and in what they write. */
export class Leaks {
  private readonly found = new Set<string>();
  private readonly seen = new Set<string>();

  constructor(private readonly secrets: readonly string[]) {}

  /** Looks at all processes of a session, by the number of its first process. */
  public look(session: number): void {
    for (const { pid, name, argv } of processesOf(session)) {
      if (argv.length > 0) { this.seen.add(argv[0].split('/').pop()!); }
      this.read(`the command line of ${name}`, argv.join('\0'));
      this.read(`the environment of ${name}`, readIfThere(`/proc/${pid}/environ`));
    }
  }

  /** Looks at a text. */
  public read(where: string, text: string): void {
    if (this.secrets.some((secret) => text.includes(secret))) { this.found.add(where); }
  }

  /** Programs that were seen. */
  public programs(): string[] {
    return [...this.seen].sort();
  }

  /** Throws where a secret was seen. */
  public expectNone(): void {
    if (this.found.size > 0) { throw new Error(`the secret is in ${[...this.found].join(', ')}`); }
  }
}
