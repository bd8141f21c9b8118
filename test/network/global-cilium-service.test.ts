import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as kplus33 from 'cdk8s-plus-33';
import { Cluster } from '../../lib/cluster/cluster';
import { placeholder } from '../../lib/manifest/known';
import { stringifyYaml } from '../../lib/manifest/yaml';
import { GlobalCiliumServiceProps } from '../../lib/network/global-cilium-service';
import { GlobalServiceAffinity } from '../../lib/network/global-service-affinity';
import { LocalBackends } from '../../lib/network/local-backends';
import { HardenedDeployment, HardenedDeploymentProps } from '../../lib/workload/hardened-deployment';
import { thrown } from '../faults-of';
import { gatedFaults } from '../schema/feature-gates';
import { MINORS, schemaFaults } from '../schema/kubernetes-schema';
import { chartWith, CILIUM, faultsIn, globalService, LABELLED, manifestsOf, NONE, plainChart, serviceOf, warningsOf } from './global-service-construct';

const deployment = (scope: Chart, props: Partial<HardenedDeploymentProps> = {}) =>
  new HardenedDeployment(scope, 'index', { image: 'registry.example.com/index:1.4.2', ports: [{ port: 8080 }], ...props });
const annotationsOf = (props: Partial<GlobalCiliumServiceProps>) => serviceOf(props).metadata!.annotations;

test('is a Service that Cilium shares', () => {
  const { metadata, spec } = serviceOf();
  expect(metadata).toEqual({
    name: 'search', namespace: 'shop', labels: { 'app.kubernetes.io/name': 'search' }, annotations: { 'service.cilium.io/global': 'true' },
  });
  expect(spec).toEqual({ type: 'ClusterIP', selector: { app: 'search' }, ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }] });
  expect(stringifyYaml(manifestsOf(globalService({ affinity: GlobalServiceAffinity.LOCAL, allowFrom: [{ podLabels: {}, namespace: 'web', clusters: ['us', 'ap'] }] })))).toMatchInlineSnapshot(`
"apiVersion: v1
kind: Service
metadata:
  annotations:
    service.cilium.io/affinity: local
    service.cilium.io/global: "true"
  labels:
    app.kubernetes.io/name: search
  name: search
  namespace: shop
spec:
  ports:
    - name: http
      port: 80
      protocol: TCP
      targetPort: 8080
  selector:
    app: search
  type: ClusterIP
---
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata:
  labels:
    app.kubernetes.io/name: search
  name: search
  namespace: shop
spec:
  endpointSelector:
    matchLabels:
      app: search
  ingress:
    - fromEndpoints:
        - matchExpressions:
            - key: k8s:io.cilium.k8s.policy.cluster
              operator: In
              values:
                - us
                - ap
          matchLabels:
            k8s:io.kubernetes.pod.namespace: web
      toPorts:
        - ports:
            - port: "8080"
              protocol: TCP
"
`);
});

test.each<[string, Partial<GlobalCiliumServiceProps>, { [key: string]: string }]>([
  ['shared, without affinity', {}, {}],
  ['shared, as said', { shared: true }, {}],
  ['not shared', { shared: false }, { 'service.cilium.io/shared': 'false' }],
  ['with local affinity', { affinity: GlobalServiceAffinity.LOCAL }, { 'service.cilium.io/affinity': 'local' }],
  ['with remote affinity', { affinity: GlobalServiceAffinity.REMOTE }, { 'service.cilium.io/affinity': 'remote' }],
  ["without the word 'none', which Cilium misreads", { affinity: GlobalServiceAffinity.NONE }, {}],
  ['with EndpointSlices', { syncEndpointSlices: true }, { 'service.cilium.io/global-sync-endpoint-slices': 'true' }],
  ['with EndpointSlices where it is headless', { headless: true }, { 'service.cilium.io/global-sync-endpoint-slices': 'true' }],
  ['with annotations of its own', { annotations: { 'example.com/a': '' } }, { 'example.com/a': '' }],
])('is global: %s', (_, props, annotations) => {
  expect(annotationsOf(props)).toEqual({ 'service.cilium.io/global': 'true', ...annotations });
});

