import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import { Cluster } from '../../../lib/cluster/cluster';
import { FleetRollout } from '../../../lib/delivery/fleet-rollout';
import { KarmadaDelivery, KarmadaDeliveryProps } from '../../../lib/delivery/karmada/karmada-delivery';
import { ClusterSelector } from '../../../lib/fleet/cluster-selector';
import { Fleet } from '../../../lib/fleet/fleet';
import { treeOf } from '../arbitrary-fleet';

let outdir: string;

beforeEach(() => { outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-karmada-')); });
afterEach(() => fs.rmSync(outdir, { recursive: true }));

const SELECTOR = { app: 'web' };

const deployment = (replicas: number | undefined, image = 'registry.example/web:1.0') => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { ...(replicas !== undefined && { replicas }), selector: { matchLabels: SELECTOR }, template: { metadata: { labels: SELECTOR }, spec: { containers: [{ name: 'web', image }] } } },
});
const config = (name: string, data: object, namespace = 'shop') => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data });
const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };

type Program = (cluster: Cluster) => any[];

const CLUSTERS = [{ name: 'prod-us', environment: 'production' }, { name: 'prod-eu', environment: 'production' }, { name: 'dev', environment: 'dev' }];

function fleetOf(program: Program, props: KarmadaDeliveryProps = {}, clusters: any[] = CLUSTERS): Fleet {
  const fleet = new Fleet({ clusters, outdir });
  fleet.run(ClusterSelector.all(), {
    define: (cluster) => {
      const chart = new Chart(cluster, 'app');
      program(cluster).forEach((object, index) => new ApiObject(chart, `${index}`, object));
    },
  });
  fleet.deliver(new KarmadaDelivery(props));
  return fleet;
}

function written(program: Program, props: KarmadaDeliveryProps = {}): (file: string) => string {
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  fleetOf(program, props).synth();
  stderr.mockRestore();
  return (file) => fs.readFileSync(path.join(outdir, 'hub', file), 'utf8');
}

