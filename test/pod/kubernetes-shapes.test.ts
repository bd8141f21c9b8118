import { Lazy } from 'cdk8s';
import { placeholder } from '../../lib/manifest/known';
import { chartIn, deploy, faultsIn, manifests, warningsOf } from '../workload/deployment-construct';

const ports = [{ port: 8080 }];
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
const node = (term: unknown) => ({ affinity: { nodeAffinity: { [REQUIRED]: { nodeSelectorTerms: [term] } } } });
const NODE = `affinity.nodeAffinity.${REQUIRED}.nodeSelectorTerms[0]`;

test.each<[unknown, string]>([
  [{ tolerations: [{ key: 'gpu', operator: 'Equals' }] }, "'tolerations[0].operator' must be 'Equal', 'Exists', 'Lt' or 'Gt', got 'Equals'. Use 'Equal'."],
  [{ tolerations: [{ operator: 'Exists' }, { operator: 'Exists', effect: 'NoExcute' }] }, "'tolerations[1].effect' must be 'NoSchedule', 'PreferNoSchedule' or 'NoExecute', got 'NoExcute'. Use 'NoExecute'."],
  [{ tolerations: [{ key: 'spot', value: true }] }, "'tolerations[0].value' must be a string, got a boolean. Put it in quotes."],
  [{ affinity: { nodeAffinity: [] } }, "'affinity.nodeAffinity' must be an object. Use Kubernetes' NodeAffinity."],
  [node({ matchExpressions: [{ key: 'a', operator: 'in', values: ['b'] }] }),
    `'${NODE}.matchExpressions[0].operator' must be 'In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt' or 'Lt', got 'in'. Use 'In'.`],
  [node({ matchExpressions: [{ key: 'a', operator: 'In', values: 'b' }] }), `'${NODE}.matchExpressions[0].values' must be a list, got a text. Use one such as ['a'].`],
  [{ affinity: { podAntiAffinity: { [PREFERRED]: [{ weight: 1, podAffinityTerm: { topologyKey: 'a', labelSelector: { matchExpressions: [{ key: 'a', operator: 'Exist' }] } } }] } } },
    `'affinity.podAntiAffinity.${PREFERRED}[0].podAffinityTerm.labelSelector.matchExpressions[0].operator' must be 'In', 'NotIn', 'Exists' or 'DoesNotExist', got 'Exist'. Use 'Exists'.`],
  [{ ports, service: { spec: { externalTrafficPolicy: 'Locl' } } }, "'service.spec.externalTrafficPolicy' must be 'Cluster' or 'Local', got 'Locl'. Use 'Local'."],
  [{ ports, service: { spec: { ipFamilies: ['ipv6'] } } }, "'service.spec.ipFamilies[0]' must be 'IPv4' or 'IPv6', got 'ipv6'. Use 'IPv6'."],
  [{ autoscaling: { maxReplicas: 4, behavior: { scaleDown: { selectPolicy: 'Maximum' } } } },
    "'autoscaling.behavior.scaleDown.selectPolicy' must be 'Max', 'Min' or 'Disabled', got 'Maximum'. Use one of them."],
  [{ autoscaling: { maxReplicas: 4, behavior: { scaleUp: { policies: [{ type: 'Pod', value: 1, periodSeconds: 60 }] } } } },
    "'autoscaling.behavior.scaleUp.policies[0].type' must be 'Pods' or 'Percent', got 'Pod'. Use 'Pods'."],
  [{ autoscaling: { maxReplicas: 4, metrics: [{ type: 'external', external: { target: { type: 'Value' } } }] } },
    "'autoscaling.metrics[0].type' must be 'Resource', 'ContainerResource', 'Pods', 'Object' or 'External', got 'external'. Use 'External'."],
  [{ ports, service: { spec: 'Local' } }, "'service.spec' must be an object of names and values. Use one such as { externalTrafficPolicy: 'Local' }."],
])('a value that Kubernetes does not know is a fault with its path: %j', (props, fault) => {
  expect(faultsIn(props as any)).toEqual([fault]);
});

