import { ApiObject, Chart, Lazy } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { ClusterCapabilities } from '../../lib/cluster/capabilities';
import { Cluster } from '../../lib/cluster/cluster';
import { NetworkPeer } from '../../lib/construct/network-peer';
import { NetworkPort } from '../../lib/construct/network-port';
import { placeholder } from '../../lib/manifest/known';
import { stringifyYaml } from '../../lib/manifest/yaml';
import { ExternalServiceEndpoint } from '../../lib/network/external-service-endpoint';
import { ExternalTarget } from '../../lib/network/external-target';
import { HardenedDeployment, HardenedDeploymentProps } from '../../lib/workload/hardened-deployment';
import { faultsOf } from '../faults-of';
import { ADDRESSES, chartIn, DNS_NAME, endpoint } from './endpoint-construct';

const CILIUM: ClusterCapabilities = { cilium: { version: '1.19.4' } };
const workload = (scope: Chart, id: string, props: Partial<HardenedDeploymentProps> = {}) =>
  new HardenedDeployment(scope, id, { image: 'registry.example.com/storage/api:1.4.2', ...props });
/** Egress rules behind the one for the DNS. */
const egressOf = (api: HardenedDeployment) => api.networkPolicy!.toJson().spec.egress.slice(1);
const policiesOf = (construct: ExternalServiceEndpoint) => construct.ciliumNetworkPolicies.map((policy) => policy.toJson());
const specsOf = (construct: ExternalServiceEndpoint) => policiesOf(construct).flatMap(({ specs }) => specs);

describe('addresses', () => {
  test.each<[string, (api: HardenedDeployment, minio: ExternalServiceEndpoint) => void]>([
    ['allowTo', (api, minio) => api.allowTo(minio)],
    ['allowEgressFrom', (api, minio) => minio.allowEgressFrom(api)],
    ['the name of the port', (api, minio) => minio.allowEgressFrom(api, NetworkPort.named('https'))],
  ])("are in the caller's NetworkPolicy, with the ports on which they listen: %s", (_, say) => {
    const scope = chartIn();
    const api = workload(scope, 'api');
    const minio = endpoint({ target: ExternalTarget.addresses(['10.20.0.9', '2001:db8::1']) }, scope);
    say(api, minio);
    expect(egressOf(api)).toEqual([
      { to: [{ ipBlock: { cidr: '10.20.0.9/32' } }], ports: [{ protocol: 'TCP', port: 9000 }] },
      { to: [{ ipBlock: { cidr: '2001:db8::1/128' } }], ports: [{ protocol: 'TCP', port: 9000 }] },
    ]);
    expect(minio.ciliumNetworkPolicies).toEqual([]);
  });

  test('are read when they are known', () => {
    const scope = chartIn();
    const api = workload(scope, 'api');
    api.allowTo(endpoint({ target: ExternalTarget.addresses([Lazy.any({ produce: () => '10.20.0.9' })]) }, scope));
    expect(egressOf(api)[0].to).toEqual([{ ipBlock: { cidr: '10.20.0.9/32' } }]);
  });

  test('may call, too', () => {
    const scope = chartIn();
    const api = workload(scope, 'api', { ports: [{ port: 8080 }] });
    api.allowFrom(endpoint({ target: ExternalTarget.addresses(['10.20.0.9']) }, scope));
    expect(api.networkPolicy!.toJson().spec.ingress).toEqual([{ from: [{ ipBlock: { cidr: '10.20.0.9/32' } }], ports: [{ protocol: 'TCP', port: 8080 }] }]);
  });

  test('take no port that is not declared', () => {
    const scope = chartIn();
    expect(faultsOf(() => workload(scope, 'api').allowTo(endpoint({}, scope), NetworkPort.tcp(443)))).toEqual([
      "'ports[0]' must be a port of 'storage/minio', which declares 'https' (9000/TCP), got '443/TCP'. Declare it in the 'ports' of the one who listens, or use one of those.",
    ]);
  });

  test('let nobody out who has no NetworkPolicy of this library', () => {
    const scope = chartIn();
    const minio = endpoint({}, scope);
    expect(faultsOf(() => minio.allowEgressFrom(workload(scope, 'api', { network: { policy: false } })))).toEqual([
      "'caller' must have a NetworkPolicy of this library, and 'storage/api' has none. Allow the addresses where its policies are written: 'toNetworkPolicyPeerConfig' says them for cdk8s-plus.",
    ]);
    expect(faultsOf(() => minio.allowEgressFrom({} as any))).toEqual([
      "'peer' must be a workload, a peer of cdk8s-plus, or a 'NetworkPeer'. Use 'NetworkPeer' for what is no construct of this program.",
    ]);
  });

  test('are peers of cdk8s-plus if there is one', () => {
    const scope = chartIn();
    const one = endpoint({ target: ExternalTarget.addresses(['10.20.0.9']) }, scope);
    const policy = new kplus.NetworkPolicy(scope, 'policy');
    policy.addEgressRule(one, [kplus.NetworkPolicyPort.tcp(9000)]);
    policy.addEgressRule(one, [kplus.NetworkPolicyPort.tcp(9001)]);
    const { spec } = ApiObject.of(policy).toJson();
    expect(spec.egress.map(({ to }: any) => to)).toEqual([[{ ipBlock: { cidr: '10.20.0.9/32' } }], [{ ipBlock: { cidr: '10.20.0.9/32' } }]]);
    expect(one.toPodSelector()).toBeUndefined();
    const six = new ExternalServiceEndpoint(scope, 'six', { ...ADDRESSES, target: ExternalTarget.addresses(['2001:db8::1']) });
    expect(six.toNetworkPolicyPeerConfig().ipBlock!.cidr).toBe('2001:db8::1/128');
  });

  test.each([['several addresses', ADDRESSES], ['a DNS name', DNS_NAME]])('%s are no peer of cdk8s-plus', (_, props) => {
    expect(() => endpoint(props).toNetworkPolicyPeerConfig()).toThrow(new Error(
      "[storage/minio] is no single address, and a NetworkPolicy of cdk8s-plus takes no other. Use 'allowTo' of a workload of this library, or a 'NetworkPolicyIpBlock' that holds all addresses.",
    ));
  });
});

