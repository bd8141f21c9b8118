import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

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

/** Kubernetes' Pod Security admission, as a program beside this file. Needs Go; everything else comes through the Go module proxy. */
export class Upstream {
  private readonly program = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'pod-security-')), 'judge');

  constructor() {
    execFileSync('go', ['build', '-o', this.program, '.'], { cwd: __dirname, stdio: ['ignore', 'ignore', 'inherit'] });
  }

  /** The module's checks. */
  public checks(): UpstreamCheck[] {
    return JSON.parse(this.ask([])[0]).checks;
  }

  /** One verdict per pod. */
  public judge(pods: readonly unknown[]): Verdict[] {
    return this.ask(pods).slice(1).map((line) => {
      const answer: { error?: string; baseline: Step[]; restricted: Step[] } = JSON.parse(line);
      return { error: answer.error, forbidden: (level, version) => stepAt(answer[level], version).forbidden };
    });
  }

  /** Where the module stands on this machine, with the pods of its own tests. */
  public moduleFolder(): string {
    return execFileSync('go', ['list', '-m', '-f', '{{.Dir}}', 'k8s.io/pod-security-admission'], { cwd: __dirname, encoding: 'utf8' }).trim();
  }

  /** Removes the built program. */
  public dispose(): void {
    fs.rmSync(path.dirname(this.program), { recursive: true });
  }

  private ask(pods: readonly unknown[]): string[] {
    const input = pods.map((pod) => `${JSON.stringify(pod)}\n`).join('');
    const output = execFileSync(this.program, ['-newest', String(NEWEST_MINOR)], { input, encoding: 'utf8', maxBuffer: 2 ** 30 });
    return output.trimEnd().split('\n');
  }
}

function stepAt(steps: readonly Step[], version: string): Step {
  if (version === 'latest') { return steps[steps.length - 1]; }
  const minor = Number(version.slice('1.'.length));
  return steps.filter((step) => step.minor >= 0 && step.minor <= minor).at(-1)!;
}
