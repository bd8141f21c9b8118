import { placeholder } from '../../lib/manifest/known';
import { isAtHole, knownObject, wellFormed } from '../../lib/rules/well-formed';

const pod = (spec: any) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'api' }, spec });

test('an object in which all is well is itself', () => {
  const object = pod({ containers: [{ name: 'api' }] });
  expect(wellFormed(object, [])).toEqual({ object, holes: [] });
  expect(wellFormed(object, []).object).toBe(object);
});

test('what is not well-formed is left out, and nothing else is, also not of the object itself', () => {
  const object = pod({ containers: [{ name: 'api', image: 5, env: [1] }, { name: 'log' }], nodeName: 'a' });
  const before = JSON.stringify(object);
  const { object: seen } = wellFormed(object, [['spec', 'containers', 0, 'image'], ['spec', 'containers', 0, 'env', 0]]);
  expect(seen).toEqual(pod({ containers: [{ name: 'api' }, { name: 'log' }], nodeName: 'a' }));
  expect(JSON.stringify(object)).toBe(before);
});

test('what only a deployment knows is left out, also where it is a part of a text', () => {
  const late = placeholder('0');
  const object = { ...pod({ containers: [{ name: 'api', image: `api:${late}`, args: ['a', late] }] }), metadata: { name: late } };
  expect(knownObject(object)).toEqual({
    object: { apiVersion: 'v1', kind: 'Pod', metadata: {}, spec: { containers: [{ name: 'api' }] } },
    holes: [['metadata', 'name'], ['spec', 'containers', 0, 'image'], ['spec', 'containers', 0, 'args', 1]],
  });
});

test('nobody is heard about what was left out, nor about what it stood in, but for the whole object', () => {
  const holes = [['spec', 'selector', 'matchLabels']];
  expect(isAtHole(['spec', 'selector', 'matchLabels'], holes)).toBe(true);
  expect(isAtHole(['spec', 'selector', 'matchLabels', 'app'], holes)).toBe(true);
  expect(isAtHole(['spec', 'selector'], holes)).toBe(true);
  expect(isAtHole(['spec'], holes)).toBe(false);
  expect(isAtHole([], holes)).toBe(false);
  expect(isAtHole(['spec', 'template'], holes)).toBe(false);
});
