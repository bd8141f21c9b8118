import { ApiObject, JsonPatch } from 'cdk8s';
import { Cluster } from '../cluster/cluster';
import { apiObjectsOf } from '../construct/api-objects';
import { addEdit } from '../construct/edit';
import { Fault } from '../construct/fault';
import { foreignOperation, patchEdit } from '../construct/json-patch';
import { Prop } from '../construct/prop';
import { required, someText } from '../construct/shape';
import { struct } from '../construct/struct';
import { nearestName } from '../manifest/nearest-name';
import { describeObject } from '../manifest/object-key';
import { OverrideFact } from '../rules/fleet/cluster-facts';
import { ClusterSelector } from './cluster-selector';

/** Names an object of a cluster. */
export interface ObjectTarget {
  /** Kind of the object, e.g. `Deployment`. */
  readonly kind: string;

  /** Name of the object. */
  readonly name: string;

  /**
   * Namespace of the object.
   * @default - in whichever there is one: if there are several, it is an error
   */
  readonly namespace?: string;
}

/** A difference of some clusters. */
export interface FleetOverride {
  readonly clusters: ClusterSelector;
  readonly target: ObjectTarget;
  readonly reason: string;
  readonly operations: readonly JsonPatch[];
}

const KIND_FIX = "Use one such as 'Deployment'";
const NAME_FIX = 'Use the name of the object';
const TARGET = required(struct<ObjectTarget>("{ kind: 'Deployment', name: 'web', namespace: 'shop' }", {
  kind: required(someText(KIND_FIX), KIND_FIX), name: required(someText(NAME_FIX), NAME_FIX), namespace: someText('Leave it out'),
}, 'faults'), "Use one such as { kind: 'Deployment', name: 'web', namespace: 'shop' }");
const REASON_FIX = 'Write why it differs there';
const REASON = required(someText(REASON_FIX), REASON_FIX);

/** What was asked for, if nothing is wrong with it. */
export function readOverride(override: FleetOverride, prop: Prop): FleetOverride {
  TARGET(override.target, prop.at('target'));
  REASON(override.reason, prop.at('reason'));
  if (override.operations.length === 0) {
    prop.at('operations').fault({ id: 'prop/required', rule: 'must hold at least one', fix: "Use one such as JsonPatch.replace('/spec/replicas', 6)" });
  }
  const foreign = foreignOperation(override.operations);
  if (foreign !== undefined) { prop.at('operations').fault({ id: foreign.id, rule: foreign.rule, fix: foreign.fix }); }
  return override;
}

/** Changes the object in a cluster. Answers what is wrong, or what is to be noted of it. */
export function applyOverride(cluster: Cluster, { target, reason, operations }: FleetOverride): { fault: Fault } | { fact: OverrideFact } {
  const all = apiObjectsOf(cluster);
  const matching = all.filter((object) => isMeant(object, target));
  const described = describeObject({ apiVersion: '', kind: target.kind, metadata: { name: target.name, namespace: target.namespace } });
  if (matching.length !== 1) {
    const namespaces = matching.map((object) => `'${object.metadata.namespace ?? ''}'`).join(', ');
    return {
      fault: matching.length === 0
        ? { id: 'patch/matches', rule: `an override must match an object, and there is no ${described}`, fix: wayOutTo(target, all) }
        : { id: 'patch/matches', rule: `an override must match one object, and ${described} is in the namespaces ${namespaces}`, fix: "Say its 'namespace'" },
    };
  }
  const [object] = matching;
  addEdit(object, patchEdit(operations));
  const { namespace } = object.metadata;
  return {
    fact: {
      kind: target.kind,
      ...(namespace !== undefined && { namespace }),
      name: target.name,
      reason,
      fields: operations.map((operation) => (operation._toJson() as { path: string }).path),
    },
  };
}

/** What differs from the target in one of its parts alone, and in that by a slip. */
function wayOutTo({ kind, name, namespace }: ObjectTarget, all: readonly ApiObject[]): string {
  const inNamespace = (object: ApiObject) => namespace === undefined || object.metadata.namespace === namespace;
  const meant = nearestName(name, all.filter((object) => object.kind === kind && inNamespace(object)).map((object) => object.name))
    ?? nearestName(kind, all.filter((object) => object.name === name && inNamespace(object)).map((object) => object.kind))
    ?? all.find((object) => object.kind === kind && object.name === name)?.metadata.namespace;
  return meant === undefined ? 'Select only clusters that have it' : `Use '${meant}', or select only clusters that have it`;
}

function isMeant(object: ApiObject, { kind, name, namespace }: ObjectTarget): boolean {
  return object.kind === kind && object.name === name && (namespace === undefined || object.metadata.namespace === namespace);
}
