import { listed } from '../../manifest/listed';
import { ObjectRule } from '../rule';
import { missingKeys } from './missing-keys';

/** Workloads say what they are in the words that tools share. */
export const recommendedLabels: ObjectRule = {
  id: 'hygiene/recommended-labels',
  severity: 'warning',
  about: 'object',
  why: 'Dashboards and tools tell by these labels what belongs together.',
  fix: "Add them to 'metadata.labels'",
  docs: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/',
  options: {
    labels: { type: 'texts', default: ['app.kubernetes.io/name', 'app.kubernetes.io/instance'], description: 'Labels that each workload has.' },
  },
  admission: {
    variables: { missing: 'variables.options.labels.filter(label, !(label in object.metadata.?labels.orValue({})))' },
    expression: 'variables.missing.size() == 0',
    messageExpression: '"it lacks labels: " + variables.missing.join(", ")',
  },
  check: (object, cluster, { labels }) => {
    if (cluster.workloads.templatesOf(object).length === 0) { return undefined; }
    const missing = missingKeys(object.metadata?.labels, labels);
    return missing.length === 0 ? [] : [{ path: ['metadata', 'labels'], message: `it lacks ${missing.length === 1 ? 'the label' : 'the labels'} ${listed(missing)}` }];
  },
};
