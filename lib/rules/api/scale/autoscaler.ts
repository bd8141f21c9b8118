import { dnsLabelFault, pathSegmentFault } from '../../../manifest/dns-name';
import { atLeast } from '../../../manifest/kubernetes-version';
import { Target } from '../../cluster-manifests';
import { ObjectRule } from '../../rule';
import { faultsIn, Field } from '../field';
import { checkAmount, checkPositiveAmount } from '../quantity';
import { checkResourceName } from '../resource-name';

/** A HorizontalPodAutoscaler has bounds, a target and metrics that say what they measure. */
export const autoscaler: ObjectRule = {
  id: 'api/autoscaler',
  severity: 'refused',
  about: 'object',
  kinds: ['autoscaling/HorizontalPodAutoscaler'],
  why: 'It scales between two bounds, by what it reads of one source for each metric.',
  fix: 'Give it maxReplicas from minReplicas on, and each metric the source of its type with one target',
  docs: 'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/',
  check: (object, target) => faultsIn(object, (root) => {
    const spec = root.at('spec');
    checkBounds(spec);
    checkReference(spec.at('scaleTargetRef'), target, 'needs its group');
    spec.at('targetCPUUtilizationPercentage').mustBeWithin('the CPU use that is aimed at', 1);
    if (object.apiVersion !== 'autoscaling/v2') { return; }
    for (const metric of spec.at('metrics').items) { checkMetric(metric, target); }
    for (const direction of ['scaleUp', 'scaleDown']) { checkBehavior(spec.at('behavior', direction), direction); }
  }),
};

function checkBounds(spec: Field): void {
  const [fewest, most] = [spec.at('minReplicas'), spec.at('maxReplicas')];
  // That none is left when idle needs a feature that is off by default in every Kubernetes so far.
  fewest.mustBeWithin('minReplicas', 1);
  most.mustBeWithin('maxReplicas', 1);
  if (fewest.isKnown && most.isKnown && fewest.isGiven && most.isGiven && most.number < fewest.number) {
    most.fault(`maxReplicas is ${most.number}, and must be at least minReplicas, ${fewest.number}`);
  }
}

/** Who is meant, as kind and name; its group since Kubernetes 1.34. */
function checkReference(reference: Field, { kubernetesVersion }: Target, group?: 'needs its group'): void {
  const [version, kind] = [reference.at('apiVersion'), reference.at('kind')];
  kind.mustBeGiven('the kind', pathSegmentFault);
  reference.at('name').mustBeGiven('the name', pathSegmentFault);
  if (!atLeast(kubernetesVersion, '1.34') || !version.isKnown) { return; }
  const parts = version.text.split('/');
  if (parts.length > 2) { version.fault(`the version '${version.text}' must be a group and a version, as in 'apps/v1'`); }
  const isWithoutGroup = version.text === '/' || parts.length < 2 || parts[0] === '';
  if (group !== undefined && isWithoutGroup && parts.length < 3 && kind.text !== 'ReplicationController') {
    version.fault(`the version ${version.text === '' ? 'is missing' : `'${version.text}' names no group`}: write it as in 'apps/v1'`);
  }
}

const SOURCES: { readonly [type: string]: string } = {
  Object: 'object', External: 'external', Pods: 'pods', Resource: 'resource', ContainerResource: 'containerResource',
};

function checkMetric(metric: Field, target: Target): void {
  const type = metric.at('type');
  type.mustBeOneOf("the metric's type", Object.keys(SOURCES), 'required');
  const given = Object.values(SOURCES).map((source) => metric.at(source)).filter(({ isGiven }) => isGiven);
  const wanted = Object.hasOwn(SOURCES, type.text) ? SOURCES[type.text] : undefined;
  if (given.length > 0) { checkSource(given[0], target); }
  if (wanted === undefined) { return; }
  if (!metric.at(wanted).isGiven) { metric.at(wanted).fault(`a metric of type ${type.text} needs ${wanted}`); }
  // One alone that is another type's is told of by the one that is missing.
  if (given.length > 1) {
    given.filter(({ key }) => key !== wanted).forEach((source) => source.fault(`a metric of type ${type.text} has no ${source.key}`));
  }
}

function checkSource(source: Field, target: Target): void {
  const [aim, metric] = [source.at('target'), source.at('metric')];
  const [value, average, utilization] = ['value', 'averageValue', 'averageUtilization'].map((field) => aim.at(field));
  switch (source.key) {
    case 'object':
      checkReference(source.at('describedObject'), target);
      break;
    case 'containerResource':
      source.at('container').mustBeGiven('the container', dnsLabelFault);
      source.at('name').mustBeGiven('the resource');
      checkResourceName(source.at('name'), source.at('name').text, 'container');
      break;
    case 'resource':
      source.at('name').mustBeGiven('the resource');
      break;
  }
  if (['object', 'external', 'pods'].includes(source.key)) { metric.at('name').mustBeGiven("the metric's name", pathSegmentFault); }
  checkTarget(aim);
  const [needed, other] = source.key === 'pods' ? [average, average] : [value, average];
  if (['resource', 'containerResource'].includes(source.key)) {
    if (!utilization.isGiven && !average.isGiven) { utilization.fault('the target is neither an averageUtilization nor an averageValue'); }
    if (utilization.isGiven && average.isGiven) { average.fault('the target is both an averageUtilization and an averageValue'); }
    return;
  }
  if (!needed.isGiven && !other.isGiven) { average.fault(`the target is no ${source.key === 'pods' ? 'averageValue' : 'value and no averageValue'}`); }
  if (source.key === 'external' && value.isGiven && average.isGiven) { value.fault('the target is both a value and an averageValue'); }
}

function checkTarget(target: Field): void {
  target.at('type').mustBeOneOf("the target's type", ['Utilization', 'Value', 'AverageValue'], 'required');
  for (const field of ['value', 'averageValue']) {
    checkPositiveAmount(target.at(field), `the target ${field}`);
  }
  target.at('averageUtilization').mustBeWithin('the target averageUtilization', 1);
}

const MAX_WINDOW_SECONDS = 3600;
const MAX_PERIOD_SECONDS = 1800;

function checkBehavior(rules: Field, direction: string): void {
  if (!rules.isGiven) { return; }
  const [policies, tolerance] = [rules.at('policies'), rules.at('tolerance')];
  rules.at('stabilizationWindowSeconds').mustBeWithin('the stabilization window', 0, MAX_WINDOW_SECONDS);
  rules.at('selectPolicy').mustBeOneOf('the choice of a policy', ['Max', 'Min', 'Disabled']);
  // Where none are written at all, there are default ones.
  if (policies.isGiven && policies.isKnown && policies.items.length === 0) { policies.fault(`${direction} has an empty list of policies`); }
  for (const policy of policies.items) {
    policy.at('type').mustBeOneOf("the policy's type", ['Pods', 'Percent'], 'required');
    policy.at('value').mustBeWithin("the policy's value", 1);
    policy.at('periodSeconds').mustBeWithin("the policy's period", 1, MAX_PERIOD_SECONDS);
  }
  checkAmount(tolerance, 'the tolerance');
}
