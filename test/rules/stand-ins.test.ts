import { placeholder } from '../../lib/manifest/known';
import { KubernetesObject } from '../../lib/manifest/object';
import { ruleOf } from '../../lib/rules/catalogue';
import { defaultOptions } from '../../lib/rules/choice';
import { ClusterManifests, Target } from '../../lib/rules/cluster-manifests';
import { judgeManifests } from '../../lib/rules/judge-manifests';
import { fieldTexts } from '../../lib/rules/stand-ins/field-text';
import { matchesPattern } from '../../lib/rules/stand-ins/name-pattern';
import { provided, standInsFor, usedExternals } from '../../lib/rules/stand-ins/provided';
import { selectsPods } from '../../lib/rules/stand-ins/selected-pods';
import { StandIn, StandInRole } from '../../lib/rules/stand-ins/stand-in';
import { STAND_INS } from '../../lib/rules/stand-ins/table';

const object = (apiVersion: string, kind: string, name: string, namespace?: string, spec?: object): KubernetesObject =>
  ({ apiVersion, kind, metadata: { name, namespace }, spec });
const kindsFor = (cluster: ClusterManifests, role: StandInRole) => standInsFor(cluster, role).map(({ kind }) => kind);
const of = (objects: readonly KubernetesObject[], target: Target = {}) => new ClusterManifests(objects, target);

