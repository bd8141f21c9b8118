import { ApiObject, App, Chart, Lazy, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster } from '../../lib/cluster/cluster';
import { RulePack } from '../../lib/cluster/rule-settings';
import { FleetError } from '../../lib/construct/fleet-error';
import { warn, warnAtSynth } from '../../lib/construct/warning';
import { Warnings } from '../../lib/construct/warnings';
import { placeholder } from '../../lib/manifest/known';

const SINGLE = { id: 'workload/single-replica', message: 'one replica.' };
const REASON = 'dev may be away';

function deployment(chart: Chart, id: string): ApiObject {
  const labels = { app: id };
  const spec = { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'a:1' }] } } };
  const object = new ApiObject(chart, id, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: id }, spec });
  warn(object, SINGLE);
  return object;
}

function errorOf(work: () => unknown): FleetError {
  try { work(); } catch (error) { return error as FleetError; }
  throw new Error('nothing was refused');
}

describe.each<[string, () => App]>([['a Cluster', () => new Cluster({ name: 'dev' })], ['a plain App', () => new App()]])('in %s, an accepted warning', (_, make) => {
  test('carries its reason, in the list and on the object, and only where it was accepted', () => {
    const chart = new Chart(make(), 'shop');
    const [a, b] = [deployment(chart, 'a'), deployment(chart, 'b')];
    Warnings.accept(a, SINGLE.id, REASON);
    expect(Warnings.of(chart).map(({ accepted }) => accepted)).toEqual([REASON, undefined]);
    expect(Testing.synth(chart).map(({ metadata }) => metadata.annotations)).toEqual([{ 'accepted.fleetwright.io/workload.single-replica': REASON }, undefined]);
    expect(b.toJson().metadata.annotations).toBeUndefined();
  });

  test('may be one of anything in a chart', () => {
    const chart = new Chart(make(), 'shop');
    Warnings.accept(chart, SINGLE.id, REASON);
    deployment(chart, 'later');
    expect(Testing.synth(chart)[0].metadata.annotations).toEqual({ 'accepted.fleetwright.io/workload.single-replica': REASON });
  });

  test.each<[string, string, string, string]>([
    ['that nothing raises', 'workload/no-caller', REASON, "the accepted warning 'workload/no-caller' must be raised here, and nothing raises it. Accept it no longer, or at the construct that raises it."],
    ['that does not exist', 'workload/single-replicas', REASON, "'id' must be the id of a warning of this library, got 'workload/single-replicas'. Use 'workload/single-replica'."],
    ['without a reason', SINGLE.id, ' ', "'reason' must say why, got ' '. Write why it is all right here."],
  ])('%s is an error', (__, id, reason, message) => {
    const chart = new Chart(make(), 'shop');
    Warnings.accept(deployment(chart, 'a'), id, reason);
    expect(() => Testing.synth(chart)).toThrow(`shop/a] ${message}`);
  });
});

