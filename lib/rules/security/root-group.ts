import { listOf } from '../../manifest/object';
import { PodRule } from '../rule';
import { securityContextsOf } from './security-contexts';

/** Pods are not of the group of root. */
export const rootGroup: PodRule = {
  id: 'security/root-group',
  severity: 'warning',
  about: 'pod',
  why: 'Much that belongs to root may be read, or written, by its group: in images, in volumes and on the node.',
  fix: 'Use the number of another group',
  docs: 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
  admission: {
    expression: '([variables.podSpec] + variables.containers).all(part, part.?securityContext.?runAsGroup.orValue(1) != 0 && part.?securityContext.?fsGroup.orValue(1) != 0 && !(0 in part.?securityContext.?supplementalGroups.orValue([])))',
    messageExpression: '"it is of the group of root"',
  },
  check: (pod) => {
    const contexts = securityContextsOf(pod);
    if (contexts.length === 0) { return undefined; }
    return contexts.flatMap(({ who, path, context }) => [
      ...['runAsGroup', 'fsGroup'].filter((field) => context[field] === 0).map((field) => [field]),
      ...listOf(context.supplementalGroups).flatMap((group, index) => (group === 0 ? [['supplementalGroups', index]] : [])),
    ].map((field) => ({ path: [...path, ...field], message: `${who} is of the group of root by ${field[0]}` })));
  },
};
