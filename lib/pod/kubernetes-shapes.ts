import { MAX_INT32 } from '../construct/prop';
import { anything, flag, list, map, oneOf, orToken, portNumber, raw, rawOf, ruled, Shape, text, wholeNumber } from '../construct/shape';

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

/** A whole number of either sign. */
const whole = ruled((value) => (Number.isSafeInteger(value) ? undefined : 'must be a whole number'), { id: 'prop/range', fix: 'Use a number such as 60' });
const seconds = wholeNumber({ min: 0, max: MAX_INT32, fix: 'Use a number of seconds' });
const weight = wholeNumber({ min: 1, max: 100, fix: 'Use 100 for what is wanted most' });

/** What a prop says, so that there must be nothing here. */
const hasProp = ruled(() => 'must not be given: there is a prop for it', { id: 'workload/consistent', fix: "Use the prop, or 'patch' what the construct emits" });

const TOLERATION = rawOf('Toleration', {
  key: text,
  // Lt and Gt since 1.35.
  operator: choice('Equal', 'Exists', 'Lt', 'Gt'),
  value: text,
  effect: choice('NoSchedule', 'PreferNoSchedule', 'NoExecute'),
  tolerationSeconds: whole,
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
    rawOf('WeightedPodAffinityTerm', { weight, podAffinityTerm: POD_TERM }), `[{ weight: 100, podAffinityTerm: ${POD_TERM_EXAMPLE} }]`,
  ),
};

/** Kubernetes' Affinity. */
export const AFFINITY = rawOf('Affinity', {
  nodeAffinity: rawOf('NodeAffinity', {
    requiredDuringSchedulingIgnoredDuringExecution: rawOf('NodeSelector', { nodeSelectorTerms: listOf(NODE_TERM, '[{ matchExpressions: … }]') }),
    preferredDuringSchedulingIgnoredDuringExecution: listOf(
      rawOf('PreferredSchedulingTerm', { weight, preference: NODE_TERM }), '[{ weight: 100, preference: { matchExpressions: … } }]',
    ),
  }),
  podAffinity: rawOf('PodAffinity', POD_TERMS),
  podAntiAffinity: rawOf('PodAntiAffinity', POD_TERMS),
});

const POLICY = choice('Cluster', 'Local');
const SPEC = rawOf('ServiceSpec', {
  allocateLoadBalancerNodePorts: flag,
  clusterIP: hasProp,
  clusterIPs: names,
  externalIPs: names,
  externalName: text,
  externalTrafficPolicy: POLICY,
  healthCheckNodePort: portNumber('Correct the number'),
  internalTrafficPolicy: POLICY,
  ipFamilies: listOf(choice('IPv4', 'IPv6'), "['IPv4']"),
  ipFamilyPolicy: choice('SingleStack', 'PreferDualStack', 'RequireDualStack'),
  loadBalancerClass: text,
  loadBalancerIP: text,
  loadBalancerSourceRanges: names,
  ports: hasProp,
  publishNotReadyAddresses: flag,
  selector: hasProp,
  sessionAffinity: choice('None', 'ClientIP'),
  sessionAffinityConfig: raw('SessionAffinityConfig'),
  trafficDistribution: hasProp,
  type: hasProp,
});
const FIELDS = map(anything, "{ externalTrafficPolicy: 'Local' }");

/** Fields of Kubernetes' ServiceSpec, beside which others are written, so that they must be known one by one. */
export const SERVICE_SPEC: Shape<{ [field: string]: any }> = (value, prop) => SPEC(FIELDS(value, prop), prop);

const SCALING_RULES = rawOf('HPAScalingRules', {
  policies: listOf(rawOf('HPAScalingPolicy', { type: choice('Pods', 'Percent'), value: wholeNumber({ min: 1, max: MAX_INT32, fix: 'Use a number such as 4' }), periodSeconds: seconds }), "[{ type: 'Pods', value: 1, periodSeconds: 60 }]"),
  selectPolicy: choice('Max', 'Min', 'Disabled'),
  stabilizationWindowSeconds: seconds,
  tolerance: anything,
});

/** Kubernetes' HorizontalPodAutoscalerBehavior. */
export const SCALING_BEHAVIOR = rawOf('HorizontalPodAutoscalerBehavior', { scaleUp: SCALING_RULES, scaleDown: SCALING_RULES });

/** One of Kubernetes' MetricSpecs. */
export const SCALING_METRIC = rawOf('MetricSpec', {
  type: choice('Resource', 'ContainerResource', 'Pods', 'Object', 'External'),
  resource: raw('ResourceMetricSource'),
  containerResource: raw('ContainerResourceMetricSource'),
  pods: raw('PodsMetricSource'),
  object: raw('ObjectMetricSource'),
  external: raw('ExternalMetricSource'),
});
