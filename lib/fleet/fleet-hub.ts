import { ClusterDescription, CLUSTER_DESCRIPTION } from '../cluster/cluster-description';
import { findingOf } from '../construct/fault';
import { Faults } from '../construct/faults';
import { Finding } from '../construct/finding';
import { struct } from '../construct/struct';
import { listed } from '../manifest/listed';
import { SynthesizedCluster } from './cluster-build';
import { CLUSTER_APP, DeliveredCluster, DeliveredTree } from './delivered-tree';
import type { FleetProps } from './fleet';
import { IFleetDelivery } from './fleet-delivery';
import { FleetLayout } from './output/fleet-layout';
import { WrittenCluster } from './output/fleet-reader';

/** The cluster in which an engine runs, and the engine. */
export interface FleetHub {
  readonly engine: IFleetDelivery;
  readonly description: ClusterDescription;
}

/** What is said where there is none, and it shall be written. */
export const NO_HUB = findingOf({
  id: 'fleet/hub', prop: 'FLEETWRIGHT_HUB', rule: 'must not be asked for: nothing was said to deliver the fleet', fix: "Call 'fleet.deliver', or leave out '--hub'",
}, 'Fleet');

const HUB = struct<ClusterDescription>("{ name: 'hub' }", CLUSTER_DESCRIPTION);

/** Reads what `Fleet.deliver` is given. */
export function readHub(engine: IFleetDelivery, hub: ClusterDescription, { clusters, layout }: FleetProps, faults: Faults): FleetHub {
  if (typeof engine?.deliver !== 'function') {
    faults.props.at('delivery').fault({ id: 'prop/type', rule: "must have a method 'deliver'", fix: 'Use one such as { deliver: (hub, tree) => { … } }' });
  }
  const description = HUB(hub, faults.props.at('hub'));
  const twin = clusters.find(({ name }) => name.toLowerCase() === String(description?.name).toLowerCase());
  if (twin !== undefined) {
    faults.props.at('hub', 'name').fault({
      id: 'fleet/hub', rule: 'must not be that of a cluster of the fleet: the folder of the hub is its own', got: twin.name, fix: "Use 'hub', also where that cluster is the hub",
    });
  }
  if (layout === FleetLayout.FILE_PER_CHART) {
    faults.add({ id: 'fleet/hub', rule: "needs a folder for each namespace, which 'FleetLayout.FILE_PER_CHART' does not write", fix: "Leave out 'layout'" });
  }
  return { engine, description: description! };
}

/** What an engine is given of the clusters that were written. */
export function deliveredTree(clusters: readonly ClusterDescription[], read: (cluster: string) => WrittenCluster): DeliveredTree {
  return DeliveredTree._of(clusters.map((description) => DeliveredCluster._of(description, read(description.name))));
}

/** The names of apps are those of their namespaces: one of them is taken. */
export function appNameErrors({ name, charts }: SynthesizedCluster): Finding[] {
  return charts.filter(({ objects }) => objects.some(({ metadata }) => metadata?.namespace === CLUSTER_APP)).map(({ chart }) => findingOf({
    id: 'delivery/app-name',
    rule: `must not write into a namespace that is called '${CLUSTER_APP}': engines know what is in no namespace by that name`,
    fix: 'Give the namespace another name',
  }, `${name}/${chart}`));
}

/** The hub of a fleet that was written in parts is made of all of them. */
export function missingParts(clusters: readonly ClusterDescription[], written: readonly WrittenCluster[], outdir: string): Finding[] {
  const missing = clusters.map(({ name }) => name).filter((name) => !written.some((each) => each.name === name));
  return missing.length === 0 ? [] : [findingOf({
    id: 'fleet/hub',
    rule: `is made of all clusters, and '${outdir}' does not hold ${listed(missing)}`,
    fix: 'Write them first, and copy the parts into one folder',
  }, 'Fleet')];
}
