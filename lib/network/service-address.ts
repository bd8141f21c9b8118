import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { hasInstalled } from '../cluster/needs-capability';
import { apiObjectsAround } from '../construct/api-objects';
import { objectsOf } from '../construct/edit';
import { Fault } from '../construct/fault';
import { ServiceFront } from '../construct/network-endpoint';
import { Prop } from '../construct/prop';
import { textWithTokens } from '../construct/text-with-tokens';
import { WarningText } from '../construct/warning';
import { canonicalIp, cidrContains, edgeOf, ipFamily, ipScope } from '../manifest/ip-address';
import { isKnown } from '../manifest/known';
import { describeObject } from '../manifest/object-key';
import { REFUSED } from './address-target';
import { ExternalPortPlan, leadsElsewhere } from './external-port';
import { IpFamily } from './ip-family';
import { TargetStrategy } from './target-strategy';

/** What is said of the addresses of a Service itself. */
export interface ServiceAddressing {
  readonly clusterIPs?: readonly string[];
  readonly headless?: boolean;
}

/** What keeps a Service from having such addresses. */
export function checkAddressing(
  construct: Construct, { clusterIPs, headless = false }: ServiceAddressing, target: TargetStrategy, ports: readonly ExternalPortPlan[], prop: Prop,
): void {
  const id = 'network/target-fit';
  if (target.dnsName !== undefined) {
    const fault = { id, rule: 'must not be given with a DNS name: such a Service has no address', fix: "Use 'ExternalTarget.addresses', or leave it out" };
    if (clusterIPs !== undefined) { prop.at('clusterIPs').fault(fault); }
    if (headless) { prop.at('headless').fault(fault); }
    return;
  }
  if (headless && clusterIPs !== undefined) {
    prop.at('clusterIPs').fault({ id, rule: "must not be given with 'headless': such a Service has no address", fix: 'Leave one of the two out' });
  }
  ports.forEach((port, index) => {
    if (!headless || !leadsElsewhere(port)) { return; }
    prop.at('ports', index, 'targetPort').fault({
      id, rule: "must not differ from 'port' with 'headless': callers get to the addresses themselves", got: port.targetPort, fix: "Leave it out, or 'headless'",
    });
  });
  checkFixed(construct, clusterIPs, target, prop.at('clusterIPs'));
}

function checkFixed(construct: Construct, clusterIPs: readonly string[] | undefined, target: TargetStrategy, prop: Prop): void {
  if (clusterIPs === undefined) { return; }
  const ranges = Cluster.tryContaining(construct)?.serviceCidrs;
  clusterIPs.forEach((address, index) => {
    const scope = ipScope(address);
    if (scope === undefined) { return; }
    const id = 'network/target-fit';
    if (REFUSED[scope] !== undefined) {
      prop.at(index).fault({ id, rule: REFUSED[scope], got: address, fix: "Use a free address of the range of the cluster's Services" });
    } else {
      prop.at(index).check(rangeFault(address, ranges), { id, got: address, fix: 'Use a free address of it' });
    }
  });
  const families = clusterIPs.map((address) => ipFamily(address));
  if (families.includes(undefined) || (families.length === target.families.length && target.families.every((family) => families.includes(family)))) { return; }
  prop.fault({
    id: 'network/target-fit', rule: `must hold one address of each family of the target, and no other: ${target.families.join(' and ')}`, got: clusterIPs.join(', '), fix: 'Correct them',
  });
}

function rangeFault(address: string, ranges: readonly string[] | undefined): string | undefined {
  if (ranges === undefined || !ranges.every(isKnown)) { return undefined; }
  const range = ranges.find((candidate) => cidrContains(candidate, address));
  if (range === undefined) { return `must be in a range of the cluster's Services: ${ranges.join(', ')}`; }
  const edge = edgeOf(range, address);
  return edge === undefined ? undefined : `must not be the ${edge} address of ${range}: no Service gets it`;
}

