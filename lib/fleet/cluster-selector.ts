import { Cloud } from '../cluster/cloud';
import { ClusterDescription } from '../cluster/cluster-description';
import { labels as labelsShape } from '../construct/collection';
import { judgedAtOnce } from '../construct/factory-options';
import { Prop } from '../construct/prop';
import { listed } from '../manifest/listed';
import { useNearest } from '../manifest/nearest-name';

/** Whether a cluster is meant. In TypeScript an object literal is one: `{ matches: (cluster) => cluster.zones?.length === 3 }`. */
export interface IClusterPredicate {
  /** Whether a cluster is meant. */
  matches(cluster: ClusterDescription): boolean;
}

/**
 * Which clusters of a fleet are meant. All of them is said: `ClusterSelector.all()`.
 *
 * @example
 * const edge = ClusterSelector.environments('production').and(ClusterSelector.labels({ tier: 'edge' })).except(ClusterSelector.names('prod-lab'));
 */
export class ClusterSelector {
  /** Every cluster of the fleet, also those that come later. */
  public static all(): ClusterSelector {
    return new ClusterSelector('all clusters', () => true);
  }

  /** Clusters by name. One that the fleet does not have is an error. */
  public static names(...names: string[]): ClusterSelector {
    someOf('names', names);
    return new ClusterSelector(`the clusters ${listed(names, SHOWN)}`, ({ name }) => names.includes(name), termsOf('a cluster', names, ({ name }) => [name]));
  }

  /** Clusters of one of these environments. */
  public static environments(...environments: string[]): ClusterSelector {
    return ClusterSelector.byField('environments', 'an environment', environments, ({ environment }) => environment);
  }

  /** Clusters in one of these regions. */
  public static regions(...regions: string[]): ClusterSelector {
    return ClusterSelector.byField('regions', 'a region', regions, ({ region }) => region);
  }

  /** Clusters of one of these clouds. */
  public static clouds(...clouds: Cloud[]): ClusterSelector {
    return ClusterSelector.byField('clouds', 'a cloud', clouds.map((cloud) => cloud?.name), ({ cloud }) => cloud?.name);
  }

  /** Clusters that carry all of these labels. */
  public static labels(labels: { [key: string]: string }): ClusterSelector {
    const wanted = judgedAtOnce('ClusterSelector.labels', (prop) => {
      const read = LABELS(labels, prop.at('labels')) ?? {};
      if (Object.keys(read).length === 0) { sayNone(prop.at('labels')); }
      return Object.entries(read);
    });
    const described = wanted.map(([key, value]) => `${key}=${value}`).join(', ');
    const pairs = wanted.map(([key, value]) => `${key}=${value}`);
    const labelsOf = ({ labels: carried = {} }: ClusterDescription) => Object.entries(carried).map(([key, value]) => `${key}=${value}`);
    return new ClusterSelector(
      `clusters labelled ${described}`, (cluster) => wanted.every(([key, value]) => cluster.labels?.[key] === value), termsOf('a label', pairs, labelsOf),
    );
  }

  /** Clusters that have one of these capabilities: `cilium`, `karpenter`, or a name in `capabilities.other`. */
  public static capabilities(...names: string[]): ClusterSelector {
    someOf('capabilities', names);
    const installedIn = ({ capabilities = {} }: ClusterDescription) => [...Object.keys(capabilities), ...Object.keys(capabilities.other ?? {})];
    return new ClusterSelector(`clusters with ${listed(names, SHOWN)}`, ({ capabilities = {} }) => names.some((name) => (
      (capabilities as any)[name] ?? capabilities.other?.[name]) !== undefined), termsOf('a capability', names, installedIn));
  }

  /** Clusters of which something of your own holds. `description` says it in messages. */
  public static where(description: string, predicate: IClusterPredicate): ClusterSelector {
    judgedAtOnce('ClusterSelector.where', (prop) => {
      if (typeof predicate?.matches !== 'function') {
        prop.at('predicate').fault({ id: 'prop/type', rule: "must have a method 'matches'", fix: 'Use one such as { matches: (cluster) => cluster.region !== undefined }' });
      }
    });
    return new ClusterSelector(description, (cluster) => predicate.matches(cluster));
  }

