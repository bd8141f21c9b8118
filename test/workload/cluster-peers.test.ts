import { Chart, Lazy } from 'cdk8s';
import { Cloud } from '../../lib/cluster/cloud';
import { ClusterProps } from '../../lib/cluster/cluster';
import { NetworkPeer } from '../../lib/construct/network-peer';
import { NetworkPort } from '../../lib/construct/network-port';
import { cidrContains } from '../../lib/manifest/ip-address';
import { placeholder } from '../../lib/manifest/known';
import { stringifyYaml } from '../../lib/manifest/yaml';
import { ExternalServiceEndpoint } from '../../lib/network/external-service-endpoint';
import { ExternalTarget } from '../../lib/network/external-target';
import { HardenedDaemonSet } from '../../lib/workload/hardened-daemon-set';
import { HardenedDeployment } from '../../lib/workload/hardened-deployment';
import { faultsOf } from '../faults-of';
import { chartIn, deploy, MINIMAL, warningsOf } from './deployment-construct';

// Who calls or is called and is somebody else in each cluster.

const HTTPS = NetworkPort.tcp(443);
const CILIUM: Partial<ClusterProps> = { capabilities: { cilium: { version: '1.19.4' } } };
const KNOWN: Partial<ClusterProps> = { apiServer: { cidrs: ['10.0.0.10/32'] }, serviceCidrs: ['172.20.0.0/16'] };
const tcp = (port: number) => ({ protocol: 'TCP', port });
const block = (cidr: string) => ({ ipBlock: { cidr } });
const DNS = {
  to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } }, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
  ports: [{ protocol: 'UDP', port: 53 }, tcp(53)],
};
const CILIUM_DNS = {
  toEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'kube-system', 'k8s:k8s-app': 'kube-dns' } }],
  toPorts: [{ ports: [{ port: '53', protocol: 'UDP' }, { port: '53', protocol: 'TCP' }], rules: { dns: [{ matchPattern: '*' }] } }],
};
const ports = (...numbers: number[]) => [{ ports: numbers.map((port) => ({ port: String(port), protocol: 'TCP' })) }];
const PODS = { matchLabels: { 'app.kubernetes.io/name': 'api' } };

/** The policies of a workload in a cluster, after what is said of it. */
function policies(cluster: Partial<ClusterProps>, say: (api: HardenedDeployment) => void) {
  const api = deploy({ ports: [{ port: 8080 }], probes: {} }, chartIn(cluster));
  say(api);
  return { api, plain: api.networkPolicy!.toJson().spec, cilium: api.ciliumNetworkPolicy?.toJson() };
}

/** What it is at fault that a workload in a cluster says. */
function faults(cluster: Partial<ClusterProps>, say: (api: HardenedDeployment) => void): string[] {
  return faultsOf(() => say(deploy({ ports: [{ port: 8080 }] }, chartIn(cluster))));
}

const toApiServer = (api: HardenedDeployment) => api.allowTo(NetworkPeer.apiServer());
const rulesTo = (cluster: Partial<ClusterProps>, peer: NetworkPeer, ...named: NetworkPort[]) => {
  const { plain, cilium } = policies(cluster, (api) => api.allowTo(peer, ...named));
  expect(cilium).toBeUndefined();
  expect(plain.egress[0]).toEqual(DNS);
  return plain.egress.slice(1).map((rule: any) => [rule.to[0].ipBlock.cidr, rule.ports]);
};

