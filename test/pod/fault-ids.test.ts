import { Chart } from 'cdk8s';
import { Cluster, ClusterProps } from '../../lib/cluster/cluster';
import { findingsOf } from '../../lib/construct/faults';
import { Finding } from '../../lib/construct/finding';
import { FleetErrors } from '../../lib/construct/fleet-errors';
import { NetworkPeer } from '../../lib/construct/network-peer';
import { PortProtocol } from '../../lib/construct/port-protocol';
import { EnvFromSource, EnvValueSource } from '../../lib/pod/env';
import { IngressPathType } from '../../lib/pod/ingress';
import { LifecycleHandler } from '../../lib/pod/lifecycle';
import { DnsPolicy } from '../../lib/pod/pod-dns';
import { Probe } from '../../lib/pod/probe';
import { AppArmorProfile, SeccompProfile } from '../../lib/pod/security-profile';
import { Volume, VolumeAccessMode } from '../../lib/pod/volume';
import { DownwardApiFile, ProjectedSource } from '../../lib/pod/volume-file';
import { ServiceType, TrafficDistribution } from '../../lib/pod/workload-service';
import { HardenedDeployment, HardenedDeploymentProps } from '../../lib/workload/hardened-deployment';
import { MINIMAL } from '../workload/deployment-construct';

// Whoever waives or counts findings does it by their ids, which no message shows.

const CLUSTER: ClusterProps = { name: 'prod', kubernetesVersion: '1.33', capabilities: { gatewayApi: { version: '1.4.1' } } };
const PORTS = [{ name: 'http', port: 8080 }, { name: 'dns', port: 53, protocol: PortProtocol.UDP }];
const callers = [NetworkPeer.namespace('monitoring')];
const ingress = { host: 'api.example.com' };
const sidecar = { name: 'proxy', image: 'envoy:1.30' };

/** What is at fault in some props: `id prop` each. */
function idsIn(props: any): string[] {
  const chart = new Chart(new Cluster(CLUSTER), 'shop', { namespace: 'shop' });
  const written = (findings: readonly Finding[]) => findings.map(({ id, prop }) => `${id} ${prop}`);
  try {
    return written(findingsOf(new HardenedDeployment(chart, 'api', { ...MINIMAL, ...props as HardenedDeploymentProps })));
  } catch (error) {
    // What is not even of the right type ends the call at once.
    if (!FleetErrors.isFleetError(error)) { throw error; }
    return written(FleetErrors.findingsOf(error));
  }
}
const mounted = (...volumes: Volume[]) => ({ mounts: volumes.map((volume, index) => ({ path: `/mnt/${index}`, volume })) });
const valueOf = (source: EnvValueSource) => ({ envValueFrom: { A: source } });

