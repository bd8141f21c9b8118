import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import { Cloud } from '../../lib/cluster/cloud';
import { Cluster } from '../../lib/cluster/cluster';
import { ClusterDescription } from '../../lib/cluster/cluster-description';
import { DeliveryIdentity } from '../../lib/delivery/delivery-identity';
import { FleetRollout } from '../../lib/delivery/fleet-rollout';
import { FluxAccess, IFluxAccess } from '../../lib/delivery/flux/flux-access';
import { FluxDelivery, FluxDeliveryProps } from '../../lib/delivery/flux/flux-delivery';
import { FluxProvider, FluxSignature, FluxSource, FluxSourceKind } from '../../lib/delivery/flux/flux-source';
import { ClusterSelector } from '../../lib/fleet/cluster-selector';
import { Fleet } from '../../lib/fleet/fleet';
import { fleetOf, hubObjects, SHOP } from './delivered-fleet';

let outdir: string;

beforeEach(() => { outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-flux-')); });
afterEach(() => fs.rmSync(outdir, { recursive: true }));

const SOURCE = FluxSource.git({ url: 'https://github.com/example/rendered' });
const ACCESS: IFluxAccess = { accessTo: ({ name }) => FluxAccess.secret(`${name}-kubeconfig`) };
const CLUSTERS: ClusterDescription[] = [{ name: 'dev', environment: 'dev' }, { name: 'prod-eu', environment: 'production' }, { name: 'prod-us', environment: 'production' }];

function written(props: Partial<FluxDeliveryProps> = {}, clusters = CLUSTERS, program = SHOP): Map<string, any> {
  fleetOf(outdir, new FluxDelivery({ source: SOURCE, ...props }), clusters, program).synth();
  return hubObjects(outdir);
}

function fleetWith(props: Partial<FluxDeliveryProps>, clusters = CLUSTERS, program = SHOP): Fleet {
  return fleetOf(outdir, new FluxDelivery({ source: SOURCE, access: ACCESS, ...props }), clusters, program);
}

const dependsOn = (objects: Map<string, any>, name: string): string[] => (objects.get(`Kustomization/${name}`).spec.dependsOn ?? []).map((each: any) => each.name);

test('writes the source and a Kustomization for each app of each cluster', () => {
  const objects = written({ access: ACCESS, path: 'rendered' }, [CLUSTERS[0]]);
  expect([...objects.keys()]).toEqual(['GitRepository/fleet', 'Kustomization/dev.cluster', 'Kustomization/dev.shop', 'Kustomization/dev.storage']);
  expect(fs.readFileSync(path.join(outdir, 'hub/flux-system/gitrepository-fleet.yaml'), 'utf8')).toBe(`apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: fleet
  namespace: flux-system
spec:
  interval: 1m
  ref:
    branch: main
  url: https://github.com/example/rendered
`);
  expect(fs.readFileSync(path.join(outdir, 'hub/flux-system/kustomization-dev.shop.yaml'), 'utf8')).toBe(`apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: dev.shop
  namespace: flux-system
spec:
  dependsOn:
    - name: dev.cluster
    - name: dev.storage
  interval: 10m
  kubeConfig:
    secretRef:
      name: dev-kubeconfig
  path: ./rendered/dev/shop
  prune: true
  retryInterval: 2m
  serviceAccountName: flux-shop
  sourceRef:
    kind: GitRepository
    name: fleet
  timeout: 5m
  wait: true
`);
});

test('each folder that a Kustomization applies is there', () => {
  const objects = written({ access: ACCESS, rollout: STEPS });
  const paths = [...objects.values()].flatMap(({ kind, spec }) => (kind === 'Kustomization' ? [spec.path] : []));
  expect(paths).toHaveLength(11);
  paths.forEach((each) => expect(fs.readdirSync(path.join(outdir, each))).not.toEqual([]));
});

const STEPS = new FleetRollout([
  { name: 'dev', clusters: ClusterSelector.names('dev'), deadlineMinutes: 30 },
  { name: 'canary', clusters: ClusterSelector.names('prod-eu') },
  { name: 'rest', clusters: ClusterSelector.names('prod-us') },
]);

test('the first apps of a step wait for the last of the one before', () => {
  const objects = written({ access: ACCESS, rollout: STEPS });
  expect(['dev.cluster', 'before-canary', 'prod-eu.cluster', 'prod-eu.shop', 'before-rest', 'prod-us.cluster'].map((name) => [name, ...dependsOn(objects, name)])).toEqual([
    ['dev.cluster'],
    ['before-canary', 'dev.shop'],
    ['prod-eu.cluster', 'before-canary'],
    ['prod-eu.shop', 'prod-eu.cluster', 'prod-eu.storage'],
    ['before-rest', 'prod-eu.shop'],
    ['prod-us.cluster', 'before-rest'],
  ]);
  expect(['dev.shop', 'before-canary', 'prod-eu.shop'].map((name) => objects.get(`Kustomization/${name}`).spec.timeout)).toEqual(['30m', '5m', '5m']);
});

test('what stands between two steps applies nothing and removes nothing', () => {
  const { spec } = written({ access: ACCESS, rollout: STEPS }).get('Kustomization/before-canary');
  expect(spec).toEqual({
    interval: '10m',
    retryInterval: '2m',
    timeout: '5m',
    sourceRef: { kind: 'GitRepository', name: 'fleet' },
    path: './prod-eu/_cluster',
    prune: false,
    dependsOn: [{ name: 'dev.shop' }],
    patches: [{ target: { kind: '.*' }, patch: '$patch: delete\napiVersion: v1\nkind: All\nmetadata:\n  name: all\n' }],
  });
});

test('a step of some clusters at a time waits between them, and one by hand is suspended', () => {
  const rollout = new FleetRollout([
    { name: 'dev', clusters: ClusterSelector.names('dev'), manual: true },
    { name: 'production', clusters: ClusterSelector.environments('production'), maxConcurrency: '60%', manual: true },
  ]);
  const objects = written({ access: ACCESS, rollout });
  const waiting = ['before-dev', 'dev.cluster', 'before-production', 'prod-eu.cluster', 'before-production.2.part', 'prod-us.cluster'];
  expect(waiting.map((name) => [name, ...dependsOn(objects, name)])).toEqual([
    ['before-dev'],
    ['dev.cluster', 'before-dev'],
    ['before-production', 'dev.shop'],
    ['prod-eu.cluster', 'before-production'],
    ['before-production.2.part', 'prod-eu.shop'],
    ['prod-us.cluster', 'before-production.2.part'],
  ]);
  expect(waiting.filter((name) => objects.get(`Kustomization/${name}`).spec.suspend === true)).toEqual(['before-dev', 'before-production']);
});

test('says what of a rollout it cannot say to Flux', () => {
  const rollout = new FleetRollout([
    { name: 'dev', clusters: ClusterSelector.names('dev'), soakMinutes: 10, maxFailures: 0 },
    { name: 'rest', clusters: ClusterSelector.environments('production'), maxFailures: '50%' },
  ]);
  expect(fleetWith({ rollout }).warnings.filter(({ id }) => id.startsWith('delivery/')).map(({ path: at, id, message }) => `[${at}] ${id} ${message}`)).toEqual([
    "[hub] delivery/not-sayable 'rollout.steps[0].soakMinutes' can not be said to Flux: the step 'dev' counts as done as soon as its clusters are well. "
      + "Use 'manual' in the step behind it to wait longer",
    "[hub] delivery/not-sayable 'rollout.steps[1].maxFailures' can not be said to Flux: the step behind 'rest' waits until all of its clusters are well",
  ]);
});

test('a step that leaves a cluster out is an error', () => {
  const rollout = new FleetRollout([{ name: 'dev', clusters: ClusterSelector.names('dev') }]);
  expect(() => fleetWith({ rollout }).synth()).toThrow(
    "[hub] 'rollout.steps' must have each cluster in one step: 'prod-eu' is in none, and would never get what is new. Add it to a step.",
  );
});

test('reaches clusters of a cloud without a secret', () => {
  const arn = 'arn:aws:eks:eu-central-1:123456789012:cluster/prod-eu';
  const of: { [name: string]: FluxAccess } = {
    'dev': FluxAccess.hub(),
    'prod-eu': FluxAccess.eks(arn, { serviceAccountName: 'flux-prod-eu' }),
    'prod-us': FluxAccess.oidc({
      address: 'https://10.0.0.1:6443', audiences: ['one', 'two'], caCertificate: '-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n',
    }),
  };
  const objects = written({ access: { accessTo: ({ name }) => of[name] } });
  const kubeConfigs = CLUSTERS.map(({ name }) => objects.get(`Kustomization/${name}.shop`).spec.kubeConfig);
  expect(kubeConfigs).toEqual([undefined, { configMapRef: { name: 'prod-eu-kubeconfig' } }, { configMapRef: { name: 'prod-us-kubeconfig' } }]);
  expect(objects.get('ConfigMap/prod-eu-kubeconfig')).toEqual({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'prod-eu-kubeconfig', namespace: 'flux-system', labels: { 'reconcile.fluxcd.io/watch': 'Enabled' } },
    data: { provider: 'aws', cluster: arn, serviceAccountName: 'flux-prod-eu' },
  });
  expect(objects.get('ConfigMap/prod-us-kubeconfig').data).toEqual({
    'provider': 'generic', 'address': 'https://10.0.0.1:6443', 'ca.crt': '-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n', 'audiences': 'one\ntwo',
  });
});

test('names clusters of Azure and Google Cloud as Flux reads them', () => {
  const aks = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shop/providers/Microsoft.ContainerService/managedClusters/prod-us';
  const gke = 'projects/shop/locations/europe-west3/clusters/prod-eu';
  const objects = written({ access: { accessTo: ({ name }) => (name === 'prod-us' ? FluxAccess.aks(aks) : FluxAccess.gke(gke, { address: 'https://10.0.0.1' })) } });
  expect(objects.get('ConfigMap/prod-us-kubeconfig').data).toEqual({ provider: 'azure', cluster: aks });
  expect(objects.get('ConfigMap/prod-eu-kubeconfig').data).toEqual({ provider: 'gcp', cluster: gke, address: 'https://10.0.0.1' });
});

test('says all that is wrong with how clusters are reached at once, and no credentials', () => {
  const of: { [name: string]: FluxAccess } = {
    'dev': FluxAccess.eks('prod-eu'),
    'prod-eu': FluxAccess.gke('projects/shop/locations/europe-west3/clusters/prod-eu'),
    'prod-us': FluxAccess.oidc({ address: 'https://admin:secret@10.0.0.1', caCertificate: '-----BEGIN PRIVATE KEY-----' }),
    'prod-ap': undefined as any,
  };
  const clusters = [CLUSTERS[0], { ...CLUSTERS[1], cloud: Cloud.AWS }, CLUSTERS[2], { name: 'prod-ap' }];
  expect(() => fleetWith({ access: { accessTo: ({ name }) => of[name] } }, clusters).synth()).toThrow([
    "[hub] 'access.dev.arn' must be the name of a cluster in EKS, got 'prod-eu'. Use one such as 'arn:aws:eks:eu-central-1:123456789012:cluster/prod-eu'.",
    "[hub] 'access.prod-eu' must fit the cloud of the cluster, which is 'aws', got 'gcp'. Correct one of the two.",
    "[hub] 'access.prod-us.options.address' must not hold credentials: it stands in manifests and logs. Use one such as 'https://10.0.0.1:6443'.",
    "[hub] 'access.prod-us.options.caCertificate' must be certificates as PEM, and nothing else. Use the 'ca.crt' of the cluster.",
    "[hub] 'access.prod-ap' must be given. Use one such as 'FluxAccess.secret('prod-eu-kubeconfig')'.",
  ].join('\n  '));
});

test('applies as a ServiceAccount of each app, of one for all, or as Flux itself', () => {
  const accounts = (identity: DeliveryIdentity) => {
    const objects = written({ access: ACCESS, identity }, [CLUSTERS[0]]);
    return ['cluster', 'shop', 'storage'].map((app) => objects.get(`Kustomization/dev.${app}`).spec.serviceAccountName);
  };
  expect(accounts(DeliveryIdentity.perApp('flux-'))).toEqual(['flux-cluster', 'flux-shop', 'flux-storage']);
  expect(accounts(DeliveryIdentity.perApp('deploy-', { cluster: 'platform', storage: 'platform' }))).toEqual(['platform', 'deploy-shop', 'platform']);
  expect(accounts(DeliveryIdentity.serviceAccount('flux'))).toEqual(['flux', 'flux', 'flux']);
  expect(accounts(DeliveryIdentity.engine())).toEqual([undefined, undefined, undefined]);
});

test('keeps what is removed in the clusters that are said to keep it', () => {
  const objects = written({ access: ACCESS, keepRemoved: ClusterSelector.environments('production') });
  const removal = (name: string) => { const { prune, deletionPolicy } = objects.get(`Kustomization/${name}`).spec; return [prune, deletionPolicy]; };
  expect(['dev.shop', 'prod-eu.shop'].map(removal)).toEqual([[true, undefined], [false, 'Orphan']]);
});

test('without access, each cluster has a folder for a Flux of its own', () => {
  fleetOf(outdir, new FluxDelivery({ source: SOURCE, intervalMinutes: 60 }), CLUSTERS).synth();
  expect(fs.readdirSync(path.join(outdir, 'hub')).filter((name) => !name.startsWith('fleetwright')).sort()).toEqual(['dev', 'prod-eu', 'prod-us']);
  expect(fs.readdirSync(path.join(outdir, 'hub/prod-eu')).sort()).toEqual([
    'gitrepository-fleet.yaml', 'kustomization-cluster.yaml', 'kustomization-shop.yaml', 'kustomization-storage.yaml',
  ]);
  expect(fs.readFileSync(path.join(outdir, 'hub/prod-eu/kustomization-shop.yaml'), 'utf8')).toBe(`apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: shop
  namespace: prod-eu
spec:
  dependsOn:
    - name: cluster
    - name: storage
  interval: 60m
  path: ./prod-eu/shop
  prune: true
  retryInterval: 2m
  serviceAccountName: flux-shop
  sourceRef:
    kind: GitRepository
    name: fleet
  timeout: 5m
  wait: true
`);
});

test('a Flux that sees one cluster keeps no order of them', () => {
  expect(() => new FluxDelivery({ source: SOURCE, namespace: 'flux', rollout: STEPS })).toThrow([
    "[FluxDelivery] 'rollout' must not be given where each cluster has a Flux of its own: no Flux sees how the others are. Give 'access', or leave it out.",
    "[FluxDelivery] 'namespace' must not be given where each cluster has a Flux of its own: it is the name of the cluster. Give 'access', or leave it out.",
  ].join('\n'));
});

test('verifies commits and artifacts, and opens repositories as it is told', () => {
  const spec = (source: FluxSource) => [...written({ source, access: ACCESS }, [CLUSTERS[0]]).values()].find(({ kind }) => kind.endsWith('Repository')).spec;
  expect(spec(FluxSource.git({
    url: 'ssh://git@github.com/example/rendered', tag: 'v1', secretName: 'deploy-key', signersSecretName: 'signers', ignore: '/docs',
  }))).toEqual({
    interval: '1m',
    url: 'ssh://git@github.com/example/rendered',
    ref: { tag: 'v1' },
    secretRef: { name: 'deploy-key' },
    verify: { mode: 'TagAndHEAD', secretRef: { name: 'signers' } },
    ignore: '/docs',
  });
  expect(spec(FluxSource.git({ url: 'https://github.com/example/rendered', branch: 'live', provider: FluxProvider.GITHUB, signersSecretName: 'signers' }))).toEqual({
    interval: '1m', url: 'https://github.com/example/rendered', ref: { branch: 'live' }, provider: 'github', verify: { mode: 'HEAD', secretRef: { name: 'signers' } },
  });
  expect(spec(FluxSource.oci({
    url: 'oci://ghcr.io/example/fleet', signature: FluxSignature.cosignIdentity('^https://token.actions.githubusercontent.com$', '^https://github.com/example/'),
  }))).toEqual({
    interval: '1m',
    url: 'oci://ghcr.io/example/fleet',
    ref: { tag: 'latest' },
    verify: {
      provider: 'cosign', matchOIDCIdentity: [{ issuer: '^https://token.actions.githubusercontent.com$', subject: '^https://github.com/example/' }],
    },
  });
  expect(spec(FluxSource.oci({
    url: 'oci://eu.gcr.io/example/fleet', semver: '>=1.0.0', provider: FluxProvider.GCP, signature: FluxSignature.cosignKeys('keys'), insecure: true,
  }))).toEqual({
    interval: '1m', url: 'oci://eu.gcr.io/example/fleet', ref: { semver: '>=1.0.0' }, provider: 'gcp', insecure: true, verify: { provider: 'cosign', secretRef: { name: 'keys' } },
  });
  expect(spec(FluxSource.oci({ url: 'oci://ghcr.io/example/fleet', signature: FluxSignature.notation('trust') })).verify)
    .toEqual({ provider: 'notation', secretRef: { name: 'trust' } });
});

test('takes a source that is there already', () => {
  const objects = written({ access: ACCESS, source: FluxSource.existing(FluxSourceKind.BUCKET, 'rendered', 'sources') }, [CLUSTERS[0]]);
  expect([...objects.keys()].filter((name) => !name.startsWith('Kustomization/'))).toEqual([]);
  expect(objects.get('Kustomization/dev.shop').spec.sourceRef).toEqual({ kind: 'Bucket', name: 'rendered', namespace: 'sources' });
});

test('says all that is wrong with its props at once, and no credentials', () => {
  const all = () => new FluxDelivery({
    source: FluxSource.git({ url: 'https://token@github.com/example/rendered', branch: 'main', tag: 'v1', commit: 'abc', provider: FluxProvider.GCP, secretName: 'pass word' }),
    path: '../rendered',
    access: {} as any,
    rollout: {} as any,
    identity: DeliveryIdentity.perApp('-', { shop: 'Team' }),
    intervalMinutes: 0.5,
  });
  const name = "must be a DNS subdomain: at most 253 lower-case letters, digits, '-' and '.', each part starting and ending with a letter or digit";
  expect(all).toThrow([
    "[FluxDelivery] 'source.url' must not hold credentials: it stands in manifests and logs. Use one such as 'https://github.com/example/fleet' or "
      + "'ssh://git@github.com/example/fleet', and 'secretName'.",
    "[FluxDelivery] 'source.commit' must be the whole SHA of a commit, got 'abc'. Use what 'git rev-parse HEAD' prints.",
    `[FluxDelivery] 'source.secretName' ${name}. Use the name of a Secret, not what it holds.`,
    "[FluxDelivery] 'source.provider' must be one that opens git, got 'gcp'. Use 'generic', 'aws', 'azure', 'github'.",
    "[FluxDelivery] 'source' must be one of 'branch', 'tag', 'commit': Flux takes one of them without a word. Leave the others out.",
    "[FluxDelivery] 'path' must be a folder without '/' at its ends, '.' and '..', got '../rendered'. Use one such as 'rendered', or leave it out.",
    "[FluxDelivery] 'access' must have a method 'accessTo'. Use one such as { accessTo: (cluster) => FluxAccess.secret('prod-eu-kubeconfig') }.",
    "[FluxDelivery] 'identity.prefix' must be what a name may begin with, got '-'. Use one such as 'deliver-'.",
    `[FluxDelivery] 'identity.others.shop' ${name}, got 'Team'. Use the name of a ServiceAccount such as 'deliver-shop'.`,
    "[FluxDelivery] 'rollout' must be a 'FleetRollout'. Use one such as new FleetRollout([{ name: 'canary', clusters: … }]).",
    "[FluxDelivery] 'intervalMinutes' must be a whole number of at least 1, got 0.5. Use whole minutes, or leave it out.",
  ].join('\n'));
});

test('what has no name cannot be applied', () => {
  const program = {
    define: (cluster: Cluster) => {
      const job = new ApiObject(new Chart(cluster, 'jobs', { namespace: 'jobs' }), 'job', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'once-' } });
      job.addJsonPatch(JsonPatch.remove('/metadata/name'));
    },
  };
  expect(() => fleetWith({}, [CLUSTERS[0]], program).synth()).toThrow(
    "[hub] can not apply what has no name: ConfigMap without a name in 'dev/jobs/configmap-once-.yaml'. Give it a 'name' in place of 'generateName'.",
  );
});

test('names are told apart, and fit', () => {
  const long = 'a'.repeat(40);
  const program = { define: (cluster: Cluster) => ['shop', 'eu-shop', `${long}-one`, `${long}-two`].forEach((namespace) => (
    new ApiObject(new Chart(cluster, namespace, { namespace }), 'config', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'config' }, data: {} } as any))) };
  const objects = written({ access: ACCESS }, [{ name: 'prod' }, { name: `prod-${'b'.repeat(40)}` }, { name: 'prod-eu' }], program);
  const names = [...objects.keys()].map((key) => key.split('/')[1]);
  expect(names).toEqual(expect.arrayContaining(['prod.eu-shop', 'prod-eu.shop']));
  expect(names).toHaveLength(13);
  expect(names.filter((name) => name.length > 63 || !/^[a-z0-9][a-z0-9.-]*[a-z0-9]$/.test(name) || /-\.|\.-/.test(name))).toEqual([]);
});
