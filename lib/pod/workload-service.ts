import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { annotations, list } from '../construct/collection';
import { describeName } from '../construct/fault';
import { PortProtocol } from '../construct/port-protocol';
import { Prop } from '../construct/prop';
import { dnsLabel, oneOf, portNumber, required, ruled, text } from '../construct/shape';
import { struct } from '../construct/struct';
import { dns1035LabelFault, dnsLabelFault } from '../manifest/dns-name';
import { knownPart } from '../manifest/known';
import { labelKeyFault } from '../manifest/label';
import { useNearest } from '../manifest/nearest-name';
import { DeclaredPort, isForMetrics } from './container-port';
import { decision } from './decision';
import { SERVICE_SPEC } from './kubernetes-shapes';
import { needsKubernetes } from './needs-kubernetes';

/** Where a Service can be reached. */
export enum ServiceType {
  /** Within the cluster. */
  CLUSTER_IP = 'ClusterIP',
  /** On a port of every node. */
  NODE_PORT = 'NodePort',
  /** Through a load balancer of the cloud. */
  LOAD_BALANCER = 'LoadBalancer',
}

/**
 * Which pods behind a Service are preferred.
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#traffic-distribution
 */
export enum TrafficDistribution {
  /** Those in the caller's zone. Needs Kubernetes 1.31; from 1.34 better written `PREFER_SAME_ZONE`. */
  PREFER_CLOSE = 'PreferClose',
  /** Those in the caller's zone. Needs Kubernetes 1.34. */
  PREFER_SAME_ZONE = 'PreferSameZone',
  /** Those on the caller's node, then those in its zone. Needs Kubernetes 1.34. */
  PREFER_SAME_NODE = 'PreferSameNode',
}

/** A port of a Service. */
export interface ServicePort {
  /** Port on which the Service is called, 1 to 65535. */
  readonly port: number;

  /**
   * Name of the pods' port that it leads to.
   * @default - the pods' only port
   */
  readonly target?: string;

  /**
   * Name of the port.
   * @default - the name of the pods' port
   */
  readonly name?: string;

  /**
   * Port on the nodes.
   * @default - Kubernetes chooses it where one is needed
   */
  readonly nodePort?: number;

  /**
   * Protocol spoken on the port, e.g. `kubernetes.io/h2c`.
   * @see https://kubernetes.io/docs/concepts/services-networking/service/#application-protocol
   * @default - not said
   */
  readonly appProtocol?: string;
}

/** The Service in front of a workload. */
export interface WorkloadService {
  /**
   * Name of the Service: a DNS label that starts with a letter (from Kubernetes 1.36 also with a digit).
   * @default - the name of the workload
   */
  readonly name?: string;

  /**
   * Where it can be reached.
   * @default ServiceType.CLUSTER_IP
   */
  readonly type?: ServiceType;

  /**
   * Whether its DNS name answers with the addresses of the pods instead of one of its own.
   * @see https://kubernetes.io/docs/concepts/services-networking/service/#headless-services
   * @default false
   */
  readonly headless?: boolean;

  /**
   * Ports of the Service.
   * @default - every port that the workload's main container declares, under the same number, but none whose name says that it is for metrics,
   * such as `metrics` or `http-metrics`, unless there is no other
   */
  readonly ports?: ServicePort[];

  /**
   * Which pods are preferred.
   * @default - none: every ready pod alike
   */
  readonly trafficDistribution?: TrafficDistribution;

  /**
   * Annotations, as load balancers of clouds and meshes read them.
   * @default - none
   */
  readonly annotations?: { [key: string]: string };

  /**
   * Further fields of Kubernetes' ServiceSpec as they are, e.g. `externalTrafficPolicy`. None that a prop says.
   * @see https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/#ServiceSpec
   * @default - none
   */
  readonly spec?: { [field: string]: any };
}

const PORT = portNumber('Correct the number');

