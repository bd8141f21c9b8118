import { Fault } from '../construct/fault';
import { WarningText } from '../construct/warning';
import { dnsSubdomainFault } from '../manifest/dns-name';
import { ipFamily } from '../manifest/ip-address';
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
    const fault = nameFault(this.dnsName, clusterDomain, this.inCluster);
    if (fault !== undefined) { props.at('target', 'dnsName').fault({ got: this.dnsName, ...fault }); }
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

function nameFault(name: string, clusterDomain: string, inCluster: boolean): Fault | undefined {
  if (!isKnown(name)) { return undefined; }
  const id = 'prop/grammar';
  const fix = "Use a name such as 'minio.example.com'";
  if (typeof name !== 'string') { return { id: 'prop/type', rule: 'must be a string', fix }; }
  if (ipFamily(name) !== undefined) { return { id, rule: 'must be a DNS name, and this is an address', fix: "Use 'ExternalTarget.addresses'" }; }
  if (name.endsWith('.')) { return { id, rule: 'must not end with a dot: proxies take it over as it is, and no certificate or host has one', fix: 'Leave the dot out' }; }
  if (name.includes('_')) { return { id, rule: "must not hold '_': no host is named like that, and the API server refuses it", fix }; }
  const rule = dnsSubdomainFault(name);
  if (rule !== undefined) { return { id, rule, fix }; }
  if (/[^.]{64}/.test(name)) { return { id, rule: 'must have no part of more than 63 characters: DNS knows none', fix }; }
  if (name === 'localhost' || name.endsWith('.localhost')) { return { id: 'network/target-fit', rule: 'must not be localhost: each caller would call itself', fix }; }
  if (!name.includes('.')) { return { id, rule: 'must have at least two parts: it is looked up as it is, without the search domains of a pod', fix }; }
  if (!inCluster && (name.endsWith(`.${clusterDomain}`) || /\.svc(\.clusterset\.local)?$/.test(name))) {
    return {
      id: 'network/target-fit',
      rule: "must not be a name of the cluster's own: NetworkPolicies, meshes and ingress controllers don't see through such an alias",
      fix: "Call the Service itself, or say 'ExternalTarget.dnsName(…, { inCluster: true })' if an alias is what you want",
    };
  }
  return undefined;
}
