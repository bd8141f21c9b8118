import { Chart } from 'cdk8s';
import { sizeFromArguments } from '../services';
import { ClusterSelector, Fleet } from 'fleetwright';

const fleet = new Fleet({ clusters: [{ name: 'prod-eu' }], outdir: sizeFromArguments().outdir });
fleet.run(ClusterSelector.all(), { define: (cluster) => new Chart(cluster, 'chart') });
fleet.synth();
