import { Chart, Lazy } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { NetworkPort } from '../../lib/construct/network-port';
import { placeholder } from '../../lib/manifest/known';
import { KubernetesObject } from '../../lib/manifest/object';
import { GlobalCiliumService, GlobalCiliumServiceProps } from '../../lib/network/global-cilium-service';
import { LocalBackends } from '../../lib/network/local-backends';
import { MeshCaller } from '../../lib/network/mesh-caller';
import { HardenedDeployment, HardenedDeploymentProps } from '../../lib/workload/hardened-deployment';
import { thrown } from '../faults-of';
import { chartWith, CILIUM, faultsIn, globalService, NONE, plainChart } from './global-service-construct';

const NAMESPACE = 'k8s:io.kubernetes.pod.namespace';
const CLUSTER = 'k8s:io.cilium.k8s.policy.cluster';
const ANY_CLUSTER = [{ key: CLUSTER, operator: 'Exists' }];
const PORTS = [{ name: 'http', port: 80, targetPort: 8080 }, { name: 'admin', port: 9000, target: 'admin' }];
const HTTP = [{ ports: [{ port: '8080', protocol: 'TCP' }] }];

const policyOf = (props: Partial<GlobalCiliumServiceProps>, scope?: Chart): KubernetesObject => globalService(props, scope).ciliumNetworkPolicy!.toJson();

const deployment = (scope: Chart, id: string, props: Partial<HardenedDeploymentProps> = {}) =>
  new HardenedDeployment(scope, id, { image: 'registry.example.com/app:1.4.2', ports: [{ port: 8080 }], ...props });

/** A service in front of a workload `index`, and a workload `web` in a namespace. */
function callerAndService(namespace = 'shop', props: Partial<GlobalCiliumServiceProps> = {}) {
  const scope = chartWith();
  const index = deployment(scope, 'index');
  const web = deployment(new Chart(scope.node.root, 'callers', { namespace }), 'web');
  const service = globalService({ backends: LocalBackends.ofWorkload(index), ports: undefined, ...props }, scope);
  return { scope, index, web, service };
}

