import * as fs from 'node:fs';
import * as path from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { ClusterDescription } from '../../lib/cluster/cluster-description';
import { ClusterSelector } from '../../lib/fleet/cluster-selector';
import { Fleet } from '../../lib/fleet/fleet';
import { IFleetDelivery } from '../../lib/fleet/fleet-delivery';
import { parseYaml } from '../../lib/manifest/yaml';

/** A namespace, and what runs in it after what runs in another one. */
export const SHOP = {
  define: (cluster: Cluster) => {
    new ApiObject(new Chart(cluster, 'namespaces'), 'shop', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    const [shop, storage] = ['shop', 'storage'].map((name) => {
      const chart = new Chart(cluster, name, { namespace: name });
      new ApiObject(chart, 'config', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'config' }, data: { cluster: cluster.name } } as any);
      return chart;
    });
    shop.addDependency(storage);
  },
};

/** The fleet of these clusters, which an engine delivers. */
export function fleetOf(outdir: string, delivery: IFleetDelivery, clusters: ClusterDescription[], program: { define(cluster: Cluster): void } = SHOP): Fleet {
  const fleet = new Fleet({ clusters, outdir });
  fleet.run(ClusterSelector.all(), program);
  fleet.deliver(delivery);
  return fleet;
}

/** All objects of the hub by kind and name, in the order of their files. */
export function hubObjects(outdir: string): Map<string, any> {
  const files = (fs.readdirSync(path.join(outdir, 'hub'), { recursive: true }) as string[]).filter((file) => file.endsWith('.yaml')).sort();
  return new Map(files.flatMap((file) => parseYaml(fs.readFileSync(path.join(outdir, 'hub', file), 'utf8')))
    .map((object: any) => [`${object.kind}/${object.metadata.name}`, object]));
}
