import { dnsSubdomainFault, pathSegmentFault } from '../../../manifest/dns-name';
import { ObjectRule } from '../../rule';
import { faultsIn, Field, repeated } from '../field';
import { checkSelector } from '../labels-of';
import { checkMatch } from './policy-scope';

/** The binding of a policy names it, where it holds, and what happens to what fails it. */
export const admissionPolicyBinding: ObjectRule = {
  id: 'api/admission-policy-binding',
  severity: 'refused',
  about: 'object',
  kinds: ['admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding', 'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding'],
  why: 'A policy does nothing without a binding that says so.',
  fix: 'Write policyName, and validationActions where the policy validates: Deny or Warn, and Audit',
  docs: 'https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/',
  check: (object) => faultsIn(object, (root) => {
    const spec = root.at('spec');
    spec.at('policyName').mustBeGiven('the policy', dnsSubdomainFault);
    if (spec.at('paramRef').isGiven) { checkParameters(spec.at('paramRef')); }
    checkMatch(spec.at('matchResources'));
    if (object.kind === 'ValidatingAdmissionPolicyBinding') { checkActions(spec.at('validationActions')); }
  }),
};

function checkActions(actions: Field): void {
  for (const action of actions.items) { action.mustBeOneOf('the action', ['Audit', 'Deny', 'Warn']); }
  for (const action of repeated(actions.items)) { action.fault(`the action ${action.text} is there twice`); }
  const names = actions.items.map(({ text }) => text);
  if (names.includes('Deny') && names.includes('Warn')) { actions.fault('who is denied something needs no warning too'); }
  if (actions.isKnown && names.length === 0) { actions.fault('the binding says no action'); }
}

function checkParameters(reference: Field): void {
  const [name, selector] = [reference.at('name'), reference.at('selector')];
  name.must("the parameters' name", pathSegmentFault);
  checkSelector(selector);
  if (name.text !== '' && selector.isGiven) { name.fault('parameters are found by their name or by a selector, and not by both'); }
  if (name.isKnown && name.text === '' && !selector.isGiven) { reference.fault('parameters are found by their name or by a selector, and there is neither'); }
  reference.at('parameterNotFoundAction').mustBeOneOf('parameterNotFoundAction', ['Allow', 'Deny'], 'required');
}
