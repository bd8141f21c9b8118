import { ApiObject, JsonPatch, Lazy } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { FleetError } from '../../lib/construct/fleet-error';
import { Volume } from '../../lib/pod/volume';
import * as contradictions from '../../lib/pod/zone-contradictions';
import { SpreadAcrossZones } from '../../lib/scheduling/spread/spread-across-zones';
import { VolumeTopology } from '../../lib/scheduling/spread/spread-options';
import { HardenedDeploymentProps } from '../../lib/workload/hardened-deployment';
import { chartIn, deploy, warningsOf } from '../workload/deployment-construct';

const MOUNTS = [{ path: '/data', volume: Volume.persistentVolumeClaim('uploads') }];
const ZONAL = "scheduling/zonal-volumes: Deployment 'payments/api': all replicas mount the claim 'uploads'. If its volume belongs to a zone, they run in that zone only, "
  + "which takes no more than 1, and none survives its loss. Make a 'SpreadAcrossZones' of it with 'volumes: VolumeTopology.REGIONAL' if every zone can mount it; else set 'spread: false'.";
const TOGETHER = { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [
  { topologyKey: 'topology.kubernetes.io/zone', labelSelector: { matchLabels: { 'app.kubernetes.io/name': 'api' } } },
] } };

describe('a claim that all replicas share', () => {
  test.each<[string, Partial<HardenedDeploymentProps>]>([
    ['by default', {}],
    ['where the number of pods is not known yet', { replicas: Lazy.any({ produce: () => 3 }) as any }],
    ['where an autoscaler says it', { autoscaling: { maxReplicas: 4 } }],
  ])('is a warning %s', (_, props) => {
    expect(warningsOf(deploy({ mounts: MOUNTS, ...props }))).toEqual([ZONAL]);
  });

  test.each<[string, Partial<HardenedDeploymentProps>, string[] | undefined]>([
    ['a single replica', { replicas: 1 }, undefined],
    ['pods that are not spread', { spread: false }, undefined],
    ['a cluster of one zone', {}, ['a']],
  ])('is fine for %s', (_, props, zones) => {
    expect(warningsOf(deploy({ mounts: MOUNTS, ...props }, chartIn({ zones }))).filter((warning) => !warning.startsWith('workload/single-replica'))).toEqual([]);
  });

  test('is a warning for a single replica that an autoscaler of others brings more to', () => {
    const chart = chartIn();
    const api = deploy({ mounts: MOUNTS, replicas: 1 }, chart);
    new ApiObject(chart, 'keda', { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', metadata: { name: 'keda' }, spec: { scaleTargetRef: { name: 'api' }, minReplicaCount: 2 } });
    expect(warningsOf(api)).toContain(ZONAL);
  });

  test('is left to whoever spreads it otherwise', () => {
    const chart = chartIn();
    const api = deploy({ mounts: MOUNTS }, chart);
    new SpreadAcrossZones(chart, 'spread', { workloads: [api], volumes: VolumeTopology.REGIONAL });
    expect(warningsOf(api)).toEqual([]);
  });

  test('is fine where a patch takes the constraint away', () => {
    const api = deploy({ mounts: MOUNTS });
    api.patch({ kind: 'Deployment' }, JsonPatch.remove('/spec/template/spec/topologySpreadConstraints'));
    expect(warningsOf(api)).toEqual([]);
  });
});

test('replicas that must be in one zone are an error where they are spread by default', () => {
  const chart = chartIn({});
  deploy({ affinity: TOGETHER }, chart);
  expect(() => (chart.node.root as Cluster).synthYaml()).toThrow(
    "[prod-eu/payments/api] 'spec.template.spec.affinity.podAffinity' must not require all replicas in one zone while a constraint spreads them over zones: "
    + "no more than 1 would ever run. Remove it, or set 'spread: false'.",
  );
  const other = chartIn({});
  deploy({ affinity: TOGETHER, spread: false }, other);
  expect(() => (other.node.root as Cluster).synthYaml()).not.toThrow();
});

test('what a workload says of zones is judged once in a synth, and has an id', () => {
  expect.assertions(2);
  const judge = jest.spyOn(contradictions, 'defaultSpreadContradictions');
  const chart = chartIn({});
  deploy({ affinity: TOGETHER, mounts: MOUNTS }, chart);
  try {
    (chart.node.root as Cluster).synthYaml();
  } catch (error) {
    expect((error as FleetError).findings.map(({ id }) => id)).toEqual(['scheduling/spread-over-zones']);
  }
  expect(judge).toHaveBeenCalledTimes(1);
  judge.mockRestore();
});