/** What `service` must look like. */
export const SERVICE = struct<WorkloadService>('{ ports: [{ port: 80 }] }', {
  // What a name must be is a matter of the cluster's version.
  name: text,
  type: oneOf(ServiceType),
  headless: decision,
  ports: list(struct<ServicePort>('{ port: 80 }', {
    port: required(PORT, "Add 'port: 8080', or whatever it is"),
    target: text,
    name: dnsLabel("Use a name such as 'http'"),
    nodePort: PORT,
    appProtocol: ruled((protocol) => (labelKeyFault(protocol) === undefined ? undefined : 'must name an application protocol, as a label is named'), {
      fix: "Use a name such as 'kubernetes.io/h2c' or 'https'",
    }),
  }), '[{ port: 80 }]'),
  trafficDistribution: oneOf(TrafficDistribution),
  annotations: annotations("{ 'example.com/team': 'payments' }", 'example.com/team'),
  spec: SERVICE_SPEC,
});

/** Ports of a workload that a Service may lead to. */
export interface ServiceTargets {
  /** Those of the main container. */
  readonly main: readonly DeclaredPort[];
  /** Those of all containers. */
  readonly all: readonly DeclaredPort[];
}

/** A port of the Service, as it is written. */
export interface ServicePortPlan {
  readonly name?: string;
  readonly port: number;
  readonly targetPort?: string;
  readonly protocol?: PortProtocol;
  readonly nodePort?: number;
  readonly appProtocol?: string;
}

/** The ports of the Service, with what follows from those of the pods. */
export function servicePorts(service: WorkloadService, targets: ServiceTargets): ServicePortPlan[] {
  return portsOf(service, targets).map(({ port, target, name, nodePort, appProtocol }) => {
    const found = targetOf(target, targets);
    // By name, so that the number can change in the pods without a gap in the traffic. A name not known yet is found nowhere.
    const targetPort = found?.name ?? target;
    return { name: name ?? targetPort, port, targetPort, protocol: protocolOf(found, targets), nodePort, appProtocol };
  });
}

/** Spec of the Service. */
export function serviceSpec(service: WorkloadService, selector: { readonly [key: string]: string }, targets: ServiceTargets): { [field: string]: any } {
  const ports = servicePorts(service, targets);
  return {
    type: typeOf(service),
    clusterIP: service.headless === true ? 'None' : undefined,
    trafficDistribution: service.trafficDistribution,
    selector: { ...selector },
    // An empty list says the same as none, but would be a change at each apply.
    ports: ports.length === 0 ? undefined : ports,
    ...service.spec,
  };
}

/** What the API server would refuse of a Service, and ports that lead nowhere. */
export function checkService(construct: Construct, service: WorkloadService, workloadName: string, targets: ServiceTargets, prop: Prop): void {
  checkName(construct, service, workloadName, prop.at('name'));
  const type = knownPart(typeOf(service));
  if (service.headless === true && type !== undefined && type !== ServiceType.CLUSTER_IP) {
    prop.at('headless').fault({ id: 'workload/consistent', rule: `must not be true with the type '${type}'`, fix: "Leave 'type' or 'headless' out" });
  }
  if (portsOf(service, targets).length === 0 && service.headless !== true) {
    prop.fault({
      id: 'workload/declared', rule: 'needs a port to lead to', fix: "Declare 'ports' on the workload, e.g. '[{ port: 8080 }]', or make the Service headless",
    });
  } else {
    checkPorts(service, targets, prop.at('ports'));
  }
  switch (knownPart(service).trafficDistribution) {
    case undefined: break;
    case TrafficDistribution.PREFER_CLOSE: needsKubernetes(construct, '1.31', prop.at('trafficDistribution')); break;
    default: needsKubernetes(construct, '1.34', prop.at('trafficDistribution'));
  }
}

/** What keeps a name from being that of a Service in the cluster around. */
export function serviceNameFault(construct: Construct, name: string): string | undefined {
  return Cluster.atLeast(construct, '1.36') ? dnsLabelFault(name) : dns1035LabelFault(name);
}

