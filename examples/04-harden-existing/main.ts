// Hardens and spreads workloads that exist already: what a Helm chart rendered, and a Deployment of cdk8s-plus.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Chart, Include } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Cluster, HardeningField, PodHardening, ZoneSpreading } from 'fleetwright';

const cluster = new Cluster({
  name: 'prod-eu',
  zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
  kubernetesVersion: '1.34',
});
const chart = new Chart(cluster, 'shop');

new Include(chart, 'vendor', { url: path.join(__dirname, 'input', 'shop.yaml') });
new kplus.Deployment(chart, 'gift-cards', {
  metadata: { name: 'gift-cards', namespace: 'shop' },
  replicas: 3,
  containers: [{ image: 'registry.example.com/shop/gift-cards:1.8.0', portNumber: 8080 }],
});

const hardening = new PodHardening({
  // What these workloads say here, they need not say: somebody has looked.
  override: [
    HardeningField.ALLOW_PRIVILEGE_ESCALATION,
    HardeningField.SECCOMP_PROFILE,
    HardeningField.SYSCTLS,
    HardeningField.PROBE_HOST,
  ],
  exceptions: [
    {
      kind: 'DaemonSet',
      name: 'shop-node-metrics',
      fields: [HardeningField.HOST_NETWORK, HardeningField.HOST_PID, HardeningField.HOST_PORT, HardeningField.VOLUMES],
      reason: 'measures the node itself',
    },
    {
      kind: 'DaemonSet',
      name: 'shop-log-agent',
      fields: [HardeningField.AUTOMOUNT_SERVICE_ACCOUNT_TOKEN],
      reason: 'asks the API server which pod a log belongs to',
    },
  ],
  removeServiceAccountToken: true,
  resources: { memory: '512Mi', cpu: '100m' },
});
cluster.with(hardening, new ZoneSpreading());

cluster.synth();
fs.writeFileSync(path.join(cluster.outdir, 'report.md'), hardening.toMarkdown());
