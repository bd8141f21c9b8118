import { ApiObjectProps } from 'cdk8s';

/** How much a program writes, and where. */
export interface Size {
  readonly clusters: number;
  /** In each cluster. */
  readonly services: number;
  readonly outdir: string;
}

/** What stands behind the name of a program: `<clusters> <services> <outdir>`. */
export function sizeFromArguments(): Size {
  const [clusters, services, outdir] = process.argv.slice(2);
  return { clusters: Number(clusters), services: Number(services), outdir };
}

/** The numbers from 0 on. */
export function numbered(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** The image of a service, as all programs run it. */
export function imageOf(service: number): string {
  return `registry.example.com/shop/service-${service}:1.${service % 40}.${service % 7}`;
}

/** The objects of a service as somebody writes them by hand: by the ids of their constructs. */
export function rawObjects(service: number): { readonly [id: string]: ApiObjectProps } {
  const name = `service-${service}`;
  const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'shop' };
  const selector = { matchLabels: { 'app.kubernetes.io/name': name } };
  return {
    deployment: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, labels },
      spec: {
        selector,
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: name,
            automountServiceAccountToken: false,
            securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } },
            containers: [{
              name: 'main',
              image: imageOf(service),
              ports: [{ name: 'http', containerPort: 8080 }],
              env: [{ name: 'LOG_LEVEL', value: 'info' }, { name: 'LISTEN', value: '0.0.0.0:8080' }],
              envFrom: [{ configMapRef: { name } }],
              resources: { requests: { cpu: '250m', memory: '256Mi' }, limits: { memory: '256Mi' } },
              readinessProbe: { httpGet: { path: '/ready', port: 'http' }, periodSeconds: 5 },
              livenessProbe: { httpGet: { path: '/live', port: 'http' }, periodSeconds: 10, failureThreshold: 6 },
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true },
              volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
            }],
            volumes: [{ name: 'tmp', emptyDir: {} }],
            topologySpreadConstraints: [{
              maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', labelSelector: selector,
            }],
          },
        },
      },
    },
    service: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, labels },
      spec: { selector: selector.matchLabels, ports: [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' }] },
    },
    config: {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, labels },
      data: { 'DATABASE_HOST': `database-${service % 50}.storage.svc.cluster.local`, 'FEATURES': 'search,checkout', 'app.properties': `port=8080\nname=${name}\n` },
    },
    account: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, labels }, automountServiceAccountToken: false },
    budget: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name, labels }, spec: { maxUnavailable: '25%', unhealthyPodEvictionPolicy: 'AlwaysAllow', selector } },
    autoscaler: {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name, labels },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
        minReplicas: 3,
        maxReplicas: 12,
        metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } }],
      },
    },
  };
}
