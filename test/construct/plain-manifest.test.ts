import { ApiObject, App, Chart, JsonPatch, Lazy } from 'cdk8s';
import * as fc from 'fast-check';
import { plainManifest } from '../../lib/construct/plain-manifest';
import { duringSynth } from '../../lib/construct/synth-cache';

// More of them where somebody asks: the walk was changed, or cdk8s.
const RUNS = Number(process.env.MANIFESTS ?? 1500);

const key = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom('a', 'b', 'c', 'name', 'labels', 'value', 'A', '10', '9', '2', 'z-z', 'é', '') },
  { weight: 1, arbitrary: fc.constantFrom('constructor', '__proto__', 'toJSON', 'resolve', 'hasOwnProperty', '\ue000id\ue001') }, { weight: 1, arbitrary: fc.string({ maxLength: 5 }) },
);
const scalar = fc.oneof(
  { weight: 12, arbitrary: fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('', 'x', 'y', '😀', 'é', 'z')) },
  { weight: 1, arbitrary: fc.constantFrom('\ud800', '\ue000id\ue001', NaN) },
  { weight: 6, arbitrary: fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean()) },
  { weight: 1, arbitrary: fc.constantFrom(null, undefined) },
);
const rarity = fc.constantFrom<unknown>(
  10n, NaN, new Date(0), new Map(), new (class Other {})(), new (class Token { public resolve() { return { b: 1, a: null }; } })(),
  new (class Quantity { public constructor(public readonly value = '1Gi') {} })(), Object.create(null), () => 1, Symbol('x'), Object.create({ inherited: 1 }),
);
const { value, object } = fc.letrec<{ value: unknown; object: object }>((tie) => ({
  value: fc.oneof({ depthSize: 'medium', maxDepth: 4 },
    { weight: 40, arbitrary: scalar }, { weight: 1, arbitrary: rarity }, { weight: 20, arbitrary: tie('object') },
    { weight: 12, arbitrary: fc.array(tie('value'), { maxLength: 4 }) },
    { weight: 4, arbitrary: tie('value').map((late) => Lazy.any({ produce: () => late })) },
    { weight: 1, arbitrary: fc.constant(Lazy.any({ produce: () => { throw new Error('not yet'); } })) }),
  object: fc.array(fc.tuple(key, tie('value')), { maxLength: 6 }).map((entries) => Object.fromEntries(entries)),
}));
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const labels = fc.dictionary(key, fc.string({ maxLength: 3 }), { maxKeys: 3 });
const props = fc.record({
  apiVersion: fc.constant('v1'), kind: fc.constant('Thing'), spec: value, data: object, 10: value, 9: value,
  metadata: maybe(fc.record({
    name: maybe(fc.constant('thing')), namespace: maybe(fc.constant('there')), labels: maybe(labels), annotations: maybe(labels), generateName: maybe(fc.constant('thing-')),
    finalizers: maybe(fc.array(fc.string({ maxLength: 3 }), { maxLength: 2 })), ownerReferences: maybe(fc.array(object, { maxLength: 2 })), more: maybe(value),
  }, { requiredKeys: [] })),
}, { requiredKeys: ['apiVersion', 'kind'] });

function outcome(render: () => unknown): string {
  try {
    const seen = render();
    // With what JSON would hide, and the keys in their order.
    return JSON.stringify(seen, (_, each) => (typeof each === 'bigint' || typeof each === 'number' ? `number ${each}` : each === undefined ? 'undefined' : each));
  } catch (error) {
    return `throws ${(error as Error).message}`;
  }
}

const inChart = (given: any, app = new App()): ApiObject => new ApiObject(new Chart(app, 'chart', { namespace: 'here', labels: { chart: 'yes' } }), 'thing', given);
/** The same with one thing in it changed, left out or added, wherever the numbers lead. */
function changed(given: any, [number, ...others]: readonly number[], by: unknown): any {
  if (number === undefined || typeof given !== 'object' || given === null || Object.getPrototypeOf(given) !== Object.prototype) { return by; }
  const keys = Object.keys(given);
  const chosen = keys[number % (keys.length + 1)];
  if (chosen === undefined) { return Object.fromEntries([...Object.entries(given), ['__proto__', by]]); }
  if (others.length === 0 && number % 2 === 0) { return Object.fromEntries(Object.entries(given).filter(([each]) => each !== chosen)); }
  return { ...given, [chosen]: changed(given[chosen], others, by) };
}

