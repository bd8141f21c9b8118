import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { labelKeyFault } from '../manifest/label';

/** The label by which policies tell the pods of one cluster of a mesh from those of another. */
export const CLUSTER_LABEL = 'k8s:io.cilium.k8s.policy.cluster';

/** The name of the cluster around a construct in its mesh, if it is known to be in one. */
export function meshNameAround(construct: Construct): string | undefined {
  const cluster = Cluster.tryContaining(construct);
  const mesh = cluster?.capabilities.cilium?.mesh;
  return mesh === undefined ? undefined : mesh.name ?? cluster!.name;
}

/** What keeps the key of a label from standing in a CiliumNetworkPolicy. Cilium writes where it is from before it, and then holds it to the rule of labels. */
export function ciliumKeyFault(key: string): string | undefined {
  if (labelKeyFault(key) !== undefined || labelKeyFault(`k8s.${key}`) === undefined) { return undefined; }
  return "must be a label key of at most 59 characters, or 249 and 63 with a '/': Cilium's policies select no longer ones";
}
