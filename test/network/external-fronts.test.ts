import { ClusterCapabilities } from '../../lib/cluster/capabilities';
import { RulePack } from '../../lib/cluster/rule-settings';
import { PortProtocol } from '../../lib/construct/port-protocol';
import { placeholder } from '../../lib/manifest/known';
import { KubernetesObject } from '../../lib/manifest/object';
import { parseYaml, stringifyYaml } from '../../lib/manifest/yaml';
import { ExternalServiceEndpoint, ExternalServiceEndpointProps } from '../../lib/network/external-service-endpoint';
import { ExternalTarget } from '../../lib/network/external-target';
import { IngressPathType } from '../../lib/pod/ingress';
import { chartIn, DNS_NAME, endpoint, faultsIn, manifests, warningsOf } from './endpoint-construct';

const GATEWAY: ClusterCapabilities = { gatewayApi: { version: '1.4.0' } };
const ISTIO: ClusterCapabilities = { istio: { version: '1.30.3' } };
const ROUTE = { gateways: [{ name: 'public', namespace: 'gateways', sectionName: 'https' }], hostnames: ['files.example.com'] };
const TLS = { hostname: 'minio.example.com' };
const PORTS = [{ name: 'https', port: 443, targetPort: 9000 }, { name: 'http', port: 80 }, { name: 'dns', port: 53, protocol: PortProtocol.UDP }];

const kind = (wanted: string, props: Partial<ExternalServiceEndpointProps>, capabilities: ClusterCapabilities = {}): KubernetesObject | undefined =>
  manifests(props, { capabilities }).find((object) => object.kind === wanted);
const LONG = Array.from({ length: 4 }, () => 'x'.repeat(63)).join('.').slice(0, 253);
const MANY = Array.from({ length: 17 }, (_, index) => ({ name: `p${index}`, port: 8000 + index }));
const faults = (props: Partial<ExternalServiceEndpointProps>, capabilities: ClusterCapabilities = {}) => faultsIn(props, { capabilities });
const warnings = (props: Partial<ExternalServiceEndpointProps>, capabilities: ClusterCapabilities = {}) =>
  warningsOf(endpoint(props, chartIn({ capabilities, rules: { pack: RulePack.REFUSED } })));

test('an Ingress leads to the Service', () => {
  const ingress = { host: 'files.example.com', path: '/a', pathType: IngressPathType.EXACT, ingressClassName: 'nginx', tlsSecretName: 'files-tls', annotations: { 'example.com/a': 'b' } };
  expect(stringifyYaml([kind('Ingress', { ingress })!])).toMatchInlineSnapshot(`
"apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  annotations:
    example.com/a: b
  labels:
    app.kubernetes.io/name: minio
  name: minio
  namespace: storage
spec:
  ingressClassName: nginx
  rules:
    - host: files.example.com
      http:
        paths:
          - backend:
              service:
                name: minio
                port:
                  number: 443
            path: /a
            pathType: Exact
  tls:
    - hosts:
        - files.example.com
      secretName: files-tls
"
`);
  expect(kind('Ingress', { ingress: { host: 'a.b' } })!.spec).toEqual({
    rules: [{ host: 'a.b', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'minio', port: { number: 443 } } } }] } }],
  });
});

test('a route leads to the Service, and a policy lets gateways encrypt again', () => {
  const objects = manifests({ httpRoute: ROUTE, tls: TLS }, { capabilities: GATEWAY }).slice(2);
  expect(stringifyYaml(objects)).toMatchInlineSnapshot(`
"apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  labels:
    app.kubernetes.io/name: minio
  name: minio
  namespace: storage
spec:
  hostnames:
    - files.example.com
  parentRefs:
    - group: gateway.networking.k8s.io
      kind: Gateway
      name: public
      namespace: gateways
      sectionName: https
  rules:
    - backendRefs:
        - group: ""
          kind: Service
          name: minio
          port: 443
          weight: 1
      matches:
        - path:
            type: PathPrefix
            value: /
---
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata:
  labels:
    app.kubernetes.io/name: minio
  name: minio
  namespace: storage
spec:
  targetRefs:
    - group: ""
      kind: Service
      name: minio
  validation:
    hostname: minio.example.com
    wellKnownCACertificates: System
"
`);
});

