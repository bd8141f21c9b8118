import { FieldChange } from '../../manifest/field-changes';
import { formatPath, valueAt } from '../../manifest/field-path';
import { apiGroup, KubernetesObject } from '../../manifest/object';
import { CustomSchemas, schemasOfDefinitions } from '../../schema/custom-resources';
import { kubernetesMinors, schemasOf } from '../../schema/schemas';
import { Surroundings } from './surroundings';

/**
 * Changes of a custom resource that its definition forbids, by rules such as `self == oldSelf`: it must be made anew. Nothing where the cluster does not
 * hold the definition.
 */
export function changesRefusedByDefinition(before: KubernetesObject, after: KubernetesObject, around: Surroundings): FieldChange[] {
  // Groups of custom resources have a dot, and what has another version is read as another kind.
  if (!apiGroup(after).includes('.') || before.apiVersion !== after.apiVersion) { return []; }
  const faults = schemasIn(around)?.find(after.apiVersion, after.kind)?.changeFaults?.(before, after) ?? [];
  return faults.map(({ path }) => {
    const [was, is] = [valueAt(before, path), valueAt(after, path)];
    const names = path.map((step) => (typeof step === 'number' ? '*' : step)).join('.');
    return { field: formatPath(path), path: names, ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) };
  });
}

const read = new WeakMap<Surroundings, CustomSchemas | null>();

function schemasIn(around: Surroundings): CustomSchemas | null {
  const known = read.get(around);
  if (known !== undefined) { return known; }
  const definitions = around.of('apiextensions.k8s.io', 'CustomResourceDefinition');
  const schemas = definitions.length === 0 ? null : schemasOfDefinitions(definitions, schemasOf(kubernetesMinors().at(-1)!));
  read.set(around, schemas);
  return schemas;
}
