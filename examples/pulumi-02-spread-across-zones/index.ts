// Workloads of plain @pulumi/kubernetes, spread over three zones by one line for the whole stack.
import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { spreadAcrossZones, VolumeTopology } from 'fleetwright/pulumi';

const ZONES = ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'];

const provider = new k8s.Provider('prod-eu', { context: new pulumi.Config().get('context') });
const labels = { 'pod-security.kubernetes.io/enforce': 'baseline' };
const namespace = new k8s.core.v1.Namespace('shop', { metadata: { name: 'shop', labels } }, { provider }).metadata.name;

// Whatever has replicas, also what is added later, and what a chart brings.
pulumi.runtime.registerResourceTransform(spreadAcrossZones({ zones: ZONES, volumes: VolumeTopology.ZONAL }));

new k8s.apps.v1.Deployment('web', {
  metadata: { name: 'web', namespace },
  spec: {
    replicas: 6,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'web', image: 'registry.example.com/shop/web:3.12.0', ports: [{ containerPort: 8080 }] }] },
    },
  },
}, { provider });

// Each replica has a disk in the zone in which it first ran.
new k8s.apps.v1.StatefulSet('search', {
  metadata: { name: 'search', namespace },
  spec: {
    replicas: 3,
    serviceName: 'search',
    podManagementPolicy: 'Parallel',
    selector: { matchLabels: { app: 'search' } },
    template: {
      metadata: { labels: { app: 'search' } },
      spec: { containers: [{ name: 'search', image: 'registry.example.com/shop/search:9.1.0', volumeMounts: [{ name: 'index', mountPath: '/index' }] }] },
    },
    volumeClaimTemplates: [{
      metadata: { name: 'index' },
      spec: { storageClassName: 'zonal-ssd', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '50Gi' } } },
    }],
  },
}, { provider });

// One pod on every node: nothing to spread, and left as it is.
new k8s.apps.v1.DaemonSet('log-agent', {
  metadata: { name: 'log-agent', namespace },
  spec: {
    selector: { matchLabels: { app: 'log-agent' } },
    template: {
      metadata: { labels: { app: 'log-agent' } },
      spec: { containers: [{ name: 'log-agent', image: 'registry.example.com/shop/log-agent:1.2.0' }] },
    },
  },
}, { provider });
