import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { Faults } from '../construct/faults';
import { readProps } from '../construct/read-props';
import { defaulted, dnsLabel, flag, required } from '../construct/shape';
import { Shapes, WithDefaults } from '../construct/struct';
import { warn } from '../construct/warning';
import { DeliveredTree } from '../fleet/delivered-tree';
import { IFleetDelivery } from '../fleet/fleet-delivery';
import { groupBy } from '../manifest/group-by';
import { listed } from '../manifest/listed';
import { fittingName } from './fitting-name';
import { FleetRollout, ROLLOUT, warnOfNoOrder } from './fleet-rollout';
import { FluxSource, FLUX_SOURCE, SOURCE_NAME, writeSource, WrittenSource } from './flux/flux-source';
import { TREE_PATH } from './tree-path';

/** Properties for `SveltosDelivery`. */
export interface SveltosDeliveryProps {
  /** Where Sveltos finds what the fleet writes. Flux's source-controller, which runs in the hub too, fetches it. */
  readonly source: FluxSource;

  /**
   * The folder of the fleet in the source, such as `rendered`.
   * @default - the source is the folder of the fleet
   */
  readonly path?: string;

  /** Namespace of the SveltosClusters in the hub, which have the names that the clusters have in the fleet. The source is written beside them. */
  readonly namespace: string;

  /**
   * In which order clusters get what is new. Sveltos has no order for what a source holds: it is checked, with a warning.
   * @default - all clusters get what is new at once
   */
  readonly rollout?: FleetRollout;

  /**
   * Whether what was changed by hand is set back. Sveltos runs an agent in each cluster for that.
   * @default true
   */
  readonly correctDrift?: boolean;
}

type Read = WithDefaults<SveltosDeliveryProps, 'correctDrift'>;

const NAMESPACE_FIX = "Use one such as 'fleet'";
const SHAPES: Shapes<SveltosDeliveryProps> = {
  source: FLUX_SOURCE,
  path: TREE_PATH,
  namespace: required(dnsLabel(NAMESPACE_FIX), NAMESPACE_FIX),
  rollout: ROLLOUT,
  correctDrift: defaulted(true, flag),
};

/**
 * Sveltos brings what the fleet writes to its clusters: a ClusterProfile for each app, which applies the folder of each of its clusters there, and removes what
 * is no longer in it.
 *
 * @see https://projectsveltos.github.io/sveltos/
 * @example
 * const fleet = new Fleet({ clusters: [{ name: 'dev' }, { name: 'prod-eu' }] });
 * fleet.deliver(new SveltosDelivery({
 *   source: FluxSource.git({ url: 'https://github.com/example/rendered' }),
 *   namespace: 'fleet',
 * }));
 */
export class SveltosDelivery implements IFleetDelivery {
  private readonly props: Read;
  private readonly source: WrittenSource;

  public constructor(props: SveltosDeliveryProps) {
    const faults = new Faults('SveltosDelivery');
    this.props = readProps<SveltosDeliveryProps, 'correctDrift'>(faults, props, SHAPES, SveltosDelivery);
    faults.throwIfAny();
    // Its shape has read what it was made of.
    this.source = this.props.source as unknown as WrittenSource;
  }

  /** Writes a ClusterProfile for each app. */
  public deliver(hub: Cluster, tree: DeliveredTree): void {
    const { rollout, namespace } = this.props;
    const engine = new Construct(hub, 'SveltosDelivery');
    const faults = new Faults(engine);
    warnOfNoOrder(
      engine, rollout, tree.clusters, faults, 'Sveltos has an order of clusters for changes of its own objects, not for what a source holds: all get what is new at once.',
    );
    if (faults.report()) { return; }
    writeSource(new Chart(hub, 'source', { namespace }), this.source);
    const chart = new Chart(hub, 'profiles');
    const places = tree.clusters.flatMap((cluster) => cluster.apps.map((app): Place => ({
      cluster: cluster.name, app: app.name, folder: app.path.slice(cluster.name.length + 1), after: app.after,
    })));
    for (const [app, own] of groupBy(places, (place) => place.app)) { this.writeProfile(chart, app, own, engine); }
  }

  private writeProfile(chart: Chart, app: string, places: readonly Place[], engine: Construct): void {
    const { path, namespace, correctDrift } = this.props;
    const { kind, name = SOURCE_NAME, namespace: ofSource = namespace } = this.source;
    const folder = `{{ .Cluster.metadata.name }}/${places[0].folder}`;
    new ApiObject(chart, app, {
      apiVersion: 'config.projectsveltos.io/v1beta1',
      kind: 'ClusterProfile',
      metadata: { name: nameOf(app) },
      spec: {
        clusterRefs: places.map(({ cluster }) => ({ apiVersion: 'lib.projectsveltos.io/v1beta1', kind: 'SveltosCluster', namespace, name: cluster })),
        syncMode: correctDrift ? 'ContinuousWithDriftDetection' : 'Continuous',
        dependsOn: dependenciesOf(app, places, engine),
        policyRefs: [{ kind, name, namespace: ofSource, path: path === undefined ? folder : `${path}/${folder}`, skipNamespaceCreation: true }],
      },
    } as any);
  }
}

/** An app in one of its clusters. */
interface Place {
  readonly cluster: string;
  readonly app: string;
  /** Below that of the cluster. */
  readonly folder: string;
  readonly after: readonly string[];
}

function nameOf(app: string): string {
  return fittingName(`fleet-${app}`);
}

/** A profile waits for the same in all of its clusters, and Sveltos would bring there what it waits for. */
function dependenciesOf(app: string, places: readonly Place[], engine: Construct): readonly string[] | undefined {
  const all = [...groupBy(places.flatMap(({ cluster, after }) => after.map((each) => ({ each, cluster }))), ({ each }) => each)];
  for (const [each, some] of all.filter(([, found]) => found.length < places.length)) {
    const where = listed(some.map(({ cluster }) => cluster));
    warn(engine, {
      id: 'delivery/not-sayable',
      message: `Sveltos does not let '${app}' wait for '${each}', as it does in ${where} alone: a ClusterProfile waits for the same in all of its clusters.`,
    });
  }
  const everywhere = all.filter(([, found]) => found.length === places.length).map(([each]) => nameOf(each));
  return everywhere.length === 0 ? undefined : everywhere;
}
