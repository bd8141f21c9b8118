import { isKnown } from '../../manifest/known';
import { isMap } from '../../manifest/object';

/** Which keys a map of labels or annotations lacks; none where keys in it are not known yet. */
export function missingKeys(map: unknown, wanted: readonly string[]): string[] {
  const given = isMap(map) ? map : {};
  if (!isKnown(map) || !Object.keys(given).every(isKnown)) { return []; }
  return wanted.filter((key) => !Object.hasOwn(given, key));
}
