// A relay of telemetry on every node: the pods of a node hand it their traces, and it hands them on. And an agent that reads the logs of each node.
import { ApiObject, Chart } from 'cdk8s';
import { Cluster, HardenedDaemonSet, HardenedDeployment, HostPathType, NetworkPeer, NetworkPort, Probe, Volume } from 'fleetwright';

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

const LOG_SETTINGS = `\
receivers:
  filelog:
    include: [/var/log/pods/*/*/*.log]
    start_at: beginning
    operators:
      - type: container
exporters:
  otlp:
    endpoint: gateway.observability:4317
    tls:
      insecure: true
service:
  pipelines:
    logs:
      receivers: [filelog]
      exporters: [otlp]
`;

const cluster = new Cluster({
  name: 'prod-eu',
  zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
  kubernetesVersion: '1.34',
});

const gateway = NetworkPeer.pods({ 'app.kubernetes.io/name': 'gateway' }, { namespace: 'observability' });

const telemetry = new Chart(cluster, 'telemetry', { namespace: 'telemetry' });
const relay = new HardenedDaemonSet(telemetry, 'relay', {
  image: 'registry.example.com/telemetry/otel-collector:0.140.0',
  args: ['--config=/etc/relay/config.yaml'],
  ports: [{ name: 'otlp', port: 4317 }, { name: 'health', port: 13133 }],
  probes: { readiness: Probe.httpGet('/', { port: 'health' }), liveness: Probe.httpGet('/', { port: 'health', failureThreshold: 6 }) },
  config: { path: '/etc/relay', files: { 'config.yaml': SETTINGS } },
  resources: { memory: '192Mi', cpu: '50m' },
  // Also on nodes that others stay away from: spot nodes, nodes with GPUs.
  tolerations: [{ operator: 'Exists' }],
  // With the local Service below, a node without a relay would lose what its pods send.
  updateStrategy: { maxSurge: '10%' },
  // Each pod talks to the relay of its own node.
  service: { ports: [{ port: 4317, target: 'otlp' }], spec: { internalTrafficPolicy: 'Local' } },
});
relay.allowTo(gateway, NetworkPort.tcp(4317));

// Who reads files of the node leaves Pod Security: in a namespace of its own, all others keep theirs.
const nodeAgents = new Chart(cluster, 'node-agents', { namespace: 'node-agents' });
new ApiObject(nodeAgents, 'namespace', {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'node-agents', labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } },
});
const logAgent = new HardenedDaemonSet(nodeAgents, 'log-agent', {
  image: 'registry.example.com/telemetry/otel-collector:0.140.0',
  args: ['--config=/etc/log-agent/config.yaml'],
  config: { path: '/etc/log-agent', files: { 'config.yaml': LOG_SETTINGS } },
  exceptions: { hostPath: 'reads the logs of all pods', runAsRoot: 'only the group root may read them' },
  security: { runAsUser: 65532, supplementalGroups: [0] },
  mounts: [{ path: '/var/log/pods', volume: Volume.hostPath('logs', { path: '/var/log/pods', type: HostPathType.DIRECTORY }) }],
  resources: { memory: '192Mi', cpu: '50m' },
  tolerations: [{ operator: 'Exists' }],
  updateStrategy: { maxUnavailable: '10%' },
});
logAgent.allowTo(gateway, NetworkPort.tcp(4317));

const shop = new Chart(cluster, 'shop', { namespace: 'shop' });
const api = new HardenedDeployment(shop, 'api', {
  image: 'registry.example.com/shop/api:1.4.2',
  ports: [{ port: 8080 }],
  probes: { readiness: Probe.httpGet('/ready') },
  env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://relay.telemetry:4317' },
});
api.allowTo(relay, NetworkPort.named('otlp'));

cluster.synth();
