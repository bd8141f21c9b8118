import { isOfJobs } from '../../manifest/replicated-kinds';
import { ADMITTED_WORKLOADS } from '../admission/admitted-kinds';
import { ContainerRule } from '../rule';
import { mayBeSaidElsewhere } from '../said-elsewhere';

/** A container that hangs is restarted. Many are better without: one that asks too much restarts what is merely busy. */
export const livenessProbe: ContainerRule = {
  id: 'reliability/liveness-probe',
  severity: 'warning',
  about: 'container',
  roles: ['container'],
  why: 'A process that hangs without ending stays as it is until somebody notices.',
  fix: "Set 'livenessProbe' to something that asks for nothing but the process itself",
  docs: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/#liveness-probe',
  admission: {
    kinds: ADMITTED_WORKLOADS.filter((kind) => !kind.startsWith('batch/')),
    expression: "variables.podSpec.?restartPolicy.orValue('Always') != 'Always' || has(container.livenessProbe)",
    messageExpression: '"container \'" + container.name + "\' has no liveness probe"',
  },
  check: (container, { cluster, object, pod }) => {
    if (isOfJobs(object) || (pod.spec.restartPolicy ?? 'Always') !== 'Always') { return undefined; }
    return (container.livenessProbe ?? undefined) !== undefined || mayBeSaidElsewhere(cluster, object) ? [] : [{
      path: ['livenessProbe'], message: `container '${container.name}' has no liveness probe`,
    }];
  },
};
