import { ApiObject, App, Chart, IResolver, Lazy, ResolutionContext, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster } from '../../lib/cluster/cluster';
import { labels, list } from '../../lib/construct/collection';
import { Faults, findingsOf } from '../../lib/construct/faults';
import { FleetError } from '../../lib/construct/fleet-error';
import { judgeAtSynth } from '../../lib/construct/late-values';
import { ManifestConstruct } from '../../lib/construct/manifest-construct';
import { readProps } from '../../lib/construct/read-props';
import { dnsLabel, int32, text } from '../../lib/construct/shape';
import { struct } from '../../lib/construct/struct';
import { Warnings } from '../../lib/construct/warnings';
import { placeholder } from '../../lib/manifest/known';

interface Part { readonly name: string }

interface ThingProps {
  readonly size?: number;
  readonly parts?: Part[];
  readonly labels?: { [key: string]: string };
  readonly note?: string;
}

const PART = struct<Part>("{ name: 'a' }", { name: dnsLabel("Use 'a'") });
const SHAPES = { size: int32({ min: 1, fix: 'Use 1' }), parts: list(PART, "[{ name: 'a' }]"), labels: labels(), note: text };

class Thing extends ManifestConstruct {
  public judged: unknown[] = [];

  constructor(scope: Construct, id: string, props: object) {
    super(scope, id);
    const faults = new Faults(this);
    readProps<ThingProps>(faults, props, SHAPES, Thing, (late) => this.judged.push(late));
    faults.report();
    this._emit('object', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: id } });
  }
}

const late = (value: unknown): any => Lazy.any({ produce: () => value });
const thing = (props: object, app = new App()) => new Thing(new Chart(app, 'shop'), 'thing', props);
const said = (construct: Construct) => findingsOf(construct).map(({ id, prop, message }) => [id, prop, message]);

test('every construct judges at synth what its props become, by the shape of each', () => {
  expect(said(thing({ size: late(0), parts: [{ name: late('A') }], labels: { team: late('a b') } }))).toEqual([
    ['prop/range', 'size', "'size' must be a whole number of at least 1, got 0. Use 1."],
    ['prop/grammar', 'parts[0].name', expect.stringContaining("'parts[0].name' must be a DNS label")],
    ['prop/grammar', 'labels.team', expect.stringContaining("'labels.team' must be a label value")],
  ]);
});

test('asks for values when the manifests are rendered, not before', () => {
  const values = [1];
  const api = thing({ size: Lazy.any({ produce: () => values[0] }) });
  values[0] = -1;
  expect(said(api)).toEqual([['prop/range', 'size', "'size' must be a whole number of at least 1, got -1. Use 1."]]);
});

test('hands on what is of the right type, and nothing else', () => {
  const right = thing({ size: late(3), parts: [{ name: late(late('a')) }] });
  expect(said(right)).toEqual([]);
  expect(right.judged).toEqual([{ size: 3, parts: [{ name: 'a' }] }]);
  const wrong = thing({ size: late(3), note: late(5) });
  expect(said(wrong)).toEqual([['prop/type', 'note', "'note' must be a string, got a number. Put it in quotes."]]);
  expect(wrong.judged).toEqual([]);
});

test('judges nothing again where there is no token', () => {
  const plain = thing({ size: 3, labels: { team: placeholder('team') } });
  expect(said(plain)).toEqual([]);
  expect(plain.judged).toEqual([]);
});

test('a token that becomes nothing is a fault, and not a prop that was left out', () => {
  const rule = 'must have a value when the manifest is rendered, but its token became none. Leave the prop out for its default, or let the token make a value.';
  expect(said(thing({ size: late(undefined), parts: [{ name: late(late(null)) }], labels: { team: late(undefined) } }))).toEqual([
    ['prop/type', 'labels.team', expect.stringMatching(/^'labels.team' must have a value, got undefined/)],
    ['prop/required', 'size', `'size' ${rule}`], ['prop/required', 'parts[0].name', `'parts[0].name' ${rule}`],
  ]);
});

test('leaves a token that cannot be resolved to what renders it', () => {
  const broken = Lazy.any({ produce: () => { throw new Error('not yet'); } });
  expect(said(thing({ size: broken }))).toEqual([]);
});

