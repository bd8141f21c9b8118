import { Construct } from 'constructs';
import { needsInstalled } from '../cluster/needs-capability';
import { list } from '../construct/collection';
import { Prop } from '../construct/prop';
import { dnsLabel, dnsSubdomain, required, ruled, text } from '../construct/shape';
import { Shapes, struct } from '../construct/struct';
import { isKnown, whereKnown } from '../manifest/known';
import { wildHost } from './wild-host';

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
 * A route of the Gateway API to a Service.
 * @see https://gateway-api.sigs.k8s.io/api-types/httproute/
 */
export interface ServiceHttpRoute {
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
   * Name of the Service's port that it leads to.
   * @default - the only one
   */
  readonly port?: string;
}

const MAX_GATEWAYS = 32;
const MAX_HOSTNAMES = 16;
const MAX_PATH = 1024;
const GATEWAY_FIX = "Add one, e.g. '{ name: 'public', namespace: 'gateways' }'";

/** A way out for whatever is no path. */
export const PATH_FIX = "Use a path such as '/files'";

const GATEWAY = struct<GatewayReference>("{ name: 'public', namespace: 'gateways' }", {
  name: required(dnsSubdomain('Use the name of a Gateway'), 'Use the name of a Gateway'),
  namespace: dnsLabel('Use the name of a namespace'),
  sectionName: dnsSubdomain('Use the name of a listener'),
});

/** What a route looks like. */
export const HTTP_ROUTE: Shapes<ServiceHttpRoute> = {
  gateways: required(list(GATEWAY, "[{ name: 'public', namespace: 'gateways' }]"), GATEWAY_FIX),
  hostnames: list(wildHost, "['files.example.com']", 'a list of strings'),
  path: ruled((path) => pathFault(String(path)) ?? routePathFault(String(path)), { fix: PATH_FIX }),
  port: text,
};

/** One for messages. */
export const HTTP_ROUTE_EXAMPLE = "{ gateways: [{ name: 'public' }] }";

/** What the API server would refuse of several gateways or hosts, and what the cluster does not have. */
export function checkHttpRoute(construct: Construct, { gateways, hostnames = [] }: ServiceHttpRoute, prop: Prop): void {
  needsInstalled(construct, 'gatewayApi', '1.0', prop);
  if (gateways.length === 0) { prop.at('gateways').fault({ id: 'prop/range', rule: 'must hold at least one gateway', fix: GATEWAY_FIX }); }
  if (gateways.length > MAX_GATEWAYS) {
    prop.at('gateways').fault({ id: 'prop/range', rule: `must hold at most ${MAX_GATEWAYS} gateways, and holds ${gateways.length}`, fix: 'Write another route for the others' });
  }
  gateways.forEach((gateway, index) => {
    if (!gateways.slice(0, index).some((other) => sameGateway(other, gateway))) { return; }
    prop.at('gateways', index).fault({
      id: 'network/distinct',
      rule: 'must not be a gateway twice without telling its listeners apart',
      fix: "Leave one of the two out, or give both a 'sectionName' of its own",
    });
  });
  if (hostnames.length > MAX_HOSTNAMES) {
    prop.at('hostnames').fault({
      id: 'prop/range', rule: `must hold at most ${MAX_HOSTNAMES} hosts, and holds ${hostnames.length}`, fix: "Use '*.example.com' for all below a name, or write another route",
    });
  }
}

function sameGateway(one: GatewayReference, other: GatewayReference): boolean {
  // What is not known yet may be the same, or tell them apart.
  const same = (a: string | undefined, b: string | undefined) => isKnown(a) && a === b;
  return same(one.name, other.name) && same(one.namespace, other.namespace)
    && (one.sectionName === undefined || other.sectionName === undefined || same(one.sectionName, other.sectionName));
}

/** What keeps a text from being the beginning of a path. */
export const pathFault = whereKnown((path: string | undefined) => {
  if (path === undefined || (path.startsWith('/') && !/\/\/|\/\.\.?(\/|$)|%2f|#/i.test(path))) { return undefined; }
  return "must start with '/' and hold no '//', '.', '..', '%2F' or '#'";
});

/** What the Gateway API refuses besides. */
function routePathFault(path: string): string | undefined {
  if (path.length <= MAX_PATH && /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+$/.test(path)) { return undefined; }
  return `must hold at most ${MAX_PATH} letters, digits and characters of -._~!$&'()*+,;=:@/, and all others as '%20'`;
}

/** Spec of the HTTPRoute. Defaults are spelled out: GitOps tools compare with what the API server makes of it. */
export function httpRouteSpec({ gateways, hostnames, path = '/' }: ServiceHttpRoute, service: string, port: number | undefined): { [field: string]: any } {
  return {
    parentRefs: gateways.map(({ name, namespace, sectionName }) => ({ group: 'gateway.networking.k8s.io', kind: 'Gateway', name, namespace, sectionName })),
    hostnames: hostnames === undefined ? undefined : [...hostnames],
    rules: [{
      matches: [{ path: { type: 'PathPrefix', value: path } }],
      backendRefs: [{ group: '', kind: 'Service', name: service, port, weight: 1 }],
    }],
  };
}
