import { ApiObject, Chart } from 'cdk8s';
import { Cluster } from '../../cluster/cluster';
import { map } from '../../construct/collection';
import { Fault } from '../../construct/fault';
import { Faults } from '../../construct/faults';
import { readProps } from '../../construct/read-props';
import { defaulted, knownFlag, oneOf } from '../../construct/shape';
import { Shapes } from '../../construct/struct';
import { warn } from '../../construct/warning';
import { CLUSTER_APP, DeliveredApp, DeliveredCluster, DeliveredTree } from '../../fleet/delivered-tree';
import { IFleetDelivery } from '../../fleet/fleet-delivery';
import { hashOf } from '../../fleet/output/cluster-index';
import { isClusterScoped } from '../../manifest/cluster-scoped';
import { groupBy } from '../../manifest/group-by';
import { labelValueFault } from '../../manifest/label';
import { listed } from '../../manifest/listed';
import { useNearest } from '../../manifest/nearest-name';
import { apiGroup, KubernetesObject } from '../../manifest/object';
import { describeObject } from '../../manifest/object-key';
import { FleetRollout, ROLLOUT, SettledStep } from '../fleet-rollout';
import { workSpec } from './manifest-work';
import { OcmExecutor, OCM_EXECUTOR } from './ocm-executor';
import { OcmPlacement, OCM_PLACEMENT, placementSpec, rolloutStrategy, unsaid } from './ocm-placement';
import { manifestBytes, MAX_WORK_BYTES, partsOf, WorkPart } from './work-parts';

/** What becomes of objects whose ManifestWork is removed, or that it no longer holds. */
export enum OcmRemoval {
  /** They are deleted. */
  DELETE = 'delete',
  /** They stay, and nobody tends them any more. */
  KEEP = 'keep',
}

/** Properties for `OcmDelivery`. */
export interface OcmDeliveryProps {
  /** As whom objects are applied in each cluster. */
  readonly executor: OcmExecutor;

  /**
   * Has apps that are the same in all of their clusters written once, as ManifestWorkReplicaSets, which the feature gate `ManifestWorkReplicaSet` of OCM's work
   * manager must let in. Others are ManifestWorks.
   *
   * @default - all apps are ManifestWorks, one for each cluster at least
   */
  readonly placement?: OcmPlacement;

  /**
   * In which order clusters get what is new. The hub keeps to it for what `placement` writes once. ManifestWorks have no order: each has the label
   * `delivery.fleetwright.io/step`, by which they are applied to the hub step by step.
   *
   * @default - all clusters at once
   */
  readonly rollout?: FleetRollout;

  /**
   * Whether fields are taken over that somebody else applied before. Else such a conflict keeps the object from being applied, and is told in the status.
   *
   * @default false
   */
  readonly force?: boolean;

  /**
   * What becomes of objects that are no longer written, by environment, e.g. `{ production: OcmRemoval.KEEP }`.
   * @default - they are deleted
   */
  readonly removal?: { [environment: string]: OcmRemoval };
}

const SHAPES: Shapes<OcmDeliveryProps> = {
  executor: OCM_EXECUTOR,
  placement: OCM_PLACEMENT,
  rollout: ROLLOUT,
  force: defaulted(false, knownFlag),
  removal: map(oneOf(OcmRemoval), '{ production: OcmRemoval.KEEP }'),
};

/** By this, works are applied to the hub step by step. */
const STEP = 'delivery.fleetwright.io/step';

/** No namespace has such a name. */
const CLUSTER_SCOPE = 'cluster.scope';

/**
 * Delivers by Open Cluster Management: each app of a cluster is a ManifestWork in the namespace of the cluster on the hub, or several where it is too large
 * for one.
 *
 * @example
 * fleet.deliver(new OcmDelivery({ executor: OcmExecutor.serviceAccount('delivery', 'deployer') }));
 */
export class OcmDelivery implements IFleetDelivery {
  private readonly props: Omit<OcmDeliveryProps, 'force'> & { readonly force: boolean };

  public constructor(props: OcmDeliveryProps) {
    const faults = new Faults('OcmDelivery');
    this.props = readProps<OcmDeliveryProps, 'force'>(faults, props, SHAPES, OcmDelivery);
    const { placement, rollout } = this.props;
    if (placement !== undefined && rollout !== undefined) {
      if (rollout.steps.length > 1 && placement.nameLabel === undefined) {
        faults.props.at('placement', 'nameLabel').fault({
          id: 'prop/required', rule: 'must be given with a rollout of several steps: OCM finds the clusters of each by a label', fix: "Use one such as 'name', and give it to each ManagedCluster",
        });
      }
      rollout.steps.forEach(({ name, manual }, index) => {
        const prop = faults.props.at('rollout', 'steps', index);
        if (manual === true) {
          prop.at('manual').fault({ id: 'delivery/not-sayable', rule: "can't be said with 'placement': OCM begins a step by itself", fix: "Leave out 'placement', or 'manual'" });
        }
        // A rule of decision groups.
        if (name.length < 2) { prop.at('name').fault({ id: 'prop/grammar', rule: 'must be of two letters at least', got: name, fix: 'Give it a longer one' }); }
      });
    }
    faults.throwIfAny();
  }

