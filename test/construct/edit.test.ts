import { ApiObject, App, Chart, JsonPatch, Lazy, Testing } from 'cdk8s';
import * as plus28 from 'cdk8s-plus-28';
import * as plus33 from 'cdk8s-plus-33';
import { Construct } from 'constructs';
import { addEdit, Edit, hasEdit, neighboursOf, render } from '../../lib/construct/edit';
import { ManifestConstruct } from '../../lib/construct/manifest-construct';
import { duringSynth } from '../../lib/construct/synth-cache';
import { Warnings } from '../../lib/construct/warnings';

const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'shop' }, data: { a: '1' } };
const setData = (key: string, value: string, options: Partial<Edit> = {}): Edit => ({
  ...options,
  apply: (object) => ({ object: { ...object, data: { ...object.data, [key]: value } } }),
});

function chartWith(manifest: any = configMap): { chart: Chart; object: ApiObject } {
  const chart = new Chart(new App(), 'c');
  return { chart, object: new ApiObject(chart, 'o', { ...manifest }) };
}

describe('addEdit', () => {
  test.each([['28', plus28], ['33', plus33]])('reaches the YAML of a cdk8s-plus-%s workload, also with fields that its filter drops', (_, kplus: any) => {
    const chart = new Chart(new App(), 'c');
    const deployment = new kplus.Deployment(chart, 'api', { containers: [{ image: 'api:1' }] });
    const object = ApiObject.of(deployment);
    object.addJsonPatch(JsonPatch.add('/spec/template/spec/fieldOfTomorrow', 1)); // what the filter does to a patch
    addEdit(object, { apply: (manifest) => ({ object: { ...manifest, spec: { ...manifest.spec, fieldOfTomorrow: { enabled: true } } } }) });
    const [rendered] = Testing.synth(chart);
    expect(rendered.spec.fieldOfTomorrow).toEqual({ enabled: true });
    expect(rendered.spec.template.spec.containers).toHaveLength(1);
  });

  test('applies edits in the order in which they came, and last ones after all others', () => {
    const { chart, object } = chartWith();
    addEdit(object, setData('x', 'patch', { last: true }));
    addEdit(object, setData('x', 'first'));
    addEdit(object, setData('x', 'second'));
    addEdit(object, setData('y', 'second'));
    expect(Testing.synth(chart)[0].data).toEqual({ a: '1', x: 'patch', y: 'second' });
  });

  test('replaces an edit of the same slot', () => {
    const { chart, object } = chartWith();
    addEdit(object, setData('x', '1', { slot: 's' }));
    addEdit(object, setData('y', '2', { slot: 's' }));
    expect(Testing.synth(chart)[0].data).toEqual({ a: '1', y: '2' });
  });

  test('replaces no edit of another slot, nor one without', () => {
    const { chart, object } = chartWith();
    addEdit(object, setData('w', '0'));
    addEdit(object, setData('x', '1', { slot: 's' }));
    addEdit(object, setData('y', '2', { slot: 't' }));
    addEdit(object, setData('z', '3', { slot: 't' }));
    addEdit(object, setData('v', '4'));
    expect(Testing.synth(chart)[0].data).toEqual({ a: '1', w: '0', x: '1', z: '3', v: '4' });
    expect(['s', 't', 'u'].map((slot) => hasEdit(object, slot))).toEqual([true, true, false]);
    expect(hasEdit(chartWith().object, 's')).toBe(false);
  });

  test('is refused where the object has been written', () => {
    const { object } = chartWith();
    object.node.lock();
    expect(() => addEdit(object, setData('x', '1'))).toThrow(new Error(
      "[c/o] has been deployed as it was: a change now would reach nothing. Change it among constructs of one 'ChartComponent', or use 'transforms'."));
  });

  test('lets an error of an edit through as it is', () => {
    const { object } = chartWith();
    const error = new TypeError('a slip of the edit');
    addEdit(object, { apply: () => { throw error; } });
    expect(() => render(object)).toThrow(error);
  });

  test('counts the same edit once', () => {
    const { object } = chartWith();
    let calls = 0;
    const edit: Edit = { apply: (manifest) => { calls += 1; return { object: manifest }; } };
    addEdit(object, edit);
    addEdit(object, edit);
    render(object);
    expect(calls).toBe(1);
  });

  test('sees values that were lazy, resolved', () => {
    const { object } = chartWith({ ...configMap, data: { a: Lazy.any({ produce: () => 'late' }) } });
    const seen: unknown[] = [];
    addEdit(object, { apply: (manifest) => { seen.push(manifest.data.a); return { object: manifest }; } });
    render(object);
    expect(seen).toEqual(['late']);
  });

  test('resolves what an edit, or a patch, brings that is lazy', () => {
    const { chart, object } = chartWith();
    const lazy = (value: unknown): any => Lazy.any({ produce: () => value });
    const seen: unknown[] = [];
    addEdit(object, setData('x', lazy(lazy('late'))));
    addEdit(object, { apply: (manifest) => { seen.push(manifest.data); return { object: manifest }; } });
    addEdit(object, setData('y', lazy({ z: lazy(1) })));
    expect(Testing.synth(chart)[0].data).toEqual({ a: '1', x: 'late', y: { z: 1 } });
    expect(render(object).object.data).toEqual({ a: '1', x: 'late', y: { z: 1 } });
    expect(seen).toContainEqual({ a: '1', x: 'late' });
  });

  test('keeps what an edit does to its argument away from the object', () => {
    const { chart, object } = chartWith();
    addEdit(object, { apply: (manifest) => { manifest.data.a += '!'; return { object: manifest }; } });
    expect(Testing.synth(chart)[0].data).toEqual({ a: '1!' });
    expect(Testing.synth(chart)[0].data).toEqual({ a: '1!' });
  });

  test('writes no YAML anchors for a value that stands twice', () => {
    const { chart, object } = chartWith();
    const shared = { b: 'x' };
    addEdit(object, { apply: (manifest) => ({ object: { ...manifest, data: shared, again: shared } }) });
    expect((chart.node.root as App).synthYaml()).not.toMatch(/[&*]a1/);
  });

  test('turns faults into validation errors of the object, in a plain App too', () => {
    const { chart, object } = chartWith();
    addEdit(object, { apply: (manifest) => ({ object: manifest, faults: [{ id: 'a/b', prop: 'spec.x', rule: 'must not', fix: 'Do' }] }) });
    expect(() => Testing.synth(chart)).toThrow(new Error("Validation failed with the following errors:\n  [c/o] 'spec.x' must not. Do."));
  });

  test('names the object in the warnings of an edit', () => {
    const { chart, object } = chartWith();
    addEdit(object, { apply: (manifest) => ({ object: manifest, warnings: [{ id: 'a/b', message: 'Careful.' }] }) });
    expect(Warnings.of(chart)).toEqual([{ id: 'a/b', severity: 'warning', path: 'c/o', object: "ConfigMap 'shop/settings'", message: 'Careful.' }]);
  });
});