describe('who may call the pods of this cluster', () => {
  test('has no policy unless it is said', () => {
    expect(globalService().ciliumNetworkPolicy).toBeUndefined();
  });

  test('is a policy for the pods behind the service', () => {
    expect(policyOf({ allowFrom: [{ podLabels: { app: 'web' }, namespace: 'front', clusters: ['us'] }] })).toEqual({
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: { name: 'search', namespace: 'shop', labels: { 'app.kubernetes.io/name': 'search' } },
      spec: {
        endpointSelector: { matchLabels: { app: 'search' } },
        ingress: [{ fromEndpoints: [{ matchLabels: { [CLUSTER]: 'us', [NAMESPACE]: 'front', 'k8s:app': 'web' } }], toPorts: HTTP }],
      },
    });
  });

  test.each<[string, GlobalCiliumServiceProps['allowFrom'], unknown[]]>([
    ['nobody', [], [{}]],
    ['every cluster, which must be said from Cilium 1.19 on', [{ podLabels: { app: 'web' } }], [
      { fromEndpoints: [{ matchLabels: { [NAMESPACE]: 'shop', 'k8s:app': 'web' }, matchExpressions: ANY_CLUSTER }] },
    ]],
    ['several clusters', [{ podLabels: {}, clusters: ['us', 'ap'] }], [
      { fromEndpoints: [{ matchLabels: { [NAMESPACE]: 'shop' }, matchExpressions: [{ key: CLUSTER, operator: 'In', values: ['us', 'ap'] }] }] },
    ]],
    ['several callers', [{ podLabels: {}, clusters: ['us'] }, { podLabels: {}, namespace: 'front', clusters: ['eu'] }], [
      { fromEndpoints: [{ matchLabels: { [CLUSTER]: 'us', [NAMESPACE]: 'shop' } }] },
      { fromEndpoints: [{ matchLabels: { [CLUSTER]: 'eu', [NAMESPACE]: 'front' } }] },
    ]],
  ])('names %s', (_, allowFrom, ingress) => {
    const { spec } = policyOf({ allowFrom });
    expect(spec.ingress).toEqual(ingress.map((rule) => (allowFrom!.length === 0 ? rule : { ...rule as object, toPorts: HTTP })));
  });

  test('on all ports of the pods or on those that are named', () => {
    const ports = (names?: string[]) => policyOf({ ports: PORTS, allowFrom: [{ podLabels: {}, ports: names }] }).spec.ingress[0].toPorts;
    expect(ports()).toEqual([{ ports: [{ port: '8080', protocol: 'TCP' }, { port: 'admin', protocol: 'TCP' }] }]);
    expect(ports(['admin'])).toEqual([{ ports: [{ port: 'admin', protocol: 'TCP' }] }]);
  });

  test('names each caller once, whoever says so', () => {
    const { web, service } = callerAndService('shop', {
      allowFrom: [{ podLabels: { 'app.kubernetes.io/name': 'web' }, clusters: ['eu'] }, { podLabels: { 'app.kubernetes.io/name': 'web' }, clusters: ['us'] }],
    });
    web.allowTo(service);
    expect(service.ciliumNetworkPolicy!.toJson().spec.ingress).toEqual(['eu', 'us'].map((cluster) => (
      { fromEndpoints: [{ matchLabels: { [CLUSTER]: cluster, [NAMESPACE]: 'shop', 'k8s:app.kubernetes.io/name': 'web' } }], toPorts: HTTP })));

    const everywhere = callerAndService('shop', { allowFrom: [{ podLabels: { 'app.kubernetes.io/name': 'web' } }] });
    everywhere.web.allowTo(everywhere.service);
    expect(everywhere.service.ciliumNetworkPolicy!.toJson().spec.ingress).toEqual([
      { fromEndpoints: [{ matchLabels: { [NAMESPACE]: 'shop', 'k8s:app.kubernetes.io/name': 'web' }, matchExpressions: ANY_CLUSTER }], toPorts: HTTP },
    ]);
  });

  test('names a caller of several clusters, or of some ports, besides one of fewer', () => {
    const policy = (callers: Partial<MeshCaller>[]) => policyOf({ ports: PORTS, allowFrom: callers.map((caller) => ({ podLabels: {}, ...caller })) });
    const rules = (callers: Partial<MeshCaller>[]) => policy(callers).spec.ingress
      .map(({ fromEndpoints: [{ matchLabels, matchExpressions }], toPorts }: any) => [matchLabels[CLUSTER] ?? matchExpressions[0].values ?? 'all', ...toPorts[0].ports.map(({ port }: any) => port)]);
    expect(rules([{ ports: ['http'] }, { ports: ['admin', 'http'] }])).toEqual([['all', '8080', 'admin']]);
    expect(rules([{ clusters: ['us'] }, { clusters: ['us', 'ap'], ports: ['admin'] }])).toEqual([['us', '8080'], [['us', 'ap'], 'admin']]);
    expect(rules([{ clusters: ['us'], ports: ['http'] }, { clusters: ['ap'], ports: ['http'] }])).toEqual([['us', '8080'], ['ap', '8080']]);
    expect(rules([{ clusters: ['us'], namespace: 'front' }, {}])).toHaveLength(2);
    expect(rules([{ clusters: ['us'], podLabels: { app: 'web' } }, { podLabels: { app: 'api' } }])).toHaveLength(2);
  });

  test('on ports whose names are known', () => {
    const later = placeholder('1');
    expect(faultsIn({ allowFrom: [{ podLabels: {}, ports: [later] }] })).toEqual([
      "'allowFrom[0].ports[0]' must be known by now, because it chooses among the service's ports. It has 'http'.",
    ]);
    expect(policyOf({ ports: [{ port: 80, name: later }], allowFrom: [{ podLabels: {}, ports: [later] }] }).spec.ingress[0].toPorts).toEqual([{ ports: [{ port: '80', protocol: 'TCP' }] }]);
  });

  test('with labels whose keys are known later', () => {
    expect(faultsIn({ allowFrom: [{ podLabels: { [placeholder('1').repeat(20)]: 'a' } }] })).toEqual([]);
  });

  test('on more ports than Cilium takes in one list', () => {
    const ports = Array.from({ length: 41 }, (_, index) => ({ name: `p${index}`, port: 8000 + index }));
    const { toPorts } = policyOf({ ports, allowFrom: [{ podLabels: {} }] }).spec.ingress[0];
    expect(toPorts.map((list: any) => list.ports.length)).toEqual([40, 1]);
    expect(toPorts.flatMap((list: any) => list.ports.map(({ port }: any) => port))).toEqual(ports.map(({ port }) => String(port)));
  });

  test('names no label that is too long for Cilium, which writes four characters before it', () => {
    const rule = "must be a label key of at most 59 characters, or 249 and 63 with a '/': Cilium's policies select no longer ones";
    const key = 'x'.repeat(60);
    const props = { backends: LocalBackends.labelled({ [key]: 'a' }), remotePodLabels: { [key]: 'a' } };
    expect(faultsIn({ ...props, allowFrom: [{ podLabels: { [key]: 'a' } }, { podLabels: { ['x'.repeat(59)]: 'a', [`example.com/${'x'.repeat(63)}`]: 'a' } }] })).toEqual([
      `'backends' ${rule}, got '${key}'. Let the pods carry another label.`,
      `'allowFrom[0].podLabels.${key}' ${rule}. Use a key such as 'app.kubernetes.io/name'.`,
      `'remotePodLabels' ${rule}, got '${key}'. Let the pods carry another label.`,
    ]);
    const { web, service } = callerAndService('shop', { backends: LocalBackends.labelled({ [key]: 'a' }), ports: [{ port: 80 }] });
    expect(thrown(() => web.allowTo(service))).toThrow(`[prod-eu/callers/web] 'peer' ${rule}, got '${key}'. Let the pods carry another label.`);
  });

  test('is said, where all pods of a namespace are meant', () => {
    const fault = (index: number) => `'allowFrom[${index}].podLabels' must be given. Use labels such as { app: 'web' }, or {} for all pods of the namespace.`;
    expect(faultsIn({ allowFrom: [{ namespace: 'front' } as any, { podLabels: {} }, { podLabels: null, clusters: ['us'] } as any] })).toEqual([fault(0), fault(2)]);
  });

  test('is a must for the callers that are named', () => {
    expect(faultsIn({
      allowFrom: [
        { podLabels: { 'a b': 'c d' }, namespace: 'Front', clusters: ['default', 'a.b'], ports: ['htp'] },
        { podLabels: {}, clusters: [], ports: [] },
      ],
    })).toEqual([
      "'allowFrom[0].podLabels['a b']' must be a label value: a string of at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, or empty, got 'c d'. Correct the value.",
      "'allowFrom[0].podLabels['a b']' must be a label key: at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, with or without a DNS subdomain and '/' before it. Use a key such as 'app.kubernetes.io/name'.",
      "'allowFrom[0].namespace' must be a DNS label: at most 63 lower-case letters, digits and '-', starting and ending with a letter or digit, got 'Front'. Use the name of a namespace.",
      "'allowFrom[0].clusters[0]' must be the name of a cluster in the mesh: at most 32 lower-case letters, digits and '-', and not 'default', got 'default'. Use the 'cluster.name' of its Cilium.",
      "'allowFrom[0].clusters[1]' must be the name of a cluster in the mesh: at most 32 lower-case letters, digits and '-', and not 'default', got 'a.b'. Use the 'cluster.name' of its Cilium.",
      "'allowFrom[0].ports[0]' must be the name of one of the service's ports, got 'htp'. Use 'http'.",
      "'allowFrom[1].clusters' must name a cluster. Leave 'clusters' out to mean all of them.",
      "'allowFrom[1].ports' must name a port. Leave 'ports' out to mean all of them.",
    ]);
    expect(faultsIn({ ports: [{ port: 80 }], allowFrom: [{ podLabels: {}, ports: ['http'] }] })).toEqual([
      "'allowFrom[0].ports[0]' must be the name of one of the service's ports, got 'http'. It has 80 without a name.",
    ]);
    expect(faultsIn({ ...NONE, allowFrom: [] })).toEqual([
      "'allowFrom' must not be given where this cluster has no pods behind the service. Say it in the clusters that have some.",
    ]);
  });
});