const asked = (requirement: object) => node({ matchExpressions: [{ key: 'cpus', ...requirement }] });

const SELECTED = `affinity.podAffinity.${REQUIRED}[0]`;
const near = (term: unknown) => ({ affinity: { podAffinity: { [REQUIRED]: [term] } } });
const metrics = (...all: unknown[]) => ({ autoscaling: { maxReplicas: 4, metrics: all } });
const policy = (rules: unknown) => ({ autoscaling: { maxReplicas: 4, behavior: { scaleUp: rules } } });
const spec = (fields: unknown) => ({ ports, service: { spec: fields } });

test.each<[unknown, string]>([
  [{ affinity: { nodeAffinity: { [REQUIRED]: { nodeSelectorTerms: [] } } } },
    `'affinity.nodeAffinity.${REQUIRED}.nodeSelectorTerms' must hold at least one. Use one such as { matchExpressions: … }, or leave the affinity out.`],
  [node({ matchExpressions: [{ key: 'a', operator: 'In' }] }), `'${NODE}.matchExpressions[0].values' must hold at least one with the operator 'In'. Use one such as ['a'], or 'Exists'.`],
  [node({ matchExpressions: [{ key: 'a', operator: 'Exists', values: ['b'] }] }), `'${NODE}.matchExpressions[0].values' must be left out with the operator 'Exists'. Leave it out, or use 'In'.`],
  [node({ matchExpressions: [{ key: 'a', operator: 'Gt', values: ['x'] }] }), `'${NODE}.matchExpressions[0].values' must hold one whole number with the operator 'Gt'. Use one such as ['4'].`],
  [node({ matchExpressions: [{ key: 'a' }] }), `'${NODE}.matchExpressions[0].operator' must be given. Use 'In'.`],
  [node({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['a', 'b'] }] }),
    `'${NODE}.matchFields[0].values' must hold one name: that of a node. Use one such as ['node-1'], and a term for each.`],
  [node({ matchFields: [{ key: 'metadata.name', operator: 'In' }] }),
    `'${NODE}.matchFields[0].values' must hold one name: that of a node. Use one such as ['node-1'], and a term for each.`],
  [near({ labelSelector: {} }), `'${SELECTED}.topologyKey' must be given. Use one such as 'kubernetes.io/hostname'.`],
  [{ tolerations: [{}] }, "'tolerations[0]' must have a 'key', unless its operator is 'Exists'. Give it one, or { operator: 'Exists' } for all taints."],
  [{ tolerations: [{ key: 'a', operator: 'Exists', value: 'b' }] }, "'tolerations[0].value' must be left out with the operator 'Exists'. Leave it out, or use 'Equal'."],
  [{ tolerations: [{ key: 'a', tolerationSeconds: 60 }] },
    "'tolerations[0].tolerationSeconds' must be left out unless the effect is 'NoExecute': others evict nothing. Leave it out, or use 'NoExecute'."],
  [{ tolerations: [{ key: 'a', effect: 'NoExecute', tolerationSeconds: 0.5 }] },
    "'tolerations[0].tolerationSeconds' must be a whole number, got 0.5. Use a number such as 60."],
  [metrics({ type: 'Resource' }), "'autoscaling.metrics[0].resource' must be given with the type 'Resource'. Say what is measured."],
  [metrics({ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: '50' } } }),
    "'autoscaling.metrics[0].resource.target.averageUtilization' must be a whole number of at least 1, got '50'. Use a percentage such as 70."],
  [policy({ policies: [{ type: 'Pods', value: 1, periodSeconds: 9999 }] }),
    "'autoscaling.behavior.scaleUp.policies[0].periodSeconds' must be a whole number from 1 to 1800, got 9999. Use a number of seconds such as 60."],
  [policy({ stabilizationWindowSeconds: 3601 }),
    "'autoscaling.behavior.scaleUp.stabilizationWindowSeconds' must be a whole number from 0 to 3600, got 3601. Use a number of seconds such as 300."],
  [spec({ loadBalancerSourceRanges: ['x'] }), "'service.spec.loadBalancerSourceRanges[0]' must be a CIDR such as 10.9.8.0/24 or 2001:db8::/64, got 'x'. Use one such as '192.0.2.0/24'."],
  [spec({ externalIPs: ['y'] }), "'service.spec.externalIPs[0]' must be an IP address such as 10.9.8.7 or 2001:db8::1, got 'y'. Give one that leads to the nodes."],
  [spec({ sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } } }),
    "'service.spec.sessionAffinityConfig' must be left out unless 'sessionAffinity' is 'ClientIP'. Add sessionAffinity: 'ClientIP', or leave it out."],
])('what the API server would refuse is a fault with its path: %j', (props, fault) => {
  expect(faultsIn(props as any)).toEqual([fault]);
});

