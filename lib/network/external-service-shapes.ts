import { PortProtocol } from '../construct/port-protocol';
import { anything, instance, list, map, oneOf, required, Shapes, struct } from '../construct/shape';
import { ExternalIngress, IngressPathType } from './external-ingress';
import { ExternalPort } from './external-port';
import { ExternalHttpRoute, GatewayReference } from './external-route';
import type { ExternalServiceEndpointProps } from './external-service-endpoint';
import { ExternalTls } from './external-tls';
import { ExternalServiceEntry } from './service-entry';

const LABELS = map(anything, "{ 'example.com/team': 'storage' }");
const HOSTS = list(anything, "['files.example.com']", 'a list of strings');

const PORT = struct<ExternalPort>("{ name: 'https', port: 443 }", {
  port: required(anything, "Add the port on which it is called, e.g. '443'"),
  targetPort: anything,
  name: anything,
  protocol: oneOf(PortProtocol),
  appProtocol: anything,
});

const TLS = struct<ExternalTls>("{ hostname: 'minio.example.com' }", {
  hostname: required(anything, "Use the name in the certificate, e.g. 'minio.example.com'"),
  caConfigMap: anything,
  ports: list(anything, "['https']", 'a list of strings'),
});

const INGRESS = struct<ExternalIngress>("{ host: 'files.example.com' }", {
  host: required(anything, "Use a name such as 'files.example.com' or '*.example.com'"),
  path: anything,
  pathType: oneOf(IngressPathType),
  ingressClassName: anything,
  tlsSecretName: anything,
  port: anything,
  annotations: LABELS,
});

const GATEWAY = struct<GatewayReference>("{ name: 'public', namespace: 'gateways' }", {
  name: required(anything, 'Use the name of a Gateway'),
  namespace: anything,
  sectionName: anything,
});

const ROUTE = struct<ExternalHttpRoute>("{ gateways: [{ name: 'public' }] }", {
  gateways: required(list(GATEWAY, "[{ name: 'public', namespace: 'gateways' }]"), "Add one, e.g. '{ name: 'public', namespace: 'gateways' }'"),
  hostnames: HOSTS,
  path: anything,
  port: anything,
});

/** What the props of an `ExternalServiceEndpoint` look like. What their values must be, its own checks say. */
export const EXTERNAL_SERVICE_SHAPES: Shapes<ExternalServiceEndpointProps> = {
  target: required(instance('ExternalTarget', 'addresses', ['_strategy']), "Use 'ExternalTarget.addresses' or 'ExternalTarget.dnsName'"),
  ports: list(PORT, "[{ name: 'https', port: 443 }]"),
  name: anything,
  namespace: anything,
  tls: TLS,
  ingress: INGRESS,
  httpRoute: ROUTE,
  serviceEntry: struct<ExternalServiceEntry>("{ hosts: ['minio.example.com'] }", { hosts: HOSTS, exportTo: list(anything, "['shop']", 'a list of strings') }),
  labels: LABELS,
  annotations: LABELS,
};
