import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { Faults } from '../construct/faults';
import { readProps } from '../construct/read-props';
import { dnsLabel, required } from '../construct/shape';
import { Shapes } from '../construct/struct';
import { warn } from '../construct/warning';
import { ClusterSelector } from '../fleet/cluster-selector';
import { CLUSTER_APP, DeliveredCluster, DeliveredTree } from '../fleet/delivered-tree';
import { IFleetDelivery } from '../fleet/fleet-delivery';
import { CLUSTER_SELECTOR } from '../fleet/selected-clusters';
import { groupBy } from '../manifest/group-by';
import { listed } from '../manifest/listed';
import { apiGroup, KubernetesObject } from '../manifest/object';
import { describeObject } from '../manifest/object-key';
import { legalName } from './fitting-name';
import { FleetRollout, ROLLOUT, warnOfNoOrder } from './fleet-rollout';
import { sizeFault } from './object-size';

/** Properties for `CrossplaneDelivery`. */
export interface CrossplaneDeliveryProps {
  /** Namespace of the Objects in the hub. */
  readonly namespace: string;

  /**
   * In which order clusters get what is new. Crossplane has no order of clusters: it is checked, with a warning.
   * @default - all clusters get what is new at once
   */
  readonly rollout?: FleetRollout;

  /**
   * Clusters in which objects stay that the fleet no longer writes, until somebody removes them.
   * @default - none: they are removed
   */
  readonly keepRemoved?: ClusterSelector;
}

const NAMESPACE_FIX = "Use one such as 'fleet'";
const SHAPES: Shapes<CrossplaneDeliveryProps> = {
  namespace: required(dnsLabel(NAMESPACE_FIX), NAMESPACE_FIX),
  rollout: ROLLOUT,
  keepRemoved: CLUSTER_SELECTOR,
};

/** All but the removal. */
const KEEPS: readonly string[] = ['Observe', 'Create', 'Update', 'LateInitialize'];

/**
 * Crossplane brings what the fleet writes to its clusters by its provider for Kubernetes: an `Object` for each object of each cluster, which holds it as it is.
 *
 * @see https://github.com/crossplane-contrib/provider-kubernetes
 * @example
 * const fleet = new Fleet({ clusters: [{ name: 'dev' }, { name: 'prod-eu' }] });
 * fleet.deliver(new CrossplaneDelivery({ namespace: 'fleet' }));
 */
export class CrossplaneDelivery implements IFleetDelivery {
  private readonly props: CrossplaneDeliveryProps;

  public constructor(props: CrossplaneDeliveryProps) {
    const faults = new Faults('CrossplaneDelivery');
    this.props = readProps<CrossplaneDeliveryProps>(faults, props, SHAPES, CrossplaneDelivery);
    faults.throwIfAny();
  }

  /** Writes an Object for each object of each cluster. */
  public deliver(hub: Cluster, tree: DeliveredTree): void {
    const { namespace, rollout, keepRemoved } = this.props;
    const engine = new Construct(hub, 'CrossplaneDelivery');
    const faults = new Faults(engine);
    keepRemoved?._check(tree.clusters.map(({ description }) => description), faults.props.at('keepRemoved'));
    warnOfNoOrder(engine, rollout, tree.clusters, faults, 'Crossplane has no order of clusters: all get what is new at once.');
    sayOrder(engine, tree);
    const chart = new Chart(hub, 'crossplane', { namespace });
    for (const cluster of tree.clusters) {
      for (const manifest of cluster.apps.flatMap((app) => app.readManifests())) { this.writeObject(chart, cluster, manifest, faults); }
    }
    faults.report();
  }

  private writeObject(chart: Chart, { name: cluster, description }: DeliveredCluster, manifest: KubernetesObject, faults: Faults): void {
    const { kind, metadata: { namespace, name } = {} } = manifest;
    if (name === undefined) {
      faults.add({ id: 'delivery/not-deliverable', rule: `${describeObject(manifest)} of '${cluster}' must have a name`, fix: "Give it a 'name' in place of 'generateName'" });
      return;
    }
    const isKept = this.props.keepRemoved?.selects(description) === true;
    const group = apiGroup(manifest);
    const own = [cluster, namespace, kind.toLowerCase(), group, name].filter((part) => part !== undefined && part !== '').join('.');
    const object = {
      apiVersion: 'kubernetes.m.crossplane.io/v1alpha1',
      kind: 'Object',
      metadata: { name: legalName(own) },
      spec: {
        managementPolicies: isKept ? KEEPS : undefined,
        providerConfigRef: { kind: 'ClusterProviderConfig', name: cluster },
        forProvider: { manifest },
      },
    };
    const fault = sizeFault(object as any, 'Deliver it by an engine that reads the folders');
    if (fault !== undefined) { faults.add(fault); }
    new ApiObject(chart, own, object as any);
  }
}

/** What an app waits for, beside what states no namespace: that one is tried again until it is there. */
function sayOrder(engine: Construct, tree: DeliveredTree): void {
  const waits = tree.clusters.flatMap(({ name, apps }) => (
    apps.flatMap((app) => app.after.filter((each) => each !== CLUSTER_APP).map((each) => ({ name, app: app.name, each })))));
  for (const [, same] of groupBy(waits, ({ app, each }) => `${app} ${each}`)) {
    const [{ app, each }] = same;
    warn(engine, {
      id: 'delivery/not-sayable',
      message: `Crossplane does not let '${app}' wait for '${each}', as it does in ${listed(same.map(({ name }) => name))}: what can not be applied yet is tried again.`,
    });
  }
}
