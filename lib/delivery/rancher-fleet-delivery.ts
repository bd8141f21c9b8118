import { ApiObject, Chart } from 'cdk8s';
import { Cluster } from '../cluster/cluster';
import { Faults } from '../construct/faults';
import { readProps } from '../construct/read-props';
import { defaulted, dnsLabel, flag, ruled } from '../construct/shape';
import { Shapes, WithDefaults } from '../construct/struct';
import { ClusterSelector } from '../fleet/cluster-selector';
import { DeliveredApp, DeliveredCluster, DeliveredTree } from '../fleet/delivered-tree';
import { IFleetDelivery } from '../fleet/fleet-delivery';
import { CLUSTER_SELECTOR } from '../fleet/selected-clusters';
import { groupBy } from '../manifest/group-by';
import { countOf } from '../manifest/int-or-percent';
import { labelKeyFault } from '../manifest/label';
import { listed } from '../manifest/listed';
import { stringifyYaml } from '../manifest/yaml';
import { DELIVERY_IDENTITY, DeliveryIdentity, ServiceAccountOf } from './delivery-identity';
import { fittingName } from './fitting-name';
import { FleetRollout, ROLLOUT, SettledStep } from './fleet-rollout';
import { concurrencyOf } from './rollout-batches';

/** Properties for `RancherFleetDelivery`. */
export interface RancherFleetDeliveryProps {
  /**
   * Namespace of the Cluster objects in the hub: the workspace.
   * @default 'fleet-default'
   */
  readonly namespace?: string;

  /**
   * Label of the Cluster objects in the hub that holds the name of the cluster. Rancher sets the default; without it, whoever registers a cluster sets one.
   * @default 'management.cattle.io/cluster-display-name'
   */
  readonly clusterLabel?: string;

  /**
   * What the names of the Bundles begin with, which are those of the Helm releases in the clusters too: `fleet-shop`.
   * @default 'fleet'
   */
  readonly prefix?: string;

  /**
   * Who applies objects in the clusters: ServiceAccounts in the namespace of Fleet's agent, in each cluster.
   * @default DeliveryIdentity.perApp('fleet-')
   */
  readonly identity?: DeliveryIdentity;

  /**
   * In which order clusters get what is new: each app by itself, one cluster at a time, or as many as a step lets fail and one more.
   * @default - all at once
   */
  readonly rollout?: FleetRollout;

  /**
   * Whether what was changed by hand is set back.
   * @default true
   */
  readonly correctDrift?: boolean;

  /**
   * Clusters in which all objects of an app stay when its Bundle goes. A single object that the fleet no longer writes is removed there, too.
   * @default - none: they are removed
   */
  readonly keepResources?: ClusterSelector;
}

type Defaulted = 'namespace' | 'clusterLabel' | 'prefix' | 'correctDrift';

const SHAPES: Shapes<RancherFleetDeliveryProps> = {
  namespace: defaulted('fleet-default', dnsLabel("Use the workspace, such as 'fleet-default'")),
  clusterLabel: defaulted('management.cattle.io/cluster-display-name', ruled(labelKeyFault, { fix: "Use one such as 'example.com/cluster'" })),
  prefix: defaulted('fleet', dnsLabel("Use one such as 'fleet'")),
  identity: DELIVERY_IDENTITY,
  rollout: ROLLOUT,
  correctDrift: defaulted(true, flag),
  keepResources: CLUSTER_SELECTOR,
};

/** What Helm takes as the name of a release. */
const RELEASE_LENGTH = 53;
/** From where on Fleet counts a Bundle as large. The same is stored a second time, for the agents; etcd takes half as much again. */
const LARGEST_BUNDLE = 1024 * 1024;

/**
 * Rancher Fleet brings what the fleet writes to its clusters: a Bundle for each app, with the objects of all clusters, of which each cluster gets its own.
 *
 * What is the same everywhere stands in it once. A GitRepo over the folders of the clusters could say neither what waits for what nor an order of clusters.
 *
 * @see https://fleet.rancher.io/ref-bundle
 * @example
 * const fleet = new Fleet({ clusters: [{ name: 'dev', environment: 'dev' }, { name: 'prod-eu', environment: 'production' }] });
 * fleet.deliver(new RancherFleetDelivery({
 *   rollout: new FleetRollout([
 *     { name: 'dev', clusters: ClusterSelector.names('dev') },
 *     { name: 'rest', clusters: ClusterSelector.environments('production') },
 *   ]),
 * }));
 */