describe('the API server', () => {
  test('is called by its addresses and by that of its Service', () => {
    const { api, plain, cilium } = policies(KNOWN, toApiServer);
    expect(plain).toEqual({
      podSelector: PODS,
      policyTypes: ['Ingress', 'Egress'],
      egress: [
        DNS,
        { to: [block('10.0.0.10/32')], ports: [tcp(443), tcp(6443)] },
        { to: [block('172.20.0.1/32')], ports: [tcp(443)] },
      ],
    });
    expect(cilium).toBeUndefined();
    expect(warningsOf(api).filter((warning) => !warning.startsWith('workload/readiness-probe'))).toEqual([]);
  });

  test.each<[string, Partial<ClusterProps>, unknown[]]>([
    ['on the port that the cluster says', { ...KNOWN, apiServer: { cidrs: ['10.0.0.10/32'], port: 16443 } }, [['10.0.0.10/32', [tcp(16443)]], ['172.20.0.1/32', [tcp(443)]]]],
    ['in each family', { apiServer: { cidrs: ['10.0.0.0/20', 'fd00:1::/64'], port: 443 }, serviceCidrs: ['172.20.0.0/16', 'fd00:20::/108'] }, [
      ['10.0.0.0/20', [tcp(443)]], ['172.20.0.1/32', [tcp(443)]], ['fd00:1::/64', [tcp(443)]], ['fd00:20::1/128', [tcp(443)]],
    ]],
    ['where a range of Services is known later', { apiServer: { cidrs: ['10.0.0.10/32'], port: 443 }, serviceCidrs: [Lazy.any({ produce: () => '10.96.0.0/12' }) as any] }, [
      ['10.96.0.1/32', [tcp(443)]], ['10.0.0.10/32', [tcp(443)]],
    ]],
    ['where an address is not known yet', { ...KNOWN, apiServer: { cidrs: [placeholder('a')], port: 443 } }, [[placeholder('a'), [tcp(443)]], ['172.20.0.1/32', [tcp(443)]]]],
  ])('is called %s', (_, cluster, rules) => {
    expect(rulesTo(cluster, NetworkPeer.apiServer())).toEqual(rules);
  });

  test('is called on a port that is named, and by its Service on that of the Service', () => {
    expect(rulesTo(KNOWN, NetworkPeer.apiServer(), NetworkPort.tcp(8443))).toEqual([['10.0.0.10/32', [tcp(8443)]], ['172.20.0.1/32', [tcp(443)]]]);
  });

  test('calls by its addresses, as it does webhooks', () => {
    const { plain, api } = policies({ apiServer: KNOWN.apiServer }, (webhook) => webhook.allowFrom(NetworkPeer.apiServer()));
    expect(plain.ingress).toEqual([{ from: [block('10.0.0.10/32')], ports: [tcp(8080)] }]);
    expect(plain.egress).toEqual([DNS]);
    expect(warningsOf(api).join()).not.toContain('network/service-address');
  });

  test('raises a warning where nothing is known of the address of its Service', () => {
    const { api } = policies({ apiServer: { cidrs: ['10.0.0.10/32'] } }, (caller) => { toApiServer(caller); toApiServer(caller); });
    expect(warningsOf(api).filter((warning) => warning.startsWith('network/'))).toEqual([
      "network/service-address: 'peer' lets pods out to the addresses of the API server alone. They call that of the Service 'kubernetes', and some network plugins, such as the "
      + "VPC CNI of AWS, ask policies before it is replaced, and drop the calls. Say 'serviceCidrs' on the Cluster.",
    ]);
  });

  test.each<[string, (api: HardenedDeployment) => void]>([['called', toApiServer], ['a caller', (api) => api.allowFrom(NetworkPeer.apiServer())]])('must be known where it is %s', (_, say) => {
    expect(faults({ serviceCidrs: ['172.20.0.0/16'] }, say)).toEqual([
      "'peer' must be known to the cluster, which does not say where its API server is. Say 'apiServer: { cidrs: […] }' on the Cluster, with the addresses that "
      + "'kubectl get endpointslices -n default' shows for 'kubernetes'; or its 'capabilities.cilium'.",
    ]);
  });

  test('is told once by the synth where it is not known', () => {
    const { api } = policies({}, toApiServer);
    expect(api.node.validate()).toEqual([expect.stringMatching(/^'peer' must be known to the cluster/)]);
  });

  test('must be known outside of a Cluster, too', () => {
    expect(faultsOf(() => toApiServer(deploy()))[0]).toMatch(/^'peer' must be known to the cluster/);
    expect(faultsOf(() => deploy({ network: { allowTo: [{ peer: NetworkPeer.apiServer() }] } }))[0]).toMatch(/^'network.allowTo\[0\].peer' must be known to the cluster/);
  });

  test('is an entity to Cilium, whatever its addresses', () => {
    const { plain, cilium } = policies({ ...KNOWN, ...CILIUM }, (api) => { toApiServer(api); api.allowFrom(NetworkPeer.apiServer()); });
    expect(plain).toEqual({ podSelector: PODS, policyTypes: ['Ingress', 'Egress'], egress: [DNS] });
    expect(cilium).toEqual({
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: { name: 'api', namespace: 'payments', labels: { 'app.kubernetes.io/name': 'api' } },
      spec: {
        endpointSelector: PODS,
        enableDefaultDeny: { ingress: false, egress: false },
        ingress: [{ fromEntities: ['kube-apiserver'], toPorts: ports(8080) }],
        egress: [{ toEntities: ['kube-apiserver'], toPorts: ports(443, 6443) }],
      },
    });
  });
});

