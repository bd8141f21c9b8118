import { App, Chart, Lazy } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { Faults } from '../../lib/construct/faults';
import { placeholder } from '../../lib/manifest/known';

const IMAGE = { prop: 'image', rule: 'must name a fixed tag or digest', fix: "Use ':1.4.2' or '@sha256:…'" };

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
    faults.addRule('must be a DNS label', { prop: 'name', got: 'Api', fix: "Use 'api'" });
    faults.addRule(undefined, { prop: 'port', got: 80, fix: 'Nothing' });
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
    faults.add({ prop: 'p', rule: 'must not', got, fix: 'Do' });
    expect(() => faults.throwIfAny()).toThrow(new Error(`[c] 'p' must not, got ${printed}. Do.`));
  });

  test('prints no value where none is given', () => {
    const faults = new Faults(new Chart(new App(), 'c'));
    faults.add({ prop: 'password', rule: 'must be a reference', fix: 'Use a Secret' });
    expect(() => faults.throwIfAny()).toThrow(new Error("[c] 'password' must be a reference. Use a Secret."));
  });

  test('lets a call pass that did nothing wrong', () => {
    expect(() => new Faults(new App()).throwIfAny()).not.toThrow();
  });
});
