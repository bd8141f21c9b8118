import { annotationKeyFault, annotationsSizeFault } from '../../../manifest/label';
import { PodRule } from '../../rule';
import { FieldFaults, mapOf, POD } from './field-faults';
import { checkLabels } from './label-selector';

/** Labels and annotations of a template are those of its pods, and legal as theirs are. */
export const templateMetadata: PodRule = {
  id: 'api/template-metadata',
  severity: 'refused',
  about: 'pod',
  why: 'Pods get them as they are.',
  fix: 'Use letters, digits, hyphens, underscores and dots',
  docs: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set',
  check: ({ metadata }, { object }) => {
    // A Pod's own metadata is looked at as that of all objects.
    if (object.kind === 'Pod' || metadata === undefined || metadata === null) { return undefined; }
    const faults = new FieldFaults(POD);
    checkLabels(faults, mapOf(metadata.labels), ['metadata', 'labels']);
    const annotations = mapOf(metadata.annotations);
    for (const key in annotations) {
      const fault = annotationKeyFault(key);
      if (fault !== undefined) { faults.add(`must have legal keys: '${key}' ${fault}`, ['metadata', 'annotations']); }
    }
    faults.add(annotationsSizeFault(annotations), ['metadata', 'annotations']);
    return faults.found;
  },
};