const files = () => fs.readdirSync(path.join(outdir, 'hub'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml')).sort();

const warnings = (program: Program, props: KarmadaDeliveryProps = {}) => fleetOf(program, props).warnings
  .filter(({ id }) => id.startsWith('delivery/')).map(({ path: at, message }) => `${at}: ${message}`);

test('writes what most clusters have, where it goes, and how the others differ', () => {
  const read = written(({ name }) => [NAMESPACE, deployment(name === 'dev' ? 1 : 3), ...(name === 'dev' ? [] : [config('edge', { a: 'b' })])]);
  expect(files()).toEqual([
    '_cluster/clusterpropagationpolicy-fleetwright.yaml',
    '_cluster/namespace-shop.yaml',
    'shop/configmap-edge.yaml',
    'shop/deployment-web.yaml',
    'shop/overridepolicy-deployment-web.yaml',
    'shop/propagationpolicy-configmap-edge.yaml',
    'shop/propagationpolicy-fleetwright.yaml',
  ]);
  expect(read('shop/deployment-web.yaml')).toBe(fs.readFileSync(path.join(outdir, 'prod-eu/shop/deployment-web.yaml'), 'utf8'));
  expect(read('shop/overridepolicy-deployment-web.yaml')).toBe(`apiVersion: policy.karmada.io/v1alpha1
kind: OverridePolicy
metadata:
  name: deployment-web
  namespace: shop
spec:
  overrideRules:
    - overriders:
        plaintext:
          - operator: replace
            path: /spec/replicas
            value: 1
      targetCluster:
        clusterNames:
          - dev
  resourceSelectors:
    - apiVersion: apps/v1
      kind: Deployment
      name: web
      namespace: shop
`);
  expect(read('shop/propagationpolicy-fleetwright.yaml')).toBe(`apiVersion: policy.karmada.io/v1alpha1
kind: PropagationPolicy
metadata:
  name: fleetwright
  namespace: shop
spec:
  conflictResolution: Abort
  dependentOverrides:
    - deployment-web
  placement:
    clusterAffinity:
      clusterNames:
        - dev
        - prod-eu
        - prod-us
    clusterTolerations:
      - operator: Exists
    replicaScheduling:
      replicaSchedulingType: Duplicated
  preserveResourcesOnDeletion: false
  propagateDeps: false
  resourceSelectors:
    - apiVersion: apps/v1
      kind: Deployment
      name: web
      namespace: shop
`);
  expect(read('shop/propagationpolicy-configmap-edge.yaml')).toContain(['    clusterAffinity:', '      clusterNames:', '        - prod-eu', '        - prod-us', '    clusterTolerations:'].join('\n'));
});

test('labels and annotations that differ have overriders of their own', () => {
  const marked = (labels: object, annotations?: object) => ({ ...config('a', {}), metadata: { name: 'a', namespace: 'shop', labels, ...(annotations && { annotations }) } });
  const read = written(({ name }) => [name === 'dev' ? marked({ tier: 'low', 'example.io/dev': 'yes' }, { note: 'x' }) : marked({ tier: 'high', team: 'web' })]);
  expect(read('shop/overridepolicy-configmap-a.yaml')).toContain(`    - overriders:
        annotationsOverrider:
          - operator: add
            value:
              note: x
        labelsOverrider:
          - operator: add
            value:
              example.io/dev: "yes"
              tier: low
          - operator: remove
            value:
              team: web
      targetCluster:`);
});

test('sends what states no namespace by policies of the cluster scope', () => {
  const role = (verbs: string[], name = 'shop:reader') => ({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name }, rules: [{ apiGroups: [''], resources: ['pods'], verbs }] });
  const read = written(({ name }) => [role(name === 'dev' ? ['get', 'list'] : ['get']), ...(name === 'dev' ? [role(['get'], 'dev')] : [])]);
  expect(files()).toEqual([
    '_cluster/clusteroverridepolicy-clusterrole-shop-reader-ef593cac.yaml',
    '_cluster/clusterpropagationpolicy-clusterrole-dev.yaml',
    '_cluster/clusterpropagationpolicy-fleetwright.yaml',
    '_cluster/clusterrole-dev.yaml',
    '_cluster/clusterrole-shop%3Areader.yaml',
  ]);
  expect(read('_cluster/clusterpropagationpolicy-fleetwright.yaml')).not.toContain('namespace:');
});

test('a Namespace goes only where it is written for, and one that nobody writes is there for its objects', () => {
  const read = written(({ name }) => [...(name === 'dev' ? [NAMESPACE] : []), config('a', {}), config('b', {}, 'default'), config('c', {}, 'other')]);
  expect(read('_cluster/namespace-shop.yaml')).toContain('    namespace.karmada.io/skip-auto-propagation: "true"');
  expect(read('_cluster/namespace-other.yaml')).toContain('    namespace.karmada.io/skip-auto-propagation: "true"');
  expect(files().filter((file) => file.startsWith('_cluster'))).toEqual([
    '_cluster/clusterpropagationpolicy-fleetwright.yaml', '_cluster/namespace-other.yaml', '_cluster/namespace-shop.yaml',
  ]);
  expect(read('_cluster/clusterpropagationpolicy-fleetwright.yaml')).toContain(['      clusterNames:', '        - dev', '    clusterTolerations'].join('\n'));
  expect(read('_cluster/clusterpropagationpolicy-fleetwright.yaml')).not.toContain('other');
});

test('leaves replicas to the cluster where its autoscaler sets them, or nothing says them', () => {
  const scaler = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'web', namespace: 'shop' }, spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, minReplicas: 2, maxReplicas: 4 } };
  const label = '    resourcetemplate.karmada.io/retain-replicas: "true"';
  expect(written(() => [deployment(undefined)])('shop/deployment-web.yaml')).toContain(label);
  expect(written(() => [deployment(3), scaler])('shop/deployment-web.yaml')).toContain(label);
  expect(written(() => [deployment(3)])('shop/deployment-web.yaml')).not.toContain(label);
});

test('of a Secret, differences are in what an API server keeps', () => {
  const secret = (fields: object) => ({ apiVersion: 'external.example/v1', kind: 'Config', metadata: { name: 'x', namespace: 'shop' }, ...fields });
  // A stand-in of another group is left as it is.
  expect(written(() => [secret({ stringData: { a: 'b' } })])('shop/config-x.yaml')).toContain('stringData:');
  const real = (text: string) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x', namespace: 'shop' }, type: 'Opaque', stringData: { mode: text } });
  const read = written(({ name }) => [real(name === 'dev' ? 'debug' : 'plain')]);
  expect(read('shop/secret-x.yaml')).toContain(`  mode: ${Buffer.from('plain').toString('base64')}`);
  expect(read('shop/overridepolicy-secret-x.yaml')).toContain(`            path: /data/mode\n            value: ${Buffer.from('debug').toString('base64')}`);
});

