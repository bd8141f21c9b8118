import { Fault } from '../construct/fault';
import { isKnown } from '../manifest/known';
import { matchesSelector } from '../manifest/label-selector';
import { KubernetesObject } from '../manifest/object';
import { describeObject } from '../manifest/object-key';
import { podTemplatesOf } from '../manifest/pod-template';
import { sharedPodsFault } from '../pod/shared-pods';

/** Kinds that take the pods that they find for their own. */
const OWNERS = ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet'];

/** An object, and what it is called where one reads of it. */
export interface NamedObject {
  readonly name: string;
  readonly object: KubernetesObject;
}

/** That a workload means the same pods as another one of its cluster, which each of the two would take for its own. Constructs know their own charts alone. */
export function sharedPodsFaults(object: KubernetesObject, others: readonly NamedObject[]): Fault[] {
  if (!isOwner(object)) { return []; }
  return others.filter(({ object: other }) => isOwner(other) && namespaceOf(other) === namespaceOf(object) && (means(object, other) || means(other, object)))
    .map(({ name }) => sharedPodsFault(object.spec.selector.matchLabels, name, `of ${describeObject(object)} `));
}

function isOwner({ apiVersion, kind, metadata, spec }: KubernetesObject): boolean {
  return String(apiVersion).startsWith('apps/') && OWNERS.includes(kind) && isKnown(metadata?.namespace) && spec?.selector !== undefined;
}

function namespaceOf({ metadata }: KubernetesObject): string | undefined {
  return metadata?.namespace;
}

function means({ spec }: KubernetesObject, other: KubernetesObject): boolean {
  return podTemplatesOf(other).some(({ template }) => matchesSelector(spec.selector, template.metadata?.labels) === true);
}
