import { Chart } from 'cdk8s';
import { ClusterCapabilities } from '../../lib/cluster/capabilities';
import { Cluster } from '../../lib/cluster/cluster';
import { NetworkPeer } from '../../lib/construct/network-peer';
import { PortProtocol } from '../../lib/construct/port-protocol';
import { placeholder } from '../../lib/manifest/known';
import { stringifyYaml } from '../../lib/manifest/yaml';
import { IngressPathType } from '../../lib/pod/ingress';
import { HardenedDaemonSet } from '../../lib/workload/hardened-daemon-set';
import { HardenedDeploymentProps } from '../../lib/workload/hardened-deployment';
import { faultsOf } from '../faults-of';
import { MINORS, schemaFaults } from '../schema/kubernetes-schema';
import { chartIn, deploy, faultsIn, manifests, MINIMAL, warningsOf } from '../workload/deployment-construct';

const NGINX = NetworkPeer.pods({ 'app.kubernetes.io/name': 'ingress-nginx' }, { namespace: 'ingress-nginx' });
const ENVOY = NetworkPeer.namespace('envoy-gateway-system');
const KNOWN: ClusterCapabilities = { ingress: { callers: [NGINX] }, gatewayApi: { version: '1.4.1', callers: [ENVOY] } };
const GATEWAY: ClusterCapabilities = { gatewayApi: { version: '1.4.1' } };
const PORTS = [{ name: 'http', port: 8080 }, { name: 'metrics', port: 9090 }];
const ingress = { host: 'api.example.com' };
const httpRoute = { gateways: [{ name: 'public', namespace: 'gateways' }], hostnames: ['api.example.com'] };

const objects = (props: Partial<HardenedDeploymentProps>, capabilities: ClusterCapabilities = KNOWN) => manifests({ ports: PORTS, ...props }, { capabilities });
const faults = (props: Partial<HardenedDeploymentProps>, capabilities: ClusterCapabilities = KNOWN) => faultsIn({ ports: PORTS, ...props }, { capabilities });
const warnings = (props: Partial<HardenedDeploymentProps>, capabilities: ClusterCapabilities = {}) =>
  warningsOf(deploy({ ports: PORTS, ...props }, chartIn({ capabilities }))).filter((warning) => /no-caller|backend-tls/.test(warning));

const FROM_NGINX = {
  from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'ingress-nginx' } }, namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } }],
  ports: [{ port: 8080, protocol: 'TCP' }],
};
const FROM_ENVOY = { from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'envoy-gateway-system' } } }], ports: [{ port: 8080, protocol: 'TCP' }] };

test('there are none unless asked for', () => {
  const api = deploy({ ports: PORTS, service: {} }, chartIn({ capabilities: KNOWN }));
  expect([api.ingress, api.httpRoute]).toEqual([undefined, undefined]);
  expect(api.networkPolicy!.toJson().spec).not.toHaveProperty('ingress');
});

test('an Ingress leads to the Service, which is written for it, and its controller is let in', () => {
  const { Ingress, Service, NetworkPolicy } = objects({ ingress });
  expect(stringifyYaml([Ingress, Service])).toMatchInlineSnapshot(`
"apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  labels:
    app.kubernetes.io/name: api
  name: api
  namespace: payments
spec:
  rules:
    - host: api.example.com
      http:
        paths:
          - backend:
              service:
                name: api
                port:
                  number: 8080
            path: /
            pathType: Prefix
---
apiVersion: v1
kind: Service
metadata:
  labels:
    app.kubernetes.io/name: api
  name: api
  namespace: payments
spec:
  ports:
    - name: http
      port: 8080
      protocol: TCP
      targetPort: http
  selector:
    app.kubernetes.io/name: api
  type: ClusterIP
"
`);
  expect(NetworkPolicy.spec.ingress).toEqual([FROM_NGINX]);
});

