// Hardens and spreads what a Helm chart rendered, as it is applied.
import * as path from 'node:path';
import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { Cluster, HardeningField, podHardening, spreadAcrossZones } from 'fleetwright/pulumi';

const cluster = new Cluster('prod-eu', {
  zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
  kubernetesVersion: '1.34',
  // What is left is the vendor's to change.
  acceptedWarnings: [
    { id: 'workload/image-user', reason: 'SHOP-204: images with a USER come with version 6 of the chart' },
    { id: 'workload/pod-security', reason: 'SHOP-204: version 6 of the chart keeps to restricted' },
    { id: 'scheduling/zonal-volumes', reason: 'the shop lives with the loss of what a zone held' },
  ],
}, { providers: [new k8s.Provider('prod-eu', { context: new pulumi.Config().get('context') })] });

const hardening = podHardening({
  cluster,
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

const namespace = new k8s.core.v1.Namespace('shop', {
  metadata: { name: 'shop', labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } }, // for what looks after the nodes
}, { parent: cluster });
new k8s.yaml.v2.ConfigFile('vendor', {
  file: path.join(__dirname, '..', '04-harden-existing', 'input', 'shop.yaml'),
}, { parent: cluster, dependsOn: namespace, transforms: [hardening, spreadAcrossZones({ cluster })] });
