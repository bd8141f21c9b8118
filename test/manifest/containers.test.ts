import { containersOf } from '../../lib/manifest/containers';
import { formatPath } from '../../lib/manifest/field-path';

describe('containersOf', () => {
  test('tells init containers, sidecars, containers and ephemeral containers apart', () => {
    const refs = containersOf({
      initContainers: [{ name: 'init' }, { name: 'proxy', restartPolicy: 'Always' }],
      containers: [{ name: 'app' }],
      ephemeralContainers: [{ name: 'debug' }],
    });
    expect(refs.map((ref) => [ref.container.name, ref.role, formatPath(ref.path)])).toEqual([
      ['init', 'init', 'initContainers[0]'],
      ['proxy', 'sidecar', 'initContainers[1]'],
      ['app', 'container', 'containers[0]'],
      ['debug', 'ephemeral', 'ephemeralContainers[0]'],
    ]);
  });

  test('passes over null lists and null elements', () => {
    expect(containersOf({ initContainers: null, containers: [null] } as any)).toEqual([]);
  });

  test('passes over what is no list, and what is no object', () => {
    expect(containersOf({ initContainers: { name: 'a' }, containers: ['app', 7, undefined], ephemeralContainers: 'debug' } as any)).toEqual([]);
  });
});
