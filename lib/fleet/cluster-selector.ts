import { Cloud } from '../cluster/cloud';
import { ClusterDescription } from '../cluster/cluster-description';
import { labels as labelsShape } from '../construct/collection';
import { judgedAtOnce } from '../construct/factory-options';
import { nearestName } from '../construct/nearest-name';
import { Prop } from '../construct/prop';

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
    return new ClusterSelector(`the clusters ${listed(names)}`, ({ name }) => names.includes(name), names);
  }

  /** Clusters of one of these environments. */
  public static environments(...environments: string[]): ClusterSelector {
    return ClusterSelector.byField('environments', environments, ({ environment }) => environment);
  }

  /** Clusters in one of these regions. */
  public static regions(...regions: string[]): ClusterSelector {
    return ClusterSelector.byField('regions', regions, ({ region }) => region);
  }

  /** Clusters of one of these clouds. */
  public static clouds(...clouds: Cloud[]): ClusterSelector {
    return ClusterSelector.byField('clouds', clouds.map((cloud) => cloud?.name), ({ cloud }) => cloud?.name);
  }

  /** Clusters that carry all of these labels. */
  public static labels(labels: { [key: string]: string }): ClusterSelector {
    const wanted = judgedAtOnce('ClusterSelector.labels', (prop) => {
      const read = LABELS(labels, prop.at('labels')) ?? {};
      if (Object.keys(read).length === 0) { sayNone(prop.at('labels')); }
      return Object.entries(read);
    });
    const described = wanted.map(([key, value]) => `${key}=${value}`).join(', ');
    return new ClusterSelector(`clusters labelled ${described}`, (cluster) => wanted.every(([key, value]) => cluster.labels?.[key] === value));
  }

  /** Clusters that have one of these capabilities: `cilium`, `karpenter`, or a name in `capabilities.other`. */
  public static capabilities(...names: string[]): ClusterSelector {
    someOf('capabilities', names);
    return new ClusterSelector(`clusters with ${listed(names)}`, ({ capabilities = {} }) => names.some((name) => (
      (capabilities as any)[name] ?? capabilities.other?.[name]) !== undefined));
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

  private static byField(field: string, values: string[], of: (cluster: ClusterDescription) => string | undefined): ClusterSelector {
    someOf(field, values);
    return new ClusterSelector(`${field} ${listed(values)}`, (cluster) => values.includes(of(cluster)!));
  }

  private constructor(
    /** What it says, for messages. */
    public readonly description: string,
    private readonly predicate: (cluster: ClusterDescription) => boolean,
    private readonly named: readonly string[] = [],
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
   * What is wrong with it in a fleet of these names.
   * @internal
   */
  public _check(names: readonly string[], prop: Prop): void {
    for (const name of this.named.filter((each) => !names.includes(each))) {
      const meant = nearestName(name, names);
      prop.fault({
        id: 'fleet/no-such-cluster',
        rule: 'must name a cluster of the fleet',
        got: name,
        fix: meant === undefined ? `It has ${listed(names)}` : `Use '${meant}'`,
      });
    }
  }

  private with(other: ClusterSelector, description: string, predicate: (cluster: ClusterDescription) => boolean): ClusterSelector {
    return new ClusterSelector(description, predicate, [...this.named, ...other.named]);
  }
}

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

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => `'${name}'`).join(', ');
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown;
}
