import { atLeast } from '../../../manifest/kubernetes-version';
import { quantityOf } from '../../../manifest/quantity';
import { Target } from '../../cluster-manifests';
import { ObjectRule } from '../../rule';
import { faultsIn, Field } from '../field';
import { checkAmount } from '../quantity';
import { checkResourceName, isWhole } from '../resource-name';

/** A ResourceQuota bounds resources that there are, in scopes that they can have. */
export const resourceQuota: ObjectRule = {
  id: 'api/resource-quota',
  severity: 'refused',
  about: 'object',
  kinds: ['/ResourceQuota'],
  why: 'What a quota does not know, it does not count.',
  fix: 'Name resources as in requests.cpu, pods or count/deployments.apps, each with an amount from 0',
  docs: 'https://kubernetes.io/docs/concepts/policy/resource-quotas/',
  check: (object, target) => faultsIn(object, (root) => {
    const spec = root.at('spec');
    for (const amount of spec.at('hard').entries) {
      checkResourceName(amount, amount.key, 'quota');
      checkAmount(amount, `the amount of ${amount.key}`);
      checkWhole(amount, amount.key);
    }
    checkScopes(spec, target);
    checkScopeSelector(spec, target);
  }),
};

function checkWhole(amount: Field, resource: string): void {
  const exact = quantityOf(amount.value);
  if (isWhole(resource) && exact !== undefined && exact.denominator !== 1n && exact.numerator * 1000n % exact.denominator === 0n) {
    amount.fault(`the amount of ${resource} is ${amount.value}, and must be a whole number`);
  }
}

const SCOPES = ['BestEffort', 'NotBestEffort', 'Terminating', 'NotTerminating', 'PriorityClass', 'CrossNamespacePodAffinity'];
const POD_RESOURCES = ['pods', 'cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory'];
const CLAIM_RESOURCES = ['persistentvolumeclaims', 'requests.storage'];
const COUNTABLE: { readonly [scope: string]: readonly string[] } = {
  BestEffort: ['pods'],
  VolumeAttributesClass: CLAIM_RESOURCES,
  ...Object.fromEntries(SCOPES.slice(1).map((scope) => [scope, POD_RESOURCES])),
};
const CONTRADICTING = [['BestEffort', 'NotBestEffort'], ['Terminating', 'NotTerminating']];
/** Those that count, or not, whether something has them or not. */
const PLAIN_SCOPES = SCOPES.filter((scope) => scope !== 'PriorityClass');

/** Resources that scopes say something of: others pass, as those with a domain do. */
const BOUNDED = new Set([
  ...POD_RESOURCES, ...CLAIM_RESOURCES, 'ephemeral-storage', 'requests.ephemeral-storage', 'limits.ephemeral-storage', 'resourcequotas', 'services', 'replicationcontrollers',
  'secrets', 'configmaps', 'services.nodeports', 'services.loadbalancers',
]);

function checkScope(scope: Field, name: string, spec: Field, { kubernetesVersion }: Target): void {
  const scopes = atLeast(kubernetesVersion, '1.34') ? [...SCOPES, 'VolumeAttributesClass'] : SCOPES;
  // Where the version is not known, the newest scope may be there.
  if (!scopes.includes(name)) {
    if (kubernetesVersion !== undefined || name !== 'VolumeAttributesClass') { scope.fault(`the scope '${name}' must be one of ${scopes.join(', ')}`); }
    return;
  }
  for (const { key } of spec.at('hard').entries) {
    if (BOUNDED.has(key) && !COUNTABLE[name].includes(key)) { scope.fault(`the scope ${name} has no ${key} to count`); }
  }
}

function checkScopes(spec: Field, target: Target): void {
  const scopes = spec.at('scopes');
  for (const scope of scopes.items) { if (scope.isKnown) { checkScope(scope, scope.text, spec, target); } }
  checkContradiction(scopes, scopes.items.map(({ text }) => text));
}

function checkScopeSelector(spec: Field, target: Target): void {
  const expressions = spec.at('scopeSelector', 'matchExpressions');
  for (const expression of expressions.items) {
    const [name, operator, values] = ['scopeName', 'operator', 'values'].map((field) => expression.at(field));
    if (!name.isKnown || !operator.isKnown || !values.isKnown) { continue; }
    checkScope(name, name.text, spec, target);
    operator.mustBeOneOf('the operator', ['In', 'NotIn', 'Exists', 'DoesNotExist'], 'required');
    if (PLAIN_SCOPES.includes(name.text) && operator.text !== 'Exists') { operator.fault(`the scope ${name.text} is there or not: its operator is Exists`); }
    const count = values.items.length;
    if (['In', 'NotIn'].includes(operator.text) && count === 0) { values.fault(`the operator ${operator.text} needs a value`); }
    if (['Exists', 'DoesNotExist'].includes(operator.text) && count > 0) { values.fault(`the operator ${operator.text} takes no value`); }
  }
  checkContradiction(expressions, expressions.items.map((expression) => expression.at('scopeName').text));
}

function checkContradiction(scopes: Field, names: readonly string[]): void {
  for (const [one, other] of CONTRADICTING) {
    if (names.includes(one) && names.includes(other)) { scopes.fault(`nothing is both ${one} and ${other}`); }
  }
}
