import { ApiObject, Chart } from 'cdk8s';
import { Cluster } from '../../cluster/cluster';
import { hasInstalled, installedVersion, capabilitiesAround } from '../../cluster/needs-capability';
import { Faults } from '../../construct/faults';
import { readProps } from '../../construct/read-props';
import { WithDefaults } from '../../construct/struct';
import { warn } from '../../construct/warning';
import { CLUSTER_APP, DeliveredTree } from '../../fleet/delivered-tree';
import { refuseUnknownEnvironment } from '../../fleet/environment-fault';
import { IFleetDelivery } from '../../fleet/fleet-delivery';
import { listed } from '../../manifest/listed';
import { LARGEST_OBJECT } from '../object-size';
import { applicationSetOf } from './application-set';
import { ArgoCdAccess } from './argo-cd-access';
import { ARGO_CD_DELIVERY, ArgoCdDefaults, ArgoCdDeliveryProps, ArgoCdSync } from './argo-cd-delivery-props';
import { DeliveredApps } from './delivered-apps';
import { projectsOf } from './projects';
import { teamsOf } from './teams';
import { sayUnsayable, Waves, wavesOf } from './waves';

/** What Argo CD notes of each Application in the status of its ApplicationSet, where it rolls out. */
const STATUS_OF_ONE = 600;

/**
 * Argo CD brings what a fleet writes to its clusters: an AppProject for each team, with its namespaces and kinds alone, and one ApplicationSet with an
 * Application for each namespace of each cluster. They are written for the hub.
 *
 * @example
 * const fleet = new Fleet({ clusters: [{ name: 'dev', environment: 'dev' }, { name: 'prod-eu', environment: 'production' }] });
 * fleet.run(ClusterSelector.all(), program);
 * fleet.deliver(new ArgoCdDelivery({
 *   repoUrl: 'https://git.example.com/platform/fleet.git',
 *   environments: { dev: { prune: true } },
 *   rollout: new FleetRollout([
 *     { name: 'dev', clusters: ClusterSelector.environments('dev') },
 *     { name: 'production', clusters: ClusterSelector.environments('production'), maxConcurrency: '25%' },
 *   ]),
 * }), { name: 'hub', capabilities: { argoCd: { version: '3.5.1', progressiveSyncs: true } } });
 * fleet.synth();
 */
export class ArgoCdDelivery implements IFleetDelivery {
  private readonly props: WithDefaults<ArgoCdDeliveryProps, ArgoCdDefaults>;

  public constructor(props: ArgoCdDeliveryProps) {
    const faults = new Faults('ArgoCdDelivery');
    this.props = readProps<ArgoCdDeliveryProps, ArgoCdDefaults>(faults, props, ARGO_CD_DELIVERY, ArgoCdDelivery);
    faults.throwIfAny();
  }

  /** Defines the objects of Argo CD in the hub. */
  public deliver(hub: Cluster, tree: DeliveredTree): void {
    const { namespace, rollout, path } = this.props;
    const chart = new Chart(hub, 'argo-cd', { namespace });
    const faults = new Faults(chart);
    const clusters: DeliveredApps[] = tree.clusters.map((cluster) => ({ cluster, apps: cluster.apps }));
    this.check(clusters, faults);
    const teams = teamsOf(this.props, clusters, faults);
    const accesses = this.accesses(clusters, faults);
    const waves = rollout === undefined ? undefined : wavesOf(rollout, clusters, faults);
    if (faults.report()) { return; }

    const applicationSet = applicationSetOf({ ...this.props, path: path === '.' ? '' : path, syncIn: (environment) => this.syncIn(environment) }, clusters, teams, waves);
    for (const object of [...projectsOf(this.props, clusters, teams), ...accesses.map(([cluster, access]) => access._secretOf(cluster)), applicationSet]) {
      new ApiObject(chart, `${object.kind}-${object.metadata.name}`.toLowerCase(), object as any);
    }
    this.sayWarnings(chart, clusters, waves, faults);
    sayLarge(chart, applicationSet, waves);
  }

  private syncIn(environment: string | undefined): ArgoCdSync {
    return { ...this.props.sync, ...(environment === undefined ? {} : this.props.environments[environment]) };
  }

  private check(clusters: readonly DeliveredApps[], faults: Faults): void {
    const described = clusters.map(({ cluster }) => cluster.description);
    Object.keys(this.props.environments).forEach((name) => refuseUnknownEnvironment(name, described, faults.props.at('environments', name)));
  }

