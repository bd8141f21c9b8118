import { Faults } from '../../construct/faults';
import { DeliveredApp } from '../../fleet/delivered-tree';
import { groupBy } from '../../manifest/group-by';
import { listed } from '../../manifest/listed';
import { useNearest } from '../../manifest/nearest-name';
import { KubernetesObject } from '../../manifest/object';
import { ArgoCdTeam } from './argo-cd-delivery-props';
import { DeliveredApps } from './delivered-apps';

/** Whose an app of a cluster is. */
export interface Teams {
  of(app: DeliveredApp): string;
}

interface TeamsProps {
  readonly teams?: readonly ArgoCdTeam[];
  readonly teamLabel?: string;
  readonly platformTeam: string;
}

/** Finds the team of each app: what states no namespace is the platform team's, and so is all where no team is said. */
export function teamsOf({ teams, teamLabel, platformTeam }: TeamsProps, clusters: readonly DeliveredApps[], faults: Faults): Teams {
  const said = new Map((teams ?? []).flatMap(({ name, namespaces }) => namespaces.map((namespace) => [namespace, name] as const)));
  checkTeams(teams ?? [], clusters, faults);
  const isSaid = teams !== undefined || teamLabel !== undefined;
  const owners = new Map<string, string>();
  const orphans = new Map<string, string[]>();
  for (const { cluster, apps } of clusters) {
    const labelled = teamLabel === undefined ? NONE : labelledIn(apps, teamLabel);
    for (const { namespace, path } of apps) {
      const team = namespace === undefined || !isSaid ? platformTeam : said.get(namespace) ?? labelled.get(namespace);
      owners.set(path, team ?? platformTeam);
      if (team === undefined) { orphans.set(namespace!, [...orphans.get(namespace!) ?? [], cluster.name]); }
    }
  }
  for (const [namespace, names] of [...orphans].sort()) {
    const label = teamLabel === undefined ? '' : `, or label it '${teamLabel}'`;
    faults.props.at('teams').fault({
      id: 'delivery/teams', rule: `must say whose namespace '${namespace}' is, in ${listed(names)}`, fix: `Add it to the 'namespaces' of a team${label}`,
    });
  }
  return { of: ({ path }) => owners.get(path)! };
}

const NONE: ReadonlyMap<string, string> = new Map();

/** The teams that the Namespaces of a cluster name. */
function labelledIn(apps: readonly DeliveredApp[], label: string): ReadonlyMap<string, string> {
  const namespaces = apps.filter(({ namespace }) => namespace === undefined).flatMap((app) => app.readManifests())
    .filter(({ kind, apiVersion }: KubernetesObject) => kind === 'Namespace' && apiVersion === 'v1');
  return new Map(namespaces.flatMap(({ metadata: { name, labels } }) => (labels?.[label] === undefined ? [] : [[name, String(labels[label])] as const])));
}

function checkTeams(teams: readonly ArgoCdTeam[], clusters: readonly DeliveredApps[], faults: Faults): void {
  const known = [...new Set(clusters.flatMap(({ apps }) => apps.flatMap(({ namespace }) => namespace ?? [])))].sort();
  teams.forEach(({ namespaces }, index) => namespaces.forEach((namespace, place) => {
    if (known.includes(namespace)) { return; }
    faults.props.at('teams', index, 'namespaces', place).fault({
      id: 'delivery/teams', rule: 'must be a namespace that a cluster of the fleet has', got: namespace,
      fix: useNearest(namespace, known, known.length === 0 ? 'Leave it out' : `There are ${listed(known)}`),
    });
  }));
  const all = teams.flatMap(({ name, namespaces }) => namespaces.map((namespace) => ({ name, namespace })));
  for (const [namespace, owners] of groupBy(all, (each) => each.namespace)) {
    if (owners.length === 1) { continue; }
    faults.props.at('teams').fault({
      id: 'delivery/teams', rule: `must have each namespace once: '${namespace}' is of ${listed(owners.map(({ name }) => name))}`, fix: 'Leave it to one of them',
    });
  }
}
