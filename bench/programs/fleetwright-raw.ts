import * as path from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import { numbered, rawObjects, sizeFromArguments } from '../services';
import { Cluster } from 'fleetwright';

const { clusters, services, outdir } = sizeFromArguments();
for (const index of numbered(clusters)) {
  const cluster = new Cluster({ name: `cluster-${index}`, outdir: path.join(outdir, `cluster-${index}`) });
  for (const service of numbered(services)) {
    const chart = new Chart(cluster, `service-${service}`, { namespace: 'shop' });
    Object.entries(rawObjects(service)).forEach(([id, object]) => new ApiObject(chart, id, object));
  }
  cluster.synth();
}
