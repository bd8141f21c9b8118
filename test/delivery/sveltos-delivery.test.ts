import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { FleetRollout } from '../../lib/delivery/fleet-rollout';
import { FluxSource, FluxSourceKind } from '../../lib/delivery/flux/flux-source';
import { SveltosDelivery, SveltosDeliveryProps } from '../../lib/delivery/sveltos-delivery';
import { ClusterSelector } from '../../lib/fleet/cluster-selector';
import { fleetOf, hubObjects, SHOP } from './delivered-fleet';

let outdir: string;

beforeEach(() => { outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-sveltos-')); });
afterEach(() => fs.rmSync(outdir, { recursive: true }));

const CLUSTERS = [{ name: 'dev' }, { name: 'prod-eu' }];
const PROPS: SveltosDeliveryProps = { source: FluxSource.git({ url: 'https://github.com/example/rendered' }), namespace: 'fleet' };

const fleetWith = (props: Partial<SveltosDeliveryProps> = {}, program = SHOP) => (
  fleetOf(outdir, new SveltosDelivery({ ...PROPS, ...props }), CLUSTERS, program));

function written(props: Partial<SveltosDeliveryProps> = {}, program = SHOP): Map<string, any> {
  fleetWith(props, program).synth();
  return hubObjects(outdir);
}

const notSayable = (props: Partial<SveltosDeliveryProps>, program = SHOP) => (
  fleetWith(props, program).warnings.filter(({ id }) => id === 'delivery/not-sayable').map(({ message }) => message));

test('writes the source, and a ClusterProfile for each app', () => {
  const objects = written({ path: 'dist' });
  expect([...objects.keys()]).toEqual(['ClusterProfile/fleet-cluster', 'ClusterProfile/fleet-shop', 'ClusterProfile/fleet-storage', 'GitRepository/fleet']);
  expect(objects.get('GitRepository/fleet')).toMatchObject({ metadata: { namespace: 'fleet' }, spec: { interval: '1m', url: 'https://github.com/example/rendered', ref: { branch: 'main' } } });
  expect(fs.readFileSync(path.join(outdir, 'hub/_cluster/clusterprofile-fleet-shop.yaml'), 'utf8')).toBe(`apiVersion: config.projectsveltos.io/v1beta1
kind: ClusterProfile
metadata:
  name: fleet-shop
spec:
  clusterRefs:
    - apiVersion: lib.projectsveltos.io/v1beta1
      kind: SveltosCluster
      name: dev
      namespace: fleet
    - apiVersion: lib.projectsveltos.io/v1beta1
      kind: SveltosCluster
      name: prod-eu
      namespace: fleet
  dependsOn:
    - fleet-cluster
    - fleet-storage
  policyRefs:
    - kind: GitRepository
      name: fleet
      namespace: fleet
      path: dist/{{ .Cluster.metadata.name }}/shop
      skipNamespaceCreation: true
  syncMode: ContinuousWithDriftDetection
`);
});

test('leads to folders that were written', () => {
  const objects = written();
  const profiles = [...objects.values()].filter(({ kind }) => kind === 'ClusterProfile');
  const folders = profiles.flatMap(({ spec: { clusterRefs, policyRefs: [{ path: folder }] } }) => clusterRefs.map(({ name }: any) => folder.replace('{{ .Cluster.metadata.name }}', name)));
  expect(folders.sort()).toEqual(['dev', 'prod-eu'].flatMap((cluster) => ['_cluster', 'shop', 'storage'].map((each) => `${cluster}/${each}`)));
  for (const folder of folders) { expect(fs.readdirSync(path.join(outdir, folder))).not.toEqual([]); }
});

test('reads a source that is there, in whichever namespace', () => {
  const objects = written({ source: FluxSource.existing(FluxSourceKind.OCI_REPOSITORY, 'rendered', 'flux-system'), correctDrift: false });
  expect([...objects.keys()]).toEqual(['ClusterProfile/fleet-cluster', 'ClusterProfile/fleet-shop', 'ClusterProfile/fleet-storage']);
  expect(objects.get('ClusterProfile/fleet-cluster').spec).toMatchObject({
    syncMode: 'Continuous', policyRefs: [{ kind: 'OCIRepository', name: 'rendered', namespace: 'flux-system', path: '{{ .Cluster.metadata.name }}/_cluster' }],
  });
  expect(objects.get('ClusterProfile/fleet-cluster').spec.dependsOn).toBeUndefined();
});

const UNEQUAL = {
  define: (cluster: Cluster) => {
    const chart = (name: string) => {
      const made = new Chart(cluster, name, { namespace: name });
      new ApiObject(made, 'config', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'config' } });
      return made;
    };
    const shop = chart('shop');
    if (cluster.name === 'dev') { shop.addDependency(chart('tools')); }
  },
};

test('what is in some clusters alone goes there, and nobody waits for it elsewhere', () => {
  const objects = written({}, UNEQUAL);
  expect(objects.get('ClusterProfile/fleet-tools').spec.clusterRefs.map(({ name }: any) => name)).toEqual(['dev']);
  expect(objects.get('ClusterProfile/fleet-shop').spec.clusterRefs.map(({ name }: any) => name)).toEqual(['dev', 'prod-eu']);
  expect(objects.get('ClusterProfile/fleet-shop').spec.dependsOn).toBeUndefined();
});

test('warns of what Sveltos can not say', () => {
  const rollout = new FleetRollout([{ name: 'dev', clusters: ClusterSelector.names('dev') }, { name: 'rest', clusters: ClusterSelector.names('prod-eu') }]);
  expect(notSayable({ rollout }, UNEQUAL)).toEqual([
    'Sveltos has an order of clusters for changes of its own objects, not for what a source holds: all get what is new at once.',
    "Sveltos does not let 'shop' wait for 'tools', as it does in 'dev' alone: a ClusterProfile waits for the same in all of its clusters.",
  ]);
  expect(notSayable({ rollout: new FleetRollout([{ name: 'all', clusters: ClusterSelector.all() }]) })).toEqual([]);
});

test('says all that is wrong with its props at once', () => {
  expect(() => new SveltosDelivery({ path: '/dist', correctDrift: 'no' } as any)).toThrow([
    "[SveltosDelivery] 'source' must be given. Use 'FluxSource.git({ url: … })'.",
    "[SveltosDelivery] 'path' must be a folder without '/' at its ends, '.' and '..', got '/dist'. Use one such as 'rendered', or leave it out.",
    "[SveltosDelivery] 'namespace' must be given. Use one such as 'fleet'.",
    "[SveltosDelivery] 'correctDrift' must be true or false, got a text. Leave it out for the default.",
  ].join('\n'));
});