describe('neighboursOf', () => {
  const named = (name: string, namespace?: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace } });

  test('finds the objects of a kind in a namespace, of every chart and in lists', () => {
    const { chart, object } = chartWith(named('own', 'shop'));
    new ApiObject(new Chart(chart.node.root as Construct, 'other'), 'o', named('other', 'shop'));
    new ApiObject(chart, 'elsewhere', named('elsewhere', 'billing'));
    new ApiObject(chart, 'nowhere', named('nowhere'));
    new ApiObject(chart, 'secret', { ...named('secret', 'shop'), kind: 'Secret' });
    const { kind, ...bare } = named('bare', 'shop');
    new ApiObject(chart, 'list', { apiVersion: 'v1', kind: 'List', items: [null, named('listed', 'shop'), { ...named('secret', 'shop'), kind: 'Secret' }] } as any);
    new ApiObject(chart, 'list-of-kind', { apiVersion: 'v1', kind: `${kind}List`, items: [{ metadata: bare.metadata }] } as any);
    const namesIn = (namespace?: string) => neighboursOf(object, 'ConfigMap', namespace).map(({ object: { metadata } }) => metadata?.name);
    expect([namesIn('shop'), namesIn('billing'), namesIn()]).toEqual([['own', 'listed', 'bare', 'other'], ['elsewhere'], ['nowhere']]);
  });

  test('passes over what has no kind', () => {
    const { chart, object } = chartWith(named('own', 'shop'));
    new ApiObject(chart, 'kindless', { apiVersion: 'v1', metadata: { name: 'kindless', namespace: 'shop' } } as any);
    new ApiObject(chart, 'number', { ...named('number', 'shop'), kind: 5 } as any);
    expect(neighboursOf(object, 'ConfigMap', 'shop')).toHaveLength(1);
  });

  test('passes over what cannot be rendered', () => {
    const { chart, object } = chartWith(named('own', 'shop'));
    new ApiObject(chart, 'broken', { ...named('broken', 'shop'), data: Lazy.any({ produce: () => { throw new Error('no'); } }) } as any);
    expect(neighboursOf(object, 'ConfigMap', 'shop')).toHaveLength(1);
  });
});

