import { ApiObject } from 'cdk8s';
import { IConstruct, IMixin } from 'constructs';
import { Cluster } from '../../cluster/cluster';
import { Faults } from '../../construct/faults';
import { struct } from '../../construct/shape';
import { addSpread } from './spread-edit';
import { ZoneSpreadingProps } from './spread-options';
import { optionFaults, planOf } from './spread-rules';
import { SPREAD_SHAPES } from './spread-shapes';

const OPTIONS = struct<ZoneSpreadingProps>('{ maxSkew: 2 }', SPREAD_SHAPES);

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
    this.props = OPTIONS(props, faults.props) ?? {};
    faults.throwIfBroken();
    optionFaults(this.props, undefined).forEach((fault) => faults.add(fault));
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
    optionFaults(this.props, clusterZones).forEach((fault) => faults.add(fault));
    faults.throwIfAny();
    addSpread(construct, planOf(this.props, clusterZones), { isNamed: false });
  }
}
