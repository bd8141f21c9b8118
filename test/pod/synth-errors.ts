import { Chart } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { describeFinding } from '../../lib/construct/finding';
import { FleetErrors } from '../../lib/construct/fleet-errors';

/** What the synth of a cluster says is wrong, a line each: `[prod/shop/api] 'image' must …`. Not that placeholders are left. */
export function synthErrors(chart: Chart): string[] {
  try {
    (chart.node.root as Cluster).synthYaml();
    return [];
  } catch (error) {
    if (!FleetErrors.isFleetError(error)) { throw error; }
    return FleetErrors.findingsOf(error).map(describeFinding).filter((line) => !line.includes('known only to a deployment'));
  }
}
