import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { NetworkPeer } from '../../lib/construct/network-peer';
import { PortProtocol } from '../../lib/construct/port-protocol';
import { placeholder } from '../../lib/manifest/known';
import { ServiceType, TrafficDistribution, WorkloadService } from '../../lib/pod/workload-service';
import { HardenedDeploymentProps } from '../../lib/workload/hardened-deployment';
import { chartIn, deploy, faultsIn, manifests, warningsOf } from '../workload/deployment-construct';

const PORTS = { ports: [{ name: 'http', port: 8080 }, { name: 'dns', port: 53, protocol: PortProtocol.UDP }] };
const service = (props: WorkloadService, others: Partial<HardenedDeploymentProps> = PORTS, cluster = {}) =>
  manifests({ ...others, service: props }, cluster).Service;

test('is not there unless asked for', () => {
  expect(deploy(PORTS).service).toBeUndefined();
});

test('leads to every declared port by its name', () => {
  expect(service({})).toEqual({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'api', namespace: 'payments', labels: { 'app.kubernetes.io/name': 'api' } },
    spec: {
      type: 'ClusterIP',
      selector: { 'app.kubernetes.io/name': 'api' },
      ports: [
        { name: 'http', port: 8080, targetPort: 'http', protocol: 'TCP' },
        { name: 'dns', port: 53, targetPort: 'dns', protocol: 'UDP' },
      ],
    },
  });
});

