import { Construct } from 'constructs';
import { Cloud } from '../cluster/cloud';
import { Cluster } from '../cluster/cluster';
import { Prop } from '../construct/prop';

/** A fault where the cluster is known to run in another cloud than a provider does. */
export function checkCloud(construct: Construct, cloud: Cloud, prop: Prop): void {
  const actual = Cluster.tryContaining(construct)?.cloud;
  // Of a cloud of another name nothing is known: it may be one of these in disguise.
  if (actual === undefined || actual.name === cloud.name || ![Cloud.AWS, Cloud.AZURE, Cloud.GCP].some(({ name }) => name === actual.name)) { return; }
  prop.fault({ rule: `must be one of the cluster's cloud, '${actual.name}', and is of '${cloud.name}'`, fix: "Use another provider, or correct 'cloud' on the Cluster" });
}