test('names and labels of selectors follow their grammar', () => {
  const rules = faultsIn({
    tolerations: [{ key: 'a b', operator: 'Exists' }],
    affinity: {
      nodeAffinity: node({ matchExpressions: [{ key: 'c d', operator: 'Exists' }] }).affinity.nodeAffinity,
      podAffinity: { [REQUIRED]: [{ topologyKey: 'e f', labelSelector: { matchLabels: { 'g h': 'i', k: 'l m' } } }] },
    },
  } as any);
  expect(rules.map((fault) => fault.replace(/:.*got/, ': … got').replace(/:.*before it/, ': …'))).toEqual([
    "'tolerations[0].key' must be a label key: … got 'a b'. Use a key such as 'example.com/team'.",
    `'${NODE}.matchExpressions[0].key' must be a label key: … got 'c d'. Use one such as 'kubernetes.io/arch'.`,
    `'${SELECTED}.topologyKey' must be a label key: … got 'e f'. Use one such as 'kubernetes.io/hostname'.`,
    `'${SELECTED}.labelSelector.matchLabels.k' must be a label value: … got 'l m'. Use the value of the label.`,
    `'${SELECTED}.labelSelector.matchLabels['g h']' must be a label key: …. Use a key such as 'app.kubernetes.io/name'.`,
  ]);
});

test('a field that it does not know is written, with a warning that names what is near', () => {
  const props = {
    tolerations: [{ key: 'gpu', efect: 'NoExecute' }],
    affinity: { podAntiAfinity: {}, nodeAffinity: { newlyInvented: 1 } },
    ports,
    service: { spec: { externalTraficPolicy: 'Local' } },
    autoscaling: { maxReplicas: 4, behavior: { scaledown: {} } },
  };
  const api = deploy(props as any, chartIn());
  expect(warningsOf(api).filter((warning) => warning.startsWith('construct/'))).toEqual([
    "'tolerations[0].efect' is no field of Kubernetes' Toleration, unless it is a new one: it is written as it is. Did you mean 'effect'?",
    "'affinity.podAntiAfinity' is no field of Kubernetes' Affinity, unless it is a new one: it is written as it is. Did you mean 'podAntiAffinity'?",
    "'affinity.nodeAffinity.newlyInvented' is no field of Kubernetes' NodeAffinity, unless it is a new one: it is written as it is. "
    + `There are '${REQUIRED}', '${PREFERRED}'.`,
    "'service.spec.externalTraficPolicy' is no field of Kubernetes' ServiceSpec, unless it is a new one: it is written as it is. Did you mean 'externalTrafficPolicy'?",
    "'autoscaling.behavior.scaledown' is no field of Kubernetes' HorizontalPodAutoscalerBehavior, unless it is a new one: it is written as it is. Did you mean 'scaleDown'?",
  ].map((message) => `construct/unknown-prop: ${message}`));
  const { Deployment, Service } = Object.fromEntries(api.objects.map((object) => [object.kind, object.toJson()]));
  expect(Deployment.spec.template.spec).toMatchObject({ tolerations: props.tolerations, affinity: props.affinity });
  expect(Service.spec).toMatchObject(props.service.spec);
});

