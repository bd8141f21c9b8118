import { dnsSubdomainFault } from '../../../manifest/dns-name';
import { isKubernetesVersion, atLeast } from '../../../manifest/kubernetes-version';
import { qualifiedNameFault } from '../../../manifest/label';
import { Target } from '../../cluster-manifests';
import { ObjectRule } from '../../rule';
import { faultsIn, Field } from '../field';
import { checkLabels } from '../labels-of';

/** A Service has the fields of its type, and no others. */
export const serviceType: ObjectRule = {
  id: 'api/service-type',
  severity: 'refused',
  about: 'object',
  kinds: ['/Service'],
  why: 'Who sets a field of another type means something that the Service does not do.',
  fix: 'Change the type, or take out what belongs to another one',
  docs: 'https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types',
  check: (object, target) => faultsIn(object, (root) => {
    const spec = root.at('spec');
    spec.at('type').mustBeOneOf('the type', ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'], 'or empty');
    if (spec.at('type').text === 'ExternalName') { checkExternalName(spec.at('externalName')); }
    checkLabels(spec.at('selector'));
    checkAffinity(spec);
    checkLoadBalancer(spec);
    checkTraffic(spec, target);
    checkTopology(root.at('metadata', 'annotations'));
  }),
};

function checkExternalName(name: Field): void {
  const host = name.text.replace(/\.$/, '');
  if (!name.isGiven || (name.isKnown && host === '')) { name.fault('a Service of type ExternalName has no externalName'); } else if (name.isKnown) {
    const clause = dnsSubdomainFault(host);
    if (clause !== undefined) { name.fault(`the external name '${name.text}' ${clause}`); }
  }
}

const MAX_AFFINITY_SECONDS = 86400;

function checkAffinity(spec: Field): void {
  const [affinity, config] = [spec.at('sessionAffinity'), spec.at('sessionAffinityConfig')];
  affinity.mustBeOneOf('the session affinity', ['None', 'ClientIP'], 'or empty');
  // With any other one, what is configured is dropped.
  if (affinity.text === 'ClientIP') {
    config.at('clientIP', 'timeoutSeconds').mustBeWithin('the seconds of the session affinity', 1, MAX_AFFINITY_SECONDS);
  }
}

function checkLoadBalancer(spec: Field): void {
  const [type, balancerClass, allocates] = [spec.at('type'), spec.at('loadBalancerClass'), spec.at('allocateLoadBalancerNodePorts')];
  if (!type.isKnown) { return; }
  if (type.text === 'LoadBalancer') {
    balancerClass.must('the class', qualifiedNameFault, 'even empty');
    return;
  }
  if (balancerClass.isGiven) { balancerClass.fault('only a Service of type LoadBalancer has a loadBalancerClass'); }
  if (allocates.isGiven) { allocates.fault('only a Service of type LoadBalancer has allocateLoadBalancerNodePorts'); }
}

function checkTraffic(spec: Field, target: Target): void {
  const [type, outside, health] = [spec.at('type'), spec.at('externalTrafficPolicy'), spec.at('healthCheckNodePort')];
  spec.at('internalTrafficPolicy').mustBeOneOf('the internal traffic policy', ['Cluster', 'Local']);
  checkDistribution(spec.at('trafficDistribution'), target);
  if (!type.isKnown || !outside.isKnown) { return; }
  // From Kubernetes 1.29 on, addresses of its own open a Service, too.
  const countsAddresses = target.kubernetesVersion === undefined || atLeast(target.kubernetesVersion, '1.29');
  const isOpen = ['NodePort', 'LoadBalancer'].includes(type.text) || (countsAddresses && type.text !== 'ExternalName' && spec.at('externalIPs').items.length > 0);
  if (isOpen) { outside.mustBeOneOf('the external traffic policy', ['Cluster', 'Local'], 'or empty'); } else if (outside.text !== '') {
    outside.fault('only a Service that is reached from outside has an externalTrafficPolicy');
  }
  if (health.number === 0) { return; }
  if (type.text === 'LoadBalancer' && outside.text === 'Local') { health.mustBeWithin('the port of health checks', 1, 65535); } else {
    health.fault('healthCheckNodePort belongs to a Service of type LoadBalancer with the externalTrafficPolicy Local');
  }
}

/** Before Kubernetes 1.31, the field is dropped; the words grew in 1.34. */
function checkDistribution(distribution: Field, { kubernetesVersion: version }: Target): void {
  if (isKubernetesVersion(version) && atLeast(version, '1.31')) {
    distribution.mustBeOneOf('the traffic distribution', atLeast(version, '1.34') ? ['PreferClose', 'PreferSameZone', 'PreferSameNode'] : ['PreferClose']);
  }
}

function checkTopology(annotations: Field): void {
  const [mode, hints] = ['service.kubernetes.io/topology-mode', 'service.kubernetes.io/topology-aware-hints'].map((name) => annotations.at(name));
  if (mode.isGiven && hints.isGiven && hints.isKnown && mode.value !== hints.value) { mode.fault(`it must say the same as the older annotation '${hints.key}'`); }
}
