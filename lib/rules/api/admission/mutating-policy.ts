import { ObjectRule } from '../../rule';
import { faultsIn, Field } from '../field';
import { checkExpression } from './match-conditions';
import { checkScope } from './policy-scope';

/** A MutatingAdmissionPolicy says what it is about and what it changes. Its expressions are not read. */
export const mutatingPolicy: ObjectRule = {
  id: 'api/mutating-policy',
  severity: 'refused',
  about: 'object',
  kinds: ['admissionregistration.k8s.io/MutatingAdmissionPolicy'],
  why: 'API servers change every request that it matches.',
  fix: 'Write matchConstraints with resourceRules, for CREATE and UPDATE mostly, and mutations with the patch of their type',
  docs: 'https://kubernetes.io/docs/reference/access-authn-authz/mutating-admission-policy/',
  check: (object) => faultsIn(object, (root) => {
    const [spec, mutations] = [root.at('spec'), root.at('spec', 'mutations')];
    spec.at('failurePolicy').mustBeOneOf('the failure policy', ['Fail', 'Ignore']);
    spec.at('reinvocationPolicy').mustBeOneOf('the reinvocation policy', ['IfNeeded', 'Never'], 'required');
    checkScope(spec);
    for (const rule of spec.at('matchConstraints', 'resourceRules').items) {
      for (const operation of rule.at('operations').items) {
        if (operation.text === 'DELETE') { operation.fault('of what is deleted, nothing can be changed'); }
      }
    }
    if (mutations.isKnown && mutations.items.length === 0) { mutations.fault('the policy changes nothing'); }
    for (const mutation of mutations.items) { checkMutation(mutation); }
  }),
};

const PATCHES: { readonly [type: string]: string } = { ApplyConfiguration: 'applyConfiguration', JSONPatch: 'jsonPatch' };

function checkMutation(mutation: Field): void {
  const type = mutation.at('patchType');
  type.mustBeOneOf('the patch type', Object.keys(PATCHES), 'required');
  if (!Object.hasOwn(PATCHES, type.text)) { return; }
  for (const patch of Object.values(PATCHES).map((field) => mutation.at(field))) {
    if (patch.key !== PATCHES[type.text]) {
      if (patch.isGiven) { patch.fault(`a patch of type ${type.text} has no ${patch.key}`); }
    } else if (!patch.isGiven) { patch.fault(`a patch of type ${type.text} needs ${patch.key}`); } else { checkExpression(patch.at('expression'), 'the expression'); }
  }
}
