import { DESCRIPTION, hardenedService } from '../hardened-service';
import { numbered, sizeFromArguments } from '../services';
import { ClusterSelector, Fleet } from 'fleetwright';

const { clusters, services, outdir } = sizeFromArguments();
const fleet = new Fleet({ clusters: numbered(clusters).map((index) => ({ ...DESCRIPTION, name: `cluster-${index}` })), outdir });
fleet.run(ClusterSelector.all(), { define: (cluster) => numbered(services).forEach((service) => hardenedService(cluster, service)) });
fleet.synth();