export class RancherFleetDelivery implements IFleetDelivery {
  private readonly props: WithDefaults<RancherFleetDeliveryProps, Defaulted>;
  private readonly serviceAccountOf: ServiceAccountOf;

  public constructor(props: RancherFleetDeliveryProps = {}) {
    const faults = new Faults('RancherFleetDelivery');
    this.props = readProps<RancherFleetDeliveryProps, Defaulted>(faults, props, SHAPES, RancherFleetDelivery);
    faults.throwIfAny();
    // Its shape has read what it was made of.
    this.serviceAccountOf = this.props.identity as unknown as ServiceAccountOf ?? ((app) => `fleet-${app}`);
  }

  /** Writes a Bundle for each app. */
  public deliver(hub: Cluster, tree: DeliveredTree): void {
    const { namespace, rollout, keepResources } = this.props;
    const faults = new Faults(hub);
    keepResources?._check(tree.clusters.map(({ description }) => description), faults.props.at('keepResources'));
    const steps = rollout?._settle(tree.clusters, faults) ?? [];
    sayNotSayable(steps, faults);
    if (faults.report()) { return; }
    const chart = new Chart(hub, 'fleet', { namespace });
    const placed = tree.clusters.flatMap((cluster) => cluster.apps.map((app): Placed => ({ cluster, app })));
    for (const [app, places] of groupBy(placed, (place) => place.app.name)) { this.writeBundle(chart, app, places, steps, faults); }
    faults.report();
  }

  private writeBundle(chart: Chart, app: string, places: readonly Placed[], steps: readonly SettledStep[], faults: Faults): void {
    const { correctDrift, keepResources } = this.props;
    const { namespace } = places[0].app;
    const bundle = {
      apiVersion: 'fleet.cattle.io/v1alpha1',
      kind: 'Bundle',
      metadata: { name: this.nameOf(app) },
      spec: {
        // Nothing of one namespace may write into another, or beside all.
        ...(namespace === undefined ? { defaultNamespace: 'default' } : { namespace }),
        createNamespace: false,
        serviceAccount: this.serviceAccountOf(app),
        correctDrift: correctDrift ? { enabled: true } : undefined,
        dependsOn: this.dependenciesOf(app, places, faults),
        rolloutStrategy: this.rolloutOf(places, steps),
        resources: resourcesOf(places),
        targets: places.map(({ cluster: { name, description } }) => ({
          name,
          clusterSelector: { matchLabels: { [this.props.clusterLabel]: name } },
          yaml: { overlays: [name] },
          keepResources: keepResources?.selects(description) === true ? true : undefined,
        })),
      },
    };
    const size = Buffer.byteLength(JSON.stringify(bundle));
    if (size > LARGEST_BUNDLE) {
      faults.add({
        id: 'delivery/rancher-fleet',
        rule: `can not deliver '${app}': its Bundle would hold ${Math.ceil(size / 1024)} KiB, and may hold 1024`,
        fix: 'Put some of its objects into another namespace, let them differ less between clusters, or deliver by an engine that reads the folders',
      });
    }
    new ApiObject(chart, app, bundle as any);
  }

  /** Each waits for Bundles in its own cluster, which must be there: only what is so in all of its clusters can be said. */
  private dependenciesOf(app: string, places: readonly Placed[], faults: Faults): readonly { readonly name: string }[] | undefined {
    const everywhere = places[0].app.after.filter((each) => places.every(({ app: { after } }) => after.includes(each)));
    const elsewhere = [...groupBy(places.flatMap((place) => place.app.after.map((each) => ({ each, cluster: place.cluster.name }))), ({ each }) => each)];
    for (const [each, all] of elsewhere.filter(([name]) => !everywhere.includes(name))) {
      faults.warn?.({
        id: 'delivery/not-sayable',
        message: `Rancher Fleet does not let '${app}' wait for '${each}', as it does in ${listed(all.map(({ cluster }) => cluster))} alone: a Bundle waits for the same in all of its clusters`,
      });
    }
    return everywhere.length === 0 ? undefined : everywhere.map((each) => ({ name: this.nameOf(each) }));
  }

