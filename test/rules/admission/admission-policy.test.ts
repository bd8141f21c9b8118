import { stringifyYaml } from '../../../lib/manifest/yaml';
import { admissionPolicy, notInCluster } from '../../../lib/rules/admission/admission-policy';
import { ADMITTED_WORKLOADS } from '../../../lib/rules/admission/admitted-kinds';
import { askedInCluster, clusterPolicies } from '../../../lib/rules/admission/cluster-policies';
import { RULES, ruleOf } from '../../../lib/rules/catalogue';
import { chooseRules, defaultOptions } from '../../../lib/rules/choice';
import { ChosenRule } from '../../../lib/rules/judge';
import { judgeManifests } from '../../../lib/rules/judge-manifests';
import { ContainerRule, ObjectRule } from '../../../lib/rules/rule';

const usual = (id: string, options = {}): ChosenRule => {
  const rule = ruleOf(id)!;
  return { rule, options: { ...defaultOptions(rule), ...options } };
};
const POLICIES = RULES.filter(({ severity }) => severity !== 'refused');
const SCOPE = { action: 'warn', exceptNamespaces: ['kube-system'] } as const;

test('each rule of policy says how a cluster asks it, or why it can not', () => {
  const silent = POLICIES.filter(({ id, about, admission }) => admission === undefined && about !== 'cluster' && !id.startsWith('reference/'));
  expect(silent.map(({ id }) => id)).toEqual([]);
});

test('reasons are clauses', () => {
  const reasons = POLICIES.flatMap((rule) => notInCluster({ rule, options: defaultOptions(rule) }) ?? []);
  expect(reasons.length).toBeGreaterThan(0);
  expect(reasons.filter((reason) => /\.$|^The /.test(reason))).toEqual([]);
});

test('what API servers refuse, a cluster need not ask', () => {
  expect(notInCluster(usual('api/schema'))).toBe('API servers refuse it by themselves');
  expect(askedInCluster(chooseRules({ pack: 'refused' }).chosen)).toEqual({ asked: [], leftOut: {} });
});

test.each(['ValidatingAdmissionPolicy', 'Gatekeeper'] as const)('API servers take what is made of all rules, and no two of a name: %s', (engine) => {
  const { asked } = askedInCluster(chooseRules({ pack: 'strict' }).chosen);
  const objects = clusterPolicies(asked, engine, () => SCOPE);
  expect(objects).toHaveLength(asked.length * 2);
  expect(new Set(objects.map(({ kind, metadata }) => `${kind}/${metadata!.name}`)).size).toBe(objects.length);
  expect(judgeManifests(objects, { name: 'any', kubernetesVersion: '1.35' }, chooseRules({ pack: 'refused' }).chosen).found.map(({ message }) => message)).toEqual([]);
});

test('asks a rule about containers of those of its roles, in whatever makes pods', () => {
  const { kinds, variables, expression, messageExpression, message } = admissionPolicy(usual('security/privileged-port'));
  expect(kinds.map(({ group, kind }) => `${group}/${kind}`)).toEqual(ADMITTED_WORKLOADS);
  expect(Object.fromEntries(variables.map((each) => [each.name, each.expression]))).toEqual({
    template: "object.kind == 'Pod' ? dyn(object) : object.kind == 'PodTemplate' ? dyn(object).template : object.kind == 'CronJob' ? dyn(object).spec.jobTemplate.spec.template : dyn(object).spec.template",
    podSpec: 'variables.template.spec',
    containers: 'variables.podSpec.?initContainers.orValue([]) + variables.podSpec.?containers.orValue([]) + variables.podSpec.?ephemeralContainers.orValue([])',
    found: 'variables.containers.filter(container, !(container.?ports.orValue([]).all(port, port.containerPort > 1023)))',
  });
  expect(expression).toBe('variables.found.size() == 0');
  expect(message).toBe('Let the program listen on a port above 1023: the Service before it can have any. (security/privileged-port)');
  expect(messageExpression).toBe('variables.found.map(container, "container \'" + container.name + "\' listens on " '
    + '+ container.ports.filter(port, port.containerPort < 1024).map(port, string(port.containerPort)).join(", ")).join(\'; \') '
    + "+ '. Let the program listen on a port above 1023: the Service before it can have any. (security/privileged-port)'");
});

