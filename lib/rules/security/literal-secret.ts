import { isKnown } from '../../manifest/known';
import { knownToken } from '../../manifest/known-token';
import { isLiteralSecret } from '../../manifest/literal-secret';
import { listOf } from '../../manifest/object';
import { ContainerRule } from '../rule';

/** No credential stands in a variable of a container. What is one by its looks alone is said by `security/known-token`. */
export const literalSecret: ContainerRule = {
  id: 'security/literal-secret',
  severity: 'warning',
  about: 'container',
  why: 'Everyone who reads the manifest, or may list pods, can read it.',
  fix: "Put it in a Secret, and name that in 'valueFrom.secretKeyRef'",
  docs: 'https://kubernetes.io/docs/concepts/configuration/secret/',
  sameAs: ['workload/literal-secret'],
  admission: "CEL can't take names apart into words",
  check: (container) => {
    const env = listOf(container.env);
    if (env.length === 0) { return undefined; }
    return env.flatMap((variable, index) => {
      const { name, value } = variable ?? {};
      const isJudged = typeof name === 'string' && typeof value === 'string' && isKnown(name) && isKnown(value);
      return isJudged && isLiteralSecret(name, value) && knownToken(value) === undefined ? [{
        path: ['env', index, 'value'], message: `variable '${name}' of container '${container.name}' looks like a credential`,
      }] : [];
    });
  },
};
