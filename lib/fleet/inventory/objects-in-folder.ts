import { FileFaults } from '../../construct/file-faults';
import { isPlainObject } from '../../construct/shape';
import { FieldPath } from '../../manifest/field-path';
import { Places, readLocatedYaml } from '../../manifest/located-yaml';
import { filesIn, readText } from './file-text';

/** An object in a file. */
export interface FoundObject {
  readonly value: { readonly [field: string]: any };
  /** Where in its document it is: an item of a List is not the whole of it. */
  readonly at: FieldPath;
  readonly root: unknown;
  readonly places: Places;
}

/** All objects in the files of a folder and those below it. Documents that are no objects are passed over. */
export function objectsIn(folder: string, faults: FileFaults): readonly FoundObject[] {
  return filesIn(folder, faults).flatMap((file) => {
    const text = readText(file, faults);
    // Among them may be Secrets.
    const documents = text === undefined ? [] : readLocatedYaml(text, file, faults, true);
    return documents.flatMap(({ value, places }) => objectsOf(value, []).map((object) => ({ ...object, root: value, places })));
  });
}

function objectsOf(value: unknown, at: FieldPath): { value: any; at: FieldPath }[] {
  if (!isPlainObject(value)) { return []; }
  const { kind, items } = value as { readonly [field: string]: unknown };
  // What `kubectl get -o yaml` writes.
  const isList = typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items) && at.length === 0;
  return isList ? items.flatMap((item, index) => objectsOf(item, ['items', index])) : [{ value, at }];
}
