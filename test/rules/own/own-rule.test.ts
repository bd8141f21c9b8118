import { KubernetesObject } from '../../../lib/manifest/object';
import { chooseRules } from '../../../lib/rules/choice';
import { judgeManifests } from '../../../lib/rules/judge-manifests';
import { CelRule } from '../../../lib/rules/own/cel-rule';
import { IOwnRule, JudgedObject, OwnFinding, OwnRuleSeverity } from '../../../lib/rules/own/own-rule';

const deployment = (labels?: object, containers: object[] = [{ name: 'api', image: 'api:1' }]): KubernetesObject => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'api', namespace: 'shop', labels },
  spec: { selector: { matchLabels: { app: 'api' } }, template: { metadata: { labels: { app: 'api' } }, spec: { containers } } },
} as KubernetesObject);
const service: KubernetesObject = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'api', namespace: 'shop' }, spec: { ports: [{ port: 80 }] } };

class CostCentre implements IOwnRule {
  public readonly id: string = 'shop/cost-centre';
  public readonly severity = OwnRuleSeverity.ERROR;
  public readonly why = 'Nobody knows who pays.';
  public readonly fix = 'Add the label.';
  public readonly kinds?: string[] = ['apps/Deployment'];
  public seen: JudgedObject[] = [];

  public check(judged: JudgedObject): OwnFinding[] {
    this.seen.push(judged);
    return judged.object.metadata.labels?.['cost-centre'] === undefined ? [{ field: "metadata.labels['cost-centre']", message: 'it has no cost centre.' }] : [];
  }
}
const cel = (more: Partial<CelRule>): CelRule => ({
  id: 'shop/rule', severity: OwnRuleSeverity.WARNING, why: 'Nobody knows who pays.', fix: 'Add the label', expression: 'true', ...more,
});

function judge(objects: KubernetesObject[], choice: { readonly own?: IOwnRule[]; readonly cel?: CelRule[] }) {
  const { chosen, faults } = chooseRules({ pack: 'refused', ...choice });
  expect(faults).toEqual([]);
  const { found, counts } = judgeManifests(objects, { name: 'prod', kubernetesVersion: '1.35' }, chosen, { mayBeLate: false });
  return { found: found.map(({ rule: { id, severity }, path, message, fix }) => ({ id, severity, path, message, fix })), counts };
}

describe('a rule in TypeScript', () => {
  test('is asked about its kinds, with what is around', () => {
    const rule = new CostCentre();
    const { found, counts } = judge([deployment(), service, deployment({ 'cost-centre': '1' })], { own: [rule] });
    expect(found).toEqual([{
      id: 'shop/cost-centre', severity: 'error', path: ['metadata', 'labels', 'cost-centre'], message: 'it has no cost centre', fix: 'Add the label',
    }]);
    expect(counts.get('shop/cost-centre')).toEqual({ applied: 2, found: 1 });
    expect(rule.seen[0]).toMatchObject({ clusterName: 'prod', kubernetesVersion: '1.35' });
    expect(rule.seen[0].clusterObjects.map(({ kind }) => kind)).toEqual(['Deployment', 'Service', 'Deployment']);
  });

  test('that is about all kinds says none', () => {
    const rule = Object.assign(new CostCentre(), { kinds: undefined });
    expect(judge([deployment(), service], { own: [rule] }).found).toHaveLength(2);
  });

  test.each<[string, () => any, string]>([
    ['throws', () => { throw new Error('no such thing'); }, 'no such thing'],
    ['answers no list', () => undefined, 'it must answer a list of findings'],
    ['finds something without a word', () => [{ field: 'spec' }], 'each of its findings must have a message'],
    ['names no field', () => [{ field: '.spec[', message: 'x' }], "'.spec[' is no field: write one such as spec.containers[0].image"],
  ])('that %s ends the run by its name', (_, check, why) => {
    expect(() => judge([deployment()], { own: [Object.assign(new CostCentre(), { check })] })).toThrow(`The rule 'shop/cost-centre' failed on Deployment 'shop/api': ${why}`);
  });
});

describe('a rule in CEL', () => {
  test('finds objects of its kinds for which it is not true', () => {
    const rule = cel({ kinds: ['apps/Deployment'], expression: "has(object.metadata.labels) && 'cost-centre' in object.metadata.labels", field: 'metadata.labels' });
    expect(judge([deployment(), service, deployment({ 'cost-centre': '1' })], { cel: [rule] }).found).toEqual([
      { id: 'shop/rule', severity: 'warning', path: ['metadata', 'labels'], message: 'Nobody knows who pays', fix: 'Add the label' },
    ]);
  });

  test('may make its message, and says why it is there where that fails', () => {
    const message = (messageExpression: string) => judge([service], { cel: [cel({ expression: 'false', messageExpression })] }).found.map((each) => each.message);
    expect(message("object.kind + ' ' + object.metadata.name + ' is wrong.'")).toEqual(['Service api is wrong']);
    expect(message('object.nothing')).toEqual(['Nobody knows who pays']);
    expect(message("''")).toEqual(['Nobody knows who pays']);
  });

  test('sees pods and containers of whatever runs them', () => {
    const rule = cel({ expression: "variables.containers.all(c, c.image != 'api:1') && variables.pods.all(p, has(p.spec.priorityClassName))" });
    expect(judge([deployment()], { cel: [rule] }).found).toHaveLength(1);
    expect(judge([service], { cel: [rule] }).found).toEqual([]);
  });

  test('whole numbers are integers, and others are not', () => {
    expect(judge([service], { cel: [cel({ expression: 'object.spec.ports[0].port / 3 == 26' })] }).found).toEqual([]);
  });

  test('that fails is a finding, as it is a refusal in a cluster', () => {
    expect(judge([service], { cel: [cel({ expression: 'object.spec.replicas > 1' })] }).found).toEqual([{
      id: 'shop/rule', severity: 'warning', path: [], message: 'the rule fails: No such key: replicas', fix: "Ask for fields that may be missing by 'has(…)', or correct the object",
    }]);
    expect(judge([service], { cel: [cel({ expression: 'object.kind > 1' })] }).found.map(({ message }) => message)).toEqual(['the rule fails: no such overload: dyn<string> > int']);
  });
});

test('who asks no rule in CEL loads nothing for it', () => {
  jest.isolateModules(() => {
    jest.doMock('@marcbachmann/cel-js', () => { throw new Error('loaded'); });
    jest.doMock('../../../lib/schema/cel/environment', () => { throw new Error('loaded'); });
    const rules: { readonly chooseRules: typeof chooseRules } = jest.requireActual('../../../lib/rules/choice');
    const judgement: { readonly judgeManifests: typeof judgeManifests } = jest.requireActual('../../../lib/rules/judge-manifests');
    const { chosen } = rules.chooseRules({ own: [new CostCentre()] });
    expect(judgement.judgeManifests([deployment()], { kubernetesVersion: '1.35' }, chosen).found.length).toBeGreaterThan(0);
    expect(() => rules.chooseRules({ cel: [cel({})] })).toThrow('loaded');
  });
});