test('holds back the clusters of later steps, and says what Karmada has no field for', () => {
  const rollout = new FleetRollout([
    { name: 'dev', clusters: ClusterSelector.names('dev'), soakMinutes: 30 },
    { name: 'eu', clusters: ClusterSelector.names('prod-eu'), manual: true },
    { name: 'rest', clusters: ClusterSelector.names('prod-us') },
  ]);
  const program: Program = () => [config('a', { a: 'b' })];
  expect(warnings(program, { rollout, step: 'dev' })).toEqual([
    "hub/KarmadaDelivery: step 'dev': Karmada has nothing like 'soakMinutes'. Wait for so long before you name the next step in 'step'.",
    "hub/KarmadaDelivery: step 'eu': Karmada has nothing like 'manual'. A step begins when 'step' names it, or a later one.",
  ]);
  expect(warnings(program, { rollout })[0]).toBe(
    "hub/KarmadaDelivery: Karmada has no order of clusters: all get what is new at once. Say in 'step' how far it has come, and those of later steps wait.",
  );
  expect(written(program, { rollout, step: 'dev' })('shop/propagationpolicy-fleetwright.yaml')).toContain(`  suspension:
    dispatchingOnClusters:
      clusterNames:
        - prod-eu
        - prod-us
`);
  expect(written(program, { rollout, step: 'rest' })('shop/propagationpolicy-fleetwright.yaml')).not.toContain('suspension');
});

test('keeps objects in all clusters of a policy where some keep them', () => {
  const program: Program = ({ name }) => [config('a', { a: 'b' }), ...(name === 'dev' ? [config('b', {})] : [])];
  const props = { preserve: ClusterSelector.environments('production') };
  expect(warnings(program, props)).toEqual([
    "hub/shop/propagation-fleetwright: Karmada keeps objects in all clusters of a policy or in none, and 'preserve' selects 2 of 3: all keep them.",
  ]);
  const read = written(program, props);
  expect(read('shop/propagationpolicy-fleetwright.yaml')).toContain('preserveResourcesOnDeletion: true');
  expect(read('shop/propagationpolicy-configmap-b.yaml')).toContain('preserveResourcesOnDeletion: false');
});

test('takes over what is there before only where that is said', () => {
  expect(written(() => [config('a', {})], { takeOver: true })('shop/propagationpolicy-fleetwright.yaml')).toContain('conflictResolution: Overwrite');
});

test('says what Karmada changes on the way', () => {
  const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'once', namespace: 'shop' }, spec: { ttlSecondsAfterFinished: 60, template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'registry.example/a:1.0' }] } } } };
  const binding = {
    apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: { name: 'readers' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' }, subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'readers' }],
  };
  expect(warnings(() => [job, binding])).toEqual([
    "hub/_cluster/clusterrolebinding-readers: Karmada's API server heeds it as well: whoever it names has these rights there too.",
    "hub/shop/job-once: 'spec.ttlSecondsAfterFinished' does not reach the clusters: Karmada takes it away, and deletes the Job there when it is deleted in Karmada's API server.",
  ]);
});

test('says all at once what Karmada cannot deliver as it is', () => {
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'shop', finalizers: ['example.io/x'] }, spec: { clusterIP: '10.0.0.10', selector: SELECTOR, ports: [{ port: 80 }] } };
  const webhook = { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingWebhookConfiguration', metadata: { name: 'guard' }, webhooks: [] };
  const scaler = (version: string) => ({
    apiVersion: `autoscaling/${version}`, kind: 'HorizontalPodAutoscaler', metadata: { name: 'web', namespace: 'shop' },
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, maxReplicas: 4 },
  });
  const fleet = fleetOf(({ name }) => [
    service, webhook, scaler(name === 'dev' ? 'v1' : 'v2'), config('a', {}, 'kube-system'), config('a', {}, 'karmada-es-dev'),
    { apiVersion: 'policy.karmada.io/v1alpha1', kind: 'OverridePolicy', metadata: { name: 'mine', namespace: 'shop' }, spec: { overrideRules: [] } },
  ], {}, [{ name: 'a-cluster-with-a-name-that-is-longer-than-karmada-takes' }, ...CLUSTERS]);
  expect(() => fleet.synth()).toThrow([
    "[hub/KarmadaDelivery] needs names of clusters of at most 48 characters, got 'a-cluster-with-a-name-that-is-longer-than-karmada-takes'. Give the cluster a shorter one.",
    "[hub/_cluster/validatingwebhookconfiguration-guard] must not be delivered as a template: it would act on Karmada's API server itself. "
      + 'Let whoever sets the clusters up apply the ValidatingWebhookConfiguration.',
    "[hub/karmada-es-dev/configmap-a] must not stand in 'karmada-es-dev', which Karmada keeps for itself and delivers nothing of. Use another namespace.",
    "[hub/kube-system/configmap-a] must not stand in 'kube-system': by default, Karmada delivers nothing of 'kube-…' namespaces. "
      + "Run karmada-controller-manager with a '--skipped-propagating-namespaces' that leaves this one out, and say 'kubeNamespaces: true'.",
    "[hub/shop/service-web] must not say 'metadata.finalizers', 'spec.clusterIP', as it does in "
      + "'a-cluster-with-a-name-that-is-longer-than-karmada-takes', 'dev', 'prod-eu', 'prod-us': Karmada takes it away. Leave it out, or let another engine deliver it.",
    "[hub/shop/horizontalpodautoscaler-web] must be of one version of its API in all clusters, and is of 'autoscaling/v2' in "
      + "'a-cluster-with-a-name-that-is-longer-than-karmada-takes', 'prod-eu', 'prod-us' and of 'autoscaling/v1' in 'dev'. Use the older one everywhere.",
    "[hub/shop/overridepolicy.policy.karmada.io-mine] must not be of 'policy.karmada.io/v1alpha1', which Karmada does not deliver. Leave it out, or let another engine deliver it.",
  ].join('\n  '));
  expect(fs.readdirSync(outdir)).toEqual([]);
});