describe('the internet', () => {
  const [four, six] = policies({}, (api) => api.allowTo(NetworkPeer.internet(), HTTPS)).plain.egress.slice(1).map((rule: any) => rule.to[0].ipBlock);
  const holds = (address: string) => [four, six].some(({ cidr, except }) => (
    cidrContains(cidr, address) && !except.some((range: string) => cidrContains(range, address))));

  test('is two ranges, each without what is not reached from everywhere', () => {
    expect(policies({}, (api) => api.allowTo(NetworkPeer.internet(), HTTPS)).plain.egress).toEqual([
      DNS,
      {
        to: [{
          ipBlock: {
            cidr: '0.0.0.0/0',
            except: [
              '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '168.63.129.16/32', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24',
              '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4',
            ],
          },
        }],
        ports: [tcp(443)],
      },
      {
        to: [{
          ipBlock: {
            cidr: '::/0',
            except: [
              '::/64', '64:ff9b:1::/48', '100::/63', '2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20', '5f00::/16', 'fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8',
            ],
          },
        }],
        ports: [tcp(443)],
      },
    ]);
  });

  test.each(['1.1.1.1', '11.0.0.1', '172.32.0.1', '100.128.0.1', '168.63.129.17', '223.255.255.254', '2606:4700::1111', '2a00::1', '64:ff9b::808:808', '2001:4860::8888'])('%s is in it', (address) => {
    expect(holds(address)).toBe(true);
  });

  test.each([
    '10.1.2.3', '172.31.255.255', '192.168.0.1', '100.64.0.1', '169.254.169.254', '169.254.170.23', '100.100.100.200', '192.0.0.192', '168.63.129.16', '127.0.0.1', '239.1.1.1',
    '240.10.0.1', 'fd00:ec2::254', 'fd00:ec2::23', 'fd20:ce::254', 'fe80::1', '::1', 'ff02::1', '2001:db8::1',
  ])('%s is not', (address) => {
    expect(holds(address)).toBe(false);
  });

  test('each range that is left out lies within', () => {
    for (const { cidr, except } of [four, six]) { expect(except.filter((range: string) => !cidrContains(cidr, range))).toEqual([]); }
  });

  test('may call, too', () => {
    const { ingress } = policies({}, (api) => api.allowFrom(NetworkPeer.internet())).plain;
    expect(ingress.map(({ from, ports: open }: any) => [from[0].ipBlock.cidr, open])).toEqual([
      ['0.0.0.0/0', [tcp(8080)]], ['::/0', [tcp(8080)]],
    ]);
  });

  test('does not say on which ports it listens', () => {
    expect(faults({}, (api) => api.allowTo(NetworkPeer.internet()))).toEqual([
      "'ports' must be given, because the internet does not say on which ports it listens. Use 'NetworkPort.tcp(5432)' or whatever it listens on.",
    ]);
  });

  test('is a part of all addresses', () => {
    expect(policies({}, (api) => api.allowTo(NetworkPeer.anywhere(), HTTPS)).plain.egress.slice(1)).toEqual([
      { to: [block('0.0.0.0/0')], ports: [tcp(443)] }, { to: [block('::/0')], ports: [tcp(443)] },
    ]);
  });
});

