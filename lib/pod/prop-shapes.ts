import { NetworkRule } from '../construct/network-peer';
import { PortProtocol } from '../construct/port-protocol';
import { anything, flag, instance, list, map, oneOf, required, Shapes, struct, text, texts } from '../construct/shape';
import { Autoscaling } from './autoscaling';
import { ContainerPort } from './container-port';
import { DisruptionBudget, UnhealthyPodEvictionPolicy } from './disruption-budget';
import { ContainerExceptions, PodExceptions } from './exceptions';
import { HardenedContainerProps, ImagePullPolicy, InitContainer, RunningContainerProps, SidecarContainer } from './hardened-container';
import { HardenedPodProps } from './hardened-pod';
import { AFFINITY, SCALING_BEHAVIOR, SCALING_METRIC, SERVICE_SPEC, TOLERATIONS } from './kubernetes-shapes';
import { ContainerLifecycle } from './lifecycle';
import { Mount } from './mount';
import { Network } from './network-policy';
import { ContainerSecurity, FsGroupChangePolicy, PodSecurity } from './pod-security-context';
import { Probes } from './probe';
import { ContainerResources } from './resources';
import { ServicePort, ServiceType, TrafficDistribution, WorkloadService } from './workload-service';
import { WorkloadServiceAccount } from './workload-service-account';

// The compiler holds callers in TypeScript to these shapes; callers in JavaScript, and those who go through `any`, nobody. What is
// `anything` here is judged where it is used.

const texted = (example: string) => map(text, example);
const named = (example: string) => map(anything, example);
const probe = instance('Probe', 'httpGet(…)', ['_kind', '_action', '_timing']);
const handler = instance('LifecycleHandler', 'exec(…)', ['_kind', '_action'], '_timing');
const volume = instance('Volume', 'configMap(…)', ['_name', '_kind', '_source']);
const networkPort = instance('NetworkPort', 'tcp(…)', ['_protocol', '_port']);
const containerName = required(anything, "Use a name such as 'migrate'");
const port = required(anything, "Add 'port: 8080', or whatever it is");

const SECURITY: Shapes<ContainerSecurity> = {
  runAsUser: anything,
  runAsGroup: anything,
  addCapabilities: list(anything, "['NET_BIND_SERVICE']"),
  seccompProfile: instance('SeccompProfile', 'RUNTIME_DEFAULT', ['_profile']),
  appArmorProfile: instance('AppArmorProfile', 'RUNTIME_DEFAULT', ['_profile']),
};

const POD_SECURITY: Shapes<PodSecurity> = {
  ...SECURITY,
  fsGroup: anything,
  fsGroupChangePolicy: oneOf(FsGroupChangePolicy),
  supplementalGroups: list(anything, '[4000]'),
  userNamespace: flag,
};

const EXCEPTIONS: Shapes<ContainerExceptions> = {
  floatingTag: anything,
  writableRootFilesystem: anything,
  noMemoryLimit: anything,
  runAsRoot: anything,
  addedCapabilities: anything,
  privilegeEscalation: anything,
  unconfinedSeccomp: anything,
  unconfinedAppArmor: anything,
};

const EXCEPTION = "{ writableRootFilesystem: 'unpacks its templates' }";

const CONTAINER: Shapes<HardenedContainerProps> = {
  image: required(anything, "Use one such as 'registry.example.com/shop/api:1.4.2'"),
  imagePullPolicy: oneOf(ImagePullPolicy),
  command: texts("['/bin/server']"),
  args: texts("['--verbose']"),
  workingDir: text,
  env: named("{ LOG_LEVEL: 'info' }"),
  envValueFrom: map(instance('EnvValueSource', 'secretKey(…)', ['_valueFrom']), "{ TOKEN: EnvValueSource.secretKey('api', 'token') }"),
  envFrom: list(instance('EnvFromSource', 'secret(…)', ['_envFrom']), "[EnvFromSource.secret('api')]"),
  resources: struct<ContainerResources>("{ memory: '512Mi' }", {
    memory: anything,
    cpu: anything,
    cpuLimit: anything,
    ephemeralStorage: anything,
    extended: named("{ 'nvidia.com/gpu': '1' }"),
  }),
  mounts: list(struct<Mount>("{ path: '/data', volume: Volume.configMap('settings') }", {
    path: required(text, "Use a path such as '/var/cache/app'"),
    volume: required(volume, "Use 'Volume.configMap(…)'"),
    readOnly: flag,
    subPath: text,
  }), "[{ path: '/data', volume: Volume.configMap('settings') }]"),
  writablePaths: named("{ '/tmp': '64Mi' }"),
};

