import { FieldPath } from '../../../manifest/field-path';
import { annotationKeyFault, labelKeyFault } from '../../../manifest/label';
import { quantityOf } from '../../../manifest/quantity';
import { FieldFaults, textOf } from './field-faults';

/** What environment variables can be set to. */
export const ENV_FIELDS: ReadonlySet<string> = new Set([
  'metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName', 'status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs',
]);

/** What files can hold. */
export const FILE_FIELDS: ReadonlySet<string> = new Set(['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid']);

const RESOURCE = /^(?:limits|requests)\.(?:cpu|memory|ephemeral-storage|hugepages-.*)$/;
const SUBSCRIPT = /^(.+?)\['(.*)'\]$/s;

/** What is wrong with a reference to a field of the pod. */
export function checkFieldRef(faults: FieldFaults, ref: { readonly [field: string]: any }, fields: ReadonlySet<string>, path: FieldPath): void {
  const fieldPath = textOf(ref.fieldPath);
  if (ref.fieldPath === '') { faults.add('must not be empty', [...path, 'fieldPath']); }
  if (fieldPath === undefined) { return; }
  const version = textOf(ref.apiVersion) ?? 'v1';
  if (version !== 'v1') { faults.add(`must be a field of 'v1', not of '${version}'`, [...path, 'fieldPath'], fieldPath); return; }
  const [, map, key] = SUBSCRIPT.exec(fieldPath) ?? [];
  switch (map) {
    case 'metadata.annotations': faults.add(annotationKeyFault(key), [...path, 'fieldPath'], fieldPath); return;
    case 'metadata.labels': faults.add(labelKeyFault(key), [...path, 'fieldPath'], fieldPath); return;
    default:
      if (!fields.has(fieldPath === 'spec.host' ? 'spec.nodeName' : fieldPath)) {
        faults.add(`must be ${[...fields].join(', ')}, metadata.labels['<key>'] or metadata.annotations['<key>']`, [...path, 'fieldPath'], fieldPath);
      }
  }
}

/** What is wrong with a reference to an amount of a container's. */
export function checkResourceFieldRef(faults: FieldFaults, ref: { readonly [field: string]: any }, path: FieldPath): void {
  const resource = textOf(ref.resource);
  if (ref.resource === '') { faults.add('must not be empty', [...path, 'resource']); }
  if (resource === undefined) { return; }
  if (!RESOURCE.test(resource)) {
    faults.add('must be limits or requests of cpu, memory, ephemeral-storage or hugepages-<size>, such as limits.cpu', [...path, 'resource'], resource);
    return;
  }
  faults.add(divisorFault(ref.divisor, resource.endsWith('.cpu')), [...path, 'divisor'], ref.divisor);
}

const DECIMAL = [1n, 10n ** 3n, 10n ** 6n, 10n ** 9n, 10n ** 12n, 10n ** 15n, 10n ** 18n];
const BINARY = [10n, 20n, 30n, 40n, 50n, 60n].map((power) => 1n << power);

/** Of the ways to write an amount API servers take one, and only whole units. */
function divisorFault(divisor: unknown, cpu: boolean): string | undefined {
  const amount = quantityOf(divisor);
  if (amount === undefined || amount.numerator === 0n) { return undefined; }
  const { numerator, denominator } = amount;
  if (cpu) { return numerator === 1n && (denominator === 1n || denominator === 1000n) ? undefined : 'must be 1 or 1m'; }
  const units = /i$/.test(String(divisor)) ? BINARY : /[eE][-+]?[0-9]/.test(String(divisor)) ? [] : DECIMAL;
  return denominator === 1n && units.includes(numerator) ? undefined : 'must be 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi or 1Ei';
}
