import { Construct } from 'constructs';
import { Prop } from '../construct/prop';
import { WarningText } from '../construct/warning';
import { checkHttpRoute, ServiceHttpRoute } from '../pod/http-route';
import { checkIngress, ingressTlsWarnings, ServiceIngress } from '../pod/ingress';
import { describePort, namedPort, speaksTls } from '../pod/named-port';
import { ExternalPortPlan } from './external-port';
import { checkTls, ExternalTls } from './external-tls';
import { TargetStrategy } from './target-strategy';

/** What stands in front of a service outside the cluster, as its props say it. */
export interface Fronts {
  readonly ingress?: ServiceIngress;
  readonly httpRoute?: ServiceHttpRoute;
  readonly tls?: ExternalTls;
}

/** The ports to which the fronts lead, as far as it is clear which are meant. */
export interface FrontPorts {
  readonly ingress?: ExternalPortPlan;
  readonly httpRoute?: ExternalPortPlan;
}

/** What keeps the fronts from standing there. Answers the ports to which they lead. */
export function checkFronts(
  construct: Construct, { ingress, httpRoute, tls }: Fronts, target: TargetStrategy, ports: readonly ExternalPortPlan[], prop: Prop,
): FrontPorts {
  if (target.dnsName !== undefined) {
    const refuse = (front: object | undefined, name: string, why: string) => {
      if (front === undefined) { return; }
      prop.at(name).fault({ id: 'network/target-fit', rule: `must not be given with a DNS name: ${why}`, fix: "Use 'ExternalTarget.addresses', or leave it out" });
    };
    refuse(ingress, 'ingress', 'controllers differ in whether they look it up, and call it by the wrong host');
    refuse(httpRoute, 'httpRoute', 'the Gateway API advises gateways not to lead there');
    refuse(tls, 'tls', 'callers reach it themselves, and nothing in between could encrypt');
  }
  if (tls !== undefined) { checkTls(construct, tls, ports, httpRoute !== undefined, prop.at('tls')); }
  if (ingress !== undefined) { checkIngress(ingress, prop.at('ingress')); }
  if (httpRoute !== undefined) { checkHttpRoute(construct, httpRoute, prop.at('httpRoute')); }
  return {
    ingress: ingress && namedPort(ingress.port, ports, prop.at('ingress', 'port')),
    httpRoute: httpRoute && namedPort(httpRoute.port, ports, prop.at('httpRoute', 'port')),
  };
}

/** Fronts that speak plain HTTP to a port that wants TLS. */
export function frontWarnings({ ingress, tls }: Fronts, fronts: FrontPorts): WarningText[] {
  const told = ({ name }: ExternalPortPlan) => tls !== undefined && (tls.ports === undefined || (name !== undefined && tls.ports.includes(name)));
  const warnings = ingress === undefined || fronts.ingress === undefined ? [] : ingressTlsWarnings(ingress, fronts.ingress, told(fronts.ingress));
  if (fronts.httpRoute !== undefined && speaksTls(fronts.httpRoute) && !told(fronts.httpRoute)) {
    warnings.push({
      id: 'network/route-backend-tls',
      message: `port ${describePort(fronts.httpRoute)} speaks TLS, and gateways would speak plain HTTP to it. `
        + `Say with 'tls'${tls === undefined ? '' : ', for this port too,'} how it proves who it is.`,
    });
  }
  return warnings;
}
