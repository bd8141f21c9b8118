// What is said once for many clusters: workloads, and the services that they share.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as v8 from 'node:v8';
import * as vm from 'node:vm';
import { ApiObject, Chart, Testing } from 'cdk8s';
import { Deployment } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { Cluster } from '../../lib/cluster/cluster';
import { ClusterDescription } from '../../lib/cluster/cluster-description';
import { ClusterSelector } from '../../lib/fleet/cluster-selector';
import { Fleet } from '../../lib/fleet/fleet';
import { FleetGlobalService, FleetGlobalServiceProps } from '../../lib/fleet/fleet-global-service';
import { FleetWorkload } from '../../lib/fleet/fleet-workload';
import { parseYaml } from '../../lib/manifest/yaml';
import { GlobalServiceAffinity } from '../../lib/network/global-service-affinity';
import { LocalBackends } from '../../lib/network/local-backends';
import { HardenedDeployment } from '../../lib/workload/hardened-deployment';
import { errorOf } from '../error-of';

const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-services-'));
beforeEach(() => void jest.spyOn(process.stderr, 'write').mockReturnValue(true));
afterEach(() => {
  jest.restoreAllMocks();
  delete process.env.FLEETWRIGHT_CLUSTERS;
});
afterAll(() => fs.rmSync(outdir, { recursive: true }));

v8.setFlagsFromString('--expose-gc');
const gc: () => void = vm.runInNewContext('gc');

const meshed = (name: string, id: number, mesh: object = {}, more: object = {}): ClusterDescription => ({
  name, region: name, capabilities: { cilium: { version: '1.19.4', mesh: { id, ...mesh } } }, ...more,
});
const RUNS = { labels: { runs: 'catalogue' } };
const CLUSTERS = [meshed('eu', 1, {}, RUNS), meshed('us', 2, { name: 'us-mesh' }, RUNS), meshed('ap', 3)];
const MEMBERS = ClusterSelector.labels({ runs: 'catalogue' });
const PORTS = [{ name: 'http', port: 8080 }];

const fleetOf = (clusters: ClusterDescription[] = CLUSTERS) => new Fleet({ clusters, outdir });
const catalogueOf = (fleet: Fleet, props: Partial<FleetGlobalServiceProps> = {}) => fleet.globalService('catalogue', { namespace: 'catalogue', ports: PORTS, members: MEMBERS, ...props });
const chartOf = (cluster: Cluster, namespace = 'catalogue') => new Chart(cluster, namespace, { namespace });
const deployment = (chart: Construct, name = 'catalogue', props: object = {}) => new HardenedDeployment(chart, name, {
  image: 'registry.example.com/web:1.4.2', replicas: 3, ports: PORTS, probes: { readiness: undefined }, ...props,
});
/** The service where it belongs, with pods where it has some. */
function defines(service: FleetGlobalService, { except = [] as string[] } = {}) {
  return (cluster: Cluster) => {
    if (except.includes(cluster.name)) { return; }
    const chart = chartOf(cluster);
    service.define(chart, service.members.includes(cluster.name) ? { backends: LocalBackends.ofWorkload(deployment(chart)) } : {});
  };
}
const objectsOf = (fleet: Fleet, cluster: string): any[] => parseYaml(fleet.synthYaml(cluster)) as any[];
const objectOf = (fleet: Fleet, cluster: string, kind: string, name = 'catalogue') => objectsOf(fleet, cluster).find((object) => object.kind === kind && object.metadata.name === name);