/** That another Service of the cluster has one of the fixed addresses, too: the API server would refuse the second. */
export function takenFaults(construct: Construct, { clusterIPs = [] }: ServiceAddressing, service: ApiObject): Fault[] {
  const wanted = clusterIPs.map(canonicalIp);
  if (wanted.every((address) => address === undefined)) { return []; }
  return apiObjectsAround(construct).filter((object) => object !== service).flatMap(objectsOf).flatMap((other) => {
    if (other.apiVersion !== 'v1' || other.kind !== 'Service') { return []; }
    const { clusterIP, clusterIPs: more = [] } = other.spec ?? {};
    const theirs = [clusterIP, ...(Array.isArray(more) ? more : [])].map(canonicalIp);
    return wanted.flatMap((address, index) => (address === undefined || !theirs.includes(address) ? [] : [{
      id: 'network/distinct', prop: `clusterIPs[${index}]`, rule: `must not be the address of ${describeObject(other)}, too`, got: clusterIPs[index], fix: 'Give each Service one of its own',
    }]));
  });
}

/** What of it stands in the spec of the Service. */
export function addressingSpec({ clusterIPs, headless = false }: ServiceAddressing): { [field: string]: any } {
  if (headless) { return { clusterIP: 'None' }; }
  return clusterIPs === undefined || clusterIPs.length === 0 ? {} : { clusterIP: clusterIPs[0], clusterIPs: [...clusterIPs] };
}

/** Whether whoever is let out to the addresses behind the Service must be let out to that itself, too, or may have to be. */
function isSeen(construct: Construct, { headless = false }: ServiceAddressing, target: TargetStrategy): boolean {
  // Cilium replaces the address of a Service before it looks at policies. A headless Service has none.
  return target.dnsName === undefined && !headless && !hasInstalled(construct, 'cilium');
}

/** The Service as policies see it that are asked before its address is replaced. */
export function serviceFront(
  construct: Construct, addressing: ServiceAddressing, target: TargetStrategy, ports: readonly ExternalPortPlan[],
): ServiceFront | undefined {
  if (!isSeen(construct, addressing, target)) { return undefined; }
  return {
    cidrs: () => addressing.clusterIPs?.map((address) => rangeOfOne(address, target)) ?? rangesOf(construct, target) ?? [],
    portsTo: ({ port, protocol }) => {
      const leading = ports.filter((plan) => plan.protocol === protocol && plan.targetPort === port);
      // What is not known yet may be any of them.
      return (leading.length > 0 || isKnown(port) ? leading : ports.filter((plan) => plan.protocol === protocol))
        .map((plan) => ({ protocol: plan.protocol, port: plan.port }));
    },
  };
}

function rangeOfOne(address: string, { families }: TargetStrategy): string {
  // Of one that is not known yet, the family is that of the target.
  return textWithTokens([address], ([known]) => `${known}/${(ipFamily(known) ?? families[0]) === IpFamily.IPV6 ? 128 : 32}`);
}

function rangesOf(construct: Construct, { families }: TargetStrategy): string[] | undefined {
  const known: readonly string[] = families;
  return Cluster.tryContaining(construct)?.serviceCidrs?.filter((range) => !isKnown(range) || known.includes(ipFamily(range.split('/')[0]) ?? ''));
}

/** That callers may not get out, where nothing is known of the Service's address. */
export function serviceAddressWarnings(
  construct: Construct, addressing: ServiceAddressing, target: TargetStrategy, callers: readonly string[], object: string,
): WarningText[] {
  const isKnownWhere = addressing.clusterIPs !== undefined || rangesOf(construct, target) !== undefined;
  if (callers.length === 0 || isKnownWhere || !isSeen(construct, addressing, target)) { return []; }
  return [{
    id: 'network/service-address',
    object,
    message: `${callers.join(', ')} ${callers.length === 1 ? 'is' : 'are'} let out to the addresses behind it, and not to its own. Some network plugins, such as the VPC CNI of AWS, `
      + "ask policies before that is replaced, and drop the calls. Say 'serviceCidrs' on the Cluster, or its 'capabilities.cilium'; or give 'clusterIPs' or 'headless' here.",
  }];
}
