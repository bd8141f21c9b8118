import { ApiObject, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { Cluster } from '../../lib/cluster/cluster';
import { KubernetesObject } from '../../lib/manifest/object';
import { SpreadAcrossZones } from '../../lib/scheduling/spread/spread-across-zones';
import { NodeInclusionPolicy, VolumeTopology, WhenUnsatisfiable, ZoneSpreadingProps } from '../../lib/scheduling/spread/spread-options';
import { HardenedDeployment } from '../../lib/workload/hardened-deployment';
import { count, partial, text } from './random-values';

/** A workload and how it is to be spread. */
export interface SpreadProgram {
  readonly kind: 'Deployment' | 'StatefulSet' | 'HardenedDeployment';
  readonly options: ZoneSpreadingProps;
  /** What the workload says by itself. */
  readonly own: readonly object[];
}

const action = fc.constantFrom(...Object.values(WhenUnsatisfiable));
const policy = fc.constantFrom(...Object.values(NodeInclusionPolicy));
const skew = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(1, 2, 3) }, { weight: 1, arbitrary: count });
const topologyKey = fc.oneof({ weight: 4, arbitrary: fc.constantFrom('kubernetes.io/hostname', 'topology.kubernetes.io/zone', 'rack', 'example.com/room') }, { weight: 1, arbitrary: text });

const topology = fc.tuple(
  topologyKey, partial({ maxSkew: skew, whenUnsatisfiable: action, minDomains: skew }),
).map(([key, rest]) => ({ topologyKey: key, ...rest }));

const own = (key: string, whenUnsatisfiable: string) => ({ maxSkew: 1, topologyKey: key, whenUnsatisfiable, labelSelector: { matchLabels: { tier: 'a' } } });

const options = partial<ZoneSpreadingProps>({
  maxSkew: skew,
  whenUnsatisfiable: action,
  minZones: skew,
  zones: fc.constantFrom(['a'], ['a', 'b'], ['a', 'b', 'c'], [], ['a', 'a'], ['']),
  zoneKey: topologyKey,
  hosts: partial({ enabled: fc.boolean(), maxSkew: skew, whenUnsatisfiable: action }),
  topologies: fc.array(topology, { maxLength: 2 }),
  nodeTaintsPolicy: policy,
  nodeAffinityPolicy: policy,
  matchLabelKeys: fc.array(fc.constantFrom('tier', 'tier', 'tier', 'pod-template-hash', 'a b'), { maxLength: 2 }),
  selector: fc.constantFrom<{ [label: string]: string }>({ 'app.kubernetes.io/name': 'api' }, { tier: 'a' }, { tier: 'b' }, {}, { 'a b': 'c' }, { tier: 'a b' }),
  volumes: fc.constantFrom(...Object.values(VolumeTopology)),
});

/** Any options, of which many are left out, over any workload. */
export const spreadPrograms: fc.Arbitrary<SpreadProgram> = fc.record({
  kind: fc.constantFrom('Deployment', 'StatefulSet', 'HardenedDeployment'),
  // Not all at a time, or hardly a set would be legal.
  options: fc.tuple(options, fc.subarray(['maxSkew', 'whenUnsatisfiable', 'minZones', 'zones', 'zoneKey', 'hosts', 'topologies', 'matchLabelKeys', 'selector'], { maxLength: 4 }))
    .map(([all, given]) => Object.fromEntries(Object.entries(all).filter(([option]) => given.includes(option) || /Policy$|^volumes$/.test(option)))),
  own: fc.subarray([
    own('rack', 'DoNotSchedule'), own('kubernetes.io/hostname', 'ScheduleAnyway'),
  ], { maxLength: 1 }),
});

/** What a program emits. Throws where it refuses. */
export function spreadWith({ kind, options: given, own: constraints }: SpreadProgram, version: string): KubernetesObject[] {
  const cluster = new Cluster({ name: 'proof', kubernetesVersion: version });
  const chart = new Chart(cluster, 'chart');
  const labels = { 'app.kubernetes.io/name': 'api' };
  const workload = kind === 'HardenedDeployment'
    ? new HardenedDeployment(chart, 'api', { image: 'registry.example.com/proof/api:1.0.0', podLabels: { tier: 'a' } })
    : new ApiObject(chart, 'api', {
      apiVersion: 'apps/v1',
      kind,
      metadata: { name: 'api' },
      spec: {
        replicas: 3,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels: { ...labels, tier: 'a' } },
          spec: { containers: [{ name: 'api', image: 'registry.example.com/proof/api:1.0.0' }], ...(constraints.length > 0 && { topologySpreadConstraints: constraints }) },
        },
        ...(kind === 'StatefulSet' && { serviceName: 'api' }),
      },
    });
  new SpreadAcrossZones(chart, 'spread', { workloads: [workload], ...given });
  cluster.synthYaml();
  return chart.toJson();
}
