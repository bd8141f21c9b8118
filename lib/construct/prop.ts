import { FieldPath, formatPath } from '../manifest/field-path';
import { MAX_INT32 } from '../manifest/int32';
import { isKnown, placeholder, whereKnown, withoutPlaceholderIds } from '../manifest/known';
import type { Fault } from './fault';
import { WarningText } from './warning';

/** Where faults and warnings go. */
export interface FaultSink {
  /** @param path where it is in what the caller gave: for who knows more of that place than its name */
  add(fault: Fault, path: FieldPath): void;
  /** Not there where nobody would hear a warning, as outside of constructs. */
  warn?(warning: WarningText): void;
}

/** A place in what a caller gave, and where its faults go. The one way to add a fault. */
export class Prop {
  private readonly sink: FaultSink;
  private readonly parent: Prop | undefined;
  // Put together when something is at fault: of nearly all places, nothing is.
  private readonly steps: FieldPath;

  constructor(sink: FaultSink, path: FieldPath = [], parent?: Prop) {
    this.sink = sink;
    this.steps = path;
    this.parent = parent;
  }

  /** As the caller wrote it: `initContainers[0].env.MODE`. */
  public get name(): string {
    return formatPath(this.path);
  }

  /** Whether a warning would be heard. */
  public get canWarn(): boolean {
    return this.sink.warn !== undefined;
  }

  public at(...steps: FieldPath): Prop {
    return new Prop(this.sink, steps, this);
  }

  /** The same place, where faults go elsewhere. */
  public into(sink: FaultSink): Prop {
    return new Prop(sink, this.path);
  }

  private get path(): FieldPath {
    return this.parent === undefined ? this.steps : [...this.parent.path, ...this.steps];
  }

  public fault(fault: Omit<Fault, 'prop'>): void {
    // Of all props together there is no name.
    this.sink.add({ ...(this.name !== '' && { prop: this.name }), ...fault }, this.path);
  }

  /**
   * A fault of a value of another type. It is told by its kind: what stands in the place of something else may be a secret. Yes and no are none,
   * and lists and objects are told by the rule.
   */
  public wrongType(rule: string, value: unknown, fix: string): void {
    const isTold = typeof value === 'boolean' || (typeof value === 'string' && !isKnown(value));
    const kind = isTold ? undefined : KINDS[typeof value];
    this.fault({ id: 'prop/type', rule: kind === undefined ? rule : `${rule}, got ${kind}`, ...(isTold && { got: value }), fix });
  }

  /** Raises a warning, whose message is what is to be said of the prop. */
  public warn({ id, message }: WarningText): void {
    this.sink.warn?.({ id, prop: this.name, message: `'${this.name}' ${message}` });
  }

  /** A fault unless `rule` is undefined: for the `…Fault` functions of `lib/manifest/`, which answer a rule or nothing. */
  public check(rule: string | undefined, fault: Omit<Fault, 'prop' | 'rule'>): void {
    if (rule !== undefined) { this.fault({ rule, ...fault }); }
  }
}

const KINDS: { readonly [type: string]: string | undefined } = { string: 'a text', number: 'a number', bigint: 'a number', symbol: 'a symbol' };

/** What keeps a value from being a whole number of a range. */
export function wholeNumberFault(value: unknown, min: number, max = Number.MAX_SAFE_INTEGER): string | undefined {
  return isAddedTo(value) ? `${rangeRule(min, max)}, and nothing can be added to what only a deployment knows` : rangeFault(value, min, max);
}

const rangeFault = whereKnown((value, min: number, max: number) => (
  value === undefined || (Number.isSafeInteger(value) && value >= min && value <= max) ? undefined : rangeRule(min, max)));

function rangeRule(min: number, max: number): string {
  return max === Number.MAX_SAFE_INTEGER ? `must be a whole number of at least ${min}` : `must be a whole number from ${min} to ${max}`;
}

/** Whether something was added to a number that stands for one which is not known yet: what JavaScript makes of the two is a longer text. */
function isAddedTo(value: unknown): boolean {
  return typeof value === 'string' && !isKnown(value) && withoutPlaceholderIds(value) !== placeholder('');
}

/** What keeps a value from being a whole number that Kubernetes holds in 32 bits. */
export function int32Fault(value: unknown, min: number): string | undefined {
  // The upper bound is worth a word only to who went beyond it.
  return wholeNumberFault(value, min) ?? wholeNumberFault(value, min, MAX_INT32);
}
