import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { FieldPath } from '../manifest/field-path';
import { KubernetesObject } from '../manifest/object';
import { describeObject } from '../manifest/object-key';
import { plainData, unwritableIn, UnwritableError } from '../manifest/plain-data';
import { itemsOf } from '../manifest/pod-template';
import { apiObjectsAround } from './api-objects';
import { Fault } from './fault';
import { faultAtSynth, Faults } from './faults';
import { fail } from './fleet-error';
import { plainManifest } from './plain-manifest';
import { forgetInSynth, oncePerSynth } from './synth-cache';
import { warnAtSynth, WarningText } from './warning';

/** What an edit made of an object. */
export interface EditResult {
  readonly object: KubernetesObject;
  /** Legal but probably hurtful; `object` is filled in. */
  readonly warnings?: readonly Pick<WarningText, 'id' | 'message' | 'accepted'>[];
  /** What makes the object unfit to be written. */
  readonly faults?: readonly Fault[];
}

/** A change to a finished object: a pure function, so that applying it again changes nothing. */
export interface Edit {
  /** A later edit of the same slot takes the place of an earlier one. */
  readonly slot?: string;
  /** Whether it comes after all others, as a user's own patch does. */
  readonly last?: boolean;
  apply(object: KubernetesObject): EditResult;
}

/** An object as it will be written. */
export interface Rendered {
  readonly object: KubernetesObject;
  readonly warnings: readonly WarningText[];
  readonly faults: readonly Fault[];
  /** Whether all in it is known to be known, and fit to be written: nobody needs to look. */
  readonly isPlain?: boolean;
}

/** Why nothing can be changed any more. */
export const WRITTEN: Fault = {
  id: 'construct/finished', rule: 'has been deployed as it was: a change now would reach nothing', fix: "Change it among constructs of one 'ChartComponent', or use 'transforms'",
};

const EDITS = Symbol.for('fleetwright.edits');

/**
 * Adds an edit to an object of any origin: ours, cdk8s-plus', included, or from a Helm chart.
 *
 * It works on the result of `toJson`, behind the filter by which the generated L1 classes drop every field that they
 * do not know, so that what an edit adds reaches the YAML.
 */
export function addEdit(target: ApiObject, edit: Edit): void {
  // Locked is what has been written.
  if (target.node.locked) { refuse(target, WRITTEN); }
  const edits = editsOf(target) ?? install(target);
  const replaced = edit.slot === undefined ? edits.indexOf(edit) : edits.findIndex((other) => other.slot === edit.slot);
  if (replaced >= 0) { edits.splice(replaced, 1); }
  edits.push(edit);
  forgetInSynth(target, target);
}

/** Ends a call at once: what it asks for can't be done at all. */
export function refuse(construct: IConstruct, fault: Fault): never {
  const faults = new Faults(construct);
  faults.add(fault);
  fail(faults.error);
}

/** Whether an object has an edit of a slot. */
export function hasEdit(target: ApiObject, slot: string): boolean {
  return editsOf(target)?.some((edit) => edit.slot === slot) ?? false;
}

/** The object as it will be written, with what its edits had to say. Kept while a synth is under way. */
export function render(target: ApiObject): Rendered {
  return oncePerSynth(target, target, () => renderAnew(target));
}

/** The same for whoever writes it: somebody may have given the object another way to render itself. */
export function written(target: ApiObject): Pick<Rendered, 'object' | 'isPlain'> {
  const installed = (target as any)[EDITS]?.written;
  return installed === undefined || installed === target.toJson ? render(target) : { object: target.toJson() };
}

/** An object as it will be written, and what writes it. */
export interface Neighbour {
  readonly source: ApiObject;
  readonly object: KubernetesObject;
}

/** The objects of a kind in a namespace, of whatever make and also in lists, in the tree that a construct stands in. Kept while a synth is under way. */
export function neighboursOf(construct: IConstruct, kind: string, namespace: string | undefined): readonly Neighbour[] {
  return oncePerSynth(construct, kind, () => neighboursByNamespace(construct, kind)).get(namespace) ?? [];
}