describe('duringSynth', () => {
  test('renders each object once while it lasts, and anew afterwards', () => {
    const { chart, object } = chartWith();
    let calls = 0;
    addEdit(object, { apply: (manifest) => { calls += 1; return { object: manifest }; } });
    duringSynth(chart.node.root, () => { render(object); object.toJson(); Testing.synth(chart); });
    expect(calls).toBe(1);
    render(object);
    expect(calls).toBe(2);
  });

  test('forgets what it kept when the work fails', () => {
    const { chart, object } = chartWith();
    addEdit(object, setData('x', '1'));
    expect(() => duringSynth(chart.node.root, () => { render(object); throw new Error('no'); })).toThrow('no');
    addEdit(object, setData('y', '2'));
    expect(render(object).object.data).toEqual({ a: '1', x: '1', y: '2' });
  });
});

describe('what a manifest cannot hold', () => {
  test.each<[string, JsonPatch, string]>([
    ['a number that is none', JsonPatch.add('/data/x', Number('three')), 'NaN, at data.x'],
    ['a number beyond all', JsonPatch.add('/data/x', 1 / 0), 'Infinity, at data.x'],
    ['a Map', JsonPatch.add('/data/x', new Map([['a', 1]])), 'a Map, at data.x'],
    ['a function', JsonPatch.add('/data/x', () => 1), 'a function, at data.x'],
  ])('ends the synth, with the field, where a patch brings %s', (_, patch, what) => {
    const { chart, construct } = patched(patch);
    expect(() => Testing.synth(chart)).toThrow(`[c/${construct.node.id}/object] ConfigMap 'settings': YAML can't hold ${what}. Correct the value, or the edit or patch that brings it.`);
  });

  test('ends the synth where it stood in the object before an edit touched it', () => {
    const chart = new Chart(new App(), 'c');
    const object = new ApiObject(chart, 'o', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, spec: { seconds: NaN } });
    addEdit(object, { apply: (manifest) => ({ object: manifest }) });
    expect(() => Testing.synth(chart)).toThrow("[c/o] ConfigMap 'x': YAML can't hold NaN, at spec.seconds.");
  });

  test('but drops undefined from lists as from maps', () => {
    const { chart } = patched(JsonPatch.add('/metadata/finalizers', ['example.com/a', undefined, 'example.com/b']));
    expect(Testing.synth(chart)[0].metadata.finalizers).toEqual(['example.com/a', 'example.com/b']);
  });
});

class Patched extends ManifestConstruct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    this._emit('object', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: {} });
  }
}

function patched(patch: JsonPatch) {
  const chart = new Chart(new App(), 'c');
  const construct = new Patched(chart, 'p');
  construct.patch({ kind: 'ConfigMap' }, patch);
  return { chart, construct };
}
