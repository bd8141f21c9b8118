import { plainCiliumSelector } from '../../manifest/cilium-selector';
import { groupBy } from '../../manifest/group-by';
import { indexBySelector } from '../../manifest/label-index';
import { matchesSelector } from '../../manifest/label-selector';
import { KubernetesObject, LabelSelector, listOf } from '../../manifest/object';
import { ClusterManifests } from '../cluster-manifests';
import { selectorAt } from '../stand-ins/field-text';
import { provided, saysNoNamespace, standInsFor } from '../stand-ins/provided';
import { StandIn, StandInRole } from '../stand-ins/stand-in';

const NETWORK_POLICY = 'networking.k8s.io/NetworkPolicy';

/** A policy with the pods that it is for. Of some it can't be told: they may be for any pod of their namespace, or of the cluster. */
interface Policy {
  readonly object: KubernetesObject;
  /** Empty where it is for pods of all namespaces. */
  readonly namespace: string;
  readonly selector: LabelSelector;
}

/** Whether the manifests hold any network policy, of whatever make. */
export function hasPolicies(cluster: ClusterManifests): boolean {
  return standInsFor(cluster, StandInRole.NETWORK_POLICY).some(({ kind }) => cluster.ofKind(kind).length > 0);
}

/** Whether the manifests hold any that is, or may be, for pods of a namespace. */
export function hasPoliciesIn(cluster: ClusterManifests, namespace: string): boolean {
  const namespaces = cluster.once('namespaces with policies', () => new Set(policiesOf(cluster).map((policy) => policy.namespace)));
  return namespaces.has(namespace) || namespaces.has('');
}

/** Whether a network policy of any make is, or may be, for the pods of an object. */
export function mayHavePolicy(cluster: ClusterManifests, object: KubernetesObject, labels: unknown): boolean {
  const namespace = cluster.namespaceOf(object);
  // What brings more manifests along, or is said to come from elsewhere, may have any name.
  if (provided(cluster, NETWORK_POLICY, namespace, '') !== 'no') { return true; }
  const byNamespace = cluster.once('policies of pods', () => new Map([...groupBy(policiesOf(cluster), (policy) => policy.namespace)]
    .map(([name, policies]) => [name, indexBySelector(policies, ({ selector }) => selector)] as const)));
  // Pods that go where they are applied may meet any of them; and so may a policy that does, which counts as one of `default`.
  const namespaces = saysNoNamespace(object) ? byNamespace.keys() : new Set([namespace, '', 'default']);
  for (const name of namespaces) {
    const may = byNamespace.get(name)?.(labels).some((policy) => (name !== 'default' || namespace === name || saysNoNamespace(policy.object) || saysNoNamespace(object))
      && matchesSelector(policy.selector, labels as { [key: string]: unknown }) !== false);
    if (may === true) { return true; }
  }
  return false;
}

function policiesOf(cluster: ClusterManifests): Policy[] {
  return standInsFor(cluster, StandInRole.NETWORK_POLICY).flatMap((standIn) => cluster.ofKind(standIn.kind).flatMap((object) => selectorsOf(standIn, object)
    .map((selector) => ({ object, namespace: cluster.namespaceOf(object), selector }))));
}

const ANY: LabelSelector = {};

function selectorsOf({ kind, selector }: StandIn, object: KubernetesObject): LabelSelector[] {
  const { spec, specs } = object;
  if (selector !== undefined) { return [selectorAt(selector, object) ?? ANY]; }
  if (kind === NETWORK_POLICY) { return [spec?.podSelector ?? ANY]; }
  if (!kind.startsWith('cilium.io/')) { return [ANY]; }
  // A policy for nodes is none for pods.
  return [spec, ...listOf(specs)].flatMap((part) => (part?.endpointSelector === undefined ? [] : [plainCiliumSelector(part.endpointSelector) ?? ANY]));
}
