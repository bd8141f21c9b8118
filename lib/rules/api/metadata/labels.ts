import { ObjectRule } from '../../rule';
import { faultsIn } from '../field';
import { checkLabels } from '../labels-of';

/** Labels have keys and values that can be selected. */
export const labels: ObjectRule = {
  id: 'api/labels',
  severity: 'refused',
  about: 'object',
  why: 'Labels are what objects are found by: API servers take short plain keys and values alone.',
  fix: 'Shorten it to letters, digits, dashes, underscores and dots, or make it an annotation',
  docs: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set',
  check: (object) => (object.metadata?.labels === undefined ? undefined : faultsIn(object, (root) => checkLabels(root.at('metadata', 'labels')))),
};
