import { Construct } from 'constructs';
import { Prop } from '../construct/prop';
import { dnsLabelFault, dnsSubdomainFault } from '../manifest/dns-name';
import { isKnown } from '../manifest/known';
import { ExternalPortPlan, namedPort } from './external-port';
import { needsInstalled } from './needs-capability';

/** A Gateway that a route is attached to. */
export interface GatewayReference {
  /** Name of the Gateway. */
  readonly name: string;

  /**
   * Its namespace. It must allow routes from others.
   * @default - that of the route
   */
  readonly namespace?: string;

  /**
   * Name of its listener.
   * @default - all that fit
   */
  readonly sectionName?: string;
}

/**
 * A route of the Gateway API to a service outside the cluster.
 * @see https://gateway-api.sigs.k8s.io/api-types/httproute/
 */
export interface ExternalHttpRoute {
  /** Gateways through which it is reached. */
  readonly gateways: GatewayReference[];

  /**
   * Hosts for which it is responsible, also `*.example.com`.
   * @default - those of the gateways' listeners
   */
  readonly hostnames?: string[];

  /**
   * Paths that begin with this.
   * @default '/'
   */
  readonly path?: string;

  /**
   * Name of the port that it leads to.
   * @default - the only one
   */
  readonly port?: string;
}

const MAX_GATEWAYS = 32;
const MAX_HOSTNAMES = 16;
const MAX_PATH = 1024;

/** What the API server would refuse, and what the cluster does not have. */
export function checkHttpRoute(construct: Construct, route: ExternalHttpRoute, ports: readonly ExternalPortPlan[], prop: Prop): void {
  needsInstalled(construct, 'gatewayApi', '1.0', prop);
  if (route.gateways.length === 0) { prop.at('gateways').fault({ rule: 'must hold at least one gateway', fix: "Add one, e.g. '{ name: 'public', namespace: 'gateways' }'" }); }
  if (route.gateways.length > MAX_GATEWAYS) {
    prop.at('gateways').fault({ rule: `must hold at most ${MAX_GATEWAYS} gateways, and holds ${route.gateways.length}`, fix: 'Write another route for the others' });
  }
  route.gateways.forEach(({ name, namespace, sectionName }, index) => {
    const at = prop.at('gateways', index);
    at.at('name').check(dnsSubdomainFault(name), { got: name, fix: 'Use the name of a Gateway' });
    if (namespace !== undefined) { at.at('namespace').check(dnsLabelFault(namespace), { got: namespace, fix: 'Use the name of a namespace' }); }
    const twice = route.gateways.slice(0, index).some((other) => sameGateway(other, route.gateways[index]));
    if (twice) { at.fault({ rule: 'must not be a gateway twice without telling its listeners apart', fix: "Leave one of the two out, or give both a 'sectionName' of its own" }); }
    if (sectionName !== undefined) { at.at('sectionName').check(dnsSubdomainFault(sectionName), { got: sectionName, fix: 'Use the name of a listener' }); }
  });
  if ((route.hostnames?.length ?? 0) > MAX_HOSTNAMES) {
    prop.at('hostnames').fault({ rule: `must hold at most ${MAX_HOSTNAMES} hosts, and holds ${route.hostnames!.length}`, fix: "Use '*.example.com' for all below a name, or write another route" });
  }
  route.hostnames?.forEach((host, index) => checkHost(host, prop.at('hostnames', index)));
  checkPath(pathFault(route.path) ?? routePathFault(route.path), route.path, prop.at('path'));
  namedPort(route.port, ports, prop.at('port'));
}

function sameGateway(one: GatewayReference, other: GatewayReference): boolean {
  const same = (a: string | undefined, b: string | undefined) => isKnown(a) && isKnown(b) && a === b;
  return same(one.name, other.name) && same(one.namespace, other.namespace)
    && (one.sectionName === undefined || other.sectionName === undefined || same(one.sectionName, other.sectionName));
}

/** Whether a text is an IPv4 address, however many zeros it has: the API server takes none for a host. */
export function isAddress(host: unknown): boolean {
  return isKnown(host) && /^\d+(\.\d+){3}$/.test(String(host));
}

/** What keeps a text from being the name of a host. */
export function hostFault(host: string): string | undefined {
  return isAddress(host) ? 'must be a DNS name, and this is an address' : dnsSubdomainFault(host);
}

/** What keeps a text from being a host, with or without `*.` before it. */
export function checkHost(host: string, prop: Prop): void {
  // A letter in place of the star: it counts for the length.
  const rule = hostFault(isKnown(host) ? String(host).replace(/^\*\./, 'x.') : host);
  prop.check(rule, { got: host, fix: "Use a name such as 'files.example.com' or '*.example.com'" });
}

/** Reports what keeps a text from being the beginning of a path. */
export function checkPath(rule: string | undefined, path: string | undefined, prop: Prop): void {
  prop.check(rule, { got: path, fix: "Use a path such as '/files'" });
}

/** What keeps a text from being the beginning of a path. */
export function pathFault(path: string | undefined): string | undefined {
  if (path === undefined || !isKnown(path) || (path.startsWith('/') && !/\/\/|\/\.\.?(\/|$)|%2f|#/i.test(path))) { return undefined; }
  return "must start with '/' and hold no '//', '.', '..', '%2F' or '#'";
}

/** What the Gateway API refuses besides. */
function routePathFault(path: string | undefined): string | undefined {
  if (path === undefined || !isKnown(path) || (path.length <= MAX_PATH && /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+$/.test(path))) { return undefined; }
  return `must hold at most ${MAX_PATH} letters, digits and characters of -._~!$&'()*+,;=:@/, and all others as '%20'`;
}

/** Spec of the HTTPRoute. Defaults are spelled out: GitOps tools compare with what the API server makes of it. */
export function httpRouteSpec({ gateways, hostnames, path = '/' }: ExternalHttpRoute, service: string, port: ExternalPortPlan): { [field: string]: any } {
  return {
    parentRefs: gateways.map(({ name, namespace, sectionName }) => ({ group: 'gateway.networking.k8s.io', kind: 'Gateway', name, namespace, sectionName })),
    hostnames: hostnames === undefined ? undefined : [...hostnames],
    rules: [{
      matches: [{ path: { type: 'PathPrefix', value: path } }],
      backendRefs: [{ group: '', kind: 'Service', name: service, port: port.port, weight: 1 }],
    }],
  };
}
