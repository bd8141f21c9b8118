import { listOf } from '../../manifest/object';
import { ContainerRule } from '../rule';

/** Secrets are read from files. */
export const secretEnv: ContainerRule = {
  id: 'security/secret-env',
  severity: 'warning',
  about: 'container',
  why: 'Variables are inherited by every child, printed by crash reports and debug pages, and never change while the program runs.',
  fix: 'Mount the Secret, and let the program read the file',
  docs: 'https://kubernetes.io/docs/concepts/security/secrets-good-practices/#application-developers',
  admission: {
    expression: 'container.?env.orValue([]).all(variable, !has(variable.valueFrom) || !has(variable.valueFrom.secretKeyRef)) && container.?envFrom.orValue([]).all(source, !has(source.secretRef))',
    messageExpression: '"container \'" + container.name + "\' has values of Secrets in its variables"',
  },
  check: (container) => {
    const [env, from] = [listOf(container.env), listOf(container.envFrom)];
    if (env.length === 0 && from.length === 0) { return undefined; }
    return [
      ...env.flatMap((variable, index) => (variable?.valueFrom?.secretKeyRef ? [{
        path: ['env', index, 'valueFrom', 'secretKeyRef'], message: `variable '${variable.name}' of container '${container.name}' holds a value of a Secret`,
      }] : [])),
      ...from.flatMap((source, index) => (source?.secretRef ? [{
        path: ['envFrom', index, 'secretRef'], message: `variables of container '${container.name}' hold all of the Secret '${source.secretRef.name}'`,
      }] : [])),
    ];
  },
};
