import { Fault } from '../construct/fault';
import { CiliumMeshIdentity } from './capabilities';

/** What Cilium's agent would refuse of a mesh identity at its start. */
export function meshFaults(clusterName: string, mesh: CiliumMeshIdentity | undefined): Fault[] {
  if (mesh === undefined) { return []; }
  const faults: Fault[] = [];
  const name = mesh.name ?? clusterName;
  if (!/^([a-z0-9][-a-z0-9]*)?[a-z0-9]$/.test(name) || name.length > 32 || name === 'default') {
    faults.push({
      prop: 'capabilities.cilium.mesh.name',
      rule: "must be at most 32 lower-case letters, digits and '-', and not 'default'",
      got: name,
      fix: "Set it to the 'cluster.name' of the cluster's Cilium",
    });
  }
  if (!Number.isInteger(mesh.id) || mesh.id < 1 || mesh.id > 511) {
    faults.push({ prop: 'capabilities.cilium.mesh.id', rule: 'must be a whole number from 1 to 511', got: mesh.id, fix: "Set it to the 'cluster.id' of the cluster's Cilium" });
  }
  return faults;
}
