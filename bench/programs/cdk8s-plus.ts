import * as path from 'node:path';
import { ApiObject, App, Chart, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { imageOf, numbered, sizeFromArguments } from '../services';

const { clusters, services, outdir } = sizeFromArguments();
for (const cluster of numbered(clusters)) {
  const app = new App({ outdir: path.join(outdir, `cluster-${cluster}`) });
  for (const service of numbered(services)) {
    const chart = new Chart(app, `service-${service}`, { namespace: 'shop' });
    const metadata = { name: `service-${service}`, labels: { 'app.kubernetes.io/name': `service-${service}` } };
    const deployment = new kplus.Deployment(chart, 'deployment', {
      metadata,
      podMetadata: { labels: metadata.labels },
      serviceAccount: new kplus.ServiceAccount(chart, 'account', { metadata, automountToken: false }),
      securityContext: { user: 65532, group: 65532, fsGroup: 65532 },
      terminationGracePeriod: Duration.seconds(30),
      strategy: kplus.DeploymentStrategy.rollingUpdate({ maxSurge: kplus.PercentOrAbsolute.percent(25), maxUnavailable: kplus.PercentOrAbsolute.absolute(0) }),
      volumes: [kplus.Volume.fromEmptyDir(chart, 'tmp', 'tmp', { sizeLimit: Size.mebibytes(64) })],
    });
    deployment.addContainer({
      name: 'main',
      image: imageOf(service),
      ports: [{ name: 'http', number: 8080 }],
      envVariables: { LOG_LEVEL: kplus.EnvValue.fromValue('info'), LISTEN: kplus.EnvValue.fromValue('0.0.0.0:8080') },
      resources: { cpu: { request: kplus.Cpu.millis(250) }, memory: { request: Size.mebibytes(256), limit: Size.mebibytes(256) } },
      readiness: kplus.Probe.fromHttpGet('/ready', { port: 8080 }),
      liveness: kplus.Probe.fromHttpGet('/live', { port: 8080 }),
    }).mount('/tmp', deployment.volumes[0]);
    deployment.scheduling.spread({ topology: kplus.Topology.ZONE });
    deployment.exposeViaService({ name: metadata.name, ports: [{ port: 80, targetPort: 8080, name: 'http' }] });
    new kplus.HorizontalPodAutoscaler(chart, 'autoscaler', {
      metadata, target: deployment, minReplicas: 3, maxReplicas: 12, metrics: [kplus.Metric.resourceCpu(kplus.MetricTarget.averageUtilization(70))],
    });
    new kplus.NetworkPolicy(chart, 'policy', {
      metadata,
      selector: deployment,
      ingress: {
        default: kplus.NetworkPolicyTrafficDefault.DENY,
        rules: [{
          peer: kplus.Pods.select(chart, 'ingress', {
            labels: { 'app.kubernetes.io/name': 'ingress-nginx' }, namespaces: kplus.Namespaces.select(chart, 'ingress-namespace', { names: ['ingress-nginx'] }),
          }),
        }],
      },
      egress: {
        default: kplus.NetworkPolicyTrafficDefault.DENY,
        rules: [{
          peer: kplus.Pods.select(chart, 'dns', {
            labels: { 'k8s-app': 'kube-dns' }, namespaces: kplus.Namespaces.select(chart, 'dns-namespace', { names: ['kube-system'] }),
          }),
          ports: [kplus.NetworkPolicyPort.udp(53), kplus.NetworkPolicyPort.tcp(53)],
        }],
      },
    });
    // cdk8s-plus has no class for it.
    new ApiObject(chart, 'budget', {
      apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata, spec: { maxUnavailable: 1, selector: { matchLabels: metadata.labels }, unhealthyPodEvictionPolicy: 'AlwaysAllow' },
    });
  }
  app.synth();
}
