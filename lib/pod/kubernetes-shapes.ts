import { filled, keyed, list, map } from '../construct/collection';
import { Prop } from '../construct/prop';
import { also, anything, flag, int32, oneOf, orToken, portNumber, required, ruled, Shape, someText, text, textOf, wholeNumber } from '../construct/shape';
import { rawOf } from '../construct/struct';
import { MAX_INT32 } from '../manifest/int32';
import { cidrFault, ipFault } from '../manifest/ip-address';
import { isKnown, knownPart } from '../manifest/known';
import { labelKeyFault, labelValueFault } from '../manifest/label';

// What a caller writes as Kubernetes' own objects, with the fields and values that Kubernetes 1.36 knows. Others may be newer, and pass with a warning.
// Besides types, what the API server refuses of them, and selectors that parse as nothing.

type Fields = { readonly [field: string]: any };

/** A rule over several fields of an object, which is asked only where the object is known and its fields are judged one by one. */
function and(shape: Shape, judge: (fields: Fields, prop: Prop) => void): Shape {
  return also(shape, (value, prop) => {
    if (typeof value === 'object' && isKnown(value) && !Array.isArray(value)) { judge(value, prop); }
  });
}

const isSet = (value: unknown) => value !== undefined && value !== null;
const isEmptyText = (value: unknown) => !isSet(value) || value === '';
const id = 'workload/consistent';

/** Whether a field says something else than that, or nothing. One that is not known yet may say it. */
function isOtherThan(wanted: string, value: unknown): boolean {
  const said = knownPart(value ?? '');
  return said !== undefined && said !== wanted;
}

/** A key as labels have it. */
const key = (fix: string) => required(textOf(labelKeyFault, { fix }), fix);
const KEY_FIX = "Use a key such as 'example.com/team'";

/** One of some values, or the empty text, which says the same to Kubernetes as nothing. */
function choice(...values: string[]): Shape<string> {
  const shape = oneOf(Object.fromEntries(values.map((value) => [value, value])));
  return (value, prop) => (value === '' ? '' : shape(value, prop));
}

/** One of some values, of which one must be given. */
function choiceOf(...values: string[]): Shape<string> {
  return required(oneOf(Object.fromEntries(values.map((value) => [value, value]))), `Use '${values[0]}'`);
}

function listOf(shape: Shape, example: string): Shape {
  return orToken(list(shape, example));
}

const names = listOf(text, "['a']");

/** A whole number of either sign. */
const whole = ruled((value) => (Number.isSafeInteger(value) ? undefined : 'must be a whole number'), { id: 'prop/range', fix: 'Use a number such as 60' });
const weight = wholeNumber({ min: 1, max: 100, fix: 'Use 100 for what is wanted most' });

/** What a prop says, so that there must be nothing here. */
const hasProp = ruled(() => 'must not be given: there is a prop for it', { id: 'workload/consistent', fix: "Use the prop, or 'patch' what the construct emits" });

const TOLERATION = and(rawOf('Toleration', {
  key: textOf((value) => (value === '' ? undefined : labelKeyFault(value)), { fix: KEY_FIX }),
  // Lt and Gt since 1.35.
  operator: choice('Equal', 'Exists', 'Lt', 'Gt'),
  value: text,
  effect: choice('NoSchedule', 'PreferNoSchedule', 'NoExecute'),
  tolerationSeconds: whole,
}), ({ key: name, operator, value, effect, tolerationSeconds }, prop) => {
  if (isEmptyText(name) && isOtherThan('Exists', operator)) {
    prop.fault({ id, rule: "must have a 'key', unless its operator is 'Exists'", fix: "Give it one, or { operator: 'Exists' } for all taints" });
  }
  if (operator === 'Exists' && !isEmptyText(knownPart(value))) {
    prop.at('value').fault({ id, rule: "must be left out with the operator 'Exists'", fix: "Leave it out, or use 'Equal'" });
  } else if (isEmptyText(operator) || operator === 'Equal') {
    prop.at('value').check(typeof value === 'string' ? labelValueFault(value) : undefined, { id: 'prop/grammar', got: value, fix: 'Use the value of the taint' });
  }
  if (isSet(tolerationSeconds) && isOtherThan('NoExecute', effect)) {
    prop.at('tolerationSeconds').fault({ id, rule: "must be left out unless the effect is 'NoExecute': others evict nothing", fix: "Leave it out, or use 'NoExecute'" });
  }
});

/** Kubernetes' Tolerations. */
export const TOLERATIONS = listOf(TOLERATION, "[{ key: 'gpu', operator: 'Exists' }]");

