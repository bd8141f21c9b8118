import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { Caller, NetworkPeer } from '../construct/network-peer';
import { Prop } from '../construct/prop';
import { struct } from '../construct/struct';
import { warn, WarningText } from '../construct/warning';
import { checkHttpRoute, HTTP_ROUTE, HTTP_ROUTE_EXAMPLE, ServiceHttpRoute } from './http-route';
import { checkIngress, ingressTlsWarnings, INGRESS, INGRESS_EXAMPLE, ServiceIngress } from './ingress';
import { describePort, namedPort, speaksTls } from './named-port';
import { Callers, CALLERS } from './workload-callers';
import { ServicePortPlan, servicePorts, ServiceTargets, WorkloadService } from './workload-service';

/** An Ingress to a workload, through its Service. */
export interface WorkloadIngress extends ServiceIngress {
  /**
   * From where the controller of the Ingress calls the pods, for the NetworkPolicy: its pods, or the addresses of a load balancer that calls pods itself. An
   * empty list where `allowFrom` says it.
   *
   * @default - as `capabilities.ingress` of the Cluster says
   */
  readonly callers?: Caller[];
}

/** A route of the Gateway API to a workload, through its Service. */
export interface WorkloadHttpRoute extends ServiceHttpRoute {
  /**
   * From where the gateways call the pods, for the NetworkPolicy: their own pods, or the addresses of a load balancer that calls pods itself. An empty
   * list where `allowFrom` says it.
   *
   * @default - as `callers` of `capabilities.gatewayApi` of the Cluster says
   */
  readonly callers?: Caller[];
}

/** What stands in front of a workload. */
export interface WorkloadFronts {
  readonly service?: WorkloadService;
  readonly ingress?: WorkloadIngress;
  readonly httpRoute?: WorkloadHttpRoute;
}

/** What those in front of the Service must look like. */
export const FRONTS = {
  ingress: struct<WorkloadIngress>(INGRESS_EXAMPLE, { ...INGRESS, callers: CALLERS }),
  httpRoute: struct<WorkloadHttpRoute>(HTTP_ROUTE_EXAMPLE, { ...HTTP_ROUTE, callers: CALLERS }),
};

/** The Service: also where only what leads to it was asked for. */
export function serviceBehind({ service, ingress, httpRoute }: WorkloadFronts): WorkloadService | undefined {
  return service ?? (ingress === undefined && httpRoute === undefined ? undefined : {});
}

/** The ports to which those in front of the Service lead, as far as it is clear which are meant. */
export interface FrontPorts {
  readonly ingress?: ServicePortPlan;
  readonly httpRoute?: ServicePortPlan;
}

/** What keeps an Ingress or a route from leading to the Service. Answers the ports to which they lead. */
export function checkFronts(construct: Construct, fronts: WorkloadFronts, targets: ServiceTargets, prop: Prop): FrontPorts {
  const { ingress, httpRoute } = fronts;
  const ports = servicePorts(serviceBehind(fronts) ?? {}, targets);
  const portOf = (front: ServiceIngress | ServiceHttpRoute, at: Prop) => namedPort(front.port, ports, at.at('port'), 'service.ports');
  const found: { -readonly [front in keyof FrontPorts]: FrontPorts[front] } = {};
  if (ingress !== undefined) {
    const at = prop.at('ingress');
    checkIngress(ingress, at);
    found.ingress = portOf(ingress, at);
    if (found.ingress !== undefined) { ingressTlsWarnings(ingress, found.ingress).forEach((warning) => warn(construct, warning)); }
  }
  if (httpRoute !== undefined) {
    const at = prop.at('httpRoute');
    checkHttpRoute(construct, httpRoute, at);
    found.httpRoute = portOf(httpRoute, at);
    if (found.httpRoute !== undefined && speaksTls(found.httpRoute)) {
      warn(construct, {
        id: 'network/route-backend-tls',
        message: `port ${describePort(found.httpRoute)} speaks TLS, and gateways would speak plain HTTP to it. Say with a BackendTLSPolicy for the Service how it proves who it is.`,
      });
    }
  }
  return found;
}

/** Who calls the pods through each of them. */
export function frontCallers(
  construct: Construct, fronts: WorkloadFronts, ports: FrontPorts,
): { readonly prop: keyof FrontPorts; readonly callers: Callers }[] {
  const known = callersAround(construct);
  return (['ingress', 'httpRoute'] as const).filter((prop) => fronts[prop] !== undefined).map((prop) => (
    { prop, callers: { given: fronts[prop]!.callers, known: known[prop], port: ports[prop]?.targetPort } }));
}

/** That the NetworkPolicy lets nobody in of whom nobody says from where they call. */
export function unknownCallerWarnings(construct: Construct, { ingress, httpRoute }: WorkloadFronts, name: string): WarningText[] {
  const known = callersAround(construct);
  const warning = (object: string, who: string, ways: string): WarningText => ({
    id: 'workload/no-caller', object, message: `nobody says from where ${who} the pods, so that the policy does not let it in. Say it with ${ways} of the Cluster.`,
  });
  return [
    ...(ingress === undefined || (ingress.callers ?? known.ingress) !== undefined ? [] : [
      warning(`Ingress '${name}'`, 'its controller calls', "'ingress.callers', or once for all with 'capabilities.ingress'"),
    ]),
    ...(httpRoute === undefined || (httpRoute.callers ?? known.httpRoute) !== undefined ? [] : [
      warning(`HTTPRoute '${name}'`, 'its gateway calls', "'httpRoute.callers', or once for all with 'capabilities.gatewayApi.callers'"),
    ]),
  ];
}

function callersAround(construct: Construct): { readonly ingress?: NetworkPeer[]; readonly httpRoute?: NetworkPeer[] } {
  const { ingress, gatewayApi } = Cluster.tryContaining(construct)?.capabilities ?? {};
  return { ingress: ingress?.callers, httpRoute: gatewayApi?.callers };
}