test('a route leads to the Service, which is written for it, and its gateway is let in', () => {
  const { HTTPRoute, Service, NetworkPolicy } = objects({ httpRoute });
  expect(stringifyYaml([HTTPRoute])).toMatchInlineSnapshot(`
"apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  labels:
    app.kubernetes.io/name: api
  name: api
  namespace: payments
spec:
  hostnames:
    - api.example.com
  parentRefs:
    - group: gateway.networking.k8s.io
      kind: Gateway
      name: public
      namespace: gateways
  rules:
    - backendRefs:
        - group: ""
          kind: Service
          name: api
          port: 8080
          weight: 1
      matches:
        - path:
            type: PathPrefix
            value: /
"
`);
  expect(Service.spec.ports).toEqual([{ name: 'http', port: 8080, targetPort: 'http', protocol: 'TCP' }]);
  expect(NetworkPolicy.spec.ingress).toEqual([FROM_ENVOY]);
});

test('both lead to the port of the Service that is named, by its number, and the callers reach that of the pods', () => {
  const service = { name: 'front', ports: [{ port: 80, target: 'http', name: 'web' }, { port: 90, target: 'metrics' }] };
  const { Ingress, HTTPRoute, NetworkPolicy } = objects({
    service, ingress: { ...ingress, port: 'web', path: '/a', pathType: IngressPathType.EXACT, annotations: { 'example.com/a': 'b' } }, httpRoute: { ...httpRoute, port: 'metrics' },
  });
  expect(Ingress.metadata).toMatchObject({ name: 'api', annotations: { 'example.com/a': 'b' } });
  expect(Ingress.spec.rules[0].http.paths).toEqual([{ path: '/a', pathType: 'Exact', backend: { service: { name: 'front', port: { number: 80 } } } }]);
  expect(HTTPRoute.spec.rules[0].backendRefs).toEqual([{ group: '', kind: 'Service', name: 'front', port: 90, weight: 1 }]);
  expect(NetworkPolicy.spec.ingress).toEqual([{ ...FROM_ENVOY, ports: [{ port: 9090, protocol: 'TCP' }] }, FROM_NGINX]);
});

test('what the workload says of callers goes before the cluster', () => {
  const { NetworkPolicy } = objects({ ingress: { ...ingress, callers: [NetworkPeer.cidr('10.0.0.0/16')] }, httpRoute: { ...httpRoute, callers: [] } });
  expect(NetworkPolicy.spec.ingress).toEqual([{ from: [{ ipBlock: { cidr: '10.0.0.0/16' } }], ports: [{ port: 8080, protocol: 'TCP' }] }]);
});

test('a controller of the program calls, and is let out', () => {
  const chart = chartIn({});
  const controller = deploy({ name: 'nginx' }, new Chart(chart, 'nginx', { namespace: 'nginx' }));
  deploy({ ports: PORTS, ingress: { ...ingress, callers: [controller] } }, chart);
  expect(controller.networkPolicy!.toJson().spec.egress.at(-1)).toEqual({
    to: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'api' } }, namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'payments' } } }],
    ports: [{ port: 8080, protocol: 'TCP' }],
  });
});

test('a DaemonSet has them too', () => {
  const agent = new HardenedDaemonSet(chartIn({ capabilities: KNOWN }), 'agent', { ...MINIMAL, ports: [{ port: 8080 }], ingress, httpRoute });
  expect([agent.ingress, agent.httpRoute, agent.service].map((object) => object!.kind)).toEqual(['Ingress', 'HTTPRoute', 'Service']);
});

test.each(MINORS)('an Ingress is valid in Kubernetes %s', (minor) => {
  const { Ingress } = objects({ ingress: { ...ingress, ingressClassName: 'nginx', tlsSecretName: 'api-tls' } });
  expect(schemaFaults(Ingress, minor)).toEqual([]);
});

