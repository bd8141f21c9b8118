import * as path from 'node:path';
import { DESCRIPTION, hardenedService } from '../hardened-service';
import { numbered, sizeFromArguments } from '../services';
import { Cluster } from 'fleetwright';

const { clusters, services, outdir } = sizeFromArguments();
for (const index of numbered(clusters)) {
  const cluster = new Cluster({ ...DESCRIPTION, name: `cluster-${index}`, outdir: path.join(outdir, `cluster-${index}`) });
  numbered(services).forEach((service) => hardenedService(cluster, service));
  cluster.synth();
}
