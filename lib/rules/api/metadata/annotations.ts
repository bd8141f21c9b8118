import { annotationKeyFault, annotationsSizeFault } from '../../../manifest/label';
import { ObjectRule } from '../../rule';
import { faultsIn } from '../field';

/** Annotations have legal keys, and together take 256 KiB at most. */
export const annotations: ObjectRule = {
  id: 'api/annotations',
  severity: 'refused',
  about: 'object',
  why: 'API servers take annotations under qualified names, and 256 KiB of them on one object.',
  fix: 'Name it as in example.com/my-note, and keep large things in a ConfigMap',
  docs: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/',
  check: (object) => (object.metadata?.annotations === undefined ? undefined : faultsIn(object, (root) => {
    const all = root.at('metadata', 'annotations');
    for (const annotation of all.entries) {
      const clause = annotationKeyFault(annotation.key);
      if (clause !== undefined) { annotation.fault(`'${annotation.key}' ${clause}`); }
    }
    const size = annotationsSizeFault(all.value);
    if (size !== undefined) { all.fault(`annotations ${size}`); }
  })),
};
