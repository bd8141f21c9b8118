import { containersOf } from '../../manifest/containers';
import { FieldPath } from '../../manifest/field-path';
import { isFullyKnown, isKnown } from '../../manifest/known';
import { indexByLabels } from '../../manifest/label-index';
import { isEmptySelector, matchesSelector } from '../../manifest/label-selector';
import { isMap, KubernetesObject, LabelSelector, listOf } from '../../manifest/object';
import { ClusterManifests } from '../cluster-manifests';
import { Answer, ObjectRule, Violation } from '../rule';
import { mayMakeLabelled, saysNoNamespace } from '../stand-ins/provided';
import { selectsPods } from '../stand-ins/selected-pods';
import { printedSelector } from './pod-selectors';

/** What a ServiceMonitor or PodMonitor reads metrics from is there, with the ports that it names. */
export const monitorTarget: ObjectRule = {
  id: 'reference/monitor-target',
  severity: 'warning',
  about: 'object',
  kinds: ['monitoring.coreos.com/ServiceMonitor', 'monitoring.coreos.com/PodMonitor'],
  why: 'A monitor that finds nothing reads no metrics, and alerts that need them stay silent.',
  fix: 'Select by labels that it has, and name a port of it',
  docs: 'https://prometheus-operator.dev/docs/developer/getting-started/',
  check: (object, cluster) => {
    const { selector, namespaceSelector } = object.spec ?? {};
    // In all namespaces, what is meant may be with others.
    if (!isMap(selector) || isEmptySelector(selector) || !isFullyKnown(selector) || namespaceSelector?.any === true) { return undefined; }
    const named = listOf(namespaceSelector?.matchNames);
    const namespaces = named.length > 0 ? named.map(String) : [cluster.namespaceOf(object)];
    return object.kind === 'ServiceMonitor' ? ofServices(object, cluster, namespaces) : ofPods(object, cluster, namespaces);
  },
};

function ofServices({ spec }: KubernetesObject, cluster: ClusterManifests, namespaces: readonly string[]): Answer {
  const services = namespaces.flatMap((namespace) => cluster.ofKindIn('/Service', namespace));
  const found = services.filter(({ metadata }) => matchesSelector(spec.selector, metadata?.labels) !== false);
  if (found.length === 0) {
    const values = [...Object.values(spec.selector.matchLabels ?? {}), ...listOf(spec.selector.matchExpressions).flatMap((each) => listOf(each?.values))];
    const isElsewhere = namespaces.some((namespace) => cluster.ofKindIn('/Service', namespace).length === 0 || mayMakeLabelled(cluster, '/Service', namespace, values));
    // What says no namespace goes where it is applied.
    const isMeant = (service: KubernetesObject) => saysNoNamespace(service) || namespaces.includes('default');
    return isElsewhere || allServices(cluster)(spec.selector).some((each) => isMeant(each) && matchesSelector(spec.selector, each.metadata?.labels) !== false)
      ? undefined : [nothing(spec, 'Service', namespaces)];
  }
  const ports = found.flatMap((service) => listOf(service.spec?.ports).map((port) => port?.name));
  return unknownPorts(spec.endpoints, ['spec', 'endpoints'], ports, 'none of its Services has a port');
}

function allServices(cluster: ClusterManifests): (selector: LabelSelector) => readonly KubernetesObject[] {
  return cluster.once('allServices', () => indexByLabels(cluster.ofKind('/Service'), ({ metadata }) => metadata?.labels));
}

function ofPods({ spec }: KubernetesObject, cluster: ClusterManifests, namespaces: readonly string[]): Answer {
  const pods = namespaces.flatMap((namespace) => cluster.podsSelected(namespace, spec.selector));
  if (pods.length === 0) {
    return namespaces.every((namespace) => selectsPods(cluster, namespace, spec.selector) === 'no') ? [nothing(spec, 'pod', namespaces)] : undefined;
  }
  const ports = pods.flatMap(({ ref }) => containersOf(ref.template.spec)).flatMap(({ container }) => listOf(container.ports).map((port) => port?.name));
  return unknownPorts(spec.podMetricsEndpoints, ['spec', 'podMetricsEndpoints'], ports, 'no container of its pods has a port');
}

function nothing({ selector }: any, what: string, namespaces: readonly string[]): Violation {
  const places = namespaces.map((namespace) => `'${namespace}'`).join(', ');
  return { path: ['spec', 'selector'], message: `no ${what} of ${places} has ${printedSelector(selector)}` };
}

function unknownPorts(endpoints: unknown, path: FieldPath, names: readonly unknown[], what: string): Violation[] {
  if (!names.every(isKnown)) { return []; }
  return listOf(endpoints).flatMap((endpoint, index) => (typeof endpoint?.port === 'string' && isKnown(endpoint.port) && !names.includes(endpoint.port)
    ? [{ path: [...path, index, 'port'], message: `${what} named '${endpoint.port}'` }] : []));
}
