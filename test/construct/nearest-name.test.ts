import { nearestName } from '../../lib/construct/nearest-name';

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
])('finds what %s stands for', (written, meant) => {
  expect(nearestName(written, NAMES)).toBe(meant);
});

test.each([['team'], ['x'], [''], ['cpuLimit'], ['sports-team'], ['enx1'], ['replicasPerZone']])('finds nothing for %p', (written) => {
  expect(nearestName(written, NAMES)).toBeUndefined();
});

test('takes the nearest of several', () => {
  expect(nearestName('livenes', ['readiness', 'liveness', 'livenessX'])).toBe('liveness');
});
