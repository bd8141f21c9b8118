import { qualifiedNameFault } from '../../../manifest/label';
import { ObjectRule } from '../../rule';
import { faultsIn, Field, repeated } from '../field';
import { checkExpression } from './match-conditions';
import { checkScope } from './policy-scope';

/** A ValidatingAdmissionPolicy says what it is about and what it wants. Its expressions are not read. */
export const admissionPolicy: ObjectRule = {
  id: 'api/admission-policy',
  severity: 'refused',
  about: 'object',
  kinds: ['admissionregistration.k8s.io/ValidatingAdmissionPolicy'],
  why: 'API servers ask it about every request that it matches.',
  fix: 'Write matchConstraints with resourceRules, and at least one validation or audit annotation',
  docs: 'https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/',
  check: (object) => faultsIn(object, (root) => {
    const [spec, name] = [root.at('spec'), root.at('metadata', 'name')];
    spec.at('failurePolicy').mustBeOneOf('the failure policy', ['Fail', 'Ignore']);
    checkScope(spec);
    checkDemands(spec, name);
  }),
};

const REASONS = ['Unauthorized', 'Forbidden', 'Invalid', 'RequestEntityTooLarge'];
const MAX_AUDIT_ANNOTATIONS = 20;

function checkDemands(spec: Field, policyName: Field): void {
  const [validations, audits] = [spec.at('validations'), spec.at('auditAnnotations')];
  if (validations.isKnown && audits.isKnown && validations.items.length === 0 && audits.items.length === 0) {
    validations.fault('the policy has neither validations nor auditAnnotations');
  }
  for (const validation of validations.items) {
    const message = validation.at('message');
    checkExpression(validation.at('expression'), 'the expression');
    if (validation.at('messageExpression').text !== '') { checkExpression(validation.at('messageExpression'), 'what stands in messageExpression'); }
    if (message.text !== '') { checkExpression(message, 'what stands in message'); }
    if (/[\r\n]/.test(message.text.trim())) { message.fault('the message must be one line'); }
    validation.at('reason').mustBeOneOf('the reason', REASONS);
  }
  if (audits.items.length > MAX_AUDIT_ANNOTATIONS) { audits.fault(`there are at most ${MAX_AUDIT_ANNOTATIONS} audit annotations, got ${audits.items.length}`); }
  for (const audit of audits.items) {
    const clause = policyName.isKnown ? qualifiedNameFault(`${policyName.text}/${audit.at('key').text}`) : undefined;
    if (clause !== undefined) { audit.at('key').fault(`the policy's name with the key behind it, '${policyName.text}/${audit.at('key').text}', ${clause}`); }
    checkExpression(audit.at('valueExpression'), 'the expression');
  }
  for (const key of repeated(audits.items.map((audit) => audit.at('key')))) { key.fault(`the audit annotation '${key.text}' is there twice`); }
}