describe('what is provided', () => {
  test('is what is among the manifests, in its namespace', () => {
    const cluster = of([object('v1', 'Secret', 'db', 'shop'), object('v1', 'Namespace', 'shop')]);
    expect(provided(cluster, '/Secret', 'shop', 'db')).toBe('yes');
    expect(provided(cluster, '/Secret', 'other', 'db')).toBe('no');
    expect(provided(cluster, '/ConfigMap', 'shop', 'db')).toBe('no');
    expect(provided(cluster, '/Namespace', '', 'shop')).toBe('yes');
  });

  test.each<[string, KubernetesObject, string, string]>([
    ['an ExternalSecret', object('external-secrets.io/v1', 'ExternalSecret', 'db', 'shop', { target: {} }), '/Secret', 'db'],
    ['a target with a name', object('external-secrets.io/v1', 'ExternalSecret', 'x', 'shop', { target: { name: 'db' } }), '/Secret', 'db'],
    ['CloudNativePG', object('postgresql.cnpg.io/v1', 'Cluster', 'orders', 'shop'), '/Service', 'orders-rw'],
    ['Strimzi', object('kafka.strimzi.io/v1', 'Kafka', 'events', 'shop'), '/Service', 'events-kafka-bootstrap'],
    ['ECK', object('elasticsearch.k8s.elastic.co/v1', 'Elasticsearch', 'logs', 'shop', { nodeSets: [{ name: 'hot' }] }), '/Service', 'logs-es-hot'],
    ['Flagger', object('flagger.app/v1beta1', 'Canary', 'web', 'shop', { targetRef: { name: 'web' }, service: { port: 80 } }), '/Service', 'web-primary'],
    ['Rook', object('ceph.rook.io/v1', 'CephObjectStore', 'photos', 'shop'), '/Service', 'rook-ceph-rgw-photos'],
    ['the Prometheus Operator', object('monitoring.coreos.com/v1', 'Prometheus', 'k8s', 'shop'), '/Service', 'prometheus-operated'],
    ['a ClusterExternalSecret', object('external-secrets.io/v1', 'ClusterExternalSecret', 'pull', undefined, { externalSecretSpec: { target: { name: 'registry' } } }), '/Secret', 'registry'],
  ])('is what %s makes', (_, maker, kind, name) => {
    expect(provided(of([maker]), kind, 'shop', name)).toBe('yes');
    expect(provided(of([]), kind, 'shop', name)).toBe('no');
  });

  test.each<[string, KubernetesObject, string]>([
    ['by a chart for the namespace', object('helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'redis', 'flux-system', { targetNamespace: 'shop' }), 'anything'],
    ['by an Application for the namespace', object('argoproj.io/v1alpha1', 'Application', 'redis', 'argocd', { destination: { namespace: 'shop' } }), 'anything'],
    ['by a Kustomization that says no namespace', object('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', 'apps', 'flux-system', {}), 'anything'],
    ['by an operator that nobody knows', object('example.com/v1', 'Queue', 'jobs', 'shop'), 'jobs-credentials'],
    ['as a name that the API server completes', { apiVersion: 'v1', kind: 'Secret', metadata: { generateName: 'db-', namespace: 'shop' } }, 'db-x7k2'],
    ['as a name that is not known yet', object('v1', 'Secret', placeholder('a'), 'shop'), 'anything'],
    ['where it is applied', object('v1', 'Secret', 'db'), 'db'],
  ])('is perhaps there %s', (_, maker, name) => {
    expect(provided(of([maker]), '/Secret', 'shop', name)).toBe('perhaps');
    expect(provided(of([maker]), '/Secret', 'shop', 'zzz')).toBe(name === 'anything' ? 'perhaps' : 'no');
  });

  test('is not what resources that are known have no part in', () => {
    const cluster = of([object('monitoring.coreos.com/v1', 'ServiceMonitor', 'api', 'shop'), object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'api', 'shop')]);
    expect(provided(cluster, '/Secret', 'shop', 'api-token')).toBe('no');
  });

  test('is what is said to come from elsewhere', () => {
    const cluster = of([], { external: [{ kind: '/Secret', namespace: 'shop-*', name: '*-token' }, { kind: 'ConfigMap', name: 'site' }] });
    expect(provided(cluster, '/Secret', 'shop-eu', 'api-token')).toBe('yes');
    expect(provided(cluster, '/Secret', 'other', 'api-token')).toBe('no');
    expect(provided(cluster, '/ConfigMap', 'any', 'site')).toBe('yes');
  });

  test('is what a kind makes of which a team says so, in the place of what is known', () => {
    const standIns = [{ kind: 'example.com/Queue', makes: [{ kind: '/Secret', name: '{spec.secret}' }] }, { kind: 'postgresql.cnpg.io/Cluster', makes: [] }];
    const cluster = of([object('example.com/v1', 'Queue', 'jobs', 'shop', { secret: 'jobs-key' }), object('postgresql.cnpg.io/v1', 'Cluster', 'orders', 'shop')], { standIns });
    expect(provided(cluster, '/Secret', 'shop', 'jobs-key')).toBe('yes');
    expect(provided(cluster, '/Secret', 'shop', 'jobs-other')).toBe('no');
    expect(provided(cluster, '/Secret', 'shop', 'orders-app')).toBe('no');
  });

  test('is perhaps there where it is not known what is asked for', () => {
    expect(provided(of([]), '/Secret', 'shop', placeholder('a'))).toBe('perhaps');
    expect(provided(of([]), '/Secret', placeholder('a'), 'db')).toBe('perhaps');
  });

  test('is what comes from elsewhere in the clusters that are meant, and what was asked for is known', () => {
    const external = [{ kind: 'Secret', name: 'a', cluster: 'prod-*' }, { kind: 'Secret', name: 'b' }];
    const cluster = of([], { name: 'prod-eu', external });
    expect(provided(cluster, '/Secret', 'shop', 'a')).toBe('yes');
    expect(usedExternals(cluster)).toEqual(new Set([external[0]]));
    expect(provided(of([], { name: 'dev', external }), '/Secret', 'shop', 'a')).toBe('no');
    expect(provided(of([], { external }), '/Secret', 'shop', 'a')).toBe('no');
    const held = of([object('v1', 'Secret', 'b', 'shop')], { external });
    expect(provided(held, '/Secret', 'shop', 'b')).toBe('yes');
    expect(usedExternals(held)).toEqual(new Set());
  });
});

describe("a team's own kinds", () => {
  const container = { name: 'app', image: 'registry.example.com/app:latest' };
  const APP: StandIn = {
    kind: 'shop.example.com/WebApp', podTemplate: 'spec.parts.*.template', replicas: 'spec.size',
    makes: [{ kind: 'Secret', name: '{metadata.name}-tls' }, { kind: 'apps/Deployment', name: '{metadata.name}' }],
  };
  const app = (size?: number) => object('shop.example.com/v1', 'WebApp', 'web', 'shop', {
    ...size !== undefined && { size }, parts: [{ template: { metadata: { labels: { app: 'web' } }, spec: { containers: [container] } } }],
  });
  const found = (id: string, objects: readonly KubernetesObject[], standIns: readonly StandIn[], options = {}) => {
    const rule = ruleOf(id)!;
    return judgeManifests(objects, { standIns }, [{ rule, options: { ...defaultOptions(rule), ...options } }]).found.map(({ path, message }) => `${path.join('.')}: ${message}`);
  };

  test('make pods where they say, which rules about pods and containers judge', () => {
    expect(found('reliability/image-digest', [app()], [APP])).toEqual(["spec.parts.0.template.spec.containers.0.image: the image of container 'app' has no digest"]);
    expect(found('reliability/image-digest', [app()], [])).toEqual([]);
    expect(found('hygiene/own-namespace', [{ ...app(), metadata: { name: 'web', namespace: 'default' } }], [APP])).toEqual(["metadata.namespace: it stands in the namespace 'default'"]);
    expect(selectsPods(of([app()], { standIns: [APP] }), 'shop', { matchLabels: { app: 'web' } })).toBe('yes');
  });

  test('of which the schema does not know the pods make no rule stumble', () => {
    const odd = object('shop.example.com/v1', 'WebApp', 'web', 'shop', { parts: [{ template: { spec: { containers: [{ ...container, image: 5 }] } } }] });
    expect(found('reliability/image-digest', [odd], [APP])).toEqual([]);
  });

  test('keep as many pods as they say', () => {
    expect(found('reliability/disruption-budget', [app(3)], [APP])).toEqual(['spec.size: no PodDisruptionBudget selects its 3 replicas']);
    expect(found('reliability/disruption-budget', [app(1)], [APP])).toEqual([]);
    expect(found('reliability/disruption-budget', [app()], [APP])).toEqual([]);
    expect(found('reliability/disruption-budget', [app(3)], [{ ...APP, replicas: undefined }])).toEqual([]);
  });

  test('make objects, of the core where no group is said', () => {
    const cluster = of([app()], { standIns: [APP] });
    expect(provided(cluster, '/Secret', 'shop', 'web-tls')).toBe('yes');
    expect(provided(cluster, 'apps/Deployment', 'shop', 'web')).toBe('yes');
    expect(provided(cluster, '/Secret', 'shop', 'web-other')).toBe('no');
  });

  test('scale what they name, with no more than they say of it', () => {
    const scaler = object('shop.example.com/v1', 'Scaler', 's', 'shop', { app: 'web', min: 4 });
    const SCALER: StandIn = { kind: 'shop.example.com/Scaler', role: StandInRole.AUTOSCALER, target: 'spec.app', fewest: 'spec.min' };
    expect(found('reliability/disruption-budget', [app(1), scaler], [APP, SCALER])).toEqual(['spec.size: no PodDisruptionBudget selects its 4 replicas']);
    expect(found('reliability/disruption-budget', [app(3), scaler], [APP, { ...SCALER, fewest: undefined }])).toEqual([]);
    expect(found('reliability/disruption-budget', [app(3), { ...scaler, spec: { app: 'other', min: 4 } }], [APP, SCALER])).toEqual(['spec.size: no PodDisruptionBudget selects its 3 replicas']);
  });

  test('are budgets and network policies for the pods that they select, or for all of their namespace', () => {
    const guard = (labels: object) => object('shop.example.com/v1', 'Guard', 'g', 'shop', { pods: { matchLabels: labels } });
    const BUDGET: StandIn = { kind: 'shop.example.com/Guard', role: StandInRole.DISRUPTION_BUDGET, selector: 'spec.pods' };
    expect(found('reliability/disruption-budget', [app(3), guard({ app: 'web' })], [APP, BUDGET])).toEqual([]);
    expect(found('reliability/disruption-budget', [app(3), guard({ app: 'other' })], [APP, BUDGET])).toHaveLength(1);
    const POLICY: StandIn = { ...BUDGET, role: StandInRole.NETWORK_POLICY };
    expect(found('network/policy', [app(), guard({ app: 'web' })], [APP, POLICY])).toEqual([]);
    expect(found('network/policy', [app(), guard({ app: 'other' })], [APP, POLICY])).toHaveLength(1);
    expect(found('network/policy', [app(), guard({ app: 'other' })], [APP, { ...POLICY, selector: undefined }])).toEqual([]);
  });
});

describe('pods that a selector picks', () => {
  const pods = object('apps/v1', 'Deployment', 'api', 'shop', { template: { metadata: { labels: { app: 'api' } }, spec: { containers: [] } } });
  const asked = (labels: { [key: string]: string }, ...others: KubernetesObject[]) => selectsPods(of([pods, ...others]), 'shop', { matchLabels: labels });

  test('are there, are not, and are perhaps where nobody can tell', () => {
    expect(asked({ app: 'api' })).toBe('yes');
    expect(asked({ app: 'web' })).toBe('no');
    expect(selectsPods(of([pods]), 'other', { matchLabels: { app: 'web' } })).toBe('perhaps');
    expect(asked({ app: 'api', 'statefulset.kubernetes.io/pod-name': 'api-0' })).toBe('perhaps');
    expect(asked({ app: 'web' }, object('example.com/v1', 'Site', 'web', 'shop'))).toBe('perhaps');
    expect(asked({ app: placeholder('a') })).toBe('perhaps');
  });

  test('may be those of operators, by a label that they have', () => {
    const cluster = object('postgresql.cnpg.io/v1', 'Cluster', 'orders', 'shop');
    expect(asked({ 'cnpg.io/cluster': 'orders', role: 'primary' }, cluster)).toBe('perhaps');
    expect(asked({ 'cnpg.io/cluster': 'other' }, cluster)).toBe('no');
    expect(asked({ role: 'primary' }, cluster)).toBe('no');
    expect(asked({ app: 'rook-ceph-mon' }, object('ceph.rook.io/v1', 'CephCluster', 'rook-ceph', 'shop'))).toBe('perhaps');
    expect(asked({ app: 'rook-ceph-mds' }, object('ceph.rook.io/v1', 'CephCluster', 'rook-ceph', 'shop'))).toBe('no');
  });

  test('may label themselves where they have the right', () => {
    const rights = [
      { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'api', namespace: 'shop' }, rules: [{ resources: ['pods'], verbs: ['get', 'patch'] }] },
      { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: { name: 'api', namespace: 'shop' }, roleRef: { kind: 'Role', name: 'api' }, subjects: [{ kind: 'ServiceAccount', name: 'api' }] },
    ];
    expect(asked({ app: 'api', leader: 'true' }, ...rights)).toBe('perhaps');
    expect(asked({ app: 'api', leader: 'true' })).toBe('no');
    expect(asked({ app: 'web', leader: 'true' }, ...rights)).toBe('no');
  });
});

