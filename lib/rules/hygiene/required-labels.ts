import { listed } from '../../manifest/listed';
import { groupKindOf } from '../cluster-manifests';
import { ObjectRule } from '../rule';
import { missingKeys } from './missing-keys';

/** Objects have the labels and annotations that a team asks for. */
export const requiredLabels: ObjectRule = {
  id: 'hygiene/required-labels',
  severity: 'warning',
  about: 'object',
  why: 'Whoever bills, calls or cleans up finds owners by them.',
  fix: 'Add what is missing',
  docs: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/',
  options: {
    labels: { type: 'texts', default: [], description: 'Keys of labels.' },
    annotations: { type: 'texts', default: [], description: 'Keys of annotations.' },
    kinds: { type: 'texts', default: [], description: 'Kinds that must have them, as `group/Kind`: `apps/Deployment`, `/Service`. All that make pods where none is named.' },
  },
  admission: ({ kinds }) => ({
    ...kinds.length > 0 && { kinds },
    variables: {
      labels: 'variables.options.labels.filter(label, !(label in object.metadata.?labels.orValue({})))',
      annotations: 'variables.options.annotations.filter(name, !(name in object.metadata.?annotations.orValue({})))',
    },
    expression: 'variables.labels.size() == 0 && variables.annotations.size() == 0',
    messageExpression: '"it lacks labels or annotations: " + (variables.labels + variables.annotations).join(", ")',
  }),
  check: (object, cluster, { labels, annotations, kinds }) => {
    if (labels.length + annotations.length === 0) { return undefined; }
    if (kinds.length === 0 ? cluster.workloads.templatesOf(object).length === 0 : !kinds.includes(groupKindOf(object))) { return undefined; }
    return (['labels', 'annotations'] as const).flatMap((field) => {
      const missing = missingKeys(object.metadata?.[field], field === 'labels' ? labels : annotations);
      return missing.length === 0 ? [] : [{ path: ['metadata', field], message: `it lacks the ${field} ${listed(missing)}` }];
    });
  },
};
