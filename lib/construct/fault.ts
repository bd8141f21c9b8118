import { isKnown } from '../manifest/known';
import { printed } from '../manifest/printed';
import { visibleLine } from '../manifest/visible';
import { Finding, Severity } from './finding';

/** One thing that is wrong, and the way out. */
export interface Fault {
  /** Listed in `finding-ids.ts`. */
  readonly id: string;
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
export function describeFault({ prop, rule, got, fix }: Omit<Fault, 'id'>): string {
  const subject = prop === undefined ? '' : `'${prop}' `;
  const value = got === undefined ? '' : `, got ${describeValue(got)}`;
  return visibleLine(`${subject}${rule}${value}. ${fix}.`);
}

/** A fault at its place. */
export function findingOf(fault: Fault, path: string): Finding {
  const { id, prop, got, fix } = fault;
  return {
    id,
    severity: Severity.ERROR,
    path,
    ...(prop !== undefined && { prop }),
    ...(got !== undefined && { value: describeValue(got) }),
    fix,
    message: describeFault(fault),
  };
}

/** A value as it stands in a message. */
export function describeValue(value: unknown): string {
  if (!isKnown(value)) { return 'a value not known yet'; }
  if (typeof value === 'string') { return `'${shorten(withoutCredentials(value))}'`; }
  return shorten(withoutCredentials(asJson(value) ?? printed(value)));
}

/** A name as it stands in a message. A text that stands for one is told by whoever put it there. */
export function describeName(name: unknown): string {
  return typeof name === 'string' ? `'${visibleLine(name)}'` : describeValue(name);
}

/** Without user and password of addresses, which many fields hold. A digest stands behind an `@` too. */
function withoutCredentials(text: string): string {
  return text.replace(/:\/\/[^/\s'"]*@/g, '://…@').replace(/^[^\s/:@]+:[^\s/@]+@(?!sha\d+:)/, '…@');
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
