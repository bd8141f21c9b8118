import { FieldPath } from '../../../manifest/field-path';
import { annotationKeyFault } from '../../../manifest/label';
import { ClusterManifests } from '../../cluster-manifests';
import { faultsIn } from '../field';
import { checkClaim } from '../storage/volume-claim';
import { FieldFaults, isGiven, mapOf } from './field-faults';
import { checkLabels } from './label-selector';

type Fields = { readonly [field: string]: any };

const COPIED: ReadonlySet<string> = new Set(['labels', 'annotations']);

/** What is wrong with a claim that is made for a volume of a pod. */
export function checkClaimTemplate(faults: FieldFaults, template: Fields, path: FieldPath, cluster: ClusterManifests): void {
  const metadata = mapOf(template.metadata) ?? {};
  checkLabels(faults, mapOf(metadata.labels), [...path, 'metadata', 'labels']);
  for (const key in mapOf(metadata.annotations)) {
    const fault = annotationKeyFault(key);
    faults.add(fault === undefined ? undefined : `must have legal keys: '${key}' ${fault}`, [...path, 'metadata', 'annotations']);
  }
  for (const field in metadata) {
    if (!COPIED.has(field) && isGiven(metadata[field]) && metadata[field] !== '') {
      faults.add('must not be given: only labels and annotations are copied', [...path, 'metadata', field]);
    }
  }
  checkClaimSpec(faults, mapOf(template.spec) ?? {}, [...path, 'spec'], cluster);
}

/** What is wrong with what a claim asks for: the same as where it stands alone. */
export function checkClaimSpec(faults: FieldFaults, spec: Fields, path: FieldPath, { target }: ClusterManifests): void {
  faults.take(faultsIn({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', spec }, (root) => checkClaim(root.at('spec'), target, true)), path.slice(0, -1));
}
