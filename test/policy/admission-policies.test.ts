import { App, Chart, Testing } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { PolicyEnforcement } from '../../lib/cluster/policy-enforcement';
import { RulePack } from '../../lib/cluster/rule-settings';
import { FleetDefaults } from '../../lib/fleet/fleet-defaults';
import { AdmissionPolicies, AdmissionPoliciesProps } from '../../lib/policy/admission-policies';
import { PolicyEngine } from '../../lib/policy/policy-engine';
import { errorOf } from '../error-of';

const NONE = { pack: RulePack.REFUSED };
const TWO = { ...NONE, also: ['network/node-port', 'security/sudo'] };

function written(props: AdmissionPoliciesProps, cluster: Partial<ConstructorParameters<typeof Cluster>[0]> = {}) {
  const chart = new Chart(new Cluster({ name: 'prod', kubernetesVersion: '1.35', ...cluster }), 'policies', { namespace: 'platform' });
  const policies = new AdmissionPolicies(chart, 'policies', props);
  return { policies, objects: Testing.synth(chart) as any[] };
}
const actions = (objects: any[]) => Object.fromEntries(objects.filter(({ kind }) => kind.endsWith('Binding')).map(({ metadata, spec }) => [metadata.name, spec.validationActions.join()]));

test('writes a policy and its binding for each rule that a cluster can ask, in no namespace', () => {
  const { policies, objects } = written({ rules: TWO });
  expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    'ValidatingAdmissionPolicy fleetwright-security-sudo', 'ValidatingAdmissionPolicyBinding fleetwright-security-sudo',
    'ValidatingAdmissionPolicy fleetwright-network-node-port', 'ValidatingAdmissionPolicyBinding fleetwright-network-node-port',
  ]);
  expect(objects.flatMap(({ metadata }) => metadata.namespace ?? [])).toEqual([]);
  expect(policies.enforced).toEqual(['security/sudo', 'network/node-port']);
  expect(objects[1].spec).toEqual({
    policyName: 'fleetwright-security-sudo',
    validationActions: ['Warn'],
    matchResources: { namespaceSelector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kube-node-lease', 'kube-public', 'kube-system'] }] } },
  });
});

test('asks the rules that look at what is written for the cluster, and says which it can not ask', () => {
  const { policies } = written({}, { rules: { ...NONE, also: ['security/sudo', 'reference/secret', 'reliability/cron-concurrency'] } });
  expect(policies.enforced).toEqual(['security/sudo']);
  expect(policies.leftOut).toEqual({
    'reference/secret': 'it looks at other objects too',
    'reliability/cron-concurrency': "the API server writes 'Allow' where nothing is said, before it looks",
  });
});

test('enforces as the environment says, and single rules as it is told', () => {
  expect(actions(written({ rules: TWO }, { policyEnforcement: PolicyEnforcement.DENY }).objects)).toEqual({ 'fleetwright-security-sudo': 'Deny', 'fleetwright-network-node-port': 'Deny' });
  const { objects } = written({ rules: TWO, enforcement: PolicyEnforcement.AUDIT, enforcementOf: { 'security/sudo': PolicyEnforcement.WARN } }, { policyEnforcement: PolicyEnforcement.DENY });
  expect(actions(objects)).toEqual({ 'fleetwright-security-sudo': 'Warn', 'fleetwright-network-node-port': 'Audit' });
});

test('environments of a fleet differ in what comes of what is against a rule', () => {
  const clusters = ['production', 'staging', 'dev'].map((environment) => ({ name: environment, environment, kubernetesVersion: '1.35' }));
  const defaults = new FleetDefaults({
    clusters, defaults: { policyEnforcement: PolicyEnforcement.AUDIT }, environments: { production: { policyEnforcement: PolicyEnforcement.DENY }, dev: {} },
  });
  const found = clusters.map((cluster) => Object.values(actions(written({ rules: TWO }, { ...cluster, ...defaults.of(cluster) }).objects))[0]);
  expect(found).toEqual(['Deny', 'Audit', 'Audit']);
});

test('writes no selector where no namespace is excepted', () => {
  expect(written({ rules: TWO, exceptNamespaces: [] }).objects[1].spec.matchResources).toBeUndefined();
});

test('writes what Gatekeeper takes, in any Kubernetes', () => {
  const { objects } = written({ rules: TWO, engine: PolicyEngine.GATEKEEPER, exceptNamespaces: ['tools'] }, { kubernetesVersion: '1.28' });
  expect(objects.map(({ apiVersion, kind, metadata }) => `${apiVersion} ${kind} ${metadata.name}`)).toEqual([
    'templates.gatekeeper.sh/v1 ConstraintTemplate fleetwrightsecuritysudo', 'constraints.gatekeeper.sh/v1beta1 FleetwrightSecuritySudo fleetwright-security-sudo',
    'templates.gatekeeper.sh/v1 ConstraintTemplate fleetwrightnetworknodeport', 'constraints.gatekeeper.sh/v1beta1 FleetwrightNetworkNodePort fleetwright-network-node-port',
  ]);
  expect(objects[3].spec).toEqual({ enforcementAction: 'warn', match: { kinds: [{ apiGroups: [''], kinds: ['Service'] }], excludedNamespaces: ['tools'] } });
});

test('asks for a Kubernetes that has policies, or for Gatekeeper', () => {
  expect(errorOf(() => written({ rules: TWO }, { kubernetesVersion: '1.29' }))).toContain(
    "\n  [prod/policies/policies] 'engine' needs Kubernetes 1.30, and the cluster runs 1.29. Upgrade the cluster, or use 'PolicyEngine.GATEKEEPER'.",
  );
  const chart = new Chart(new App(), 'policies');
  new AdmissionPolicies(chart, 'policies', { rules: TWO });
  expect(errorOf(() => Testing.synth(chart))).toContain(
    "\n  [policies/policies] 'engine' needs Kubernetes 1.30, and the cluster's version is not known. Set 'kubernetesVersion' on the Cluster, or use 'PolicyEngine.GATEKEEPER'.",
  );
});

test('says of each rule that can not be enforced as it is told why', () => {
  const error = errorOf(() => written({
    rules: { ...TWO, also: [...TWO.also, 'reference/secret'] },
    enforcementOf: { 'security/sduo': PolicyEnforcement.DENY, 'reference/secret': PolicyEnforcement.DENY, 'api/schema': PolicyEnforcement.DENY },
  }));
  expect(error.split('\n').sort()).toMatchSnapshot();
});

test('reads no rules, options or choices that there are not', () => {
  const error = errorOf(() => written({ rules: { also: ['security/sduo'] }, enforcement: 'block' as any, engine: 'Kyverno' as any, exceptNamespaces: ['Kube'] }));
  expect(error.split('\n').sort()).toMatchSnapshot();
});
