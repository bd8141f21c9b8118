import { dns1035LabelFault, dnsSubdomainFault } from '../../../manifest/dns-name';
import { ObjectRule } from '../../rule';
import { faultsIn, Field, repeated } from '../field';
import { checkSelector } from '../labels-of';
import { checkAdmissionRule } from './admission-rule';
import { checkMatchConditions } from './match-conditions';
import { checkClient } from './webhook-client';

const GROUP = 'admissionregistration.k8s.io';

/** A webhook has a name of its own, can be called, and says for what and how long. */
export const webhookConfiguration: ObjectRule = {
  id: 'api/webhook-configuration',
  severity: 'refused',
  about: 'object',
  kinds: [`${GROUP}/ValidatingWebhookConfiguration`, `${GROUP}/MutatingWebhookConfiguration`],
  why: 'API servers call it with every request that it asks for, and must know that they may.',
  fix: 'Name it by a domain of three parts, with sideEffects None, admissionReviewVersions [v1], and a service or a url',
  docs: 'https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/',
  // What came before is gone, and was written in another way.
  check: (object) => (object.apiVersion !== 'admissionregistration.k8s.io/v1' ? undefined : faultsIn(object, (root) => {
    const hooks = root.at('webhooks').items;
    for (const hook of hooks) { checkWebhook(hook); }
    for (const name of repeated(hooks.map((hook) => hook.at('name')))) { name.fault(`the webhook '${name.text}' is there twice`); }
  })),
};

const MAX_SECONDS = 30;

function checkWebhook(hook: Field): void {
  hook.at('name').mustBeGiven("the webhook's name", webhookNameFault);
  for (const rule of hook.at('rules').items) { checkAdmissionRule(rule); }
  hook.at('failurePolicy').mustBeOneOf('the failure policy', ['Fail', 'Ignore']);
  hook.at('matchPolicy').mustBeOneOf('the match policy', ['Exact', 'Equivalent']);
  hook.at('sideEffects').mustBeOneOf('sideEffects', ['None', 'NoneOnDryRun'], 'required');
  hook.at('reinvocationPolicy').mustBeOneOf('the reinvocation policy', ['Never', 'IfNeeded']);
  hook.at('timeoutSeconds').mustBeWithin('the timeout in seconds', 1, MAX_SECONDS);
  for (const selector of ['namespaceSelector', 'objectSelector']) { checkSelector(hook.at(selector)); }
  checkClient(hook.at('clientConfig'));
  checkMatchConditions(hook.at('matchConditions'));
  checkReviewVersions(hook.at('admissionReviewVersions'), 'AdmissionReview');
}

function webhookNameFault(name: unknown): string | undefined {
  return dnsSubdomainFault(name) ?? (String(name).split('.').length < 3 ? 'must be a domain of at least three parts' : undefined);
}

/** That a webhook understands one of the versions in which it is asked. */
export function checkReviewVersions(versions: Field, kind: string): void {
  if (!versions.isKnown) { return; }
  const { items } = versions;
  for (const version of items) { version.mustBeGiven('the version', dns1035LabelFault); }
  for (const version of repeated(items)) { version.fault(`the version '${version.text}' is there twice`); }
  if (items.length === 0) { versions.fault(`the webhook says no version of ${kind}: v1`); } else if (!items.some(({ text, isKnown }) => !isKnown || text === 'v1' || text === 'v1beta1')) {
    versions.fault(`one version of ${kind} must be v1 or v1beta1`);
  }
}
