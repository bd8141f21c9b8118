import { ClusterFacts } from './cluster-facts';

/** Something that must agree between clusters. */
export interface FleetRule {
  readonly id: string;
  /**
   * An error is what breaks in any case, and nobody can accept it. Where a team may have its reasons, or the fleet does not show everything, it is a
   * warning, however much it would hurt: that can be accepted, or made an error, for an environment.
   */
  readonly severity: 'error' | 'warning';
  /** What goes wrong in production. */
  readonly why: string;
  /** Whether what it finds among some of the clusters may be wrong because the others are not known. */
  readonly needsAll?: boolean;
  /** Looks at all clusters side by side. */
  check(fleet: readonly ClusterFacts[]): FleetRuleFinding[];
}

/** What a rule found. */
export interface FleetRuleFinding {
  /** The cluster that is to be changed, or the first of those among which it is not clear. */
  readonly cluster: string;
  /** As messages name it: `Service 'shop/api'`. */
  readonly object?: string;
  /** What is the matter: `has port 80 named 'http', and in 'prod-us' it is named 'web'`. */
  readonly rule: string;
  /** The way out, as a sentence without its full stop. */
  readonly fix: string;
}
