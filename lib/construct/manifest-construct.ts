import { isDeepStrictEqual } from 'node:util';
import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import { withoutNamespace } from '../manifest/cluster-scoped';
import { valueAt } from '../manifest/field-path';
import { KubernetesObject } from '../manifest/object';
import { describeObject, objectKey } from '../manifest/object-key';
import { apiObjectsOf } from './api-objects';
import { addEdit, EditResult, refuse, settledCopy } from './edit';
import { judgeLevelsInSynth } from './enforced-levels';
import { Faults } from './faults';
import { pathOf } from './path';

/** Names one or more of the objects that a construct emits. */
export interface PatchTarget {
  /** Kind of the object, e.g. `NetworkPolicy`. */
  readonly kind: string;

  /**
   * Name of the object.
   *
   * @default - every object of that kind that the construct emits
   */
  readonly name?: string;
}

/** A construct that emits Kubernetes objects: the base of all of ours. */
export abstract class ManifestConstruct extends Construct {
  public constructor(scope: Construct, id: string) {
    super(scopeOf(scope, id), id);
    if (!this.node.scopes.some((parent) => Chart.isChart(parent))) {
      refuse(this, { id: 'construct/place', rule: 'must stand in a chart', fix: "Define it in a 'new Chart(…)', which stands in the App or Cluster" });
    }
    judgeLevelsInSynth(this);
  }

  /** Every object that this construct emits, in the order in which it made them. */
  public get objects(): ApiObject[] {
    return apiObjectsOf(this);
  }

  /**
   * Changes an object that this construct emits, after everything else has: the way out where no prop will do.
   *
   * @param target which object; a target that matches nothing is an error
   * @param operations RFC 6902 operations; one that does not apply is an error of the synth
   */
  public patch(target: PatchTarget, ...operations: JsonPatch[]): void {
    const matching = this.objects.filter((object) => object.kind === target.kind && (target.name === undefined || object.name === target.name));
    if (matching.length === 0) {
      const emitted = this.objects.map((object) => `${object.kind} '${object.name}'`).join(', ');
      refuse(this, {
        id: 'patch/matches',
        prop: 'target',
        rule: 'must match an object of this construct',
        got: target.name === undefined ? target.kind : `${target.kind} '${target.name}'`,
        fix: `It emits ${emitted}`,
      });
    }
    const foreign = operations.findIndex((operation) => typeof operation?._toJson !== 'function');
    if (foreign >= 0) {
      refuse(this, {
        id: 'prop/type', prop: `operations[${foreign}]`, rule: "must be a 'JsonPatch' of cdk8s", fix: "Use one such as JsonPatch.replace('/spec/replicas', 3)",
      });
    }
    for (const object of matching) {
      addEdit(object, { last: true, apply: (manifest) => applyPatch(manifest, operations) });
    }
  }

  /**
   * Emits an object. Its name must be in the manifest: names are API, and a path hash is none.
   * @internal
   */
  protected _emit(id: string, manifest: KubernetesObject): ApiObject {
    const object = new ApiObject(this, id, manifest);
    claimName(this, object);
    return object;
  }

  /**
   * Emits an object that belongs to no namespace: cdk8s would write the chart's.
   * @internal
   */
  protected _emitClusterScoped(id: string, manifest: KubernetesObject): ApiObject {
    const object = this._emit(id, manifest);
    addEdit(object, { apply: (finished) => ({ object: withoutNamespace(finished) }) });
    return object;
  }
}

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

function applyPatch(manifest: KubernetesObject, operations: JsonPatch[]): EditResult {
  let object = manifest;
  for (const operation of operations) {
    // Its value would be copied as it stands: a token, too.
    const { value, ...rest }: Operation = operation._toJson();
    const settled: Operation = { ...rest, ...(value !== undefined && { value: settledCopy(value, pointerPath(rest.path)) }) };
    const missing = missingPath(object, settled);
    if (missing !== undefined) {
      const rule = `must apply to ${describeObject(manifest)}, but ${missing}`;
      return { object: manifest, faults: [{ id: 'patch/applies', prop: 'patch', rule, fix: 'Look at the emitted YAML for the right path' }] };
    }
    object = JsonPatch.apply(object, { _toJson: () => settled } as JsonPatch);
  }
  return { object };
}

/**
 * What an operation needs and does not find. cdk8s applies patches without validation: a `replace` of nothing adds, a `move` of nothing
 * removes, and a failed `test` prints the whole document, secrets included.
 */
function missingPath(object: KubernetesObject, { op, path, from, value }: Operation): string | undefined {
  const source = from ?? (op === 'add' ? parent(path) : path);
  if (!exists(object, source)) { return `'${source}' does not exist`; }
  if (from !== undefined && !exists(object, parent(path))) { return `'${parent(path)}' does not exist`; }
  if (op === 'test' && !isDeepStrictEqual(valueAt(object, pointerPath(path)), value)) { return `the test of '${path}' failed`; }
  return undefined;
}

function exists(object: KubernetesObject, pointer: string): boolean {
  return valueAt(object, pointerPath(pointer)) !== undefined;
}

function parent(pointer: string): string {
  return pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')));
}

// RFC 6901: `~1` is a slash and `~0` a tilde, in this order.
function pointerPath(pointer: string): string[] {
  return pointer.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

const CLAIMED = Symbol.for('fleetwright.claimedNames');

/**
 * Two objects of one kind and name would overwrite each other: the second one is an error at once. Only within a chart,
 * because charts of a plain App may be meant for different clusters; a `Cluster` looks across its charts at synth.
 */
function claimName(construct: Construct, object: ApiObject): void {
  const chart: any = Chart.of(construct);
  const claimed: Map<string, string> = chart[CLAIMED] ?? new Map();
  if (chart[CLAIMED] === undefined) { Object.defineProperty(chart, CLAIMED, { value: claimed }); }
  const { name, namespace } = object.metadata;
  // What a token says, only the synth knows.
  if ([name, namespace].some((part: unknown) => part !== undefined && typeof part !== 'string')) { return; }
  const key = objectKey({ apiVersion: object.apiVersion, kind: object.kind, metadata: { name, namespace } });
  const owner = claimed.get(key);
  if (owner !== undefined) {
    const faults = new Faults(construct);
    faults.props.at('name').fault({
      id: 'construct/unique-name',
      rule: `must be unique among the objects of kind ${object.kind} in its namespace, but '${owner}' emits one of that name`,
      got: object.name,
      fix: "Give one of the two another 'name'",
    });
    // At once: the second of two is a slip that may not go on, and a synth would find it again as two objects.
    throw faults.error;
  }
  claimed.set(key, pathOf(construct));
}

/** The scope, unless the arguments are those of a component of Pulumi, which has none. */
function scopeOf(scope: unknown, id: unknown): Construct {
  if ((scope === undefined || Construct.isConstruct(scope)) && typeof id === 'string') { return scope as Construct; }
  const name = [scope, id].find((each) => typeof each === 'string') ?? 'construct';
  const faults = new Faults(name);
  faults.props.fault({
    id: 'construct/place',
    rule: 'must get a scope, an id and its props',
    fix: `Use 'new …(chart, '${name}', { … })' in cdk8s; in Pulumi, take the class from 'fleetwright/pulumi'`,
  });
  throw faults.error;
}
