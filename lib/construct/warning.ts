import { IConstruct } from 'constructs';
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

/** A warning and the construct that raised it. */
export interface Raised {
  readonly construct: IConstruct;
  readonly warning: Finding;
}

/** The warnings of a construct and everything below it, each once, in the order of the tree, with the reasons of those that are accepted. */
export function warningsRaisedIn(scope: IConstruct): Raised[] {
  const seen = new Set<string>();
  return scope.node.findAll().flatMap((construct) => {
    const sources: Source[] = (construct as any)[SOURCES] ?? [];
    return sources.flatMap((source) => source()).map((text) => ({ construct, warning: findingOfWarning(text, construct) }));
  }).filter(({ warning: { id, path, object, message } }) => {
    const key = JSON.stringify([id, path, object, message]);
    return !seen.has(key) && seen.add(key);
  });
}

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
  return `${id}: ${object === undefined ? '' : `${object}: `}${message}`;
}

/** A warning as one line: `[prod-eu/shop/api] workload/single-replica: …`. */
export function formatWarning(warning: Pick<Finding, 'path' | 'id' | 'object' | 'message'>): string {
  return `[${warning.path}] ${describeWarning(warning)}`;
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
