import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { Cluster, HardenedDeployment, NetworkPeer, Probe } from 'fleetwright/pulumi';

/** The cluster, and all that runs in it. The context is that of your kubeconfig: `pulumi config set context <name>`. */
export function cluster(): Cluster {
  const context = new pulumi.Config().require('context');
  const prod = new Cluster('prod-eu', {
    zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
    kubernetesVersion: '1.34',
    workloads: { replicas: 3 },
  }, { providers: [new k8s.Provider('prod-eu', { context })] });

  const namespace = new k8s.core.v1.Namespace('{{name}}', {
    metadata: { name: '{{name}}', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
  }, { parent: prod });

  new HardenedDeployment('web', {
    namespace: namespace.metadata.name,
    image: 'nginxinc/nginx-unprivileged:1.29.3',
    ports: [{ port: 8080 }],
    probes: { readiness: Probe.httpGet('/') },
    resources: { memory: '64Mi' },
    writablePaths: { '/tmp': '16Mi' },
    service: {},
    network: { allowFrom: [{ peer: NetworkPeer.pods({ 'app.kubernetes.io/name': 'ingress-nginx' }, { namespace: 'ingress-nginx' }) }] },
  }, { parent: prod });
  return prod;
}
