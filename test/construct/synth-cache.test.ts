import { ApiObject, Chart, Testing } from 'cdk8s';
import { neighboursOf } from '../../lib/construct/edit';
import { faultAtSynth } from '../../lib/construct/faults';
import { duringSynth } from '../../lib/construct/synth-cache';
import { warn } from '../../lib/construct/warning';

const settings = (data: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { value: data } });

/** An App whose synth looks three times at all that it holds. */
function looking(): { readonly app: ReturnType<typeof Testing.app>; readonly chart: Chart; readonly renders: () => number } {
  const app = Testing.app();
  const chart = new Chart(app, 'shop');
  const object = new ApiObject(chart, 'settings', settings('a'));
  const toJson = jest.spyOn(object, 'toJson');
  [1, 2, 3].forEach(() => faultAtSynth(object, () => { neighboursOf(object, 'ConfigMap', undefined); return []; }));
  return { app, chart, renders: () => toJson.mock.calls.length };
}

test('what a plain App writes is rendered once for all that look at it', () => {
  const { app, renders } = looking();
  expect(app.synthYaml()).toContain('value: a');
  // cdk8s validates the whole app once more for each chart, and renders by itself what it writes.
  expect(renders()).toBe(2);
});

test('nothing is kept from one synth to the next', () => {
  const { app, chart, renders } = looking();
  app.synthYaml();
  new ApiObject(chart, 'more', { ...settings('b'), metadata: { name: 'more' } });
  expect(app.synthYaml()).toContain('value: b');
  expect(renders()).toBe(4);
});

test('a cache in a cache is the same one', () => {
  const { app, renders } = looking();
  duringSynth(app, () => {
    app.synthYaml();
    neighboursOf(app, 'ConfigMap', undefined);
  });
  expect(renders()).toBe(2);
});

test('an App that faults are looked for in prints its warnings once', () => {
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const { app, chart } = looking();
  warn(chart, { id: 'workload/single-replica', message: 'one replica.' });
  app.synth();
  app.synthYaml();
  expect(stderr.mock.calls).toEqual([['warning [shop] workload/single-replica: one replica.\n']]);
  stderr.mockRestore();
});
