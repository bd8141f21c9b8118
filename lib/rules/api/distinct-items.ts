import { formatPath } from '../../manifest/field-path';
import { ObjectRule } from '../rule';

/** Items of a list that are told apart by a key have one each. */
export const distinctItems: ObjectRule = {
  id: 'api/distinct-items',
  severity: 'error',
  about: 'object',
  why: "Of two items with one key, 'kubectl apply --server-side' takes neither, and what else writes the object keeps one of them or both.",
  fix: 'Leave one of the two out, or give it another key',
  docs: 'https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy',
  admission: 'it goes by what the schema of each kind says of its lists',
  check: (object, { schemas, originalOf }) => {
    const original = originalOf(object);
    if (schemas === undefined || schemas.unserved(original) !== undefined) { return undefined; }
    return schemas.faultsOf(original).filter(({ rule }) => rule === 'duplicate-item-under-apply')
      .map(({ path, message }) => ({ path, message: `'${formatPath(path.slice(-2))}' ${message}` }));
  },
};