function checkName(construct: Construct, service: WorkloadService, workloadName: string, prop: Prop): void {
  const name = service.name ?? workloadName;
  const rule = serviceNameFault(construct, name);
  // What is no label at all is reported of the workload's own name already.
  if (service.name === undefined && dnsLabelFault(name) !== undefined) { return; }
  prop.check(rule, { id: 'prop/grammar', got: name, fix: "Give the Service a 'name' that starts with a letter" });
}

function checkPorts(service: WorkloadService, targets: ServiceTargets, prop: Prop): void {
  const names = targets.all.length === 0 ? 'none' : targets.all.map(({ name }) => describeName(name)).join(', ');
  const declared = knownPart(targets.all);
  const { ports = [] } = knownPart(service);
  const seenNames = new Set<string>();
  const seenPorts = new Set<string>();
  const seenNodePorts = new Set<string>();
  (service.ports ?? []).forEach((given, index) => {
    const at = prop.at(index);
    const { port, target, nodePort } = ports[index];
    const found = targetOf(given.target, targets);
    if (given.target === undefined && targets.main.length !== 1) {
      at.at('target').fault({ id: 'workload/declared', rule: `must say which port of the workload is meant; it declares ${names}`, fix: 'Add it' });
    } else if (target !== undefined && found === undefined && declared.every(({ name }) => name !== undefined)) {
      at.at('target').fault({ id: 'workload/declared', rule: `must be the name of a port that the workload declares: ${names}`, got: target, fix: useNearest(target, declared.map(({ name }) => name), 'Correct the name') });
    }
    const { name, protocol } = knownPart({ name: given.name ?? found?.name ?? given.target, protocol: protocolOf(found, targets) });
    if (name !== undefined && isTaken(seenNames, name)) {
      at.at('name').fault({ id: 'workload/unique', rule: 'must be unique among the ports of the Service', got: name, fix: "Give this port another 'name'" });
    }
    if (protocol !== undefined && port !== undefined && isTaken(seenPorts, `${protocol} ${port}`)) {
      at.at('port').fault({ id: 'workload/unique', rule: `must be unique among the ${protocol} ports of the Service`, got: port, fix: 'Use another number' });
    }
    if (given.nodePort !== undefined && typeOf(service) === ServiceType.CLUSTER_IP) {
      at.at('nodePort').fault({
        id: 'workload/consistent', rule: 'must be left out of a Service that has no port on the nodes', got: given.nodePort, fix: "Use 'ServiceType.NODE_PORT', or leave it out",
      });
    } else if (protocol !== undefined && nodePort !== undefined && isTaken(seenNodePorts, `${protocol} ${nodePort}`)) {
      at.at('nodePort').fault({
        id: 'workload/unique', rule: `must be unique among the node ports of the Service for ${protocol}`, got: nodePort, fix: 'Use another number, or leave it out',
      });
    }
  });
}

function isTaken(seen: Set<string>, key: string): boolean {
  if (seen.has(key)) { return true; }
  seen.add(key);
  return false;
}

function portsOf(service: WorkloadService, { main }: ServiceTargets): readonly ServicePort[] {
  if (service.ports !== undefined) { return service.ports; }
  // What scrapes the pods asks the pods, and a load balancer would show them to the world.
  const served = main.filter(({ name }) => !isForMetrics(name));
  return (served.length === 0 ? main : served).map(({ name, port }) => ({ port, target: name }));
}

function typeOf(service: WorkloadService): ServiceType {
  return service.type ?? ServiceType.CLUSTER_IP;
}

function targetOf(target: string | undefined, { main, all }: ServiceTargets): DeclaredPort | undefined {
  return target === undefined ? main[0] : all.find(({ name }) => name === target);
}

/** Of a target not known yet, that which all ports have. */
function protocolOf(found: DeclaredPort | undefined, { all }: ServiceTargets): PortProtocol | undefined {
  return found?.protocol ?? (all.every(({ protocol }) => protocol === all[0].protocol) ? all[0]?.protocol : undefined);
}
