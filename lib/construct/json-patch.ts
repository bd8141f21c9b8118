import { isDeepStrictEqual } from 'node:util';
import { JsonPatch } from 'cdk8s';
import { valueAt } from '../manifest/field-path';
import { nearestName } from '../manifest/nearest-name';
import { KubernetesObject } from '../manifest/object';
import { describeObject } from '../manifest/object-key';
import { Edit, EditResult, settledCopy } from './edit';
import { Fault } from './fault';
import { isObject } from './shape';

/** The operations as an edit, which comes after all others. One that does not apply is an error of the synth. */
export function patchEdit(operations: readonly JsonPatch[]): Edit {
  return { last: true, apply: (manifest) => applyPatch(manifest, operations) };
}

/** What is wrong with an operation that is none of cdk8s'. */
export function foreignOperation(operations: readonly JsonPatch[]): Fault | undefined {
  const foreign = operations.findIndex((operation) => typeof operation?._toJson !== 'function');
  return foreign < 0 ? undefined : {
    id: 'prop/type', prop: `operations[${foreign}]`, rule: "must be a 'JsonPatch' of cdk8s", fix: "Use one such as JsonPatch.replace('/spec/replicas', 3)",
  };
}

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

function applyPatch(manifest: KubernetesObject, operations: readonly JsonPatch[]): EditResult {
  let object = manifest;
  for (const operation of operations) {
    // Its value would be copied as it stands: a token, too.
    const { value, ...rest }: Operation = operation._toJson();
    const settled: Operation = { ...rest, ...(value !== undefined && { value: settledCopy(value, pointerPath(rest.path)) }) };
    const missing = missingPath(object, settled);
    if (missing !== undefined) {
      const rule = `must apply to ${describeObject(manifest)}, but ${missing.what}`;
      return { object: manifest, faults: [{ id: 'patch/applies', prop: 'patch', rule, fix: wayOutTo(missing.pointer, object) }] };
    }
    object = JsonPatch.apply(object, { _toJson: () => settled } as JsonPatch);
  }
  return { object };
}

interface Missing {
  readonly what: string;
  /** The place that is not there. */
  readonly pointer?: string;
}

/** The path with the one of its steps that is not there as it was probably meant. */
function wayOutTo(pointer: string | undefined, object: KubernetesObject): string {
  const path = pointerPath(pointer ?? '');
  const wrong = path.findIndex((_, index) => valueAt(object, path.slice(0, index + 1)) === undefined);
  const around = wrong < 0 ? undefined : valueAt(object, path.slice(0, wrong));
  const meant = isObject(around) ? nearestName(path[wrong], Object.keys(around)) : undefined;
  if (meant === undefined) { return 'Look at the emitted YAML for the right path'; }
  return `Use '${[...path.slice(0, wrong), meant, ...path.slice(wrong + 1)].map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')}'`;
}

/**
 * What an operation needs and does not find. cdk8s applies patches without validation: a `replace` of nothing adds, a `move` of nothing
 * removes, and a failed `test` prints the whole document, secrets included.
 */
function missingPath(object: KubernetesObject, { op, path, from, value }: Operation): Missing | undefined {
  const source = from ?? (op === 'add' ? parent(path) : path);
  if (!exists(object, source)) { return { what: `'${source}' does not exist`, pointer: source }; }
  if (from !== undefined && !exists(object, parent(path))) { return { what: `'${parent(path)}' does not exist`, pointer: parent(path) }; }
  if (op === 'test' && !isDeepStrictEqual(valueAt(object, pointerPath(path)), value)) { return { what: `the test of '${path}' failed` }; }
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
