// What must agree between clusters, tried with constructs as a user writes them, so that the facts are those of real manifests.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import { Cloud } from '../../lib/cluster/cloud';
import { Cluster } from '../../lib/cluster/cluster';
import { ClusterDescription } from '../../lib/cluster/cluster-description';
import { FleetErrors } from '../../lib/construct/fleet-errors';
import { ESSnapshotter } from '../../lib/data/es-snapshotter';
import { S3Credentials } from '../../lib/data/repository/s3-credentials';
import { SnapshotRepository } from '../../lib/data/repository/snapshot-repository';
import { SnapshotTarget } from '../../lib/data/snapshot-target';
import { SnapshotUser } from '../../lib/data/snapshot-user';
import { ClusterSelector } from '../../lib/fleet/cluster-selector';
import { Fleet } from '../../lib/fleet/fleet';
import { fleetFindings } from '../../lib/fleet/fleet-findings';
import { GlobalCiliumService, GlobalCiliumServiceProps } from '../../lib/network/global-cilium-service';
import { GlobalServiceAffinity } from '../../lib/network/global-service-affinity';
import { LocalBackends } from '../../lib/network/local-backends';
import { FLEET_RULES } from '../../lib/rules/fleet/rules';
import { HardenedDeployment } from '../../lib/workload/hardened-deployment';

const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-rules-'));
afterAll(() => fs.rmSync(outdir, { recursive: true }));

type Define = (cluster: Cluster) => void;
const meshed = (name: string, id: number, more: object = {}): ClusterDescription => ({
  name, region: name, environment: 'production', capabilities: { cilium: { version: '1.19.4', mesh: { id } } }, ...more,
});
const EU_US = [meshed('eu', 1), meshed('us', 2)];

/** All that is found between clusters: `id cluster: message`. */
function found(
  clusters: ClusterDescription[], programs: { [cluster: string]: Define } | Define = () => undefined, { overrides = [] }: { overrides?: any[] } = {},
): string[] {
  const fleet = new Fleet({ clusters, outdir });
  for (const { name } of clusters) {
    const define = typeof programs === 'function' ? programs : programs[name];
    if (define !== undefined) { fleet.run(ClusterSelector.names(name), { define }); }
  }
  overrides.forEach(([cluster, target, ...operations]) => fleet.override(ClusterSelector.names(cluster), target, 'on purpose', ...operations));
  const findings = (() => {
    try {
      return fleet.warnings;
    } catch (error) {
      const errors = FleetErrors.findingsOf(error);
      if (errors.length === 0) { throw error; }
      return errors;
    }
  })();
  return findings.filter(({ id }) => id.startsWith('fleet/')).map(({ id, path: at, object, severity, message }) => (
    `${id} ${at}: ${severity === 'warning' && object !== undefined ? `${object} ` : ''}${message}`));
}

const PORTS = [{ name: 'http', port: 8080 }];
const chartOf = (cluster: Cluster, namespace = 'shop') => new Chart(cluster, namespace, { namespace });
const pods = (chart: Chart, props: object = {}) => new HardenedDeployment(chart, 'web', {
  image: 'registry.example.com/web:1.4.2', replicas: 3, ports: PORTS, probes: { readiness: undefined }, ...props,
});
function shared(props: Partial<GlobalCiliumServiceProps> = {}, { namespace = 'shop', workload = {}, backends = true }: { namespace?: string; workload?: object; backends?: boolean } = {}): Define {
  return (cluster) => {
    const chart = chartOf(cluster, namespace);
    const local = backends ? LocalBackends.ofWorkload(pods(chart, workload)) : LocalBackends.none();
    new GlobalCiliumService(chart, 'catalogue', { backends: local, ports: PORTS, remotePodLabels: { 'app.kubernetes.io/name': 'web' }, ...props });
  };
}
const ALLOW = [{ podLabels: { app: 'front' }, namespace: 'shop' }];
const raw = (apiVersion: string, kind: string, rest: object = {}): Define => (cluster) => (
  void new ApiObject(chartOf(cluster, 'raw'), 'raw', { apiVersion, kind, metadata: { name: 'raw' }, ...rest }));

