// A relay of telemetry on every node: the pods of a node hand it their traces, and it hands them on.
import { ApiObject, Chart } from 'cdk8s';
import { Cluster, HardenedDaemonSet, HardenedDeployment, NetworkPeer, NetworkPort, Probe, Volume } from 'fleetwright';

const SETTINGS = `\
extensions:
  health_check:
    endpoint: 0.0.0.0:13133
receivers:
  otlp:
    protocols:
      grpc:
        endpoint: 0.0.0.0:4317
exporters:
  otlp:
    endpoint: gateway.observability:4317
    tls:
      insecure: true
service:
  extensions: [health_check]
  pipelines:
    traces:
      receivers: [otlp]
      exporters: [otlp]
`;

const cluster = new Cluster({
  name: 'prod-eu',
  zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
  kubernetesVersion: '1.34',
});

const telemetry = new Chart(cluster, 'telemetry', { namespace: 'telemetry' });
new ApiObject(telemetry, 'settings', {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'relay' },
  data: { 'config.yaml': SETTINGS },
});
const relay = new HardenedDaemonSet(telemetry, 'relay', {
  image: 'registry.example.com/telemetry/otel-collector:0.140.0',
  args: ['--config=/etc/relay/config.yaml'],
  ports: [{ name: 'otlp', port: 4317 }, { name: 'health', port: 13133 }],
  probes: { readiness: Probe.httpGet('/', { port: 'health' }), liveness: Probe.httpGet('/', { port: 'health' }) },
  mounts: [{ path: '/etc/relay', volume: Volume.configMap('relay') }],
  resources: { memory: '192Mi', cpu: '50m' },
  // Also on nodes that others stay away from: spot nodes, nodes with GPUs.
  tolerations: [{ operator: 'Exists' }],
  // With the local Service below, a node without a relay would lose what its pods send.
  updateStrategy: { maxSurge: '10%' },
  // Each pod talks to the relay of its own node.
  service: { ports: [{ port: 4317, target: 'otlp' }], spec: { internalTrafficPolicy: 'Local' } },
});
relay.allowTo(NetworkPeer.pods({ 'app.kubernetes.io/name': 'gateway' }, { namespace: 'observability' }), NetworkPort.tcp(4317));

const shop = new Chart(cluster, 'shop', { namespace: 'shop' });
const api = new HardenedDeployment(shop, 'api', {
  image: 'registry.example.com/shop/api:1.4.2',
  ports: [{ port: 8080 }],
  probes: { readiness: Probe.httpGet('/ready') },
  env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://relay.telemetry:4317' },
});
api.allowTo(relay, NetworkPort.named('otlp'));

cluster.synth();
