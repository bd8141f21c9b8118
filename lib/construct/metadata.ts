import { formatPath } from '../manifest/field-path';
import { isKnown } from '../manifest/known';
import { annotationKeyFault, annotationsSizeFault, labelKeyFault, labelValueFault } from '../manifest/label';
import { Faults } from './faults';

type Texts = { readonly [key: string]: string };

/** Labels and annotations as a caller gives them. */
export interface GivenMetadata {
  readonly labels?: Texts;
  readonly annotations?: Texts;
}

/** What the API server would refuse of labels and annotations, and labels that the construct sets itself. */
export function checkLabelsAndAnnotations(faults: Faults, given: GivenMetadata, reserved: Texts, why: { rule: string; fix: string }): void {
  for (const [key, value] of Object.entries(given.labels ?? {})) {
    const prop = formatPath(['labels', key]);
    faults.addRule(labelKeyFault(key), { prop, fix: "Use a key such as 'example.com/team'" });
    faults.addRule(labelValueFault(value), { prop, got: value, fix: 'Correct the value' });
    if (key in reserved && isKnown(value) && value !== reserved[key]) { faults.add({ prop, got: value, ...why }); }
  }
  checkAnnotations(faults, 'annotations', given.annotations);
}

/** What the API server would refuse of annotations. */
export function checkAnnotations(faults: Faults, prop: string, annotations: Texts = {}): void {
  for (const [key, value] of Object.entries(annotations)) {
    const at = `${prop}${formatPath([key]).startsWith('[') ? '' : '.'}${formatPath([key])}`;
    faults.addRule(annotationKeyFault(key), { prop: at, fix: "Use a key such as 'example.com/owner'" });
    if (isKnown(value) && typeof value !== 'string') {
      faults.add({ prop: at, rule: 'must be a string', got: value, fix: 'Put it in quotes' });
    }
  }
  faults.addRule(annotationsSizeFault(annotations), { prop, fix: 'Keep large texts in a ConfigMap' });
}
