// Hardens and spreads workloads that exist already: what a Helm chart rendered, and a Deployment of cdk8s-plus.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ApiObject, Chart, Include } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Cluster, HardeningField, PodHardening, Warnings, ZoneSpreading } from 'fleetwright';

const cluster = new Cluster({
  name: 'prod-eu',
  zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
  kubernetesVersion: '1.34',
});
const chart = new Chart(cluster, 'shop');

const vendor = new Include(chart, 'vendor', { url: path.join(__dirname, 'input', 'shop.yaml') });
const giftCards = new kplus.Deployment(chart, 'gift-cards', {
  metadata: { name: 'gift-cards', namespace: 'shop' },
  replicas: 3,
  containers: [{ image: 'registry.example.com/shop/gift-cards:1.8.0', portNumber: 8080 }],
});
new ApiObject(chart, 'gift-cards-budget', {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'gift-cards', namespace: 'shop' },
  spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow', selector: { matchLabels: giftCards.matchLabels } },
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

// What is left is the vendor's to change. Each object says so, and whatever comes with the next version of the chart is a warning again.
Warnings.accept(chart, 'workload/image-user', 'SHOP-204: images with a USER come with version 6 of the chart');
const LEFT = {
  'workload/pod-security': 'SHOP-204: version 6 of the chart keeps to restricted',
  'security/read-only-root': 'SHOP-204: its programs write beside themselves until version 6 of the chart',
  'security/writable-host-mount': 'SHOP-211: images are built elsewhere from January on',
  'reliability/fixed-image': 'SHOP-207: the mirror of images pins them',
  'reliability/disruption-budget': 'SHOP-198: nodes are drained at night, when nobody buys',
  'reliability/evict-unhealthy': 'SHOP-198: nodes are drained at night, when nobody buys',
  'reliability/readiness-probe': 'SHOP-209: the chart has no value for it yet',
  'reliability/distinct-probes': 'SHOP-209: the chart has no value for it yet',
  'reference/scaled-replicas': 'SHOP-209: the chart has no value for it yet',
  'reference/monitor-target': 'SHOP-209: nobody looks at these metrics',
  'scheduling/zonal-volumes': 'the shop lives with the loss of what a zone held',
  'network/tls': 'the load balancer before it ends TLS',
};
Object.entries(LEFT).forEach(([id, reason]) => Warnings.accept(vendor, id, reason));

cluster.synth();
fs.writeFileSync(path.join(cluster.outdir, 'report.md'), hardening.toMarkdown());