describe('the metadata service', () => {
  test.each<[string, Cloud | undefined, unknown[]]>([
    ['AWS', Cloud.AWS, [['169.254.169.254/32', [tcp(80)]], ['fd00:ec2::254/128', [tcp(80)]]]],
    ['AWS with other spot notices', Cloud.of('aws', { spotNoticeSeconds: 60 }), [['169.254.169.254/32', [tcp(80)]], ['fd00:ec2::254/128', [tcp(80)]]]],
    ['Google Cloud', Cloud.GCP, [['169.254.169.252/32', [tcp(988)]], ['169.254.169.254/32', [tcp(80)]]]],
    ['Azure', Cloud.AZURE, [['169.254.169.254/32', [tcp(80)]]]],
    ['another cloud', Cloud.of('hetzner'), [['169.254.169.254/32', [tcp(80)]]]],
    ['a cloud that is not known', undefined, [['169.254.169.254/32', [tcp(80)]]]],
  ])('of %s is called by its addresses', (_, cloud, rules) => {
    expect(rulesTo({ cloud }, NetworkPeer.instanceMetadata())).toEqual(rules);
  });

  test('calls nobody', () => {
    expect(faults({}, (api) => api.allowFrom(NetworkPeer.instanceMetadata()))).toEqual([
      "'peer' must be one who calls, and the metadata service is only called. Use 'NetworkPeer.cidr' with the addresses of those who call.",
    ]);
  });
});

describe('the agent of EKS Pod Identity', () => {
  const say = (api: HardenedDeployment) => api.allowTo(NetworkPeer.eksPodIdentityAgent());

  test('is called by its addresses', () => {
    expect(rulesTo({ cloud: Cloud.AWS }, NetworkPeer.eksPodIdentityAgent())).toEqual([['169.254.170.23/32', [tcp(80)]], ['fd00:ec2::23/128', [tcp(80)]]]);
  });

  test('is the node to Cilium, or an address of its own', () => {
    const { plain, cilium } = policies(CILIUM, say);
    expect(plain.egress.slice(1).map((rule: any) => rule.to)).toEqual([[block('169.254.170.23/32')], [block('fd00:ec2::23/128')]]);
    expect(cilium!.spec).toEqual({ endpointSelector: PODS, enableDefaultDeny: { egress: false }, egress: [{ toEntities: ['host'], toPorts: ports(80) }] });
  });
});

describe("Cilium's own ingress", () => {
  const say = (api: HardenedDeployment) => api.allowFrom(NetworkPeer.ciliumIngress());

  test('calls as an entity', () => {
    const { plain, cilium } = policies(CILIUM, say);
    expect(plain).toEqual({ podSelector: PODS, policyTypes: ['Ingress', 'Egress'], egress: [DNS] });
    expect(cilium!.spec).toEqual({ endpointSelector: PODS, enableDefaultDeny: { ingress: false }, ingress: [{ fromEntities: ['ingress'], toPorts: ports(8080) }] });
  });

  test('is a caller, so that there is no warning of a Service without one', () => {
    const api = deploy({ ports: [{ port: 8080 }], service: {} }, chartIn(CILIUM));
    expect(warningsOf(api).join()).toContain('workload/no-caller');
    say(api);
    expect(warningsOf(api).join()).not.toContain('workload/no-caller');
  });

  test('is what the cluster says that Ingresses are called from', () => {
    const cluster = { capabilities: { ...CILIUM.capabilities, ingress: { callers: [NetworkPeer.ciliumIngress()] } } };
    const api = deploy({ ports: [{ port: 8080 }], service: {}, ingress: { host: 'api.example.com' } }, chartIn(cluster));
    expect(api.ciliumNetworkPolicy!.toJson().spec.ingress).toEqual([{ fromEntities: ['ingress'], toPorts: ports(8080) }]);
    expect(warningsOf(api).join()).not.toContain('workload/no-caller');
  });

  test('needs Cilium, and is called by nobody', () => {
    expect(faults({}, say)).toEqual([
      "'peer' needs Cilium, whose ingress it is, and the cluster is not known to have it. Set 'capabilities.cilium' on the Cluster, or name the pods of its ingress controller with "
      + "'NetworkPeer.pods'.",
    ]);
    expect(faults(CILIUM, (api) => api.allowTo(NetworkPeer.ciliumIngress(), HTTPS))).toEqual([
      "'peer' must be one who is called, and Cilium's ingress only calls. Name the workload behind it.",
    ]);
  });

  test('calls workloads, and nothing else', () => {
    const chart = chartIn(CILIUM);
    const database = new ExternalServiceEndpoint(chart, 'database', { target: ExternalTarget.dnsName('db.example.com'), ports: [{ port: 5432 }] });
    database.allowEgressFrom(NetworkPeer.ciliumIngress());
    expect(database.node.validate()).toEqual(["Cilium's ingress selects nobody. Let it select at least one namespace."]);
  });
});