  /** Partitions say who is next; that nobody is until the ones before are well, only the number for all of them says. */
  private rolloutOf(places: readonly Placed[], steps: readonly SettledStep[]): object | undefined {
    if (steps.length === 0) { return undefined; }
    const maxUnavailable = unavailableOf(steps);
    const here = places.map(({ cluster }) => cluster.name);
    const partitions = steps.map(({ step, clusters }) => ({ step, names: clusters.map(({ name }) => name).filter((name) => here.includes(name)) }));
    return {
      maxUnavailable,
      maxUnavailablePartitions: 0,
      partitions: partitions.filter(({ names }) => names.length > 0).map(({ step, names }) => ({
        name: step.name,
        maxUnavailable,
        clusterSelector: { matchExpressions: [{ key: this.props.clusterLabel, operator: 'In', values: names }] },
      })),
    };
  }

  private nameOf(app: string): string {
    return fittingName(`${this.props.prefix}-${app}`, RELEASE_LENGTH);
  }
}

/** An app in one of its clusters. */
interface Placed {
  readonly cluster: DeliveredCluster;
  readonly app: DeliveredApp;
}

/** What is the same in all clusters, and for each cluster what is not: Fleet puts the files of its overlay beside the others, or in their place. */
function resourcesOf(places: readonly Placed[]): readonly { readonly name: string; readonly content: string }[] {
  const files = places.flatMap(({ cluster, app }) => {
    const manifests = app.readManifests();
    return app.objects.map(({ path }, index) => ({ cluster: cluster.name, name: nameOfFile(path), content: stringifyYaml([manifests[index]]) }));
  });
  const shared: { name: string; content: string }[] = [];
  const own: { name: string; content: string }[] = [];
  for (const [name, each] of groupBy(files, (file) => file.name)) {
    if (each.length === places.length && each.every(({ content }) => content === each[0].content)) {
      shared.push({ name, content: each[0].content });
    } else {
      own.push(...each.map(({ cluster, content }) => ({ name: `overlays/${cluster}/${name}`, content })));
    }
  }
  return [...byName(shared), ...byName(own)];
}

function byName<T extends { readonly name: string }>(files: T[]): T[] {
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The last part of a path. What holds `_patch.` would change another file of the overlay. */
function nameOfFile(path: string): string {
  return path.split('/').pop()!.replace(/_/g, '%5F');
}

/** How many clusters may be not well, or at it, at the same time: what every step lets. */
function unavailableOf(steps: readonly SettledStep[]): number {
  return Math.min(...steps.map((settled) => Math.min(failuresOf(settled) + 1, concurrencyOf(settled))));
}

function failuresOf({ step: { maxFailures = 0 }, clusters }: SettledStep): number {
  return countOf(maxFailures, clusters.length, 'down');
}

/** What Fleet has no field for. */
function sayNotSayable(steps: readonly SettledStep[], faults: Faults): void {
  if (steps.length === 0) { return; }
  const unavailable = unavailableOf(steps);
  const atATime = unavailable === 1 ? 'one cluster' : `${unavailable} clusters`;
  steps.forEach((settled, index) => {
    const { step } = settled;
    const prop = faults.props.at('rollout', 'steps', index);
    const warn = (field: string, message: string) => prop.at(field).warn({ id: 'delivery/not-sayable', message });
    if (step.manual === true) {
      prop.at('manual').fault({
        id: 'delivery/rancher-fleet',
        rule: `can not be said to Rancher Fleet: the step '${step.name}' would begin by itself`,
        fix: 'Leave it out, or deliver by an engine that waits for somebody',
      });
    }
    if (step.maxConcurrency !== undefined && concurrencyOf(settled) > unavailable) {
      warn('maxConcurrency', `can not be said to Rancher Fleet beside 'maxFailures': the step '${step.name}' goes on with ${atATime} at a time`);
    }
    if (failuresOf(settled) + 1 > unavailable) {
      warn('maxFailures', `can not be said to Rancher Fleet for the step '${step.name}' alone: it stops when ${atATime} of the whole fleet ${unavailable === 1 ? 'is' : 'are'} not well`);
    }
    if (step.soakMinutes !== undefined) {
      warn('soakMinutes', `can not be said to Rancher Fleet: a cluster of the step '${step.name}' counts as done as soon as it is well`);
    }
    if (step.deadlineMinutes !== undefined) {
      warn('deadlineMinutes', `can not be said to Rancher Fleet: it waits for the clusters of the step '${step.name}' for as long as they take`);
    }
  });
}