/** Those of one name. */
export function neighboursNamed(construct: IConstruct, kind: string, namespace: string | undefined, name: string): readonly Neighbour[] {
  return oncePerSynth(construct, `${kind} by name in ${namespace ?? ''}`, () => {
    const found = new Map<unknown, Neighbour[]>();
    for (const neighbour of neighboursOf(construct, kind, namespace)) {
      const key: unknown = neighbour.object.metadata?.name;
      const others = found.get(key);
      if (others === undefined) { found.set(key, [neighbour]); } else { others.push(neighbour); }
    }
    return found;
  }).get(name) ?? [];
}

function neighboursByNamespace(construct: IConstruct, kind: string): ReadonlyMap<string | undefined, readonly Neighbour[]> {
  const found = new Map<string | undefined, Neighbour[]>();
  for (const source of apiObjectsAround(construct).filter((each) => each.kind === kind || isList(each.kind))) {
    for (const object of objectsOf(source).filter((item) => item.kind === kind)) {
      const at = object.metadata?.namespace;
      const others = found.get(at) ?? [];
      others.push({ source, object });
      found.set(at, others);
    }
  }
  return found;
}

/** What an ApiObject writes, of a list what stands in it; nothing where it can't be rendered, which it says itself. */
export function objectsOf(source: ApiObject): KubernetesObject[] {
  try {
    const { object } = render(source);
    return (itemsOf(object) ?? [object]).filter((item) => typeof item === 'object' && item !== null);
  } catch {
    return [];
  }
}

function editsOf(target: ApiObject): Edit[] | undefined {
  return (target as any)[EDITS]?.edits;
}

function isList(kind: unknown): boolean {
  return typeof kind === 'string' && kind.endsWith('List');
}

function install(target: ApiObject): Edit[] {
  const edits: Edit[] = [];
  const { toJson } = target;
  target.toJson = () => settledCopy(render(target).object);
  Object.defineProperty(target, EDITS, { value: { edits, toJson, written: target.toJson } });
  faultAtSynth(target, () => render(target).faults);
  warnAtSynth(target, () => [...render(target).warnings]);
  return edits;
}

const NOTHING: readonly never[] = [];

function renderAnew(target: ApiObject): Rendered {
  const state: { edits: Edit[]; toJson: () => any } | undefined = (target as any)[EDITS];
  const toJson = state?.toJson ?? target.toJson;
  const plain = plainManifest(target, toJson);
  const json = plain ?? toJson.call(target);
  const edits = state?.edits ?? NOTHING;
  if (edits.length === 0) { return { object: json, warnings: NOTHING, faults: NOTHING, isPlain: plain !== undefined }; }

  const ordered = [...edits.filter((edit) => edit.last !== true), ...edits.filter((edit) => edit.last === true)];
  let rendered: Rendered = { object: json, warnings: [], faults: [] };
  try {
    for (const edit of ordered) {
      const { object, warnings = [], faults = [] } = edit.apply(settledCopy(rendered.object));
      rendered = {
        object: settledCopy(object),
        warnings: [...rendered.warnings, ...warnings.map((warning) => ({ ...warning, object: describeObject(object) }))],
        faults: [...rendered.faults, ...faults],
      };
    }
    return rendered;
  } catch (error) {
    if (!(error instanceof UnwritableError)) { throw error; }
    const fault = unwritableFault(json) ?? { id: 'construct/rendering', rule: `${describeObject(json)}: ${error.message}`, fix: 'Correct the value, or the edit or patch that brings it' };
    // Nothing is going to be written; what asks for the object all the same gets one without what can't be.
    return { ...rendered, object: rendered.object === json ? JSON.parse(JSON.stringify(json)) : rendered.object, faults: [...rendered.faults, fault] };
  }
}

/** What an object holds by itself that no YAML can. */
export function unwritableFault(object: KubernetesObject): Fault | undefined {
  const message = unwritableIn(object);
  return message === undefined ? undefined : {
    id: 'construct/rendering', rule: `${describeObject(object)}: ${message}`, fix: "Correct the value; in a file, put '.', 'e12' and '1e400' in quotes, of which YAML makes numbers",
  };
}

/**
 * A copy of plain data in which nothing stands twice: shared values, which `structuredClone` keeps shared, become YAML anchors. What an edit
 * brings may be a `Lazy`, too, and is here what it becomes: it comes when cdk8s has resolved all others.
 */
export function settledCopy<T>(data: T, path: FieldPath = []): T {
  return plainData(data, settled, path);
}

function settled(value: any): unknown {
  return typeof value?.produce === 'function' ? settled(value.produce()) : value;
}
