import { App, Chart, Lazy } from 'cdk8s';
import { anything, list, readProps, struct } from '../../lib/construct/shape';
import { Warnings } from '../../lib/construct/warnings';
import { placeholder } from '../../lib/manifest/known';

const RESOURCES = struct<{ cpu?: string; memory?: string }>("{ memory: '1Gi' }", { cpu: anything, memory: anything });
const SHAPES = { replicas: anything, resources: RESOURCES, sidecars: list(RESOURCES, '[]') };

/** What is said of some props, without the path of the construct. */
function said(props: unknown): string[] {
  const chart = new Chart(new App(), 'shop');
  readProps(chart, props, SHAPES);
  return Warnings.of(chart).map((warning) => Warnings.format(warning).replace('[shop] construct/unknown-prop: ', ''));
}

test('a prop that looks like another one is a warning that names that one, and the path of the construct', () => {
  const chart = new Chart(new App(), 'shop');
  expect(readProps(chart, { replicsa: 3 }, SHAPES)).toEqual({ replicsa: 3 });
  expect(Warnings.of(chart)).toEqual([
    { id: 'construct/unknown-prop', path: 'shop', message: "'replicsa' is no prop, so that nothing reads it. Did you mean 'replicas'?" },
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