test('a route leads to the port that is named, below the path that is named', () => {
  const spec = kind('HTTPRoute', { ports: PORTS, httpRoute: { ...ROUTE, port: 'http', path: '/files' } }, GATEWAY)!.spec;
  expect(spec.rules).toMatchObject([{ matches: [{ path: { value: '/files' } }], backendRefs: [{ port: 80 }] }]);
  expect(kind('Ingress', { ports: PORTS, ingress: { host: 'a.b', port: 'http' } })!.spec.rules[0].http.paths[0].backend.service.port).toEqual({ number: 80 });
});

test('a path of a controller may be a regular expression', () => {
  const ingress = { host: 'a.b', path: '/a(/|$)//#', pathType: IngressPathType.IMPLEMENTATION_SPECIFIC };
  expect(kind('Ingress', { ingress })!.spec.rules[0].http.paths[0].path).toBe('/a(/|$)//#');
});

test('the only port is meant, whatever name the deployment finds for it', () => {
  const later = placeholder('1');
  const portOf = (props: Partial<ExternalServiceEndpointProps>) => kind('Ingress', { ingress: { host: 'a.b', port: later }, ...props })!.spec.rules[0].http.paths[0].backend.service.port;
  expect(portOf({})).toEqual({ number: 443 });
  expect(portOf({ ports: [{ name: 'http', port: 80 }, { name: later, port: 81 }] })).toEqual({ number: 81 });
});

test.each<[string, Partial<ExternalServiceEndpointProps>]>([
  ['an Ingress', { ingress: { host: `${placeholder('1')}.0.0.1`, path: `${placeholder('2')}//` } }],
  ['an Ingress whose controller reads the path', { ingress: { host: 'a.b', path: placeholder('1'), pathType: IngressPathType.IMPLEMENTATION_SPECIFIC } }],
  ['a port', { ports: [{ name: 'a', port: 80, protocol: placeholder('1') as any }], ingress: { host: 'a.b', port: 'a' } }],
  ['TLS', { ports: PORTS, tls: { hostname: placeholder('1'), ports: [placeholder('2'), placeholder('2'), 'https'] } }],
  ['gateways of a route', { httpRoute: { gateways: ['1', '2'].map((id) => ({ name: placeholder(id), namespace: placeholder(id) })), path: placeholder('3') } }],
  ['gateways of one name', { httpRoute: { gateways: [{ name: 'a' }, { name: 'a', namespace: placeholder('1') }, { name: placeholder('2') }] } }],
  ['listeners of one gateway', { httpRoute: { gateways: [{ name: 'a', sectionName: 'b' }, { name: 'a', sectionName: placeholder('1') }, { name: 'a', sectionName: placeholder('1') }] } }],
])('passes over what is not known yet of %s', (_, props) => {
  expect(faults(props, GATEWAY)).toEqual([]);
});

test('TLS may have authorities and ports of its own', () => {
  const spec = kind('BackendTLSPolicy', { ports: PORTS, tls: { ...TLS, caConfigMap: 'minio-ca', ports: ['https'] } }, GATEWAY)!.spec;
  expect(spec).toEqual({
    targetRefs: [{ group: '', kind: 'Service', name: 'minio', sectionName: 'https' }],
    validation: { caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: 'minio-ca' }], hostname: 'minio.example.com' },
  });
});

test('gateways are told of TLS where they can be, with or without a route of ours', () => {
  const has = (capabilities: ClusterCapabilities) => kind('BackendTLSPolicy', { tls: TLS }, capabilities) !== undefined;
  expect([has(GATEWAY), has({ gatewayApi: { version: 'v1.5.1' } }), has({ gatewayApi: { version: '1.3.9' } }), has({})]).toEqual([true, true, false, false]);
  expect(kind('BackendTLSPolicy', { httpRoute: ROUTE }, GATEWAY)).toBeUndefined();
});

