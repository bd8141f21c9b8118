import { Finding, Severity } from '../../construct/finding';
import { ClusterFacts } from '../../rules/fleet/cluster-facts';

/** The warnings of a cluster's last synth, as its index has them. */
export function writtenWarnings({ cluster, warnings = [] }: ClusterFacts): Finding[] {
  return warnings.map(({ path, ...warning }) => ({ ...warning, severity: Severity.WARNING, path: path === '' ? cluster.name : `${cluster.name}/${path}` }));
}
