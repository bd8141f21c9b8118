import { FieldPath } from '../../../manifest/field-path';
import { listOf } from '../../../manifest/object';
import { checkFieldRef, checkResourceFieldRef, FILE_FIELDS } from './downward-api';
import { emptyFault, FieldFaults, isGiven, mapOf, rangeFault } from './field-faults';
import { writtenPathFault } from './local-path';

/** What keeps a number from being the mode of a file. */
export function modeFault(mode: unknown): string | undefined {
  return rangeFault(mode, 0, 0o777) === undefined ? undefined : 'must be from 0 to 0777, which is 511';
}

/** What is wrong with the files of a volume: keys of a ConfigMap or Secret, or what is known of the pod. */
export function checkFiles(faults: FieldFaults, items: unknown, path: FieldPath, from: 'keys' | 'downwardAPI' = 'keys'): void {
  listOf(items).forEach((each, index) => {
    const item = mapOf(each);
    if (item === undefined) { return; }
    const at = [...path, index];
    if (from === 'keys' && isGiven(item.key)) { faults.add(emptyFault(item.key), [...at, 'key']); }
    if (isGiven(item.path)) { faults.add(emptyFault(item.path) ?? writtenPathFault(item.path), [...at, 'path'], item.path); }
    faults.add(modeFault(item.mode), [...at, 'mode'], item.mode);
    if (from === 'downwardAPI') { checkDownward(faults, item, at); }
  });
}

function checkDownward(faults: FieldFaults, { fieldRef, resourceFieldRef }: { readonly [field: string]: any }, path: FieldPath): void {
  if (mapOf(fieldRef)) { checkFieldRef(faults, fieldRef, FILE_FIELDS, [...path, 'fieldRef']); }
  if (isGiven(fieldRef) === isGiven(resourceFieldRef)) { faults.add('must name one of fieldRef and resourceFieldRef', path); return; }
  if (!mapOf(resourceFieldRef)) { return; }
  if ((resourceFieldRef.containerName ?? '') === '') {
    faults.add('must be given', [...path, 'resourceFieldRef', 'containerName']);
  } else {
    checkResourceFieldRef(faults, resourceFieldRef, [...path, 'resourceFieldRef']);
  }
}
