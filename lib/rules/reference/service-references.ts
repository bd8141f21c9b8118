import { FieldPath } from '../../manifest/field-path';
import { isMap, KubernetesObject, listOf } from '../../manifest/object';
import { ClusterManifests, groupKindOf } from '../cluster-manifests';

/** A Service that an object sends requests to. */
export interface ServiceReference {
  readonly namespace: string;
  readonly name: unknown;
  /** From the object to the name. */
  readonly path: FieldPath;
  /** A number, or a name; undefined where none is said. */
  readonly port?: unknown;
  readonly portPath?: FieldPath;
}

/** Kinds of Gateway API that send requests to Services. */
export const ROUTE_KINDS: readonly string[] = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'].map((kind) => `gateway.networking.k8s.io/${kind}`);

const READERS: { readonly [groupKind: string]: (object: KubernetesObject, namespace: string) => ServiceReference[] } = {
  'networking.k8s.io/Ingress': ofIngress,
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': ofWebhooks,
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': ofWebhooks,
  'apiregistration.k8s.io/APIService': ({ spec }) => ofClient(spec?.service, ['spec', 'service']),
  'apiextensions.k8s.io/CustomResourceDefinition': ({ spec }) =>
    ofClient(spec?.conversion?.webhook?.clientConfig?.service, ['spec', 'conversion', 'webhook', 'clientConfig', 'service']),
  'traefik.io/IngressRoute': ofIngressRoute,
  'traefik.containo.us/IngressRoute': ofIngressRoute,
  'networking.istio.io/VirtualService': ofVirtualService,
  ...Object.fromEntries(ROUTE_KINDS.map((kind) => [kind, ofRoute])),
};

/** Kinds that send requests to Services by their names, besides those of Gateway API. */
export const SERVICE_USERS: readonly string[] = Object.keys(READERS).filter((kind) => !ROUTE_KINDS.includes(kind));

/** The Services to which an object sends requests. */
export function serviceReferencesOf(object: KubernetesObject, cluster: ClusterManifests): readonly ServiceReference[] {
  const known = cluster.once('serviceReferencesOf', () => new Map<KubernetesObject, readonly ServiceReference[]>());
  const found = known.get(object) ?? READERS[groupKindOf(object)]?.(object, cluster.namespaceOf(object)) ?? [];
  known.set(object, found);
  return found;
}

function ofIngress({ spec }: KubernetesObject, namespace: string): ServiceReference[] {
  const backends = [
    { backend: spec?.defaultBackend, path: ['spec', 'defaultBackend'] },
    ...listOf(spec?.rules).flatMap((rule, index) => listOf(rule?.http?.paths).map((each, position) => ({
      backend: each?.backend, path: ['spec', 'rules', index, 'http', 'paths', position, 'backend'],
    }))),
  ];
  return backends.flatMap(({ backend, path }) => {
    const service = backend?.service;
    // The AWS Load Balancer Controller reads the name of an annotation there.
    if (!service || service.port?.name === 'use-annotation') { return []; }
    const field = service.port?.name === undefined || service.port.name === null ? 'number' : 'name';
    return [{ namespace, name: service.name, path: [...path, 'service', 'name'], port: service.port?.[field], portPath: [...path, 'service', 'port', field] }];
  });
}

function ofWebhooks({ webhooks }: KubernetesObject): ServiceReference[] {
  return listOf(webhooks).flatMap((webhook, index) => ofClient(webhook?.clientConfig?.service, ['webhooks', index, 'clientConfig', 'service']));
}

/** Of API servers, which ask at 443 where nothing is said. */
function ofClient(service: any, path: FieldPath): ServiceReference[] {
  return service ? [{ namespace: String(service.namespace), name: service.name, path: [...path, 'name'], port: service.port ?? 443, portPath: [...path, 'port'] }] : [];
}

function ofIngressRoute({ spec }: KubernetesObject, namespace: string): ServiceReference[] {
  return listOf(spec?.routes).flatMap((route, index) => listOf(route?.services).flatMap((service, position) => {
    // With `@`, it is one of another provider.
    if (!isMap(service) || (service.kind ?? 'Service') !== 'Service' || String(service.name).includes('@')) { return []; }
    const path = ['spec', 'routes', index, 'services', position];
    return [{ namespace: service.namespace ?? namespace, name: service.name, path: [...path, 'name'], port: service.port, portPath: [...path, 'port'] }];
  }));
}

/** @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination, on how hosts are read */
function ofVirtualService({ spec }: KubernetesObject, namespace: string): ServiceReference[] {
  return ['http', 'tls', 'tcp'].flatMap((protocol) => listOf(spec?.[protocol]).flatMap((rule, index) => listOf(rule?.route).flatMap((each, position) => {
    const { host, port } = isMap(each?.destination) ? each.destination : {} as any;
    const path = ['spec', protocol, index, 'route', position, 'destination'];
    const [name, of, svc, ...domain] = String(host).split('.');
    const isService = typeof host === 'string' && (of === undefined || (svc === 'svc' && (domain.length === 0 || domain.join('.') === 'cluster.local')));
    return isService ? [{ namespace: of ?? namespace, name, path: [...path, 'host'], port: port?.number, portPath: [...path, 'port', 'number'] }] : [];
  })));
}

function ofRoute({ spec }: KubernetesObject, namespace: string): ServiceReference[] {
  return listOf(spec?.rules).flatMap((rule, index) => {
    const mirrors = listOf(rule?.filters).flatMap((filter, position) => (filter?.requestMirror?.backendRef
      ? [{ ref: filter.requestMirror.backendRef, path: ['spec', 'rules', index, 'filters', position, 'requestMirror', 'backendRef'] }] : []));
    const backends = listOf(rule?.backendRefs).map((ref, position) => ({ ref, path: ['spec', 'rules', index, 'backendRefs', position] }));
    return [...backends, ...mirrors].filter(({ ref }) => isMap(ref) && (ref.kind ?? 'Service') === 'Service' && (ref.group ?? '') === '').map(({ ref, path }) => ({
      namespace: ref.namespace ?? namespace, name: ref.name, path: [...path, 'name'], port: ref.port, portPath: [...path, 'port'],
    }));
  });
}