test('finds nothing where all agree', () => {
  expect(found(EU_US, shared({ allowFrom: ALLOW }))).toEqual([]);
  expect(found([meshed('eu', 1), { name: 'dev' }, { name: 'test' }], (cluster) => void pods(chartOf(cluster)))).toEqual([]);
});

describe('fleet/mesh-identity', () => {
  test('refuses two with one id, and names one that is free', () => {
    expect(found([meshed('a', 1), meshed('b', 2), meshed('c', 1)])).toEqual([
      "fleet/mesh-identity c: the id 1 in the mesh is that of 'a' too. Give it another one, such as 3, which is free.",
    ]);
  });
  test('names another free id to each', () => {
    expect(found([meshed('a', 1), meshed('b', 1), meshed('c', 1)]).map((line) => line.split('. ')[1])).toEqual([
      'Give it another one, such as 2, which is free.', 'Give it another one, such as 3, which is free.',
    ]);
  });
  test('refuses two with one name', () => {
    const named = (name: string, id: number) => ({ name, capabilities: { cilium: { version: '1.19.4', mesh: { id, name: 'one' } } } });
    expect(found([named('a', 1), named('b', 2)])).toEqual(["fleet/mesh-identity b: the name 'one' in the mesh is that of 'a' too. Give it another one; the mesh has 'one'."]);
  });
  test('lets two meshes have the same ids', () => {
    const of = (name: string, group: string) => ({ name, capabilities: { cilium: { version: '1.19.4', mesh: { id: 1, group } } } });
    expect(found([of('a', 'east'), of('b', 'west')])).toEqual([]);
    expect(found([of('a', 'east'), of('b', 'east')])).toHaveLength(1);
  });
});

describe('fleet/mesh-cidrs', () => {
  test.each<[string, object, object, string | undefined]>([
    ['pods within pods', { podCidrs: ['10.0.0.0/8'] }, { podCidrs: ['10.2.0.0/16'] }, 'the range 10.2.0.0/16 of its pods overlaps 10.0.0.0/8, that of the pods of \'a\' in the same mesh'],
    ['pods around pods', { podCidrs: ['10.2.0.0/16'] }, { podCidrs: ['10.0.0.0/8'] }, 'the range 10.0.0.0/8 of its pods overlaps 10.2.0.0/16'],
    ['nodes and pods', { podCidrs: ['10.2.0.0/16'] }, { nodeCidrs: ['10.2.3.0/24'] }, 'the range 10.2.3.0/24 of its nodes overlaps 10.2.0.0/16, that of the pods'],
    ['IPv6', { podCidrs: ['fd00::/48'] }, { podCidrs: ['fd00::/64'] }, 'overlaps'],
    ['neighbours', { podCidrs: ['10.0.0.0/16'] }, { podCidrs: ['10.1.0.0/16'] }, undefined],
    ['Services, which only their own cluster sees', { serviceCidrs: ['10.96.0.0/16'] }, { serviceCidrs: ['10.96.0.0/16'] }, undefined],
  ])('%s', (_, one, other, message) => {
    const findings = found([meshed('a', 1, one), meshed('b', 2, other)]);
    expect(findings).toHaveLength(message === undefined ? 0 : 1);
    if (message !== undefined) { expect(findings[0]).toContain(`fleet/mesh-cidrs b: ${message}`.slice(0, 20)); expect(findings[0]).toContain(message); }
  });
  test('names a free range of the same size, to each another one', () => {
    const clusters = [
      meshed('a', 1, { podCidrs: ['10.0.0.0/16'], nodeCidrs: ['10.1.7.0/24'], serviceCidrs: ['10.2.0.0/20'] }),
      meshed('b', 2, { podCidrs: ['10.0.0.0/16'] }), meshed('c', 3, { podCidrs: ['10.0.0.0/16'] }),
    ];
    const fixes = found(clusters).map((line) => `${line[line.indexOf(':') - 1]} ${line.split('. ').at(-1)}`);
    expect(fixes).toEqual([
      'b Give it another one, such as 10.3.0.0/16, which no cluster of the mesh uses.',
      'c Give it another one, such as 10.4.0.0/16, which no cluster of the mesh uses.',
      'c Give it another one, such as 10.4.0.0/16, which no cluster of the mesh uses.',
    ]);
  });
  test.each([['203.0.113.0/24', '203.0.113.0/24'], ['10.0.0.0/8', '10.0.0.0/8']])('names none where it does not know where to look, or all is taken: %s', (one, other) => {
    expect(found([meshed('a', 1, { podCidrs: [one] }), meshed('b', 2, { podCidrs: [other] })])[0]).toMatch(/Give one of the two another range\.$/);
  });
  test('says nothing of clusters that are in no mesh, or in another one', () => {
    expect(found([{ name: 'a', podCidrs: ['10.0.0.0/8'] }, { name: 'b', podCidrs: ['10.0.0.0/8'] }])).toEqual([]);
  });
});

