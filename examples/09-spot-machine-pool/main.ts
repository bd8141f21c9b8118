// Spot machines that Cluster API makes: the pools stand in the management cluster, the workloads in the clusters that it manages.
import { Chart } from 'cdk8s';
import { Cluster, HardenedDeployment, MachinePoolProvider, Probe, SpotMachinePool, SpotPlacement } from 'fleetwright';

const WORKLOAD_CLUSTERS = [
  {
    name: 'prod-eu',
    zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
    // Several types: when AWS takes back one of them, it has others.
    provider: MachinePoolProvider.aws({ instanceTypes: ['m7i.xlarge', 'm7a.xlarge', 'm6i.xlarge', 'm6a.xlarge'] }),
  },
  {
    name: 'prod-we',
    zones: ['1', '2', '3'],
    provider: MachinePoolProvider.azure({ location: 'westeurope', vmSize: 'Standard_D4s_v5' }),
  },
];

const management = new Cluster({ name: 'management' });

for (const { name, zones, provider } of WORKLOAD_CLUSTERS) {
  const spot = new SpotMachinePool(new Chart(management, name, { namespace: name }), 'spot', {
    clusterName: name,
    kubernetesVersion: '1.34.2',
    provider,
    zones,
    // The smallest machine: without it, the autoscaler starts none in a pool that is empty.
    autoscaling: { minReplicas: 0, maxReplicas: 30, machineCpu: '4', machineMemory: '16Gi' },
  });

  const cluster = new Cluster({ name, kubernetesVersion: '1.34' });
  const shop = new Chart(cluster, 'shop', { namespace: 'shop' });
  const thumbnails = new HardenedDeployment(shop, 'thumbnails', {
    image: 'registry.example.com/shop/thumbnails:1.9.0',
    replicas: 6,
    ports: [{ port: 8080 }],
    probes: { readiness: Probe.httpGet('/ready') },
    disruptionBudget: { maxUnavailable: 2 },
    terminationGracePeriodSeconds: 20, // fits the notice of both clouds
  });
  thumbnails.with(new SpotPlacement({ capacity: spot.capacity }));

  cluster.synth();
}

management.synth();
