import { Cluster } from '../../lib/cluster/cluster';
import { meshNameFault } from '../../lib/cluster/mesh-identity';
import { placeholder } from '../../lib/manifest/known';
import { thrown } from '../faults-of';

test('takes a name of 32 characters in a mesh, and none of 33', () => {
  expect(() => new Cluster({ name: 'a'.repeat(32), capabilities: { cilium: { version: '1.19.4', mesh: { id: 1 } } } })).not.toThrow();
  expect(thrown(() => new Cluster({ name: 'a'.repeat(33), capabilities: { cilium: { version: '1.19.4', mesh: { id: 1 } } } }))).toThrow(new Error(
    `[${'a'.repeat(33)}] 'capabilities.cilium.mesh.name' must be the name of a cluster in the mesh: at most 32 lower-case letters, digits and '-', and not 'default', got '${'a'.repeat(33)}'. `
    + "Set it to the 'cluster.name' of the cluster's Cilium."));
});

test('asks nothing of a cluster that is in no mesh', () => {
  expect(() => new Cluster({ name: 'a'.repeat(33), capabilities: { cilium: { version: '1.19.4' } } })).not.toThrow();
});

test('takes names and versions that are not known yet', () => {
  const unknown = placeholder('1');
  expect(meshNameFault(unknown)).toBeUndefined();
  expect(() => new Cluster({ name: 'c', capabilities: { cilium: { version: unknown, mesh: { id: 1, name: unknown } } } })).not.toThrow();
});
