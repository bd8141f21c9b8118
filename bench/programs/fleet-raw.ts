import { ApiObject, Chart } from 'cdk8s';
import { numbered, rawObjects, sizeFromArguments } from '../services';
import { ClusterSelector, Fleet } from 'fleetwright';

const { clusters, services, outdir } = sizeFromArguments();
const fleet = new Fleet({ clusters: numbered(clusters).map((index) => ({ name: `cluster-${index}` })), outdir });
fleet.run(ClusterSelector.all(), {
  define: (cluster) => {
    for (const service of numbered(services)) {
      const chart = new Chart(cluster, `service-${service}`, { namespace: 'shop' });
      Object.entries(rawObjects(service)).forEach(([id, object]) => new ApiObject(chart, id, object));
    }
  },
});
fleet.synth();
