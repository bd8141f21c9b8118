import { Cloud } from '../../cluster/cloud';
import { WarningText } from '../../construct/warning';

/** How many machines a pool has. */
export interface MachinePoolSize {
  readonly min: number;
  readonly max: number;
}

/** What the infrastructure providers of Cluster API have in common. */
export interface MachinePoolStrategy {
  readonly cloud: Cloud;
  readonly apiVersion: string;
  readonly kind: string;
  /** How a node is to be called, so that the cloud's controller finds its machine: a template of cloud-init. */
  readonly nodeName: string;

  /** Spec of the infrastructure object. */
  spec(size: MachinePoolSize, zones: readonly string[] | undefined): { [field: string]: any };
  /** How nodes in a zone carry it in `topology.kubernetes.io/zone`. */
  nodeZone(zone: string): string;
  warnings(): WarningText[];
}