test('does not lead to ports of sidecars unless told so', () => {
  const sidecars = [{ name: 'proxy', image: 'registry.example.com/proxy:1.0.0', ports: [{ name: 'metrics', port: 9090 }] }];
  const cluster = { kubernetesVersion: '1.33' };
  expect(service({}, { ports: [{ port: 8080 }], sidecars }, cluster).spec.ports).toEqual([{ name: 'http', port: 8080, targetPort: 'http', protocol: 'TCP' }]);
  expect(service({ ports: [{ port: 80 }, { port: 9090, target: 'metrics' }] }, { ports: [{ port: 8080 }], sidecars }, cluster).spec.ports).toEqual([
    { name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' },
    { name: 'metrics', port: 9090, targetPort: 'metrics', protocol: 'TCP' },
  ]);
});

test.each<[string, string[], string[]]>([
  ['metrics', ['http', 'metrics'], ['http']],
  ['metrics by a longer name', ['grpc', 'http-metrics', 'http'], ['grpc', 'http']],
  ['nothing but metrics', ['metrics'], ['metrics']],
  ['what only sounds like it', ['metricsapi', 'metrics'], ['metricsapi']],
])('of ports for %s, leads to those that are for callers', (_, names, expected) => {
  const ports = names.map((name, index) => ({ name, port: 8080 + index }));
  expect(service({}, { ports }).spec.ports.map(({ name }: any) => name)).toEqual(expected);
  expect(service({ ports: names.map((target) => ({ port: 8080 + names.indexOf(target), target })) }, { ports }).spec.ports).toHaveLength(names.length);
});

test('has the ports that it is told', () => {
  const ports = [{ port: 443, target: 'http', name: 'web', nodePort: 30443, appProtocol: 'kubernetes.io/h2c' }];
  expect(service({ ports, type: ServiceType.NODE_PORT }).spec).toMatchObject({
    type: 'NodePort',
    ports: [{ name: 'web', port: 443, targetPort: 'http', protocol: 'TCP', nodePort: 30443, appProtocol: 'kubernetes.io/h2c' }],
  });
});

test('can be headless, also without ports', () => {
  expect(service({ headless: true }).spec).toMatchObject({ type: 'ClusterIP', clusterIP: 'None' });
  expect(service({ headless: true }, {}).spec).not.toHaveProperty('ports');
});

test('has a name, annotations and further fields of its own', () => {
  const manifest = service({
    name: 'front', annotations: { 'example.com/lb': 'internal' }, type: ServiceType.LOAD_BALANCER, spec: { externalTrafficPolicy: 'Local', loadBalancerClass: 'example.com/lb' },
  });
  expect(manifest.metadata).toMatchObject({ name: 'front', annotations: { 'example.com/lb': 'internal' } });
  expect(manifest.spec).toMatchObject({ type: 'LoadBalancer', externalTrafficPolicy: 'Local', loadBalancerClass: 'example.com/lb' });
});

test.each([
  [TrafficDistribution.PREFER_CLOSE, '1.31', 'PreferClose'],
  [TrafficDistribution.PREFER_SAME_ZONE, '1.34', 'PreferSameZone'],
  [TrafficDistribution.PREFER_SAME_NODE, '1.36', 'PreferSameNode'],
])('prefers pods as told by %s from Kubernetes %s', (trafficDistribution, kubernetesVersion, expected) => {
  expect(service({ trafficDistribution }, PORTS, { kubernetesVersion }).spec.trafficDistribution).toBe(expected);
});

test.each([
  [TrafficDistribution.PREFER_CLOSE, '1.30', '1.31'],
  [TrafficDistribution.PREFER_SAME_ZONE, '1.33', '1.34'],
  [TrafficDistribution.PREFER_SAME_NODE, '1.33', '1.34'],
])('refuses %s in Kubernetes %s', (trafficDistribution, kubernetesVersion, needed) => {
  expect(faultsIn({ ...PORTS, service: { trafficDistribution } }, { kubernetesVersion })).toEqual([
    `'service.trafficDistribution' needs Kubernetes ${needed}, and the cluster runs ${kubernetesVersion}. Upgrade the cluster, or leave it out.`,
  ]);
});

test('refuses a preference where the version is not known', () => {
  expect(faultsIn({ ...PORTS, service: { trafficDistribution: TrafficDistribution.PREFER_CLOSE } })).toEqual([
    "'service.trafficDistribution' needs Kubernetes 1.31, and the cluster's version is not known. Set 'kubernetesVersion' on the Cluster, or leave it out.",
  ]);
});

const LETTER_FIRST = "must be a DNS label that starts with a letter: at most 63 lower-case letters, digits and '-', ending with a letter or digit";

test('refuses a name that starts with a digit before Kubernetes 1.36, and takes it from then on', () => {
  const fault = (got: string) => `'service.name' ${LETTER_FIRST}, got '${got}'. Give the Service a 'name' that starts with a letter.`;
  expect(faultsIn({ ...PORTS, name: '3scale', service: {} }, { kubernetesVersion: '1.35' })).toEqual([fault('3scale')]);
  expect(faultsIn({ ...PORTS, service: { name: '1st' } })).toEqual([fault('1st')]);
  expect(faultsIn({ ...PORTS, name: '3scale', service: {} }, { kubernetesVersion: '1.36' })).toEqual([]);
  expect(faultsIn({ ...PORTS, name: '3scale', service: { name: 'scale' } })).toEqual([]);
});

test('says once that the workload has no legal name', () => {
  expect(faultsIn({ ...PORTS, name: 'API', service: {} })).toEqual([
    "'name' must be a DNS label: at most 63 lower-case letters, digits and '-', starting and ending with a letter or digit, got 'API'. Give it a 'name' such as 'api'.",
  ]);
});

test.each<[string, Partial<HardenedDeploymentProps>, string[]]>([
  ['no port to lead to', { service: {} }, [
    "'service' needs a port to lead to. Declare 'ports' on the workload, e.g. '[{ port: 8080 }]', or make the Service headless.",
  ]],
  ['no port of its own', { ...PORTS, service: { ports: [] } }, [
    "'service' needs a port to lead to. Declare 'ports' on the workload, e.g. '[{ port: 8080 }]', or make the Service headless.",
  ]],
  ['a headless load balancer', { ...PORTS, service: { headless: true, type: ServiceType.LOAD_BALANCER } }, [
    "'service.headless' must not be true with the type 'LoadBalancer'. Leave 'type' or 'headless' out.",
  ]],
  ['a port that may lead to several', { ...PORTS, service: { ports: [{ port: 80 }] } }, [
    "'service.ports[0].target' must say which port of the workload is meant; it declares 'http', 'dns'. Add it.",
  ]],
  ['a port that leads nowhere', { ...PORTS, service: { ports: [{ port: 80, target: 'htp' }] } }, [
    "'service.ports[0].target' must be the name of a port that the workload declares: 'http', 'dns', got 'htp'. Use 'http'.",
  ]],
  ['a port that may lead to several where none is declared', { service: { ports: [{ port: 80 }] } }, [
    "'service.ports[0].target' must say which port of the workload is meant; it declares none. Add it.",
  ]],
  ['a port that leads to a name where none is declared', { service: { ports: [{ port: 80, target: 'http' }] } }, [
    "'service.ports[0].target' must be the name of a port that the workload declares: none, got 'http'. Correct the name.",
  ]],
  ['a headless Service with ports on the nodes', { ...PORTS, service: { headless: true, type: ServiceType.NODE_PORT } }, [
    "'service.headless' must not be true with the type 'NodePort'. Leave 'type' or 'headless' out.",
  ]],
  ['numbers and names that are none', { ...PORTS, service: { type: ServiceType.NODE_PORT, ports: [{ port: 0, target: 'http', nodePort: 70000, name: 'HTTP' }] } }, [
    "'service.ports[0].port' must be a whole number from 1 to 65535, got 0. Correct the number.",
    "'service.ports[0].name' must be a DNS label: at most 63 lower-case letters, digits and '-', starting and ending with a letter or digit, got 'HTTP'. Use a name such as 'http'.",
    "'service.ports[0].nodePort' must be a whole number from 1 to 65535, got 70000. Correct the number.",
  ]],
  ['a port on the nodes where there is none', { ...PORTS, service: { ports: [{ port: 80, target: 'http', nodePort: 30000 }] } }, [
    "'service.ports[0].nodePort' must be left out of a Service that has no port on the nodes, got 30000. Use 'ServiceType.NODE_PORT', or leave it out.",
  ]],
  ['one number twice', { ports: [{ name: 'a', port: 1 }, { name: 'b', port: 2 }], service: {
    type: ServiceType.NODE_PORT, ports: [{ port: 80, target: 'a', nodePort: 30000 }, { port: 80, target: 'b', nodePort: 30000 }],
  } }, [
    "'service.ports[1].port' must be unique among the TCP ports of the Service, got 80. Use another number.",
    "'service.ports[1].nodePort' must be unique among the node ports of the Service for TCP, got 30000. Use another number, or leave it out.",
  ]],
  ['an application protocol that is no name', { ...PORTS, service: { ports: [{ port: 80, target: 'http', appProtocol: 'a b' }] } }, [
    "'service.ports[0].appProtocol' must name an application protocol, as a label is named, got 'a b'. Use a name such as 'kubernetes.io/h2c' or 'https'.",
  ]],
  ['a port of a workload whose name is none', { ports: [{ port: 80, name: 5 as any }], service: {} }, [
    "'ports[0].name' must be a port name: at most 15 lower-case letters, digits and single '-', at least one letter, starting and ending with a letter or digit, got 5. Use a name such as 'http' or 'metrics'.",
  ]],
  ['two ports of one name', { ...PORTS, service: { ports: [{ port: 80, target: 'http' }, { port: 8080, target: 'http' }] } }, [
    "'service.ports[1].name' must be unique among the ports of the Service, got 'http'. Give this port another 'name'.",
  ]],
  ['fields for which there are props, and annotations that are none', { ...PORTS, service: { spec: { selector: {}, clusterIP: 'None' }, annotations: { 'a b': '' } } }, [
    "'service.annotations['a b']' must be an annotation key: at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, with or without a DNS subdomain and '/' before it. Use a key such as 'example.com/team'.",
    "'service.spec.selector' must not be given: there is a prop for it. Use the prop, or 'patch' what the construct emits.",
    "'service.spec.clusterIP' must not be given: there is a prop for it, got 'None'. Use the prop, or 'patch' what the construct emits.",
  ]],
])('refuses %s', (_, props, faults) => {
  expect(faultsIn(props)).toEqual(faults);
});

test.each<[string, Partial<HardenedDeploymentProps>]>([
  ['a name of a protocol', { ...PORTS, service: { ports: [{ port: 443, target: 'http', appProtocol: 'kubernetes.io/h2c' }] } }],
  ['a load balancer with an address', { ...PORTS, service: { type: ServiceType.LOAD_BALANCER } }],
  ['a load balancer that is said not to be headless', { ...PORTS, service: { type: ServiceType.LOAD_BALANCER, headless: false } }],
  ['one that is headless', { ...PORTS, service: { headless: true } }],
  ['one that is headless, by its type', { ...PORTS, service: { headless: true, type: ServiceType.CLUSTER_IP } }],
  ['a headless one without ports', { service: { headless: true } }],
  ['another number for the only port', { ports: [{ port: 8080 }], service: { ports: [{ port: 80 }] } }],
  ['a port on the nodes', { ...PORTS, service: { type: ServiceType.NODE_PORT, ports: [{ port: 1, target: 'http', nodePort: 65535 }] } }],
  ['one number for two protocols', { ...PORTS, service: { type: ServiceType.NODE_PORT, ports: [{ port: 53, target: 'http', nodePort: 30053 }, { port: 53, target: 'dns', nodePort: 30053 }] } }],
])('takes %s', (_, props) => {
  expect(faultsIn(props)).toEqual([]);
});

describe('of what is not known yet', () => {
  const later: any = placeholder('x');
  const cluster = { kubernetesVersion: '1.30' };

  test.each<[string, Partial<HardenedDeploymentProps>]>([
    ['the type may be the one that is headless', { ...PORTS, service: { type: later, headless: true } }],
    ['the type may be one with ports on the nodes', { ...PORTS, service: { type: later, ports: [{ port: 80, target: 'http', nodePort: 30000 }] } }],
    ['the preference may be none', { ...PORTS, service: { trafficDistribution: later } }],
    ['the name of a port may be the one that is asked for', { ports: [{ port: 80, name: later }, { port: 90, name: 'b' }], service: { ports: [{ port: 80, target: 'a' }] } }],
    ['names, numbers and protocols may differ', {
      ports: [{ port: 80, name: 'a', protocol: later }, { port: 81, name: 'b', protocol: later }, { port: 82, name: 'c' }, { port: 83, name: 'd' }],
      service: { type: ServiceType.NODE_PORT, ports: [
        { port: 80, target: 'a', nodePort: 30000 }, { port: 80, target: 'b', nodePort: 30000 },
        { port: later, target: 'c', nodePort: later, name: later }, { port: later, target: 'd', nodePort: later, name: later },
      ] },
    }],
  ])('%s', (_, props) => {
    expect(faultsIn(props, cluster)).toEqual([]);
  });

  test('nothing is in the way of what is known', () => {
    expect(faultsIn({ ...PORTS, service: { ports: [{ port: 80, target: later }, { port: 80, target: 'htp', nodePort: later }, { port: 80, target: 'http' }, { port: 80, target: 'http' }] } })).toEqual([
      "'service.ports[1].target' must be the name of a port that the workload declares: 'http', 'dns', got 'htp'. Use 'http'.",
      "'service.ports[1].nodePort' must be left out of a Service that has no port on the nodes, got a value not known yet. Use 'ServiceType.NODE_PORT', or leave it out.",
      "'service.ports[3].name' must be unique among the ports of the Service, got 'http'. Give this port another 'name'.",
      "'service.ports[3].port' must be unique among the TCP ports of the Service, got 80. Use another number.",
    ]);
  });

  test('a target is written as it is, by whichever of the two its name is not known', () => {
    expect(service({ ports: [{ port: 80, target: later }] }).spec.ports).toEqual([{ name: later, port: 80, targetPort: later }]);
    expect(service({ ports: [{ port: 80, target: later }] }, { ports: [{ port: 53, protocol: PortProtocol.UDP }] }).spec.ports).toEqual([
      { name: later, port: 80, targetPort: later, protocol: 'UDP' },
    ]);
    expect(service({ ports: [{ port: 80, target: 'web', name: 'front' }] }, { ports: [{ port: 8080, name: later }] }).spec.ports).toEqual([
      { name: 'front', port: 80, targetPort: 'web', protocol: 'TCP' },
    ]);
  });

  test('a port may be for callers', () => {
    expect(service({}, { ports: [{ port: 8080, name: later }, { port: 9090, name: 'metrics' }] }).spec.ports).toEqual([{ name: later, port: 8080, targetPort: later, protocol: 'TCP' }]);
  });
});

describe('warns that nobody may call', () => {
  const withService = (network = {}) => {
    const scope = chartIn();
    return { api: deploy({ ports: [{ port: 8080 }], network, service: {} }, scope), scope };
  };
  const ids = (messages: string[]) => messages.filter((message) => message.startsWith('workload/no-caller'));

  test('until somebody may', () => {
    const { api, scope } = withService();
    expect(ids(warningsOf(api))).toEqual(["workload/no-caller: Service 'api': its pods admit nobody. Say who may call with 'allowFrom'."]);
    api.allowFrom(deploy({ name: 'web' }, new (scope.constructor as any)(scope, 'web', { namespace: 'payments' })));
    expect(ids(warningsOf(api))).toEqual([]);
  });

  const plain = (scope: Chart, id: string, kind: string, spec: object, namespace?: string) => new ApiObject(scope, id, {
    apiVersion: { Service: 'v1', NetworkPolicy: 'networking.k8s.io/v1' }[kind] ?? 'cilium.io/v2', kind, metadata: { name: id, namespace }, spec,
  });
  const selected = { selector: { 'app.kubernetes.io/name': 'api' }, ports: [{ port: 80 }] };

  test('where the Service in front of its pods is of somebody else', () => {
    const scope = chartIn();
    const api = deploy({ ports: [{ port: 8080 }] }, scope);
    new kplus.Service(scope, 'plus', { selector: api, ports: [{ port: 80, targetPort: 8080 }], metadata: { name: 'plus' } });
    plain(scope, 'plain', 'Service', selected);
    expect(ids(warningsOf(api))).toEqual(['plus', 'plain'].map((name) => `workload/no-caller: Service '${name}': its pods admit nobody. Say who may call with 'allowFrom'.`));
    api.allowFrom(NetworkPeer.allNamespaces());
    expect(ids(warningsOf(api))).toEqual([]);
  });

  test('but not of Services in front of others', () => {
    const scope = chartIn();
    const api = deploy({ ports: [{ port: 8080 }] }, scope);
    plain(scope, 'other', 'Service', { ...selected, selector: { 'app.kubernetes.io/name': 'web' } });
    plain(scope, 'elsewhere', 'Service', selected, 'elsewhere');
    plain(scope, 'none', 'Service', { ports: [{ port: 80 }] });
    plain(scope, 'empty', 'Service', { selector: {}, ports: [{ port: 80 }] });
    plain(scope, 'unknown', 'Service', { selector: { 'app.kubernetes.io/name': placeholder('x') } });
    expect(ids(warningsOf(api))).toEqual([]);
  });

  test.each<[string, string, object, boolean]>([
    ['a policy for these pods', 'NetworkPolicy', { podSelector: {}, ingress: [{}] }, false],
    ['a policy for others', 'NetworkPolicy', { podSelector: { matchLabels: { app: 'x' } }, ingress: [{}] }, true],
    ['a policy that admits nobody either', 'NetworkPolicy', { podSelector: {}, ingress: [] }, true],
    ['a policy with nulls', 'NetworkPolicy', { podSelector: {}, ingress: null }, true],
    ['a policy of Cilium', 'CiliumNetworkPolicy', { endpointSelector: {}, ingress: [{ fromEntities: ['world'] }] }, false],
    ['a policy of Cilium for what goes out', 'CiliumNetworkPolicy', { endpointSelector: {}, egress: [{ toEntities: ['world'] }] }, true],
  ])('also where there is %s beside', (_, kind, spec, warns) => {
    const { api, scope } = withService();
    plain(scope, 'beside', kind, spec);
    expect(ids(warningsOf(api))).toHaveLength(warns ? 1 : 0);
  });

  test.each<[string, object | undefined, object, boolean]>([
    ['its port', undefined, { port: 8080 }, false],
    ['its port by name', undefined, { port: 'http' }, false],
    ['another port', undefined, { port: 9090 }, true],
    ['a range that begins with its port', undefined, { port: 8080, endPort: 8090 }, false],
    ['a range that ends with its port', undefined, { port: 8000, endPort: 8080 }, false],
    ['a range after its port', undefined, { port: 8081, endPort: 8090 }, true],
    ['a range before its port', undefined, { port: 8000, endPort: 8079 }, true],
    ['a range of which nobody knows the end', undefined, { port: 8000, endPort: placeholder('x') }, false],
    ['some port, where the Service has none', {}, { port: 9090 }, false],
    ['some port, where the Service leads to one that nobody declares', { ports: [{ port: 80, targetPort: 8081 }] }, { port: 9090 }, false],
    ['some port, where the Service leads to one by its own number', { ports: [{ port: 8080 }] }, { port: 9090 }, true],
  ])('of those whom a policy beside lets in to %s', (_, ports, port, warns) => {
    const scope = chartIn();
    const api = deploy({ ports: [{ port: 8080 }] }, scope);
    plain(scope, 'front', 'Service', { selector: selected.selector, ...(ports ?? { ports: [{ port: 80, targetPort: 'http' }] }) });
    plain(scope, 'beside', 'NetworkPolicy', { podSelector: {}, ingress: [{ ports: [port] }] });
    expect(ids(warningsOf(api))).toEqual(warns ? ["workload/no-caller: Service 'front': its pods admit nobody to the ports behind it. Say who may call with 'allowFrom'."] : []);
  });

  test('unless a patch lets somebody in', () => {
    const { api } = withService();
    api.patch({ kind: 'NetworkPolicy' }, JsonPatch.add('/spec/ingress', [{}]));
    expect(ids(warningsOf(api))).toEqual([]);
  });

  test('unless there is no NetworkPolicy', () => {
    expect(ids(warningsOf(withService({ policy: false }).api))).toEqual([]);
  });
});
