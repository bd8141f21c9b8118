import { App, Chart, Duration, Lazy, Size } from 'cdk8s';
import { Faults } from '../../lib/construct/faults';
import { flag, int32, oneOf, required, Shape, text } from '../../lib/construct/shape';
import { further, raw, rawOf, selecting, struct } from '../../lib/construct/struct';
import { Warnings } from '../../lib/construct/warnings';
import { placeholder } from '../../lib/manifest/known';

/** All that a shape says of a value: faults, then warnings. */
function said(shape: Shape, value: unknown): string[] {
  const chart = new Chart(new App(), 'shop');
  const faults = new Faults(chart);
  shape(value, faults.props.at('extra'));
  return [...faults.error.findings.filter(({ id }) => id !== 'construct/unknown-prop'), ...Warnings.of(chart)].map(({ id, message }) => `${id}: ${message}`);
}

const late = Lazy.any({ produce: () => ({}) });
const SPEC = { paused: flag, replicas: int32({ min: 0, fix: 'Use 1' }) };

describe("Kubernetes' own object", () => {
  const SHAPE = rawOf('DeploymentSpec', SPEC);

  test.each<[string, Shape, unknown, string[]]>([
    ['a text', raw('DeploymentSpec'), 'paused', ["prop/type: 'extra' must be an object, got a text. Use Kubernetes' DeploymentSpec."]],
    ['a list', raw('DeploymentSpec'), [], ["prop/type: 'extra' must be an object. Use Kubernetes' DeploymentSpec."]],
    ['a text where fields are known', SHAPE, 3, ["prop/type: 'extra' must be an object, got a number. Use Kubernetes' DeploymentSpec."]],
    ['a field of the wrong shape', SHAPE, { replicas: -1 }, ["prop/range: 'extra.replicas' must be a whole number of at least 0, got -1. Use 1."]],
    ['a field that must be given', rawOf('DeploymentSpec', { selector: required(text, 'Say which') }), {}, ["prop/required: 'extra.selector' must be given. Say which."]],
    ['a field that is like a known one', SHAPE, { pausd: true }, [
      "construct/unknown-prop: 'extra.pausd' is no field of Kubernetes' DeploymentSpec, unless it is a new one: it is written as it is. Did you mean 'paused'?",
    ]],
    ['a field that is like none', SHAPE, { tomorrow: 0 }, [
      "construct/unknown-prop: 'extra.tomorrow' is no field of Kubernetes' DeploymentSpec, unless it is a new one: it is written as it is. There are 'paused', 'replicas'.",
    ]],
    ['a field that every object has', SHAPE, { constructor: 1 }, [expect.stringContaining("'extra.constructor' is no field of Kubernetes' DeploymentSpec")]],
  ])('is not %s, or that is said', (_, shape, value, expected) => {
    expect(said(shape, value)).toEqual(expected);
  });

  test.each<[string, unknown]>([
    ['an unknown field that is null', { tomorrow: null }],
    ['an unknown field that is undefined', { tomorrow: undefined }],
    ['a field whose name is not known yet', { [placeholder('x')]: 1 }],
    ['a token as a whole', late],
    ['known fields', { paused: true, replicas: 0 }],
  ])('may hold %s', (_, value) => {
    expect(said(SHAPE, value)).toEqual([]);
  });
});

describe('further fields', () => {
  const SHAPE = further('DeploymentSpec', { selector: '', replicas: 'replicas', paused: 'isPaused' }, { minReadySeconds: int32({ min: 0, fix: 'Use 1' }) });

  test.each<[string, unknown, string[]]>([
    ['a token as a whole', late, ["prop/type: 'extra' must be known: other fields are written beside it. Give the fields one by one; their values may be tokens."]],
    ['a placeholder as a whole', placeholder('x'), ["prop/type: 'extra' must be known: other fields are written beside it. Give the fields one by one; their values may be tokens."]],
    ['a list', [1], ["prop/type: 'extra' must be an object. Use Kubernetes' DeploymentSpec."]],
    ['one that the construct sets', { selector: {} }, ["construct/one-place: 'extra.selector' must not be given: the construct sets it. Leave it out."]],
    ['one that has a prop', { replicas: 1, paused: true }, [
      "construct/one-place: 'extra.replicas' must not be given: there is a prop for it. Use 'replicas'.",
      "construct/one-place: 'extra.paused' must not be given: there is a prop for it. Use 'isPaused'.",
    ]],
    ['one of the wrong shape', { minReadySeconds: -1 }, ["prop/range: 'extra.minReadySeconds' must be a whole number of at least 0, got -1. Use 1."]],
    ['nothing wrong', { strategy: late, toString: 1 }, []],
  ])('are judged: %s', (_, value, expected) => {
    expect(said(SHAPE, value)).toEqual(expected);
  });

  test('are none where they are a token', () => {
    const faults = new Faults('test');
    expect([SHAPE(late, faults.props), SHAPE({ a: 1 }, faults.props), SHAPE(null, faults.props)]).toEqual([undefined, { a: 1 }, undefined]);
  });
});

test('who is selected has no field that nothing reads, in a construct too', () => {
  const chart = new Chart(new App(), 'shop');
  const faults = new Faults(chart);
  selecting<{ app?: string; team?: string }>("{ app: 'a' }", { app: text, team: text })({ apps: 'a', zone: 'b' }, faults.props.at('who'));
  expect(faults.error.findings.map(({ id, message, fix }) => [id, message, fix])).toEqual([
    ['construct/unknown-prop', "'who.apps' is no prop, so that nothing reads it. Use 'app', or leave it out.", "Use 'app', or leave it out"],
    ['construct/unknown-prop', "'who.zone' is no prop, so that nothing reads it. There are 'app', 'team'.", "There are 'app', 'team'"],
  ]);
  expect(Warnings.of(chart)).toEqual([]);
});

test('fields of what is no object are not asked for', () => {
  expect(said(struct<{ app: string }>("{ app: 'a' }", { app: required(text, 'Say it') }), ['a'])).toEqual(["prop/type: 'extra' must be an object. Use one such as { app: 'a' }."]);
});

describe('what stands in the place of a value of Kubernetes', () => {
  const MODE = oneOf({ FAST: 'Fast', SAFE: 'Safe' });
  const SHAPES: [string, Shape][] = [['a text', text], ['a number', int32({ min: 0, fix: 'Use 1' })], ['one of several', MODE], ['yes or no', flag]];

  test.each(SHAPES.filter(([name]) => name !== 'yes or no'))('is told by what it is, for %s', (_, shape) => {
    const values = [Symbol('a'), new App(), Duration.seconds(3), Size.mebibytes(1)];
    expect(values.flatMap((value) => said(shape, value))).toEqual([
      "prop/type: 'extra' must not be a symbol. Give a text or a number.",
      "prop/type: 'extra' must not be a construct. Use its 'name', or whatever of it is meant.",
      "prop/type: 'extra' must not be a 'Duration' of cdk8s. Use its number, as 'toSeconds()' answers it.",
      "prop/type: 'extra' must not be a 'Size' of cdk8s. Use a quantity such as '512Mi'.",
    ]);
  });

  test.each(SHAPES)('is a token, for %s', (_, shape) => expect(said(shape, late)).toEqual([]));
});