test.each<[string, Partial<ExternalServiceEndpointProps>, ClusterCapabilities, string[]]>([
  ['a route without the Gateway API', { httpRoute: ROUTE }, {}, [
    "'httpRoute' needs Gateway API 1.0, and the cluster is not known to have it. Set 'capabilities.gatewayApi' on the Cluster, or leave it out.",
  ]],
  ['a route with TLS in an old Gateway API', { httpRoute: ROUTE, tls: TLS }, { gatewayApi: { version: '1.3.0' } }, [
    "'tls' needs Gateway API 1.4, and the cluster has 1.3.0. Upgrade it, or leave this out.",
  ]],
  ['an old Istio', { serviceEntry: { hosts: ['a.b'] } }, { istio: { version: '1.21.0' } }, [
    "'serviceEntry' needs Istio 1.22, and the cluster has 1.21.0. Upgrade it, or leave this out.",
  ]],
  ['a route to nowhere', { ports: PORTS, httpRoute: { gateways: [], hostnames: ['a_b', '*.a.b'], path: 'x', port: 'htp' } }, GATEWAY, [
    "'httpRoute.hostnames[0]' must be a DNS subdomain: at most 253 lower-case letters, digits, '-' and '.', each part starting and ending with a letter or digit, got 'a_b'. Use a name such as 'files.example.com' or '*.example.com'.",
    "'httpRoute.path' must start with '/' and hold no '//', '.', '..', '%2F' or '#', got 'x'. Use a path such as '/files'.",
    "'httpRoute.gateways' must hold at least one gateway. Add one, e.g. '{ name: 'public', namespace: 'gateways' }'.",
    "'httpRoute.port' must be the name of one of the 'ports', got 'htp'. Use 'http'.",
  ]],
  ['a gateway and a port twice', {
    tls: { ...TLS, ports: ['https', 'https'] },
    httpRoute: { gateways: [{ name: 'a', sectionName: 'x' }, { name: 'a', sectionName: 'y' }, { name: 'a', namespace: 'b' }, { name: 'a' }] },
  }, GATEWAY, [
    "'tls.ports[1]' must not be named twice, got 'https'. Leave one of the two out.",
    "'httpRoute.gateways[3]' must not be a gateway twice without telling its listeners apart. Leave one of the two out, or give both a 'sectionName' of its own.",
  ]],
  ['gateways that are none', { httpRoute: { gateways: [{ name: 'A', namespace: 'B', sectionName: 'C' }] } }, GATEWAY, [
    "'httpRoute.gateways[0].name' must be a DNS subdomain: at most 253 lower-case letters, digits, '-' and '.', each part starting and ending with a letter or digit, got 'A'. Use the name of a Gateway.",
    "'httpRoute.gateways[0].namespace' must be a DNS label: at most 63 lower-case letters, digits and '-', starting and ending with a letter or digit, got 'B'. Use the name of a namespace.",
    "'httpRoute.gateways[0].sectionName' must be a DNS subdomain: at most 253 lower-case letters, digits, '-' and '.', each part starting and ending with a letter or digit, got 'C'. Use the name of a listener.",
  ]],
  ['an Ingress to one of several ports', { ports: PORTS, ingress: { host: 'a.b' } }, {}, [
    "'ingress.port' must say which port is meant. It declares 'https', 'http', 'dns'.",
  ]],
  ['an Ingress to a UDP port', { ports: PORTS, ingress: { host: 'a.b', port: 'dns' } }, {}, [
    "'ingress.port' must be a TCP port, and this one is UDP, got 'dns'. Use another port.",
  ]],
  ['an Ingress of wrong names', { ingress: { host: 'a.b', path: '/a/../b', ingressClassName: 'A', tlsSecretName: 'B', annotations: { 'a b': '' } } }, {}, [
    "'ingress.ingressClassName' must be a DNS subdomain: at most 253 lower-case letters, digits, '-' and '.', each part starting and ending with a letter or digit, got 'A'. Correct the name.",
    "'ingress.tlsSecretName' must be a DNS subdomain: at most 253 lower-case letters, digits, '-' and '.', each part starting and ending with a letter or digit. Use the name of a Secret, not what it holds.",
    "'ingress.annotations['a b']' must be an annotation key: at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, with or without a DNS subdomain and '/' before it. Use a key such as 'example.com/owner'.",
    "'ingress.path' must start with '/' and hold no '//', '.', '..', '%2F' or '#', got '/a/../b'. Use a path such as '/files'.",
  ]],
  ['hosts that are addresses, or too long with their star', {
    ingress: { host: '010.0.0.1' }, tls: { hostname: '10.0.0.1' }, httpRoute: { ...ROUTE, hostnames: ['10.0.0.1', `*.${LONG}`, `*.${LONG.slice(2)}`, `*.${'x'.repeat(64)}.com`] },
  }, GATEWAY, [
    "'tls.hostname' must be a DNS name, and this is an address, got '10.0.0.1'. Use the name in the certificate, e.g. 'minio.example.com'.",
    "'ingress.host' must be a DNS name, and this is an address, got '010.0.0.1'. Use a name such as 'files.example.com' or '*.example.com'.",
    "'httpRoute.hostnames[0]' must be a DNS name, and this is an address, got '10.0.0.1'. Use a name such as 'files.example.com' or '*.example.com'.",
    `'httpRoute.hostnames[1]' must be a DNS subdomain: at most 253 lower-case letters, digits, '-' and '.', each part starting and ending with a letter or digit, got '*.${LONG.slice(0, 115)}...'. Use a name such as 'files.example.com' or '*.example.com'.`,
    `'httpRoute.hostnames[3]' must have no part of more than 63 characters: DNS knows none, got '*.${'x'.repeat(64)}.com'. Use a name such as 'files.example.com' or '*.example.com'.`,
  ]],
  ['more than the Gateway API takes', {
    ports: MANY, tls: { ...TLS, ports: MANY.map(({ name }) => name) },
    httpRoute: { gateways: Array.from({ length: 33 }, (_, i) => ({ name: `g${i}` })), hostnames: MANY.map(({ name }) => `${name}.example.com`), port: 'p1', path: `/${'x'.repeat(1024)}` },
  }, GATEWAY, [
    `'httpRoute.path' must hold at most 1024 letters, digits and characters of -._~!$&'()*+,;=:@/, and all others as '%20', got '/${'x'.repeat(116)}...'. Use a path such as '/files'.`,
    "'tls.ports' must hold at most 16 names, and holds 17. Leave it out for all ports.",
    "'httpRoute.gateways' must hold at most 32 gateways, and holds 33. Write another route for the others.",
    "'httpRoute.hostnames' must hold at most 16 hosts, and holds 17. Use '*.example.com' for all below a name, or write another route.",
  ]],
  ...['/a b', '/ä', '/a?b', '/%zz'].map((path): [string, Partial<ExternalServiceEndpointProps>, ClusterCapabilities, string[]] => [`a route to ${path}`, { httpRoute: { ...ROUTE, path } }, GATEWAY, [
    `'httpRoute.path' must hold at most 1024 letters, digits and characters of -._~!$&'()*+,;=:@/, and all others as '%20', got '${path}'. Use a path such as '/files'.`,
  ]]),
  ['the class of an Ingress twice', { ingress: { host: 'a.b', ingressClassName: 'nginx', annotations: { 'kubernetes.io/ingress.class': 'nginx' } } }, {}, [
    "'ingress.annotations['kubernetes.io/ingress.class']' must not be given with 'ingressClassName'. Leave it out.",
  ]],
  ['a path of a controller that does not begin at the root', { ingress: { host: 'a.b', path: 'a', pathType: IngressPathType.IMPLEMENTATION_SPECIFIC } }, {}, [
    "'ingress.path' must start with '/', got 'a'. Use a path such as '/files'.",
  ]],
  ['a port of several that only the deployment knows', { ports: PORTS, ingress: { host: 'a.b', port: placeholder('1') }, tls: { ...TLS, ports: [placeholder('2')] } }, {}, [
    "'ingress.port' must be known by now, because there are several ports. It declares 'https', 'http', 'dns'.",
  ]],
  ['a port of a protocol that only the deployment knows, under no name', { ports: [{ name: 'a', port: 80, protocol: placeholder('1') as any }], ingress: { host: 'a.b', port: 'b' } }, {}, [
    "'ingress.port' must be the name of one of the 'ports', got 'b'. It declares 'a'.",
  ]],
  ['TLS of no name and no ports', { tls: { hostname: '*.a.b', caConfigMap: 'A', ports: [] } }, {}, [
    "'tls.hostname' must be a DNS subdomain: at most 253 lower-case letters, digits, '-' and '.', each part starting and ending with a letter or digit, got '*.a.b'. Use the name in the certificate, e.g. 'minio.example.com'.",
    "'tls.caConfigMap' must be a DNS subdomain: at most 253 lower-case letters, digits, '-' and '.', each part starting and ending with a letter or digit, got 'A'. Use the name of a ConfigMap.",
    "'tls.ports' must hold at least one name. Leave it out for all ports.",
  ]],
  ['TLS on ports that are none', { tls: { ...TLS, ports: ['http'] } }, {}, [
    "'tls.ports[0]' must be the name of one of the 'ports', got 'http'. Use 'https'.",
  ]],
  ['anything in front of a DNS name', { ...DNS_NAME, ingress: { host: 'a.b' }, httpRoute: ROUTE, tls: TLS }, GATEWAY, [
    "'ingress' must not be given with a DNS name: controllers differ in whether they look it up, and call it by the wrong host. Use 'ExternalTarget.addresses', or leave it out.",
    "'httpRoute' must not be given with a DNS name: the Gateway API advises gateways not to lead there. Use 'ExternalTarget.addresses', or leave it out.",
    "'tls' must not be given with a DNS name: callers reach it themselves, and nothing in between could encrypt. Use 'ExternalTarget.addresses', or leave it out.",
  ]],
])('refuses %s', (_, props, capabilities, expected) => {
  expect(faults(props, capabilities)).toEqual(expected);
});

