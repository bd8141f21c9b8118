import { meshFaults } from '../../lib/cluster/mesh-identity';

const faultsOf = (name: string) => meshFaults(name, { id: 1 }).map(({ prop, got }) => [prop, got]);

test('takes a name of 32 characters, and none of 33', () => {
  expect(faultsOf('a'.repeat(32))).toEqual([]);
  expect(faultsOf('a'.repeat(33))).toEqual([['capabilities.cilium.mesh.name', 'a'.repeat(33)]]);
});

test('asks nothing of a cluster that is in no mesh', () => {
  expect(meshFaults('a'.repeat(33), undefined)).toEqual([]);
});
