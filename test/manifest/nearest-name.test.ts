import { nearestName, useNearest } from '../../lib/manifest/nearest-name';

const NAMES = ['replicas', 'rollout', 'resources', 'ports', 'cpu', 'env', 'envFrom'];

test.each([
  ['replicsa', 'replicas'],
  ['replica', 'replicas'],
  ['Replicas', 'replicas'],
  ['resorces', 'resources'],
  ['en', 'env'],
  ['ressuorces', 'resources'],
  ['port', 'ports'],
  ['envfrom', 'envFrom'],
  ['gpu', 'cpu'],
  ['cup', 'cpu'],
])('finds what %s stands for', (written, meant) => {
  expect(nearestName(written, NAMES)).toBe(meant);
});

test.each([['team'], ['x'], [''], ['cpuLimit'], ['sports-team'], ['enx1'], ['replicasPerZone']])('finds nothing for %p', (written) => {
  expect(nearestName(written, NAMES)).toBeUndefined();
});

test('finds nothing for a single letter', () => {
  expect(nearestName('b', ['a'])).toBeUndefined();
});

test('takes two letters that changed places for less than another letter', () => {
  expect(nearestName('prod-ue', ['prod-us', 'prod-eu'])).toBe('prod-eu');
});

test('says the way out', () => {
  expect(useNearest('port', [undefined, 'ports'], 'There is none')).toBe("Use 'ports'");
  expect(useNearest(Symbol('ports'), ['ports'], 'There is none')).toBe('There is none');
  expect(useNearest('gate', [undefined, 'ports'], 'There is none')).toBe('There is none');
});

test('takes the nearest of several', () => {
  expect(nearestName('livenes', ['readiness', 'liveness', 'livenessX'])).toBe('liveness');
});
