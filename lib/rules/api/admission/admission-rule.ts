import { Field } from '../field';

const OPERATIONS = ['*', 'CREATE', 'UPDATE', 'DELETE', 'CONNECT'];

/** What API servers say against a rule about which requests something is asked. */
export function checkAdmissionRule(rule: Field): void {
  checkList(rule.at('operations'), 'operations');
  for (const operation of rule.at('operations').items) { operation.mustBeOneOf('the operation', OPERATIONS); }
  checkList(rule.at('apiGroups'), 'groups');
  checkList(rule.at('apiVersions'), 'versions');
  for (const version of rule.at('apiVersions').items) { version.mustBeGiven('the version'); }
  checkResources(rule.at('resources'));
  rule.at('scope').mustBeOneOf('the scope', ['*', 'Cluster', 'Namespaced']);
}

function checkList(list: Field, what: string): void {
  if (!list.isKnown) { return; }
  if (list.items.length === 0) { list.fault(`the rule has no ${list.key}`); }
  if (list.items.length > 1 && list.items.some(({ value }) => value === '*')) { list.fault(`'*' means all ${what}, and stands alone`); }
}

function checkResources(resources: Field): void {
  if (!resources.isKnown) { return; }
  const { items } = resources;
  const names = items.map(({ text }) => text);
  if (items.length === 0) { resources.fault('the rule has no resources'); }
  const [all, every] = [new Set<string>(), new Set<string>()];
  for (const item of items) {
    item.mustBeGiven('the resource');
    const [resource, ...rest] = item.text.split('/');
    if (rest.length === 0) { continue; }
    const sub = rest.join('/');
    if (all.has(resource)) { item.fault(`'${item.text}' is among '${resource}/*' already`); }
    if (every.has(sub)) { item.fault(`'${item.text}' is among '*/${sub}' already`); }
    if (sub === '*') { all.add(resource); }
    if (resource === '*') { every.add(sub); }
  }
  if (items.length > 1 && names.includes('*/*')) { resources.fault("'*/*' means all resources, and stands alone"); }
  // The last one without a subresource counts.
  const last = names.filter((name) => name !== '' && !name.includes('/')).at(-1);
  if (names.includes('*') && last !== undefined && last !== '*') { resources.fault(`'*' means '${last}' too`); }
}
