import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { Prop } from '../construct/prop';

/** A fault where the cluster does not have what was asked for, or is not known to. */
export function needsKubernetes(construct: Construct, minor: string, prop: Prop): void {
  if (Cluster.atLeast(construct, minor)) { return; }
  const version = Cluster.tryContaining(construct)?.kubernetesVersion;
  prop.fault(version === undefined
    ? { id: 'workload/kubernetes-version', rule: `needs Kubernetes ${minor}, and the cluster's version is not known`, fix: "Set 'kubernetesVersion' on the Cluster, or leave it out" }
    : { id: 'workload/kubernetes-version', rule: `needs Kubernetes ${minor}, and the cluster runs ${version}`, fix: 'Upgrade the cluster, or leave it out' });
}
