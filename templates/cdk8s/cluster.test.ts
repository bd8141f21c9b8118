import { Manifests } from 'fleetwright/testing';
import { expect, test } from 'vitest';
import { cluster } from './cluster';

test('the web server runs three times', () => {
  Manifests.of(cluster()).has('Deployment', 'web', { spec: { replicas: 3 } });
});

test('nothing warns', () => {
  expect(cluster().warnings).toEqual([]);
});
