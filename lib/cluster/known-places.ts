import { Fault } from '../construct/fault';
import { Prop } from '../construct/prop';
import { Shape, textOf } from '../construct/shape';
import { askOnce } from '../manifest/ask-once';
import { FieldPath, formatPath } from '../manifest/field-path';
import { whereKnown } from '../manifest/known';
import { labelValueFault } from '../manifest/label';
import { listed } from '../manifest/listed';
import { KubernetesObject } from '../manifest/object';
import { describeObject } from '../manifest/object-key';
import { PodPlacement, podPlacementsOf } from '../manifest/pod-placement';
import { ZONE_KEY } from '../manifest/topology-spread';
import { zonesLeft } from '../manifest/zone-placement';

// The one place that judges zones and regions by those of the cluster.

/** Where the nodes of a cluster are, as far as it says so. */
export interface KnownPlaces {
  readonly zones?: readonly string[];
  readonly region?: string;
}

/** A zone as nodes carry it: the value of a label. */
export const ZONE_NAME: Shape<string> = textOf((zone) => (zone === '' ? 'must not be empty' : labelValueFault(zone)), { fix: "Use one such as 'eu-central-1a'" });

/** The node label that names a node's region. */
export const REGION_KEY = 'topology.kubernetes.io/region';

const id = 'scheduling/known-zones';

/** Zones that somebody names, of which the cluster does not have some. */
export function checkZones(zones: readonly string[] | undefined, { zones: known }: KnownPlaces, prop: Prop): void {
  const zoneFault = whereKnown((zone) => (known === undefined || known.includes(zone) ? undefined : `must be a zone of the cluster: ${listed(known, Infinity)}`));
  zones?.forEach((zone, index) => prop.at(index).check(zoneFault(zone), { id, got: zone, fix: "Correct it, or add it to 'zones' of the Cluster" }));
}

/** Pods that ask for a zone or region of which the cluster has none: they would wait for ever. */
export function placeFaults(object: KubernetesObject, known: KnownPlaces): Fault[] {
  if (known.zones === undefined && known.region === undefined) { return []; }
  const places = [
    { label: ZONE_KEY, what: 'a zone', prop: 'zones', values: known.zones },
    { label: REGION_KEY, what: 'the region', prop: 'region', values: known.region === undefined ? undefined : [known.region] },
  ];
  return askOnce(object, podPlacementsOf).flatMap(({ spec, path }) => places.flatMap(({ label, what, prop, values }): Fault[] => {
    const left = values === undefined ? undefined : zonesLeft({ spec }, label, values);
    // Alternatives may be those of other clusters.
    if (left === undefined || left.some((value) => values!.includes(value))) { return []; }
    return [{
      id,
      prop: formatPath([...path, ...fieldOf(spec, label, values!)]),
      rule: `must leave ${describeObject(object)} ${what} of the cluster: ${listed(values!, Infinity)}`,
      ...(left.length > 0 && { got: left.join(', ') }),
      fix: `Correct it, or '${prop}' of the Cluster`,
    }];
  }));
}

/** Which of the two is at fault. */
function fieldOf(spec: PodPlacement['spec'], label: string, values: readonly string[]): FieldPath {
  const selected = spec.nodeSelector?.[label];
  return typeof selected === 'string' && !values.includes(selected) ? ['nodeSelector', label] : ['affinity', 'nodeAffinity'];
}