describe('warns of plain HTTP to a port that speaks TLS', () => {
  const INGRESS = "network/ingress-backend-tls: port 'https' speaks TLS, and an Ingress has no field for that: its controller would speak plain HTTP to it. Say so with the controller's own 'annotations'.";
  const GATEWAYS = "network/route-backend-tls: port 'https' speaks TLS, and gateways would speak plain HTTP to it. Say with 'tls' how it proves who it is.";
  test.each<[string, Partial<ExternalServiceEndpointProps>, string[]]>([
    ['an Ingress', { ingress: { host: 'a.b' } }, [INGRESS]],
    ['an Ingress that says so', { ingress: { host: 'a.b', annotations: { 'example.com/protocol': 'https' } } }, []],
    ['an Ingress to a port in clear', { ports: [{ name: 'http', port: 80 }], ingress: { host: 'a.b' } }, []],
    ['an Ingress to a port that only the props say to speak TLS', { ports: [{ name: 'api', port: 80 }], tls: TLS, ingress: { host: 'a.b' } }, [INGRESS.replace('https', 'api')]],
    ['a route', { httpRoute: ROUTE }, [GATEWAYS]],
    ['a route that says so', { httpRoute: ROUTE, tls: TLS }, []],
    ['a route that says so of another port', { ports: [...PORTS.slice(0, 1), { name: 'https-b', port: 444 }], httpRoute: { ...ROUTE, port: 'https' }, tls: { ...TLS, ports: ['https-b'] } }, [
      GATEWAYS.replace("'tls'", "'tls', for this port too,"),
    ]],
    ['a route to a port whose name says nothing', { ports: [{ name: 'api', port: 80, targetPort: 443 }], httpRoute: ROUTE }, [GATEWAYS.replace("'https'", "'api'")]],
  ])('%s', (_, props, expected) => {
    expect(warnings(props, GATEWAY)).toEqual(expected);
  });
});