describe('fleet/policy-clusters', () => {
  test('refuses callers from a cluster that the mesh does not have', () => {
    expect(found(EU_US, shared({ allowFrom: [{ ...ALLOW[0], clusters: ['eu', 'ap'] }] })).filter((line) => line.includes('policy-clusters'))).toEqual([
      "fleet/policy-clusters eu: CiliumNetworkPolicy 'shop/catalogue' names the cluster 'ap', which is not in the mesh. Use one of 'eu', 'us'.",
      "fleet/policy-clusters us: CiliumNetworkPolicy 'shop/catalogue' names the cluster 'ap', which is not in the mesh. Use one of 'eu', 'us'.",
    ]);
  });
  test('tells the name in the mesh where that of the cluster was taken', () => {
    const clusters = [meshed('eu', 1), { ...meshed('us', 2), capabilities: { cilium: { version: '1.19.4', mesh: { id: 2, name: 'us-mesh' } } } }];
    expect(found(clusters, shared({ allowFrom: [{ ...ALLOW[0], clusters: ['us'] }] }))[0]).toContain("Use 'us-mesh', by which the mesh knows that cluster.");
  });
});

describe('fleet/global-service-ports', () => {
  test.each([
    ['another name', [{ name: 'web', port: 8080 }], "has the port 'web' 8080/TCP, and in 'eu' the port 'http' 8080/TCP"],
    ['another number', [{ name: 'http', port: 80, target: 'http' }], "has the port 'http' 80/TCP, and in 'eu' the port 'http' 8080/TCP"],
  ])('refuses %s', (_, ports, message) => {
    expect(found(EU_US, { eu: shared({ allowFrom: ALLOW }), us: shared({ allowFrom: ALLOW, ports: ports as any }) })).toEqual([
      `fleet/global-service-ports us: Service 'shop/catalogue' ${message}. Give it the same names and numbers in every cluster.`,
    ]);
  });
});

describe('fleet/global-service-members', () => {
  test('refuses one that no other cluster shares', () => {
    expect(found(EU_US, { eu: shared({ allowFrom: ALLOW }) })).toEqual([
      "fleet/global-service-members eu: Service 'shop/catalogue' is shared by no other cluster of the mesh. Define it in another cluster, or make it a Service of this one.",
    ]);
  });
  test('sees the same name in another namespace', () => {
    expect(found(EU_US, { eu: shared({ allowFrom: ALLOW }), us: shared({ allowFrom: ALLOW }, { namespace: 'store' }) })[0]).toContain(
      "is shared by no other cluster of the mesh; in 'us' its namespace is 'store'. Give it the same namespace in every cluster.");
  });
  test('refuses one that is an ordinary Service elsewhere', () => {
    const plain: Define = (cluster) => void new ApiObject(chartOf(cluster), 'service', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'catalogue' }, spec: { ports: [{ port: 8080 }] } });
    expect(found(EU_US, { eu: shared({ allowFrom: ALLOW }), us: plain })).toEqual([
      "fleet/global-service-members us: Service 'shop/catalogue' is shared in 'eu', and here it is not: who calls it here never gets the pods of the others. "
        + "Make it a 'GlobalCiliumService' here too, or give it another name.",
    ]);
  });
  test('refuses one that gives its pods nowhere', () => {
    expect(found(EU_US, shared({ shared: false }))).toEqual([
      "fleet/global-service-members eu: Service 'shop/catalogue' gives its pods to others in none of 'eu', 'us': each of them is alone. Set 'shared' in a cluster that has pods.",
    ]);
  });
});

