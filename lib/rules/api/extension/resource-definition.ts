import { dns1035LabelFault, domainNameFault, dnsSubdomainFault } from '../../../manifest/dns-name';
import { ObjectRule } from '../../rule';
import { checkClient } from '../admission/webhook-client';
import { checkReviewVersions } from '../admission/webhook-configuration';
import { faultsIn, Field, repeated } from '../field';
import { checkSchema } from './structural-schema';

/** A CustomResourceDefinition is named by its plural and group, has one version that is stored, and a structural schema for each. */
export const resourceDefinition: ObjectRule = {
  id: 'api/resource-definition',
  severity: 'refused',
  about: 'object',
  kinds: ['apiextensions.k8s.io/CustomResourceDefinition'],
  why: 'API servers make an API of it: of its names they make paths, and by its schema they read what comes.',
  fix: 'Name it <plural>.<group>, mark one version as storage, and give every value of the schema a type',
  docs: 'https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/',
  // What came before is gone, and was written in another way.
  check: (object) => (object.apiVersion !== 'apiextensions.k8s.io/v1' ? undefined : faultsIn(object, (root) => {
    const [name, spec] = [root.at('metadata', 'name'), root.at('spec')];
    const [plural, group] = [spec.at('names', 'plural'), spec.at('group')];
    if (plural.isKnown && group.isKnown && name.isGiven && name.text !== `${plural.text}.${group.text}`) {
      name.fault(`the name must be '${plural.text}.${group.text}', the plural and the group, and is '${name.text}'`);
    }
    group.mustBeGiven('the group', domainNameFault);
    spec.at('scope').mustBeOneOf('the scope', ['Cluster', 'Namespaced'], 'required');
    checkNames(spec.at('names'));
    checkVersions(spec.at('versions'));
    checkConversion(spec.at('conversion'));
    if (spec.at('preserveUnknownFields').value === true) { spec.at('preserveUnknownFields').fault('what keeps unknown fields is said in the schema, with x-kubernetes-preserve-unknown-fields'); }
    checkApproval(root);
  })),
};

function checkNames(names: Field): void {
  names.at('plural').mustBeGiven('the plural', dns1035LabelFault);
  names.at('kind').mustBeGiven('the kind', caselessLabelFault);
  // The latter two are made of the kind where they are left out.
  names.at('singular').must('the singular', dns1035LabelFault);
  names.at('listKind').must('the kind of lists', caselessLabelFault);
  for (const name of [...names.at('shortNames').items, ...names.at('categories').items]) { name.mustBeGiven('the name', dns1035LabelFault); }
  if (names.at('kind').text !== '' && names.at('kind').text === names.at('listKind').text) { names.at('listKind').fault('lists have a kind of their own'); }
}

function caselessLabelFault(name: unknown): string | undefined {
  return dns1035LabelFault(String(name).toLowerCase());
}

function checkVersions(versions: Field): void {
  if (!versions.isKnown) { return; }
  const { items } = versions;
  const stored = items.filter((version) => version.at('storage').value === true).length;
  if (stored !== 1 && items.every((version) => version.at('storage').isKnown)) { versions.fault(`one version must be the one that is stored, and ${stored === 0 ? 'none is' : `${stored} are`}`); }
  for (const name of repeated(items.map((version) => version.at('name')))) { versions.fault(`the version '${name.text}' is there twice`); }
  for (const version of items) {
    version.at('name').mustBeGiven("the version's name", dns1035LabelFault);
    const schema = version.at('schema', 'openAPIV3Schema');
    if (!schema.isGiven) { schema.fault('the version has no schema'); }
    checkSchema(schema);
    checkSubresources(version.at('subresources'));
    for (const column of version.at('additionalPrinterColumns').items) { checkColumn(column); }
    const warning = version.at('deprecationWarning');
    const deprecated = version.at('deprecated');
    if (warning.isGiven && deprecated.isKnown && deprecated.value !== true) { warning.fault('a version that is not deprecated has no deprecationWarning'); }
    if (warning.value === '') { warning.fault('the deprecationWarning says nothing'); }
  }
}

const COLUMN_TYPES = ['boolean', 'date', 'integer', 'number', 'string'];
const COLUMN_FORMATS = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];

function checkColumn(column: Field): void {
  column.at('name').mustBeGiven("the column's name");
  column.at('type').mustBeOneOf("the column's type", COLUMN_TYPES, 'required');
  column.at('format').mustBeOneOf("the column's format", COLUMN_FORMATS, 'or empty');
  column.at('jsonPath').mustBeGiven("the column's path", (path) => (String(path).startsWith('.') ? undefined : "must begin with '.'"));
}

function checkSubresources(subresources: Field): void {
  const scale = subresources.at('scale');
  if (!scale.isGiven) { return; }
  scale.at('specReplicasPath').mustBeGiven('the path', (path) => below(path, '.spec.'));
  scale.at('statusReplicasPath').mustBeGiven('the path', (path) => below(path, '.status.'));
  scale.at('labelSelectorPath').must('the path', (path) => (below(path, '.spec.') === undefined ? undefined : below(path, '.status.')));
}

function below(path: unknown, parent: string): string | undefined {
  return String(path).startsWith(parent) ? undefined : `must begin with '${parent}'`;
}

function checkConversion(conversion: Field): void {
  if (!conversion.isGiven) { return; }
  const [strategy, webhook] = [conversion.at('strategy'), conversion.at('webhook')];
  strategy.mustBeOneOf('the strategy', ['None', 'Webhook'], 'required');
  if (!strategy.isKnown) { return; }
  if (strategy.text !== 'Webhook') {
    if (webhook.isGiven) { webhook.fault('only the strategy Webhook has a webhook'); }
    return;
  }
  if (!webhook.at('clientConfig').isGiven) { webhook.fault('the strategy Webhook needs a webhook to call'); } else { checkClient(webhook.at('clientConfig')); }
  checkReviewVersions(webhook.at('conversionReviewVersions'), 'ConversionReview');
}

const APPROVAL = 'api-approved.kubernetes.io';

/** Groups of the community need somebody's word that its APIs were looked at. */
function checkApproval(root: Field): void {
  const [group, approval] = [root.at('spec', 'group').text, root.at('metadata', 'annotations', APPROVAL)];
  if (dnsSubdomainFault(group) !== undefined || !/(?:^|\.)(?:k8s\.io|kubernetes\.io)$/.test(group)) { return; }
  approval.mustBeGiven(`the annotation '${APPROVAL}', which groups of kubernetes.io and k8s.io need,`, (text) => (
    /^unapproved/.test(String(text)) || /^https?:\/\/[^/]+/i.test(String(text)) ? undefined : "must be a URL, or begin with 'unapproved'"));
}
