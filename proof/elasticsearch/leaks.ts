import * as fs from 'node:fs';

/** Looks for secrets where others can read them: in command lines and environments of running processes, and in what they write. */
export class Leaks {
  private readonly found = new Set<string>();
  private readonly seen = new Set<string>();

  constructor(private readonly secrets: readonly string[]) {}

  /** Looks at all processes of a session, by the number of its first process. */
  public look(session: number): void {
    for (const pid of fs.readdirSync('/proc')) {
      if (!/^\d+$/.test(pid)) { continue; }
      // Behind the name, which may hold anything but is in brackets: state, parent, group, session.
      const stat = /^\d+ \((.*)\) (.*)$/s.exec(read(`/proc/${pid}/stat`));
      if (stat === null || Number(stat[2].split(' ')[3]) !== session) { continue; }
      const commandLine = read(`/proc/${pid}/cmdline`);
      if (commandLine !== '') { this.seen.add(commandLine.split('\0')[0].split('/').pop()!); }
      this.read(`the command line of ${stat[1]}`, commandLine);
      this.read(`the environment of ${stat[1]}`, read(`/proc/${pid}/environ`));
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

function read(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return ''; // gone
  }
}
