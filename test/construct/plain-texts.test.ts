import { ApiObject, App, Chart } from 'cdk8s';
import { render } from '../../lib/construct/edit';
import { PlainTexts } from '../../lib/construct/plain-texts';
import { duringSynth } from '../../lib/construct/synth-cache';

/** What a synth writes of ConfigMaps with these modes, as one text. */
function together(...modes: readonly string[]): string {
  const chart = new Chart(new App(), 'chart', { namespace: 'shop' });
  const sources = modes.map((mode, index) => new ApiObject(chart, `${index}`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `settings-${index}` }, data: { mode } } as any));
  return duringSynth(chart.node.root, () => PlainTexts.in(chart).together(sources.map((source) => render(source).object)));
}

describe('PlainTexts', () => {
  test.each<[string, readonly string[]]>([
    ['the same again', ['plain', 'quick']], ['another object behind the same', ['plain', 'other']], ['fewer objects', ['plain']],
    ['more objects', ['plain', 'quick', 'late']], ['another first object', ['first', 'quick']],
  ])('writes a file as it is, whatever the cluster before had there: %s', (_, modes) => {
    together('plain', 'quick');
    const text = together(...modes);
    for (const line of modes.flatMap((mode) => `mode: ${mode}`)) { expect(text).toContain(line); }
    expect(text.match(/mode: /g)).toHaveLength(modes.length);
  });

  test('keeps no text of what somebody may change', () => {
    const chart = new Chart(new App(), 'chart');
    const own = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'own' }, data: { mode: 'plain' } };
    const write = () => duringSynth(chart.node.root, () => PlainTexts.in(chart).together([own]));
    expect(write()).toContain('mode: plain');
    own.data.mode = 'changed';
    expect(write()).toContain('mode: changed');
  });
});