  public deliver(hub: Cluster, tree: DeliveredTree): void {
    const chart = new Chart(hub, 'ocm');
    const faults = new Faults(chart);
    const steps = this.props.rollout?._settle(tree.clusters, faults) ?? [];
    this.refuseUnknownEnvironments(tree, faults);
    const apps = [...groupBy(tree.clusters.flatMap((cluster) => cluster.apps.map((app) => ({ cluster, app }))), ({ app }) => nameOf(app)).values()];
    const shared = apps.map((places) => (this.props.placement !== undefined && places.length > 1 ? this.sameInAll(places) : undefined));
    apps.forEach((places, index) => {
      const parts = shared[index];
      if (parts !== undefined) { return this.defineOnce(chart, places, parts, steps); }
      places.forEach((place) => this.defineWorks(chart, place, steps, faults));
    });
    if (shared.some((parts) => parts !== undefined)) { this.definePlaces(chart); }
    faults.report();
    const alone = apps.filter((_, index) => shared[index] === undefined);
    this.sayOrder(chart, apps, alone, steps);
  }

  /** The ManifestWorks of an app in a cluster. */
  private defineWorks(chart: Chart, { cluster, app }: Place, steps: readonly SettledStep[], faults: Faults): void {
    const manifests = app.readManifests();
    const refused = refusedOf(manifests, app);
    refused.forEach((fault) => faults.add(fault));
    if (refused.length > 0) { return; }
    const step = steps.find(({ clusters }) => clusters.includes(cluster))?.step.name;
    for (const { suffix, manifests: some } of partsOf(manifests)) {
      const name = partName(app, suffix);
      new ApiObject(chart, `${cluster.name}/${name}`.replace('/', '_'), {
        apiVersion: 'work.open-cluster-management.io/v1',
        kind: 'ManifestWork',
        metadata: { name, namespace: cluster.name, ...(step !== undefined && { labels: { [STEP]: step } }) },
        spec: workSpec(some, { executor: this.props.executor, force: this.props.force, keep: this.keeps(cluster) }),
      } as any);
    }
  }

  /** An app that is the same in all of its clusters. */
  private defineOnce(chart: Chart, places: readonly Place[], parts: readonly WorkPart[], steps: readonly SettledStep[]): void {
    const [{ cluster, app }] = places;
    const placement = { ...PLACEMENT_DEFAULTS, ...this.props.placement };
    const clusters = places.map((place) => place.cluster);
    const own = steps.map(({ step, clusters: all }) => ({ step, clusters: all.filter((each) => clusters.includes(each)) }))
      .filter((each) => each.clusters.length > 0);
    const name = nameOf(app);
    new ApiObject(chart, `placement_${name}`, {
      apiVersion: 'cluster.open-cluster-management.io/v1beta1',
      kind: 'Placement',
      metadata: { name, namespace: placement.namespace },
      spec: placementSpec(clusters.map((each) => each.name), own, placement),
    } as any);
    for (const { suffix, manifests } of parts) {
      new ApiObject(chart, `set_${partName(app, suffix)}`, {
        apiVersion: 'work.open-cluster-management.io/v1alpha1',
        kind: 'ManifestWorkReplicaSet',
        metadata: { name: partName(app, suffix), namespace: placement.namespace },
        spec: {
          cascadeDeletionPolicy: 'Background',
          placementRefs: [{ name, rolloutStrategy: rolloutStrategy(own) }],
          manifestWorkTemplate: workSpec(manifests, { executor: this.props.executor, force: this.props.force, keep: this.keeps(cluster) }),
        },
      } as any);
    }
  }

  /** What Placements need around them. */
  private definePlaces(chart: Chart): void {
    const { namespace, clusterSet } = { ...PLACEMENT_DEFAULTS, ...this.props.placement };
    new ApiObject(chart, 'namespace', {
      apiVersion: 'v1',
      kind: 'Namespace',
      // No pod has to do anything there.
      metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
    });
    new ApiObject(chart, 'binding', {
      apiVersion: 'cluster.open-cluster-management.io/v1beta2',
      kind: 'ManagedClusterSetBinding',
      // It must have the name of the set.
      metadata: { name: clusterSet, namespace },
      spec: { clusterSet },
    } as any);
  }

