import * as fs from 'node:fs';
import * as path from 'node:path';
import { KubernetesObject } from '../../lib/manifest/object';
import { plainYaml } from '../../lib/manifest/plain-yaml';
import { chooseRules } from '../../lib/rules/choice';
import { Target } from '../../lib/rules/cluster-manifests';
import { judgeManifests, ManifestJudgement } from '../../lib/rules/judge-manifests';
import { RememberingJudge } from '../../lib/rules/remembering-judge';
import { ObjectRule } from '../../lib/rules/rule';
import { readSample } from './sample';

const ROOT = path.join(__dirname);
const SAMPLES = fs.readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter((file) => /(allowed|denied)-.*\.yaml$/.test(file)).sort()
  .map((file) => readSample(path.join(ROOT, file)));
const { chosen } = chooseRules({ pack: 'strict' });
const EXACT = { mayBeLate: false };

const lines = ({ found, unchecked }: ManifestJudgement) => [
  ...found.map(({ rule, position, path: at, message, add }) => JSON.stringify([rule.id, position, at, message, add])), ...unchecked,
];

test('says of clusters that are alike what a judge says who remembers nothing', () => {
  const judge = new RememberingJudge();
  let [compared, differing] = [0, 0];
  const compare = (objects: readonly KubernetesObject[], target: Target) => {
    const remembered = lines(judge.judge(objects, target, chosen, plainYaml, EXACT));
    expect(remembered).toEqual(lines(judgeManifests(objects, target, chosen, EXACT)));
    compared++;
    return remembered;
  };
  for (const { objects, target } of SAMPLES) {
    const whole = compare(objects, target);
    // Each object beside fewer others: what refers to one that is missing must not be remembered as right, nor the other way round.
    for (const left of objects.keys()) {
      const rest = objects.filter((_, index) => index !== left);
      if (JSON.stringify(compare(rest, target)) !== JSON.stringify(whole)) { differing++; }
    }
    compare(structuredClone(objects), { ...target, name: 'another' });
  }
  expect(compared).toBeGreaterThan(SAMPLES.length * 2);
  expect(differing).toBeGreaterThan(100);
});

describe('a rule', () => {
  const asked: string[] = [];
  const rule = (id: string, check: ObjectRule['check']): ObjectRule => ({
    id, severity: 'warning', about: 'object', why: 'Because.', fix: 'Do it', docs: 'https://example.com',
    check: (object, cluster, options) => {
      asked.push(`${id} ${object.metadata?.name}`);
      return check(object, cluster, options);
    },
  });
  const rules = [
    rule('of/itself', () => []),
    rule('of/others', (_, cluster) => (cluster.ofKind('/Secret').length > 0 ? [] : undefined)),
    rule('of/faults', () => [{ path: ['data'], message: 'it is wrong' }]),
    rule('of/version', (_, cluster) => (cluster.kubernetesVersion === '1.30' ? [] : undefined)),
  ].map((each) => ({ rule: each, options: {} }));
  const config = (name: string, value = 'a'): KubernetesObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { value } });
  const ask = (judge: RememberingJudge, objects: readonly KubernetesObject[], target: Target = { kubernetesVersion: '1.30' }) => {
    asked.length = 0;
    const { found } = judge.judge(objects, target, rules, plainYaml, EXACT);
    return { asked: [...asked], found: found.map(({ position, message }) => `${position} ${message}`) };
  };

  test('is asked again of an equal object where it found something or looked at others, and not where neither', () => {
    const judge = new RememberingJudge();
    expect(ask(judge, [config('one')]).asked).toEqual(['of/itself one', 'of/others one', 'of/faults one', 'of/version one']);
    const { asked: again, found } = ask(judge, [config('two'), config('one')]);
    expect(again).toEqual(['of/itself two', 'of/others two', 'of/faults two', 'of/version two', 'of/others one', 'of/faults one']);
    expect(found).toEqual(['0 it is wrong', '1 it is wrong']);
  });

  test('is asked nothing about a cluster like one before, and tells the same', () => {
    const judge = new RememberingJudge();
    const first = ask(judge, [config('one'), config('two')]);
    expect(ask(judge, [config('one'), config('two')])).toEqual({ asked: [], found: first.found });
  });

  test.each([
    ['another version', [config('one')], { kubernetesVersion: '1.31' }],
    ['another definition beside it', [config('one'), { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'a.b' } }], undefined],
    ['other data', [config('one', 'b')], undefined],
  ])('is asked anew with %s', (_, objects, target) => {
    const judge = new RememberingJudge();
    ask(judge, [config('one')]);
    expect(ask(judge, objects, target).asked).toEqual(expect.arrayContaining(['of/itself one', 'of/version one']));
  });
});