describe('a ServiceEntry', () => {
  test('finds addresses by the name in the certificate', () => {
    expect(stringifyYaml([kind('ServiceEntry', { tls: TLS, serviceEntry: {} }, ISTIO)!])).toMatchInlineSnapshot(`
"apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  labels:
    app.kubernetes.io/name: minio
  name: minio
  namespace: storage
spec:
  addresses:
    - "10.20.0.9"
    - "10.20.0.12"
  endpoints:
    - address: "10.20.0.9"
    - address: "10.20.0.12"
  hosts:
    - minio.example.com
  location: MESH_EXTERNAL
  ports:
    - name: https
      number: 9000
      protocol: HTTPS
  resolution: STATIC
"
`);
  });

  test('finds a DNS name by that name', () => {
    expect(kind('ServiceEntry', { ...DNS_NAME, serviceEntry: { exportTo: ['.'] } }, ISTIO)!.spec).toEqual({
      hosts: ['db.example.com'], location: 'MESH_EXTERNAL', ports: [{ number: 5432, name: 'tcp-sql', protocol: 'TCP' }], resolution: 'DNS', exportTo: ['.'],
    });
    expect(kind('ServiceEntry', { ...DNS_NAME, serviceEntry: { hosts: ['*.db.internal'] } }, ISTIO)!.spec).toMatchObject({
      hosts: ['*.db.internal'], resolution: 'DNS', endpoints: [{ address: 'db.example.com' }],
    });
  });

  test.each([
    [{ name: 'http-admin', port: 1 }, 'http-admin', 'HTTP'],
    [{ name: 'grpc-web-x', port: 1 }, 'grpc-web-x', 'GRPC-WEB'],
    [{ name: 'mongo', port: 1 }, 'mongo', 'MONGO'],
    [{ name: 'x', port: 1, appProtocol: 'https' }, 'x', 'HTTPS'],
    [{ name: 'httpx', port: 1 }, 'httpx', 'TCP'],
    [{ port: 443 }, 'tls', 'TLS'],
    [{ port: 5432 }, 'tcp', 'TCP'],
    [{ name: 'wss', port: 1 }, 'wss', 'TLS'],
  ])('reads the protocol off %j', (port, name, protocol) => {
    expect(kind('ServiceEntry', { ports: [port], serviceEntry: { hosts: ['a.b'] } }, ISTIO)!.spec.ports).toEqual([{ number: port.port, name, protocol }]);
  });

  test.each<[string, Partial<ExternalServiceEndpointProps>, string[]]>([
    ['no name', { serviceEntry: {} }, ["'serviceEntry.hosts' must be given, because the target has no name. Add the names by which it is called, e.g. 'minio.example.com'."]],
    ['no ports', { ...DNS_NAME, ports: undefined, serviceEntry: {} }, ["'serviceEntry' needs 'ports': Istio must know on which it is called. Add e.g. '{ name: 'https', port: 443 }'."]],
    ['a UDP port and one port twice', { ports: [...PORTS, { name: 'again', port: 81, targetPort: 80 }], serviceEntry: { hosts: ['a.b'] } }, [
      "'serviceEntry' can't hold 'ports[2]', which is UDP: Istio's proxies handle TCP only. Leave one of the two out.",
      "'serviceEntry' can't hold 'ports[3]', which leads to port 80 as another does. Leave one of the two out.",
    ]],
    ['too many addresses', { target: ExternalTarget.addresses(Array.from({ length: 257 }, (_, i) => `10.1.${i >> 8}.${i & 255}`)), serviceEntry: { hosts: ['a.b'] } }, [
      "'serviceEntry' can hold 256 addresses, and the target has 257. Leave it out: Istio finds the Service by its EndpointSlices.",
    ]],
    ['hosts that Istio takes for none', { tls: { hostname: 'db.1' }, serviceEntry: {} }, ["'serviceEntry' can't name 'db.1': Istio takes no host whose last part is a number. Use another name, or leave it out."]],
    ['a name that Istio takes for none', { ...DNS_NAME, target: ExternalTarget.dnsName('db.1'), serviceEntry: { hosts: ['*.2'] } }, ['*.2', 'db.1'].map((name) =>
      `'serviceEntry' can't name '${name}': Istio takes no host whose last part is a number. Use another name, or leave it out.`,
    )],
    ['hosts that nothing tells apart', { ports: [{ name: 'sql', port: 5432 }], serviceEntry: { hosts: ['a.b', 'a.c'] } }, [
      "'serviceEntry.hosts' must be one alone, because Istio can't tell them apart on 'ports[0]': only HTTP and TLS name the host. "
      + "Leave the others out, or name its protocol in 'appProtocol'.",
    ]],
    ['namespaces that are none, or given twice', { serviceEntry: { hosts: ['a.b'], exportTo: ['Shop', 'shop', '.', 'storage', 'shop', '*'] } }, [
      "'serviceEntry.exportTo[0]' must be the name of a namespace, '.' for its own, '*' for all or '~' for none, got 'Shop'. Correct the name.",
      "'serviceEntry.exportTo[3]' must not name a namespace twice, got 'storage'. Leave one of the two out.",
      "'serviceEntry.exportTo[4]' must not name a namespace twice, got 'shop'. Leave one of the two out.",
      "'serviceEntry.exportTo[5]' must stand alone: it means all namespaces or none, got '*'. Leave the others out.",
    ]],
    ['what is known of it beside what is not', { namespace: placeholder('1'), ports: [
      { name: 'a', port: 80 }, { name: 'b', port: 81, targetPort: 80, protocol: placeholder('2') as any }, { name: 'c', port: 82, protocol: PortProtocol.UDP },
    ], serviceEntry: { hosts: [placeholder('3'), `${placeholder('4')}.1`], exportTo: [placeholder('5'), '.', placeholder('5'), '.'] } }, [
      "'serviceEntry.hosts' must be one alone, because Istio can't tell them apart on 'ports[0]': only HTTP and TLS name the host. Leave the others out, or name its protocol in 'appProtocol'.",
      "'serviceEntry' can't hold 'ports[1]', which leads to port 80 as another does. Leave one of the two out.",
      "'serviceEntry' can't hold 'ports[2]', which is UDP: Istio's proxies handle TCP only. Leave one of the two out.",
      "'serviceEntry.exportTo[3]' must not name a namespace twice, got '.'. Leave one of the two out.",
    ]],
    ['a wild host', { serviceEntry: { hosts: ['*'] } }, [
      "'serviceEntry.hosts[0]' must be a DNS subdomain: at most 253 lower-case letters, digits, '-' and '.', each part starting and ending with a letter or digit, got '*'. Use a name such as 'files.example.com' or '*.example.com'.",
    ]],
  ])('refuses %s', (_, props, expected) => {
    expect(faults(props, ISTIO)).toEqual(expected);
  });
});

