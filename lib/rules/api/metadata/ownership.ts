import { qualifiedNameFault } from '../../../manifest/label';
import { apiGroup, KubernetesObject } from '../../../manifest/object';
import { ObjectRule } from '../../rule';
import { faultsIn, Field } from '../field';
import { BUILT_IN_GROUPS } from './name-grammar';

/** Owners are named in full, and finalizers by names that somebody owns. */
export const ownership: ObjectRule = {
  id: 'api/ownership',
  severity: 'refused',
  about: 'object',
  why: 'What deletes an object waits for its finalizers, and its garbage collector looks for its owners.',
  fix: 'Name owners by apiVersion, kind, name and uid, and finalizers as in example.com/my-controller',
  docs: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/',
  check: (object) => (object.metadata?.ownerReferences === undefined && object.metadata?.finalizers === undefined && object.kind !== 'Namespace' ? undefined : faultsIn(object, (root) => {
    checkOwners(root.at('metadata', 'ownerReferences'));
    checkFinalizers(object, root.at('metadata', 'finalizers'));
    if (object.kind === 'Namespace') { checkFinalizers(object, root.at('spec', 'finalizers')); }
  })),
};

function checkOwners(owners: Field): void {
  for (const owner of owners.items) {
    const version = owner.at('apiVersion');
    if (/^(?:[^/]*\/)?$|\/.*\//.test(version.text)) { version.fault('the owner has no version'); }
    for (const field of ['kind', 'name', 'uid']) { owner.at(field).mustBeGiven(`the owner's ${field}`); }
    if (owner.at('kind').text === 'Event' && ['v1', 'events.k8s.io/v1'].includes(version.text)) { owner.fault('an Event can own nothing'); }
  }
  // The same one twice is taken for one.
  const controllers = new Set(owners.items.filter((owner) => owner.at('controller').value === true).map(({ value }) => JSON.stringify(value)));
  if (controllers.size > 1) { owners.fault(`${controllers.size} owners are said to be the controller, and there is only one`); }
}

const STANDARD_FINALIZERS = ['kubernetes', 'orphan', 'foregroundDeletion'];
/** Groups that take any qualified name. */
const LENIENT: ReadonlySet<string> = new Set([
  'admissionregistration.k8s.io', 'apiextensions.k8s.io', 'apiregistration.k8s.io', 'coordination.k8s.io', 'node.k8s.io', 'policy',
]);

function checkFinalizers(object: KubernetesObject, finalizers: Field): void {
  const isStrict = BUILT_IN_GROUPS.has(apiGroup(object)) && !LENIENT.has(apiGroup(object));
  for (const finalizer of finalizers.items) {
    const clause = qualifiedNameFault(finalizer.value);
    if (clause !== undefined) { finalizer.fault(`the finalizer '${finalizer.text}' ${clause}`); }
    if (clause === undefined && isStrict && !finalizer.text.includes('/') && !STANDARD_FINALIZERS.includes(finalizer.text)) {
      finalizer.fault(`the finalizer '${finalizer.text}' has no domain in front, as in example.com/${finalizer.text}`);
    }
  }
  const names = finalizers.items.map(({ text }) => text);
  if (names.includes('orphan') && names.includes('foregroundDeletion')) { finalizers.fault("the finalizers 'orphan' and 'foregroundDeletion' contradict each other"); }
}
