import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Cloud } from '../../../lib/cluster/cloud';
import { Fleet } from '../../../lib/fleet/fleet';
import { Inventory } from '../../../lib/fleet/inventory/inventory';

let folder: string;
beforeEach(() => { folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-inventory-')); });
afterEach(() => fs.rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => {
  fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  fs.writeFileSync(path.join(folder, name), text);
};
function faultsOf(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    return (error as Error).message.replaceAll(folder + path.sep, '').replaceAll(folder, '.').split('\n');
  }
  return [];
}
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('Secrets of Argo CD', () => {
  const secret = (data: string, labels = '') => `apiVersion: v1
kind: Secret
metadata:
  name: cluster-1
  labels:
    argocd.argoproj.io/secret-type: cluster
${labels}${data}`;
  const config = '  config: \'{"bearerToken":"t0p-s3cret"}\'\n';

  test('say name, labels, region, environment and version, and their credentials are not read', () => {
    write('eu.yaml', secret(`stringData:\n  name: prod-eu\n  server: https://1.2.3.4\n${config}`,
      '    topology.kubernetes.io/region: eu-central-1\n    environment: production\n    tier: core\n    argocd.argoproj.io/kubernetes-version: v1.33.2\n'));
    write('sub/us.json', JSON.stringify({
      apiVersion: 'v1', kind: 'Secret', metadata: { name: 'us', labels: { 'argocd.argoproj.io/secret-type': 'cluster', env: 'production' } },
      data: { name: base64('arn:aws:eks:us-east-1:111122223333:cluster/prod-us'), config: base64('{"bearerToken":"t0p-s3cret"}') },
    }));
    write('other.yaml', 'apiVersion: v1\nkind: Secret\nmetadata: { name: x, labels: { argocd.argoproj.io/secret-type: repository } }\n---\nkind: Kustomization\n');
    write('.hidden/c.yaml', secret('stringData: { name: hidden }\n'));
    write('README.md', '# no YAML: {');
    const clusters = Inventory.fromArgoCdSecrets(folder);
    expect(clusters).toEqual([
      {
        name: 'prod-eu', region: 'eu-central-1', environment: 'production', kubernetesVersion: 'v1.33.2',
        labels: { 'topology.kubernetes.io/region': 'eu-central-1', 'environment': 'production', 'tier': 'core' },
      },
      { name: 'prod-us', region: 'us-east-1', cloud: Cloud.AWS, environment: 'production', labels: { env: 'production' } },
    ]);
    expect(JSON.stringify(clusters)).not.toMatch(/s3cret|config|1\.2\.3\.4/);
    expect(new Fleet({ clusters }).clusters.map(({ name }) => name)).toEqual(['prod-eu', 'prod-us']);
  });

  test('what is in stringData goes before, and a Secret without a name in it is called by its own', () => {
    write('a.yaml', secret(`data: { name: ${base64('old')} }\nstringData: { name: new }\n`));
    write('b.yaml', secret("stringData: { server: 'https://x.hcp.westeurope.azmk8s.io:443' }\n"));
    expect(Inventory.fromArgoCdSecrets(folder)).toEqual([{ name: 'new', labels: {} }, { name: 'cluster-1', region: 'westeurope', cloud: Cloud.AZURE, labels: {} }]);
  });

  test('a name that the fleet cannot have is an error, unless another one is given', () => {
    write('a.yaml', secret('stringData: { name: admin@prod }\n'));
    expect(faultsOf(() => Inventory.fromArgoCdSecrets(folder))).toEqual([
      "[a.yaml:7:21] 'stringData.name' must hold a name that the cluster can have in the fleet: at most 63 lower-case letters, digits and '-', got 'admin@prod'. "
      + "Give it one: names: { 'admin@prod': 'prod-eu' }.",
    ]);
    expect(Inventory.fromArgoCdSecrets(folder, { names: { 'admin@prod': 'prod-eu' } })).toEqual([{ name: 'prod-eu', labels: {} }]);
    expect(faultsOf(() => Inventory.fromArgoCdSecrets(folder, { names: { 'admin@prod': 'prod-eu', 'admin@prd': 'x' } }))).toEqual([
      "[Inventory] 'names['admin@prd']' must be what a cluster is called there, and none is. Use 'admin@prod'.",
    ]);
  });

  test('faults tell their places, and nothing that may be secret', () => {
    write('a.yaml', secret('data:\n  name: not base64!\n  config: s3cret\n'));
    write('b.yaml', secret('stringData:\n  name: prod-eu\n  config: s3cret\n  config: s3cret2\n', '    region: -x\n'));
    write('c.yaml', `${secret('stringData:\n  name: prod-eu\n')}  config: "s3cret\n bar: }s3cret\n`);
    write('d.yaml', secret('stringData: { name: prod-eu }\n'));
    const told = faultsOf(() => Inventory.fromArgoCdSecrets(folder));
    expect(told).toEqual(expect.arrayContaining([
      "[a.yaml:8:9] 'data.name' must be base64. Encode it, or put it into 'stringData'.",
      '[b.yaml:11:3] cannot be read: a map must not have a key twice. Leave one of the two out.',
      expect.stringMatching(/^\[b\.yaml:7:13\] 'metadata\.labels\.region' must be a label value/),
      expect.stringMatching(/^\[c\.yaml:\d+:\d+\] cannot be read as YAML: [a-z ]+\. Correct it\.$/),
      expect.stringMatching(/^\[d\.yaml:7:21\] must not have the name of the cluster at b\.yaml:9:9 too, got 'prod-eu'/),
    ]));
    expect(told.join()).not.toMatch(/s3cret/);
  });

  test('a folder without any is an error, and so is one that is none', () => {
    write('a.yaml', 'kind: Kustomization\n');
    write('sub/readme.md', '');
    expect(faultsOf(() => Inventory.fromArgoCdSecrets(folder))).toEqual([
      "[.] must hold Secrets with the label 'argocd.argoproj.io/secret-type: cluster', and holds none. Name another folder.",
    ]);
    expect(faultsOf(() => Inventory.fromArgoCdSecrets(path.join(folder, 'sub')))).toEqual(["[sub] must hold files that end with '.yaml', '.yml' or '.json', and holds none. Name another folder."]);
    expect(faultsOf(() => Inventory.fromArgoCdSecrets(path.join(folder, 'a.yaml')))).toEqual(['[a.yaml] must be a folder, and is a file. Name the folder that it is in.']);
    expect(faultsOf(() => Inventory.fromArgoCdSecrets(path.join(folder, 'none')))).toEqual([`[none] must be there, and is not. Paths are seen from '${process.cwd()}'.`]);
  });
});

describe('objects of hubs', () => {
  test('KubeFedCluster', () => {
    write('c.yaml', `apiVersion: core.kubefed.io/v1beta1
kind: KubeFedCluster
metadata: { name: prod-eu, namespace: kube-federation-system, labels: { tier: core, env: production } }
spec: { apiEndpoint: 'https://1.2.3.4', secretRef: { name: s }, caBundle: eA== }
status: { region: eu-central-1, zones: [eu-central-1a, eu-central-1b], kubernetesVersion: v1.30.2, conditions: [] }
`);
    expect(Inventory.fromClusterObjects(folder)).toEqual([{
      name: 'prod-eu', region: 'eu-central-1', zones: ['eu-central-1a', 'eu-central-1b'], kubernetesVersion: 'v1.30.2', environment: 'production',
      labels: { tier: 'core', env: 'production' },
    }]);
  });

  const claims = (values: Record<string, string>) => Object.entries(values).map(([name, value]) => ({ name, value }));
  const managed = (name: string, status: object, labels?: object) => ({ apiVersion: 'cluster.open-cluster-management.io/v1', kind: 'ManagedCluster', metadata: { name, labels }, spec: {}, status });

  test('ManagedCluster, in the list that kubectl writes', () => {
    write('clusters.json', JSON.stringify({
      apiVersion: 'v1', kind: 'List', items: [
        managed('prod-eu', {
          version: { kubernetes: 'v1.33.1' },
          clusterClaims: claims({ 'platform.open-cluster-management.io': 'AWS', 'region.open-cluster-management.io': 'eu-central-1', 'product.open-cluster-management.io': 'EKS' }),
        }, { 'cluster.open-cluster-management.io/clusterset': 'prod' }),
        managed('ocp', {
          clusterClaims: claims({
            'platform.open-cluster-management.io': 'BareMetal', 'product.open-cluster-management.io': 'OpenShift', 'kubeversion.open-cluster-management.io': 'v1.31.10+a2c84a5',
          }),
        }),
      ],
    }));
    expect(Inventory.fromClusterObjects(folder)).toEqual([
      { name: 'prod-eu', region: 'eu-central-1', cloud: Cloud.AWS, kubernetesVersion: 'v1.33.1', labels: { 'cluster.open-cluster-management.io/clusterset': 'prod' } },
      { name: 'ocp', kubernetesVersion: 'v1.31.10+a2c84a5', platformChoosesIds: true, capabilities: { dns: { namespace: 'openshift-dns' } } },
    ]);
  });

  test('Cluster of Karmada, with one zone or several, and a provider in any spelling', () => {
    const cluster = (name: string, spec: string) => `apiVersion: cluster.karmada.io/v1alpha1\nkind: Cluster\nmetadata: { name: ${name} }\nspec: ${spec}\nstatus: { kubernetesVersion: v1.32.0 }\n`;
    write('a.yaml', [
      cluster('one', '{ provider: AWS, region: eu-central-1, zones: [a, b], zone: a }'), cluster('two', '{ provider: huawei, zone: z, region: "" }'),
    ].join('---\n'));
    // Of Cluster API.
    write('b.yaml', 'apiVersion: cluster.x-k8s.io/v1beta1\nkind: Cluster\nmetadata: { name: capi }\n');
    expect(Inventory.fromClusterObjects(folder)).toEqual([
      { name: 'one', cloud: Cloud.AWS, region: 'eu-central-1', zones: ['a', 'b'], kubernetesVersion: 'v1.32.0' },
      { name: 'two', cloud: Cloud.of('huawei'), zones: ['z'], kubernetesVersion: 'v1.32.0' },
    ]);
  });

  test('faults are told in the fields of the objects', () => {
    write('c.yaml', `apiVersion: v1
kind: List
items:
  - apiVersion: cluster.karmada.io/v1alpha1
    kind: Cluster
    metadata: { name: one }
    spec: { zones: [a, a] }
    status: { kubernetesVersion: v1.20.0 }
  - { apiVersion: cluster.karmada.io/v1alpha1, kind: Cluster, metadata: { name: prod.eu } }
`);
    expect(faultsOf(() => Inventory.fromClusterObjects(folder))).toEqual([
      "[c.yaml:7:13] 'items[0].spec.zones' must list each zone once, and at least one, got [\"a\",\"a\"]. Leave 'zones' out if they are not known.",
      "[c.yaml:8:34] 'items[0].status.kubernetesVersion' must be at least 1.28, the oldest version that this library writes for, got 'v1.20.0'. Upgrade the cluster.",
      expect.stringMatching(/^\[c\.yaml:9:81\] 'items\[1\]\.metadata\.name' must hold a name .* got 'prod\.eu'\. Give it one: names: \{ 'prod\.eu': 'prod-eu' \}\.$/),
    ]);
    write('c.yaml', 'kind: x');
    expect(faultsOf(() => Inventory.fromClusterObjects(folder))).toEqual([
      '[.] must hold KubeFedCluster of core.kubefed.io, ManagedCluster of cluster.open-cluster-management.io, Cluster of cluster.karmada.io, and holds none. Name another folder.',
    ]);
  });
});

describe('a kubeconfig', () => {
  const kubeconfig = (names: readonly string[], servers: { [name: string]: string } = {}) => write('config', JSON.stringify({
    apiVersion: 'v1', kind: 'Config', 'current-context': names[0],
    contexts: names.map((name) => ({ name, context: { cluster: `c-${name}`, user: 'admin' } })),
    clusters: names.map((name) => ({ name: `c-${name}`, cluster: { server: servers[name] ?? 'https://10.0.0.1' } })),
    users: [{ name: 'admin', user: { token: 't0p-s3cret' } }],
  }));
  const read = (options = {}) => Inventory.fromKubeconfig(path.join(folder, 'config'), options);

  test.each([
    ['prod-eu', { name: 'prod-eu' }],
    ['arn:aws:eks:eu-central-1:111122223333:cluster/prod-eu', { name: 'prod-eu', region: 'eu-central-1', cloud: Cloud.AWS }],
    ['arn:aws-cn:eks:cn-north-1:111122223333:cluster/prod', { name: 'prod', region: 'cn-north-1', cloud: Cloud.AWS }],
    ['admin@prod-eu.eu-central-1.eksctl.io', { name: 'prod-eu', region: 'eu-central-1', cloud: Cloud.AWS }],
    ['jane@example.com@prod-eu.eu-central-1.eksctl.io', { name: 'prod-eu', region: 'eu-central-1', cloud: Cloud.AWS }],
    ['gke_shop-123_europe-west3_prod', { name: 'prod', region: 'europe-west3', cloud: Cloud.GCP }],
    ['gke_shop-123_europe-west3-a_prod', { name: 'prod', region: 'europe-west3', cloud: Cloud.GCP }],
  ])('calls %s what it is', (context, description) => {
    kubeconfig([context]);
    expect(read()).toEqual([description]);
  });

  test.each([
    ['https://0A1B.gr7.eu-central-1.eks.amazonaws.com', { region: 'eu-central-1', cloud: Cloud.AWS }],
    ['https://prod-dns-12ab.hcp.westeurope.azmk8s.io:443', { region: 'westeurope', cloud: Cloud.AZURE }],
    ['https://prod-12ab.0f0f.privatelink.northeurope.azmk8s.io:443/', { region: 'northeurope', cloud: Cloud.AZURE }],
    ['https://user:x.gr7.eu-central-1.eks.amazonaws.com@example.com', {}],
    ['https://34.1.2.3', {}],
  ])('learns from the address %s', (server, told) => {
    kubeconfig(['prod'], { prod: server });
    expect(read()).toEqual([{ name: 'prod', ...told }]);
  });

  test('reads the contexts that are chosen, by other names where they are given', () => {
    kubeconfig(['minikube', 'admin@prod']);
    expect(read({ contexts: ['admin@prod'], names: { 'admin@prod': 'prod-eu' } })).toEqual([{ name: 'prod-eu' }]);
    expect(faultsOf(() => read({ contexts: ['minikub'] }))).toEqual(["[config] 'contexts[0]' must be a context of the kubeconfig, got 'minikub'. Use 'minikube'."]);
    expect(faultsOf(() => read({ contexts: 'minikube' }))).toEqual(["[Inventory.fromKubeconfig] 'contexts' must be a list of strings, got a text. Use one such as ['prod-eu']."]);
  });

  test('faults tell their places, and no credentials', () => {
    write('config', `contexts:
  - { name: a, context: { cluster: x } }
  - { name: b, context: { cluster: x } }
  - { name: kube-admin@x, context: { cluster: y } }
clusters: []
users: [{ name: u, user: { token: t0p-s3cret } }]
`);
    const told = faultsOf(() => read());
    expect(told).toEqual([
      "[config:3:5] 'b' must not lead to the cluster to which 'a' leads. Choose one of them: contexts: ['…'].",
      expect.stringMatching(/^\[config:4:13\] 'contexts\[2\]\.name' must hold a name .* got 'kube-admin@x'\. Give it one: names: \{ 'kube-admin@x': 'prod-eu' \}\.$/),
    ]);
    write('config', 'users: [{ name: u, user: { token: t0p-s3cret }');
    expect(faultsOf(() => read()).join()).toMatch(/^\[config:1:\d+\] cannot be read as YAML: [a-z ]+\. Correct it\.$/);
    write('config', '{}');
    expect(faultsOf(() => read())).toEqual(["[config] must be a kubeconfig, with a list of 'contexts'. Name another file."]);
    write('config', 'contexts: [3]');
    expect(faultsOf(() => read())).toEqual(['[config] must have contexts, and has none. Name another file.']);
  });
});

describe('extended', () => {
  const clusters = [{ name: 'prod-eu', labels: { tier: 'core' }, zones: ['a'], capabilities: { cilium: { version: '1.19.4' } } }, { name: 'dev' }];

  test('merges maps, replaces anything else, and leaves others as they are', () => {
    expect(Inventory.extended(clusters, { 'prod-eu': { cloud: Cloud.AWS, zones: ['b'], labels: { x: 'y' }, capabilities: { cilium: { version: '1.19.4', mesh: { id: 1 } } } } })).toEqual([
      { name: 'prod-eu', cloud: Cloud.AWS, zones: ['b'], labels: { tier: 'core', x: 'y' }, capabilities: { cilium: { version: '1.19.4', mesh: { id: 1 } } } }, { name: 'dev' },
    ]);
    expect(clusters[0].zones).toEqual(['a']);
  });

  test('tells what is wrong by the name of the cluster', () => {
    expect(faultsOf(() => Inventory.extended(clusters, { 'prod-us': {}, 'dev': { zones: 'a', regoin: 'x' } as any }))).toEqual([
      "[Inventory.extended] 'details.prod-us' must be a cluster of the inventory. Use 'prod-eu'.",
      "[Inventory.extended] 'details.dev.zones' must be a list of strings, got a text. Use one such as ['eu-central-1a', 'eu-central-1b'].",
      "[Inventory.extended] 'details.dev.regoin' is no prop, so that nothing reads it. Use 'region', or leave it out.",
    ]);
    expect(faultsOf(() => Inventory.extended('x' as any, 3 as any))).toEqual([
      "[Inventory.extended] 'clusters' must be a list, got a text. Use one such as [{ name: 'prod-eu' }].",
      "[Inventory.extended] 'details' must be an object of names and values. Use one such as { 'prod-eu': { zones: ['eu-central-1a'] } }.",
    ]);
  });
});
