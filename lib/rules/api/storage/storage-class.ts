import { labelKeyFault } from '../../../manifest/label';
import { ObjectRule } from '../../rule';
import { faultsIn, Field, repeated } from '../field';
import { provisionerFault } from './driver-name';
import { checkParameters } from './parameters';

/** A StorageClass names who makes volumes, and how they are made and taken back. */
export const storageClass: ObjectRule = {
  id: 'api/storage-class',
  severity: 'refused',
  about: 'object',
  kinds: ['storage.k8s.io/StorageClass'],
  why: 'Claims of this class wait for exactly this provisioner.',
  fix: 'Write the name of a driver, and policies and modes that Kubernetes has',
  docs: 'https://kubernetes.io/docs/concepts/storage/storage-classes/',
  check: (object) => faultsIn(object, (root) => {
    root.at('provisioner').mustBeGiven('the provisioner', provisionerFault);
    checkParameters(root.at('parameters'));
    root.at('reclaimPolicy').mustBeOneOf('the reclaim policy', ['Delete', 'Retain'], 'or empty');
    root.at('volumeBindingMode').mustBeOneOf('the binding mode', ['Immediate', 'WaitForFirstConsumer']);
    const terms = root.at('allowedTopologies').items;
    for (const term of terms) { checkTopology(term); }
    for (const term of repeated(terms, meaningOf)) { term.at('matchLabelExpressions').fault('the same topology is there twice'); }
  }),
};

function checkTopology(term: Field): void {
  const expressions = term.at('matchLabelExpressions').items;
  if (expressions.length === 0 && term.at('matchLabelExpressions').isKnown) { term.at('matchLabelExpressions').fault('the topology is empty'); }
  for (const expression of expressions) {
    const values = expression.at('values');
    expression.at('key').mustBeGiven('the key of the label', labelKeyFault);
    if (values.isKnown && values.items.length === 0) { values.fault('the topology has no values'); }
    for (const value of repeated(values.items)) { value.fault(`the value '${value.text}' is there twice`); }
  }
  for (const key of repeated(expressions.map((expression) => expression.at('key')))) { key.fault(`the label '${key.text}' is there twice`); }
}

/** What a topology says, in one order. */
function meaningOf(term: Field): string | undefined {
  const expressions = term.at('matchLabelExpressions').items;
  if (expressions.length === 0) { return undefined; }
  return expressions.map((expression) => JSON.stringify([expression.at('key').text, expression.at('values').items.map(({ text }) => text).sort()])).sort().join();
}
