import { dnsLabelFault, dnsSubdomainFault } from '../../../manifest/dns-name';
import { ObjectRule } from '../../rule';
import { faultsIn, Field } from '../field';

const MAX_PRECEDENCE = 10000;

/** A FlowSchema says whose requests for what it is about. */
export const flowSchema: ObjectRule = {
  id: 'api/flow-schema',
  severity: 'refused',
  about: 'object',
  kinds: ['flowcontrol.apiserver.k8s.io/FlowSchema'],
  why: 'Every request goes to the priority level of the first schema that matches it.',
  fix: 'Write subjects, verbs, and resources with their groups and namespaces, or paths',
  docs: 'https://kubernetes.io/docs/concepts/cluster-administration/flow-control/#flowschema',
  check: (object) => faultsIn(object, (root) => {
    const spec = root.at('spec');
    const precedence = spec.at('matchingPrecedence');
    // Of nothing, 0 included, 1000 is made.
    if (precedence.number !== 0) { precedence.mustBeWithin('matchingPrecedence', 1, MAX_PRECEDENCE); }
    if (precedence.value === 1 && root.at('metadata', 'name').isKnown && root.at('metadata', 'name').text !== 'exempt') {
      precedence.fault("matchingPrecedence 1 is that of the schema 'exempt'");
    }
    spec.at('distinguisherMethod', 'type').mustBeOneOf('the distinguisher', ['ByNamespace', 'ByUser']);
    spec.at('priorityLevelConfiguration', 'name').mustBeGiven('the priority level', dnsSubdomainFault);
    for (const rule of spec.at('rules').items) { checkRule(rule); }
  }),
};

function checkRule(rule: Field): void {
  const [subjects, resources, paths] = ['subjects', 'resourceRules', 'nonResourceRules'].map((field) => rule.at(field));
  checkList(subjects);
  for (const subject of subjects.items) { checkSubject(subject); }
  if (resources.isKnown && paths.isKnown && resources.items.length === 0 && paths.items.length === 0) { rule.fault('the rule has neither resourceRules nor nonResourceRules'); }
  for (const each of resources.items) { checkResourceRule(each); }
  for (const each of paths.items) {
    checkVerbs(each.at('verbs'));
    checkList(each.at('nonResourceURLs'), 'stands alone');
    for (const path of each.at('nonResourceURLs').items) { checkPath(path); }
  }
}

function checkList(list: Field, wildcard?: 'stands alone'): void {
  if (list.isKnown && list.items.length === 0) { list.fault(`the rule has no ${list.key}`); }
  if (wildcard !== undefined && list.items.length > 1 && list.items.some(({ value }) => value === '*')) { list.fault(`'*' means all ${list.key}, and stands alone`); }
}

const SUBJECTS: { readonly [kind: string]: string } = { ServiceAccount: 'serviceAccount', User: 'user', Group: 'group' };

function checkSubject(subject: Field): void {
  const kind = subject.at('kind');
  kind.mustBeOneOf("the subject's kind", Object.keys(SUBJECTS), 'required');
  if (!Object.hasOwn(SUBJECTS, kind.text)) { return; }
  const own = subject.at(SUBJECTS[kind.text]);
  for (const field of Object.values(SUBJECTS)) {
    if (field !== own.key && subject.at(field).isGiven) { subject.at(field).fault(`a subject of kind ${kind.text} has no ${field}`); }
  }
  if (!own.isGiven) { own.fault(`a subject of kind ${kind.text} needs ${own.key}`); return; }
  own.at('name').mustBeGiven("the subject's name");
  if (own.key !== 'serviceAccount') { return; }
  if (own.at('name').text !== '*') { own.at('name').must('the service account', dnsSubdomainFault); }
  own.at('namespace').mustBeGiven("the service account's namespace", dnsLabelFault);
}

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch'];

function checkVerbs(verbs: Field): void {
  checkList(verbs, 'stands alone');
  const wrong = verbs.items.find(({ value, isKnown }) => isKnown && value !== '*' && !VERBS.includes(value));
  if (wrong !== undefined && !verbs.items.some(({ value }) => value === '*')) { wrong.mustBeOneOf('the verb', VERBS); }
}

function checkResourceRule(rule: Field): void {
  checkVerbs(rule.at('verbs'));
  checkList(rule.at('apiGroups'), 'stands alone');
  checkList(rule.at('resources'), 'stands alone');
  const [namespaces, isClusterWide] = [rule.at('namespaces'), rule.at('clusterScope')];
  if (namespaces.isKnown && namespaces.items.length === 0 && isClusterWide.value !== true) { namespaces.fault('a rule that is not clusterScope has no namespaces'); }
  const names = namespaces.items;
  if (!names.some(({ value }) => value === '*')) { names.forEach((name) => name.mustBeGiven('the namespace', dnsLabelFault)); } else if (names.length > 1) {
    namespaces.fault("'*' means all namespaces, and stands alone");
  }
}

function checkPath(path: Field): void {
  const { text } = path;
  if (!path.isKnown || text === '*' || text === '/') { return; }
  const stars = text.split('*').length - 1;
  if (!text.startsWith('/')) { path.fault(`the path '${text}' must begin with '/'`); } else if (text.includes(' ') || text.includes('//')) {
    path.fault(`the path '${text}' must have no spaces and no '//'`);
  } else if (stars > 1 || (stars === 1 && !text.endsWith('/*'))) { path.fault(`the path '${text}' may have '*' as its last part, and nowhere else`); }
}