test.each<[ContainerRule['roles'], string]>([
  [undefined, '.?initContainers.orValue([]) + variables.podSpec.?containers.orValue([]) + variables.podSpec.?ephemeralContainers.orValue([])'],
  [['container'], '.?containers.orValue([])'],
  [['container', 'sidecar'], ".?initContainers.orValue([]).filter(container, container.?restartPolicy.orValue('') == 'Always') + variables.podSpec.?containers.orValue([])"],
  [['init'], ".?initContainers.orValue([]).filter(container, !(container.?restartPolicy.orValue('') == 'Always'))"],
])('takes containers of the roles %j', (roles, lists) => {
  const rule: ContainerRule = { ...(ruleOf('security/sudo') as ContainerRule), roles };
  expect(admissionPolicy({ rule, options: {} }).variables.find(({ name }) => name === 'containers')!.expression).toBe(`variables.podSpec${lists}`);
});

test('writes no regular expression that Go does not read', () => {
  const texts = askedInCluster(chooseRules({ pack: 'strict' }).chosen).asked.flatMap((each) => {
    const { conditions, variables, expression, messageExpression } = admissionPolicy(each);
    return [...conditions, ...variables].map((one) => one.expression).concat(expression, messageExpression);
  });
  expect(texts.length).toBeGreaterThan(200);
  expect(texts.filter((text) => /\(\?<?[=!]/.test(text))).toEqual([]);
});

test('hands options over as a value, whatever stands in them', () => {
  const { variables } = admissionPolicy(usual('security/registry', { registries: ["x'] || true || ['"] }));
  expect(variables[0]).toEqual({ name: 'options', expression: "{'registries': ['x\\'] || true || [\\'']}" });
});

test('an option may choose the kinds, as far as it is known how requests name them', () => {
  expect(admissionPolicy(usual('hygiene/required-labels', { labels: ['team'], kinds: ['/Service'] })).kinds).toEqual([{ group: '', version: 'v1', kind: 'Service', resource: 'services' }]);
  expect(notInCluster(usual('hygiene/required-labels', { labels: ['team'], kinds: ['example.com/Widget'] }))).toBe("it is not known how requests name 'example.com/Widget'");
});

test('lets pass what is being deleted and what is accepted, and what a workload makes', () => {
  expect(admissionPolicy(usual('network/node-port')).conditions).toEqual([
    { name: 'not-being-deleted', expression: '!has(object.metadata.deletionTimestamp)' },
    { name: 'not-accepted', expression: "!object.metadata.?annotations[?'accepted.fleetwright.io/network.node-port'].orValue('').matches('[^ ]')" },
  ]);
  const { conditions } = admissionPolicy(usual('reliability/fixed-image'));
  expect(conditions.map(({ name }) => name)).toEqual(['not-being-deleted', 'not-accepted', 'made-by-none-that-is-judged']);
  expect(conditions[1].expression).toContain('exception\\\\.fleetwright\\\\.io\\\\/(?:floatingTag)$');
  expect(conditions[2].expression).toContain("owner.apiVersion + ' ' + owner.kind in ['v1 ReplicationController', 'apps/v1 DaemonSet', ");
});

test('a rule of a team is asked as it says', () => {
  const rule: ObjectRule = {
    id: 'shop/cost-centre', severity: 'warning', about: 'object', kinds: ['/Namespace'], why: 'Somebody pays.', fix: 'Add it', docs: 'https://example.com',
    admission: { expression: "'cost' in object.metadata.?labels.orValue({})", messageExpression: "'nobody pays'" }, check: () => [],
  };
  const written = clusterPolicies([{ rule, options: {} }], 'ValidatingAdmissionPolicy', () => ({ action: 'deny', exceptNamespaces: [] }));
  expect(stringifyYaml(written)).toMatchSnapshot();
  expect(stringifyYaml(clusterPolicies([{ rule, options: {} }], 'Gatekeeper', () => ({ action: 'audit', exceptNamespaces: ['tools'] })))).toMatchSnapshot();
});
