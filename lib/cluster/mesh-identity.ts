import { Prop, wholeNumberFault } from '../construct/prop';
import { isKnown } from '../manifest/known';
import { CiliumMeshIdentity } from './capabilities';

const MAX_LENGTH = 32;
const MAX_CLUSTERS = 511;

/** What keeps a text from being the name of a cluster in a mesh. */
export function meshNameFault(name: unknown): string | undefined {
  const isName = typeof name === 'string' && name.length <= MAX_LENGTH && name !== 'default' && /^([a-z0-9][-a-z0-9]*)?[a-z0-9]$/.test(name);
  if (isName || !isKnown(name)) { return undefined; }
  return `must be the name of a cluster in the mesh: at most ${MAX_LENGTH} lower-case letters, digits and '-', and not 'default'`;
}

/** What Cilium's agent would refuse of a mesh identity at its start. `prop` is where it stands. */
export function checkMesh(clusterName: string, mesh: CiliumMeshIdentity | undefined, prop: Prop): void {
  if (mesh === undefined) { return; }
  const name = mesh.name ?? clusterName;
  prop.at('name').check(meshNameFault(name), { id: 'prop/grammar', got: name, fix: "Set it to the 'cluster.name' of the cluster's Cilium" });
  prop.at('id').check(wholeNumberFault(mesh.id, 1, MAX_CLUSTERS), { id: 'prop/range', got: mesh.id, fix: "Set it to the 'cluster.id' of the cluster's Cilium" });
}
