import { ApiObject } from 'cdk8s';
import { IConstruct, IMixin } from 'constructs';
import { Cluster } from '../../cluster/cluster';
import { Faults } from '../../construct/faults';
import { addSpread } from './spread-edit';
import { ZoneSpreadingProps } from './spread-options';
import { checkOptions, planOf, readSpreading } from './spread-rules';

/**
 * Spreads every workload of a construct evenly over zones and hosts: what `SpreadAcrossZones` does, as a mixin.
 *
 * It reaches what is there when it is applied. Where several apply to one workload, the last one holds.
 *
 * @example
 * const chart = new Chart(new App(), 'shop');
 * new Include(chart, 'vendor', { url: 'vendor.yaml' });
 * chart.with(new ZoneSpreading());
 */
export class ZoneSpreading implements IMixin {
  private readonly props: ZoneSpreadingProps;

  public constructor(props: ZoneSpreadingProps = {}) {
    const faults = new Faults('ZoneSpreading');
    this.props = readSpreading(props, undefined, faults);
    faults.throwIfAny();
  }

  /** Whether a construct is a Kubernetes object. `with` asks this of a construct and of everything below it. */
  public supports(construct: IConstruct): boolean {
    return ApiObject.isApiObject(construct);
  }

  /** Spreads the workload that an object holds; others stay as they are. */
  public applyTo(construct: IConstruct): void {
    if (!ApiObject.isApiObject(construct)) { return; }
    const clusterZones = Cluster.tryContaining(construct)?.zones;
    const faults = new Faults(construct);
    checkOptions(this.props, clusterZones, faults.props);
    faults.throwIfAny();
    addSpread(construct, planOf(this.props, clusterZones), { isNamed: false });
  }
}
