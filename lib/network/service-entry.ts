import { Construct } from 'constructs';
import { needsInstalled } from '../cluster/needs-capability';
import { list } from '../construct/collection';
import { Prop } from '../construct/prop';
import { ruled } from '../construct/shape';
import { struct } from '../construct/struct';
import { dnsLabelFault } from '../manifest/dns-name';
import { isAddress } from '../manifest/host-name';
import { isKnown, knownPart } from '../manifest/known';
import { speaksTls } from '../pod/named-port';
import { wildHost } from '../pod/wild-host';
import { ExternalPortPlan } from './external-port';
import { TargetStrategy } from './target-strategy';

/**
 * How Istio's mesh knows a service outside the cluster.
 * @see https://istio.io/latest/docs/reference/config/networking/service-entry/
 */
export interface ExternalServiceEntry {
  /**
   * Hosts by which callers in the mesh name it.
   * @default - the DNS name of the target; for a target by addresses the `tls.hostname`, without which it must be given
   */
  readonly hosts?: string[];

  /**
   * Namespaces whose workloads see it: `.` for its own, `*` for all, `~` for none.
   * @default - as the mesh is configured, usually all
   */
  readonly exportTo?: string[];
}

const NAMESPACE_RULE = "must be the name of a namespace, '.' for its own, '*' for all or '~' for none";

/** What is said of a ServiceEntry looks like this. */
export const EXTERNAL_SERVICE_ENTRY = struct<ExternalServiceEntry>("{ hosts: ['minio.example.com'] }", {
  hosts: list(wildHost, "['files.example.com']", 'a list of strings'),
  exportTo: list(
    ruled((name) => (['.', '*', '~'].includes(name) || dnsLabelFault(name) === undefined ? undefined : NAMESPACE_RULE), { fix: 'Correct the name' }),
    "['shop']", 'a list of strings',
  ),
});

const PROTOCOLS: readonly string[] = ['HTTP', 'HTTPS', 'HTTP2', 'GRPC', 'GRPC-WEB', 'MONGO', 'MYSQL', 'REDIS', 'TCP', 'TLS'];
/** Protocols whose traffic says which host is meant. */
const TELLS_HOSTS: readonly string[] = ['HTTP', 'HTTPS', 'HTTP2', 'GRPC', 'GRPC-WEB', 'TLS'];
const MAX_ADDRESSES = 256;

/** The hosts of a ServiceEntry, its own or those that the target or its certificate says. */
export function entryHosts(entry: ExternalServiceEntry, target: TargetStrategy, tlsHostname: string | undefined): string[] {
  return entry.hosts ?? [target.dnsName ?? tlsHostname].filter((host) => host !== undefined);
}

/** What Istio and the API server would refuse. */
export function checkServiceEntry(
  construct: Construct, target: TargetStrategy, hosts: readonly string[], ports: readonly ExternalPortPlan[], prop: Prop,
): void {
  const id = 'network/target-fit';
  needsInstalled(construct, 'istio', '1.22', prop);
  if (hosts.length === 0) { prop.at('hosts').fault({ id, rule: 'must be given, because the target has no name', fix: "Add the names by which it is called, e.g. 'minio.example.com'" }); }
  new Set(knownPart([...hosts, target.dnsName])).forEach((host) => {
    if (host === undefined || isAddress(host) || !/(^|\.)\d+$/.test(host)) { return; }
    prop.fault({
      id, rule: `can't name '${host}': Istio takes no host whose last part is a number`, fix: 'Use another name, or leave it out',
    });
  });
  if (ports.length === 0) { prop.fault({ id, rule: "needs 'ports': Istio must know on which it is called", fix: "Add e.g. '{ name: 'https', port: 443 }'" }); }
  if (target.addresses.length > MAX_ADDRESSES) {
    prop.fault({ id, rule: `can hold ${MAX_ADDRESSES} addresses, and the target has ${target.addresses.length}`, fix: 'Leave it out: Istio finds the Service by its EndpointSlices' });
  }
  knownPart(ports).forEach(({ targetPort, protocol = 'TCP' }, index) => {
    if (protocol !== 'TCP') {
      prop.fault({ id, rule: `can't hold 'ports[${index}]', which is ${protocol}: Istio's proxies handle TCP only`, fix: 'Leave one of the two out' });
    } else if (targetPort !== undefined && ports.slice(0, index).some((other) => other.targetPort === targetPort)) {
      prop.fault({ id, rule: `can't hold 'ports[${index}]', which leads to port ${targetPort} as another does`, fix: 'Leave one of the two out' });
    } else if (hosts.length > 1 && !TELLS_HOSTS.includes(protocolOf(ports[index])) && isKnown(ports[index].appProtocol ?? ports[index].name ?? '')) {
      prop.at('hosts').fault({
        id,
        rule: `must be one alone, because Istio can't tell them apart on 'ports[${index}]': only HTTP and TLS name the host`,
        fix: "Leave the others out, or name its protocol in 'appProtocol'",
      });
    }
  });
}

/** What Istio would refuse of the namespaces that see the entry, seen together. */
export function checkExportTo(exportTo: readonly string[], own: string | undefined, prop: Prop): void {
  const whole = (name: string | undefined) => (name === '.' && own !== undefined ? own : name);
  knownPart(exportTo).forEach((name, index, names) => {
    if (name === undefined) { return; }
    if (name === '*' || name === '~') {
      if (exportTo.length > 1) {
        prop.at(index).fault({ id: 'network/distinct', rule: 'must stand alone: it means all namespaces or none', got: name, fix: 'Leave the others out' });
      }
    } else if (names.slice(0, index).some((other) => whole(other) === whole(name))) {
      prop.at(index).fault({ id: 'network/distinct', rule: 'must not name a namespace twice', got: name, fix: 'Leave one of the two out' });
    }
  });
}

/** Spec of the ServiceEntry. Who calls by a host of it reaches the service itself, so the ports are those on which that listens. */
export function serviceEntrySpec(
  entry: ExternalServiceEntry, target: TargetStrategy, hosts: readonly string[], ports: readonly ExternalPortPlan[],
): { [field: string]: any } {
  return {
    hosts: [...hosts],
    location: 'MESH_EXTERNAL',
    ports: ports.map((port) => ({ number: port.targetPort, name: port.name ?? protocolOf(port).toLowerCase(), protocol: protocolOf(port) })),
    ...target.serviceEntrySpec(hosts),
    exportTo: entry.exportTo === undefined ? undefined : [...entry.exportTo],
  };
}

function protocolOf(port: ExternalPortPlan): string {
  const said = port.appProtocol ?? port.name ?? '';
  const words = isKnown(said) ? String(said).toUpperCase() : '';
  const known = PROTOCOLS.find((protocol) => words === protocol)
    ?? PROTOCOLS.filter((protocol) => words.startsWith(`${protocol}-`)).sort((a, b) => b.length - a.length)[0];
  // What TLS hides, Istio takes for TCP with a server name.
  return known ?? (speaksTls(port) ? 'TLS' : 'TCP');
}