describe('what an acceptance got wrong', () => {
  const found = (accept: (object: ApiObject) => void) => {
    const cluster = new Cluster({ name: 'dev' });
    accept(deployment(new Chart(cluster, 'shop'), 'a'));
    return errorOf(() => cluster.synthYaml()).findings.map(({ id, prop, value, fix }) => [id, prop, value, fix]);
  };

  test.each<[string, (object: ApiObject) => void, unknown[][]]>([
    ['an id that is none', (object) => Warnings.accept(object, 'nonsense', REASON), [['acceptance/id', 'id', "'nonsense'", 'docs/findings.md and docs/rules.md list them']]],
    ['an id that is a number', (object) => Warnings.accept(object, 5 as any, REASON), [['acceptance/id', 'id', '5', 'docs/findings.md and docs/rules.md list them']]],
    ['no reason', (object) => Warnings.accept(object, SINGLE.id, undefined as any), [['acceptance/reason', 'reason', undefined, 'Write why it is all right here']]],
    ['a reason that is a number', (object) => Warnings.accept(object, SINGLE.id, 5 as any), [
      ['acceptance/reason', 'reason', '5', 'Write why it is all right here'],
      // It stands in the annotation all the same.
      ['construct/quoted-text', undefined, undefined, 'Put it in quotes'],
    ]],
    ['what nothing raises', (object) => Warnings.accept(object, 'workload/no-caller', REASON), [
      ['acceptance/unused', undefined, undefined, 'Accept it no longer, or at the construct that raises it'],
    ]],
    ['the same twice', (object) => { Warnings.accept(object, SINGLE.id, REASON); Warnings.accept(object, SINGLE.id, REASON); }, [
      ['acceptance/once', undefined, undefined, 'Leave one of the two out'],
    ]],
  ])('is told with its id and its way out: %s', (_, accept, expected) => {
    expect(found(accept)).toEqual(expected);
  });

  test.each([
    ['workload.single-replicas', 'must be the id of a warning of this library', "Use 'workload/single-replica'"],
    ['api.schema', 'must not be the id of what API servers refuse: nobody can live with that', 'Correct what it finds'],
  ])('is told where the annotation of an object has it: %s', (name, rule, fix) => {
    const cluster = new Cluster({ name: 'dev' });
    const annotations = { [`accepted.fleetwright.io/${name}`]: REASON, 'accepted.fleetwright.io/shop.of-a-team': REASON };
    new ApiObject(new Chart(cluster, 'shop'), 'a', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', annotations } });
    const id = name.replace('.', '/');
    expect(errorOf(() => cluster.synthYaml()).findings).toEqual([{
      id: 'acceptance/id', severity: 'error', path: 'dev/shop/a', prop: `metadata.annotations['accepted.fleetwright.io/${name}']`, value: `'${id}'`, fix,
      message: `'metadata.annotations['accepted.fleetwright.io/${name}']' ${rule}, got '${id}'. ${fix}.`,
    }]);
  });

  test('is not that nothing raises it, where what raises can not be asked', () => {
    const chart = new Chart(new App(), 'shop');
    const object = deployment(chart, 'a');
    Warnings.accept(chart, 'workload/no-caller', REASON);
    warnAtSynth(object, () => { throw new Error('not yet'); });
    expect(chart.node.validate()).toEqual([]);
  });
});

test.each<[string, string | undefined, string[], string]>([
  ['the one that the warning names', "ConfigMap 'second'", ['ConfigMap first', 'ConfigMap second', 'Deployment third'], 'second'],
  ['else the one with the pods', undefined, ['ConfigMap first', 'Deployment second', 'Deployment third'], 'second'],
  ['else the one with the pods, where it names one that there is not', "ConfigMap 'other'", ['ConfigMap first', 'Deployment second'], 'second'],
  ['else the first', undefined, ['ConfigMap first', 'ConfigMap second'], 'first'],
  ['none, where there is none', undefined, [], ''],
])('the reason is written on %s', (_, about, objects, expected) => {
  const chart = new Chart(new App(), 'shop');
  const construct = new Construct(chart, 'all');
  for (const [kind, name] of objects.map((object) => object.split(' '))) {
    const spec = kind === 'Deployment' ? { template: { spec: { containers: [{ name: 'main' }] } } } : undefined;
    new ApiObject(construct, name, { apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1', kind, metadata: { name }, ...(spec && { spec }) });
  }
  warn(construct, { ...SINGLE, ...(about !== undefined && { object: about }) });
  Warnings.accept(chart, SINGLE.id, REASON);
  const annotated = Testing.synth(chart).filter(({ metadata }) => metadata.annotations !== undefined).map(({ metadata }) => metadata.name);
  expect(annotated.join()).toBe(expected);
});

test('a reason stands beside the annotations that are there', () => {
  const chart = new Chart(new App(), 'shop');
  const object = deployment(chart, 'a');
  object.metadata.addAnnotation('owner', 'me');
  Warnings.accept(object, SINGLE.id, REASON);
  expect(Testing.synth(chart)[0].metadata).toEqual({ name: 'a', annotations: { 'owner': 'me', 'accepted.fleetwright.io/workload.single-replica': REASON } });
});

test('takes a reason that is not known yet', () => {
  const chart = new Chart(new App(), 'shop');
  Warnings.accept(deployment(chart, 'a'), SINGLE.id, Lazy.any({ produce: () => REASON }) as any);
  expect(Testing.synth(chart)[0].metadata.annotations).toEqual({ 'accepted.fleetwright.io/workload.single-replica': REASON });
});

test('what is accepted farther out too has the nearest reason', () => {
  const cluster = new Cluster({ name: 'dev', rules: { pack: RulePack.REFUSED }, acceptedWarnings: [{ id: SINGLE.id, reason: 'all of dev' }] });
  const chart = new Chart(cluster, 'shop');
  Warnings.accept(chart, SINGLE.id, 'the shop');
  Warnings.accept(deployment(chart, 'a'), SINGLE.id, REASON);
  expect(cluster.synthYaml()).toContain(`accepted.fleetwright.io/workload.single-replica: ${REASON}`);
  expect(cluster.warnings.map(({ accepted }) => accepted)).toEqual([REASON]);
});

test('warnings that nobody accepted are lines', () => {
  const chart = new Chart(new Cluster({ name: 'dev', rules: { pack: RulePack.REFUSED } }), 'shop');
  warn(deployment(chart, 'a'), SINGLE);
  warn(deployment(chart, 'b'), SINGLE);
  expect(Warnings.linesOf(chart)).toEqual(Warnings.of(chart).map(Warnings.format));
  expect(Warnings.linesOf(chart)).toHaveLength(2);
  Warnings.accept(chart.node.findChild('a'), SINGLE.id, REASON);
  expect(Warnings.linesOf(chart)).toEqual([expect.stringMatching(/^\[dev\/shop\/b\] workload\/single-replica: /)]);
});

test('what is accepted twice in one place is an error that says so', () => {
  const chart = new Chart(new Cluster({ name: 'dev' }), 'shop');
  deployment(chart, 'a');
  Warnings.accept(chart, SINGLE.id, REASON);
  Warnings.accept(chart, SINGLE.id, 'another');
  expect(() => Testing.synth(chart)).toThrow("shop] the warning 'workload/single-replica' must be accepted once here, and it is accepted twice. Leave one of the two out.");
});

test.each<[string, () => unknown, string]>([
  ['accept', () => (Warnings as any).accept(null, SINGLE.id, REASON), "[Warnings.accept] 'scope' must be a construct. Use one, a chart or a Cluster say."],
  ['accept of nothing', () => (Warnings as any).accept(), "[Warnings.accept] 'scope' must be a construct. Use one, a chart or a Cluster say."],
  ['linesOf', () => Warnings.linesOf(null as any), "[Warnings.linesOf] 'scope' must be a construct. Use one, a chart or a Cluster say."],
  ['of', () => Warnings.of(null as any), "[Warnings.of] 'scope' must be a construct. Use one, a chart or a Cluster say."],
  ['format of a text', () => Warnings.format('no callers' as any), "[Warnings.format] 'warning' must be a 'Finding', got a text. Use one that 'Warnings.of' answers."],
  ['format of nothing', () => Warnings.format(undefined as any), "[Warnings.format] 'warning' must be a 'Finding'. Use one that 'Warnings.of' answers."],
  ['format', () => Warnings.format(null as any), "[Warnings.format] 'warning' must be a 'Finding'. Use one that 'Warnings.of' answers."],
  ['containing', () => Cluster.containing(null as any), "[Cluster.containing] 'construct' must be a construct. Use one, a chart or a Cluster say."],
  ['tryContaining', () => Cluster.tryContaining('a' as any), "[Cluster.tryContaining] 'construct' must be a construct, got a text. Use one, a chart or a Cluster say."],
  ['atLeast', () => Cluster.atLeast(null as any, '1.30'), "[Cluster.atLeast] 'construct' must be a construct. Use one, a chart or a Cluster say."],
  ['atLeast of a number', () => Cluster.atLeast(new App(), 1.3 as any), "[Cluster.atLeast] 'minor' must be a string, got a number. Put it in quotes."],
  ['atLeast of no version', () => Cluster.atLeast(new App(), 'new'), "[Cluster.atLeast] 'minor' must be a minor version of Kubernetes, got 'new'. Use a text such as '1.30'."],
])('%s says what it must be given', (_, call, message) => {
  const error = errorOf(call);
  expect(error).toBeInstanceOf(FleetError);
  expect(error.message).toBe(message);
});

describe('a Cluster', () => {
  const dev = (props = {}) => new Cluster({
    name: 'dev', environment: 'dev', rules: { pack: RulePack.REFUSED }, warningsAsErrors: ['*'], acceptedWarnings: [{ id: SINGLE.id, reason: REASON, environments: ['dev'] }], ...props,
  });

  test('accepts by its environment, so that nothing is promoted and nothing printed', () => {
    const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const cluster = dev();
    deployment(new Chart(cluster, 'shop'), 'a');
    expect(cluster.synthYaml()).toContain(`accepted.fleetwright.io/workload.single-replica: ${REASON}`);
    expect(cluster.warnings.map(({ accepted }) => accepted)).toEqual([REASON]);
    expect(stderr).not.toHaveBeenCalled();
    stderr.mockRestore();
  });

  test('does not accept what is accepted in another environment', () => {
    const cluster = dev({ environment: 'production' });
    deployment(new Chart(cluster, 'shop'), 'a');
    expect(errorOf(() => cluster.synthYaml()).findings).toEqual([
      { id: SINGLE.id, severity: 'error', path: 'dev/shop/a', message: `${SINGLE.id}: one replica.` },
    ]);
  });

  test('refuses environments that are none of its', () => {
    expect(() => dev({ environment: undefined })).toThrow(new Error(
      "[dev] 'acceptedWarnings[0].environments' must not be given where the Cluster has no 'environment': it is none of them. Give the Cluster its 'environment', or leave this out."));
    expect(() => dev({ acceptedWarnings: [{ id: SINGLE.id, reason: REASON, environments: [] }] })).toThrow(
      new Error("[dev] 'acceptedWarnings[0].environments' must hold at least one. Leave it out for all of them."));
  });

  test('must know its name', () => {
    expect(() => new Cluster({ name: Lazy.any({ produce: () => 'prod' }) as any })).toThrow(
      new Error("[Cluster] 'name' must be known when the program runs. Give the name itself."));
    expect(() => new Cluster({ name: placeholder('a') })).toThrow(new Error("[Cluster] 'name' must be known when the program runs. Give the name itself."));
  });

  test('refuses an id or a reason that is none, at once', () => {
    const message = "[dev] 'acceptedWarnings[0].reason' must say why, got ''. Write why it is all right here.";
    expect(() => dev({ acceptedWarnings: [{ id: SINGLE.id, reason: '' }] })).toThrow(new Error(message));
    expect(() => dev({ warningsAsErrors: ['workload/single-replicas'] })).toThrow(
      new Error("[dev] 'warningsAsErrors[0]' must be the id of a warning of this library, got 'workload/single-replicas'. Use 'workload/single-replica'."));
  });
});

test('a plain App prints its warnings after its synth, once, without those that are accepted', () => {
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const app = Testing.app();
  const chart = new Chart(app, 'shop');
  Warnings.accept(deployment(chart, 'a'), SINGLE.id, REASON);
  deployment(chart, 'b');
  Testing.synth(chart);
  expect(stderr).not.toHaveBeenCalled();
  app.synth();
  expect(stderr.mock.calls).toEqual([['warning [shop/b] workload/single-replica: one replica.\n']]);
  stderr.mockRestore();
});
