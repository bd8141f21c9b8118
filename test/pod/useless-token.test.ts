import { ApiObject, Chart, Lazy } from 'cdk8s';
import { Cloud } from '../../lib/cluster/cloud';
import { ClusterProps } from '../../lib/cluster/cluster';
import { NetworkPeer } from '../../lib/construct/network-peer';
import { NetworkPort } from '../../lib/construct/network-port';
import { placeholder } from '../../lib/manifest/known';
import { HardenedDeployment, HardenedDeploymentProps } from '../../lib/workload/hardened-deployment';
import { chartIn, deploy, warningsOf } from '../workload/deployment-construct';

type Say = (api: HardenedDeployment) => void;

const HTTPS = NetworkPort.tcp(443);
const KNOWN: Partial<ClusterProps> = { apiServer: { cidrs: ['10.0.0.10/32'] }, serviceCidrs: ['172.20.0.0/16'] };
const CILIUM: Partial<ClusterProps> = { capabilities: { cilium: { version: '1.19.6' } } };
const TOKEN = { automountServiceAccountToken: true };
const AWS = { serviceAccount: { annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/api' } } };
const GKE = { serviceAccount: { annotations: { 'iam.gke.io/gcp-service-account': 'api@project.iam.gserviceaccount.com' } } };
const AZURE = { serviceAccount: { annotations: { 'azure.workload.identity/client-id': '00000000-0000-0000-0000-000000000000' } } };

const allow = (peer: () => NetworkPeer, ...ports: NetworkPort[]): Say => (api) => api.allowTo(peer(), ...ports);
const nothing: Say = () => undefined;
/** A policy of others, in the same chart. */
const policy = (spec: any, kind = 'NetworkPolicy'): Say => (api) => {
  new ApiObject(api.node.scope as Chart, 'more', { apiVersion: kind === 'NetworkPolicy' ? 'networking.k8s.io/v1' : 'cilium.io/v2', kind, metadata: { name: 'more' }, ...spec });
};
const plain = (egress: any, podSelector: any = {}) => policy({ spec: { podSelector, policyTypes: ['Egress'], egress } });
const cilium = (...egress: any[]) => policy({ spec: { endpointSelector: {}, egress } }, 'CiliumNetworkPolicy');

/** What is said of tokens that are of no use. */
function said(props: Partial<HardenedDeploymentProps>, say: Say, cluster: Partial<ClusterProps> = KNOWN): string[] {
  const api = deploy(props, chartIn(cluster));
  say(api);
  return warningsOf(api).filter((warning) => warning.startsWith('workload/useless-token'));
}

test.each<[string, Partial<HardenedDeploymentProps>, string]>([
  ['a token', TOKEN, "the API server, for which they get a token. Say 'allowTo(NetworkPeer.apiServer())', or leave 'automountServiceAccountToken' out."],
  ['a role of AWS', AWS, "STS of AWS, which gives them the role of their ServiceAccount. Say 'allowTo(NetworkPeer.internet(), NetworkPort.tcp(443))', or name it with 'NetworkPeer.dnsName' "
    + "or 'NetworkPeer.cidr'."],
  ['an identity of Azure', AZURE, "Microsoft Entra (login.microsoftonline.com), which gives them the identity of their ServiceAccount. Say 'allowTo(NetworkPeer.internet(), "
    + "NetworkPort.tcp(443))', or name it with 'NetworkPeer.dnsName' or 'NetworkPeer.cidr'."],
  ['an identity of Google Cloud', GKE, "GKE's metadata server, which gives them the identity of their ServiceAccount. Say 'allowTo(NetworkPeer.instanceMetadata())'."],
])('%s is useless to pods that may call nobody', (_, props, message) => {
  expect(said(props, nothing)).toEqual([`workload/useless-token: NetworkPolicy 'api': it keeps the pods from ${message}`]);
  expect(said(props, nothing, {})).toHaveLength(1);
  expect(said({ ...props, network: { policy: false } }, nothing)).toEqual([]);
  expect(said({ ...props, hostNetwork: true, exceptions: { hostNetwork: 'it watches the node' } } as any, nothing)).toEqual([]);
});

test('pods without a token need nobody', () => {
  expect(said({}, nothing)).toEqual([]);
  expect(said({ automountServiceAccountToken: false }, nothing)).toEqual([]);
});

test.each<[string, Say, Partial<ClusterProps>, number]>([
  ['who may call it', allow(() => NetworkPeer.apiServer()), KNOWN, 0],
  ['who may call it by Cilium', allow(() => NetworkPeer.apiServer()), CILIUM, 0],
  ['who may call its address', allow(() => NetworkPeer.cidr('10.0.0.0/8'), NetworkPort.tcp(6443)), KNOWN, 0],
  ['who may call one of several', allow(() => NetworkPeer.cidr('10.0.3.0/24'), NetworkPort.tcp(6443)), { apiServer: { cidrs: ['10.0.0.0/20'] } }, 0],
  ['who may call its Service', allow(() => NetworkPeer.cidr('172.20.0.1/32'), HTTPS), KNOWN, 0],
  ['who may call it on a range of ports', allow(() => NetworkPeer.cidr('10.0.0.10/32'), NetworkPort.tcpRange(6000, 7000)), KNOWN, 0],
  ['who may call any address, where it may be', allow(() => NetworkPeer.internet(), HTTPS), {}, 0],
  ['who may call the internet, where it is not', allow(() => NetworkPeer.internet(), HTTPS), KNOWN, 1],
  ['who may call another port', allow(() => NetworkPeer.cidr('10.0.0.0/8'), NetworkPort.tcp(5432)), KNOWN, 1],
  ['who may call another port of any address', allow(() => NetworkPeer.anywhere(), NetworkPort.tcp(5432)), {}, 1],
  ['who may call it by UDP', allow(() => NetworkPeer.cidr('10.0.0.10/32'), NetworkPort.udp(443)), KNOWN, 1],
  ['who may call other addresses', allow(() => NetworkPeer.cidr('10.0.0.0/8', { except: ['10.0.0.0/24'] }), HTTPS), KNOWN, 1],
  ['who may call pods', allow(() => NetworkPeer.allNamespaces(), HTTPS), KNOWN, 1],
  ['who may call a name that is not known yet', allow(() => NetworkPeer.cidr(placeholder('a')), HTTPS), KNOWN, 0],
  ['who may call a port that is not known yet', allow(() => NetworkPeer.cidr('10.0.0.10/32'), NetworkPort.tcp(placeholder('a') as any)), KNOWN, 0],
  ['who may call an address that the synth knows', allow(() => NetworkPeer.cidr(Lazy.any({ produce: () => '10.0.0.10/32' }) as any), HTTPS), KNOWN, 0],
  ['whom another policy lets out to anybody', plain([{}]), KNOWN, 0],
  ['whom another policy lets out to anybody on its port', plain([{ ports: [{ port: 443 }] }]), KNOWN, 0],
  ['whom another policy lets out to its address, among others', plain([{ to: [{ podSelector: {} }, { ipBlock: { cidr: '10.0.0.10/32' } }], ports: [{ port: 'https' }] }]), KNOWN, 0],
  ['whom another policy lets out to nobody', plain(undefined), KNOWN, 1],
  ['whom a policy for others means', plain([{}], { matchLabels: { app: 'other' } }), KNOWN, 1],
  ['whom a policy of Cilium lets out to it', cilium({ toEntities: ['kube-apiserver'] }), CILIUM, 0],
  ['whom a policy of Cilium lets out to whatever', cilium({ toPorts: [{ ports: [{ port: '6443', protocol: 'ANY' }] }] }), CILIUM, 0],
  ['whom a policy of Cilium lets out to its address', cilium({ toCIDRSet: [{ cidr: '10.0.0.0/8' }] }), { ...KNOWN, ...CILIUM }, 0],
  ['whom a policy of Cilium lets out to its address by a list', cilium({ toCIDR: ['10.0.0.0/8'] }), { ...KNOWN, ...CILIUM }, 0],
  ['whom a policy of Cilium lets out to other addresses', cilium({ toCIDRSet: [{ cidr: '10.0.0.0/8', except: ['10.0.0.0/16'] }] }), { ...KNOWN, ...CILIUM }, 1],
  ['whom a policy of Cilium lets out to its Service', cilium({ toServices: [{ k8sService: { serviceName: 'kubernetes', namespace: 'default' } }] }), CILIUM, 0],
  ['whom a policy of Cilium lets out to its Service, among pods', cilium({ toEndpoints: [{}], toServices: [{ k8sService: { serviceName: 'kubernetes', namespace: 'default' } }] }), CILIUM, 0],
  ['whom a policy of Cilium lets out to nodes', cilium({ toNodes: [{ matchLabels: { role: 'control-plane' } }] }), CILIUM, 0],
  ['whom a policy of Cilium lets out to groups of a cloud', cilium({ toGroups: [{ aws: { securityGroupsNames: ['api'] } }] }), CILIUM, 0],
  ['whom a policy of Cilium lets out to anybody who proves who it is', cilium({ authentication: { mode: 'required' } }), CILIUM, 0],
  ['whom a policy of Cilium lets out to its port, among others', cilium({ toPorts: [{ ports: [{ port: '5432' }, { port: '6443' }] }] }), CILIUM, 0],
  ['whom a policy of Cilium lets out to a port of which nothing is said', cilium({ toPorts: [null] }), CILIUM, 0],
  ...['all', 'cluster', 'host', 'kube-apiserver', 'remote-node', 'world'].map((entity): [string, Say, Partial<ClusterProps>, number] => (
    [`whom a policy of Cilium lets out to the entity ${entity}`, cilium({ toEntities: [entity] }), CILIUM, 0])),
  ['whom a policy of Cilium lets out to an entity that is not known yet', cilium({ toEntities: [placeholder('a')] }), CILIUM, 0],
  ['whom a policy of Cilium lets out to the entity ingress', cilium({ toEntities: ['ingress'] }), CILIUM, 1],
  ['whom a policy of Cilium lets out to another port', cilium({ toEntities: ['all'], toPorts: [{ ports: [{ port: '5432' }] }] }), CILIUM, 1],
  ['whom a policy of Cilium lets out to pods', cilium({ toEndpoints: [{}] }), CILIUM, 1],
  ['whom a policy of Cilium lets out to hosts', cilium({ toFQDNs: [{ matchName: 'api.stripe.com' }] }), CILIUM, 1],
  ['whom several policies of Cilium in one let out', policy({ specs: [{ endpointSelector: {}, egress: [{ toEntities: ['cluster'] }] }] }, 'CiliumNetworkPolicy'), CILIUM, 0],
])('of those with a token, %s', (_, say, cluster, count) => {
  expect(said(TOKEN, say, cluster)).toHaveLength(count);
});

test.each<[string, Partial<HardenedDeploymentProps>, Say, Partial<ClusterProps>, number]>([
  ['AWS, with the internet', AWS, allow(() => NetworkPeer.internet(), HTTPS), KNOWN, 0],
  ['AWS, with an endpoint in the own network', AWS, allow(() => NetworkPeer.cidr('10.0.3.5/32'), HTTPS), KNOWN, 0],
  ['AWS, with STS by its name', AWS, allow(() => NetworkPeer.dnsName('sts.eu-central-1.amazonaws.com'), HTTPS), CILIUM, 0],
  ['AWS, with a name that is not known yet', AWS, allow(() => NetworkPeer.dnsName(placeholder('a')), HTTPS), CILIUM, 0],
  ['AWS, with names of a pattern', AWS, cilium({ toFQDNs: [{ matchPattern: '*.amazonaws.com' }] }), CILIUM, 0],
  ['AWS, with the world', AWS, cilium({ toEntities: ['world'] }), CILIUM, 0],
  ['AWS, with another name', AWS, allow(() => NetworkPeer.dnsName('api.stripe.com'), HTTPS), CILIUM, 1],
  ['AWS, with the internet on another port', AWS, allow(() => NetworkPeer.internet(), NetworkPort.tcp(587)), KNOWN, 1],
  ['AWS, with the API server alone', AWS, allow(() => NetworkPeer.apiServer()), KNOWN, 1],
  ['AWS, with the API server alone, by Cilium', AWS, allow(() => NetworkPeer.apiServer()), CILIUM, 1],
  ['AWS, with the metadata of the machine', AWS, allow(() => NetworkPeer.instanceMetadata()), { cloud: Cloud.AWS }, 1],
  ['Azure, with the internet', AZURE, allow(() => NetworkPeer.internet(), HTTPS), KNOWN, 0],
  ['Azure, with Entra by its name', AZURE, allow(() => NetworkPeer.dnsName('login.microsoftonline.com'), HTTPS), CILIUM, 0],
  ['Azure, by the label of the pods', { podLabels: { 'azure.workload.identity/use': 'true' } }, nothing, KNOWN, 1],
  ['Azure, by the label of the pods, which says no', { podLabels: { 'azure.workload.identity/use': 'false' } }, nothing, KNOWN, 0],
  ['GKE, with the metadata server', GKE, allow(() => NetworkPeer.instanceMetadata()), { cloud: Cloud.GCP }, 0],
  ['GKE, with the address of Dataplane V2', GKE, allow(() => NetworkPeer.cidr('169.254.169.254/32'), NetworkPort.tcp(80)), KNOWN, 0],
  ['GKE, with the address of the server itself', GKE, allow(() => NetworkPeer.cidr('169.254.169.252/32'), NetworkPort.tcp(988)), KNOWN, 0],
  ...['all', 'host', 'world'].map((entity): [string, Partial<HardenedDeploymentProps>, Say, Partial<ClusterProps>, number] => (
    [`GKE, with the entity ${entity}`, GKE, cilium({ toEntities: [entity] }), CILIUM, 0])),
  ...['80', '988'].map((port): [string, Partial<HardenedDeploymentProps>, Say, Partial<ClusterProps>, number] => (
    [`GKE, with port ${port} of whomever`, GKE, cilium({ toPorts: [{ ports: [{ port }] }] }), CILIUM, 0])),
  ['GKE, with port 443 of whomever', GKE, cilium({ toPorts: [{ ports: [{ port: '443' }] }] }), CILIUM, 1],
  ['GKE, with the entity cluster', GKE, cilium({ toEntities: ['cluster'] }), CILIUM, 1],
  ['AWS, with the entity all', AWS, cilium({ toEntities: ['all'] }), CILIUM, 0],
  ['AWS, with the entity cluster', AWS, cilium({ toEntities: ['cluster'] }), CILIUM, 1],
  ['GKE, with the wrong port', GKE, allow(() => NetworkPeer.cidr('169.254.169.252/32'), NetworkPort.tcp(80)), KNOWN, 1],
  ['GKE, with the internet, where it is not', GKE, allow(() => NetworkPeer.internet(), HTTPS, NetworkPort.tcp(80)), KNOWN, 1],
])('of those with an identity: %s', (_, props, say, cluster, count) => {
  expect(said(props, say, cluster)).toHaveLength(count);
});

test('a ServiceAccount that others wrote counts where the program has it', () => {
  const account = (name: string): Say => (api) => {
    new ApiObject(api.node.scope as Chart, 'account', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, annotations: GKE.serviceAccount.annotations } });
  };
  const props = { serviceAccount: { existingName: 'shared' } };
  expect(said(props, account('shared'))).toHaveLength(1);
  expect(said(props, account('other'))).toEqual([]);
});