test('fleet/global-service-affinity: warns of one that has nothing to choose', () => {
  expect(found(EU_US, { eu: shared({ allowFrom: ALLOW, affinity: GlobalServiceAffinity.LOCAL }), us: shared({}, { backends: false }) })).toEqual([
    "fleet/global-service-affinity eu: Service 'shop/catalogue' has the affinity 'local', and no other cluster gives its pods. Set 'shared' in another cluster, or leave the affinity out.",
    "fleet/region-loss eu: Service 'shop/catalogue' has no pods left when the region 'eu' is lost: all are in 'eu'. Run pods of it in a cluster of another region, and share them.",
  ]);
});

describe('fleet/remote-callers', () => {
  const told = (clusters: ClusterDescription[], allowFrom?: any[]) => found(clusters, shared({ ...(allowFrom !== undefined && { allowFrom }) })).filter((line) => line.includes('remote-callers'));
  test('warns where the policy of the pods is of this cluster alone', () => {
    expect(told(EU_US)).toEqual(['eu', 'us'].map((name) => (
      `fleet/remote-callers ${name}: Service 'shop/catalogue' gives the pods of Deployment 'shop/web' to '${name === 'eu' ? 'us' : 'eu'}', and the policies of these pods refuse `
        + "callers from there: NetworkPolicy 'shop/web'. Name the callers in 'allowFrom' of the GlobalCiliumService, or set 'shared: false'.")));
  });
  test('says nothing where callers are named, or before Cilium 1.19, where a selector means all clusters', () => {
    expect(told(EU_US, ALLOW)).toEqual([]);
    expect(told(EU_US, [{ ...ALLOW[0], clusters: ['eu', 'us'] }])).toEqual([]);
    expect(told([1, 2].map((id) => ({ ...meshed(`c-${id}`, id), capabilities: { cilium: { version: '1.18.3', mesh: { id } } } })))).toEqual([]);
  });
});

describe('fleet/region-loss', () => {
  test('warns of pods that are all in one region', () => {
    const clusters = [meshed('eu-1', 1, { region: 'eu' }), meshed('eu-2', 2, { region: 'eu' }), meshed('us', 3, { region: 'us' })];
    const there = shared({ allowFrom: ALLOW });
    expect(found(clusters, { 'eu-1': there, 'eu-2': there })).toEqual([
      "fleet/region-loss eu-1: Service 'shop/catalogue' has no pods left when the region 'eu' is lost: all are in 'eu-1', 'eu-2'. Run pods of it in a cluster of another region, and share them.",
    ]);
    expect(found(clusters, { 'eu-1': there, 'eu-2': there, 'us': there })).toEqual([]);
  });
});

describe('fleet/global-service-targets', () => {
  const at = (port: number): Define => shared({ allowFrom: ALLOW, ports: [{ name: 'http', port: 80, target: 'http' }] as any }, { workload: { ports: [{ name: 'http', port }] } });
  test('warns of pods that listen on another port than those of another cluster, whose callers are let out to that', () => {
    expect(found(EU_US, { eu: at(8080), us: at(9090) })).toEqual([
      "fleet/global-service-targets us: Service 'shop/catalogue' leads from its port 'http' to 9090 of its pods, and in 'eu' to 8080: policies of callers see that port. "
        + 'Give the containers the same port in every cluster, or let callers out to both.',
    ]);
    expect(found(EU_US, { eu: at(8080), us: at(8080) })).toEqual([]);
  });
  test('knows ports by number, and says nothing of a member without pods', () => {
    const numbered = (targetPort: number): Define => (cluster) => {
      shared({ allowFrom: ALLOW })(cluster);
      const service = cluster.node.findAll().find((each) => ApiObject.isApiObject(each) && each.kind === 'Service') as ApiObject;
      service.addJsonPatch(JsonPatch.replace('/spec/ports/0/targetPort', targetPort));
    };
    expect(found(EU_US, { eu: numbered(1), us: numbered(2) })).toEqual([expect.stringContaining("leads from its port 'http' to 2 of its pods, and in 'eu' to 1")]);
    expect(found(EU_US, { eu: at(8080), us: shared({ ports: [{ name: 'http', port: 80, target: 'http' }] as any }, { backends: false }) })
      .filter((line) => line.includes('targets'))).toEqual([]);
  });
});