describe('a DNS name', () => {
  test.each<[string, (api: HardenedDeployment, db: ExternalServiceEndpoint) => void]>([
    ['allowTo', (api, db) => api.allowTo(db)],
    ['allowEgressFrom', (api, db) => db.allowEgressFrom(api)],
    ['both', (api, db) => { db.allowEgressFrom(api); api.allowTo(db); }],
  ])('is in a CiliumNetworkPolicy for its callers, with the DNS rule that it needs: %s', (_, say) => {
    const scope = chartIn({ capabilities: CILIUM });
    const api = workload(scope, 'api');
    const db = endpoint(DNS_NAME, scope);
    say(api, db);
    expect(egressOf(api)).toEqual([]);
    expect(() => (scope.node.root as Cluster).synthYaml()).not.toThrow();
    expect(stringifyYaml(policiesOf(db))).toMatchInlineSnapshot(`
"apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata:
  labels:
    app.kubernetes.io/name: minio
  name: minio
  namespace: storage
specs:
  - egress:
      - toEndpoints:
          - matchLabels:
              k8s:io.kubernetes.pod.namespace: kube-system
              k8s:k8s-app: kube-dns
        toPorts:
          - ports:
              - port: "53"
                protocol: UDP
              - port: "53"
                protocol: TCP
            rules:
              dns:
                - matchPattern: "*"
      - toFQDNs:
          - matchName: db.example.com
          - matchName: minio.storage.svc.cluster.local
        toPorts:
          - ports:
              - port: "5432"
                protocol: TCP
    enableDefaultDeny:
      egress: false
    endpointSelector:
      matchLabels:
        app.kubernetes.io/name: api
"
`);
  });

  test('has no policy until somebody calls', () => {
    expect(endpoint(DNS_NAME, chartIn({ capabilities: CILIUM })).ciliumNetworkPolicies).toEqual([]);
  });

  test('has a policy in each namespace with callers, whatever they are', () => {
    const cluster = new Cluster({ name: 'prod-eu', capabilities: CILIUM });
    const [storage, shop] = ['storage', 'shop'].map((name) => new Chart(cluster, name, { namespace: name }));
    const db = endpoint(DNS_NAME, storage);
    workload(shop, 'web').allowTo(db);
    db.allowEgressFrom(workload(shop, 'worker', { network: { policy: false } }));
    db.allowEgressFrom(NetworkPeer.pods({ app: 'batch' }), NetworkPort.named('tcp-sql'));
    db.allowEgressFrom(NetworkPeer.namespace('reports'));
    const selected = (specs: any[]) => specs.map(({ endpointSelector }) => endpointSelector);
    expect(policiesOf(db).map(({ metadata, specs }) => [metadata.namespace, metadata.name, selected(specs)])).toEqual([
      ['shop', 'minio.storage', [{ matchLabels: { 'app.kubernetes.io/name': 'web' } }, { matchLabels: { 'app.kubernetes.io/name': 'worker' } }]],
      ['storage', 'minio', [{ matchLabels: { app: 'batch' } }]],
      ['reports', 'minio.storage', [{}]],
    ]);
  });

  test('takes the policies of cdk8s-plus workloads, too', () => {
    const scope = chartIn({ capabilities: CILIUM });
    const db = endpoint(DNS_NAME, scope);
    const web = new kplus.Deployment(scope, 'web', { containers: [{ image: 'registry.example.com/web:1.0.0', portNumber: 80 }] });
    db.allowEgressFrom(web);
    expect(specsOf(db).map(({ endpointSelector }) => endpointSelector)).toEqual([{ matchLabels: web.matchLabels }]);
  });

  test("asks the cluster's own DNS, by the cluster's own names", () => {
    const dns = { namespace: 'dns', podLabels: { app: 'coredns' }, port: 5353, nodeLocalAddress: '169.254.20.10', clusterDomain: 'prod.internal' };
    const scope = chartIn({ capabilities: { ...CILIUM, dns } });
    const db = endpoint(DNS_NAME, scope);
    workload(scope, 'api').allowTo(db);
    const [{ egress }] = specsOf(db);
    const asks = (labels: object, port: string) => ({
      toEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'dns', ...labels } }],
      toPorts: [{ ports: [{ port, protocol: 'UDP' }, { port, protocol: 'TCP' }], rules: { dns: [{ matchPattern: '*' }] } }],
    });
    expect(egress).toEqual([
      asks({ 'k8s:app': 'coredns' }, '5353'),
      asks({ 'k8s:k8s-app': 'node-local-dns' }, '53'),
      expect.objectContaining({ toFQDNs: [{ matchName: 'db.example.com' }, { matchName: 'minio.storage.svc.prod.internal' }] }),
    ]);
  });

  test("asks OpenShift's DNS, of which the namespace is enough", () => {
    const scope = chartIn({ capabilities: { ...CILIUM, dns: { namespace: 'openshift-dns' } } });
    const db = endpoint(DNS_NAME, scope);
    workload(scope, 'api').allowTo(db);
    expect(specsOf(db)[0].egress[0]).toEqual({
      toEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'openshift-dns', 'k8s:dns.operator.openshift.io/daemonset-dns': 'default' } }],
      toPorts: [{ ports: [{ port: '5353', protocol: 'UDP' }, { port: '5353', protocol: 'TCP' }], rules: { dns: [{ matchPattern: '*' }] } }],
    });
  });

  test('restricts nobody further, where Cilium can say so', () => {
    const spec = (version: string) => {
      const scope = chartIn({ capabilities: { cilium: { version } } });
      const db = endpoint(DNS_NAME, scope);
      workload(scope, 'api').allowTo(db);
      return specsOf(db)[0];
    };
    expect(spec('v1.16.0').enableDefaultDeny).toEqual({ egress: false });
    expect(spec('1.15.9')).not.toHaveProperty('enableDefaultDeny');
  });

  test('takes the ports from the call where it declares none', () => {
    const scope = chartIn({ capabilities: CILIUM });
    const db = endpoint({ ...DNS_NAME, ports: undefined }, scope);
    const api = workload(scope, 'api');
    expect(faultsOf(() => api.allowTo(db))).toEqual([
      "'ports' must be given, because 'prod-eu/storage/minio' does not say on which ports it listens. Use 'NetworkPort.tcp(5432)' or whatever it listens on.",
    ]);
    const other = new ExternalServiceEndpoint(scope, 'other', { target: ExternalTarget.dnsName('db.example.com') });
    api.allowTo(other, NetworkPort.tcpRange(8000, 8010), NetworkPort.named('sql'));
    expect(specsOf(other)[0].egress[1].toPorts).toEqual([{ ports: [{ port: 'sql', protocol: 'TCP' }, { port: '8000', protocol: 'TCP', endPort: 8010 }] }]);
  });

  const NO_CILIUM = "is known by its DNS name, which a NetworkPolicy can't name. Set 'capabilities.cilium' on the Cluster if it has Cilium; else use 'ExternalTarget.addresses', or allow a range with 'NetworkPeer.cidr'.";
  test('can be allowed only where there is Cilium', () => {
    for (const scope of [chartIn(), chartIn({})]) {
      const db = endpoint(DNS_NAME, scope);
      const api = workload(scope, 'api');
      expect(faultsOf(() => api.allowTo(db))).toEqual([`'peer' ${NO_CILIUM}`]);
      expect(faultsOf(() => db.allowEgressFrom(api))).toEqual([NO_CILIUM]);
    }
  });

  test("can't be allowed as an alias, or without a namespace", () => {
    const scope = chartIn({ capabilities: CILIUM });
    const alias = endpoint({ ...DNS_NAME, target: ExternalTarget.dnsName('a.b.svc.cluster.local', { inCluster: true }) }, scope);
    expect(faultsOf(() => workload(scope, 'api').allowTo(alias))).toEqual([
      "'peer' is an alias of the cluster's own name, which no policy sees through. Allow the workload behind it.",
    ]);
    const nowhere = new Chart(new Cluster({ name: 'prod-eu', capabilities: CILIUM }), 'c');
    expect(faultsOf(() => workload(nowhere, 'api').allowTo(endpoint(DNS_NAME, nowhere)))).toEqual([
      "'peer' is in no known namespace, and callers look its name up together with that. Give its chart or itself a 'namespace'.",
    ]);
  });

  test('can not be called by pods whose label is too long for Cilium', () => {
    const scope = chartIn({ capabilities: CILIUM });
    const database = endpoint(DNS_NAME, scope);
    database.allowEgressFrom(NetworkPeer.pods({ ['x'.repeat(59)]: 'a' }));
    expect(() => (scope.node.root as Cluster).synthYaml()).not.toThrow();
    database.allowEgressFrom(NetworkPeer.pods({ ['x'.repeat(60)]: 'a' }));
    expect(() => (scope.node.root as Cluster).synthYaml()).toThrow(
      `[prod-eu/storage/minio] '${'x'.repeat(60)}' must be a label key of at most 59 characters, or 249 and 63 with a '/': Cilium's policies select no longer ones. Let callers carry another label.`,
    );
  });

  test('takes a port that is not known yet, which may be a number', () => {
    const database = endpoint({ ...DNS_NAME, ports: undefined }, chartIn({ capabilities: CILIUM }));
    database.allowEgressFrom(NetworkPeer.pods({ app: 'web' }), NetworkPort.tcp(placeholder('a') as any));
    expect(database.node.validate()).toEqual([]);
  });

  test('has no ports by name where it says nothing of its ports', () => {
    const scope = chartIn({ capabilities: CILIUM });
    const database = endpoint({ ...DNS_NAME, ports: undefined }, scope);
    database.allowEgressFrom(NetworkPeer.pods({ app: 'web' }), NetworkPort.tcp(5432));
    expect(() => (scope.node.root as Cluster).synthYaml()).not.toThrow();
    database.allowEgressFrom(NetworkPeer.pods({ app: 'web' }), NetworkPort.named('sql'));
    expect(() => (scope.node.root as Cluster).synthYaml()).toThrow(
      "[prod-eu/storage/minio] no port is known by the name 'sql'. Name it in 'ports', or give its number.",
    );
  });

  test.each([['1.15.9', true], ['1.16.0', false]])('may be called on ranges of ports with Cilium %s: refused is %s', (version, refused) => {
    const scope = chartIn({ capabilities: { cilium: { version } } });
    endpoint({ ...DNS_NAME, ports: undefined }, scope).allowEgressFrom(NetworkPeer.pods({ app: 'web' }), NetworkPort.tcpRange(1000, 2000));
    const synth = () => (scope.node.root as Cluster).synthYaml();
    if (refused) {
      expect(synth).toThrow('[prod-eu/storage/minio] ranges of ports need Cilium 1.16, and the cluster has 1.15.9. Name each port.');
    } else {
      expect(synth()).toContain('endPort: 2000');
    }
  });

  test('more ports than Cilium takes in one list make several lists', () => {
    const scope = chartIn({ capabilities: CILIUM });
    const ports = Array.from({ length: 41 }, (_, index) => ({ name: `p${index}`, port: 8000 + index }));
    const database = endpoint({ ...DNS_NAME, ports }, scope);
    database.allowEgressFrom(NetworkPeer.pods({ app: 'web' }));
    const { toPorts } = database.ciliumNetworkPolicies[0].toJson().specs[0].egress.at(-1);
    expect(toPorts.map((list: any) => list.ports.length)).toEqual([40, 1]);
  });

  test.each<[string, NetworkPeer, string]>([
    ['all namespaces', NetworkPeer.allNamespaces(), 'all namespaces'],
    ['a range', NetworkPeer.cidr('10.0.0.0/8'), "'10.0.0.0/8'"],
  ])('can not be called by %s', (_, peer, description) => {
    const scope = chartIn({ capabilities: CILIUM });
    endpoint(DNS_NAME, scope).allowEgressFrom(peer);
    expect(() => (scope.node.root as Cluster).synthYaml()).toThrow(
      `[prod-eu/storage/minio] ${description} is no set of pods in one namespace, and a CiliumNetworkPolicy lets nothing else out. Name each namespace with 'NetworkPeer.namespace' or 'NetworkPeer.pods'.`,
    );
  });

  test('can not be told from others when it calls', () => {
    const scope = chartIn({ capabilities: CILIUM });
    const db = endpoint(DNS_NAME, scope);
    workload(scope, 'api', { ports: [{ port: 8080 }] }).allowFrom(db);
    expect(db.ciliumNetworkPolicies).toEqual([]);
    expect(() => (scope.node.root as Cluster).synthYaml()).toThrow(
      "[prod-eu/storage/api] 'prod-eu/storage/minio' can be called, but not told from others when it calls. Use 'NetworkPeer.cidr' with its addresses.",
    );
  });

  test('has the same policy in whatever order it is allowed', () => {
    const text = (ids: string[]) => {
      const scope = chartIn({ capabilities: CILIUM });
      const db = endpoint(DNS_NAME, scope);
      const workloads = new Map(['api', 'web', 'worker'].map((id) => [id, workload(scope, id)]));
      ids.forEach((id) => workloads.get(id)!.allowTo(db));
      return stringifyYaml(policiesOf(db));
    };
    expect(text(['worker', 'api', 'web'])).toBe(text(['api', 'web', 'worker']));
  });
});
