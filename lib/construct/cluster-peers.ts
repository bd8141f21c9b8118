import { firstAddressOf } from '../manifest/ip-address';
import { ClusterNetwork, NodeService } from './cluster-network';
import { Fault } from './fault';
import { EndpointMeaning, NetworkEndpoint, PeerSelection, PolicyPeer } from './network-endpoint';
import { outsideHostFault } from './outside-host';
import { textWithTokens } from './text-with-tokens';

// Peers that are something else in each cluster.

/** The usual ports: that of managed clusters, and that of others. */
const API_SERVER_PORTS = [443, 6443];

/** The port of the Service `kubernetes`, by which pods call the API server. */
export const API_SERVICE_PORT = 443;

/** What all clouds have. */
const METADATA: NodeService = { cidrs: ['169.254.169.254/32'], port: 80 };

/** The agent that gives out the roles of EKS Pod Identity: on each node, in its network. */
const POD_IDENTITY: NodeService = { cidrs: ['169.254.170.23/32', 'fd00:ec2::23/128'], port: 80 };

const id = 'network/nameable-peer';

/** The ports on which the API server may listen. */
export function apiServerPorts({ apiServer }: ClusterNetwork): readonly number[] {
  return apiServer?.port === undefined ? API_SERVER_PORTS : [apiServer.port];
}

/** The address of the Service `kubernetes`: the first of the range. */
export function apiServiceCidrs({ serviceCidrs = [] }: ClusterNetwork): readonly string[] {
  return serviceCidrs.map((range) => textWithTokens([range], ([known]) => firstAddressOf(String(known)) ?? String(known)));
}

/** The API server. */
export function apiServerIn(network: ClusterNetwork): EndpointMeaning {
  const { apiServer, hasCilium = false } = network;
  const ports = apiServerPorts(network).map(tcp);
  // Whether it runs on a node or elsewhere, and which addresses it has, Cilium knows; it takes no range of addresses for a node.
  if (hasCilium) { return { ports, seenFrom: () => ({ peers: [], cilium: { entity: 'kube-apiserver' } }) }; }
  if (apiServer === undefined) {
    return unnamed({
      id,
      rule: 'must be known to the cluster, which does not say where its API server is',
      fix: "Say 'apiServer: { cidrs: […] }' on the Cluster, with the addresses that 'kubectl get endpointslices -n default' shows for 'kubernetes'; or its 'capabilities.cilium'",
    }, ports);
  }
  const services = apiServiceCidrs(network);
  return {
    ports,
    seenFrom: () => ({ peers: apiServer.cidrs.map(block) }),
    front: { cidrs: () => services, portsTo: () => [tcp(API_SERVICE_PORT)] },
    warnings: services.length > 0 ? [] : [{
      id: 'network/service-address',
      message: "lets pods out to the addresses of the API server alone. They call that of the Service 'kubernetes', and some network plugins, such as the VPC CNI of AWS, ask policies "
        + "before it is replaced, and drop the calls. Say 'serviceCidrs' on the Cluster.",
    }],
  };
}

/** Where a machine, and whoever is on it, learns of itself. */
export function instanceMetadataIn({ metadata = METADATA }: ClusterNetwork): EndpointMeaning {
  return nodeService(metadata);
}

/** The agent of EKS Pod Identity. */
export function podIdentityAgentIn({ hasCilium = false }: ClusterNetwork): EndpointMeaning {
  // An address of the node is the node to Cilium, whichever it is.
  return nodeService(POD_IDENTITY, hasCilium ? 'host' : undefined);
}

/** Cilium's own Ingress and Gateway API. */
export function ciliumIngressIn({ hasCilium = false }: ClusterNetwork): EndpointMeaning {
  if (hasCilium) { return { seenFrom: () => ({ peers: [], cilium: { entity: 'ingress' } }) }; }
  return unnamed({
    id, rule: 'needs Cilium, whose ingress it is, and the cluster is not known to have it',
    fix: "Set 'capabilities.cilium' on the Cluster, or name the pods of its ingress controller with 'NetworkPeer.pods'",
  });
}

/** A host outside, by its DNS name. */
export function hostIn(name: string): (network: ClusterNetwork) => EndpointMeaning {
  return ({ hasCilium = false }) => {
    if (hasCilium) { return { seenFrom: () => ({ peers: [], cilium: { host: name } }) }; }
    return unnamed({
      id, rule: "needs Cilium, because a NetworkPolicy can't name a host, and the cluster is not known to have it",
      fix: "Set 'capabilities.cilium' on the Cluster if it has Cilium; else use 'NetworkPeer.internet()', or 'NetworkPeer.cidr' with its addresses",
    });
  };
}

/** What keeps a text from being the DNS name of a host outside. Pods of the cluster have identities of their own, which no name stands for. */
export function hostFaults({ name }: PeerSelection['given'], { domain = 'cluster.local' }: ClusterNetwork = {}): Fault[] {
  const fault = outsideHostFault(name, {
    id,
    example: 'api.example.com',
    forAddress: "Use 'NetworkPeer.cidr'",
    forOwnName: "Allow the workload behind it, or 'NetworkPeer.pods'",
    clusterDomain: domain,
    takesUnderscores: true,
  });
  return fault === undefined ? [] : [fault];
}

function nodeService({ cidrs, port, front }: NodeService, entity?: string): EndpointMeaning {
  return {
    ports: [tcp(port)],
    seenFrom: () => ({ peers: cidrs.map(block), ...(entity !== undefined && { cilium: { entity } }) }),
    ...(front !== undefined && { front: { cidrs: () => [front.cidr], portsTo: () => [tcp(front.port)] } }),
  };
}

function unnamed(fault: Fault, ports?: NetworkEndpoint['ports']): EndpointMeaning {
  return { faults: [fault], ports, seenFrom: () => ({ peers: [] }) };
}

function block(cidr: string): PolicyPeer {
  return { ipBlock: { cidr } };
}

function tcp(port: number) {
  return { protocol: 'TCP', port };
}
