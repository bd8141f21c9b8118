import { listed } from '../../manifest/listed';
import { KubernetesObject } from '../../manifest/object';
import { Unserved } from '../../schema/schemas';
import { ObjectRule, Violation } from '../rule';
import { TargetSchemas } from '../target-schemas';

/** The API server has the kind, in the version in which it is written. */
export const servedVersion: ObjectRule = {
  id: 'api/served-version',
  severity: 'refused',
  about: 'object',
  why: 'API servers do not know what they do not serve: nothing of it is applied.',
  fix: "Look at 'kubectl api-resources'",
  docs: 'https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
  check: (object, { schemas }) => {
    if (schemas === undefined) { return undefined; }
    const unserved = schemas.unserved(object);
    if (unserved === undefined) { return []; }
    if (schemas.isUnchecked(object)) { return undefined; }
    const violation = violationOf(unserved, object, schemas);
    return violation === undefined ? undefined : [violation];
  },
};

function violationOf(unserved: Unserved, { apiVersion, kind }: KubernetesObject, { version, minor }: TargetSchemas): Violation | undefined {
  const written = `'${kind}' of '${apiVersion}'`;
  switch (unserved.kind) {
    case 'removed': {
      // Where the version is not known, it may be one that still has it.
      if (version === undefined) { return undefined; }
      const { removedIn, replacement } = unserved;
      return { path: VERSION, message: `${written} is gone since Kubernetes ${removedIn}`, fix: replacement === undefined ? 'Nothing takes its place' : `Use ${replacement}` };
    }
    case 'later': {
      const { since, now } = unserved;
      return { path: VERSION, message: `${written} comes with Kubernetes ${since}, and this is ${minor}`, fix: now === undefined ? 'Leave it out until then' : `Use ${now}` };
    }
    case 'unknown-version':
      // A definition that serves nothing says so itself.
      if (unserved.now.length === 0) { return undefined; }
      return { path: VERSION, message: `no Kubernetes has '${apiVersion}'`, fix: `Use ${listed(unserved.now)}` };
    case 'unknown-kind': {
      const { nearest, now = [] } = unserved;
      const fix = nearest !== undefined ? `Use '${nearest}'` : now.length > 0 ? `'${kind}' is of ${listed(now)}` : undefined;
      return { path: KIND, message: `'${apiVersion}' has no kind '${kind}'`, ...(fix !== undefined && { fix }) };
    }
    case 'unknown-group': {
      const { nearest } = unserved;
      return { path: VERSION, message: `no Kubernetes has '${apiVersion}'`, ...(nearest !== undefined && { fix: `Use '${nearest}'` }) };
    }
  }
}

const VERSION = ['apiVersion'];
const KIND = ['kind'];
