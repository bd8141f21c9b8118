import { FieldPath } from '../../manifest/field-path';
import { isKnown } from '../../manifest/known';
import { knownToken as tokenIn } from '../../manifest/known-token';
import { groupKindOf } from '../cluster-manifests';
import { ObjectRule, Violation } from '../rule';

/** No object but a Secret holds a credential that can be told by its form. */
export const knownToken: ObjectRule = {
  id: 'security/known-token',
  severity: 'warning',
  about: 'object',
  why: 'Everyone who reads the manifest can use it; and in a repository it stays, even if it is deleted.',
  fix: 'Take it back where it was given out, and put the next one in a Secret',
  docs: 'https://kubernetes.io/docs/concepts/configuration/secret/',
  admission: "CEL can't look at every text of an object whose fields it does not know",
  check: (object) => {
    // Of definitions nothing but examples can stand in texts.
    if (BESIDE.has(groupKindOf(object))) { return undefined; }
    return holdsToken(object) ? tokensAt(object, []) : [];
  },
};

const BESIDE: ReadonlySet<string> = new Set(['/Secret', 'bitnami.com/SealedSecret', 'apiextensions.k8s.io/CustomResourceDefinition']);
/** It holds the object once more, as it was. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Without a path for each value: nearly no object has any. */
function holdsToken(value: unknown): boolean {
  if (typeof value === 'string') { return tokenIn(value) !== undefined; }
  if (typeof value !== 'object' || value === null || !isKnown(value)) { return false; }
  if (Array.isArray(value)) { return value.some(holdsToken); }
  for (const key in value) {
    if (holdsToken((value as { [key: string]: unknown })[key])) { return true; }
  }
  return false;
}

function tokensAt(value: unknown, path: FieldPath): Violation[] {
  if (typeof value === 'string') {
    const what = tokenIn(value);
    return what === undefined ? [] : [{ path, message: `it holds ${what}` }];
  }
  if (typeof value !== 'object' || value === null || !isKnown(value)) { return []; }
  if (Array.isArray(value)) { return value.flatMap((each, index) => tokensAt(each, [...path, index])); }
  return Object.entries(value).flatMap(([key, each]) => (key === LAST_APPLIED ? [] : tokensAt(each, [...path, key])));
}
