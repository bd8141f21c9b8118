import { IConstruct } from 'constructs';
import { isKnown } from '../manifest/known';
import { pathOf } from './path';
import { warn, WarningText } from './warnings';

/** One thing that a caller got wrong, and the way out. */
export interface Fault {
  /** The prop as the caller wrote it: `image`, `probes.liveness.port`, `env[2].name`. */
  readonly prop?: string;
  /** What must hold, as a clause: `must name a fixed tag or digest`. */
  readonly rule: string;
  /** The value at fault. Never a secret: leave it out then. */
  readonly got?: unknown;
  /** The way out, as a sentence without its full stop: `Use ':1.4.2'`. */
  readonly fix: string;
}

/** A fault as a sentence: `'image' must …, got 'api:latest'. Use ':1.4.2'.` */
export function describeFault({ prop, rule, got, fix }: Fault): string {
  const subject = prop === undefined ? '' : `'${prop}' `;
  const value = got === undefined ? '' : `, got ${describeValue(got)}`;
  return `${subject}${rule}${value}. ${fix}.`;
}

/** Collects all faults of one call, so that they come in one error. */
export class Faults {
  private readonly faults: Fault[] = [];

  constructor(private readonly construct: IConstruct) {}

  /** Adds a fault. */
  public add(fault: Fault): void {
    this.faults.push(fault);
  }

  /** Adds a fault unless `rule` is undefined: for the `…Fault` functions of `lib/manifest/`, which answer a rule or nothing. */
  public addRule(rule: string | undefined, fault: Omit<Fault, 'rule'>): void {
    if (rule !== undefined) { this.add({ ...fault, rule }); }
  }

  /** Raises a warning on the construct: it ends no call. */
  public warn(warning: WarningText): void {
    warn(this.construct, warning);
  }

  /** Ends the call with one error if anything was at fault. */
  public throwIfAny(): void {
    if (this.faults.length === 0) { return; }
    const path = pathOf(this.construct);
    throw new Error(this.faults.map((fault) => `[${path}] ${describeFault(fault)}`).join('\n'));
  }
}

function describeValue(value: unknown): string {
  if (!isKnown(value)) { return 'a value not known yet'; }
  if (typeof value === 'string') { return `'${shorten(value)}'`; }
  return shorten(asJson(value) ?? String(value));
}

/** As JSON, which has neither NaN nor numbers beyond all bounds, nor what refers to itself. */
function asJson(value: unknown): string | undefined {
  if (typeof value === 'number') { return undefined; }
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

function shorten(text: string): string {
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
