import { anything, list, map, oneOf, orToken, rawOf, Shape, text } from '../construct/shape';

// What a caller writes as Kubernetes' own objects, with the fields and values that Kubernetes 1.36 knows. Others may be newer, and pass with a warning.

/** One of some values, or the empty text, which says the same to Kubernetes as nothing. */
function choice(...values: string[]): Shape<string> {
  const shape = oneOf(Object.fromEntries(values.map((value) => [value, value])));
  return (value, prop) => (value === '' ? '' : shape(value, prop));
}

function listOf(shape: Shape, example: string): Shape {
  return orToken(list(shape, example));
}

const names = listOf(text, "['a']");

const TOLERATION = rawOf('Toleration', {
  key: text,
  // Lt and Gt since 1.35.
  operator: choice('Equal', 'Exists', 'Lt', 'Gt'),
  value: text,
  effect: choice('NoSchedule', 'PreferNoSchedule', 'NoExecute'),
  tolerationSeconds: anything,
});

/** Kubernetes' Tolerations. */
export const TOLERATIONS = listOf(TOLERATION, "[{ key: 'gpu', operator: 'Exists' }]");

const NODE_REQUIREMENT = rawOf('NodeSelectorRequirement', {
  key: text,
  operator: choice('In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'),
  values: names,
});
const NODE_REQUIREMENTS = listOf(NODE_REQUIREMENT, "[{ key: 'kubernetes.io/arch', operator: 'In', values: ['arm64'] }]");
const NODE_TERM = rawOf('NodeSelectorTerm', { matchExpressions: NODE_REQUIREMENTS, matchFields: NODE_REQUIREMENTS });

const LABEL_SELECTOR = rawOf('LabelSelector', {
  matchLabels: orToken(map(text, "{ 'app.kubernetes.io/name': 'api' }")),
  matchExpressions: listOf(
    rawOf('LabelSelectorRequirement', { key: text, operator: choice('In', 'NotIn', 'Exists', 'DoesNotExist'), values: names }),
    "[{ key: 'app.kubernetes.io/name', operator: 'In', values: ['api'] }]",
  ),
});
const POD_TERM = rawOf('PodAffinityTerm', {
  labelSelector: LABEL_SELECTOR,
  namespaceSelector: LABEL_SELECTOR,
  namespaces: names,
  topologyKey: text,
  matchLabelKeys: names,
  mismatchLabelKeys: names,
});
const POD_TERM_EXAMPLE = "{ topologyKey: 'kubernetes.io/hostname', labelSelector: … }";
const POD_TERMS = {
  requiredDuringSchedulingIgnoredDuringExecution: listOf(POD_TERM, `[${POD_TERM_EXAMPLE}]`),
  preferredDuringSchedulingIgnoredDuringExecution: listOf(
    rawOf('WeightedPodAffinityTerm', { weight: anything, podAffinityTerm: POD_TERM }), `[{ weight: 100, podAffinityTerm: ${POD_TERM_EXAMPLE} }]`,
  ),
};

/** Kubernetes' Affinity. */
export const AFFINITY = rawOf('Affinity', {
  nodeAffinity: rawOf('NodeAffinity', {
    requiredDuringSchedulingIgnoredDuringExecution: rawOf('NodeSelector', { nodeSelectorTerms: listOf(NODE_TERM, '[{ matchExpressions: … }]') }),
    preferredDuringSchedulingIgnoredDuringExecution: listOf(
      rawOf('PreferredSchedulingTerm', { weight: anything, preference: NODE_TERM }), '[{ weight: 100, preference: { matchExpressions: … } }]',
    ),
  }),
  podAffinity: rawOf('PodAffinity', POD_TERMS),
  podAntiAffinity: rawOf('PodAntiAffinity', POD_TERMS),
});

const POLICY = choice('Cluster', 'Local');
const SPEC = rawOf('ServiceSpec', {
  allocateLoadBalancerNodePorts: anything,
  clusterIP: anything,
  clusterIPs: anything,
  externalIPs: anything,
  externalName: anything,
  externalTrafficPolicy: POLICY,
  healthCheckNodePort: anything,
  internalTrafficPolicy: POLICY,
  ipFamilies: listOf(choice('IPv4', 'IPv6'), "['IPv4']"),
  ipFamilyPolicy: choice('SingleStack', 'PreferDualStack', 'RequireDualStack'),
  loadBalancerClass: anything,
  loadBalancerIP: anything,
  loadBalancerSourceRanges: anything,
  ports: anything,
  publishNotReadyAddresses: anything,
  selector: anything,
  sessionAffinity: choice('None', 'ClientIP'),
  sessionAffinityConfig: anything,
  trafficDistribution: anything,
  type: anything,
});
const FIELDS = map(anything, "{ externalTrafficPolicy: 'Local' }");

/** Fields of Kubernetes' ServiceSpec, beside which others are written, so that they must be known one by one. */
export const SERVICE_SPEC: Shape<{ [field: string]: any }> = (value, prop) => SPEC(FIELDS(value, prop), prop);

const SCALING_RULES = rawOf('HPAScalingRules', {
  policies: listOf(rawOf('HPAScalingPolicy', { type: choice('Pods', 'Percent'), value: anything, periodSeconds: anything }), "[{ type: 'Pods', value: 1, periodSeconds: 60 }]"),
  selectPolicy: choice('Max', 'Min', 'Disabled'),
  stabilizationWindowSeconds: anything,
  tolerance: anything,
});

/** Kubernetes' HorizontalPodAutoscalerBehavior. */
export const SCALING_BEHAVIOR = rawOf('HorizontalPodAutoscalerBehavior', { scaleUp: SCALING_RULES, scaleDown: SCALING_RULES });

/** One of Kubernetes' MetricSpecs. */
export const SCALING_METRIC = rawOf('MetricSpec', {
  type: choice('Resource', 'ContainerResource', 'Pods', 'Object', 'External'),
  resource: anything,
  containerResource: anything,
  pods: anything,
  object: anything,
  external: anything,
});