describe('fleet/zone-loss', () => {
  const ZONES = ['a', 'b', 'c'];
  const service = (cluster: Cluster, name: string, more: object = {}): ApiObject => new ApiObject(chartOf(cluster, `service-${name}`), 'service', {
    apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'shop' }, spec: { selector: { 'app.kubernetes.io/name': 'web' }, ports: [{ port: 8080 }], ...more },
  });
  const web = (props: object = {}): Define => (cluster) => {
    pods(chartOf(cluster), props);
    service(cluster, 'web');
    service(cluster, 'governing', { clusterIP: 'None' });
  };
  test('warns once of pods that may all stand in one zone', () => {
    expect(found([{ name: 'one', zones: ZONES }], web({ spread: false }))).toEqual([
      "fleet/zone-loss one: Service 'shop/web' has no pods left when a zone is lost: all 3 may stand in 'a'. "
        + "Spread what is behind it over zones, with 'SpreadAcrossZones' where this library did not make it.",
    ]);
  });
  test.each<[string, ClusterDescription, object]>([
    ['pods that are spread', { name: 'one', zones: ZONES }, {}],
    ['a cluster of one zone', { name: 'one', zones: ['a'] }, { spread: false }],
    ['a cluster of which zones are not known', { name: 'one' }, { spread: false }],
    ['the only replica', { name: 'one', zones: ZONES }, { spread: false, replicas: 1 }],
  ])('says nothing of %s', (_, cluster, props) => {
    expect(found([cluster], web(props))).toEqual([]);
  });
  test('says nothing of pods on every node', () => {
    const agents: Define = (cluster) => {
      new ApiObject(chartOf(cluster), 'agents', { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'web' }, spec: {
        selector: { matchLabels: { 'app.kubernetes.io/name': 'web' } }, template: { metadata: { labels: { 'app.kubernetes.io/name': 'web' } }, spec: { containers: [] } },
      } });
      service(cluster, 'web');
    };
    expect(found([{ name: 'one', zones: ZONES }], agents)).toEqual([]);
  });
  test('says nothing of a service that lives on in another cluster', () => {
    const clusters = EU_US.map((each) => ({ ...each, zones: ZONES }));
    const there = shared({ allowFrom: ALLOW }, { workload: { spread: false } });
    expect(found(clusters, there)).toEqual([]);
    expect(found(clusters, { eu: there, us: shared({}, { backends: false }) }).filter((line) => line.includes('zone-loss'))).toHaveLength(1);
  });
  test('is accepted for an environment', () => {
    const fleet = new Fleet({ clusters: [{ name: 'dev', environment: 'dev', zones: ZONES }], outdir, environments: { dev: { acceptedWarnings: [{ id: 'fleet/zone-loss', reason: 'nobody waits' }] } } });
    fleet.run(ClusterSelector.all(), { define: web({ spread: false }) });
    expect(fleet.warnings.filter(({ id }) => id === 'fleet/zone-loss').map(({ accepted }) => accepted)).toEqual(['nobody waits']);
  });
});

describe('fleet/region-zones', () => {
  test.each([
    [Cloud.AWS, 'eu-central-1', ['eu-central-1a', 'eu-central-1b'], []],
    [Cloud.AWS, 'us-west-2', ['us-west-2-lax-1a'], []],
    [Cloud.AWS, 'eu-central-1', ['eu-west-1a', 'eu-central-1b'], ['eu-west-1a']],
    [Cloud.AWS, 'eu-central-1', ['eu-central-11'], ['eu-central-11']],
    [Cloud.GCP, 'europe-west1', ['europe-west1-b'], []],
    [Cloud.GCP, 'europe-west1', ['europe-west10-b'], ['europe-west10-b']],
    [Cloud.AZURE, 'westeurope', ['westeurope-1'], []],
    [Cloud.AZURE, 'westeurope', ['northeurope-1'], ['northeurope-1']],
    [Cloud.of('hetzner'), 'fsn1', ['nbg1-dc3'], []],
  ])('%#', (cloud, region, zones, wrong) => {
    expect(found([{ name: 'a', cloud, region, zones }])).toEqual(wrong.length === 0 ? [] : [
      `fleet/region-zones a: its zones ${wrong.map((zone) => `'${zone}'`).join(', ')} are none of its region '${region}'. Correct 'zones', or 'region'.`,
    ]);
  });
});