const RUNNING: Shapes<RunningContainerProps> = {
  ...CONTAINER,
  ports: list(struct<ContainerPort>('{ port: 8080 }', { port, name: anything, protocol: oneOf(PortProtocol) }), '[{ port: 8080 }]'),
  probes: struct<Probes>("{ readiness: Probe.httpGet('/ready') }", { liveness: probe, readiness: probe, startup: probe }),
  lifecycle: struct<ContainerLifecycle>("{ preStop: LifecycleHandler.exec(['/bin/drain']) }", { postStart: handler, preStop: handler }),
};

const OTHER_CONTAINER = { name: containerName, security: struct<ContainerSecurity>('{ runAsUser: 1000 }', SECURITY), exceptions: struct<ContainerExceptions>(EXCEPTION, EXCEPTIONS) };
const INIT_EXAMPLE = "{ name: 'migrate', image: 'registry.example.com/shop/migrate:1.4.2' }";
const SIDECAR_EXAMPLE = "{ name: 'proxy', image: 'registry.example.com/shop/proxy:1.4.2' }";

const POD: Shapes<HardenedPodProps> = {
  ...RUNNING,
  containerName: anything,
  initContainers: list(struct<InitContainer>(INIT_EXAMPLE, { ...CONTAINER, ...OTHER_CONTAINER }), `[${INIT_EXAMPLE}]`),
  sidecars: list(struct<SidecarContainer>(SIDECAR_EXAMPLE, { ...RUNNING, ...OTHER_CONTAINER, afterInitContainers: flag }), `[${SIDECAR_EXAMPLE}]`),
  security: struct<PodSecurity>('{ runAsUser: 1000 }', POD_SECURITY),
  exceptions: struct<PodExceptions>(EXCEPTION, { ...EXCEPTIONS, hostNetwork: anything }),
  automountServiceAccountToken: flag,
  imagePullSecrets: list(anything, "['registry']"),
  terminationGracePeriodSeconds: anything,
  priorityClassName: anything,
  runtimeClassName: anything,
  nodeSelector: named("{ 'kubernetes.io/arch': 'arm64' }"),
  tolerations: TOLERATIONS,
  affinity: AFFINITY,
  podLabels: named("{ 'example.com/team': 'payments' }"),
  podAnnotations: texted("{ 'example.com/team': 'payments' }"),
};

const RULES = list(struct<NetworkRule>("{ peer: NetworkPeer.namespace('web') }", {
  peer: anything,
  ports: list(networkPort, '[NetworkPort.tcp(5432)]'),
}), "[{ peer: NetworkPeer.namespace('web') }]");

const SERVICE = struct<WorkloadService>('{ ports: [{ port: 80 }] }', {
  name: anything,
  type: oneOf(ServiceType),
  headless: flag,
  ports: list(struct<ServicePort>('{ port: 80 }', { port, target: anything, name: anything, nodePort: anything, appProtocol: text }), '[{ port: 80 }]'),
  trafficDistribution: oneOf(TrafficDistribution),
  annotations: texted("{ 'example.com/team': 'payments' }"),
  spec: SERVICE_SPEC,
});

/** The props of a workload, whatever its kind. */
export const WORKLOAD_SHAPES = {
  ...POD,
  name: anything,
  namespace: anything,
  instance: anything,
  network: struct<Network>("{ allowFrom: [{ peer: NetworkPeer.namespace('web') }] }", { policy: flag, allowFrom: RULES, allowTo: RULES }),
  service: SERVICE,
  serviceAccount: struct<WorkloadServiceAccount>("{ existingName: 'api' }", {
    existingName: anything,
    annotations: texted("{ 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/api' }"),
  }),
  labels: named("{ 'example.com/team': 'payments' }"),
  annotations: named("{ 'example.com/team': 'payments' }"),
};

/** The props of a workload of which a number of equal pods run. */
export const REPLICATED_SHAPES = {
  ...WORKLOAD_SHAPES,
  replicas: anything,
  autoscaling: struct<Autoscaling>('{ maxReplicas: 10 }', {
    minReplicas: anything,
    maxReplicas: required(anything, "Add 'maxReplicas: 10', or whatever is the most"),
    cpuUtilization: anything,
    memoryUtilization: anything,
    metrics: list(SCALING_METRIC, "[{ type: 'External', external: … }]"),
    behavior: SCALING_BEHAVIOR,
  }),
  disruptionBudget: struct<DisruptionBudget>('{ maxUnavailable: 1 }', {
    enabled: flag,
    maxUnavailable: anything,
    minAvailable: anything,
    unhealthyPodEvictionPolicy: oneOf(UnhealthyPodEvictionPolicy),
  }),
  spread: flag,
};