  private accesses(clusters: readonly DeliveredApps[], faults: Faults): (readonly [string, ArgoCdAccess])[] {
    const { access } = this.props;
    const made = clusters.flatMap(({ cluster: { name, description } }) => {
      const one = access?.accessTo(description);
      return one === undefined ? [] : [[name, one] as const];
    });
    made.forEach(([name, { server }], index) => {
      const [first] = made.find((other) => other[1].server === server)!;
      if (made.findIndex((other) => other[1].server === server) === index) { return; }
      faults.props.at('access').fault({
        id: 'delivery/access', rule: `must lead to another API server for each cluster: '${first}' and '${name}' have the same one`, got: server, fix: 'Correct one of the two',
      });
    });
    return made;
  }

  private sayWarnings(chart: Chart, clusters: readonly DeliveredApps[], waves: Waves | undefined, faults: Faults): void {
    const argoCd = capabilitiesAround(chart).argoCd;
    if (waves === undefined) {
      const ordered = clusters.flatMap(({ apps }) => apps.filter(({ after }) => after.some((name) => name !== CLUSTER_APP)).map(({ path }) => path));
      if (ordered.length > 0) {
        warn(chart, {
          id: 'delivery/not-sayable',
          message: `${listed(ordered)} must come after other namespaces, and without a rollout Argo CD syncs all at once: what is too early fails, and is tried again. Give a 'rollout' for their order.`,
        });
      }
    } else {
      sayUnsayable(this.props.rollout!.steps, faults.props.at('rollout', 'steps'));
      this.sayNotHealed(faults);
      if (argoCd?.progressiveSyncs !== true) {
        warn(chart, {
          id: 'delivery/argo-cd-progressive-syncs',
          message: "the rollout is ignored without a word, and all clusters are synced at once, unless the ApplicationSet controller of the hub runs with '--enable-progressive-syncs'. "
            + "Set 'applicationsetcontroller.enable.progressive.syncs: \"true\"' in its ConfigMap 'argocd-cmd-params-cm', then say 'progressiveSyncs: true' in 'capabilities.argoCd' of the hub.",
        });
      }
    }
    const sliced = clusters.flatMap(({ apps }) => apps.filter(({ objects }) => objects.some(({ kind }) => kind === 'EndpointSlice')).map(({ path }) => path));
    const applies = argoCd !== undefined && (argoCd.endpointSlices ?? !hasInstalled(chart, 'argoCd', '3.0'));
    if (sliced.length > 0 && !applies) {
      warn(chart, {
        id: 'delivery/argo-cd-endpoint-slices',
        message: `Argo CD ${installedVersion(chart, 'argoCd') ?? '3'} leaves EndpointSlices out by default, and there are some in ${listed(sliced)}. Set 'resource.exclusions' in the ConfigMap `
          + "'argocd-cm' of the hub to 'ExternalServiceEndpoint.argoCdResourceExclusions()', then say 'endpointSlices: true' in 'capabilities.argoCd' of the hub.",
      });
    }
  }

  private sayNotHealed(faults: Faults): void {
    const { sync, environments } = this.props;
    const healed = [{ at: faults.props.at('sync'), sync }, ...Object.entries(environments).map(([name, own]) => ({ at: faults.props.at('environments', name), sync: own }))];
    for (const { at } of healed.filter((each) => each.sync.selfHeal === true)) {
      at.at('selfHeal').warn({
        id: 'delivery/not-sayable', message: "is nothing that Argo CD promises in a rollout: automated sync is off, and a change by hand may stay until a later commit changes something. Leave it out, or deliver without 'rollout'.",
      });
    }
  }
}

/** All Applications of a fleet are one object, in which Argo CD also notes how far each is. */
function sayLarge(chart: Chart, applicationSet: { readonly [field: string]: any }, waves: Waves | undefined): void {
  const count: number = applicationSet.spec.generators[0].list.elements.length;
  const size = Buffer.byteLength(JSON.stringify(applicationSet)) + count * (waves === undefined ? STATUS_OF_ONE / 2 : STATUS_OF_ONE);
  if (size <= LARGEST_OBJECT) { return; }
  warn(chart, {
    id: 'delivery/argo-cd-size',
    message: `the ApplicationSet has ${count} Applications, and with its status is about ${(size / 1e6).toFixed(1)} MB: an API server takes 1.5 MB. Split the fleet, with a delivery for each part.`,
  });
}
