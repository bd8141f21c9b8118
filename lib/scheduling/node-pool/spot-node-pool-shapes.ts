import { anything, flag, instance, list, map, oneOf, required, Shapes, struct, text } from '../../construct/shape';
import {
  ConsolidationPolicy, NodeArchitecture, NodeDisruptionBudget, NodeDisruptionReason, NodeRequirement, NodeRequirementOperator, NodeTaint, TaintEffect,
} from '../node-options';
import { SpotNodesProps } from './spot-nodes-props';

const NAMES = list(text, "['m7i', 'c7i']", 'a list of strings');
const LABELS = map(text, "{ team: 'payments' }");

/** What taints look like. */
export const TAINTS = list(struct<NodeTaint>("{ key: 'example.com/team' }", {
  key: required(text, "Use a key such as 'example.com/team'"),
  value: text,
  effect: oneOf(TaintEffect),
}), "[{ key: 'example.com/team' }]");

const REQUIREMENT = struct<NodeRequirement>("{ key: 'example.com/team', operator: NodeRequirementOperator.EXISTS }", {
  key: required(text, "Use a key such as 'example.com/team'"),
  operator: required(oneOf(NodeRequirementOperator), "Use 'NodeRequirementOperator.IN'"),
  values: list(text, "['a', 'b']", 'a list of strings'),
  minValues: anything,
});

const BUDGET = struct<NodeDisruptionBudget>("{ nodes: '10%' }", {
  nodes: required(text, "Use '10%', Karpenter's default"),
  reasons: list(oneOf(NodeDisruptionReason), '[NodeDisruptionReason.DRIFTED]'),
  schedule: text,
  duration: text,
});

/** What the provider of a `SpotNodePool` looks like. */
export const PROVIDER_SHAPE = required(instance('SpotProvider', 'karpenterAws(…)', ['_poolStrategy']), "Use one such as 'SpotProvider.karpenterAws(…)'");

/** What the other props of a `SpotNodePool` look like. */
export const SPOT_NODES_SHAPES: Shapes<SpotNodesProps> = {
  name: text,
  families: NAMES,
  sizes: list(text, "['large', 'xlarge']", 'a list of strings'),
  instanceTypes: list(text, "['m7i.large', 'm7a.large']", 'a list of strings'),
  architectures: list(oneOf(NodeArchitecture), '[NodeArchitecture.AMD64]'),
  zones: list(text, "['eu-central-1a', 'eu-central-1b']", 'a list of strings'),
  minFamilies: anything,
  minInstanceTypes: anything,
  requirements: list(REQUIREMENT, "[{ key: 'example.com/team', operator: NodeRequirementOperator.EXISTS }]"),
  limits: map(text, "{ cpu: '400' }"),
  taints: TAINTS,
  startupTaints: TAINTS,
  nodeLabels: LABELS,
  labels: LABELS,
  disruptionBudgets: list(BUDGET, "[{ nodes: '10%' }]"),
  consolidationPolicy: oneOf(ConsolidationPolicy),
  consolidateAfter: text,
  expireAfter: text,
  terminationGracePeriod: text,
  weight: anything,
  onDemandFallback: flag,
  onDemandBasePercent: anything,
};
