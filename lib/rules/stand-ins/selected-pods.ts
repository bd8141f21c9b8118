import { isFullyKnown } from '../../manifest/known';
import { indexByLabels } from '../../manifest/label-index';
import { matchesSelector } from '../../manifest/label-selector';
import { isMap, LabelSelector, listOf } from '../../manifest/object';
import { ClusterManifests, PodSource } from '../cluster-manifests';
import { isStranger, madePodsIn, mayBringPods, Provided, saysNoNamespace } from './provided';
import { mayLabelPods } from './rights';

/**
 * Labels that controllers give to the pods they make.
 *
 * @see https://kubernetes.io/docs/reference/labels-annotations-taints/
 * @see https://argo-rollouts.readthedocs.io/en/stable/features/specification/
 * @see https://jobset.sigs.k8s.io/docs/reference/labels-annotations-taints/
 * @see https://lws.sigs.k8s.io/docs/reference/labels-annotations-and-environment-variables/
 * @see https://istio.io/latest/docs/reference/config/labels/
 */
const GIVEN_LABELS: ReadonlySet<string> = new Set([
  'statefulset.kubernetes.io/pod-name', 'apps.kubernetes.io/pod-index', 'pod-template-hash', 'controller-revision-hash', 'pod-template-generation',
  'job-name', 'controller-uid', 'batch.kubernetes.io/job-name', 'batch.kubernetes.io/controller-uid', 'batch.kubernetes.io/job-completion-index',
  'rollouts-pod-template-hash', 'jobset.sigs.k8s.io/jobset-name', 'jobset.sigs.k8s.io/replicatedjob-name', 'jobset.sigs.k8s.io/job-index',
  'leaderworkerset.sigs.k8s.io/name', 'leaderworkerset.sigs.k8s.io/worker-index', 'leaderworkerset.sigs.k8s.io/group-index',
  'serving.knative.dev/service', 'serving.knative.dev/revision', 'serving.knative.dev/configuration',
  'security.istio.io/tlsMode', 'service.istio.io/canonical-name', 'service.istio.io/canonical-revision',
]);

/** Whether a selector picks pods of a namespace: `no` only where the pods of the namespace are among the manifests, and none of them can be meant. */
export function selectsPods(cluster: ClusterManifests, namespace: string, selector: LabelSelector | undefined): Provided {
  if (cluster.podsSelected(namespace, selector).length > 0) { return 'yes'; }
  const pods = cluster.podsIn(namespace);
  // What says no namespace goes where it is applied.
  const isOfAnother = ({ object }: PodSource) => object.metadata?.namespace !== namespace && (namespace === 'default' || saysNoNamespace(object));
  if (allPodsSelected(cluster, selector).some(isOfAnother)) { return 'perhaps'; }
  if (pods.length === 0 || !isFullyKnown(selector) || mayBringPods(cluster, namespace)) { return 'perhaps'; }
  const asked = isMap(selector?.matchLabels) ? selector.matchLabels : {};
  if (Object.values(asked).some((value) => isStranger(cluster, namespace, value))) { return 'perhaps'; }
  if (madePodsIn(cluster, namespace).some((labels) => mayBeMeant(selector!, asked, labels))) { return 'perhaps'; }
  // Whoever picks pods by what they are given, or give themselves: without that, some of these may be meant.
  const ownLabels = mayLabelPods(cluster, namespace) ? labelKeysIn(cluster, namespace) : undefined;
  const rest = without(selector!, (key) => GIVEN_LABELS.has(key) || ownLabels?.has(key) === false);
  return allPodsSelected(cluster, rest).some((each) => each.namespace === namespace) ? 'perhaps' : 'no';
}

/** The keys of labels that templates of pods have in a namespace. */
function labelKeysIn(cluster: ClusterManifests, namespace: string): ReadonlySet<string> {
  return cluster.once(`labelKeysIn ${namespace}`, () => new Set(cluster.podsIn(namespace).flatMap(({ labels }) => Object.keys(labels))));
}

/** Whether a selector picks pods with these labels, or may: whoever picks by labels that pods are given means some that it would pick without those. */
export function mayPick(cluster: ClusterManifests, namespace: string, selector: LabelSelector, labels: { readonly [key: string]: string }): boolean {
  const ownLabels = mayLabelPods(cluster, namespace);
  const isGiven = (key: string) => GIVEN_LABELS.has(key) || (ownLabels && !Object.hasOwn(labels, key));
  return matchesSelector(without(selector, isGiven), labels) !== false;
}

function allPodsSelected(cluster: ClusterManifests, selector: LabelSelector | undefined): readonly PodSource[] {
  return cluster.once('allPodsSelected', () => indexByLabels(cluster.pods, ({ labels }) => labels))(selector).filter(({ labels }) => matchesSelector(selector, labels) !== false);
}

/** Whether pods with these labels, and others, may be meant by a selector: they have one that it asks for, and none that it does not want. */
function mayBeMeant(selector: LabelSelector, asked: { readonly [key: string]: string }, labels: { readonly [key: string]: string }): boolean {
  return Object.entries(labels).some(([key, value]) => asked[key] === value)
    && matchesSelector(without(selector, (key) => !Object.hasOwn(labels, key)), labels) !== false;
}

function without({ matchLabels, matchExpressions }: LabelSelector, isLeftOut: (key: string) => boolean): LabelSelector {
  return {
    matchLabels: Object.fromEntries(Object.entries(matchLabels ?? {}).filter(([key]) => !isLeftOut(key))),
    matchExpressions: listOf(matchExpressions).filter(({ key }) => !isLeftOut(key)),
  };
}
