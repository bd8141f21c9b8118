import { dnsSubdomainFault } from '../../../manifest/dns-name';
import { atLeast } from '../../../manifest/kubernetes-version';
import { Target } from '../../cluster-manifests';
import { ObjectRule } from '../../rule';
import { faultsIn, Field } from '../field';
import { checkSelector } from '../labels-of';
import { checkPositiveAmount } from '../quantity';
import { checkAccessModes } from './access-modes';

/** A PersistentVolumeClaim says how much storage it wants, and how it is used. */
export const volumeClaim: ObjectRule = {
  id: 'api/volume-claim',
  severity: 'refused',
  about: 'object',
  kinds: ['/PersistentVolumeClaim'],
  why: 'A volume is found or made by its size and its access modes.',
  fix: 'Write accessModes and resources.requests.storage',
  docs: 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#persistentvolumeclaims',
  check: (object, target) => faultsIn(object, (root) => checkClaim(root.at('spec'), target)),
};

/** What API servers say against the `spec` of a claim, or of a template of one, of which nothing is dropped. */
export function checkClaim(spec: Field, target: Target, isTemplate = false): void {
  checkAccessModes(spec.at('accessModes'));
  checkSelector(spec.at('selector'));
  const [requests, source, reference] = [spec.at('resources', 'requests'), spec.at('dataSource'), spec.at('dataSourceRef')];
  const storage = requests.at('storage');
  if (!storage.isGiven && requests.isKnown && spec.at('resources').isKnown) { storage.fault('the claim does not say how much storage it wants'); }
  checkPositiveAmount(storage, 'the storage');
  spec.at('storageClassName').must('the storage class', dnsSubdomainFault);
  spec.at('volumeMode').mustBeOneOf('the volume mode', ['Filesystem', 'Block']);
  if (atLeast(target.kubernetesVersion, '1.34')) { spec.at('volumeAttributesClassName').must('the volume attributes class', dnsSubdomainFault); }
  // What may come from another namespace is an alpha feature: without it, the reference is dropped. So is a source that is not of the two old kinds.
  const counts = reference.isGiven && (isTemplate || (reference.at('namespace').text === '' && reference.at('namespace').isKnown));
  if (counts) { checkSource(reference, target); }
  if (counts || isTemplate || isOldKind(source)) { checkSource(source, target); }
  if (counts && source.isGiven && !isSame(source, reference)) { spec.fault('dataSource and dataSourceRef name different things'); }
}

function isOldKind(source: Field): boolean {
  const [group, kind] = [source.at('apiGroup').text, source.at('kind').text];
  return (kind === 'PersistentVolumeClaim' && group === '') || (kind === 'VolumeSnapshot' && group === 'snapshot.storage.k8s.io');
}

function checkSource(source: Field, { kubernetesVersion }: Target): void {
  if (!source.isGiven || !source.isKnown) { return; }
  const [name, kind, group] = ['name', 'kind', 'apiGroup'].map((field) => source.at(field));
  name.mustBeGiven("the source's name");
  kind.mustBeGiven("the source's kind");
  if (!group.isKnown || !kind.isKnown) { return; }
  if (group.text === '' && kind.text !== 'PersistentVolumeClaim') { source.fault(`the source '${kind.text}' has no apiGroup, and only a PersistentVolumeClaim needs none`); }
  if (atLeast(kubernetesVersion, '1.29')) { group.must("the source's group", dnsSubdomainFault); }
}

function isSame(source: Field, reference: Field): boolean {
  return ['apiGroup', 'kind', 'name'].every((field) => !source.at(field).isKnown || !reference.at(field).isKnown || source.at(field).text === reference.at(field).text);
}
