import { IConstruct } from 'constructs';
import { Fault, describeFault, findingOf } from './fault';
import { Finding, Severity } from './finding';
import { fail, FleetError } from './fleet-error';
import { pathOf } from './path';
import { Prop } from './prop';
import { attendSynth, warn, WarningText } from './warning';

/**
 * Collects what one call got wrong. `Prop` adds to it.
 *
 * A construct that could still be built reports its faults to the synth, so that those of all constructs of a program come in one error.
 * Where nothing could be built, it throws at once, and names what was reported before.
 */
export class Faults {
  private readonly faults: Fault[] = [];
  private readonly warnings: WarningText[] = [];

  /** @param owner the construct, or the name of what is called where there is none */
  constructor(private readonly owner: IConstruct | string) {}

  /** Adds a fault. */
  public add(fault: Fault): void {
    this.faults.push(fault);
  }

  /** Raises a warning on the construct: it ends no call. Outside of constructs nobody would hear it. */
  public get warn(): ((warning: WarningText) => void) | undefined {
    const { owner } = this;
    return typeof owner === 'string' ? undefined : (warning) => {
      this.warnings.push(warning);
      warn(owner, warning);
    };
  }

  /** All that the caller gave: where its props begin. */
  public get props(): Prop {
    return new Prop(this);
  }

  /** Whether they are of what no class extends: of a construct that is made by `owner` itself, or of no construct. */
  public isOf(owner: unknown): boolean {
    return typeof this.owner === 'string' || (owner !== undefined && this.owner.constructor === owner);
  }

  /** The construct whose they are, if it is one. */
  public get construct(): IConstruct | undefined {
    return typeof this.owner === 'string' ? undefined : this.owner;
  }

  /** Whether something is not even of the right type, so that nothing could be built. */
  public get areBreaking(): boolean {
    return this.faults.some(({ id }) => id !== undefined && BREAKING.includes(id));
  }

  /** Those of a construct that were not reported before. */
  public get unreported(): Fault[] {
    if (typeof this.owner === 'string') { return this.faults; }
    const path = pathOf(this.owner);
    const before = new Set(reportedIn(this.owner).filter((finding) => finding.path === path).map(({ message }) => message));
    return this.faults.filter((fault) => !before.has(describeFault(fault)));
  }

  /** Ends the call at once if something is not even of the right type, so that nothing could be built. */
  public throwIfBroken(): void {
    if (this.areBreaking) { fail(this.error); }
  }

  /** Leaves what was at fault to the synth, which then writes nothing. Answers whether there was anything. */
  public report(): boolean {
    const { owner, faults } = this;
    if (faults.length === 0) { return false; }
    // Locked is what has been written: no synth follows.
    if (typeof owner === 'string' || owner.node.locked) { fail(this.error); }
    reportedIn(owner).push(...this.findings);
    faultAtSynth(owner, () => faults);
    return true;
  }

  /** Ends the call at once if anything was at fault. */
  public throwIfAny(): void {
    if (this.faults.length > 0) { fail(this.error); }
  }

  /** What ends the call: these faults, with what nothing reads, which may be what is missing, and those that other constructs have reported before. */
  public get error(): FleetError {
    const { owner, warnings } = this;
    if (typeof owner === 'string') { return new FleetError(this.findings); }
    const unread = warnings.filter(({ id }) => id === UNREAD).map((warning) => unreadFinding({ ...warning, path: pathOf(owner) }));
    return new FleetError([...reportedIn(owner), ...this.findings, ...unread]);
  }

  private get findings(): Finding[] {
    const path = typeof this.owner === 'string' ? this.owner : pathOf(this.owner);
    return this.faults.map((fault) => findingOf(fault, path));
  }
}

const NOTHING: readonly never[] = [];
const UNREAD = 'construct/unknown-prop';

/** The errors of a tree, with what nothing reads in the constructs that have some: nobody hears a warning where nothing is written. */
export function withUnread(errors: readonly Finding[], warnings: readonly Finding[]): Finding[] {
  const isTold = ({ path, prop }: Finding) => errors.some((error) => error.id === UNREAD && error.path === path && error.prop === prop);
  const unread = warnings.filter((warning) => warning.id === UNREAD && warning.accepted === undefined && errors.some(({ path }) => path === warning.path));
  return [...errors, ...unread.filter((warning) => !isTold(warning)).map(unreadFinding)];
}

function unreadFinding({ path, prop, message }: Pick<Finding, 'path' | 'prop' | 'message'>): Finding {
  return { id: UNREAD, severity: Severity.ERROR, path, ...(prop !== undefined && { prop }), message };
}

const BREAKING: readonly string[] = ['prop/type', 'prop/required'];

type Source = () => readonly Fault[];
const SOURCES = Symbol.for('fleetwright.faults');
const LATEST = Symbol.for('fleetwright.latestFaults');
const REPORTED = Symbol.for('fleetwright.reportedFaults');

/** Looks for faults that can only be known when the manifests are rendered. */
export function faultAtSynth(construct: IConstruct, source: Source): void {
  const holder: any = construct;
  if (holder[SOURCES] === undefined) {
    Object.defineProperty(holder, SOURCES, { value: [] });
    construct.node.addValidation({
      validate: () => {
        const faults: Fault[] = holder[SOURCES].flatMap((each: Source) => each());
        Object.defineProperty(holder, LATEST, { value: faults, configurable: true });
        // Without the path: whoever runs the validation puts it in front.
        return faults.map(describeFault);
      },
    });
  }
  holder[SOURCES].push(source);
  attendSynth(construct);
}

/** Whether a construct has something to say at the synth, which runs. */
export function hasFaults(construct: IConstruct): boolean {
  return ((construct as any)[SOURCES] ?? NOTHING).some((source: Source) => source().length > 0);
}

/** What a construct's validations answered: ours with all that is known of them, those of others as the text that they are. */
export function findingsOf(construct: IConstruct): readonly Finding[] {
  const texts = construct.node.validate();
  if (texts.length === 0) { return NOTHING; }
  const ours: Fault[] = [...(construct as any)[LATEST] ?? []];
  const path = pathOf(construct);
  return texts.map((text) => {
    const index = ours.findIndex((fault) => describeFault(fault) === text);
    return index < 0 ? foreignFinding(text, path) : findingOf(ours.splice(index, 1)[0], path);
  });
}

/** What something that knows no findings has to say. */
export function foreignFinding(message: string, path: string, id: 'construct/validation' | 'construct/rendering' = 'construct/validation'): Finding {
  return { ...findingOf({ id, rule: message, fix: '' }, path), fix: undefined, message };
}

/** What was reported to the synth of a tree so far. */
function reportedIn(construct: IConstruct): Finding[] {
  const root: any = construct.node.root;
  if (root[REPORTED] === undefined) { Object.defineProperty(root, REPORTED, { value: [] }); }
  return root[REPORTED];
}
