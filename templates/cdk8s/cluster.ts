import { Cluster } from 'fleetwright';
import { Web } from './web';

/** The cluster, and all that runs in it. */
export function cluster(): Cluster {
  const prod = new Cluster({
    name: 'prod-eu',
    zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
    kubernetesVersion: '1.34',
    workloads: { replicas: 3 },
  });
  new Web(prod);
  return prod;
}
