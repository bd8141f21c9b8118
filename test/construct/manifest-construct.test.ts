import { App, Chart, JsonPatch, Lazy, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster } from '../../lib/cluster/cluster';
import { FleetError } from '../../lib/construct/fleet-error';
import { ManifestConstruct } from '../../lib/construct/manifest-construct';

class Settings extends ManifestConstruct {
  constructor(scope: Construct, id: string, names: string[] = [id]) {
    super(scope, id);
    for (const name of names) {
      this._emit(name, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a: '1' } });
    }
  }
}

const chart = () => new Chart(new Cluster({ name: 'prod-eu' }), 'shop', { namespace: 'shop' });

describe('ManifestConstruct', () => {
  test('names objects as told, without a path hash', () => {
    const settings = new Settings(chart(), 'settings');
    expect(settings.objects.map((object) => object.name)).toEqual(['settings']);
  });

  test('says so where there is no chart around it', () => {
    expect(() => new Settings(new Cluster({ name: 'prod-eu' }), 'settings')).toThrow(new Error(
      "[prod-eu/settings] must stand in a chart. Define it in a 'new Chart(…)', which stands in the App or Cluster."));
  });

  test('takes two names that are tokens, and leaves what they say to the synth', () => {
    const scope = chart();
    const later = (name: string): any => Lazy.any({ produce: () => name });
    class Named extends ManifestConstruct {
      constructor(id: string, name: string) {
        super(scope, id);
        this._emit('map', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: later(name) } });
      }
    }
    new Named('a', 'one');
    new Named('b', 'two');
    expect(scope.toJson().map(({ metadata }) => metadata.name)).toEqual(['one', 'two']);
    new Named('c', 'two');
    expect(() => (scope.node.root as Cluster).synthYaml()).toThrow("ConfigMap 'shop/two' is emitted twice");
  });

  test('refuses a second object of the same name and kind in a chart, and names both', () => {
    const scope = chart();
    new Settings(scope, 'settings');
    expect(() => new Settings(scope, 'other', ['settings'])).toThrow(new Error(
      "[prod-eu/shop/other] 'name' must be unique among the objects of kind ConfigMap in its namespace, " +
      "but 'prod-eu/shop/settings' emits one of that name, got 'settings'. Give one of the two another 'name'."));
  });

  test('allows the same name in two charts of a plain App, which may be meant for two clusters', () => {
    const app = new App();
    new Settings(new Chart(app, 'dev'), 'settings');
    expect(() => new Settings(new Chart(app, 'prod'), 'settings')).not.toThrow();
  });

  test('patches one object by kind and name', () => {
    const scope = chart();
    const settings = new Settings(scope, 'settings', ['a', 'b']);
    settings.patch({ kind: 'ConfigMap', name: 'b' }, JsonPatch.replace('/data/a', '2'), JsonPatch.add('/immutable', true));
    expect(Testing.synth(scope).map((object) => [object.metadata.name, object.data.a, object.immutable])).toEqual([['a', '1', undefined], ['b', '2', true]]);
  });

  test('patches with a value that is lazy, or the same as one', () => {
    const scope = chart();
    const two = Lazy.any({ produce: () => '2' });
    new Settings(scope, 'settings').patch({ kind: 'ConfigMap' }, JsonPatch.replace('/data/a', two), JsonPatch.test('/data/a', two), JsonPatch.add('/metadata/labels', { c: two }));
    expect(Testing.synth(scope)[0]).toMatchObject({ metadata: { labels: { c: '2' } }, data: { a: '2' } });
  });

  test('refuses what is no patch of cdk8s', () => {
    const settings: any = new Settings(chart(), 'settings');
    expect(() => settings.patch({ kind: 'ConfigMap' }, JsonPatch.remove('/data/a'), { op: 'remove', path: '/data' })).toThrow(new Error(
      "[prod-eu/shop/settings] 'operations[1]' must be a 'JsonPatch' of cdk8s. Use one such as JsonPatch.replace('/spec/replicas', 3)."));
  });

  test('patches every object of a kind where no name is given', () => {
    const scope = chart();
    new Settings(scope, 'settings', ['a', 'b']).patch({ kind: 'ConfigMap' }, JsonPatch.replace('/data/a', '2'));
    expect(Testing.synth(scope).map((object) => object.data.a)).toEqual(['2', '2']);
  });

  test.each([
    [{ kind: 'Secret' }, "'Secret'"],
    [{ kind: 'ConfigMap', name: 'c' }, "'ConfigMap 'c''"],
  ])('refuses a patch of %j, which matches nothing, and lists what there is', (target, got) => {
    expect(() => new Settings(chart(), 'settings', ['a', 'b']).patch(target, JsonPatch.remove('/data'))).toThrow(new Error(
      `[prod-eu/shop/settings] 'target' must match an object of this construct, got ${got}. It emits ConfigMap 'a', ConfigMap 'b'.`));
  });

  test('names the findings of what it refuses', () => {
    const settings: any = new Settings(chart(), 'settings');
    const found = (call: () => unknown) => {
      try { call(); } catch (error) { return (error as FleetError).findings.map(({ id, prop, fix }) => [id, prop, fix]); }
      return [];
    };
    expect(found(() => settings.patch({ kind: 'Secret' }))).toEqual([['patch/matches', 'target', "It emits ConfigMap 'settings'"]]);
    expect(found(() => settings.patch({ kind: 'ConfigMap' }, null))).toEqual([['prop/type', 'operations[0]', "Use one such as JsonPatch.replace('/spec/replicas', 3)"]]);
    expect(found(() => new Settings(settings, 'inner', ['settings']))).toEqual([['construct/unique-name', 'name', "Give one of the two another 'name'"]]);
    expect(found(() => new Settings(new App(), 'alone'))).toEqual([['construct/place', undefined, "Define it in a 'new Chart(…)', which stands in the App or Cluster"]]);
  });

  test('writes no namespace of the chart to what belongs to none', () => {
    class Scoped extends ManifestConstruct {
      constructor(scope: Construct, id: string) {
        super(scope, id);
        this._emit('inside', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'inside' } });
        this._emitClusterScoped('outside', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'outside', labels: { a: 'b' } } });
      }
    }
    const scope = chart();
    new Scoped(scope, 'scoped');
    expect(Testing.synth(scope).map(({ metadata }) => metadata)).toEqual([{ name: 'inside', namespace: 'shop' }, { name: 'outside', labels: { a: 'b' } }]);
  });

  test('patches the whole of an object', () => {
    const scope = chart();
    const whole = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { b: '2' } };
    new Settings(scope, 'settings').patch({ kind: 'ConfigMap' }, JsonPatch.replace('', whole), JsonPatch.test('', whole));
    expect(Testing.synth(scope)).toEqual([whole]);
  });

  test.each([
    [JsonPatch.replace('/data/b', 's3cret'), "'/data/b' does not exist"],
    [JsonPatch.replace('/data/b/c', 's3cret'), "'/data/b/c' does not exist"],
    [JsonPatch.add('/spec/x', 's3cret'), "'/spec' does not exist"],
    [JsonPatch.remove('/data/b'), "'/data/b' does not exist"],
    [JsonPatch.move('/data/b', '/data/c'), "'/data/b' does not exist"],
    [JsonPatch.move('/data/a', '/spec/c'), "'/spec' does not exist"],
    [JsonPatch.copy('/data/b', '/data/c'), "'/data/b' does not exist"],
    [JsonPatch.test('/data/a', 's3cret'), "the test of '/data/a' failed"],
  ])('reports a patch that does not apply, and nothing of its value (%#)', (operation, reason) => {
    const scope = chart();
    new Settings(scope, 'settings').patch({ kind: 'ConfigMap' }, operation);
    expect(() => Testing.synth(scope)).toThrow(new Error(
      'Validation failed with the following errors:\n' +
      `  [prod-eu/shop/settings/settings] 'patch' must apply to ConfigMap 'shop/settings', but ${reason}. Look at the emitted YAML for the right path.`));
  });

  test('applies each operation to what the one before it left', () => {
    const scope = chart();
    new Settings(scope, 'settings').patch({ kind: 'ConfigMap' },
      JsonPatch.add('/metadata/annotations', {}), JsonPatch.add('/metadata/annotations/example.com~1owner', 'me'),
      JsonPatch.move('/data/a', '/data/b'), JsonPatch.test('/data/b', '1'), JsonPatch.copy('/data/b', '/data/c'));
    const [object] = Testing.synth(scope);
    expect(object.metadata.annotations).toEqual({ 'example.com/owner': 'me' });
    expect(object.data).toEqual({ b: '1', c: '1' });
  });
});

test.each<[string, any[], string]>([
  ['no scope, as in Pulumi', ['api', { image: 'a' }], 'api'],
  ['no id', [new Chart(new App(), 'shop'), { image: 'a' }], 'construct'],
  ['props alone', [{ image: 'a' }], 'construct'],
])('arguments of another kind are an error: %s', (_, args, name) => {
  const Loose: any = Settings;
  expect(() => new Loose(...args)).toThrow(new Error(
    `[${name}] must get a scope, an id and its props. Use 'new …(chart, '${name}', { … })' in cdk8s; in Pulumi, take the class from 'fleetwright/pulumi'.`));
});
