import { ApiObject, Chart } from 'cdk8s';
import { Cluster, HardenedDeployment, NetworkPeer, Probe } from 'fleetwright';

/** What runs in the namespace, the same in every cluster. */
export class Web extends Chart {
  public constructor(cluster: Cluster) {
    super(cluster, '{{name}}', { namespace: '{{name}}' });
    new ApiObject(this, 'namespace', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: '{{name}}', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
    });

    const web = new HardenedDeployment(this, 'web', {
      image: 'nginxinc/nginx-unprivileged:1.29.3',
      ports: [{ port: 8080 }],
      probes: { readiness: Probe.httpGet('/') },
      resources: { memory: '64Mi' },
      writablePaths: { '/tmp': '16Mi' },
      service: {},
    });
    web.allowFrom(NetworkPeer.pods({ 'app.kubernetes.io/name': 'ingress-nginx' }, { namespace: 'ingress-nginx' }));
  }
}
