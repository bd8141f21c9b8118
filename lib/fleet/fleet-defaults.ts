import { AcceptedWarning, checkDefaults, ClusterDefaults } from '../cluster/cluster-defaults';
import { checkDescription, ClusterDescription } from '../cluster/cluster-description';
import { mergedRules } from '../cluster/rule-settings';
import { findingOf } from '../construct/fault';
import { Finding } from '../construct/finding';
import { Prop } from '../construct/prop';
import { refuseUnknownEnvironment } from './environment-fault';
import type { FleetProps } from './fleet';

/** How things are done in the clusters of a fleet: what is said for all of them, and for their environments. */
export class FleetDefaults {
  private readonly sources: readonly { readonly where: string; readonly environment?: string; readonly defaults: ClusterDefaults }[];

  public constructor({ defaults = {}, environments = {} }: FleetProps) {
    this.sources = [
      { where: 'defaults', defaults },
      ...Object.entries(environments).map(([environment, own]) => ({ where: `environments.${environment}`, environment, defaults: own })),
    ];
  }

  /** What holds in a cluster. */
  public of({ environment }: ClusterDescription): ClusterDefaults {
    const here = this.sources.filter((source) => source.environment === undefined || source.environment === environment).map(({ defaults }) => defaults);
    return {
      workloads: Object.assign({}, ...here.map(({ workloads }) => workloads)),
      warningsAsErrors: [...new Set(here.flatMap(({ warningsAsErrors = [] }) => warningsAsErrors))],
      rules: mergedRules(here.map(({ rules = {} }) => rules)),
      policyEnforcement: here.map(({ policyEnforcement }) => policyEnforcement).filter((each) => each !== undefined).at(-1),
      acceptedWarnings: here.flatMap(({ acceptedWarnings = [] }) => acceptedWarnings).filter((accepted) => isMeant(accepted, environment)),
    };
  }

  /** Acceptances of which no cluster had need: what is accepted for many need not be raised in each of them. */
  public unused(warnings: readonly Finding[]): Finding[] {
    const used = new Set(warnings.map(({ id, accepted }) => JSON.stringify([id, accepted])));
    return this.sources.flatMap(({ where, defaults: { acceptedWarnings = [] } }) => acceptedWarnings
      // What only the way from one synth to the next raises is not raised by the one after.
      .filter(({ id, reason }) => id !== 'workload/immutable-field' && !used.has(JSON.stringify([id, reason])))
      .map(({ id }) => findingOf({
        id: 'acceptance/unused', prop: `${where}.acceptedWarnings`, rule: 'must be raised by a cluster, and none does', got: id, fix: 'Accept it no longer, or where it is raised',
      }, 'Fleet')));
  }
}

function isMeant({ environments }: AcceptedWarning, environment: string | undefined): boolean {
  return environments === undefined || environments.includes(environment!);
}

/** What no shape can say. */
export function checkFleetProps({ clusters, defaults = {}, environments = {} }: FleetProps, prop: Prop): void {
  const names = new Map<string, number>();
  clusters.forEach((description, index) => {
    const at = prop.at('clusters', index);
    checkDescription(description, at);
    const first = names.get(description.name);
    if (first !== undefined) {
      at.at('name').fault({ id: 'fleet/unique-cluster', rule: `must not be that of 'clusters[${first}]' too`, got: description.name, fix: 'Give one of the two another name' });
    }
    names.set(description.name, first ?? index);
  });
  checkDefaults(defaults, prop.at('defaults'));
  for (const [name, own] of Object.entries(environments)) {
    refuseUnknownEnvironment(name, clusters, prop.at('environments', name));
    checkDefaults(own, prop.at('environments', name));
  }
  [...Object.entries(environments), [undefined, defaults] as const].forEach(([name, { acceptedWarnings = [] }]) => {
    const at = name === undefined ? prop.at('defaults') : prop.at('environments', name);
    acceptedWarnings.forEach((accepted, index) => accepted.environments?.forEach((environment, place) => {
      refuseUnknownEnvironment(environment, clusters, at.at('acceptedWarnings', index, 'environments', place));
    }));
  });
}
