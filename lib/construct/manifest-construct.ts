import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import { withoutNamespace } from '../manifest/cluster-scoped';
import { KubernetesObject } from '../manifest/object';
import { objectKey } from '../manifest/object-key';
import { apiObjectsOf } from './api-objects';
import { addEdit, refuse } from './edit';
import { judgeObjectsInSynth } from './enforced-levels';
import { Faults } from './faults';
import { fail } from './fleet-error';
import { foreignOperation, patchEdit } from './json-patch';
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
    judgeObjectsInSynth(this);
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
    const foreign = foreignOperation(operations);
    if (foreign !== undefined) { refuse(this, foreign); }
    for (const object of matching) {
      addEdit(object, patchEdit(operations));
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

const CLAIMED = Symbol.for('fleetwright.claimedNames');

/**
 * Two objects of one kind and name would overwrite each other: the second one is an error at once. Only within a chart,
 * because charts of a plain App may be meant for different clusters; a `Cluster` looks across its charts at synth.
 */
function claimName(construct: Construct, object: ApiObject): void {
  const chart: any = Chart.of(construct);
  const claimed: Map<string, Construct> = chart[CLAIMED] ?? new Map();
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
      rule: `must be unique among the objects of kind ${object.kind} in its namespace, but '${pathOf(owner)}' emits one of that name`,
      got: object.name,
      fix: "Give one of the two another 'name'",
    });
    // At once: the second of two is a slip that may not go on, and a synth would find it again as two objects.
    fail(faults.error);
  }
  claimed.set(key, construct);
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
  fail(faults.error);
}
