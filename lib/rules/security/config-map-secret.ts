import { isKnown } from '../../manifest/known';
import { knownToken } from '../../manifest/known-token';
import { holdsPassword, isLiteralSecret } from '../../manifest/literal-secret';
import { isMap } from '../../manifest/object';
import { ObjectRule } from '../rule';

/**
 * No credential stands in a ConfigMap: a password in an address, or a value that looks like one under a name that says so. Words are none, and files are not
 * searched for them. What is one by its form alone is said by `security/known-token`.
 */
export const configMapSecret: ObjectRule = {
  id: 'security/config-map-secret',
  severity: 'warning',
  about: 'object',
  kinds: ['/ConfigMap'],
  why: 'ConfigMaps are read by many who may not read Secrets, and shown everywhere.',
  fix: 'Put it in a Secret',
  docs: 'https://kubernetes.io/docs/concepts/configuration/secret/',
  sameAs: ['workload/literal-secret'],
  admission: "CEL can't take names apart into words",
  check: ({ data }) => {
    if (!isMap(data) || !isKnown(data)) { return undefined; }
    return Object.entries(data).flatMap(([key, value]) => {
      if (typeof value !== 'string' || !isKnown(value) || knownToken(value) !== undefined) { return []; }
      if (holdsPassword(value)) { return [{ path: ['data', key], message: `'${key}' holds an address with a password in it` }]; }
      return isOneValue(key, value) && isLiteralSecret(key, value) ? [{ path: ['data', key], message: `'${key}' looks like a credential` }] : [];
    });
  },
};

const FILE = /\.[a-z]{2,5}$/i;
/** A name, or words: `shop-db`, `service_account`. */
const WORDS = /^[A-Za-z]+(?:[-_./ ][A-Za-z]+)*$/;

function isOneValue(key: string, value: string): boolean {
  return !FILE.test(key) && value.length >= 6 && !/\s/.test(value.trim()) && !WORDS.test(value.trim());
}