describe('warns that nobody says from where they call', () => {
  const INGRESS = "workload/no-caller: Ingress 'api': nobody says from where its controller calls the pods, so that the policy does not let it in. "
    + "Say it with 'ingress.callers', or once for all with 'capabilities.ingress' of the Cluster.";
  const ROUTE = "workload/no-caller: HTTPRoute 'api': nobody says from where its gateway calls the pods, so that the policy does not let it in. "
    + "Say it with 'httpRoute.callers', or once for all with 'capabilities.gatewayApi.callers' of the Cluster.";
  const NOBODY = "workload/no-caller: Service 'api': its pods admit nobody. Say who may call with 'allowFrom'.";
  test.each<[string, Partial<HardenedDeploymentProps>, ClusterCapabilities, string[]]>([
    ['an Ingress', { ingress }, {}, [INGRESS]],
    ['both, where others may call', { ingress, httpRoute, network: { allowFrom: [{ peer: NetworkPeer.namespace('web') }] } }, GATEWAY, [INGRESS, ROUTE]],
    ['an Ingress, and the cluster knows', { ingress }, KNOWN, []],
    ['a route, and the cluster knows', { httpRoute }, KNOWN, []],
    ['an Ingress, and the workload says it', { ingress: { ...ingress, callers: [NGINX] } }, {}, []],
    ['an Ingress, and it is said elsewhere', { ingress: { ...ingress, callers: [] }, network: { allowFrom: [{ peer: NGINX }] } }, {}, []],
    ['an Ingress, and it should have been said elsewhere', { ingress: { ...ingress, callers: [] } }, {}, [NOBODY]],
    ['an Ingress, and there is no policy', { ingress, network: { policy: false } }, {}, []],
    ['neither', { service: {} }, {}, [NOBODY]],
  ])('of %s', (_, props, capabilities, expected) => {
    expect(warnings(props, capabilities)).toEqual(expected);
  });
});

test('warns of plain HTTP to a port that speaks TLS', () => {
  const ports = [{ name: 'https', port: 8443 }];
  expect(warnings({ ports, ingress, httpRoute }, KNOWN)).toEqual([
    "network/ingress-backend-tls: port 'https' speaks TLS, and an Ingress has no field for that: its controller would speak plain HTTP to it. Say so with the controller's own 'annotations'.",
    "network/route-backend-tls: port 'https' speaks TLS, and gateways would speak plain HTTP to it. Say with a BackendTLSPolicy for the Service how it proves who it is.",
  ]);
  expect(warnings({ ports, ingress: { ...ingress, annotations: { 'nginx.ingress.kubernetes.io/backend-protocol': 'HTTPS' } } }, KNOWN)).toEqual([]);
});

test.each<[string, Partial<HardenedDeploymentProps>, string[]]>([
  ['no port', { ports: [], ingress }, ["'service' needs a port to lead to. Declare 'ports' on the workload, e.g. '[{ port: 8080 }]', or make the Service headless."]],
  ['several ports', { ports: [{ name: 'a', port: 1 }, { name: 'b', port: 2 }], ingress, httpRoute }, [
    "'ingress.port' must say which port is meant. It declares 'a', 'b'.",
    "'httpRoute.port' must say which port is meant. It declares 'a', 'b'.",
  ]],
  ['a port that the Service does not have', { ingress: { ...ingress, port: 'metrics' } }, ["'ingress.port' must be the name of one of the 'service.ports', got 'metrics'. It declares 'http'."]],
  ['a port that is not TCP', { ports: [{ name: 'dns', port: 53, protocol: PortProtocol.UDP }], ingress }, ["'ingress.port' must be a TCP port, and this one is UDP. Use another port."]],
  ['a path that is none, and a class twice', { ingress: { ...ingress, path: '//', ingressClassName: 'a', annotations: { 'kubernetes.io/ingress.class': 'a' } } }, [
    "'ingress.path' must start with '/' and hold no '//', '.', '..', '%2F' or '#', got '//'. Use a path such as '/files'.",
    "'ingress.annotations['kubernetes.io/ingress.class']' must not be given with 'ingressClassName'. Leave it out.",
  ]],
  ['a route without gateways', { httpRoute: { gateways: [] } }, ["'httpRoute.gateways' must hold at least one gateway. Add one, e.g. '{ name: 'public', namespace: 'gateways' }'."]],
  ['callers that are none', { ingress: { ...ingress, callers: [{ namespace: 'nginx' }] as any } }, [
    "'ingress.callers[0]' must be a workload, a peer of cdk8s-plus, or a 'NetworkPeer'. Use 'NetworkPeer' for what is no construct of this program.",
  ]],
])('refuses %s', (_, props, expected) => {
  expect(faults(props)).toEqual(expected);
});

test('refuses a route without the Gateway API', () => {
  expect(faults({ httpRoute }, {})).toEqual(["'httpRoute' needs Gateway API 1.0, and the cluster is not known to have it. Set 'capabilities.gatewayApi' on the Cluster, or leave it out."]);
});