describe('Fleet.globalService', () => {
  test('writes the Service in each cluster, and of members alone their pods, affinity and callers', () => {
    const fleet = fleetOf([...CLUSTERS, { name: 'dev' }]);
    const web = fleet.workload('web', { namespace: 'shop', podLabels: { app: 'web' }, clusters: ClusterSelector.names('us', 'ap', 'dev') });
    const catalogue = catalogueOf(fleet, { affinity: GlobalServiceAffinity.LOCAL, allowFrom: [web] });
    fleet.run(ClusterSelector.all().except(ClusterSelector.names('dev')), {
      define: (cluster) => {
        defines(catalogue)(cluster);
        if (web.clusters.includes(cluster.name)) { web.is(deployment(chartOf(cluster, 'shop'), 'web', { podLabels: { app: 'web' } })); }
      },
    });
    expect(objectOf(fleet, 'eu', 'Service')).toMatchObject({
      metadata: { namespace: 'catalogue', annotations: { 'service.cilium.io/global': 'true', 'service.cilium.io/affinity': 'local' } },
      spec: { selector: { 'app.kubernetes.io/name': 'catalogue' }, ports: [{ name: 'http', port: 8080 }] },
    });
    const policy = objectsOf(fleet, 'eu').find(({ kind }) => kind === 'CiliumNetworkPolicy');
    // By the names of the mesh, and not in 'dev', which is in none.
    expect(policy.spec.ingress[0].fromEndpoints).toEqual([{
      matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'shop', 'k8s:app': 'web' },
      matchExpressions: [{ key: 'k8s:io.cilium.k8s.policy.cluster', operator: 'In', values: ['us-mesh', 'ap'] }],
    }]);
    expect(objectOf(fleet, 'ap', 'Service').metadata.annotations).toEqual({ 'service.cilium.io/global': 'true', 'service.cilium.io/shared': 'false' });
    expect(objectOf(fleet, 'ap', 'Service').spec.selector).toBeUndefined();
    expect(objectsOf(fleet, 'ap').some(({ kind }) => kind === 'CiliumNetworkPolicy')).toBe(false);
  });

  test('lets workloads of a cluster without pods call it, by the labels that the fleet knows', () => {
    const fleet = fleetOf();
    const catalogue = catalogueOf(fleet, { podLabels: { 'app.kubernetes.io/name': 'catalogue' } });
    fleet.run(ClusterSelector.all(), {
      define: (cluster) => {
        const chart = chartOf(cluster);
        const backends = catalogue.members.includes(cluster.name) ? LocalBackends.ofWorkload(deployment(chart)) : undefined;
        const service = catalogue.define(chart, { backends });
        deployment(chartOf(cluster, 'shop'), 'web', { network: { allowTo: [{ peer: service }] } });
      },
    });
    const callers = objectsOf(fleet, 'ap').find(({ kind, metadata }) => kind === 'CiliumNetworkPolicy' && metadata.namespace === 'shop');
    expect(JSON.stringify(callers.specs)).toContain('"k8s:app.kubernetes.io/name":"catalogue"');
  });

  test('refuses a member without pods, and pods where there is no member', () => {
    const fleet = fleetOf();
    const catalogue = catalogueOf(fleet);
    fleet.run(ClusterSelector.names('eu'), { define: (cluster) => void catalogue.define(chartOf(cluster)) });
    fleet.run(ClusterSelector.names('us'), { define: (cluster) => void catalogue.define(chartOf(cluster), { backends: LocalBackends.none() }) });
    fleet.run(ClusterSelector.names('ap'), { define: (cluster) => void catalogue.define(chartOf(cluster), { backends: LocalBackends.labelled({ 'app.kubernetes.io/name': 'catalogue' }) }) });
    const message = errorOf(() => fleet.synth());
    const required = "'backends' must be given in a member of 'catalogue'. Use 'LocalBackends.ofWorkload', or let 'members' of the service select only clusters that have pods.";
    expect(message).toContain(`[catalogue] ${required} (in 2 clusters: eu, us)`);
    expect(message).toContain("[ap/catalogue] 'backends' must not be given in a cluster that is no member of 'catalogue'. Leave it out, or let 'members' of the service select this cluster too.");
  });

  test('refuses pods that others do not know', () => {
    const fleet = fleetOf();
    const catalogue = catalogueOf(fleet);
    fleet.run(MEMBERS, { define: (cluster) => void catalogue.define(chartOf(cluster), { backends: LocalBackends.labelled({ app: 'catalogue' }) }) });
    expect(errorOf(() => fleet.synthYaml('eu'))).toContain(
      "'backends' must be pods that are selected by 'app.kubernetes.io/name: catalogue', by which other clusters know those of 'catalogue', got {\"app\":\"catalogue\"}. "
      + "Say in 'podLabels' of the service by what they are selected in every member.");
  });

  test('refuses a cluster that is neither member nor caller', () => {
    const fleet = fleetOf();
    const catalogue = catalogueOf(fleet, { members: ClusterSelector.names('eu', 'us'), callers: MEMBERS });
    fleet.run(ClusterSelector.all(), { define: defines(catalogue) });
    expect(errorOf(() => fleet.synthYaml('ap'))).toContain(
      "can't have the service 'catalogue' of the fleet, which 'eu', 'us' have, and 'ap' not. Define it only there, or let 'members' or 'callers' of the service select this one too.");
    expect(errorOf(() => catalogue.define(Testing.chart()))).toContain("can't have the service 'catalogue' of the fleet, which 'eu', 'us' have. Define");
  });

  describe('where somebody does not define it', () => {
    const MISSING = "the service 'catalogue/catalogue' is said to be in 'us', and nothing there defines it. Call 'define' there, or select only clusters that have it.";
    test('names the members', () => {
      const fleet = fleetOf();
      fleet.run(ClusterSelector.all(), { define: defines(catalogueOf(fleet), { except: ['us', 'ap'] }) });
      expect(errorOf(() => fleet.synth())).toContain(`[us] ${MISSING}`);
      expect(errorOf(() => fleet.synth())).not.toContain("'ap'");
    });
    test('names callers that were selected by name', () => {
      const fleet = fleetOf();
      fleet.run(ClusterSelector.all(), { define: defines(catalogueOf(fleet, { callers: ClusterSelector.all() }), { except: ['ap'] }) });
      expect(errorOf(() => fleet.synth())).toContain("[ap] the service 'catalogue/catalogue' is said to be in 'ap'");
    });
    test('judges those alone that are built', () => {
      const fleet = fleetOf();
      fleet.run(ClusterSelector.all(), { define: defines(catalogueOf(fleet), { except: ['us'] }) });
      process.env.FLEETWRIGHT_CLUSTERS = 'eu,ap';
      fleet.synth();
      process.env.FLEETWRIGHT_CLUSTERS = 'us';
      expect(errorOf(() => fleet.synth())).toContain(`[us] ${MISSING}`);
    });
    test('says nothing of a program that came to no end', () => {
      const fleet = fleetOf();
      const catalogue = catalogueOf(fleet);
      fleet.run(ClusterSelector.all(), { define: (cluster) => (cluster.name === 'us' ? void new HardenedDeployment(chartOf(cluster), 'web', {} as any) : defines(catalogue)(cluster)) });
      expect(errorOf(() => fleet.synth())).not.toContain(MISSING);
    });
    test('asks anew at each build', () => {
      const fleet = fleetOf();
      const catalogue = catalogueOf(fleet);
      let times = 0;
      fleet.run(ClusterSelector.all(), { define: (cluster) => { if (cluster.name !== 'us' || (times += 1) === 1) { defines(catalogue)(cluster); } } });
      fleet.synth();
      expect(errorOf(() => fleet.synth())).toContain(MISSING);
    });
  });

  test.each<[string, ClusterDescription[], Partial<FleetGlobalServiceProps>, string]>([
    ['a member in no mesh', [...CLUSTERS, { name: 'dev', ...RUNS }], {},
      "'members' must be clusters of a mesh, and 'dev' is in none. Say 'capabilities.cilium.mesh' of them, or take them out with 'except'."],
    ['members of two meshes', [meshed('eu', 1, { group: 'east' }, RUNS), meshed('us', 1, { group: 'west' }, RUNS)], {},
      "'members' must be clusters of one mesh, and 'eu' and 'us' are of two. Say a service 'catalogue' for each mesh, with members of it alone."],
    ['callers outside of it', [...CLUSTERS, { name: 'dev' }], { callers: ClusterSelector.all() },
      "'callers' must be clusters of the mesh of the members, and 'dev' is not. Leave it out to mean every cluster of that mesh, or take them out with 'except'."],
    ['callers of another one', [...CLUSTERS, meshed('lab', 1, { group: 'lab' })], { callers: ClusterSelector.all() }, "'callers' must be clusters of the mesh of the members, and 'lab' is not."],
    ['no members', CLUSTERS, { members: ClusterSelector.labels({ runs: 'catalog' }) },
      "[Fleet.globalService] 'members' must name a label that a cluster of the fleet has, got 'runs=catalog'. Use 'runs=catalogue'."],
    ['members of which none is meant', CLUSTERS, { members: ClusterSelector.where('in Asia', { matches: () => false }) },
      "'members' must select a cluster of the fleet, got 'in Asia'. Correct it, or leave it out as long as no cluster is meant."],
    ['members that are not given', CLUSTERS, { members: undefined }, "'members' must be given. Use one such as 'ClusterSelector.all()'."],
    ['a member that the fleet does not have', CLUSTERS, { members: ClusterSelector.names('eu', 'usa') }, "'members' must name a cluster of the fleet, got 'usa'. Use 'us'."],
    ['no ports', CLUSTERS, { ports: [] }, "'ports' must hold at least one. Use one such as [{ name: 'http', port: 8080 }]."],
    ['callers by name', CLUSTERS, { allowFrom: ['web'] as any }, "'allowFrom[0]' must be a value of this library's 'FleetWorkload', got a text."],
  ])('refuses %s', (_, clusters, props, message) => {
    const said = errorOf(() => catalogueOf(fleetOf(clusters), props));
    expect(said).toContain(message);
    expect(said.split('\n')).toHaveLength(1);
  });

  test('refuses who runs in no cluster of the mesh', () => {
    const fleet = fleetOf([...CLUSTERS, { name: 'dev' }]);
    const web = fleet.workload('web', { namespace: 'shop', clusters: ClusterSelector.names('dev') });
    expect(errorOf(() => catalogueOf(fleet, { allowFrom: [web] }))).toContain(
      "'allowFrom[0]' must run in a cluster of the mesh of the members, and 'web' runs in 'dev' alone. Leave it out: who is in no cluster of the mesh can not call it.");
  });
});