describe('Argo CD', () => {
  const warning = (version: string) => `network/argo-cd-endpoint-slices: Argo CD ${version} leaves EndpointSlices out by default, and Service 'minio' would lead nowhere. Set 'resource.exclusions' in its ConfigMap 'argocd-cm' to 'ExternalServiceEndpoint.argoCdResourceExclusions()', then say 'endpointSlices: true' in 'capabilities.argoCd'.`;
  test.each<[string, Partial<ExternalServiceEndpointProps>, ClusterCapabilities, string[]]>([
    ['of version 3', {}, { argoCd: { version: 'v3.5.1' } }, [warning('v3.5.1')]],
    ['of version 2', {}, { argoCd: { version: '2.14.9' } }, []],
    ['of version 2 that was told to leave them out', {}, { argoCd: { version: '2.14.9', endpointSlices: false } }, [warning('2.14.9')]],
    ['of version 3 that applies them', {}, { argoCd: { version: '3.5.1', endpointSlices: true } }, []],
    ['is not there', {}, {}, []],
    ['of version 3, and there are no slices', DNS_NAME, { argoCd: { version: '3.5.1' } }, []],
  ])('%s', (_, props, capabilities, expected) => {
    expect(warnings(props, capabilities)).toEqual(expected);
  });

  test('has settings with which it applies them', () => {
    const text = ExternalServiceEndpoint.argoCdResourceExclusions();
    const [{ exclusions }] = parseYaml(`exclusions:\n${text.replace(/^/gm, '  ')}`) as any[];
    const kinds = exclusions.flatMap(({ apiGroups, kinds: names }: any) => names.map((name: string) => `${apiGroups[0]}/${name}`));
    expect(kinds).not.toContain('discovery.k8s.io/EndpointSlice');
    expect(text).not.toContain('EndpointSlice\n'.padStart(16));
    expect(kinds).toEqual(expect.arrayContaining(['/Endpoints', 'coordination.k8s.io/Lease', 'cilium.io/CiliumEndpointSlice', 'kyverno.io/PolicyReport']));
    expect(exclusions).toHaveLength(7);
  });
});
