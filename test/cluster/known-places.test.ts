import { ApiObject, Chart, Lazy } from 'cdk8s';
import { Cluster, ClusterProps } from '../../lib/cluster/cluster';
import { FleetErrors } from '../../lib/construct/fleet-errors';
import { placeholder } from '../../lib/manifest/known';
import { SpotNodePool, SpotNodePoolProps } from '../../lib/scheduling/node-pool/spot-node-pool';
import { SpotProvider } from '../../lib/scheduling/node-pool/spot-provider';
import { HardenedDeployment } from '../../lib/workload/hardened-deployment';
import { faultsOf } from '../faults-of';
import { workload } from '../scheduling/workloads';

const ZONE = 'topology.kubernetes.io/zone';
const REGION = 'topology.kubernetes.io/region';
const KNOWN = { region: 'eu-1', zones: ['eu-1a', 'eu-1b'] };
const chartIn = (props: Partial<ClusterProps> = KNOWN) =>
  new Chart(new Cluster({ name: 'prod-eu', ...props }), 'shop', { namespace: 'shop' });
const affinity = (...terms: object[][]) => ({
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: {
    nodeSelectorTerms: terms.map((matchExpressions) => ({ matchExpressions })),
  } } },
});
const among = (key: string, ...values: unknown[]) => ({ key, operator: 'In', values });

/** What a synth of the cluster finds at fault: where, and what. */
function errorsOf(chart: Chart): string[] {
  try {
    (chart.node.root as Cluster).synthYaml();
  } catch (error) {
    return FleetErrors.findingsOf(error).map(({ id, path, message }) => `${id} ${path}: ${message}`);
  }
  return [];
}

const errorsWith = (podSpec: object, cluster?: Partial<ClusterProps>) => {
  const chart = chartIn(cluster);
  workload(chart, 'web', { podSpec });
  return errorsOf(chart);
};

describe('pods that no node of the cluster suits', () => {
  const AT = 'scheduling/known-zones prod-eu/shop/web:';
  const HAS_ZONES = "must leave Deployment 'shop/web' a zone of the cluster: 'eu-1a', 'eu-1b'";

  test.each<[string, object, string]>([
    ['a zone by node selector', { nodeSelector: { [ZONE]: 'eu-1c' } },
      `'spec.template.spec.nodeSelector['${ZONE}']' ${HAS_ZONES}, got 'eu-1c'. Correct it, or 'zones' of the Cluster.`],
    ['zones by affinity', affinity([among(ZONE, 'eu-1c', 'eu-1d')], [among(ZONE, 'us-1a')]),
      `'spec.template.spec.affinity.nodeAffinity' ${HAS_ZONES}, got 'eu-1c, eu-1d, us-1a'. Correct it, or 'zones' of the Cluster.`],
    ['any zone but those', affinity([{ key: ZONE, operator: 'NotIn', values: ['eu-1a', 'eu-1b'] }]),
      `'spec.template.spec.affinity.nodeAffinity' ${HAS_ZONES}. Correct it, or 'zones' of the Cluster.`],
    ['another region', { nodeSelector: { [REGION]: 'eu1' } },
      `'spec.template.spec.nodeSelector['${REGION}']' must leave Deployment 'shop/web' the region of the cluster: 'eu-1', got 'eu1'. Correct it, or 'region' of the Cluster.`],
    ['another region by affinity', affinity([among(REGION, 'us-1')]),
      "'spec.template.spec.affinity.nodeAffinity' must leave Deployment 'shop/web' the region of the cluster: 'eu-1', got 'us-1'. Correct it, or 'region' of the Cluster."],
  ])('are an error of the synth: %s', (_, podSpec, message) => expect(errorsWith(podSpec)).toEqual([`${AT} ${message}`]));

  test.each<[string, object, Partial<ClusterProps>?]>([
    ['zones and region of the cluster', { nodeSelector: { [ZONE]: 'eu-1b', [REGION]: 'eu-1' } }, KNOWN],
    ['one of several clusters', affinity([among(ZONE, 'eu-1a', 'us-1a')]), KNOWN],
    ['an alternative without a zone', affinity([among(ZONE, 'us-1a')], [among('disk', 'ssd')]), KNOWN],
    ['zones of a cluster that names none', { nodeSelector: { [ZONE]: 'eu-1c', [REGION]: 'us-1' } }, {}],
    ['what is known later', { nodeSelector: { [ZONE]: Lazy.any({ produce: () => 'eu-1a' }) } }, KNOWN],
  ])('are not those that ask for %s', (_, podSpec, cluster) => expect(errorsWith(podSpec, cluster)).toEqual([]));

  test('are found where they stand in a List, and in workloads of ours', () => {
    const chart = chartIn();
    const item = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'one' }, spec: { containers: [], nodeSelector: { [ZONE]: 'eu-1c' } } };
    new ApiObject(chart, 'list', { apiVersion: 'v1', kind: 'List', items: [item] });
    new HardenedDeployment(chart, 'api', { image: 'registry.example.com/api:1.4.2', spread: false, nodeSelector: { [ZONE]: 'eu-1d' } });
    expect(errorsOf(chart).map((line) => line.replace(/ must .*/, ''))).toEqual([
      `scheduling/known-zones prod-eu/shop/list: 'items[0].spec.nodeSelector['${ZONE}']'`,
      `scheduling/known-zones prod-eu/shop/api/deployment: 'spec.template.spec.nodeSelector['${ZONE}']'`,
    ]);
  });
});

describe('zones of a pool', () => {
  const pool = (props: Partial<SpotNodePoolProps>, cluster: Partial<ClusterProps> = KNOWN) => faultsOf(() => {
    const chart = chartIn({ ...cluster, capabilities: { karpenter: { version: '1.14.1' } } });
    return new SpotNodePool(chart, 'spot', { provider: SpotProvider.karpenterAwsNodeClass('a'), ...props });
  });

  test('are of those of the cluster', () => {
    expect(pool({ zones: ['eu-1a', 'eu-1c'] })).toEqual([
      "'zones[1]' must be a zone of the cluster: 'eu-1a', 'eu-1b', got 'eu-1c'. Correct it, or add it to 'zones' of the Cluster.",
    ]);
    expect([pool({ zones: ['eu-1b'] }), pool({ zones: ['eu-1c'] }, {}), pool({}), pool({ zones: [placeholder('x')] })]).toEqual([[], [], [], []]);
  });
});