/** Which values go with an operator. */
function checkValues({ operator, values }: Fields, prop: Prop): void {
  if (isSet(values) && !Array.isArray(values)) { return; }
  const at = prop.at('values');
  const given: readonly unknown[] = knownPart(values ?? []);
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (given.length === 0) { at.fault({ id, rule: `must hold at least one with the operator '${operator}'`, fix: "Use one such as ['a'], or 'Exists'" }); }
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (given.length > 0) { at.fault({ id, rule: `must be left out with the operator '${operator}'`, fix: "Leave it out, or use 'In'" }); }
      break;
    case 'Gt':
    case 'Lt':
      if (given.length !== 1 || (typeof given[0] === 'string' && !/^[-+]?[0-9]+$/.test(given[0]))) {
        at.fault({ id, rule: `must hold one whole number with the operator '${operator}'`, fix: "Use one such as ['4']" });
      }
      break;
  }
}

const NODE_REQUIREMENTS = listOf(and(rawOf('NodeSelectorRequirement', {
  key: key("Use one such as 'kubernetes.io/arch'"),
  operator: choiceOf('In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'),
  values: names,
}), checkValues), "[{ key: 'kubernetes.io/arch', operator: 'In', values: ['arm64'] }]");
const NODE_FIELDS = listOf(and(rawOf('NodeSelectorRequirement', {
  key: choiceOf('metadata.name'),
  operator: choiceOf('In', 'NotIn'),
  values: names,
}), ({ values }, prop) => {
  if (!isSet(values) || (Array.isArray(values) && values.length !== 1)) {
    prop.at('values').fault({ id, rule: 'must hold one name: that of a node', fix: "Use one such as ['node-1'], and a term for each" });
  }
}), "[{ key: 'metadata.name', operator: 'In', values: ['node-1'] }]");
const NODE_TERM = rawOf('NodeSelectorTerm', { matchExpressions: NODE_REQUIREMENTS, matchFields: NODE_FIELDS });