test.each<[string, object]>([
  ['a toleration without a key, of an operator', { tolerations: [{ operator: placeholder('x'), effect: 'NoSchedule' }] }],
  ['a toleration of everything, and its value', { tolerations: [{ operator: 'Exists', value: placeholder('x') }] }],
  ['a toleration for some time, of an effect', { tolerations: [{ key: 'a', effect: placeholder('x'), tolerationSeconds: 60 }] }],
  ['a key of a toleration', { tolerations: [{ key: placeholder('x'), operator: 'Equal', value: 'b' }] }],
  ['an operator that decides of the values', asked({ operator: placeholder('x'), values: [] })],
  ['the values that an operator needs', asked({ operator: 'In', values: placeholder('x') })],
  ['the number that an operator needs', asked({ operator: 'Gt', values: [placeholder('x')] })],
  ['the affinity of a Service to its callers', { ports, service: { spec: { sessionAffinity: placeholder('x'), sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } } } } }],
])('%s may be not known yet', (_, props) => {
  expect(faultsIn(props)).toEqual([]);
});

test.each<[object, string]>([
  [{ tolerations: [{ value: placeholder('x') }] }, "'tolerations[0]' must have a 'key', unless its operator is 'Exists'. Give it one, or { operator: 'Exists' } for all taints."],
  [{ tolerations: [{ key: placeholder('x'), tolerationSeconds: 60 }] },
    "'tolerations[0].tolerationSeconds' must be left out unless the effect is 'NoExecute': others evict nothing. Leave it out, or use 'NoExecute'."],
  [asked({ operator: 'Gt', values: [placeholder('x'), '4'] }),
    `'${NODE}.matchExpressions[0].values' must hold one whole number with the operator 'Gt'. Use one such as ['4'].`],
  [asked({ operator: 'Exists', values: [placeholder('x')] }),
    `'${NODE}.matchExpressions[0].values' must be left out with the operator 'Exists'. Leave it out, or use 'In'.`],
])('what is known is judged beside what is not: %j', (props, fault) => {
  expect(faultsIn(props)).toEqual([fault]);
});

test('what Kubernetes knows, what is empty, and what is not known yet pass, and are written as they are', () => {
  const late = (value: unknown): any => Lazy.any({ produce: () => value });
  const labelSelector = { matchLabels: { a: 'b', c: late('d') }, matchExpressions: [{ key: 'a', operator: 'DoesNotExist' }] };
  const term = { topologyKey: 'kubernetes.io/hostname', labelSelector, namespaceSelector: {}, namespaces: ['shop'], matchLabelKeys: ['pod-template-hash'] };
  const props: any = {
    tolerations: [{ operator: 'Exists', effect: '' }, { key: 'a', value: placeholder('x'), operator: placeholder('y'), effect: 'NoExecute', tolerationSeconds: 60 }, late({ key: 'b' })],
    affinity: {
      nodeAffinity: {
        [REQUIRED]: { nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['a'] }] }, { matchExpressions: late([]) }] },
        [PREFERRED]: [{ weight: 1, preference: { matchExpressions: [{ key: 'cpus', operator: 'Gt', values: ['4'] }] } }],
      },
      podAffinity: late({}),
      podAntiAffinity: { [REQUIRED]: [term], [PREFERRED]: [{ weight: 100, podAffinityTerm: term }] },
    },
    ports,
    service: { spec: { externalTrafficPolicy: 'Local', sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } }, ipFamilyPolicy: late('SingleStack') } },
  };
  const api = deploy(props, chartIn());
  expect(warningsOf(api).filter((warning) => warning.startsWith('construct/'))).toEqual([]);
  const { spec } = manifests(props).Deployment.spec.template;
  expect(spec.tolerations[1]).toEqual(props.tolerations[1]);
  expect(spec.tolerations[2]).toEqual({ key: 'b' });
  expect(spec.affinity.podAntiAffinity[REQUIRED][0].labelSelector.matchLabels).toEqual({ a: 'b', c: 'd' });
});

const VALUE_RULE = "must be a label value: a string of at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, or empty";

