import { distinct, list, map } from '../../construct/collection';
import { Prop } from '../../construct/prop';
import { also, defaulted, dnsLabel, flag, given, matching, required, ruled, Shape, textOf } from '../../construct/shape';
import { Shapes, struct } from '../../construct/struct';
import { groupBy } from '../../manifest/group-by';
import { labelKeyFault } from '../../manifest/label';
import { FleetRollout, ROLLOUT } from '../fleet-rollout';
import { IArgoCdAccess } from './argo-cd-access';

/** A team, whose AppProject has its name. */
export interface ArgoCdTeam {
  /** Its name; not `default`, which is the project of Applications that name none. */
  readonly name: string;

  /** Its namespaces. Each is one that a cluster of the fleet has. */
  readonly namespaces: string[];

  /**
   * Kinds that it may have in them beside those of what it has, as `kubectl` names them: `ConfigMap`, `Ingress.networking.k8s.io`.
   *
   * When the last object of a kind goes, so does the kind, and Argo CD no longer sees the object, which it should remove: a kind that comes and goes is named
   * here.
   *
   * @default - none
   */
  readonly kinds?: string[];
}

/** What Argo CD does of its own accord in clusters. */
export interface ArgoCdSync {
  /**
   * Whether what the fleet no longer has is deleted: objects, and all objects of a namespace or cluster that it does not have any more.
   *
   * Where it is not, such objects stay, and their Applications are out of sync until somebody prunes them. In a rollout, the next step waits for that.
   *
   * @default false
   */
  readonly prune?: boolean;

  /**
   * The same for what belongs to no namespace: a Namespace goes with all that is in it, a CustomResourceDefinition with all of its objects.
   * @default false
   */
  readonly pruneCluster?: boolean;

  /**
   * Whether changes by hand are undone. In a rollout automated sync is off, and they may stay until a later commit changes something.
   * @default - true without a rollout, false with one
   */
  readonly selfHeal?: boolean;
}

/** Properties for `ArgoCdDelivery`. */
export interface ArgoCdDeliveryProps {
  /** The repository into which what the fleet writes is committed, as Argo CD reads it, without a password: `https://git.example.com/platform/fleet.git`. */
  readonly repoUrl: string;

  /**
   * Branch, tag or commit that is delivered.
   * @default 'HEAD'
   */
  readonly revision?: string;

  /**
   * The fleet's output folder in the repository; `.` where it is the repository itself.
   * @default 'dist'
   */
  readonly path?: string;

  /**
   * Namespace of Argo CD in the hub.
   * @default 'argocd'
   */
  readonly namespace?: string;

  /**
   * Name of the ApplicationSet. Another name makes it another one: the Applications of the old one go.
   * @default 'fleet'
   */
  readonly name?: string;

  /**
   * Whose namespaces are. Each namespace of the fleet is of one team.
   * @default - as `teamLabel` says; without both, all is the platform team's
   */
  readonly teams?: ArgoCdTeam[];

  /**
   * A label of Namespaces that names their team, for those that `teams` does not name.
   * @default - none
   */
  readonly teamLabel?: string;

  /**
   * The team of what belongs to no namespace: Namespaces themselves, CustomResourceDefinitions, ClusterRoles.
   * @default 'platform'
   */
  readonly platformTeam?: string;

  /**
   * What Argo CD does of its own accord.
   * @default - it applies what is new, and deletes nothing
   */
  readonly sync?: ArgoCdSync;

  /**
   * The same in the clusters of an environment, by its name: `{ dev: { prune: true } }`. What is said here goes before `sync`.
   * @default - as everywhere
   */
  readonly environments?: { [name: string]: ArgoCdSync };

  /**
   * How Argo CD reaches the clusters, each of which is registered by its name.
   * @default - somebody else registers them in Argo CD, under the names that they have in the fleet
   */
  readonly access?: IArgoCdAccess;

  /**
   * In which order clusters get what is new. Needs an ApplicationSet controller that runs with `--enable-progressive-syncs`.
   * @default - all at once
   */
  readonly rollout?: FleetRollout;
}