test('can be headless', () => {
  expect(serviceOf({ headless: true }).spec.clusterIP).toBe('None');
  expect(serviceOf().spec).not.toHaveProperty('clusterIP');
});

test('can only consume: no selector, nothing shared', () => {
  const manifests = manifestsOf(globalService(NONE));
  expect(manifests).toHaveLength(1);
  expect(manifests[0].spec).toEqual({ type: 'ClusterIP', ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }] });
  expect(manifests[0].metadata!.annotations).toEqual({ 'service.cilium.io/global': 'true', 'service.cilium.io/shared': 'false' });
});

test('has the name and namespace that it is told, whatever its id and chart', () => {
  expect(serviceOf({ name: 'find', namespace: 'search' }).metadata).toMatchObject({ name: 'find', namespace: 'search', labels: { 'app.kubernetes.io/name': 'find' } });
});

test('can be patched', () => {
  const service = globalService();
  service.patch({ kind: 'Service' }, JsonPatch.add('/spec/trafficDistribution', 'PreferClose'));
  expect(service.service.toJson().spec.trafficDistribution).toBe('PreferClose');
});

describe('selects', () => {
  test('a workload of this library, on the ports that it declares', () => {
    const scope = chartWith();
    const backends = LocalBackends.ofWorkload(deployment(scope, { ports: [{ name: 'http', port: 8080 }, { name: 'metrics', port: 9090 }] }));
    expect(serviceOf({ backends, ports: undefined }, scope).spec).toEqual({
      type: 'ClusterIP',
      selector: { 'app.kubernetes.io/name': 'index' },
      ports: [{ name: 'http', port: 8080, targetPort: 'http', protocol: 'TCP' }, { name: 'metrics', port: 9090, targetPort: 'metrics', protocol: 'TCP' }],
    });
    const ports = [{ port: 80, target: 'http' }, { port: 90, targetPort: 9090, name: 'm' }];
    expect(globalService({ name: 'other', backends, ports }, new Chart(scope.node.root, 'b', { namespace: 'shop' })).service.toJson().spec.ports).toEqual([
      { name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' }, { name: 'm', port: 90, targetPort: 9090, protocol: 'TCP' },
    ]);
  });

  test.each([['28', kplus], ['33', kplus33 as unknown as typeof kplus]])('a workload of cdk8s-plus-%s', (_, plus) => {
    const scope = chartWith();
    const workload = new plus.Deployment(scope, 'index', { containers: [{ image: 'index:1', ports: [{ name: 'grpc', number: 9000 }] }] });
    const { spec } = serviceOf({ backends: LocalBackends.ofWorkload(workload), ports: undefined }, scope);
    expect(spec.selector).toEqual({ 'cdk8s.io/metadata.addr': expect.any(String) });
    expect(workload.matchLabels).toEqual(spec.selector);
    expect(spec.ports).toEqual([{ name: 'grpc', port: 9000, targetPort: 'grpc', protocol: 'TCP' }]);
  });

  test('pods by labels, on the ports that are given', () => {
    const ports = [{ port: 80 }];
    expect(serviceOf({ ports }).spec.ports).toEqual([{ port: 80, targetPort: 80, protocol: 'TCP' }]);
    expect(serviceOf({ ports: [{ port: 80, target: 'web', appProtocol: 'kubernetes.io/h2c' }] }).spec.ports).toEqual([
      { name: 'web', port: 80, targetPort: 'web', protocol: 'TCP', appProtocol: 'kubernetes.io/h2c' },
    ]);
  });
});

describe('by the Multi-Cluster Services API', () => {
  const exported = (props: Partial<GlobalCiliumServiceProps> = {}, version = '1.19.4') => {
    const [service, serviceExport, ...others] = manifestsOf(globalService({ serviceExport: {}, ...props }, chartWith({ ...CILIUM, version })));
    expect(others).toEqual([]);
    return { service, serviceExport };
  };

  test('a ServiceExport stands beside an ordinary Service', () => {
    const { service, serviceExport } = exported();
    expect(service.metadata).not.toHaveProperty('annotations');
    expect(serviceExport).toEqual({
      apiVersion: 'multicluster.x-k8s.io/v1alpha1',
      kind: 'ServiceExport',
      metadata: { name: 'search', namespace: 'shop', labels: { 'app.kubernetes.io/name': 'search' } },
    });
  });

  test('what Cilium shall do is in the exported annotations', () => {
    const { service, serviceExport } = exported({
      affinity: GlobalServiceAffinity.LOCAL, syncEndpointSlices: true, annotations: { 'example.com/a': 'b' },
      serviceExport: { labels: { team: 'search' }, annotations: { 'example.com/owner': 'search' } },
    });
    expect(service.metadata!.annotations).toEqual({ 'example.com/a': 'b' });
    expect(serviceExport.spec).toEqual({
      exportedAnnotations: {
        'example.com/owner': 'search', 'service.cilium.io/affinity': 'local', 'service.cilium.io/global-sync-endpoint-slices': 'true',
      },
      exportedLabels: { team: 'search' },
    });
  });

  test.each([['1.17.0', 'v1alpha1'], ['1.19.9', 'v1alpha1'], ['1.20.0-pre.1', 'v1beta1'], ['v1.20.1', 'v1beta1']])('with Cilium %s it is %s', (version, expected) => {
    expect(exported({}, version).serviceExport.apiVersion).toBe(`multicluster.x-k8s.io/${expected}`);
  });

  test('without a cluster it is the older version', () => {
    expect(globalService({ serviceExport: {} }, plainChart('shop')).serviceExport!.apiVersion).toBe('multicluster.x-k8s.io/v1alpha1');
  });

  test.each<[string, Partial<GlobalCiliumServiceProps>, string[], string?]>([
    ['Cilium is too old', { serviceExport: {} }, ["'serviceExport' needs Cilium 1.17, and the cluster has 1.16.3. Upgrade it, or leave this out."], '1.16.3'],
    ['there is nothing to export', { ...NONE, serviceExport: {} }, [
      "'serviceExport' must not be given where this cluster has no pods behind the service: Cilium makes what callers need by itself. Let them call 'search.shop.svc.clusterset.local'.",
    ]],
    ['it is not shared', { serviceExport: {}, shared: false }, ["'shared' must not be false with 'serviceExport', which shares it. Leave one of the two out."]],
    ['annotations and labels are none', { serviceExport: { annotations: { 'a b': '', 'service.cilium.io/affinity': 'none' }, labels: { team: 'a b' } } }, [
      "'serviceExport.annotations['a b']' must be an annotation key: at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, with or without a DNS subdomain and '/' before it. Use a key such as 'example.com/owner'.",
      "'serviceExport.labels.team' must be a label value: a string of at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, or empty, got 'a b'. Correct the value.",
      "'serviceExport.annotations['service.cilium.io/affinity']' must not be given: the construct sets it, got 'none'. Use 'affinity' or 'syncEndpointSlices'.",
    ]],
  ])('is refused where %s', (_, props, faults, version = '1.19.4') => {
    expect(faultsIn(props, chartWith({ ...CILIUM, version }))).toEqual(faults);
  });
});

test('needs Cilium', () => {
  expect(thrown(() => globalService({}, chartWith(undefined, { capabilities: {} })))).toThrow(
    "[prod-eu/chart/search] Only Cilium shares Services in this way, and the cluster is not known to have it. Set 'capabilities.cilium' on the Cluster.",
  );
  expect(faultsIn({}, plainChart('shop'))).toEqual([]);
});

const KEY_RULE = "at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, with or without a DNS subdomain and '/' before it";
const VALUE_RULE = "must be a label value: a string of at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, or empty";
const LABEL_RULE = "must be a DNS label: at most 63 lower-case letters, digits and '-', starting and ending with a letter or digit";

test.each<[string, Partial<GlobalCiliumServiceProps>, string[]]>([
  ['names that are none', { name: '1st', namespace: 'Shop' }, [
    "'name' must be a DNS label that starts with a letter: at most 63 lower-case letters, digits and '-', ending with a letter or digit, got '1st'. Give it a 'name' such as 'search'.",
    `'namespace' ${LABEL_RULE}, got 'Shop'. Use a name such as 'search'.`,
  ]],
  ['annotations that it sets itself, in either spelling', { annotations: { 'service.cilium.io/global': 'yes', 'io.cilium/service-affinity': 'none' } }, [
    "'annotations['service.cilium.io/global']' must not be given: the construct sets it, got 'yes'. Use 'shared', 'affinity' or 'syncEndpointSlices'.",
    "'annotations['io.cilium/service-affinity']' must not be given: the construct sets it, got 'none'. Use 'shared', 'affinity' or 'syncEndpointSlices'.",
  ]],
  ['labels that it sets itself, or are none', { labels: { 'app.kubernetes.io/name': 'other', 'a b': '' } }, [
    `'labels['a b']' must be a label key: ${KEY_RULE}. Use a key such as 'example.com/team'.`,
    "'labels['app.kubernetes.io/name']' must not be given: the construct sets it, got 'other'. Leave it out.",
  ]],
  ['to share what is not there', { ...NONE, shared: true }, ["'shared' must not be true where this cluster has no pods behind the service. Leave it out."]],
  ['a headless Service without the pods of others', { headless: true, syncEndpointSlices: false }, [
    "'syncEndpointSlices' must not be false for a headless Service: the pods of other clusters would have no DNS records. Leave it out.",
  ]],
  ['an affinity of what nobody asks Cilium for', { headless: true, affinity: GlobalServiceAffinity.LOCAL }, [
    "'affinity' must not be given with 'headless': callers choose among the pods of all clusters, and only Cilium heeds it, got 'local'. Leave one of the two out.",
  ]],
  ['labels that select everything', { backends: LocalBackends.labelled({}) }, [
    "'backends' must name a label. Use 'LocalBackends.none' if this cluster only calls the service.",
  ]],
  ['labels that are none', { backends: LocalBackends.labelled({ 'a b': 'c d' }), remotePodLabels: {} }, [
    `'backends['a b']' ${VALUE_RULE}, got 'c d'. Correct the value.`,
    `'backends['a b']' must be a label key: ${KEY_RULE}. Use a key such as 'app.kubernetes.io/name'.`,
    "'remotePodLabels' must name a label. Leave it out if the pods of other clusters carry the labels of those of this one.",
  ]],
  ['no ports where none are known', { ports: undefined }, [
    "'ports' must be given, because nothing is known of the ports of its pods. Use '[{ port: 8080 }]' or whatever they listen on.",
  ]],
  ['an empty list of ports', { ports: [] }, ["'ports' must hold a port to lead to. Declare 'ports' on the workload, e.g. '[{ port: 8080 }]'."]],
  ['ports that are none', { ports: [{ port: 0, name: 'HTTP', targetPort: 65536 }, { port: 80, target: 'UPPER_CASE', name: 'a', appProtocol: 'a b' }] }, [
    "'ports[0].port' must be a whole number from 1 to 65535, got 0. Correct the number.",
    `'ports[0].name' ${LABEL_RULE}, got 'HTTP'. Use a name such as 'http'.`,
    "'ports[0].targetPort' must be a whole number from 1 to 65535, got 65536. Name a port of the pods as 'target', or correct the number.",
    "'ports[1].appProtocol' must be a protocol's name, with or without a DNS subdomain and '/' before it, got 'a b'. Use a name such as 'https' or 'kubernetes.io/h2c'.",
    "'ports[1].target' must be a port name: at most 15 lower-case letters, digits and single '-', at least one letter, starting and ending with a letter or digit, got 'UPPER_CASE'. Use the name under which a container declares it.",
  ]],
  ['ports that are in each other\'s way', { ports: [{ port: 80 }, { port: 80, name: 'a' }, { port: 81, name: 'a', target: 'b', targetPort: 1 }] }, [
    "'ports[2]' must not have both 'target' and 'targetPort'. Leave one of the two out.",
    "'ports[0].name' must be given, because there are several ports. Use a name such as 'http'.",
    "'ports[1].port' must be unique among the TCP ports, got 80. Leave one of the two out.",
    "'ports[2].name' must be unique among the ports, got 'a'. Give this port another name.",
  ]],
])('refuses %s', (_, props, faults) => {
  expect(faultsIn(props)).toEqual(faults);
});

test.each<[string, any, string[]]>([
  ['no backends', { backends: undefined }, ["'backends' must be given. Use 'LocalBackends.ofWorkload', 'LocalBackends.labelled' or 'LocalBackends.none'."]],
  ['labels alone', { backends: { app: 'search' } }, ["'backends' must be a value of this library's 'LocalBackends'. Use 'LocalBackends.labelled'."]],
  ['what is no workload', { backends: LocalBackends.ofWorkload(undefined as any) }, [
    "'backends' must be a workload of this library or of cdk8s-plus. Give one, in Pulumi the 'construct' of the component; or use 'LocalBackends.labelled'.",
  ]],
  ['labels that are null', { backends: LocalBackends.labelled(null as any) }, ["'backends' must name a label. Use 'LocalBackends.none' if this cluster only calls the service."]],
  ['words that are none', { affinity: 'Local', headless: 'yes', ports: [{ name: 'http', protocol: 'http' }], allowFrom: [{ podLabels: {}, clusters: 'us' }] }, [
    "'ports[0].port' must be given. Add the port on which it is called, e.g. '80'.",
    "'ports[0].protocol' must be 'TCP', 'UDP' or 'SCTP', got 'http'. Use one of them.",
    "'affinity' must be 'local', 'remote' or 'none', got 'Local'. Use 'local'.",
    "'headless' must be true or false, got a text. Leave it out for the default.",
    "'allowFrom[0].clusters' must be a list of strings, got a text. Use one such as ['prod-us'].",
  ]],
])('refuses, from who has no compiler, %s', (_, props, faults) => {
  expect(faultsIn(props)).toEqual(faults);
});

test('takes null for what is not given', () => {
  const nothing: any = {
    name: null, namespace: null, shared: null, affinity: null, headless: null, syncEndpointSlices: null, serviceExport: null, allowFrom: null,
    remotePodLabels: null,
  };
  expect(manifestsOf(globalService(nothing))).toEqual(manifestsOf(globalService()));
});

test('refuses to be in no known namespace', () => {
  expect(faultsIn({}, plainChart())).toEqual([
    "'namespace' must be known, because it must be the same in every cluster. Give the chart or the service a 'namespace'.",
  ]);
});

test('refuses to sync EndpointSlices with a Cilium that cannot', () => {
  expect(faultsIn({ syncEndpointSlices: true }, chartWith({ ...CILIUM, version: '1.15.9' }))).toEqual([
    "'syncEndpointSlices' needs Cilium 1.16, and the cluster has 1.15.9. Upgrade it, or leave this out.",
  ]);
  expect(faultsIn({ headless: true }, chartWith({ ...CILIUM, version: '1.15.9' }))).toEqual([
    "'headless' needs Cilium 1.16, and the cluster has 1.15.9. Upgrade it, or leave this out.",
  ]);
});

test('refuses a workload in another namespace, and a port that it does not declare', () => {
  const scope = chartWith();
  const backends = LocalBackends.ofWorkload(deployment(scope, { namespace: 'other', ports: [{ name: 'http', port: 8080 }, { name: 'metrics', port: 9090 }] }));
  expect(faultsIn({ backends, ports: [{ port: 80 }, { port: 81, name: 'b', target: 'htp' }] }, scope)).toEqual([
    "'backends' must stand in the namespace of the Service, 'shop', but stands in 'other'. Put both into one namespace.",
    "'ports[0].target' must say which port of the workload is meant; it declares 'http', 'metrics'. Add it.",
    "'ports[1].target' must be the name of a port that the workload declares: 'http', 'metrics', got 'htp'. Correct the name.",
    "'ports[0].name' must be given, because there are several ports. Use a name such as 'http'.",
  ]);
});

test('refuses to guess the names of several ports', () => {
  const scope = chartWith();
  const workload = (...names: (string | undefined)[]) => new kplus.Deployment(scope, `index-${names.join('-')}`, {
    containers: [{ image: 'index:1', ports: names.map((name, index) => ({ name, number: 9000 + index })) }],
  });
  const faults = ["'ports' must be given, because its pods declare several ports and not each by a name. Name them, e.g. '[{ name: 'http', port: 80, targetPort: 8080 }]'."];
  expect(faultsIn({ backends: LocalBackends.ofWorkload(workload('http', undefined)), ports: undefined }, scope)).toEqual(faults);
  const ports = [{ name: 'http', port: 80, targetPort: 9001 }];
  expect(faultsIn({ name: 'other', backends: LocalBackends.ofWorkload(workload(undefined, 'http')), ports }, new Chart(scope, 'b', { namespace: 'shop' }))).toEqual([]);
});

test('refuses a workload that declares no port, and pods that labels cannot select', () => {
  const scope = chartWith();
  expect(faultsIn({ backends: LocalBackends.ofWorkload(deployment(scope, { ports: [] })), ports: undefined }, scope)).toEqual([
    "'ports' must hold a port to lead to. Declare 'ports' on the workload, e.g. '[{ port: 8080 }]'.",
  ]);
  const other = chartWith();
  const pods = kplus.Pods.select(other, 'pods', { expressions: [kplus.LabelExpression.exists('app')] });
  expect(faultsIn({ backends: LocalBackends.ofWorkload(pods) }, other)).toEqual([
    "'backends' must select pods by labels alone, because a Service can do no more. Use 'LocalBackends.labelled'.",
  ]);
});

test('passes over what is not known yet', () => {
  const later = placeholder('1');
  const backends = LocalBackends.labelled({ app: later });
  expect(faultsIn({ name: later, namespace: later, backends, ports: [{ port: 80, name: later, target: later }] })).toEqual([]);
  const scope = chartWith();
  const ofWorkload = (namespace: string) => LocalBackends.ofWorkload(deployment(new Chart(scope.node.root, `${scope.node.root.node.children.length}`, { namespace })));
  expect(faultsIn({ namespace: later, backends: ofWorkload('other'), ports: [{ port: 80, target: later }] }, scope)).toEqual([]);
  expect(faultsIn({ name: 'b', backends: ofWorkload(later), ports: [{ port: 80, target: later }] }, new Chart(scope.node.root, 'b', { namespace: 'shop' }))).toEqual([]);
});

describe('warns', () => {
  const SYNC = "network/endpoint-slice-sync: Service 'search': the pods of other clusters get EndpointSlices only where Cilium was installed with 'clustermesh.enableEndpointSliceSynchronization=true'. Say with 'capabilities.cilium.clusterMesh' on the Cluster that it was.";
  const MCS = "network/mcs-api: Service 'search': its ServiceExport does nothing unless Cilium was installed with 'clustermesh.mcsapi.enabled=true'. Say with 'capabilities.cilium.clusterMesh' on the Cluster that it was.";

  test.each<[string, Partial<GlobalCiliumServiceProps>, string[]]>([
    ['of nothing', {}, []],
    ['of a headless Service', { headless: true }, [SYNC]],
    ['of EndpointSlices', { syncEndpointSlices: true }, [SYNC]],
    ['of a ServiceExport', { serviceExport: {} }, [MCS]],
    ['of an affinity that chooses nothing', { ...NONE, affinity: GlobalServiceAffinity.REMOTE }, [
      "network/affinity-without-backends: Service 'search': the affinity 'remote' chooses between this cluster and others, and this one has no pods behind it. Leave 'affinity' out.",
    ]],
    ['of an affinity that not everybody heeds', { affinity: GlobalServiceAffinity.LOCAL, syncEndpointSlices: true }, [
      SYNC,
      "network/affinity-unheeded: Service 'search': whoever reads the EndpointSlices, such as an ingress controller, gets the pods of all clusters alike: only Cilium heeds the affinity 'local'. "
      + "Leave 'syncEndpointSlices' out, or let them call the Service's address.",
    ]],
    ['not of no affinity of a headless Service', { headless: true, affinity: GlobalServiceAffinity.NONE }, [SYNC]],
    ['not of no affinity', { ...NONE, affinity: GlobalServiceAffinity.NONE }, []],
  ])('%s', (_, props, warnings) => {
    expect(warningsOf(globalService(props))).toEqual(warnings);
  });

  test('of neither where the cluster says that it was set up so', () => {
    const cilium = { ...CILIUM, clusterMesh: { enableEndpointSliceSynchronization: true, mcsApiEnabled: true } };
    expect(warningsOf(globalService({ headless: true, serviceExport: {} }, chartWith(cilium)))).toEqual([]);
    expect(warningsOf(globalService({ headless: true, serviceExport: {} }, plainChart('shop')))).toEqual([]);
  });

  test('of a cluster in no mesh', () => {
    expect(warningsOf(globalService({}, chartWith({ version: '1.19.4' })))).toEqual([
      "network/not-in-mesh: Service 'search': the cluster is not known to be in a cluster mesh, and outside of one nothing is shared. Set 'capabilities.cilium.mesh' on the Cluster.",
    ]);
  });

  test('of a workload that is shared and admits nobody from elsewhere', () => {
    const warning = "network/no-remote-caller: Service 'search': other clusters get its pods, whose NetworkPolicy admits callers of this cluster alone (before Cilium 1.19: of every cluster). "
      + "Say with 'allowFrom' who may call from where, or share nothing with 'shared: false'.";
    const warningsFor = (props: object, network?: object) => {
      const scope = chartWith();
      return warningsOf(globalService({ backends: LocalBackends.ofWorkload(deployment(scope, network)), ports: undefined, ...props }, scope));
    };
    expect(warningsFor({})).toEqual([warning]);
    expect(warningsFor({ shared: false })).toEqual([]);
    expect(warningsFor({ allowFrom: [{ podLabels: {} }] })).toEqual([]);
    expect(warningsFor({}, { network: { policy: false } })).toEqual([]);
  });

  test.each<[string, boolean | undefined, string | undefined, boolean]>([
    ['says nothing, and all are global', undefined, undefined, false],
    ['says nothing, and none is global', false, undefined, true],
    ['is not there, and none is global', false, 'absent', true],
    ['says so', false, 'True', false],
    ['says no', true, 'false', true],
  ])('of a namespace outside the mesh: it %s', (_, defaultGlobalNamespace, said, expected) => {
    const cluster = new Cluster({ name: 'prod-eu', capabilities: { cilium: { ...CILIUM, clusterMesh: { defaultGlobalNamespace } } } });
    const annotations = said === undefined ? undefined : { 'clustermesh.cilium.io/global': said };
    if (said !== 'absent') {
      new ApiObject(new Chart(cluster, 'namespaces'), 'shop', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', annotations } });
    }
    expect(warningsOf(globalService({}, new Chart(cluster, 'chart', { namespace: 'shop' })))).toEqual(expected ? [
      "network/namespace-not-global: namespace 'shop' takes no part in the mesh, so that nothing in it is shared. Give the Namespace the annotation 'clustermesh.cilium.io/global: \"true\"', in every cluster.",
    ] : []);
  });
});

test('its Services are legal in every Kubernetes that is supported', () => {
  const variants = [LABELLED, NONE, { ...LABELLED, headless: true }, { ...LABELLED, affinity: GlobalServiceAffinity.REMOTE, shared: false }];
  for (const props of variants) {
    for (const minor of MINORS) {
      const service = serviceOf(props, chartWith(CILIUM, { kubernetesVersion: minor }));
      expect([...schemaFaults(service, minor), ...gatedFaults(service, minor)]).toEqual([]);
    }
  }
});