describe('the table', () => {
  test('says where it is from, names each kind once, and makes names of kinds', () => {
    STAND_INS.forEach(({ kind, see }) => expect({ kind, see }).toEqual({ kind: expect.stringMatching(/^[a-z0-9.-]*\/[A-Za-z0-9]+$/), see: expect.stringMatching(/^https:\/\//) }));
    const kinds = STAND_INS.map(({ kind }) => kind);
    expect(kinds.filter((kind, index) => kinds.indexOf(kind) !== index)).toEqual([]);
    STAND_INS.flatMap(({ makes = [] }) => makes).forEach(({ kind, name }) => {
      expect(kind).toMatch(/^(\*|[a-z0-9.-]*\/[A-Z][A-Za-z]+)$/);
      expect(name.replace(/\{[^{}]+\}/g, 'x')).toMatch(/^[a-z0-9.*-]+$/);
    });
  });

  test('knows who stands for whom, with those of a team', () => {
    expect(kindsFor(of([]), StandInRole.AUTOSCALER)).toEqual(['autoscaling/HorizontalPodAutoscaler', 'keda.sh/ScaledObject']);
    expect(kindsFor(of([]), StandInRole.NETWORK_POLICY)).toEqual(expect.arrayContaining(['networking.k8s.io/NetworkPolicy', 'cilium.io/CiliumNetworkPolicy', 'crd.projectcalico.org/GlobalNetworkPolicy']));
    expect(kindsFor(of([], { standIns: [{ kind: 'example.com/Scaler', role: StandInRole.AUTOSCALER }] }), StandInRole.AUTOSCALER)).toContain('example.com/Scaler');
  });
});

test('texts hold fields of the object', () => {
  const it = { ...object('v1', 'A', 'x', 'shop', { list: [{ name: 'a' }, { name: 'b' }], none: null }), 'dotted.key/x': 'd' };
  expect(fieldTexts('{metadata.name}-app', it)).toEqual(['x-app']);
  expect(fieldTexts('{spec.none|metadata.name}', it)).toEqual(['x']);
  expect(fieldTexts("{spec.none|'*'}", it)).toEqual(['*']);
  expect(fieldTexts('{metadata.name}-{spec.list.*.name}', it)).toEqual(['x-a', 'x-b']);
  expect(fieldTexts("{['dotted.key/x']}", it)).toEqual(['d']);
  expect(fieldTexts('{spec.gone}-app', it)).toEqual([]);
  expect(fieldTexts('{spec.list}', it)).toEqual([]);
});

test('a pattern takes any text for a star, in a time that grows with its length alone', () => {
  expect([['a*', 'abc'], ['*c', 'abc'], ['a*c', 'abc'], ['*b*', 'abc'], ['*', ''], ['abc', 'abc'], ['a*b*c', 'abc']].every(([pattern, name]) => matchesPattern(pattern, name))).toBe(true);
  expect([['a*', 'ba'], ['*c', 'cb'], ['ab*bc', 'abc'], ['a*c', 'ac1'], ['abc', 'abcd'], ['a*b*b', 'ab']].some(([pattern, name]) => matchesPattern(pattern, name))).toBe(false);
  const started = Date.now();
  expect(matchesPattern(`${'*a'.repeat(2_000)}b`, 'a'.repeat(10_000))).toBe(false);
  expect(Date.now() - started).toBeLessThan(1_000);
});