const NAME_FIX = "Use a name such as 'payments'";
const TEAM = also(dnsLabel(NAME_FIX), (name, prop) => prop.check(
  name === 'default' ? 'must not be that of the project which Argo CD has for Applications that name none' : undefined,
  { id: 'delivery/teams', got: name, fix: 'Use another name' },
));
const REPO_FIX = "Use one such as 'https://git.example.com/platform/fleet.git'";
const KIND = matching(/^[A-Z][A-Za-z0-9]*(?:\.[a-z0-9]([-a-z0-9.]*[a-z0-9])?)?$/, 'must be a kind, with its group behind it', "Use one such as 'Ingress.networking.k8s.io'");

const TEAMS: Shape<ArgoCdTeam[]> = also(list(struct<ArgoCdTeam>("{ name: 'payments', namespaces: ['shop'] }", {
  name: required(TEAM, NAME_FIX),
  namespaces: required(distinct(list(dnsLabel("Use a namespace such as 'shop'"), "['shop']"), "Use one such as ['shop']"), "Use one such as ['shop']"),
  kinds: list(KIND, "['Ingress.networking.k8s.io']"),
}), "[{ name: 'payments', namespaces: ['shop'] }]"), refuseTwins);

const SYNC = struct<ArgoCdSync>('{ prune: true }', { prune: flag, pruneCluster: flag, selfHeal: flag });

const ACCESS: Shape<IArgoCdAccess> = given((value: any, prop) => {
  if (typeof value.accessTo === 'function') { return value; }
  prop.fault({ id: 'prop/type', rule: "must have a method 'accessTo'", fix: 'Use one such as { accessTo: (cluster) => ArgoCdAccess.inCluster() }' });
  return undefined;
});

export type ArgoCdDefaults = 'revision' | 'path' | 'namespace' | 'name' | 'platformTeam' | 'sync' | 'environments';

export const ARGO_CD_DELIVERY: Shapes<ArgoCdDeliveryProps> = {
  repoUrl: required(ruled(repoFault, { fix: REPO_FIX, hidden: true }), REPO_FIX),
  revision: defaulted('HEAD', matching(/^[^\s{}~^:?*[\\-][^\s{}~^:?*[\\]*$/, 'must be a branch, tag or commit', "Use one such as 'main'")),
  path: defaulted('dist', textOf(pathFault, { fix: "Use one such as 'dist', or '.'" })),
  namespace: defaulted('argocd', dnsLabel('Use the namespace in which Argo CD runs')),
  name: defaulted('fleet', dnsLabel("Leave it out for 'fleet'")),
  teams: TEAMS,
  teamLabel: ruled(labelKeyFault, { fix: "Use one such as 'example.com/team'" }),
  platformTeam: defaulted('platform', TEAM),
  sync: defaulted({}, SYNC),
  environments: defaulted({}, map(SYNC, '{ dev: { prune: true } }')),
  access: ACCESS,
  rollout: ROLLOUT,
};

/** What is in braces would be filled in by the ApplicationSet. A name alone is none in ssh, and may be a token elsewhere. */
function repoFault(url: unknown): string | undefined {
  const isAddress = /^(?:(?:https?|ssh|git|file):\/\/|[a-z0-9._-]+@[a-z0-9.-]+:)[^\s{}]+$/i.test(String(url));
  if (!isAddress) { return 'must be the address of a git repository'; }
  return /^https?:\/\/[^/]*@|^[a-z]+:\/\/[^/@]*:[^/]*@/i.test(String(url)) ? 'must not hold a password: Argo CD has a Secret for it' : undefined;
}

function pathFault(path: string): string | undefined {
  const isInside = path === '.' || (/^[^/\s{}][^\s{}]*$/.test(path) && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..'));
  return isInside ? undefined : "must be a folder in the repository, without '/' at its beginning and end";
}

function refuseTwins(teams: ArgoCdTeam[], prop: Prop): void {
  for (const [name, twins] of groupBy(teams, (team) => team.name)) {
    prop.check(twins.length > 1 ? 'must name each team once' : undefined, { id: 'delivery/teams', got: name, fix: 'Make one of the two' });
  }
}