describe('fleet/served-api', () => {
  test('refuses an API that one of the clusters no longer has, or not yet', () => {
    const clusters = [{ name: 'old', kubernetesVersion: '1.28' }, { name: 'new', kubernetesVersion: '1.34' }, { name: 'unknown' }];
    expect(found(clusters, raw('flowcontrol.apiserver.k8s.io/v1beta3', 'FlowSchema'))).toEqual([
      'fleet/served-api new: FlowSchema is written for Kubernetes 1.34, but flowcontrol.apiserver.k8s.io/v1beta3 is gone since Kubernetes 1.32, so that API servers refuse it: '
        + 'write flowcontrol.apiserver.k8s.io/v1. Write the version that this cluster has.',
    ]);
    expect(found(clusters, raw('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy'))).toEqual([
      'fleet/served-api old: ValidatingAdmissionPolicy is written for Kubernetes 1.28, but admissionregistration.k8s.io/v1 has ValidatingAdmissionPolicy from Kubernetes 1.30 on. '
        + 'Write the version that this cluster has.',
    ]);
  });
});

describe('fleet/capability', () => {
  const clusters = [{ name: 'a', capabilities: { karpenter: { version: '1.13.0' } } }, { name: 'b' }];
  test('warns of objects that only other clusters are known to take', () => {
    expect(found(clusters, raw('karpenter.sh/v1', 'NodePool'))).toEqual([
      "fleet/capability b: NodePool needs 'karpenter', which the cluster is not known to have, and 'a' are. Set 'capabilities.karpenter', or select only clusters that have it: "
        + "ClusterSelector.capabilities('karpenter').",
    ]);
  });
  test('says nothing where the definition comes along, or no cluster says what it has', () => {
    expect(found(clusters, (cluster) => {
      raw('karpenter.sh/v1', 'NodePool')(cluster);
      new ApiObject(new Chart(cluster, 'crds'), 'crd', {
        apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'nodepools.karpenter.sh' }, spec: { group: 'karpenter.sh', names: { kind: 'NodePool' } },
      });
    })).toEqual([]);
    expect(found([{ name: 'a' }, { name: 'b' }], raw('karpenter.sh/v1', 'NodePool'))).toEqual([]);
  });
});