const inSynth = (thing: ApiObject) => duringSynth(thing.node.root, () => plainManifest(thing));
const small = () => ({ apiVersion: 'v1', kind: 'Thing', metadata: { name: 'thing' }, spec: { b: 1, a: 2 } });

describe('plainManifest', () => {
  test('makes of an object what cdk8s makes of it, to the order of the keys', () => {
    let made = 0;
    fc.assert(fc.property(props, labels, maybe(value), (given, added, more) => {
      const thing = inChart(given);
      Object.entries(added).forEach(([name, each]) => { if (name !== '__proto__') { thing.metadata.addAnnotation(name, each); } });
      if (more !== undefined) { thing.metadata.add('more', more); }
      const plain = plainManifest(thing);
      if (plain === undefined) { return; }
      made += 1;
      expect(outcome(() => plain)).toBe(outcome(() => thing.toJson()));
    }), { numRuns: RUNS });
    // It says something only where it does not leave the work to cdk8s.
    expect(made).toBeGreaterThan(RUNS / 8);
  }, 60_000 + RUNS * 5);

  test('is the manifest of the synth before where it would be the same, and no other', () => {
    let shared = 0;
    fc.assert(fc.property(props, fc.array(fc.nat(20), { maxLength: 4 }), value, fc.boolean(), (given: any, way, by, isSame) => {
      const twin = isSame ? given : { ...changed(given, way, by), apiVersion: 'v1', kind: 'Thing' };
      // cdk8s takes no such thing.
      if (outcome(() => inChart(twin).name).startsWith('throws')) { return; }
      const [before, now] = [inSynth(inChart(given)), inSynth(inChart(twin))];
      if (now === undefined) { return; }
      expect(outcome(() => now)).toBe(outcome(() => inChart(twin).toJson()));
      shared += Number(before === now);
    }), { numRuns: RUNS });
    expect(shared).toBeGreaterThan(RUNS / 8);
  }, 60_000 + RUNS * 5);

  test('asks nobody but the synth before', () => {
    const first = inSynth(inChart(small()));
    inSynth(inChart({ ...small(), spec: { b: 1, a: 3 } }));
    const third = inSynth(inChart(small()));
    expect(third).toEqual(first);
    expect(third).not.toBe(first);
  });

  test('shares nothing with what it was given', () => {
    const given = small();
    (plainManifest(inChart(given)) as any).spec.b = 'changed';
    expect(given).toEqual(small());
  });

  test('asks a Lazy what it is, and one in that', () => {
    const spec = Lazy.any({ produce: () => ({ b: Lazy.any({ produce: () => 2 }), a: 1, c: Lazy.any({ produce: () => undefined }) }) });
    expect(JSON.stringify(plainManifest(inChart({ ...small(), spec }))!.spec)).toBe('{"a":1,"b":2}');
  });

  test.each<[string, () => ApiObject]>([
    ['an object with patches', () => {
      const thing = inChart(small());
      thing.addJsonPatch(JsonPatch.replace('/spec/a', 3));
      return thing;
    }],
    ['a class with a way of its own', () => new (class extends ApiObject { public override toJson() { return { mine: true }; } })(new Chart(new App(), 'chart'), 'thing', small())],
    ['an object that was given a way of its own', () => Object.assign(inChart(small()), { toJson: () => ({ mine: true }) })],
    ['metadata with a way of its own', () => {
      const thing = inChart(small());
      Object.assign(thing.metadata, { toJson: () => ({ name: 'mine' }) });
      return thing;
    }],
    ['an App with resolvers', () => inChart(small(), new App({ resolvers: [{ resolve: (context) => { if (context.value === 2) { context.replaceValue(3); } } }] }))],
    ['a token of others', () => inChart({ ...small(), spec: { resolve: () => 1 } })],
    ['a class instance', () => inChart({ ...small(), spec: new Date(0) })],
    ['what is known to a deployment alone', () => inChart({ ...small(), spec: { a: '\ue000id\ue001' } })],
    ['a number that is not finite', () => inChart({ ...small(), spec: { a: NaN } })],
    ['half a surrogate pair', () => inChart({ ...small(), spec: { a: '\ud800' } })],
    ['nothing in a list', () => inChart({ ...small(), spec: [null] })],
  ])('leaves %s to cdk8s', (_, make) => expect(plainManifest(make())).toBeUndefined());

  test('leaves all to cdk8s that is told not to sort', () => {
    process.env.CDK8S_DISABLE_SORT = 'yes';
    try {
      expect(plainManifest(inChart(small()))).toBeUndefined();
    } finally {
      delete process.env.CDK8S_DISABLE_SORT;
    }
  });
});
