import { IConstruct } from 'constructs';
import { pathOf } from './path';

/** Something that is legal but will probably hurt. */
export interface Warning {
  /** What raised it: a rule or check id such as `workload/single-replica`. */
  readonly id: string;

  /** Path of the construct, the cluster's name first. */
  readonly path: string;

  /**
   * The object that it is about, e.g. `Deployment 'shop/api'`.
   *
   * @default - it is about the construct as a whole
   */
  readonly object?: string;

  /** What is the matter, and the way out. */
  readonly message: string;
}

/** What a construct says when it raises a warning; its path is added. */
export interface WarningText {
  readonly id: string;
  readonly object?: string;
  readonly message: string;
}

type Source = () => WarningText[];
const SOURCES = Symbol.for('fleetwright.warnings');

/** Raises a warning on a construct. */
export function warn(construct: IConstruct, warning: WarningText): void {
  warnAtSynth(construct, () => [warning]);
}

/** Raises warnings that can only be known when the manifests are rendered. */
export function warnAtSynth(construct: IConstruct, source: Source): void {
  const sources: Source[] = (construct as any)[SOURCES] ?? [];
  if (sources.length === 0) { Object.defineProperty(construct, SOURCES, { value: sources }); }
  sources.push(source);
}

/** The warnings of a construct tree. */
export class Warnings {
  /**
   * All warnings of a construct and everything below it, each once, in the order of the tree.
   *
   * Some are known only when the manifests are rendered, so this renders what they ask for.
   */
  public static of(scope: IConstruct): Warning[] {
    const seen = new Set<string>();
    return scope.node.findAll().flatMap((construct) => {
      const sources: Source[] = (construct as any)[SOURCES] ?? [];
      return sources.flatMap((source) => source())
        .map(({ id, object, message }): Warning => ({ id, path: pathOf(construct), ...(object !== undefined && { object }), message }));
    }).filter((warning) => {
      const key = JSON.stringify([warning.id, warning.path, warning.object, warning.message]);
      return !seen.has(key) && seen.add(key);
    });
  }

  /** A warning as one line: `[prod-eu/shop/api] workload/single-replica: …`. */
  public static format(warning: Warning): string {
    return `[${warning.path}] ${warning.id}: ${warning.object === undefined ? '' : `${warning.object}: `}${warning.message}`;
  }

  private constructor() {}
}