describe('fleet/same-image', () => {
  const image = (text: string): Define => (cluster) => void pods(chartOf(cluster), { image: text });
  const of = (...environments: string[]) => environments.map((environment, index) => ({ name: `c-${index}`, environment }));
  const DIGEST = (digit: string) => `@sha256:${digit.repeat(64)}`;
  test.each<[string, string[], string, string, number]>([
    ['another tag in one environment', ['p', 'p'], 'r.example.com/web:1.0.0', 'r.example.com/web:1.0.1', 1],
    ['another tag in another environment', ['p', 'dev'], 'r.example.com/web:1.0.0', 'r.example.com/web:1.0.1', 0],
    ['another digest of the same tag', ['p', 'dev'], `r.example.com/web:1.0.0${DIGEST('a')}`, `r.example.com/web:1.0.0${DIGEST('b')}`, 1],
    ['another registry', ['p', 'p'], 'eu.example.com/web:1.0.0', 'us.example.com/web:1.0.0', 0],
    ['the same', ['p', 'p'], 'r.example.com/web:1.0.0', 'r.example.com/web:1.0.0', 0],
  ])('%s', (_, environments, one, other, count) => {
    expect(found(of(...environments), { 'c-0': image(one), 'c-1': image(other) })).toEqual(count === 0 ? [] : [
      `fleet/same-image c-1: Deployment 'shop/web' runs ${other}, and in 'c-0' ${one}. Run one image in both, or say why not with 'Fleet.override'.`,
    ]);
  });
  test('names those that run another image than most, not most of them', () => {
    const [odd, usual] = [image('r.example.com/web:1.0.1'), image('r.example.com/web:1.0.0')];
    expect(found(of('p', 'p', 'p'), { 'c-0': odd, 'c-1': usual, 'c-2': usual })).toEqual([
      expect.stringMatching(/^fleet\/same-image c-0: Deployment 'shop\/web' runs r\.example\.com\/web:1\.0\.1, and in 'c-1' r\.example\.com\/web:1\.0\.0\./),
    ]);
  });
  test('takes an override for the reason', () => {
    const target = { kind: 'Deployment', name: 'web' };
    const patched = (field: string, value: unknown) => found(of('p', 'p'), image('r.example.com/web:1.0.0'), { overrides: [['c-1', target, JsonPatch.replace(field, value)]] });
    expect(patched('/spec/template/spec/containers/0/image', 'r.example.com/web:1.0.1')).toEqual([]);
    expect(found(of('p', 'p'), { 'c-0': image('r.example.com/web:1.0.0'), 'c-1': image('r.example.com/web:1.0.1') }, {
      overrides: [['c-1', target, JsonPatch.replace('/spec/replicas', 3)]],
    })).toHaveLength(1);
  });
});

describe('fleet/snapshot-place', () => {
  const snapshots = (bucket: string, basePath: string): Define => (cluster) => {
    const chart = chartOf(cluster, 'logging');
    new ESSnapshotter(chart, 'nightly', {
      cluster: SnapshotTarget.url('https://logs.logging.svc:9200'),
      user: SnapshotUser.secret('user'),
      repository: SnapshotRepository.s3(bucket, { bucket, basePath, credentials: S3Credentials.secret('keys') }),
    });
  };
  test('refuses two clusters that write to one place', () => {
    const [line, ...others] = found([{ name: 'a' }, { name: 'b' }], snapshots('logs', 'all'));
    expect(others).toEqual([]);
    expect(line).toMatch(/^fleet\/snapshot-place b: ConfigMap 'logging\/nightly' writes snapshots to s3:\/\/logs\/all, as 'a\/logging\/nightly' does\. /);
    expect(found([{ name: 'a' }, { name: 'b' }], { a: snapshots('logs', 'a'), b: snapshots('logs', 'b') })).toEqual([]);
    expect(found([{ name: 'a' }, { name: 'b' }], { a: snapshots('logs', 'all'), b: snapshots('other', 'all') })).toEqual([]);
  });
});

test('only what breaks in any case is an error', () => {
  expect(FLEET_RULES.filter(({ severity }) => severity === 'error').map(({ id }) => id)).toEqual(['fleet/mesh-identity', 'fleet/served-api', 'fleet/snapshot-place']);
});

test('a check that throws is named', () => {
  const broken = { cluster: { name: 'a', capabilities: {} }, services: null } as any;
  expect(() => fleetFindings([broken], () => ({}))).toThrow(/^the check fleet\/[\w-]+ failed, which is a fault of fleetwright: /);
});

test('a warning between clusters can be accepted, or made an error, for an environment', () => {
  const clusters = [{ name: 'a', environment: 'p', capabilities: { karpenter: { version: '1.13.0' } } }, { name: 'b', environment: 'p' }];
  const program = raw('karpenter.sh/v1', 'NodePool');
  const fleet = new Fleet({ clusters, outdir, environments: { p: { acceptedWarnings: [{ id: 'fleet/capability', reason: 'another team installs it' }] } } });
  fleet.run(ClusterSelector.all(), { define: program });
  expect(fleet.warnings.map(({ id, accepted }) => [id, accepted])).toEqual([['fleet/capability', 'another team installs it']]);
  const strict = new Fleet({ clusters, outdir, defaults: { warningsAsErrors: ['fleet/capability'] } });
  strict.run(ClusterSelector.all(), { define: program });
  expect(() => strict.warnings).toThrow('fleet/capability');
});