test('resolves as the App does', () => {
  class Doubled implements IResolver {
    public resolve(context: ResolutionContext): void {
      if (typeof context.value?.resolve === 'function') { context.replaceValue(context.value.resolve() * -2); }
    }
  }
  class Four {
    public resolve() { return 4; }
  }
  const construct = thing({ size: new Four() }, new App({ resolvers: [new Doubled()] }));
  expect(said(construct)).toEqual([['prop/range', 'size', "'size' must be a whole number of at least 1, got -8. Use 1."]]);
});

test('tells a resolver of the App the object and the value, at no key', () => {
  const asked: unknown[][] = [];
  const token = late(3);
  const resolver: IResolver = {
    resolve: (context) => {
      if (context.value === token) { asked.push([context.obj.kind, context.key]); }
    },
  };
  said(thing({ size: token }, new App({ resolvers: [resolver] })));
  expect(asked).toEqual([['ConfigMap', []]]);
});

test('asks nothing of a construct that writes no object, or stands in no App', () => {
  const judged: unknown[] = [];
  const judge = (construct: Construct) => {
    judgeAtSynth(construct, { size: late(0) }, (props, faults) => { judged.push(props); faults.add({ id: 'prop/range', rule: 'must not', fix: 'Do' }); });
    return said(construct);
  };
  const chart = new Chart(new App(), 'shop');
  expect([judge(new Construct(chart, 'empty')), judge(new Chart(undefined as any, 'alone'))]).toEqual([[], []]);
  const alone = new Chart(undefined as any, 'other');
  new ApiObject(alone, 'object', { apiVersion: 'v1', kind: 'ConfigMap' });
  expect([judge(alone), judged]).toEqual([[], []]);
});

test('keeps what others made as it is, and copies what factories and programs wrote', () => {
  class Other { public constructor(public readonly name: unknown) {} }
  class Empty {}
  class Made { public constructor(public readonly _given: unknown) {} }
  const construct = thing({});
  const [other, empty, token] = [new Other(late(1)), new Empty(), late(2)];
  const shared = { token };
  let read: any;
  const given = { other, empty, made: new Made({ token }), list: [token, late(undefined)], a: shared, b: shared };
  judgeAtSynth(construct, given, (props, _, missing) => { read = [props, missing]; });
  expect(said(construct)).toEqual([]);
  const [{ a, b, ...props }, missing] = read;
  expect([props.other, props.empty, props.made._given, props.list]).toEqual([other, empty, { token: 2 }, [2, undefined]]);
  expect([props.other === other, props.empty === empty, props.made instanceof Made, a === b]).toEqual([true, true, true, true]);
  expect([a, missing]).toEqual([{ token: 2 }, [['list', 1]]]);
});

test('a value that was wrong from the start ends the call, as before', () => {
  expect(() => thing({ labels: 5, size: late(0) })).toThrow(FleetError);
  expect(ApiObject.isApiObject(thing({}).node.findChild('object'))).toBe(true);
});

describe('is judged', () => {
  test.each<[string, () => App, (construct: Thing) => void]>([
    ['synth of an App', () => Testing.app(), ({ node }) => (node.root as App).synth()],
    ['synth of an App as one text', () => new App(), ({ node }) => (node.root as App).synthYaml()],
    ['synth of a Cluster', () => new Cluster({ name: 'dev' }), ({ node }) => (node.root as App).synthYaml()],
    ['look at a chart of an App', () => new App(), (construct) => Testing.synth(Chart.of(construct))],
    ['look at warnings', () => new App(), (construct) => Warnings.of(construct)],
  ])('once per %s', (_, root, look) => {
    const app = root();
    new Chart(app, 'other');
    const construct = thing({ size: late(3) }, app);
    look(construct);
    expect(construct.judged).toHaveLength(1);
    look(construct);
    expect(construct.judged).toHaveLength(2);
  });

  test('and what was told before is not told again', () => {
    const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const app = Testing.app();
    thing({ size: late(3), nought: 1 }, app);
    app.synth();
    expect(stderr.mock.calls).toEqual([["warning [shop/thing] construct/unknown-prop: 'nought' is no prop, so that nothing reads it. There are 'size', 'parts', 'labels', 'note'.\n"]]);
    stderr.mockRestore();
  });
});
