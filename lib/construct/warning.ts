import { IConstruct } from 'constructs';
import { visibleLine } from '../manifest/visible';
import { acceptedBy } from './accepted';
import { Finding, Severity } from './finding';
import { pathOf } from './path';
import { duringSynth } from './synth-cache';

/** What a construct says when it raises a warning; its path is added. */
export interface WarningText {
  /** Listed in `finding-ids.ts`. */
  readonly id: string;
  readonly object?: string;
  readonly prop?: string;
  readonly message: string;
  /** The reason, where the caller gave one with what the warning is about, as an exception has it. */
  readonly accepted?: string;
  /** Ids of warnings that say the same. Where a construct around has raised one, accepted or not, nobody needs to hear it twice. */
  readonly sameAs?: readonly string[];
}

type Source = () => readonly WarningText[];
const SOURCES = Symbol.for('fleetwright.warnings');

/** Raises a warning on a construct. */
export function warn(construct: IConstruct, warning: WarningText): void {
  warnAtSynth(construct, () => [warning]);
}

/** Raises warnings that can only be known when the manifests are rendered. */
export function warnAtSynth(construct: IConstruct, source: Source): void {
  sourcesOf(construct).push(source);
  attendSynth(construct);
}

/** The warnings that some work raises on a construct, which does not keep them. */
export function warningsRaisedBy(construct: IConstruct, work: () => void): WarningText[] {
  const sources = sourcesOf(construct);
  const before = sources.length;
  work();
  return sources.splice(before).flatMap((source) => source());
}

function sourcesOf(construct: IConstruct): Source[] {
  const holder: any = construct;
  if (holder[SOURCES] === undefined) { Object.defineProperty(holder, SOURCES, { value: [] }); }
  return holder[SOURCES];
}

const RAISES = Symbol.for('fleetwright.raises');

/** Raises warnings on constructs of a tree in which something sees all of them at once. */
export function raiseFor(root: IConstruct, source: (construct: IConstruct) => readonly WarningText[]): void {
  Object.defineProperty(root, RAISES, { value: source, configurable: true });
}

/** A warning and the construct that raised it. */
export interface Raised {
  readonly construct: IConstruct;
  readonly warning: Finding;
}

/** The warnings of a construct and everything below it, each once, in the order of the tree, with the reasons of those that are accepted. */
export function warningsRaisedIn(scope: IConstruct): Raised[] {
  return warningsRaisedByEach(scope.node.findAll());
}

/** Those of some constructs of one tree. */
export function warningsRaisedByEach(constructs: readonly IConstruct[]): Raised[] {
  const raises: ((construct: IConstruct) => readonly WarningText[]) | undefined = (constructs[0]?.node.root as any)?.[RAISES];
  const raised: (Raised & { readonly text: WarningText })[] = [];
  for (const construct of constructs) {
    const sources: readonly Source[] = (construct as any)[SOURCES] ?? NOTHING;
    const tell = (texts: readonly WarningText[]) => {
      for (const text of texts) { raised.push({ construct, text, warning: findingOfWarning(text, construct) }); }
    };
    for (const source of sources) { tell(source()); }
    if (raises !== undefined) { tell(raises(construct)); }
  }
  const ids = new Map<IConstruct, Set<string>>();
  raised.forEach(({ construct, text: { id } }) => ids.set(construct, (ids.get(construct) ?? new Set()).add(id)));
  const isSaidAround = ({ construct, text: { sameAs = [] } }: typeof raised[number]) =>
    sameAs.length > 0 && construct.node.scopes.some((around) => sameAs.some((id) => ids.get(around)?.has(id) === true));
  const seen = new Set<string>();
  return raised.filter((each) => {
    const { warning: { id, path, object, message } } = each;
    const key = JSON.stringify([id, path, object, message]);
    return !isSaidAround(each) && !seen.has(key) && seen.add(key);
  });
}

const NOTHING: readonly never[] = [];

function findingOfWarning({ id, object, prop, message, accepted: given }: WarningText, construct: IConstruct): Finding {
  const accepted = given ?? acceptedBy(construct, id)?.reason;
  return {
    id,
    severity: Severity.WARNING,
    path: pathOf(construct),
    ...(object !== undefined && { object }),
    ...(prop !== undefined && { prop }),
    message,
    ...(accepted !== undefined && { accepted }),
  };
}

/** A warning without its path: `workload/single-replica: …`. */
export function describeWarning({ id, object, message }: Pick<Finding, 'id' | 'object' | 'message'>): string {
  return visibleLine(`${id}: ${object === undefined ? '' : `${object}: `}${message}`);
}

/** A warning as one line: `[prod-eu/shop/api] workload/single-replica: …`. */
export function formatWarning(warning: Pick<Finding, 'path' | 'id' | 'object' | 'message'>): string {
  return `[${visibleLine(warning.path)}] ${describeWarning(warning)}`;
}

/** Prints the warnings of a tree that nobody accepted. */
export function printWarnings(warnings: readonly Finding[]): void {
  warnings.filter(({ accepted }) => accepted === undefined).forEach((warning) => process.stderr.write(`warning ${formatWarning(warning)}\n`));
}

const ANNOUNCES = Symbol.for('fleetwright.announces');

/** Says of a root that it prints its warnings itself. */
export function announcesItself(root: IConstruct): void {
  Object.defineProperty(root, ANNOUNCES, { value: true });
}

/**
 * An App of cdk8s knows no warnings, and asks for the same things over and over while it synthesizes: those are found out once, and when it has
 * written its manifests, warnings are printed.
 */
export function attendSynth(construct: IConstruct): void {
  const root: any = construct.node.root;
  if (root[ANNOUNCES] === true || typeof root.synth !== 'function') { return; }
  announcesItself(root);
  const { synth, synthYaml } = root;
  root.synth = () => duringSynth(root, () => {
    synth.call(root);
    printWarnings(warningsRaisedIn(root).map(({ warning }) => warning));
  });
  root.synthYaml = () => duringSynth(root, () => synthYaml.call(root));
}
