import { KubernetesObject } from '../../lib/manifest/object';
import { schema } from '../../lib/rules/api/schema';
import { ClusterManifests } from '../../lib/rules/cluster-manifests';
import { RuleCrash, RuleJudge } from '../../lib/rules/judge';
import { judgeManifests } from '../../lib/rules/judge-manifests';
import { Rule, RuleSeverity } from '../../lib/rules/rule';

const text = (id: string, severity: RuleSeverity = 'warning') => ({ id, severity, why: 'So.', fix: 'Mend it', docs: 'https://example.com/' });
const pod = (name: string): KubernetesObject => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers: [{ name: 'main', image: 'a:1' }], initContainers: [{ name: 'first', image: 'a:1' }] } });
const rollout: KubernetesObject = { ...pod('x'), apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', spec: { template: { spec: pod('x').spec } } };
const judge = (rules: readonly Rule[], objects: readonly KubernetesObject[]) =>
  new RuleJudge(rules.map((rule) => ({ rule, options: {} }))).judge(new ClusterManifests(objects));

test('a rule is asked about its kinds alone, and counted where it had something to judge', () => {
  const rule: Rule = {
    ...text('a/b'), about: 'object', kinds: ['/Pod'],
    check: ({ metadata }) => (metadata?.name === 'none' ? undefined : metadata?.name === 'bad' ? [{ path: ['metadata'], message: 'is bad' }] : []),
  };
  const { found, counts } = judge([rule], [pod('good'), pod('bad'), pod('none'), rollout]);
  expect(found.map(({ object, path, message, fix }) => ({ name: object.metadata?.name, path, message, fix }))).toEqual([{ name: 'bad', path: ['metadata'], message: 'is bad', fix: 'Mend it' }]);
  expect(counts.get('a/b')).toEqual({ applied: 2, found: 1 });
});

test('paths of pods and containers are those of their objects', () => {
  const ofPods: Rule = { ...text('a/pods'), about: 'pod', check: () => [{ path: ['spec', 'nodeName'], message: 'is a pod', add: [{ path: ['spec', 'x'], value: 1 }] }] };
  const ofContainers: Rule = { ...text('a/containers'), about: 'container', roles: ['init'], check: () => [{ path: ['image'], message: 'is a container' }] };
  expect(judge([ofPods, ofContainers], [rollout]).found.map(({ rule, path, add }) => ({ id: rule.id, path, add }))).toEqual([
    { id: 'a/pods', path: ['spec', 'template', 'spec', 'nodeName'], add: [{ path: ['spec', 'template', 'spec', 'x'], value: 1 }] },
    { id: 'a/containers', path: ['spec', 'template', 'spec', 'initContainers', 0, 'image'], add: [] },
  ]);
});

test("what API servers refuse of pods is asked of Kubernetes' own kinds alone", () => {
  const rule: Rule = { ...text('a/b', 'refused'), about: 'container', check: () => [{ path: [], message: 'no' }] };
  expect(judge([rule], [rollout, pod('own')]).found.map(({ object }) => object.metadata?.name)).toEqual(['own', 'own']);
});

test('what is found between objects stands with each of them', () => {
  const between: Rule = { ...text('a/between'), about: 'cluster', check: ({ objects }) => [{ object: objects[1], path: [], message: 'second' }, { object: objects[0], path: [], message: 'first' }] };
  const each: Rule = { ...text('a/each'), about: 'object', check: ({ metadata }) => [{ path: [], message: metadata?.name ?? '' }] };
  expect(judge([between, each], [pod('a'), pod('b')]).found.map(({ message }) => message)).toEqual(['a', 'first', 'b', 'second']);
});

test.each([
  ['object', { about: 'object', check: () => { throw new Error('oh'); } }, "The rule 'a/b' failed on Pod 'x': oh"],
  ['pod', { about: 'pod', check: () => { throw new Error('oh'); } }, "The rule 'a/b' failed on Pod 'x': oh"],
  ['container', { about: 'container', check: () => { throw new Error('oh'); } }, "The rule 'a/b' failed on Pod 'x': oh"],
  ['cluster', { about: 'cluster', check: () => { throw new Error('oh'); } }, "The rule 'a/b' failed on the objects of the cluster: oh"],
] as const)('a rule about a %s that throws is named', (_, rule, message) => {
  expect(() => judge([{ ...text('a/fine'), about: 'object', check: () => [] }, { ...text('a/b'), ...rule } as Rule], [pod('x')])).toThrow(new RuleCrash('a/b', '', undefined).constructor as any);
  expect(() => judge([{ ...text('a/b'), ...rule } as Rule], [pod('x')])).toThrow(message);
});

test('what its schema does not take is told once, and hidden from all other rules', () => {
  const rule: Rule = { ...text('a/b'), about: 'container', check: ({ name, image }) => [{ path: ['image'], message: `${name} ${image}` }] };
  const odd = { ...pod('x'), spec: { containers: [{ name: 'a', image: 'a:1' }, { name: 'b', image: 7 }] } } as any;
  const { found } = judgeManifests([odd], {}, [{ rule: schema, options: {} }, { rule, options: {} }]);
  expect(found.map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual([
    "spec.containers.1.image: 'image' must be text, not a number: put it in quotes", 'spec.containers.0.image: a a:1',
  ]);
});

test('items of lists are judged at their place', () => {
  const rule: Rule = { ...text('a/b'), about: 'object', check: ({ metadata }) => [{ path: ['metadata', 'name'], message: metadata!.name! }] };
  const list = { apiVersion: 'v1', kind: 'List', items: [pod('a'), null, { apiVersion: 'v1', kind: 'PodList', items: [pod('b')] }] } as any;
  expect(judgeManifests([pod('first'), list], {}, [{ rule, options: {} }]).found.map(({ position, path, message }) => ({ position, path, message }))).toEqual([
    { position: 0, path: ['metadata', 'name'], message: 'first' },
    { position: 1, path: ['items', 0, 'metadata', 'name'], message: 'a' },
    { position: 1, path: ['items', 2, 'items', 0, 'metadata', 'name'], message: 'b' },
  ]);
});

test('an item of a list that does not say what it is is judged by nobody, and holds nobody up', () => {
  const rule: Rule = { ...text('a/b'), about: 'object', check: ({ metadata }) => [{ path: ['metadata', 'name'], message: metadata!.name! }] };
  const list = { apiVersion: 'v1', kind: 'List', items: [{ ...pod('bare'), apiVersion: undefined }, { ...pod('unkind'), kind: undefined }, { ...pod('odd'), apiVersion: 1 }, pod('b')] } as any;
  expect(judgeManifests([list], {}, [{ rule: schema, options: {} }, { rule, options: {} }]).found.map(({ path, message }) => ({ path, message }))).toEqual([
    { path: ['items', 3, 'metadata', 'name'], message: 'b' },
  ]);
});
