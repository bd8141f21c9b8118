import { ApiObject } from 'cdk8s';
import { ClusterNetwork, networkAround } from '../construct/cluster-network';
import { apiServerPorts, apiServiceCidrs, API_SERVICE_PORT } from '../construct/cluster-peers';
import { neighboursNamed, render } from '../construct/edit';
import { oncePerSynth } from '../construct/synth-cache';
import { WarningText } from '../construct/warning';
import { podTemplatesOf } from '../manifest/pod-template';
import { Destination, mayReach } from './egress-reach';

/** By what a cloud tells a pod from others, and whom the pod must call for it. */
interface CloudIdentity {
  /** Annotation of its ServiceAccount. */
  readonly annotation: string;
  /** Label of the pod that has the same effect. */
  readonly label?: string;
  readonly who: string;
  readonly whom: (network: ClusterNetwork) => Destination;
  readonly wayOut: string;
}

const INTERNET = "Say 'allowTo(NetworkPeer.internet(), NetworkPort.tcp(443))', or name it with 'NetworkPeer.dnsName' or 'NetworkPeer.cidr'.";

const IDENTITIES: readonly CloudIdentity[] = [{
  annotation: 'eks.amazonaws.com/role-arn',
  who: 'STS of AWS, which gives them the role of their ServiceAccount',
  whom: (network) => outside(network, /^sts\./),
  wayOut: INTERNET,
}, {
  annotation: 'azure.workload.identity/client-id',
  label: 'azure.workload.identity/use',
  who: 'Microsoft Entra (login.microsoftonline.com), which gives them the identity of their ServiceAccount',
  whom: (network) => outside(network, /^login\./),
  wayOut: INTERNET,
}, {
  annotation: 'iam.gke.io/gcp-service-account',
  who: "GKE's metadata server, which gives them the identity of their ServiceAccount",
  whom: () => ({
    addresses: [{ cidr: '169.254.169.254/32', ports: [80] }, { cidr: '169.254.169.252/32', ports: [988] }], ports: [80, 988], entities: ['all', 'host', 'world'],
  }),
  wayOut: "Say 'allowTo(NetworkPeer.instanceMetadata())'.",
}];

/** A token, or an identity of a cloud, that is of no use to the pods of a workload: no policy lets them out to whom they would call with it. */
export function uselessTokenWarnings(workload: ApiObject, policy: ApiObject): WarningText[] {
  const { object } = render(workload);
  const template = podTemplatesOf(object)[0]?.template;
  // Policies do not reach the network of a node.
  if (template === undefined || template.spec.hostNetwork === true) { return []; }
  const network = networkAround(workload);
  const says = (message: string): WarningText => ({ id: 'workload/useless-token', object: `NetworkPolicy '${policy.name}'`, message });
  const account = neighboursNamed(workload, 'ServiceAccount', object.metadata?.namespace, template.spec.serviceAccountName)[0]?.object;
  const has = ({ annotation, label }: CloudIdentity) => (
    account?.metadata?.annotations?.[annotation] !== undefined || (label !== undefined && template.metadata?.labels?.[label] === 'true'));
  return [
    ...(template.spec.automountServiceAccountToken !== true || mayReach(workload, oncePerSynth(workload, apiServer, () => apiServer(network))) ? [] : [
      says("it keeps the pods from the API server, for which they get a token. Say 'allowTo(NetworkPeer.apiServer())', or leave 'automountServiceAccountToken' out."),
    ]),
    ...IDENTITIES.filter((identity) => has(identity) && !mayReach(workload, oncePerSynth(workload, identity, () => identity.whom(network))))
      .map(({ who, wayOut }) => says(`it keeps the pods from ${who}. ${wayOut}`)),
  ];
}

function apiServer(network: ClusterNetwork): Destination {
  const ports = apiServerPorts(network);
  const own = network.apiServer?.cidrs.map((cidr) => ({ cidr, ports }));
  return {
    addresses: own === undefined ? undefined : [...own, ...apiServiceCidrs(network).map((cidr) => ({ cidr, ports: [API_SERVICE_PORT] }))],
    ports: [...ports, API_SERVICE_PORT],
    entities: ['all', 'cluster', 'host', 'kube-apiserver', 'remote-node', 'world'],
  };
}

/** A service of the cloud: anywhere, but not where the API server is. */
function outside(network: ClusterNetwork, host: RegExp): Destination {
  return { ports: [443], others: [...network.apiServer?.cidrs ?? [], ...apiServiceCidrs(network)], entities: ['all', 'world'], host };
}
