import { PodRule } from '../rule';
import { securityContextsOf } from './security-contexts';

/** Users and groups of pods are none of their nodes. */
export const highIds: PodRule = {
  id: 'security/high-ids',
  severity: 'warning',
  about: 'pod',
  why: 'Whoever breaks out of a container has the rights of whoever has its number on the node: low ones are given to users and services there.',
  fix: 'Use a number above 10000',
  docs: 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
  options: {
    above: { type: 'number', default: 10000, description: 'The highest number that nodes may give to their own users and groups.' },
  },
  admission: {
    expression: '([variables.podSpec] + variables.containers).all(part, [part.?securityContext.?runAsUser.orValue(0), part.?securityContext.?runAsGroup.orValue(0)].all(id, id == 0 || id > variables.options.above))',
    messageExpression: '"it runs as a user or group up to " + string(variables.options.above) + ", which may be one of its node"',
  },
  check: (pod, _, { above }) => {
    const given = securityContextsOf(pod).flatMap(({ who, path, context }) => FIELDS.flatMap(({ field, what }) => {
      const id: unknown = context[field];
      // Root is the matter of Pod Security and of `security/root-group`.
      return typeof id === 'number' && id !== 0 ? [{ path: [...path, field], message: `${who} runs as the ${what} ${id}, which may be one of its node`, id }] : [];
    }));
    return given.length === 0 ? undefined : given.filter(({ id }) => id <= above).map(({ path, message }) => ({ path, message }));
  },
};

const FIELDS = [{ field: 'runAsUser', what: 'user' }, { field: 'runAsGroup', what: 'group' }];
