import { ApiObject, App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Faults } from '../../lib/construct/faults';
import { hasDefaultGrace, markDefaultGrace } from '../../lib/construct/grace-mark';
import { refuseOwnKeys } from '../../lib/construct/own-keys';
import { nameFrom, nameRoot, pathOf } from '../../lib/construct/path';
import { markedSpread, markSpread } from '../../lib/construct/spread-mark';
import { placeholder } from '../../lib/manifest/known';

const tree = () => {
  const app = new App();
  const chart = new Chart(app, 'shop');
  return { app, chart, api: new Construct(new Construct(chart, 'api'), 'probe') };
};

describe('the path of a construct', () => {
  test('begins with the name of its root, if it has one', () => {
    const { app, api } = tree();
    expect([pathOf(app), pathOf(api)]).toEqual(['', 'shop/api/probe']);
    nameRoot(app, 'prod');
    expect([pathOf(app), pathOf(api)]).toEqual(['prod', 'prod/shop/api/probe']);
  });

  test('begins with the path of what above it has one of its own, in place of the root', () => {
    const { app, chart, api } = tree();
    nameRoot(app, 'prod');
    nameFrom(chart, 'eu/web');
    expect([pathOf(chart), pathOf(api)]).toEqual(['eu/web', 'eu/web/api/probe']);
  });

  test('keeps every part where the root itself has a path of its own', () => {
    const { app, api } = tree();
    nameFrom(app, 'prod');
    expect([pathOf(app), pathOf(api)]).toEqual(['prod', 'prod/shop/api/probe']);
  });

  test('has no empty part', () => {
    const { chart, api } = tree();
    nameFrom(chart, '');
    expect([pathOf(chart), pathOf(api)]).toEqual(['', 'api/probe']);
  });
});

describe('a mark on an object', () => {
  const object = () => new ApiObject(tree().chart, 'object', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } });

  test('tells that nobody asked for its grace period', () => {
    const [marked, other] = [object(), object()];
    markDefaultGrace(marked);
    expect([hasDefaultGrace(marked), hasDefaultGrace(other)]).toEqual([true, false]);
  });

  test('tells how this library spread it, in a copy, and the last word counts', () => {
    const [marked, other] = [object(), object()];
    const constraint = { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway' as const };
    markSpread(marked, [constraint]);
    constraint.maxSkew = 2;
    expect([markedSpread(marked), markedSpread(other)]).toEqual([[{ ...constraint, maxSkew: 1 }], []]);
    markSpread(marked, []);
    expect(markedSpread(marked)).toEqual([]);
  });
});

describe('keys that a construct sets itself', () => {
  const said = (given: any, own: any) => {
    const faults = new Faults('test');
    refuseOwnKeys(given, own, faults.props.at('labels'), 'Leave it out');
    return faults.error.findings.map(({ id, message }) => `${id}: ${message}`);
  };

  test.each<[string, any, any, string[]]>([
    ['are refused with another value', { 'a/b': 'x' }, { 'a/b': 'y' }, ["construct/own-key: 'labels['a/b']' must not be given: the construct sets it, got 'x'. Leave it out."]],
    ['are refused with any value where none would do', { app: placeholder('x') }, { app: undefined }, [
      "construct/own-key: 'labels.app' must not be given: the construct sets it, got a value not known yet. Leave it out.",
    ]],
    ['may be given as they are', { app: 'y' }, { app: 'y' }, []],
    ['may be given by what is not known yet', { app: placeholder('x') }, { app: 'y' }, []],
    ['are no others', { app: 'y', toString: 'x' }, { name: 'y' }, []],
    ['are none of what is not given', undefined, { app: 'y' }, []],
  ])('%s', (_, given, own, expected) => {
    expect(said(given, own)).toEqual(expected);
  });
});