describe('a host by its DNS name', () => {
  const say = (name: any, ...named: NetworkPort[]) => (api: HardenedDeployment) => api.allowTo(NetworkPeer.dnsName(name), ...named);

  test('is called by what Cilium learns of the answers of the DNS', () => {
    const { plain, cilium } = policies(CILIUM, (api) => { say('api.stripe.com', HTTPS)(api); say('smtp.example.com', NetworkPort.tcp(587))(api); });
    expect(plain.egress).toEqual([DNS]);
    expect(cilium!.spec).toEqual({
      endpointSelector: PODS,
      enableDefaultDeny: { egress: false },
      egress: [
        CILIUM_DNS,
        { toFQDNs: [{ matchName: 'api.stripe.com' }], toPorts: ports(443) },
        { toFQDNs: [{ matchName: 'smtp.example.com' }], toPorts: ports(587) },
      ],
    });
  });

  test('is looked up where the pods are told to look', () => {
    const cluster = { capabilities: { ...CILIUM.capabilities, dns: { nodeLocalAddress: '169.254.20.10' } } };
    const api = deploy({ dnsConfig: { nameservers: ['10.0.0.53', 'fd00::53'] }, network: { allowTo: [{ peer: NetworkPeer.dnsName('api.stripe.com'), ports: [HTTPS] }] } }, chartIn(cluster));
    const { egress } = api.ciliumNetworkPolicy!.toJson().spec;
    expect(egress).toHaveLength(4);
    expect(egress.slice(0, 3)).toEqual([
      CILIUM_DNS,
      { ...CILIUM_DNS, toEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'kube-system', 'k8s:k8s-app': 'node-local-dns' } }] },
      { toCIDR: ['10.0.0.53/32', 'fd00::53/128'], toPorts: CILIUM_DNS.toPorts },
    ]);
  });

  test('takes no field that Cilium does not know yet', () => {
    const { cilium } = policies({ capabilities: { cilium: { version: '1.15.9' } } }, say('api.stripe.com', HTTPS));
    expect(cilium!.spec).not.toHaveProperty('enableDefaultDeny');
  });

  test('may be known later', () => {
    expect(policies(CILIUM, say(placeholder('a'), HTTPS)).cilium!.spec.egress[1].toFQDNs).toEqual([{ matchName: placeholder('a') }]);
    const { api, cilium } = policies(CILIUM, say(Lazy.any({ produce: () => 'api.stripe.com' }), HTTPS));
    expect(cilium!.spec.egress[1].toFQDNs).toEqual([{ matchName: 'api.stripe.com' }]);
    expect(api.node.validate()).toEqual([]);
    expect(policies(CILIUM, say(Lazy.any({ produce: () => 'x' }), HTTPS)).api.node.validate()).toEqual([
      "'peer' must have at least two parts: it is looked up as it is, without the search domains of a pod, got 'x'. Use a name such as 'api.example.com'.",
    ]);
  });

  test.each<[string, any, Partial<ClusterProps>, string]>([
    ['without Cilium', 'api.stripe.com', {}, "'peer' needs Cilium, because a NetworkPolicy can't name a host, and the cluster is not known to have it. Set 'capabilities.cilium' on the "
      + "Cluster if it has Cilium; else use 'NetworkPeer.internet()', or 'NetworkPeer.cidr' with its addresses."],
    ['that is an address', '1.2.3.4', CILIUM, "'peer' must be a DNS name, and this is an address, got '1.2.3.4'. Use 'NetworkPeer.cidr'."],
    ['of one part', 'stripe', CILIUM, "'peer' must have at least two parts: it is looked up as it is, without the search domains of a pod, got 'stripe'. Use a name such as 'api.example.com'."],
    ['that is none', '*.Stripe.com', CILIUM, "'peer' must be a DNS subdomain: at most 253 lower-case letters, digits, '-' and '.', each part starting and ending with a letter or digit, "
      + "got '*.Stripe.com'. Use a name such as 'api.example.com'."],
    ['of the cluster', 'db.shop.svc.cluster.local', CILIUM, "'peer' must not be a name of the cluster's own, which no policy sees through, got 'db.shop.svc.cluster.local'. Allow the workload "
      + "behind it, or 'NetworkPeer.pods'."],
  ])('is refused %s', (_, name, cluster, fault) => {
    expect(faults(cluster, say(name, HTTPS))).toEqual([fault]);
  });

  test('must be given, and only be called', () => {
    expect(faultsOf(() => NetworkPeer.dnsName(undefined as any))).toEqual(["'name' must be given. Use a name such as 'api.example.com'."]);
    expect(faults(CILIUM, (api) => api.allowFrom(NetworkPeer.dnsName('api.stripe.com')))).toEqual([
      "'peer' must be one who calls, and 'api.stripe.com' is only called. Use 'NetworkPeer.cidr' with the addresses of those who call.",
    ]);
    expect(faults(CILIUM, say('api.stripe.com'))).toEqual([
      "'ports' must be given, because 'api.stripe.com' does not say on which ports it listens. Use 'NetworkPort.tcp(5432)' or whatever it listens on.",
    ]);
  });
});

