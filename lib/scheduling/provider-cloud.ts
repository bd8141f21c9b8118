import { Construct, IConstruct } from 'constructs';
import { Cloud, SpotNotice } from '../cluster/cloud';
import { Cluster } from '../cluster/cluster';
import { Prop } from '../construct/prop';

/** A fault where the cluster is known to run in another cloud than a provider does. */
export function checkCloud(construct: Construct, cloud: Cloud, prop: Prop): void {
  const actual = Cluster.tryContaining(construct)?.cloud;
  if (actual?._isOtherThan?.(cloud) !== true) { return; }
  prop.fault({ id: 'scheduling/fitting-provider', rule: `must be one of the cluster's cloud, '${actual.name}', and is of '${cloud.name}'`, fix: "Use another provider, or correct 'cloud' on the Cluster" });
}

/**
 * The notice that spot machines get where a construct is: the cluster's cloud may state one, and otherwise it is that of the cloud from which the
 * machines are.
 */
export function spotNoticeAt(construct: IConstruct, cloud: Cloud): SpotNotice {
  return Cluster.tryContaining(construct)?.cloud?._spotNotice ?? cloud._spotNotice!;
}