test('names an object by which nothing can be selected', () => {
  const hub = new Cluster({ name: 'hub' });
  new KarmadaDelivery().deliver(hub, treeOf({
    dev: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'many-', namespace: 'shop' } }, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }],
  }));
  expect(() => hub.synth()).toThrow([
    "[hub/KarmadaDelivery] ConfigMap 'shop/many-*' must have a name, by which the engine knows it, and has only a 'generateName'. Give it a 'name'.",
    "[hub/_cluster/configmap-a] must state its namespace: which one is meant, the engine can not know. Give it 'metadata.namespace', or its chart a 'namespace'.",
  ].join('\n  '));
});

test('delivers kube- namespaces where Karmada is said to', () => {
  written(() => [config('a', {}, 'kube-system')], { kubeNamespaces: true });
  expect(files()).toEqual(['kube-system/configmap-a.yaml', 'kube-system/propagationpolicy-fleetwright.yaml']);
});

test('refuses an object that is too large for an etcd', () => {
  const fleet = fleetOf(({ name }) => [{ apiVersion: 'example.io/v1', kind: 'Large', metadata: { name: 'a', namespace: 'shop' }, text: (name === 'dev' ? 'x' : 'y').repeat(1_600_000) }]);
  expect(() => fleet.synth()).toThrow([
    "[hub/KarmadaDelivery] Large 'shop/a' must have at most 1500000 bytes, which is what an etcd takes, got 1600098. Split it.",
    "[hub/KarmadaDelivery] OverridePolicy 'shop/large.example.io-a' must have at most 1500000 bytes, which is what an etcd takes, got 1600373. "
      + 'Let fewer clusters differ in it, or in less.',
  ].join('\n  '));
});

test('says what is wrong with its props', () => {
  const rollout = new FleetRollout([{ name: 'canary', clusters: ClusterSelector.all() }]);
  expect(() => new KarmadaDelivery({ step: 'canary' })).toThrow("[KarmadaDelivery] 'step' must come with a 'rollout', which has steps. Give 'rollout' too.");
  expect(() => new KarmadaDelivery({ rollout, step: 'canari' })).toThrow("[KarmadaDelivery] 'step' must be a step of the rollout, got 'canari'. Use 'canary'.");
  expect(() => new KarmadaDelivery({ takeOver: 'yes', overwrite: true } as any)).toThrow([
    "[KarmadaDelivery] 'takeOver' must be true or false, got a text. Leave it out for the default.",
    "[KarmadaDelivery] 'overwrite' is no prop, so that nothing reads it. There are 'rollout', 'step', 'preserve', 'takeOver', 'kubeNamespaces'.",
  ].join('\n'));
  expect(() => fleetOf(() => [config('a', {})], { preserve: ClusterSelector.names('prod-asia') }).synth()).toThrow(
    "[hub/KarmadaDelivery] 'preserve' must name a cluster of the fleet, got 'prod-asia'. There are 'prod-us', 'prod-eu', 'dev'.",
  );
});

test('a second run changes nothing', () => {
  const program: Program = ({ name }) => [NAMESPACE, deployment(name === 'dev' ? 1 : 3)];
  written(program);
  expect(fleetOf(program).diff()).toBe('No difference in 4 clusters.\n');
});
