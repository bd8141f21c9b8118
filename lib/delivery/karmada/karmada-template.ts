import { Fault } from '../../construct/fault';
import { listed } from '../../manifest/listed';
import { apiGroup, isMap, KubernetesObject } from '../../manifest/object';
import { isScaled, ObjectVariant, SharedObject } from '../common-part';
import { identityFaults } from '../identity-faults';

// What Karmada makes of an object on its way into a cluster, as the code of 1.18 has it.

/** What is asked about an object beside the object itself. */
export interface TemplateContext {
  /** The CustomResourceDefinitions that the fleet writes. */
  readonly definitions: readonly KubernetesObject[];
  /** Whether the controller was told to deliver namespaces of Kubernetes' own. */
  readonly kubeNamespaces: boolean;
}

/**
 * The object as it stands in Karmada's API server. A Namespace says that it goes only where a policy sends it: without that, every cluster of Karmada gets it.
 * A Deployment of which something in its cluster sets the replicas says that they stay as they are there. Of a Secret, an API server keeps `data` only.
 */
export function templateOf(object: KubernetesObject, around: readonly SharedObject[]): KubernetesObject {
  const group = apiGroup(object);
  if (group === '' && object.kind === 'Namespace') { return labelled(object, 'namespace.karmada.io/skip-auto-propagation'); }
  if (group === '' && object.kind === 'Secret' && isMap(object.stringData)) { return withData(object, object.stringData); }
  if (group === 'apps' && object.kind === 'Deployment' && (object.spec?.replicas === undefined || isScaled(object, around))) {
    return labelled(object, 'resourcetemplate.karmada.io/retain-replicas');
  }
  return object;
}

function labelled(object: KubernetesObject, label: string): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, labels: { ...object.metadata?.labels, [label]: 'true' } } };
}

function withData(secret: KubernetesObject, texts: { readonly [key: string]: unknown }): KubernetesObject {
  const encoded = Object.entries(texts).map(([key, text]) => [key, Buffer.from(String(text)).toString('base64')]);
  const { apiVersion, kind, ...others } = secret;
  const kept = Object.entries(others).filter(([field]) => field !== 'stringData');
  return { apiVersion, kind, ...Object.fromEntries(kept), data: { ...secret.data, ...Object.fromEntries(encoded) } };
}

/** The Namespace that objects need in Karmada's API server where the fleet writes none: no policy sends it anywhere. */
export function hubNamespace(name: string): KubernetesObject {
  return labelled({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, 'namespace.karmada.io/skip-auto-propagation');
}

/** Whether an API server has a namespace without being told. */
export function isKubeNamespace(namespace: string): boolean {
  return namespace === 'default' || /^kube-/.test(namespace);
}

/** What Karmada cannot deliver as it is. */
export function templateFaults(shared: SharedObject, { definitions, kubeNamespaces }: TemplateContext): Fault[] {
  const [{ object }] = shared.variants;
  const namespace = object.metadata?.namespace;
  const faults = [...identityFaults(shared, definitions), ...shared.variants.map((variant) => strippedFault(variant))];
  if (namespace !== undefined && /^karmada-(?:system|cluster|es-.*)$/.test(namespace)) {
    faults.push(fault(`must not stand in '${namespace}', which Karmada keeps for itself and delivers nothing of`, 'Use another namespace'));
  }
  if (namespace !== undefined && /^kube-/.test(namespace) && !kubeNamespaces) {
    const fix = "Run karmada-controller-manager with a '--skipped-propagating-namespaces' that leaves this one out, and say 'kubeNamespaces: true'";
    faults.push(fault(`must not stand in '${namespace}': by default, Karmada delivers nothing of 'kube-…' namespaces`, fix));
  }
  if (isSkipped(object)) { faults.push(fault(`must not be of '${object.apiVersion}', which Karmada does not deliver`, 'Leave it out, or let another engine deliver it')); }
  if (ACTS_ON_HUB[apiGroup(object)]?.includes(object.kind)) {
    faults.push(fault("must not be delivered as a template: it would act on Karmada's API server itself", `Let whoever sets the clusters up apply the ${object.kind}`));
  }
  return faults.filter((each) => each !== undefined);
}

function fault(rule: string, fix: string): Fault {
  return { id: 'delivery/not-deliverable', rule, fix };
}

/** Fields that Karmada takes away after all overrides, because it thinks that an API server has written them. */
function strippedFault({ object, clusters }: ObjectVariant): Fault | undefined {
  const { clusterIP } = object.kind === 'Service' ? object.spec ?? {} : {};
  const stripped = [
    ...['finalizers', 'ownerReferences'].filter((field) => object.metadata?.[field] !== undefined).map((field) => `metadata.${field}`),
    ...(clusterIP !== undefined && clusterIP !== 'None' ? ['spec.clusterIP'] : []),
  ];
  if (stripped.length === 0) { return undefined; }
  return fault(`must not say ${listed(stripped)}, as it does in ${listed(clusters)}: Karmada takes it away`, 'Leave it out, or let another engine deliver it');
}

/** As `--skipped-propagating-apis` has it where nothing is said. */
function isSkipped({ apiVersion, kind }: KubernetesObject): boolean {
  const group = apiGroup({ apiVersion, kind });
  return /^(?:apps|autoscaling|cluster|config|networking|policy|remedy|work)\.karmada\.io$/.test(group)
    || group === 'events.k8s.io' || apiVersion === 'coordination.k8s.io/v1' || (apiVersion === 'v1' && kind === 'Event');
}

/** What an API server heeds itself, so that a copy to deliver it from changes what that API server does. */
const ACTS_ON_HUB: { readonly [group: string]: readonly string[] } = {
  'admissionregistration.k8s.io': [
    'MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding', 'MutatingWebhookConfiguration',
    'ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding', 'ValidatingWebhookConfiguration',
  ],
  'apiregistration.k8s.io': ['APIService'],
  'flowcontrol.apiserver.k8s.io': ['FlowSchema', 'PriorityLevelConfiguration'],
};

/** What Karmada changes in an object although it delivers it. */
export function templateWarnings(object: KubernetesObject, around: readonly SharedObject[]): string[] {
  const group = apiGroup(object);
  return [
    ...(group === 'batch' && object.kind === 'Job' && object.spec?.ttlSecondsAfterFinished !== undefined
      ? ["'spec.ttlSecondsAfterFinished' does not reach the clusters: Karmada takes it away, and deletes the Job there when it is deleted in Karmada's API server"] : []),
    ...(group === 'apps' && object.kind === 'StatefulSet' && isScaled(object, around)
      ? ['Karmada holds its replicas where they are in its API server: what an autoscaler sets in a cluster is set back'] : []),
    ...(group === 'rbac.authorization.k8s.io' && object.kind.endsWith('Binding') && (object.subjects ?? []).some(({ kind }: any) => kind !== 'ServiceAccount')
      ? ["Karmada's API server heeds it as well: whoever it names has these rights there too"] : []),
  ];
}