describe('a workload that is allowed to call it', () => {
  test.each([['shop'], ['front']])('from namespace %s gets out to the pods of every cluster, by a policy of its own', (namespace) => {
    const { web, service } = callerAndService(namespace);
    web.allowTo(service);
    expect(service.callerPolicies.map((policy) => policy.toJson())).toEqual([{
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: { name: 'search.shop-callers', namespace, labels: { 'app.kubernetes.io/name': 'search' } },
      specs: [{
        endpointSelector: { matchLabels: { 'app.kubernetes.io/name': 'web' } },
        egress: [{
          toEndpoints: [{ matchLabels: { [NAMESPACE]: 'shop', 'k8s:app.kubernetes.io/name': 'index' }, matchExpressions: ANY_CLUSTER }],
          toPorts: HTTP,
        }],
      }],
    }]);
    // Nothing but DNS: a NetworkPolicy would mean the pods of this cluster alone.
    expect(web.networkPolicy!.toJson().spec.egress).toHaveLength(1);
  });

  test('is let in by the workload of this cluster', () => {
    const { web, index, service } = callerAndService('front');
    web.allowTo(service);
    expect(index.networkPolicy!.toJson().spec.ingress).toEqual([{
      from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'web' } }, namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'front' } } }],
      ports: [{ port: 8080, protocol: 'TCP' }],
    }]);
  });

  test('is let in by the policy of the service, as a pod of this cluster', () => {
    const { web, service } = callerAndService('front', { allowFrom: [{ podLabels: {}, clusters: ['us'] }] });
    web.allowTo(service);
    expect(service.ciliumNetworkPolicy!.toJson().spec.ingress[1]).toEqual({
      fromEndpoints: [{ matchLabels: { [CLUSTER]: 'eu', [NAMESPACE]: 'front', 'k8s:app.kubernetes.io/name': 'web' } }], toPorts: HTTP,
    });
  });

  test('is told by its labels alone where the name of the cluster is not known', () => {
    const scope = plainChart('shop');
    const service = globalService({ allowFrom: [] }, scope);
    deployment(scope, 'web').allowTo(service);
    expect(service.ciliumNetworkPolicy!.toJson().spec.ingress).toEqual([
      { fromEndpoints: [{ matchLabels: { [NAMESPACE]: 'shop', 'k8s:app.kubernetes.io/name': 'web' } }], toPorts: HTTP },
    ]);
  });

  test('gets out to what the pods are called elsewhere, too', () => {
    const { web, service } = callerAndService('shop', { remotePodLabels: { app: 'legacy-search' } });
    web.allowTo(service);
    const [{ toEndpoints }] = service.callerPolicies[0].toJson().specs[0].egress;
    expect(toEndpoints.map(({ matchLabels }: any) => matchLabels)).toEqual([
      { [NAMESPACE]: 'shop', 'k8s:app.kubernetes.io/name': 'index' }, { [NAMESPACE]: 'shop', 'k8s:app': 'legacy-search' },
    ]);
  });

  test('gets out where the service runs in other clusters only', () => {
    const { web, service } = callerAndService('shop', { ...NONE, remotePodLabels: { app: 'search' } });
    web.allowTo(service);
    expect(service.callerPolicies[0].toJson().specs[0].egress[0].toEndpoints).toEqual([
      { matchLabels: { [NAMESPACE]: 'shop', 'k8s:app': 'search' }, matchExpressions: ANY_CLUSTER },
    ]);
  });

  test('has its place among others, on the ports that are named', () => {
    const { scope, web, service } = callerAndService('shop', { ports: [{ port: 80 }, { port: 81, targetPort: 8081, name: 'b' }] });
    const admin = deployment(scope, 'admin');
    web.allowTo(service, NetworkPort.tcp(8081));
    admin.allowTo(service);
    const portsOf = ({ endpointSelector, egress }: any) => [endpointSelector.matchLabels, egress[0].toPorts[0].ports.map(({ port }: any) => port)];
    expect(service.callerPolicies.map((policy) => policy.toJson().specs.map(portsOf))).toEqual([[
      [{ 'app.kubernetes.io/name': 'admin' }, ['8080', '8081']],
      [{ 'app.kubernetes.io/name': 'web' }, ['8081']],
    ]]);
  });

  test('may be told of by tokens', () => {
    const later = (value: unknown): any => Lazy.any({ produce: () => value });
    const scope = chartWith();
    const service = globalService({ name: later('find'), namespace: later('data'), ports: [{ port: later(80) }] }, scope);
    deployment(scope, 'web').allowTo(service);
    const [{ metadata, specs: [{ egress: [{ toEndpoints, toPorts }] }] }] = service.callerPolicies.map((policy) => policy.toJson());
    expect(metadata).toMatchObject({ name: 'find.data-callers', namespace: 'shop' });
    expect(toEndpoints[0].matchLabels[NAMESPACE]).toBe('data');
    expect(toPorts).toEqual([{ ports: [{ port: '80', protocol: 'TCP' }] }]);
  });

  test('must be told which pods are meant, and on which ports', () => {
    const { web, service } = callerAndService('shop', NONE);
    expect(thrown(() => web.allowTo(service))).toThrow(
      "[prod-eu/callers/web] 'peer' must be pods that a policy can name, and nothing is known of those behind 'prod-eu/chart/search'. Give it 'remotePodLabels'.",
    );
    const named = callerAndService('shop', { backends: LocalBackends.labelled({ app: 'a' }), ports: [{ port: 80, target: 'http' }] });
    expect(thrown(() => named.web.allowTo(named.service))).toThrow(
      "[prod-eu/callers/web] 'ports' must be given, because 'prod-eu/chart/search' does not say on which ports it listens. Use 'NetworkPort.tcp(5432)' or whatever it listens on.",
    );
    named.web.allowTo(named.service, NetworkPort.named('http'));
    expect(named.service.callerPolicies[0].toJson().specs[0].egress[0].toPorts).toEqual([{ ports: [{ port: 'http', protocol: 'TCP' }] }]);
  });

  test('needs no policy where it has none', () => {
    const { scope, web, index, service } = callerAndService('shop', { allowFrom: [] });
    deployment(scope, 'open', { network: { policy: false } }).allowTo(service);
    expect(service.callerPolicies).toHaveLength(0);
    web.allowTo(service);
    expect(service.callerPolicies.flatMap((policy) => policy.toJson().specs.map((spec: any) => spec.endpointSelector.matchLabels)))
      .toEqual([{ 'app.kubernetes.io/name': 'web' }]);
    // It must be let in all the same.
    expect(index.networkPolicy!.toJson().spec.ingress).toHaveLength(2);
    expect(service.ciliumNetworkPolicy!.toJson().spec.ingress).toHaveLength(2);
  });

  test('is not called by it', () => {
    const { scope, web, service } = callerAndService();
    web.allowFrom(service);
    expect(() => (scope.node.root as Cluster).synthYaml()).toThrow(
      "[prod-eu/callers/web] 'prod-eu/chart/search' can be called, but not told from others when it calls. Use 'NetworkPeer.cidr' with its addresses.",
    );
  });
});

test('a NetworkPolicy of cdk8s-plus cannot name it', () => {
  const service = globalService();
  expect(service.toPodSelector()).toBeUndefined();
  expect(() => service.toNetworkPolicyPeerConfig()).toThrow(
    '[prod-eu/chart/search] has pods in other clusters, and a NetworkPolicy means those of its own alone. '
    + "Use 'allowTo' of a workload of this library, or allow the workload behind it for the pods of this cluster.",
  );
});

test('the same program writes the same policies, in whatever order it says who calls', () => {
  const write = (ids: string[]) => {
    const cluster = new Cluster({ name: 'prod-eu', capabilities: { cilium: CILIUM } });
    const scope = new Chart(cluster, 'chart', { namespace: 'shop' });
    const service = new GlobalCiliumService(scope, 'search', { ...NONE, remotePodLabels: { app: 'search' } });
    const callers = new Map(['a', 'b', 'c'].map((id) => [id, deployment(scope, id)]));
    ids.forEach((id) => callers.get(id)!.allowTo(service));
    return cluster.synthYaml();
  };
  expect(write(['c', 'a', 'b'])).toBe(write(['a', 'b', 'c']));
});