describe('Fleet.workload', () => {
  const EU = ClusterSelector.names('eu');
  function fault(define: (web: FleetWorkload, chart: Chart) => void, props: object = {}): string | undefined {
    const fleet = fleetOf();
    const web = fleet.workload('web', { namespace: 'shop', clusters: EU, ...props });
    fleet.run(EU, { define: (cluster) => define(web, chartOf(cluster, 'shop')) });
    try {
      fleet.synthYaml('eu');
      return undefined;
    } catch (error) {
      return (error as Error).message.split('\n').slice(1).join('\n').trim();
    }
  }
  const raw = (chart: Chart, metadata: object = {}, podLabels: object = { 'app.kubernetes.io/name': 'web' }) => new ApiObject(chart, 'raw', {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', ...metadata },
    spec: { selector: { matchLabels: podLabels }, template: { metadata: { labels: podLabels }, spec: { containers: [{ name: 'web', image: 'web:1' }] } } },
  });

  test('takes ours, raw ones, and what is around one', () => {
    expect(fault((web, chart) => web.is(deployment(chart, 'web')))).toBeUndefined();
    expect(fault((web, chart) => web.is(raw(chart)))).toBeUndefined();
    expect(fault((web, chart) => {
      const around = new Construct(chart, 'around');
      deployment(around, 'other');
      deployment(around, 'web');
      web.is(around);
    })).toBeUndefined();
    expect(fault((web, chart) => web.is(new Deployment(chart, 'web', { metadata: { name: 'web' }, containers: [{ image: 'web:1' }], podMetadata: { labels: { app: 'web' } } })),
      { podLabels: { app: 'web' } })).toBeUndefined();
  });

  test.each<[string, (web: FleetWorkload, chart: Chart) => void, string]>([
    ['nothing', () => undefined,
      "[eu] the workload 'shop/web' is said to run in 'eu', and nothing there is said to be it. Call 'is' with the workload there, or select only clusters that have it."],
    ['another name', (web, chart) => web.is(deployment(chart, 'shop')),
      "[eu/shop/shop] must have the name and namespace of the workload 'shop/web' of the fleet, and is Deployment 'shop/shop'. Correct one of the two."],
    ['another namespace', (web, chart) => web.is(raw(chart, { namespace: 'store' })), "and is Deployment 'store/web'"],
    ['pods with other labels', (web, chart) => web.is(raw(chart, {}, { 'app.kubernetes.io/name': 'shop' })),
      "[eu/shop/raw] must have pods with the label 'app.kubernetes.io/name: web', by which the workload 'shop/web' of the fleet is known. "
      + "Give it to them, or name labels that they carry in 'podLabels' of the workload."],
    ['what has no pods', (web, chart) => web.is(new ApiObject(chart, 'config', { apiVersion: 'v1', kind: 'ConfigMap' })),
      "[eu/shop/config] can't be the workload 'shop/web' of the fleet: it has no pods. Give 'is' the workload itself."],
    ['several others', (web, chart) => { deployment(chart, 'a'); deployment(chart, 'b'); web.is(chart); }, 'it has several workloads, none of that name'],
  ])('refuses %s', (_, define, message) => {
    expect(fault(define)).toContain(message);
  });

  test('refuses a cluster for which it was not selected', () => {
    const fleet = fleetOf();
    const web = fleet.workload('web', { namespace: 'shop', clusters: EU });
    fleet.run(ClusterSelector.names('us'), { define: (cluster) => web.is(deployment(chartOf(cluster, 'shop'), 'web')) });
    expect(errorOf(() => fleet.synthYaml('us'))).toContain(
      "can't be the workload 'web' of the fleet, which runs in 'eu', and not in 'us'. Say so only there, or let 'clusters' of the workload select this one too.");
    const alone = Testing.chart();
    web.is(deployment(alone, 'web'));
    expect(errorOf(() => Testing.synth(alone))).toContain("can't be the workload 'web' of the fleet, which runs in 'eu'. Say");
  });

  test.each<[string, any, string]>([
    ['namespace', {}, "'namespace' must be given."],
    ['namespace', { namespace: 'Shop' }, "'namespace' must be a DNS label"],
    ['podLabels', { namespace: 'shop', podLabels: {} }, "'podLabels' must name a label. Leave it out for 'app.kubernetes.io/name'."],
    ['clusters', { namespace: 'shop', clusters: 'eu' }, "'clusters' must be a value of this library's 'ClusterSelector', got a text. Use 'ClusterSelector.all()'."],
  ])('refuses a wrong %s', (_, props, message) => expect(errorOf(() => fleetOf().workload('web', props))).toContain(message));
});

test('nothing keeps a cluster that was written', () => {
  const fleet = fleetOf();
  const web = fleet.workload('web', { namespace: 'shop' });
  const catalogue = catalogueOf(fleet, { allowFrom: [web] });
  const refs: WeakRef<Cluster>[] = [];
  fleet.run(ClusterSelector.all(), {
    define: (cluster) => {
      refs.push(new WeakRef(cluster));
      defines(catalogue)(cluster);
      web.is(deployment(chartOf(cluster, 'shop'), 'web', { network: { allowTo: [] } }));
    },
  });
  fleet.synth();
  expect(refs).toHaveLength(3);
  // Within one turn of the event loop, a WeakRef itself keeps what it was made of.
  return new Promise((resolve) => { setTimeout(resolve, 10); }).then(() => {
    gc();
    expect(refs.filter((ref) => ref.deref() !== undefined)).toHaveLength(0);
  });
});
