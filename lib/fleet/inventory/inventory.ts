import { ClusterDescription } from '../../cluster/cluster-description';
import { InventoryFaults } from './inventory-faults';
import { readClusterFile } from './cluster-file';

export class Inventory {
  public static fromFile(file: string): ClusterDescription[] {
    const faults = new InventoryFaults();
    const r = readClusterFile(file, faults);
    faults.throwIfAny();
    return r;
  }
  private constructor() {}
}