describe('the CiliumNetworkPolicy of a workload', () => {
  test('is not there where nobody needs it', () => {
    const { cilium } = policies({ ...KNOWN, ...CILIUM }, (api) => { api.allowTo(NetworkPeer.internet(), HTTPS); api.allowFrom(NetworkPeer.namespace('web')); });
    expect(cilium).toBeUndefined();
  });

  test('is not there where there is no policy', () => {
    const api = deploy({ network: { policy: false, allowTo: [{ peer: NetworkPeer.apiServer() }] } }, chartIn(CILIUM));
    toApiServer(api);
    expect(api.objects.map(({ kind }) => kind)).toEqual(['ServiceAccount', 'Deployment', 'PodDisruptionBudget']);
  });

  test('stands behind the NetworkPolicy where the props say it, and is one whoever says more', () => {
    const network = { allowTo: [{ peer: NetworkPeer.apiServer() }] };
    const api = deploy({ network, service: {}, ports: [{ port: 8080 }] }, chartIn(CILIUM));
    toApiServer(api);
    api.allowTo(NetworkPeer.dnsName('api.stripe.com'), HTTPS);
    expect(api.objects.map(({ kind }) => kind).slice(-3)).toEqual(['NetworkPolicy', 'CiliumNetworkPolicy', 'Service']);
    const agent = new HardenedDaemonSet(chartIn(CILIUM), 'agent', { ...MINIMAL, network });
    expect(agent.ciliumNetworkPolicy!.toJson().spec.egress).toEqual([{ toEntities: ['kube-apiserver'], toPorts: ports(443, 6443) }]);
  });

  test('does not hang on the order of the calls', () => {
    const calls: ((api: HardenedDeployment) => void)[] = [
      toApiServer,
      (api) => api.allowTo(NetworkPeer.dnsName('api.stripe.com'), HTTPS),
      (api) => api.allowTo(NetworkPeer.dnsName('api.stripe.com'), NetworkPort.tcp(80)),
      (api) => api.allowTo(NetworkPeer.eksPodIdentityAgent()),
      (api) => api.allowFrom(NetworkPeer.ciliumIngress()),
    ];
    const text = (order: number[]) => stringifyYaml([policies(CILIUM, (api) => order.forEach((index) => calls[index](api))).cilium]);
    expect(text([4, 2, 0, 3, 1])).toBe(text([0, 1, 2, 3, 4]));
    expect(text([0, 1, 2, 3, 4])).toContain('- port: "80"');
  });

  test('selects by the labels of what was taken over', () => {
    const api = deploy({ selector: { app: 'api' } }, chartIn(CILIUM));
    toApiServer(api);
    expect(api.ciliumNetworkPolicy!.toJson().spec.endpointSelector).toEqual({ matchLabels: { app: 'api' } });
  });

  test('is in no chart without a Cluster', () => {
    const api = deploy();
    api.allowTo(NetworkPeer.eksPodIdentityAgent());
    expect(api.ciliumNetworkPolicy).toBeUndefined();
    expect((api.node.scope as Chart).toJson()).toHaveLength(4);
  });
});
