import { ClusterDescription } from '../cluster/cluster-description';
import { Prop } from '../construct/prop';
import { listed } from '../manifest/listed';
import { useNearest } from '../manifest/nearest-name';

/** Says where no cluster is of an environment that is named. */
export function refuseUnknownEnvironment(name: string, clusters: readonly ClusterDescription[], prop: Prop): void {
  const known = [...new Set(clusters.flatMap(({ environment }) => environment ?? []))];
  if (known.includes(name)) { return; }
  prop.fault({
    id: 'fleet/no-such-environment', rule: 'must be the environment of a cluster', got: name,
    fix: useNearest(name, known, `They have ${known.length === 0 ? 'none' : listed(known, Infinity)}`),
  });
}
