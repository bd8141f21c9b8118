import { FieldPath } from '../manifest/field-path';

/**
 * What a node takes: a map, a list, a single value, one of several of these, whatever JSON can say, whatever has no field (`bare`), or what another schema
 * says (`foreign`).
 */
export type NodeType = 'object' | 'array' | 'scalar' | 'choice' | 'any' | 'bare' | 'foreign';

/** A fault while the way back to the root is walked: its path grows at the end. */
export interface NodeFault {
  readonly steps: (string | number)[];
  readonly rule: FaultRule;
  readonly message: string;
  readonly fix?: string;
}

/** What a rule on a value has against it. */
export type ValueRule = (value: unknown) => NodeFault[] | undefined;

/**
 * Which rule a fault is about. `duplicate-item-under-apply` is refused only by `kubectl apply --server-side`: what else creates an object may repeat
 * the item of a list that apply merges.
 */
export type FaultRule =
  | 'unknown-field' | 'type' | 'required' | 'enum' | 'format' | 'nesting' | 'duplicate-item' | 'duplicate-item-under-apply'
  | 'pattern' | 'range' | 'length' | 'one-of' | 'cel';

/** What the API server of a Kubernetes has against an object, or would have under server-side apply: see `rule`. */
export interface SchemaFault {
  readonly path: FieldPath;
  /** A clause about the field, such as `must be a whole number, not text`. */
  readonly message: string;
  readonly rule: FaultRule;
  readonly fix?: string;
}

/** What is known of a place in an object. A node of a definition is filled when something first stands in its place. */
export class SchemaNode {
  type: NodeType = 'any';
  /** Reads the definition; gone once it is read. */
  fill?: () => void;
  /** The definition, where it has a name. */
  definition?: string;

  /** Of a map: its fields, the schema of all others, and whether others are kept though nothing is known of them. */
  properties?: Map<string, SchemaNode>;
  additional?: SchemaNode;
  open = false;
  required: readonly string[] = [];
  /** Fields that are there even where nobody writes them, as Go has them, and that need something. */
  implied: readonly string[] = [];

  /** Of a list. */
  items?: SchemaNode;
  /** What tells items of a list apart: the fields of a map, or `[]` where the whole item does. */
  itemKeys?: readonly string[];

  /** Of a single value. */
  fault?: ValueRule;
  values?: ReadonlySet<unknown>;
  /** An empty value counts as absent: Go cannot tell the two apart. */
  emptyIsAbsent = false;

  /** Of one that may be several things: which besides a map or a list, with `properties` or `items` as usual. */
  object?: SchemaNode;
  boolean = false;

  default?: unknown;
  /** The feature gate that is off by default, and without which the API server drops the field. */
  gate?: string;

  /** Of custom resources. */
  nullable = false;
  foreign?: ObjectSchema;
  /** Besides that of its type. */
  rules?: readonly ValueRule[];
}

/** The schema of the objects of a kind. */
export interface ObjectSchema {
  readonly apiVersion: string;
  readonly kind: string;
  /** Whether Kubernetes itself has the kind, and reads its objects by the rules of Go. */
  readonly builtIn: boolean;
  readonly root: SchemaNode;
  /** Fills in what the API server fills in before it judges. */
  readonly defaulted?: (object: unknown) => unknown;
  /** Rules of the definition that are not run, as clauses, as far as something stood in their place. */
  readonly unchecked: ReadonlySet<string>;
  /** What rules in CEL have against an object that is well-formed. */
  readonly ruleFaults?: (object: unknown) => readonly SchemaFault[];
  /** What they have against a change. */
  readonly changeFaults?: (before: unknown, after: unknown) => readonly SchemaFault[];
  /** What is said of a field that its holder does not have, besides the name that is near to it: `comes with Kubernetes 1.30`. */
  readonly elsewhere: (holder: SchemaNode, field: string) => string | undefined;
}

export function one(rule: FaultRule, message: string, fix?: string): NodeFault[] {
  return [fix === undefined ? { steps: [], rule, message } : { steps: [], rule, message, fix }];
}

/** Faults of a field or an item, as faults of what holds it, behind those that it has already. */
export function under(step: string | number, faults: readonly NodeFault[], before: NodeFault[] | undefined): NodeFault[] {
  for (const { steps } of faults) { steps.push(step); }
  return joined(before, faults)!;
}

export function joined(before: NodeFault[] | undefined, faults: readonly NodeFault[] | undefined): NodeFault[] | undefined {
  if (faults === undefined) { return before; }
  if (before === undefined) { return faults as NodeFault[]; }
  for (const fault of faults) { before.push(fault); }
  return before;
}