  /** The parts of an app, if they are the same everywhere and fit into what OCM writes for them. What is refused is told of each cluster. */
  private sameInAll(places: readonly Place[]): readonly WorkPart[] | undefined {
    const [first, ...others] = places;
    const manifests = first.app.readManifests();
    if (refusedOf(manifests, first.app).length > 0 || others.some(({ cluster }) => this.keeps(cluster) !== this.keeps(first.cluster))) { return undefined; }
    const digest = digestOf(manifests);
    if (others.some(({ app }) => digestOf(app.readManifests()) !== digest)) { return undefined; }
    const parts = partsOf(manifests);
    const namespace = this.props.placement!.namespace ?? PLACEMENT_DEFAULTS.namespace;
    // OCM puts both names into the value of a label.
    return parts.every(({ suffix }) => labelValueFault(`${namespace}.${partName(first.app, suffix)}`) === undefined) ? parts : undefined;
  }

  private keeps({ description: { environment } }: DeliveredCluster): boolean {
    const { removal = {} } = this.props;
    return environment !== undefined && Object.hasOwn(removal, environment) && removal[environment] === OcmRemoval.KEEP;
  }

  private refuseUnknownEnvironments(tree: DeliveredTree, faults: Faults): void {
    const known = [...new Set(tree.clusters.map(({ description }) => description.environment).filter((each) => each !== undefined))];
    for (const name of Object.keys(this.props.removal ?? {}).filter((each) => !known.includes(each))) {
      faults.props.at('removal', name).fault({
        id: 'fleet/no-such-environment', rule: 'must be the environment of a cluster', fix: useNearest(name, known, `There are ${listed(known, Infinity)}`),
      });
    }
  }

  private sayOrder(chart: Chart, apps: readonly Place[][], alone: readonly Place[][], steps: readonly SettledStep[]): void {
    // What states no namespace is before all others: the agent tries again until the namespace is there.
    const orders = apps.flat().flatMap(({ app }) => app.after.filter((each) => each !== CLUSTER_APP).map((each) => `'${app.name}' after '${each}'`));
    if (orders.length > 0) {
      const distinct = [...new Set(orders)].sort();
      warn(chart, {
        id: 'delivery/not-sayable',
        message: `Open Cluster Management applies all apps at once, and knows no ${distinct.slice(0, 5).join(', ')}${distinct.length > 5 ? ` and ${distinct.length - 5} more` : ''}. `
          + 'What an API server refuses is applied again until it is taken; let pods wait for what they call.',
      });
    }
    if (steps.length > 1 && alone.length > 0) {
      warn(chart, {
        id: 'delivery/not-sayable',
        prop: 'rollout',
        message: `'rollout' orders no ManifestWorks, and these apps differ between clusters or are not written by 'placement': ${listed(alone.map(([{ app }]) => app.name))}. `
          + `Apply the hub step by step: kubectl apply --server-side -R -f <hub> -l ${STEP}=${steps[0].step.name}, and so on in the order of the steps.`,
      });
    }
    if (alone.length < apps.length) {
      unsaid(steps).forEach(({ step, field, message }) => warn(chart, {
        id: 'delivery/not-sayable', prop: field, message: `'${field}' of step '${step}' ${message}.`,
      }));
    }
  }
}

const PLACEMENT_DEFAULTS = { clusterSet: 'global', namespace: 'fleetwright' };

interface Place {
  readonly cluster: DeliveredCluster;
  readonly app: DeliveredApp;
}

function nameOf(app: DeliveredApp): string {
  return app.namespace ?? CLUSTER_SCOPE;
}

/** No namespace has a dot in its name, so that no other app has this one. */
function partName(app: DeliveredApp, suffix: string): string {
  return suffix === '' ? nameOf(app) : `${nameOf(app)}.${suffix}`;
}

function digestOf(manifests: readonly KubernetesObject[]): string {
  return hashOf(JSON.stringify(manifests));
}

/** What OCM does not take. */
function refusedOf(manifests: readonly KubernetesObject[], app: DeliveredApp): Fault[] {
  return manifests.flatMap((manifest) => {
    const bytes = manifestBytes(manifest);
    const object = `${describeObject(manifest)} of '${app.path}'`;
    return [
      bytes > MAX_WORK_BYTES && { rule: `${object} has ${bytes} bytes, and a ManifestWork takes at most ${MAX_WORK_BYTES}`, fix: 'Make it smaller, or apply it in another way' },
      manifest.metadata?.name === undefined && { rule: `${object} is taken by no ManifestWork`, fix: 'Give it a name' },
      app.namespace === undefined && isNamespaced(manifest, manifests) && { rule: `${object} states no namespace, and a ManifestWork puts it into none`, fix: 'Give it one' },
    ].filter((each) => each !== false).map((fault) => ({ id: 'delivery/not-deliverable', ...fault }));
  });
}

/** Of Kubernetes' own kinds: of others that are not known, nobody can tell. */
function isNamespaced(manifest: KubernetesObject, all: readonly KubernetesObject[]): boolean {
  return !apiGroup(manifest).includes('.') && !isClusterScoped(manifest, all);
}
