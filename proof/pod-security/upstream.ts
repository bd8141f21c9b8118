import { Binaries } from '../binaries';
import { Processes } from '../processes';
import { FIXTURES } from './engine';

/** The last policy minor that is compared: some beyond the newest policy, which API servers take for the newest one. */
export const NEWEST_MINOR = 40;

/** Every policy version that is compared. */
export const VERSIONS: readonly string[] = [...Array.from({ length: NEWEST_MINOR + 1 }, (_, minor) => `1.${minor}`), 'latest'];

/** A check as Kubernetes' own module lists it. */
export interface UpstreamCheck {
  readonly id: string;
  readonly level: string;
  readonly versions: readonly string[];
  readonly overrides: readonly string[];
}

/** What Kubernetes has against one pod. */
export interface Verdict {
  /** Why it cannot be decoded at all, if so. */
  readonly error?: string;
  /** Ids of the checks that forbid the pod, in alphabetical order. */
  forbidden(level: 'baseline' | 'restricted', version: string): readonly string[];
}

interface Step {
  readonly minor: number;
  readonly forbidden: readonly string[];
}

/** Kubernetes' Pod Security admission, as the program beside this file. */
export class Upstream {
  constructor(private readonly binaries: Binaries, private readonly processes: Processes) {}

  /** The module's checks. */
  public async checks(): Promise<UpstreamCheck[]> {
    return JSON.parse((await this.ask([]))[0]).checks;
  }

  /** One verdict per pod. */
  public async judge(pods: readonly unknown[]): Promise<Verdict[]> {
    const [, ...answers] = await this.ask(pods);
    if (answers.length !== pods.length) { throw new Error(`${pods.length} pods got ${answers.length} verdicts`); }
    return answers.map((line) => {
      const answer: { error?: string; baseline: Step[]; restricted: Step[] } = JSON.parse(line);
      return { error: answer.error, forbidden: (level, version) => stepAt(answer[level], version).forbidden };
    });
  }

  /** Files with the pods of the module's own tests. */
  public fixtures(): string[] {
    return FIXTURES.paths.flatMap((pattern) => this.binaries.files(FIXTURES.module, pattern));
  }

  private async ask(pods: readonly unknown[]): Promise<string[]> {
    const input = pods.map((pod) => `${JSON.stringify(pod)}\n`).join('');
    const { code, stdout, stderr } = await this.processes.run(this.binaries.program('pod-security'), ['-newest', String(NEWEST_MINOR)], { stdin: input });
    if (code !== 0) { throw new Error(`the program ended with ${code}: ${stderr}`); }
    return stdout.trimEnd().split('\n');
  }
}

function stepAt(steps: readonly Step[], version: string): Step {
  if (version === 'latest') { return steps[steps.length - 1]; }
  const minor = Number(version.slice('1.'.length));
  return steps.filter((step) => step.minor >= 0 && step.minor <= minor).at(-1)!;
}