test.each<[string, object, string[]]>([
  ['fewer pods at most than at least', { autoscaling: { minReplicas: 5, maxReplicas: 4 } }, ['workload/consistent autoscaling.maxReplicas']],
  ['all the memory that there is', { autoscaling: { maxReplicas: 4, memoryUtilization: 100 } }, ['workload/consistent autoscaling.memoryUtilization']],
  ['replicas beside an autoscaler', { replicas: 3, autoscaling: { maxReplicas: 4 } }, ['workload/one-autoscaler replicas']],
  ['a port out of range', { ports: [{ port: 0 }] }, ['prop/range ports[0].port']],
  ['a port whose name is none', { ports: [{ port: 80, name: 'Web_UI' }] }, ['prop/grammar ports[0].name']],
  ['a port without a name', { ports: [{ port: 80 }, { port: 90, name: 'metrics' }] }, ['prop/required ports[0].name']],
  ['a port twice', { ports: [{ port: 80, name: 'web' }, { port: 80, name: 'web' }] }, ['workload/unique ports[1].name', 'workload/unique ports[1].port']],
  ['no port to ask', { probes: { readiness: Probe.tcpSocket({}) } }, ['workload/declared probes.readiness.port']],
  ['a port to ask that is not declared', { ports: PORTS, probes: { readiness: Probe.tcpSocket({ port: 'admin' }) } }, ['workload/declared probes.readiness.port']],
  ['a port to ask that is not TCP', { ports: PORTS, probes: { readiness: Probe.tcpSocket({ port: 'dns' }) } }, ['workload/declared probes.readiness.port']],
  ['both bounds of a budget', { disruptionBudget: { minAvailable: 1, maxUnavailable: 1 } }, ['workload/consistent disruptionBudget']],
  ['a budget that lets none go', { disruptionBudget: { minAvailable: 2 } }, ['workload/drainable disruptionBudget.minAvailable']],
  ['a field that pods do not show', valueOf(EnvValueSource.field('status.phase')), ['prop/choice envValueFrom.A.fieldPath']],
  ['a label that can not be', valueOf(EnvValueSource.field("metadata.labels['a b']")), ['prop/grammar envValueFrom.A.fieldPath']],
  ['a resource that is none', valueOf(EnvValueSource.resource('memory')), ['prop/choice envValueFrom.A.resource']],
  ['a unit that is none', valueOf(EnvValueSource.resource('limits.cpu', { divisor: '1Mi' })), ['prop/choice envValueFrom.A.divisor']],
  ['a container that is not there', valueOf(EnvValueSource.resource('limits.cpu', { containerName: 'db' })), ['workload/declared envValueFrom.A.containerName']],
  ['a key that can not be', valueOf(EnvValueSource.secretKey('db', 'a/b')), ['prop/grammar envValueFrom.A.key']],
  ['a variable that is none', { env: { '1=ST': 'x' } }, ["prop/grammar env['1=ST']"]],
  ['a variable from elsewhere that is none', { envValueFrom: { 'a=b': EnvValueSource.field('metadata.name') } }, ["prop/grammar envValueFrom['a=b']"]],
  ['a variable twice', { env: { A: 'x' }, envValueFrom: { A: EnvValueSource.field('metadata.name') } }, ['workload/unique envValueFrom.A']],
  ['what comes from elsewhere among texts', { env: { A: EnvValueSource.field('metadata.name') } }, ['prop/type env.A']],
  ['a prefix that is none', { envFrom: [EnvFromSource.configMap('a', { prefix: '=' })] }, ['prop/grammar envFrom[0].prefix']],
  ['an exception that excuses nothing', { exceptions: { unconfinedAppArmor: 'it was once' } }, ['workload/used-exception exceptions.unconfinedAppArmor']],
  ['a relative directory', { workingDir: 'srv' }, ['prop/grammar workingDir']],
  ['a container twice', { sidecars: [sidecar, sidecar], containerName: 'proxy' }, ['workload/unique sidecars[0].name', 'workload/unique sidecars[1].name']],
  ['a label of the workload', { podLabels: { 'app.kubernetes.io/name': 'x' } }, ["construct/own-key podLabels['app.kubernetes.io/name']"]],
  ['an annotation that loosens', { podAnnotations: { 'container.apparmor.security.beta.kubernetes.io/api': 'unconfined' } }, [
    "workload/consistent podAnnotations['container.apparmor.security.beta.kubernetes.io/api']",
  ]],
  ['a Secret for images twice', { imagePullSecrets: ['a', 'a'] }, ['workload/unique imagePullSecrets[1]']],
  ['a user namespace on the network of the node', { security: { userNamespace: true }, exceptions: { hostNetwork: 'it watches the node' } }, [
    'workload/consistent security.userNamespace',
  ]],
  ['root', { security: { runAsUser: 0 } }, ['workload/needs-exception security.runAsUser']],
  ['a group of root', { security: { runAsGroup: 0 } }, ['workload/needs-exception security.runAsGroup']],
  ['capabilities', { security: { addCapabilities: ['CHOWN', 'CAP_CHOWN'] } }, [
    'prop/grammar security.addCapabilities[1]', 'workload/needs-exception security.addCapabilities[0]', 'workload/needs-exception security.addCapabilities[1]',
  ]],
  ['no profile of system calls', { security: { seccompProfile: SeccompProfile.UNCONFINED, appArmorProfile: AppArmorProfile.UNCONFINED } }, [
    'workload/needs-exception security.seccompProfile', 'workload/needs-exception security.appArmorProfile',
  ]],
  ['a profile that is nowhere', { security: { seccompProfile: SeccompProfile.localhost('/a'), appArmorProfile: AppArmorProfile.localhost('') } }, [
    'prop/grammar security.seccompProfile', 'prop/grammar security.appArmorProfile',
  ]],
  ['a header that is none', { ports: [{ port: 80 }], probes: { readiness: Probe.httpGet('/', { httpHeaders: { X_A: 'a' } }) } }, [
    'prop/grammar probes.readiness.httpHeaders.X_A',
  ]],
  ['a path that is none', { ports: [{ port: 80 }], probes: { readiness: Probe.httpGet('a') } }, ['prop/grammar probes.readiness.path']],
  ['no command', { probes: { readiness: Probe.exec([]) } }, ['prop/required probes.readiness.command']],
  ['a probe that ends what it should not', { ports: [{ port: 80 }], probes: { readiness: Probe.tcpSocket({ terminationGracePeriodSeconds: 5 } as any), liveness: Probe.tcpSocket({ successThreshold: 2 } as any) } }, [
    'prop/range probes.liveness.successThreshold',
    'workload/consistent probes.readiness.terminationGracePeriodSeconds',
  ]],
  ['a pause of nothing', { lifecycle: { preStop: LifecycleHandler.sleep(0) } }, ['prop/range lifecycle.preStop.seconds']],
  ['a pause without end', { lifecycle: { preStop: LifecycleHandler.sleep(30) } }, ['workload/consistent lifecycle.preStop.seconds']],
  ['a relative place', { mounts: [{ path: 'a', volume: Volume.secret('a') }] }, ['prop/grammar mounts[0].path']],
  ['a place twice', { mounts: [{ path: '/a', volume: Volume.secret('a') }, { path: '/a', volume: Volume.secret('b') }] }, ['workload/unique mounts[1].path']],
  ['a place among the mounts, and twice', { mounts: [{ path: '/a', volume: Volume.secret('a') }], writablePaths: { '/a': '1Gi', '/b': '1Gi', '/b/': '1Gi' } }, [
    "workload/unique writablePaths['/a']", "workload/unique writablePaths['/b/']",
  ]],
  ['no server of DNS', { dnsPolicy: DnsPolicy.NONE }, ['workload/consistent dnsConfig.nameservers']],
  ['a policy that does not hold', { dnsPolicy: DnsPolicy.CLUSTER_FIRST, exceptions: { hostNetwork: 'it watches the node' } }, ['workload/consistent dnsPolicy']],
  ['too many servers of DNS', { dnsConfig: { nameservers: ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'] } }, ['prop/range dnsConfig.nameservers']],
  ['too many characters of domains', { dnsConfig: { searches: Array.from({ length: 12 }, (_, index) => `${index}${`.${'a'.repeat(60)}`.repeat(3)}`) } }, [
    'prop/range dnsConfig.searches',
  ]],
  ['a server of DNS twice', { dnsConfig: { nameservers: ['10.0.0.1', '10.0.0.1'] } }, ['workload/unique dnsConfig.nameservers[1]']],
  ['a limit below what is reserved', { resources: { cpu: '2', cpuLimit: '1' } }, ['workload/consistent resources.cpuLimit']],
  ['no quantities', { resources: { cpu: 'x', memory: 'x', ephemeralStorage: 'x' } }, [
    'prop/grammar resources.memory', 'prop/grammar resources.cpu', 'prop/grammar resources.ephemeralStorage',
  ]],
  ['devices that are none', { resources: { extended: { 'gpu': '1', 'hugepages-2Mi': '3Mi' } } }, [
    'prop/grammar resources.extended.gpu', 'prop/grammar resources.extended.hugepages-2Mi',
  ]],
  ['a claim for each pod of a Deployment', mounted(Volume.claimTemplate('data', { size: '1Gi' })), ['workload/consistent mounts[0].volume']],
  ['a volume whose name is none', mounted(Volume.configMap('a', { volumeName: 'A' })), ['prop/grammar mounts[0].volume.volumeName']],
  ['one name for two volumes', mounted(Volume.configMap('x'), Volume.secret('x')), ['workload/unique mounts[1].volume.volumeName']],
  ['a mode beyond 777', mounted(Volume.configMap('a', { defaultMode: 0o1777 })), ['prop/range mounts[0].volume.defaultMode']],
  ['modes that do not go together', mounted(Volume.ephemeral('a', { size: '1Gi', accessModes: [VolumeAccessMode.READ_WRITE_ONCE_POD, VolumeAccessMode.READ_ONLY_MANY] })), [
    'prop/choice mounts[0].volume.accessModes',
  ]],
  ['a driver that can not be', mounted(Volume.csi('a', { driver: 'a_b' })), ['prop/grammar mounts[0].volume.driver']],
  ['a file twice', mounted(Volume.projected('a', [ProjectedSource.configMap('x', { items: { k: 'token' } }), ProjectedSource.serviceAccountToken()])), [
    'workload/unique mounts[0].volume.sources',
  ]],
  ['facts that are none', mounted(Volume.downwardApi('a', DownwardApiFile.field('/x', 'spec.nodeName'), DownwardApiFile.resource('y', 'db', 'cpu'))), [
    'prop/grammar mounts[0].volume.items[0].path',
    'prop/choice mounts[0].volume.items[0].fieldPath',
    'prop/choice mounts[0].volume.items[1].resource',
    'workload/declared mounts[0].volume.items[1].containerName',
  ]],
  ['no files', { config: { files: {} } }, ['prop/range config.files']],
  ['files at a place that is taken', { mounts: [{ path: '/a', volume: Volume.secret('a') }], podAnnotations: { 'checksum.fleetwright.io/config': 'x' }, config: { path: '/a', files: { a: 'b' } } }, [
    'workload/unique config.path',
    "construct/own-key podAnnotations['checksum.fleetwright.io/config']",
  ]],
  ['a selector of others', { selector: { matchLabels: { app: 'api' } } }, ['prop/type selector']],
  ['an empty selector', { selector: {} }, ['prop/required selector']],
  ['what controllers write', { selector: { 'pod-template-hash': 'x' } }, ['construct/own-key selector.pod-template-hash']],
  ['another instance', { instance: 'a', selector: { 'app.kubernetes.io/instance': 'b' } }, ["workload/consistent selector['app.kubernetes.io/instance']"]],
  ['labels that the selector needs', { labels: { 'app.kubernetes.io/name': 'x' } }, ["construct/own-key labels['app.kubernetes.io/name']"]],
  ['metrics without a port', { metrics: { callers } }, ['workload/declared metrics.port']],
  ['metrics of a port that is not declared', { ports: PORTS, metrics: { port: 'x', callers } }, ['workload/declared metrics.port']],
  ['metrics of a port that is not TCP', { ports: PORTS, metrics: { port: 'dns', callers } }, ['workload/declared metrics.port']],
  ['metrics that nobody reads', { ports: [{ port: 80 }], metrics: {} }, ['network/nameable-peer metrics.callers']],
  ['metrics that take too long', { ports: [{ port: 80 }], metrics: { intervalSeconds: 1, timeoutSeconds: 2, labels: { 'app.kubernetes.io/name': 'x' }, callers } }, [
    'workload/consistent metrics.timeoutSeconds', "construct/own-key metrics.labels['app.kubernetes.io/name']",
  ]],
  ['a ServiceAccount of others with fields', { serviceAccount: { existingName: 'a', annotations: { a: 'b' } } }, ['workload/consistent serviceAccount.annotations']],
  ['a headless load balancer', { ports: PORTS, service: { headless: true, type: ServiceType.LOAD_BALANCER } }, ['workload/consistent service.headless']],
  ['a Service without ports', { service: {} }, ['workload/declared service']],
  ['a Service whose name is none', { ports: PORTS, service: { name: '1st' } }, ['prop/grammar service.name']],
  ['a Service that may lead to several', { ports: PORTS, service: { ports: [{ port: 80 }] } }, ['workload/declared service.ports[0].target']],
  ['a Service that leads nowhere', { ports: PORTS, service: { ports: [{ port: 80, target: 'htp' }] } }, ['workload/declared service.ports[0].target']],
  ['ports of a Service twice', { ports: PORTS, service: { type: ServiceType.NODE_PORT, ports: [{ port: 80, target: 'http', nodePort: 30000 }, { port: 80, target: 'http', nodePort: 30000 }] } }, [
    'workload/unique service.ports[1].name',
    'workload/unique service.ports[1].port',
    'workload/unique service.ports[1].nodePort',
  ]],
  ['a port on nodes where there is none', { ports: PORTS, service: { ports: [{ port: 80, target: 'http', nodePort: 30000 }] } }, [
    'workload/consistent service.ports[0].nodePort',
  ]],
  ['fields of a Service for which there are props', { ports: PORTS, service: { spec: { selector: {}, sessionAffinityConfig: {} } } }, [
    'workload/consistent service.spec.selector', 'workload/consistent service.spec.sessionAffinityConfig',
  ]],
  ['a preference that comes later', { ports: PORTS, service: { trafficDistribution: TrafficDistribution.PREFER_SAME_ZONE } }, [
    'workload/kubernetes-version service.trafficDistribution',
  ]],
  ['an Ingress to one of several ports', { ports: [{ name: 'a', port: 1 }, { name: 'b', port: 2 }], ingress }, ['network/declared-port ingress.port']],
  ['an Ingress to a port that is not there', { ports: [{ port: 80 }], ingress: { ...ingress, port: 'x' } }, ['network/declared-port ingress.port']],
  ['an Ingress to a port that is not TCP', { ports: [{ name: 'dns', port: 53, protocol: PortProtocol.UDP }], ingress }, ['network/declared-port ingress.port']],
  ['an Ingress whose path is none', { ports: [{ port: 80 }], ingress: { ...ingress, path: 'a', pathType: IngressPathType.IMPLEMENTATION_SPECIFIC } }, [
    'prop/grammar ingress.path',
  ]],
  ['a class twice', { ports: [{ port: 80 }], ingress: { host: '10.0.0.1', ingressClassName: 'a', annotations: { 'kubernetes.io/ingress.class': 'a' } } }, [
    'prop/grammar ingress.host', "network/distinct ingress.annotations['kubernetes.io/ingress.class']",
  ]],
  ['a route without gateways', { ports: [{ port: 80 }], httpRoute: { gateways: [], path: 'a' } }, ['prop/grammar httpRoute.path', 'prop/range httpRoute.gateways']],
  ['a route by one gateway twice', { ports: [{ port: 80 }], httpRoute: { gateways: [{ name: 'a' }, { name: 'a' }], hostnames: Array.from({ length: 17 }, (_, index) => `a${index}.example.com`) } }, [
    'network/distinct httpRoute.gateways[1]',
    'prop/range httpRoute.hostnames',
  ]],
  ['a route by too many gateways', { ports: [{ port: 80 }], httpRoute: { gateways: Array.from({ length: 33 }, (_, index) => ({ name: `a${index}` })) } }, [
    'prop/range httpRoute.gateways',
  ]],
  ['a toleration that tolerates nothing', { tolerations: [{}, { key: 'a', operator: 'Exists', value: 'b' }, { key: 'a', value: 'b c' }, { key: 'a', tolerationSeconds: 1 }] }, [
    'workload/consistent tolerations[0]',
    'workload/consistent tolerations[1].value',
    'prop/grammar tolerations[2].value',
    'workload/consistent tolerations[3].tolerationSeconds',
  ]],
])('%s is found by its id', (_, props, ids) => {
  expect(idsIn(props)).toEqual(ids);
});
