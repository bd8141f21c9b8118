import { formatPath } from '../../manifest/field-path';
import { ObjectRule } from '../rule';

/** Every field is one that the kind has, of its type, and none is missing that it needs. */
export const schema: ObjectRule = {
  id: 'api/schema',
  severity: 'refused',
  about: 'object',
  why: 'API servers refuse what is not as the schema of its kind says, or drop it without a word.',
  fix: "Look at the fields of the kind, e.g. by 'kubectl explain'",
  docs: 'https://kubernetes.io/docs/reference/kubernetes-api/',
  check: (object, { schemas, originalOf }) => {
    const original = originalOf(object);
    if (schemas === undefined || schemas.unserved(original) !== undefined) { return undefined; }
    return schemas.faultsOf(original).filter(({ rule }) => rule !== 'duplicate-item-under-apply').map(({ path, message, fix }) => ({
      path, message: `${path.length === 0 ? 'the object' : `'${formatPath(path.slice(-1))}'`} ${message}`, ...(fix !== undefined && { fix: `${fix.charAt(0).toUpperCase()}${fix.slice(1).replace(/[?.]$/, '')}` }),
    }));
  },
};
