import { ApiObject, App, Chart } from 'cdk8s';
import { neighboursOf, renderingOnce } from '../../lib/construct/edit';
import { keepRenderedInSynth } from '../../lib/construct/render-cache';

const settings = (data: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { value: data } });

/** An App whose synth looks three times at all that it holds. */
function looking(): { readonly app: App; readonly chart: Chart; readonly renders: () => number } {
  const app = new App();
  const chart = new Chart(app, 'shop');
  const object = new ApiObject(chart, 'settings', settings('a'));
  const toJson = jest.spyOn(object, 'toJson');
  [1, 2, 3].forEach(() => {
    chart.node.addValidation({ validate: () => { neighboursOf(object, 'ConfigMap', undefined); return []; } });
    keepRenderedInSynth(object);
  });
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
  renderingOnce(app, () => {
    app.synthYaml();
    neighboursOf(app, 'ConfigMap', undefined);
  });
  expect(renders()).toBe(2);
});
