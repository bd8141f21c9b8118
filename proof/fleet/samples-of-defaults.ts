import { KubernetesObject } from '../../lib/manifest/object';

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];

/** Says as little as it can, and has a place for every default of a container. */
function container(name: string, probe: object, more: object = {}): object {
  return {
    name, image: 'registry.example.com/app:1.0.0', ports: [{ containerPort: 8080 }], volumeMounts: [{ name: 'config', mountPath: '/config' }],
    env: [{ name: 'NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
    ...Object.fromEntries(PROBES.map((each) => [each, probe])), ...more,
  };
}

const HTTP = { httpGet: { port: 8080 } };
const GRPC = { grpc: { port: 8080 } };
const SIDECAR = { restartPolicy: 'Always' };
const LABELS = { app: 'defaults' };

function pod(more: object = {}): object {
  return {
    containers: [container('a', HTTP), container('b', GRPC)],
    initContainers: [container('c', HTTP, SIDECAR), container('d', GRPC, SIDECAR)],
    volumes: [
      { name: 'config', configMap: { name: 'a' } }, { name: 'secret', secret: { secretName: 'a' } },
      { name: 'projected', projected: { sources: [{ configMap: { name: 'a' } }] } },
      { name: 'downward', downwardAPI: { items: [{ path: 'a', fieldRef: { fieldPath: 'metadata.name' } }] } },
    ],
    ...more,
  };
}

/** An object of each kind of which we know defaults. */
export function samplesOfDefaults(): KubernetesObject[] {
  const of = (apiVersion: string, kind: string, rest: object): KubernetesObject => ({ apiVersion, kind, metadata: { name: 'defaults' }, ...rest });
  const template = (more: object = {}) => ({ metadata: { labels: LABELS }, spec: pod(more) });
  const replicated = { selector: { matchLabels: LABELS }, template: template() };
  const ending = { template: template({ restartPolicy: 'Never' }) };
  const roleRef = { kind: 'ClusterRole', name: 'view' };
  return [
    of('v1', 'Pod', { spec: pod({ automountServiceAccountToken: false }) }),
    of('apps/v1', 'Deployment', { spec: replicated }),
    of('apps/v1', 'StatefulSet', { spec: { ...replicated, serviceName: 'defaults' } }),
    of('apps/v1', 'DaemonSet', { spec: replicated }),
    of('batch/v1', 'Job', { spec: ending }),
    of('batch/v1', 'CronJob', { spec: { schedule: '0 1 * * *', jobTemplate: { spec: ending } } }),
    of('v1', 'Service', { spec: { ports: [{ port: 80 }] } }),
    of('autoscaling/v2', 'HorizontalPodAutoscaler', { spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' } } }),
    of('v1', 'PersistentVolumeClaim', { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }),
    of('v1', 'Secret', {}),
    of('scheduling.k8s.io/v1', 'PriorityClass', { value: 1 }),
    of('storage.k8s.io/v1', 'StorageClass', { provisioner: 'example.com/disks' }),
    of('rbac.authorization.k8s.io/v1', 'RoleBinding', { roleRef }),
    of('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', { roleRef }),
  ];
}
