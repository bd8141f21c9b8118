import { App, Chart, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster } from '../../lib/cluster/cluster';
import { Fault } from '../../lib/construct/fault';
import { Faults, findingsOf, foreignFinding, withUnread } from '../../lib/construct/faults';
import { Finding } from '../../lib/construct/finding';
import { FleetError } from '../../lib/construct/fleet-error';
import { FleetErrors } from '../../lib/construct/fleet-errors';
import { placeholder } from '../../lib/manifest/known';

const IMAGE = { id: 'prop/grammar', prop: 'image', rule: 'must name a fixed tag or digest', fix: "Use ':1.4.2' or '@sha256:…'" };

function circular(): object {
  const value: { self?: object } = {};
  value.self = value;
  return value;
}

describe('Faults', () => {
  test('names the cluster, the path, the prop, the rule, the value and the way out', () => {
    const chart = new Chart(new Cluster({ name: 'prod-eu' }), 'payments');
    const faults = new Faults(chart);
    faults.add({ ...IMAGE, got: 'api:latest' });
    expect(() => faults.throwIfAny()).toThrow(new Error(
      "[prod-eu/payments] 'image' must name a fixed tag or digest, got 'api:latest'. Use ':1.4.2' or '@sha256:…'."));
  });

  test('reports everything at once, a line each', () => {
    const faults = new Faults(new Chart(new App(), 'payments'));
    faults.add({ ...IMAGE, got: 'api' });
    faults.props.at('name').check('must be a DNS label', { id: 'prop/grammar', got: 'Api', fix: "Use 'api'" });
    faults.props.at('port').check(undefined, { id: 'prop/range', got: 80, fix: 'Nothing' });
    expect(() => faults.throwIfAny()).toThrow(new Error(
      "[payments] 'image' must name a fixed tag or digest, got 'api'. Use ':1.4.2' or '@sha256:…'.\n" +
      "[payments] 'name' must be a DNS label, got 'Api'. Use 'api'."));
  });

  test.each([
    ['a list', [1, 'a'], '[1,"a"]'],
    ['zero', 0, '0'],
    ['an empty string', '', "''"],
    ['null', null, 'null'],
    ['what is no number', Number('three'), 'NaN'],
    ['what JSON has no word for', 3n, '3'],
    ['what refers to itself', circular(), '[object Object]'],
    ['a long text, shortened', 'x'.repeat(200), `'${'x'.repeat(117)}...'`],
    ['a placeholder, without its text', `a-${placeholder('7')}`, 'a value not known yet'],
    ['a token, without looking inside', Lazy.any({ produce: () => 'secret' }), 'a value not known yet'],
  ])('prints %s', (_, got, printed) => {
    const faults = new Faults(new Chart(new App(), 'c'));
    faults.add({ id: 'prop/grammar', prop: 'p', rule: 'must not', got, fix: 'Do' });
    expect(() => faults.throwIfAny()).toThrow(new Error(`[c] 'p' must not, got ${printed}. Do.`));
  });

  test('prints no value where none is given', () => {
    const faults = new Faults(new Chart(new App(), 'c'));
    faults.add({ id: 'prop/type', prop: 'password', rule: 'must be a reference', fix: 'Use a Secret' });
    expect(() => faults.throwIfAny()).toThrow(new Error("[c] 'password' must be a reference. Use a Secret."));
  });

  test('lets a call pass that did nothing wrong', () => {
    expect(() => new Faults(new App()).throwIfAny()).not.toThrow();
  });
});

