import { matchesSelector } from '../manifest/label-selector';
import { LabelSelector } from '../manifest/object';
import { podTemplatesOf } from '../manifest/pod-template';
import { PlannedObject } from './detached';

/**
 * What must be there before the pods of an object start: their ServiceAccount, without which none is made, and the policies that select them,
 * without which everything may reach them. cdk8s writes files, and leaves the order to whoever applies them.
 */
export function prerequisitesOf(object: PlannedObject, objects: readonly PlannedObject[]): PlannedObject[] {
  return podTemplatesOf(object.manifest).flatMap(({ template }) => objects.filter((other) => {
    const { kind, metadata, spec } = other.manifest;
    if (metadata?.namespace !== object.manifest.metadata?.namespace || waitsFor(other, object, objects)) { return false; }
    if (kind === 'ServiceAccount') { return metadata?.name === template.spec.serviceAccountName; }
    const selector: LabelSelector | undefined = ({ NetworkPolicy: spec?.podSelector, CiliumNetworkPolicy: spec?.endpointSelector } as any)[kind];
    return selector !== undefined && matchesSelector(selector, template.metadata?.labels) !== false;
  }));
}

/** Whether an object is made after another one, or is that. */
function waitsFor(object: PlannedObject, other: PlannedObject, objects: readonly PlannedObject[]): boolean {
  return object === other || object.after.some((source) => objects.some((each) => each.source === source && waitsFor(each, other, objects)));
}