const LABEL_SELECTOR = rawOf('LabelSelector', {
  matchLabels: orToken(keyed(labelKeyFault, textOf(labelValueFault, { fix: 'Use the value of the label' }), { example: "{ 'app.kubernetes.io/name': 'api' }", fix: "Use a key such as 'app.kubernetes.io/name'" })),
  matchExpressions: listOf(
    and(rawOf('LabelSelectorRequirement', { key: key(KEY_FIX), operator: choiceOf('In', 'NotIn', 'Exists', 'DoesNotExist'), values: names }), checkValues),
    "[{ key: 'app.kubernetes.io/name', operator: 'In', values: ['api'] }]",
  ),
});
const POD_TERM = rawOf('PodAffinityTerm', {
  labelSelector: LABEL_SELECTOR,
  namespaceSelector: LABEL_SELECTOR,
  namespaces: names,
  topologyKey: key("Use one such as 'kubernetes.io/hostname'"),
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

const TERMS_FIX = 'Use one such as { matchExpressions: … }, or leave the affinity out';
const NODE_TERMS = required(orToken(filled(list(NODE_TERM, '[{ matchExpressions: … }]'), TERMS_FIX)), TERMS_FIX);

/** Kubernetes' Affinity. */
export const AFFINITY = rawOf('Affinity', {
  nodeAffinity: rawOf('NodeAffinity', {
    requiredDuringSchedulingIgnoredDuringExecution: rawOf('NodeSelector', { nodeSelectorTerms: NODE_TERMS }),
    preferredDuringSchedulingIgnoredDuringExecution: listOf(
      rawOf('PreferredSchedulingTerm', { weight, preference: NODE_TERM }), '[{ weight: 100, preference: { matchExpressions: … } }]',
    ),
  }),
  podAffinity: rawOf('PodAffinity', POD_TERMS),
  podAntiAffinity: rawOf('PodAntiAffinity', POD_TERMS),
});

const POLICY = choice('Cluster', 'Local');
const SPEC = and(rawOf('ServiceSpec', {
  allocateLoadBalancerNodePorts: flag,
  clusterIP: hasProp,
  clusterIPs: names,
  externalIPs: listOf(textOf(ipFault, { fix: 'Give one that leads to the nodes' }), "['192.0.2.10']"),
  externalName: text,
  externalTrafficPolicy: POLICY,
  healthCheckNodePort: portNumber('Correct the number'),
  internalTrafficPolicy: POLICY,
  ipFamilies: listOf(choice('IPv4', 'IPv6'), "['IPv4']"),
  ipFamilyPolicy: choice('SingleStack', 'PreferDualStack', 'RequireDualStack'),
  loadBalancerClass: text,
  loadBalancerIP: text,
  // The API server takes spaces around them.
  loadBalancerSourceRanges: listOf(textOf((range: string) => cidrFault(range.trim()), { fix: "Use one such as '192.0.2.0/24'" }), "['192.0.2.0/24']"),
  ports: hasProp,
  publishNotReadyAddresses: flag,
  selector: hasProp,
  sessionAffinity: choice('None', 'ClientIP'),
  sessionAffinityConfig: rawOf('SessionAffinityConfig', {
    clientIP: rawOf('ClientIPConfig', { timeoutSeconds: wholeNumber({ min: 1, max: 86400, fix: 'Leave it out for three hours' }) }),
  }),
  trafficDistribution: hasProp,
  type: hasProp,
}), ({ sessionAffinity, sessionAffinityConfig }, prop) => {
  if (isSet(sessionAffinityConfig) && isOtherThan('ClientIP', sessionAffinity)) {
    prop.at('sessionAffinityConfig').fault({ id, rule: "must be left out unless 'sessionAffinity' is 'ClientIP'", fix: "Add sessionAffinity: 'ClientIP', or leave it out" });
  }
});
const FIELDS = map(anything, "{ externalTrafficPolicy: 'Local' }");

/** Fields of Kubernetes' ServiceSpec, beside which others are written, so that they must be known one by one. */
export const SERVICE_SPEC: Shape<{ [field: string]: any }> = (value, prop) => SPEC(FIELDS(value, prop), prop);

const SCALING_RULES = rawOf('HPAScalingRules', {
  policies: listOf(rawOf('HPAScalingPolicy', {
    type: choiceOf('Pods', 'Percent'),
    value: required(wholeNumber({ min: 1, max: MAX_INT32, fix: 'Use a number such as 4' }), 'Use a number such as 4'),
    periodSeconds: required(wholeNumber({ min: 1, max: 1800, fix: 'Use a number of seconds such as 60' }), 'Use a number of seconds such as 60'),
  }), "[{ type: 'Pods', value: 1, periodSeconds: 60 }]"),
  selectPolicy: choice('Max', 'Min', 'Disabled'),
  stabilizationWindowSeconds: wholeNumber({ min: 0, max: 3600, fix: 'Use a number of seconds such as 300' }),
  tolerance: anything,
});

/** Kubernetes' HorizontalPodAutoscalerBehavior. */
export const SCALING_BEHAVIOR = rawOf('HorizontalPodAutoscalerBehavior', { scaleUp: SCALING_RULES, scaleDown: SCALING_RULES });

/** Where each type of a metric says what is measured. */
const SOURCES: { readonly [type: string]: string } = {
  Resource: 'resource', ContainerResource: 'containerResource', Pods: 'pods', Object: 'object', External: 'external',
};
const RESOURCE_NAME = required(someText("Use 'cpu' or 'memory'"), "Use 'cpu' or 'memory'");
const CONTAINER_FIX = 'Use the name of the container';
const TARGET = required(rawOf('MetricTarget', {
  type: choiceOf('Utilization', 'Value', 'AverageValue'),
  averageUtilization: int32({ min: 1, fix: 'Use a percentage such as 70' }),
  averageValue: anything,
  value: anything,
}), "Use one such as { type: 'AverageValue', averageValue: '100' }");

/** One of Kubernetes' MetricSpecs. */
export const SCALING_METRIC = and(rawOf('MetricSpec', {
  type: choiceOf(...Object.keys(SOURCES)),
  resource: rawOf('ResourceMetricSource', { name: RESOURCE_NAME, target: TARGET }),
  containerResource: rawOf('ContainerResourceMetricSource', { name: RESOURCE_NAME, container: required(someText(CONTAINER_FIX), CONTAINER_FIX), target: TARGET }),
  pods: rawOf('PodsMetricSource', { metric: anything, target: TARGET }),
  object: rawOf('ObjectMetricSource', { describedObject: anything, metric: anything, target: TARGET }),
  external: rawOf('ExternalMetricSource', { metric: anything, target: TARGET }),
}), (metric, prop) => {
  const source = SOURCES[metric.type];
  if (source === undefined) { return; }
  if (!isSet(metric[source])) { prop.at(source).fault({ id, rule: `must be given with the type '${metric.type}'`, fix: 'Say what is measured' }); }
  for (const other of Object.values(SOURCES).filter((field) => field !== source && isSet(metric[field]))) {
    prop.at(other).fault({ id, rule: `must be left out with the type '${metric.type}'`, fix: `Use '${source}', or another type` });
  }
});