describe('what is left to the synth', () => {
  const broken = (scope: Construct, id: string, fault: Fault) => {
    const construct = new Construct(scope, id);
    const faults = new Faults(construct);
    faults.add(fault);
    faults.report();
    return faults;
  };
  const fault = (prop: string): Fault => ({ id: 'prop/range', prop, rule: 'must not', got: 1, fix: 'Do' });

  test('comes in one error with that of all others, as text and as findings', () => {
    const cluster = new Cluster({ name: 'prod' });
    const chart = new Chart(cluster, 'shop');
    broken(chart, 'a', fault('x'));
    broken(chart, 'b', fault('y'));
    chart.node.addValidation({ validate: () => ['somebody else says no'] });
    let error: unknown;
    try { cluster.synthYaml(); } catch (thrown) { error = thrown; }
    expect(FleetErrors.isFleetError(error)).toBe(true);
    expect(FleetErrors.findingsOf(error)).toEqual((error as FleetError).findings);
    expect([FleetErrors.isFleetError(new Error('x')), FleetErrors.findingsOf(undefined)]).toEqual([false, []]);
    expect((error as FleetError).message).toBe([
      'Nothing was written: the manifests have 3 errors.',
      '[prod/shop] somebody else says no',
      "[prod/shop/a] 'x' must not, got 1. Do.",
      "[prod/shop/b] 'y' must not, got 1. Do.",
    ].join('\n  '));
    expect((error as FleetError).findings).toEqual([
      { id: 'construct/validation', severity: 'error', path: 'prod/shop', message: 'somebody else says no' },
      { id: 'prop/range', severity: 'error', path: 'prod/shop/a', prop: 'x', value: '1', fix: 'Do', message: "'x' must not, got 1. Do." },
      { id: 'prop/range', severity: 'error', path: 'prod/shop/b', prop: 'y', value: '1', fix: 'Do', message: "'y' must not, got 1. Do." },
    ]);
  });

  test('ends the synth of a plain App too', () => {
    const app = new App();
    broken(new Chart(app, 'shop'), 'a', fault('x'));
    expect(() => app.synthYaml()).toThrow(new Error("Validation failed with the following errors:\n  [shop/a] 'x' must not, got 1. Do."));
  });

  test('is named by what ends a call at once', () => {
    const chart = new Chart(new App(), 'shop');
    broken(chart, 'a', fault('x'));
    const faults = new Faults(chart);
    faults.add(fault('y'));
    expect(() => faults.throwIfBroken()).not.toThrow();
    faults.add({ id: 'prop/type', prop: 'z', rule: 'must be an object', fix: 'Do' });
    expect(() => faults.throwIfBroken()).toThrow(new Error("[shop/a] 'x' must not, got 1. Do.\n[shop] 'y' must not, got 1. Do.\n[shop] 'z' must be an object. Do."));
  });
});

describe('faults of what is no construct', () => {
  const broken = () => {
    const faults = new Faults('NetworkPeer.pods');
    faults.add({ ...IMAGE, got: 'api' });
    return faults;
  };
  const LINE = "[NetworkPeer.pods] 'image' must name a fixed tag or digest, got 'api'. Use ':1.4.2' or '@sha256:…'.";

  test('are told to nobody before, and can not be left to a synth', () => {
    expect(broken().unreported).toEqual([{ ...IMAGE, got: 'api' }]);
    expect(() => broken().report()).toThrow(new Error(LINE));
    expect(new Faults('NetworkPeer.pods').report()).toBe(false);
  });

  test('are of no class that could extend it, and nobody hears a warning of them', () => {
    const faults = broken();
    expect([faults.isOf(undefined), faults.construct, faults.warn, faults.props.canWarn]).toEqual([true, undefined, undefined, false]);
    faults.props.at('image').warn({ id: 'a/b', message: 'Careful.' });
    expect(faults.error.message).toBe(LINE);
  });

  test('name no prop where they are of all props together', () => {
    const faults = new Faults('NetworkPeer.pods');
    faults.props.fault({ id: 'prop/type', rule: 'must get an object', fix: 'Use one' });
    expect(faults.error.findings).toEqual([{ id: 'prop/type', severity: 'error', path: 'NetworkPeer.pods', fix: 'Use one', message: 'must get an object. Use one.' }]);
  });
});

