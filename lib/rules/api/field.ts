import { FieldPath } from '../../manifest/field-path';
import { isKnown } from '../../manifest/known';
import { either } from '../../manifest/listed';
import { isMap, KubernetesObject, listOf } from '../../manifest/object';
import { Violation } from '../rule';

/** What keeps a value from being right, as a clause that completes "'x' …"; undefined where nothing does. */
export type FaultOf = (value: unknown) => string | undefined;

/**
 * A value of an object and its place, so that a check reads like the validation of Kubernetes that it follows: `field.Path` there. Null counts as absent, and
 * nothing is said of a value that is not known yet. Paths are made where something is wrong, and nowhere else.
 */
export class Field {
  public readonly value: any;

  public constructor(
    value: unknown, private readonly faults: Violation[], private readonly step: string | number = '', private readonly parent?: Field,
  ) {
    this.value = value ?? undefined;
  }

  /** A field of a map, or of a map in it, whether it is there or not. */
  public at(step: string, next?: string, last?: string): Field {
    const { value } = this;
    const field = new Field(isMap(value) && Object.hasOwn(value, step) ? value[step] : undefined, this.faults, step, this);
    return next === undefined ? field : field.at(next, last);
  }

  /** What a list holds. */
  public get items(): readonly Field[] {
    return listOf(this.value).map((item, index) => new Field(item, this.faults, index, this));
  }

  /** What a map holds. */
  public get entries(): readonly Field[] {
    return isMap(this.value) && isKnown(this.value) ? Object.keys(this.value).filter(isKnown).map((key) => this.at(key)) : [];
  }

  /** The key or name of it in what holds it. */
  public get key(): string {
    return String(this.step);
  }

  public get isGiven(): boolean {
    return this.value !== undefined;
  }

  /** Its text; empty where it is none. To Kubernetes, most texts that are left out are empty. */
  public get text(): string {
    return typeof this.value === 'string' ? this.value : '';
  }

  /** Its number; 0 where it is none. To Kubernetes, most numbers that are left out are 0. */
  public get number(): number {
    return typeof this.value === 'number' ? this.value : 0;
  }

  public get isKnown(): boolean {
    return isKnown(this.value);
  }

  /** Says that something is wrong here. */
  public fault(message: string, fix?: string): void {
    if (!this.isKnown) { return; }
    const path: FieldPath = this.path;
    this.faults.push(fix === undefined ? { path, message } : { path, message, fix });
  }

  /** Says what keeps a text that is there from being right. `what` names the field: `the port's name`. An empty one counts where it is not as good as none. */
  public must(what: string, faultOf: FaultOf, empty?: 'even empty'): void {
    const clause = this.isGiven && (this.value !== '' || empty !== undefined) ? faultOf(this.value) : undefined;
    if (clause !== undefined) { this.fault(`${what} '${this.value}' ${clause}`); }
  }

  /** The same of a text that must be there. */
  public mustBeGiven(what: string, faultOf?: FaultOf): void {
    if (!this.isGiven || this.value === '') { this.fault(`${what} is missing`); } else if (faultOf !== undefined) { this.must(what, faultOf); }
  }

  /** Says where a text that is there is none of these. */
  public mustBeOneOf(what: string, values: readonly string[], need?: 'required' | 'or empty'): void {
    if (!this.isGiven && need === 'required') { this.fault(`${what} is missing: ${either(values)}`); }
    if (this.value === '' && need === 'or empty') { return; }
    if (this.isGiven && !values.includes(this.value)) { this.fault(`${what} is '${this.value}', and must be ${either(values)}`); }
  }

  /** Says where a number that is there is out of a range. */
  public mustBeWithin(what: string, least: number, most: number = Infinity): void {
    if (typeof this.value !== 'number' || (this.value >= least && this.value <= most)) { return; }
    this.fault(`${what} is ${this.value}, and must be ${most === Infinity ? `at least ${least}` : `from ${least} to ${most}`}`);
  }

  private get path(): FieldPath {
    return this.parent === undefined ? [] : [...this.parent.path, this.step];
  }
}

/** What a check finds in an object. */
export function faultsIn(object: KubernetesObject, check: (root: Field) => void): readonly Violation[] {
  const faults: Violation[] = [];
  check(new Field(object, faults));
  return faults;
}

/** Those fields whose text an earlier one of the list has. What is not known yet, or not given, is the same as nothing. */
export function repeated(fields: readonly Field[], keyOf: (field: Field) => string | undefined = ({ text }) => text): readonly Field[] {
  if (fields.length < 2) { return []; }
  const seen = new Set<string>();
  return fields.filter((field) => {
    const key = keyOf(field);
    if (key === undefined || key === '' || !isKnown(key)) { return false; }
    return seen.size === seen.add(key).size;
  });
}
