import { dns1035LabelFault, dnsSubdomainFault, pathSegmentFault } from '../../../manifest/dns-name';
import { Field, repeated } from '../field';
import { checkSelector } from '../labels-of';
import { checkAdmissionRule } from './admission-rule';
import { checkExpression, checkMatchConditions } from './match-conditions';

/** What API servers say against which requests a policy is about, and by what it decides. */
export function checkScope(spec: Field): void {
  if (spec.at('paramKind').isGiven) { checkParamKind(spec.at('paramKind')); }
  checkConstraints(spec.at('matchConstraints'));
  checkMatchConditions(spec.at('matchConditions'));
  for (const variable of spec.at('variables').items) { checkVariable(variable); }
}

function checkParamKind(kind: Field): void {
  kind.at('apiVersion').mustBeGiven("the parameters' version", (text) => {
    const parts = String(text).split('/');
    if (parts.length > 2) { return 'must be a group and a version'; }
    const [group, version] = parts.length === 2 ? parts : ['', parts[0]];
    return (group === '' ? undefined : dnsSubdomainFault(group)) ?? dns1035LabelFault(version);
  });
  kind.at('kind').mustBeGiven("the parameters' kind", (text) => dns1035LabelFault(String(text).toLowerCase()));
}

function checkConstraints(constraints: Field): void {
  if (!constraints.isGiven) { constraints.fault('the policy does not say what it is about'); return; }
  checkMatch(constraints);
  const rules = constraints.at('resourceRules');
  if (rules.isKnown && rules.items.length === 0) { rules.fault('the policy is about no resources'); }
}

/** What API servers say against what is matched by a policy, or by its binding. */
export function checkMatch(match: Field): void {
  match.at('matchPolicy').mustBeOneOf('the match policy', ['Exact', 'Equivalent']);
  for (const selector of ['namespaceSelector', 'objectSelector']) { checkSelector(match.at(selector)); }
  for (const rule of [...match.at('resourceRules').items, ...match.at('excludeResourceRules').items]) {
    const names = rule.at('resourceNames').items;
    for (const name of names) { name.must('the name', pathSegmentFault); }
    for (const name of repeated(names)) { name.fault(`the name '${name.text}' is there twice`); }
    checkAdmissionRule(rule);
  }
}

function checkVariable(variable: Field): void {
  variable.at('name').mustBeGiven("the variable's name", (name) => (/^[_a-zA-Z][_a-zA-Z0-9]*$/.test(String(name)) ? undefined : 'must be an identifier of CEL'));
  checkExpression(variable.at('expression'), 'the expression');
}