describe('faults of a construct', () => {
  test('end the call where it has been written, since no synth follows', () => {
    const construct = new Construct(new Chart(new App(), 'shop'), 'api');
    const faults = new Faults(construct);
    construct.node.lock();
    expect(faults.report()).toBe(false);
    faults.add(IMAGE);
    expect(() => faults.report()).toThrow(new Error("[shop/api] 'image' must name a fixed tag or digest. Use ':1.4.2' or '@sha256:…'."));
    expect(construct.node.validate()).toEqual([]);
  });

  test('are reported once, by the path at which they stand', () => {
    const chart = new Chart(new App(), 'shop');
    const [api, web] = ['api', 'web'].map((id) => new Construct(chart, id));
    const faultsOf = (construct: Construct) => {
      const faults = new Faults(construct);
      faults.add(IMAGE);
      return faults;
    };
    expect(faultsOf(api).report()).toBe(true);
    expect([faultsOf(api).unreported, faultsOf(web).unreported]).toEqual([[], [IMAGE]]);
  });

  test('are of a class only where nothing extends it', () => {
    class Api extends Construct {}
    const faults = new Faults(new Api(new Chart(new App(), 'shop'), 'api'));
    expect([faults.isOf(Api), faults.isOf(Construct), faults.isOf(undefined)]).toEqual([true, false, false]);
  });

  test('are found with all that is known of them, among what others say as text', () => {
    const chart = new Chart(new App(), 'shop');
    const faults = new Faults(chart);
    faults.add(IMAGE);
    faults.add(IMAGE);
    faults.report();
    chart.node.addValidation({ validate: () => ['no'] });
    const message = "'image' must name a fixed tag or digest. Use ':1.4.2' or '@sha256:…'.";
    const found = { id: 'prop/grammar', severity: 'error', path: 'shop', prop: 'image', fix: IMAGE.fix, message };
    expect(findingsOf(chart)).toEqual([found, found, { id: 'construct/validation', severity: 'error', path: 'shop', message: 'no' }]);
    expect(foreignFinding('no', 'shop', 'construct/rendering')).toEqual({ id: 'construct/rendering', severity: 'error', path: 'shop', message: 'no' });
  });
});

describe('what nothing reads', () => {
  const UNREAD = 'construct/unknown-prop';
  const finding = (id: string, path: string, prop?: string, more: object = {}): Finding => ({ id, severity: 'error' as any, path, ...(prop !== undefined && { prop }), message: `${prop}.`, ...more });
  const error = finding('prop/range', 'shop/api', 'replicas');

  test.each<[string, Finding[], Finding[], Finding[]]>([
    ['is told beside an error of its construct', [error], [finding(UNREAD, 'shop/api', 'replicsa')], [finding(UNREAD, 'shop/api', 'replicsa')]],
    ['is told without a prop, where it has none', [error], [finding(UNREAD, 'shop/api')], [finding(UNREAD, 'shop/api')]],
    ['is not told where another construct is at fault', [error], [finding(UNREAD, 'shop/web', 'replicsa')], []],
    ['is not told where it is accepted', [error], [finding(UNREAD, 'shop/api', 'replicsa', { accepted: 'a test' })], []],
    ['is not told again where it is an error already', [error, finding(UNREAD, 'shop/api', 'a')], [finding(UNREAD, 'shop/api', 'a'), finding(UNREAD, 'shop/api', 'b')], [finding(UNREAD, 'shop/api', 'b')]],
    ['is told where the error of that prop is of another construct', [error, finding(UNREAD, 'shop/web', 'a')], [finding(UNREAD, 'shop/api', 'a')], [finding(UNREAD, 'shop/api', 'a')]],
    ['is told where the error of that prop is another one', [error], [finding(UNREAD, 'shop/api', 'replicas')], [finding(UNREAD, 'shop/api', 'replicas')]],
    ['is no other warning', [error], [finding('workload/no-caller', 'shop/api', 'replicas')], []],
  ])('%s', (_, errors, warnings, added) => {
    expect(withUnread(errors, warnings)).toStrictEqual([...errors, ...added]);
  });
});

test('an error says what it is, and to Pulumi that it needs no stack', () => {
  const error = new FleetError([]);
  expect([error.name, (error as any).__pulumiRunError, Object.keys(error)]).toEqual(['FleetError', true, expect.not.arrayContaining(['__pulumiRunError'])]);
  expect([error, new Error('x'), null, undefined, 'text', {}].map((each) => FleetError.isFleetError(each))).toEqual([true, false, false, false, false, false]);
});