test('says at once that there is no host', () => {
  expect(faults({ ingress: {} as any })).toEqual(["'ingress.host' must be given. Use a name such as 'files.example.com' or '*.example.com'."]);
});

test('passes over what is not known yet', () => {
  const later = placeholder('1');
  const props = { ports: [{ port: 8080 }], ingress: { host: later, port: later, callers: [NGINX] }, httpRoute: { ...httpRoute, port: later } };
  expect(faults(props)).toEqual([]);
  expect(objects(props).Ingress.spec.rules[0].http.paths[0].backend.service.port).toEqual({ number: 8080 });
});

test.each<[string, ClusterCapabilities, string]>([
  ['a controller without callers', { ingress: {} } as any, "'capabilities.ingress.callers' must be given. Use one such as [NetworkPeer.pods({ 'app.kubernetes.io/name': 'prometheus' }, { namespace: 'monitoring' })]."],
  ['gateways without a version', { gatewayApi: { callers: [ENVOY] } } as any, "'capabilities.gatewayApi.version' must be given. Say which one is installed, e.g. '1.19.4'."],
  ['gateways of which nobody calls', { gatewayApi: { version: '1.4.1', callers: [] } }, "'capabilities.gatewayApi.callers' must hold at least one. Use one such as [NetworkPeer.pods({ 'app.kubernetes.io/name': 'prometheus' }, { namespace: 'monitoring' })]."],
])('refuses %s of a cluster', (_, capabilities, message) => {
  expect(faultsOf(() => new Cluster({ name: 'prod', capabilities }))).toEqual([message]);
});

test('a route is spelled out', () => {
  const { HTTPRoute } = objects({ httpRoute: { gateways: [{ name: 'public' }, { name: 'public', namespace: 'gateways', sectionName: 'https' }], hostnames: ['api.example.com', '*.example.org'], path: '/api' } });
  expect(HTTPRoute.spec).toEqual({
    parentRefs: [
      { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public' },
      { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public', namespace: 'gateways', sectionName: 'https' },
    ],
    hostnames: ['api.example.com', '*.example.org'],
    rules: [{ matches: [{ path: { type: 'PathPrefix', value: '/api' } }], backendRefs: [{ group: '', kind: 'Service', name: 'api', port: 8080, weight: 1 }] }],
  });
});

test('a route without path or hosts is for all of them', () => {
  const { spec } = objects({ httpRoute: { gateways: [{ name: 'public' }] } }).HTTPRoute;
  expect(spec.rules[0].matches).toEqual([{ path: { type: 'PathPrefix', value: '/' } }]);
  expect(spec).not.toHaveProperty('hostnames');
});

test('an Ingress is spelled out', () => {
  const { Ingress } = objects({ ingress: { ...ingress, ingressClassName: 'nginx', tlsSecretName: 'api-tls' } });
  expect(Ingress.spec).toEqual({
    ingressClassName: 'nginx',
    tls: [{ hosts: ['api.example.com'], secretName: 'api-tls' }],
    rules: [{ host: 'api.example.com', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'api', port: { number: 8080 } } } }] } }],
  });
});

const routed = (route: any) => faults({ httpRoute: { gateways: [{ name: 'public' }], ...route } });
const CHARACTERS = "must hold at most 1024 letters, digits and characters of -._~!$&'()*+,;=:@/, and all others as '%20'";

test.each(['/', '/files', "/a-b.c_d~e!$&'()*+,;=:@", '/a%20b', '/%C3%a4'])("a route takes the path '%s'", (path) => {
  expect(routed({ path })).toEqual([]);
});

test.each(['/a b', '/ä', '/a%2', '/a%zz', '/a?b', '/[a]'])("a route refuses the path '%s'", (path) => {
  expect(routed({ path })).toEqual([`'httpRoute.path' ${CHARACTERS}, got '${path}'. Use a path such as '/files'.`]);
});

test('a route takes a path of 1024 characters', () => {
  expect(routed({ path: `/${'a'.repeat(1023)}` })).toEqual([]);
  expect(routed({ path: `/${'a'.repeat(1024)}` })).toEqual([expect.stringContaining(`'httpRoute.path' ${CHARACTERS}, got '/aaa`)]);
});

const ROOT = "must start with '/' and hold no '//', '.', '..', '%2F' or '#'";

