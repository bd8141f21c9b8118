import { checkMesh } from '../../lib/cluster/mesh-identity';
import { Fault } from '../../lib/construct/fault';
import { Prop } from '../../lib/construct/prop';

const faultsOf = (name: string, mesh: Parameters<typeof checkMesh>[1]) => {
  const faults: Fault[] = [];
  checkMesh(name, mesh, new Prop({ add: (fault) => faults.push(fault) }, ['mesh']));
  return faults.map(({ prop, got }) => [prop, got]);
};

test('takes a name of 32 characters, and none of 33', () => {
  expect(faultsOf('a'.repeat(32), { id: 1 })).toEqual([]);
  expect(faultsOf('a'.repeat(33), { id: 1 })).toEqual([['mesh.name', 'a'.repeat(33)]]);
});

test('asks nothing of a cluster that is in no mesh', () => {
  expect(faultsOf('a'.repeat(33), undefined)).toEqual([]);
});
