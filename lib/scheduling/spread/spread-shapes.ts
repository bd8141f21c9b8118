import { anything, flag, list, map, oneOf, required, Shapes, struct, text } from '../../construct/shape';
import { HostSpread, NodeInclusionPolicy, TopologySpread, VolumeTopology, WhenUnsatisfiable, ZoneSpreadingProps } from './spread-options';

/** How replicas are spread, as callers without the compiler of TypeScript must say it, too. What is `anything` is judged with the others. */
export const SPREAD_SHAPES: Shapes<ZoneSpreadingProps> = {
  maxSkew: anything,
  whenUnsatisfiable: oneOf(WhenUnsatisfiable),
  minZones: anything,
  zones: list(text, "['eu-central-1a', 'eu-central-1b']", 'a list of strings'),
  zoneKey: text,
  hosts: struct<HostSpread>('{ enabled: false }', { enabled: flag, maxSkew: anything, whenUnsatisfiable: oneOf(WhenUnsatisfiable) }),
  topologies: list(struct<TopologySpread>("{ topologyKey: 'example.com/rack' }", {
    topologyKey: required(text, "Use a label of nodes such as 'example.com/rack'"), maxSkew: anything, whenUnsatisfiable: oneOf(WhenUnsatisfiable), minDomains: anything,
  }), "[{ topologyKey: 'example.com/rack' }]"),
  nodeTaintsPolicy: oneOf(NodeInclusionPolicy),
  nodeAffinityPolicy: oneOf(NodeInclusionPolicy),
  matchLabelKeys: list(text, "['example.com/revision']", 'a list of strings'),
  selector: map(anything, "{ app: 'api' }"),
  volumes: oneOf(VolumeTopology),
};