test.each<[string, object]>([
  ['nothing', { key: 'a', value: 'b c' }],
  ['an empty text', { key: 'a', operator: '', value: 'b c' }],
  ["'Equal'", { key: 'a', operator: 'Equal', value: 'b c' }],
])('a toleration whose operator is %s compares with the value of a taint', (_, toleration) => {
  expect(faultsIn({ tolerations: [toleration] })).toEqual([`'tolerations[0].value' ${VALUE_RULE}, got 'b c'. Use the value of the taint.`]);
});

test.each(['4x', 'x4', '', '4.5'])("'%s' is no whole number to compare with", (value) => {
  expect(faultsIn(asked({ operator: 'Lt', values: [value] }))).toEqual([
    `'${NODE}.matchExpressions[0].values' must hold one whole number with the operator 'Lt'. Use one such as ['4'].`,
  ]);
});

test.each<[string, object]>([
  ['two numbers', asked({ operator: 'Gt', values: ['4', '5'] })],
  ['no number', asked({ operator: 'Gt', values: [] })],
  ['no list of numbers', asked({ operator: 'Gt' })],
])('%s are not one to compare with', (_, props) => {
  expect(faultsIn(props)).toEqual([`'${NODE}.matchExpressions[0].values' must hold one whole number with the operator 'Gt'. Use one such as ['4'].`]);
});

test.each<[string, object]>([
  ...['SingleStack', 'PreferDualStack', 'RequireDualStack'].map((ipFamilyPolicy): [string, object] => [`the policy ${ipFamilyPolicy}`, spec({ ipFamilyPolicy })]),
  ['an operator and an effect that are empty', { tolerations: [{ key: 'a', operator: '', effect: '', value: 'b' }] }],
  ['an empty key with Exists', { tolerations: [{ key: '', operator: 'Exists', value: '' }] }],
  ['a value that is compared as a number', { tolerations: [{ key: 'a', operator: 'Gt', value: '4' }] }],
  ['some seconds with NoExecute', { tolerations: [{ key: 'a', effect: 'NoExecute', tolerationSeconds: -1 }] }],
  ['a value of several', asked({ operator: 'In', values: ['b'] })],
  ['a value that it is not', asked({ operator: 'NotIn', values: ['b'] })],
  ['an operator without values', asked({ operator: 'Exists' })],
  ['an operator with an empty list of values', asked({ operator: 'DoesNotExist', values: [] })],
  ['a number', asked({ operator: 'Gt', values: ['4'] })],
  ['a number of several digits below zero', asked({ operator: 'Lt', values: ['-40'] })],
  ['a number with its sign', asked({ operator: 'Lt', values: ['+4'] })],
  ['one node', node({ matchFields: [{ key: 'metadata.name', operator: 'NotIn', values: ['node-1'] }] })],
  ['a metric with what it measures', metrics({ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 1 } } })],
  ['limits of what pods come', policy({ stabilizationWindowSeconds: 3600, policies: [{ type: 'Percent', value: 1, periodSeconds: 1800 }] })],
  ['no wait before pods come', policy({ stabilizationWindowSeconds: 0, policies: [{ type: 'Pods', value: 1, periodSeconds: 1 }] })],
  ['callers that stay for a day', spec({ sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 86400 } } })],
  ['ranges with spaces around them', spec({ loadBalancerSourceRanges: [' 192.0.2.0/24 '] })],
])('the API server takes %s', (_, props) => {
  expect(faultsIn(props)).toEqual([]);
});

test('what is empty is written as it is', () => {
  const toleration = { key: '', operator: 'Exists', effect: '', value: '' };
  expect(manifests({ tolerations: [toleration] }).Deployment.spec.template.spec.tolerations).toEqual([toleration]);
});

test('a metric measures nothing but what its type says', () => {
  const target = { type: 'AverageValue', averageValue: '1' };
  expect(faultsIn(metrics({ type: 'Pods', pods: { metric: { name: 'a' }, target }, external: { metric: { name: 'b' }, target } }) as any)).toEqual([
    "'autoscaling.metrics[0].external' must be left out with the type 'Pods'. Use 'pods', or another type.",
  ]);
});
