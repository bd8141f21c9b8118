import { Cloud } from '../../cluster/cloud';
import { Prop } from '../../construct/prop';
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

  check(prop: Prop): void;
  /** Spec of the infrastructure object. */
  spec(size: MachinePoolSize, zones: readonly string[] | undefined): { [field: string]: any };
  /** How nodes in a zone carry it in `topology.kubernetes.io/zone`. */
  nodeZone(zone: string): string;
  warnings(): WarningText[];
}

/** Further fields of an object, of which a construct writes some itself. */
export function checkFurther(given: { readonly [field: string]: any } | undefined, own: readonly string[], prop: Prop): void {
  Object.keys(given ?? {}).filter((field) => own.includes(field)).forEach((field) => {
    prop.at(field).fault({ rule: 'must not be given: there is a prop for it', fix: 'Use the prop' });
  });
}

/** A text that must be there. */
export function checkText(value: string | undefined, prop: Prop, fix: string): void {
  if (value === undefined || value === null || value === '') { prop.fault({ rule: 'must be given', fix }); }
}
