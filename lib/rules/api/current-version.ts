import { ObjectRule } from '../rule';

/** What an object is written in stays. */
export const currentVersion: ObjectRule = {
  id: 'api/current-version',
  severity: 'warning',
  about: 'object',
  why: 'A version that is deprecated goes with one of the next releases, and then nothing of it is applied.',
  fix: 'Write it in the version that stays',
  docs: 'https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
  admission: 'API servers warn of it by themselves',
  check: (object, { schemas }) => {
    if (schemas === undefined || schemas.unserved(object) !== undefined) { return undefined; }
    const deprecation = schemas.deprecated(object);
    if (deprecation === undefined) { return []; }
    const { since, removedIn, replacement } = deprecation;
    return [{
      path: ['apiVersion'],
      message: `'${object.kind}' of '${object.apiVersion}' is deprecated since Kubernetes ${since}${removedIn === undefined ? '' : ` and gone with ${removedIn}`}`,
      ...(replacement !== undefined && { fix: `Use ${replacement}` }),
    }];
  },
};