  private static byField(field: string, what: string, values: string[], of: (cluster: ClusterDescription) => string | undefined): ClusterSelector {
    someOf(field, values);
    const terms = termsOf(what, values, (cluster) => [of(cluster)].filter((value) => value !== undefined));
    return new ClusterSelector(`${field} ${listed(values, SHOWN)}`, (cluster) => values.includes(of(cluster)!), terms);
  }

  private constructor(
    /** What it says, for messages. */
    public readonly description: string,
    private readonly predicate: (cluster: ClusterDescription) => boolean,
    private readonly terms: readonly Term[] = [],
  ) {}

  /** Those that the other selector means as well. */
  public and(other: ClusterSelector): ClusterSelector {
    return this.with(other, `${this.description} and ${other.description}`, (cluster) => this.selects(cluster) && other.selects(cluster));
  }

  /** These, and those that the other selector means. */
  public or(other: ClusterSelector): ClusterSelector {
    return this.with(other, `${this.description} or ${other.description}`, (cluster) => this.selects(cluster) || other.selects(cluster));
  }

  /** These without those that the other selector means. */
  public except(other: ClusterSelector): ClusterSelector {
    return this.with(other, `${this.description} except ${other.description}`, (cluster) => this.selects(cluster) && !other.selects(cluster));
  }

  /** Whether it means a cluster. */
  public selects(cluster: ClusterDescription): boolean {
    return this.predicate(cluster);
  }

  /**
   * What is wrong with it in a fleet: what it names must be there, or a slip would select less, and what is selected no more is removed.
   * @internal
   */
  public _check(all: readonly ClusterDescription[], prop: Prop): void {
    const missing = this.terms.map((term) => ({ ...term, known: [...new Set(all.flatMap(term.of))] })).filter(({ value, known }) => !known.includes(value));
    for (const { what, value, known } of missing) {
      const others = known.length === 0 ? 'No cluster has one: leave it out' : `There are ${listed(known, SHOWN)}`;
      prop.fault({
        id: what === 'a cluster' ? 'fleet/no-such-cluster' : 'fleet/selector',
        rule: what === 'a cluster' ? 'must name a cluster of the fleet' : `must name ${what} that a cluster of the fleet has`,
        got: value,
        fix: useNearest(value, known, others),
      });
    }
    if (missing.length === 0 && !all.some((cluster) => this.selects(cluster))) {
      prop.fault({ id: 'fleet/selector', rule: 'must select a cluster of the fleet', got: this.description, fix: 'Correct it, or leave it out as long as no cluster is meant' });
    }
  }

  private with(other: ClusterSelector, description: string, predicate: (cluster: ClusterDescription) => boolean): ClusterSelector {
    return new ClusterSelector(description, predicate, [...this.terms, ...other.terms]);
  }
}

/** Something that a selector says by a name of its own. */
interface Term {
  readonly what: string;
  readonly value: string;
  /** What a cluster has of it. */
  of(cluster: ClusterDescription): string[];
}

function termsOf(what: string, values: readonly string[], of: Term['of']): Term[] {
  return values.map((value) => ({ what, value, of }));
}

/** How many names a description tells. */
const SHOWN = 8;

const LABELS = labelsShape("{ tier: 'edge' }", 'tier');

/** One that selects by nothing would be read as all by one, and as none by another. */
function someOf(what: string, values: readonly unknown[]): void {
  judgedAtOnce(`ClusterSelector.${what}`, (prop) => {
    if (values.length === 0) { sayNone(prop.at(what)); }
    values.forEach((value, index) => {
      if (typeof value !== 'string' || value === '') {
        prop.at(what, index).fault({ id: 'prop/type', rule: 'must be a text', got: value, fix: 'Leave it out' });
      }
    });
  });
}

function sayNone(prop: Prop): void {
  prop.fault({ id: 'fleet/selector', rule: 'must select by something: it is not clear whether all clusters are meant, or none', fix: "Use 'ClusterSelector.all()' for all of them" });
}
