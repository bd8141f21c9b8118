import { dnsLabelFault, dnsSubdomainFault } from '../../../manifest/dns-name';
import { isKnown, whereKnown } from '../../../manifest/known';
import { ObjectRule } from '../../rule';
import { faultsIn, Field, repeated } from '../field';
import { checkLabels } from '../labels-of';
import { driverNameFault } from '../storage/driver-name';
import { checkTolerations } from '../tolerations';
import { checkConfigurations, checkSelectors } from './device-settings';

const MAX_REQUESTS = 32;
const MAX_CHOICES = 8;
const VERSIONS = ['resource.k8s.io/v1', 'resource.k8s.io/v1beta2'];

/** A claim of devices says for each request of which class and how many. What stands in CEL is not read. */
export const deviceClaim: ObjectRule = {
  id: 'api/device-claim',
  severity: 'refused',
  about: 'object',
  kinds: ['resource.k8s.io/ResourceClaim', 'resource.k8s.io/ResourceClaimTemplate'],
  why: 'A scheduler allocates for each request what it says, and for the others nothing.',
  fix: 'Give each request a name and either exactly one class or a choice of several',
  docs: 'https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/',
  // Before v1beta2, requests were written in another way.
  check: (object) => (!VERSIONS.includes(object.apiVersion) ? undefined : faultsIn(object, (root) => {
    // What a template says of its claims is checked as that of any object.
    if (object.kind === 'ResourceClaimTemplate') { checkLabels(root.at('spec', 'metadata', 'labels')); }
    checkDevices(object.kind === 'ResourceClaim' ? root.at('spec', 'devices') : root.at('spec', 'spec', 'devices'));
  })),
};

function checkDevices(devices: Field): void {
  const requests = devices.at('requests');
  if (requests.items.length > MAX_REQUESTS) { requests.fault(`a claim has at most ${MAX_REQUESTS} requests, got ${requests.items.length}`); }
  for (const request of requests.items) { checkRequest(request); }
  for (const name of repeated(requests.items.map((request) => request.at('name')))) { name.fault(`the request '${name.text}' is there twice`); }
  const names = new Set(requests.items.flatMap((request) => namesOf(request)));
  const isComplete = [...names].every((name) => isKnown(name)) && requests.isKnown && requests.items.every((request) => request.at('firstAvailable').isKnown);
  for (const constraint of devices.at('constraints').items) {
    checkReferences(constraint.at('requests'), names, isComplete);
    for (const attribute of ['matchAttribute', 'distinctAttribute']) { constraint.at(attribute).must('the attribute', attributeFault, 'even empty'); }
    if (!constraint.at('matchAttribute').isGiven && !constraint.at('distinctAttribute').isGiven) { constraint.at('matchAttribute').fault('the constraint is about no attribute'); }
  }
  for (const config of devices.at('config').items) { checkReferences(config.at('requests'), names, isComplete); }
  checkConfigurations(devices.at('config'));
}

function namesOf(request: Field): string[] {
  const { text } = request.at('name');
  return [text, ...request.at('firstAvailable').items.map((choice) => `${text}/${choice.at('name').text}`)];
}

function checkRequest(request: Field): void {
  const [exactly, choices] = [request.at('exactly'), request.at('firstAvailable')];
  request.at('name').mustBeGiven("the request's name", dnsLabelFault);
  if (!exactly.isKnown || !choices.isKnown) { return; }
  if (exactly.isGiven && choices.items.length > 0) { request.fault('the request has both exactly and firstAvailable'); return; }
  if (!exactly.isGiven && choices.items.length === 0) { request.fault('the request has neither exactly nor firstAvailable'); return; }
  if (exactly.isGiven) { checkAmount(exactly); return; }
  if (choices.items.length > MAX_CHOICES) { choices.fault(`a request has at most ${MAX_CHOICES} choices, got ${choices.items.length}`); }
  for (const choice of choices.items) {
    choice.at('name').mustBeGiven("the choice's name", dnsLabelFault);
    checkAmount(choice);
  }
  for (const name of repeated(choices.items.map((choice) => choice.at('name')))) { name.fault(`the choice '${name.text}' is there twice`); }
}

function checkAmount(request: Field): void {
  const [mode, count] = [request.at('allocationMode'), request.at('count')];
  request.at('deviceClassName').mustBeGiven('the class', dnsSubdomainFault);
  checkSelectors(request.at('selectors'));
  checkTolerations(request.at('tolerations').items);
  mode.mustBeOneOf('the allocation mode', ['All', 'ExactCount'], 'or empty');
  if (mode.text === 'All' && count.number !== 0) { count.fault('who gets all devices counts none'); }
  // Of none, one is made.
  if (mode.isKnown && mode.text !== 'All' && count.number < 0) { count.fault(`the count is ${count.number}, and must be more than 0`); }
}

function checkReferences(references: Field, names: ReadonlySet<string>, isComplete: boolean): void {
  for (const name of repeated(references.items)) { name.fault(`the request '${name.text}' is there twice`); }
  for (const name of references.items) {
    if (isComplete && !names.has(name.text)) { name.fault(`the claim has no request '${name.text}'`); }
  }
}

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]{0,31}$/;

const attributeFault = whereKnown((name) => {
  const [domain, id, ...rest] = String(name).split('/');
  return rest.length > 0 || (id !== undefined && driverNameFault(domain) === undefined && IDENTIFIER.test(id)) ? undefined
    : "must be a domain and an identifier, as in 'example.com/model'";
});
