import { outsideHostFault } from '../construct/outside-host';
import { WarningText } from '../construct/warning';
import { isKnown } from '../manifest/known';
import { describePort, speaksHttp, speaksTls } from '../pod/named-port';
import { ExternalPortPlan, leadsElsewhere } from './external-port';
import { servicePort } from './service-port';
import { TargetCheck, TargetStrategy } from './target-strategy';

/** A service known by its DNS name: an ExternalName Service. */
export class DnsNameTarget implements TargetStrategy {
  public readonly addresses: readonly string[] = [];
  public readonly families: readonly [] = [];
  public readonly policyPeers: readonly [] = [];

  constructor(public readonly dnsName: string, public readonly inCluster: boolean) {}

  public check({ props, ports, clusterDomain }: TargetCheck): void {
    const fault = outsideHostFault(this.dnsName, {
      id: 'network/target-fit',
      example: 'minio.example.com',
      forAddress: "Use 'ExternalTarget.addresses'",
      forOwnName: "Call the Service itself, or say 'ExternalTarget.dnsName(…, { inCluster: true })' if an alias is what you want",
      clusterDomain: this.inCluster ? undefined : clusterDomain,
    });
    if (fault !== undefined) { props.at('target', 'dnsName').fault(fault); }
    ports.forEach((port, index) => {
      if (!leadsElsewhere(port)) { return; }
      props.at('ports', index, 'targetPort').fault({
        id: 'network/target-fit',
        rule: "must not differ from 'port': a DNS name leads to another host, never to another port",
        got: port.targetPort,
        fix: "Leave it out, or use 'ExternalTarget.addresses'",
      });
    });
  }

  public serviceSpec(ports: readonly ExternalPortPlan[]): { [field: string]: any } {
    return { type: 'ExternalName', externalName: this.dnsName, ports: ports.length === 0 ? undefined : ports.map(servicePort) };
  }

  public slices(): [] {
    return [];
  }

  public serviceEntrySpec(hosts: readonly string[]): { [field: string]: any } {
    // Without endpoints, Istio looks up the hosts themselves.
    return { resolution: 'DNS', endpoints: hosts.every((host) => host === this.dnsName) ? undefined : [{ address: this.dnsName }] };
  }

  public warnings(service: string, ports: readonly ExternalPortPlan[]): WarningText[] {
    const outside = isKnown(this.dnsName) ? `'${this.dnsName}'` : 'another name';
    const tls = ports.filter(speaksTls);
    const http = ports.filter(speaksHttp);
    const on = (found: readonly ExternalPortPlan[]) => (ports.length === 0 ? '' : ` of port ${found.map(describePort).join(', ')}`);
    return [
      ...(ports.length > 0 && tls.length === 0 ? [] : [{
        id: 'network/external-name-tls',
        message: `in a TLS handshake callers${on(tls)} ask for '${service}', and the certificate is for ${outside}. Let them ask for that name and verify it, or call it by that name.`,
      }]),
      ...(ports.length > 0 && http.length === 0 ? [] : [{
        id: 'network/external-name-host',
        message: `HTTP callers${on(http)} send '${service}' as their Host header, and ${outside} may not answer to it. Let them send that name, or call it by that name.`,
      }]),
    ];
  }
}
