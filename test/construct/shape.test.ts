import { App, Chart, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster } from '../../lib/cluster/cluster';
import { annotations, labels, list } from '../../lib/construct/collection';
import { Faults } from '../../lib/construct/faults';
import { FleetError } from '../../lib/construct/fleet-error';
import { readProps } from '../../lib/construct/read-props';
import { anything, defaulted, dnsLabel, flag, int32, intOrPercent, oneOf, required, text, textOf } from '../../lib/construct/shape';
import { Shapes, struct } from '../../lib/construct/struct';
import { Warnings } from '../../lib/construct/warnings';
import { placeholder } from '../../lib/manifest/known';

const RESOURCES = struct<{ cpu?: string; memory?: string }>("{ memory: '1Gi' }", { cpu: anything, memory: anything });
const SHAPES = { replicas: anything, resources: RESOURCES, sidecars: list(RESOURCES, '[]') };

/** What is said of some props, without the path of the construct. */
function said(props: unknown): string[] {
  const chart = new Chart(new App(), 'shop');
  readProps(new Faults(chart), props, SHAPES);
  return Warnings.of(chart).map((warning) => Warnings.format(warning).replace('[shop] construct/unknown-prop: ', ''));
}

test('a prop that looks like another one is a warning that names that one, and the path of the construct', () => {
  const chart = new Chart(new App(), 'shop');
  expect(readProps(new Faults(chart), { replicsa: 3 }, SHAPES)).toEqual({ replicsa: 3 });
  expect(Warnings.of(chart)).toEqual([
    { id: 'construct/unknown-prop', severity: 'warning', path: 'shop', prop: 'replicsa', message: "'replicsa' is no prop, so that nothing reads it. Did you mean 'replicas'?" },
  ]);
});

test('so is any field of something inside that nothing reads', () => {
  expect(said({ resources: { memroy: '1Gi' }, sidecars: [{}, { limits: {} }] })).toEqual([
    "'resources.memroy' is no prop, so that nothing reads it. Did you mean 'memory'?",
    "'sidecars[1].limits' is no prop, so that nothing reads it. There are 'cpu', 'memory'.",
  ]);
});

class Given {
  public readonly cpus = '1';
  public get memory() { return '1Gi'; }
}

test.each<[string, unknown]>([
  ['what is there', { replicas: 3, resources: { cpu: '1' } }],
  ['what a construct has that extends this one', { team: 'payments', owner: 'a' }],
  ['what looks like a prop that is given, too', { replica: 1, replicas: 3 }],
  ['what is not given', { replicsa: undefined, resources: { memroy: null } }],
  ['members of an instance of a class', { resources: new Given() }],
  ['an instance of a class in place of all', Object.assign(new Given(), { replicsa: 1 })],
  ['a name that is not known yet', { resources: { [placeholder('x')]: 1 } }],
  ['a token', { replicas: Lazy.any({ produce: () => ({ cpus: 1 }) }) }],
])('says nothing of %s', (_, props) => {
  expect(said(props)).toEqual([]);
});

class Workload extends Construct {}
class Mine extends Workload {}

/** What is said of unread props of a construct. */
function unreadOf(construct: Construct, props: unknown): string[] {
  readProps(new Faults(construct), props, SHAPES, Workload);
  return Warnings.of(construct).map(({ prop }) => prop!);
}

test('every prop that nothing reads is said where the class is ours, and what is near where it is extended', () => {
  const chart = new Chart(new App(), 'shop');
  const props = { replicsa: 3, replicas: 1, hostAliases: [], resorces: {} };
  expect(unreadOf(new Workload(chart, 'ours'), props)).toEqual(['replicsa', 'hostAliases', 'resorces']);
  expect(unreadOf(new Mine(chart, 'mine'), props)).toEqual(['resorces']);
});