test.each(['files', '', '/a//b', '/./a', '/a/..', '/a%2fb', '/a%2Fb', '/a#b'])("neither a route nor an Ingress takes the path '%s'", (path) => {
  expect(routed({ path })).toEqual([`'httpRoute.path' ${ROOT}, got '${path}'. Use a path such as '/files'.`]);
  expect(faults({ ingress: { ...ingress, path } })).toEqual([`'ingress.path' ${ROOT}, got '${path}'. Use a path such as '/files'.`]);
});

test.each<[string, object]>([
  ['nothing', {}],
  ['a path', { path: '/files' }],
  ['a dot in a name', { path: '/.well-known/a..b' }],
  ['a path of its controller', { path: '/a//(.*)', pathType: IngressPathType.IMPLEMENTATION_SPECIFIC }],
  ['no path of its controller', { pathType: IngressPathType.IMPLEMENTATION_SPECIFIC }],
  ['a class', { ingressClassName: 'nginx' }],
  ['a class beside other annotations', { ingressClassName: 'nginx', annotations: { 'example.com/a': 'b' } }],
  ['the older way to say a class', { annotations: { 'kubernetes.io/ingress.class': 'nginx' } }],
  ['a host that begins like an address', { host: '10.0.0.1.example.com' }],
  ['a host that ends like an address', { host: 'a10.0.0.1' }],
  ['all hosts below one', { host: '*.example.com' }],
])('an Ingress takes %s', (_, props) => {
  expect(faults({ ingress: { ...ingress, ...props } })).toEqual([]);
});

test('an Ingress of its own kind has a path that begins at the root', () => {
  expect(faults({ ingress: { ...ingress, path: 'a', pathType: IngressPathType.IMPLEMENTATION_SPECIFIC } })).toEqual([
    "'ingress.path' must start with '/', got 'a'. Use a path such as '/files'.",
  ]);
});

test.each(['10.0.0.1', '999.0.0.1'])("the address '%s' is no host", (host) => {
  const fault = (prop: string) => `'${prop}' must be a DNS name, and this is an address, got '${host}'. Use a name such as 'files.example.com' or '*.example.com'.`;
  expect(faults({ ingress: { host } })).toEqual([fault('ingress.host')]);
  expect(routed({ hostnames: [host] })).toEqual([fault('httpRoute.hostnames[0]')]);
});

test('a route has up to 32 gateways and 16 hosts', () => {
  const gateways = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `gateway-${index}` }));
  const hostnames = (count: number) => Array.from({ length: count }, (_, index) => `api-${index}.example.com`);
  expect(routed({ gateways: gateways(32), hostnames: hostnames(16) })).toEqual([]);
  expect(routed({ gateways: gateways(33), hostnames: hostnames(17) })).toEqual([
    "'httpRoute.gateways' must hold at most 32 gateways, and holds 33. Write another route for the others.",
    "'httpRoute.hostnames' must hold at most 16 hosts, and holds 17. Use '*.example.com' for all below a name, or write another route.",
  ]);
});

test.each<[string, object[], boolean]>([
  ['twice', [{ name: 'a' }, { name: 'a' }], true],
  ['as a whole and by a listener', [{ name: 'a', sectionName: 'x' }, { name: 'a' }], true],
  ['by one listener twice', [{ name: 'a', sectionName: 'x' }, { name: 'a', sectionName: 'x' }], true],
  ['by two listeners', [{ name: 'a', sectionName: 'x' }, { name: 'a', sectionName: 'y' }], false],
  ['in two namespaces', [{ name: 'a', namespace: 'x' }, { name: 'a', namespace: 'y' }], false],
  ['beside another', [{ name: 'a' }, { name: 'b' }], false],
])('a route may not name a gateway twice without telling its listeners apart: %s', (_, gateways, isFault) => {
  expect(routed({ gateways })).toEqual(isFault
    ? ["'httpRoute.gateways[1]' must not be a gateway twice without telling its listeners apart. Leave one of the two out, or give both a 'sectionName' of its own."] : []);
});

test('a port is meant by its name among several', () => {
  const service = { ports: [{ port: 80, target: 'http' }, { port: 90, target: 'metrics' }] };
  expect(faults({ service, ingress: { ...ingress, port: 'metrics' }, httpRoute: { ...httpRoute, port: 'http' } })).toEqual([]);
});