describe('shapes', () => {
  interface Texts { [key: string]: string }
  interface Props { name: string; replicas?: number; surge?: number | string; mode?: string; labels?: Texts; notes?: Texts; on?: boolean; zone?: string }
  const fields: Shapes<Props> = {
    name: required(dnsLabel("Use 'api'"), "Add 'name'"),
    replicas: defaulted(2, int32({ min: 0, fix: 'Use 2' })),
    surge: intOrPercent({ fix: 'Use 1' }),
    mode: oneOf({ FAST: 'Fast', SAFE: 'Safe' }),
    labels: labels(),
    notes: annotations(),
    on: flag,
    zone: textOf((zone) => (zone === 'a' ? undefined : 'must be a'), { fix: 'Use a' }),
  };

  function read(props: unknown) {
    const faults = new Faults(new Chart(new App(), 'shop'));
    const value = readProps<Props, 'replicas'>(faults, props, fields);
    try { faults.throwIfAny(); } catch (error) { return { value, error: error as FleetError }; }
    return { value, error: undefined };
  }

  test('fill in what is not given, and drop nulls', () => {
    expect(read({ name: 'api', surge: null })).toEqual({ value: { name: 'api', replicas: 2 }, error: undefined });
  });

  test('let through what is not known yet', () => {
    const token = Lazy.any({ produce: () => 'x' });
    const later = placeholder('replicas');
    const props = { name: later, replicas: later, surge: token, mode: token, on: token, zone: token, labels: { a: later }, notes: { b: later } };
    expect(read(props)).toEqual({ value: props, error: undefined });
  });

  test('say all that is wrong with the values, each with prop, value and way out', () => {
    const { error } = read({ name: 'A', replicas: -1, surge: '1.5%', mode: 'fast', labels: { 'a b': 'ok', 'c': 'not ok' }, notes: { 'd e': '' }, zone: 'b' });
    expect(error!.findings.map(({ id, prop, value, fix }) => [id, prop, value, fix])).toEqual([
      ['prop/grammar', 'name', "'A'", "Use 'api'"],
      ['prop/range', 'replicas', '-1', 'Use 2'],
      ['prop/range', 'surge', "'1.5%'", 'Use 1'],
      ['prop/choice', 'mode', "'fast'", "Use 'Fast'"],
      ['prop/grammar', 'labels.c', "'not ok'", 'Correct the value'],
      ['prop/grammar', "labels['a b']", undefined, "Use a key such as 'example.com/team'"],
      ['prop/grammar', "notes['d e']", undefined, "Use a key such as 'example.com/owner'"],
      ['prop/grammar', 'zone', "'b'", 'Use a'],
    ]);
  });

  test.each<[string, unknown, string]>([
    ['a missing one', {}, "'name' must be given. Add 'name'."],
    ['labels that are a list', { name: 'a', labels: [] }, "'labels' must be an object of names and values. Use one such as { 'example.com/team': 'payments' }."],
    ['an annotation that is a construct', { name: 'a', notes: { b: new App() } }, "'notes.b' must not be a construct. Use its 'name', or whatever of it is meant."],
    ['yes and no that are a construct', { name: 'a', on: new App() }, "'on' must be true or false. Leave it out for the default."],
    ['a text with a rule that is a list', { name: 'a', zone: ['a'] }, "'zone' must be a string, got a list. Give a text."],
    ['an annotation that is a number', { name: 'a', notes: { b: 1 } }, "'notes.b' must be a string, got a number. Put it in quotes."],
  ])('end the call for %s, which nothing can be built of', (_, props, message) => {
    expect(() => read(props)).toThrow(new Error(`[shop] ${message}`));
  });

  test('outside of constructs, what nothing reads is a fault', () => {
    const faults = new Faults('SnapshotRepository.s3');
    struct<{ credentials?: string }>('{ … }', { credentials: text })({ credentails: 'x', other: 1 }, faults.props);
    expect(() => faults.throwIfAny()).toThrow(new Error([
      "[SnapshotRepository.s3] 'credentails' is no prop, so that nothing reads it. Use 'credentials', or leave it out.",
      "[SnapshotRepository.s3] 'other' is no prop, so that nothing reads it. There are 'credentials'.",
    ].join('\n')));
  });
});

describe('what nothing reads, beside other errors', () => {
  const IMAGE = { image: required(text, "Use 'a:1'"), replicas: int32({ min: 0, fix: 'Correct it' }) };
  const NO_PROP = "'imagee' is no prop, so that nothing reads it. Did you mean 'image'?";

  test('stands in the error that ends a call', () => {
    const chart = new Chart(new App(), 'shop');
    const call = () => readProps(new Faults(chart), { imagee: 'a:1' }, IMAGE, Chart);
    expect(call).toThrow(new Error(`[shop] 'image' must be given. Use 'a:1'.\n[shop] ${NO_PROP}`));
    try { call(); } catch (error) { expect((error as FleetError).findings.map(({ id, prop }) => [id, prop])).toEqual([['prop/required', 'image'], ['construct/unknown-prop', 'imagee']]); }
  });

  test.each([true, false])('stands in the error of a synth, unless it is accepted or of what is not at fault (accepted: %s)', (isAccepted) => {
    const cluster = new Cluster({ name: 'prod', acceptedWarnings: isAccepted ? [{ id: 'construct/unknown-prop', reason: 'a test' }] : [] });
    for (const [id, replicas] of [['bad', -1], ['good', 1]] as const) {
      const construct = new Construct(new Chart(cluster, id), 'api');
      const faults = new Faults(construct);
      readProps(faults, { image: 'a:1', imagee: 'a:1', replicas }, IMAGE, Construct);
      faults.report();
    }
    expect(() => cluster.synthYaml()).toThrow(new Error([
      `Nothing was written: the manifests have ${isAccepted ? 'an error' : '2 errors'}.`,
      "  [prod/bad/api] 'replicas' must be a whole number of at least 0, got -1. Correct it.",
      ...isAccepted ? [] : ["  [prod/bad/api] 'imagee' is no prop, so that nothing reads it. Did you mean 'image'?"],
    ].join('\n')));
  });
});
