import { listOf } from '../../../manifest/object';
import { ContainerRule } from '../../rule';
import { containerTitle, FieldFaults, mapOf, wordFault } from './field-faults';
import { isFrom } from './target-minor';

/** What happens to a container whose resources change is said once for each of them, and goes together with how its pod restarts. */
export const resizePolicy: ContainerRule = {
  id: 'api/resize-policy',
  severity: 'refused',
  about: 'container',
  why: 'A container that never restarts can not be resized by a restart.',
  fix: 'Name cpu and memory once each, with NotRequired where nothing restarts',
  docs: 'https://kubernetes.io/docs/tasks/configure-pod-container/resize-container-resources/',
  check: (container, { pod, role, cluster }) => {
    const policies = listOf(container.resizePolicy);
    // Older API servers drop the field.
    if (policies.length === 0 || !isFrom(cluster, '1.33')) { return undefined; }
    const faults = new FieldFaults(containerTitle(container));
    const seen = new Set<unknown>();
    policies.forEach((policy, index) => {
      const { resourceName, restartPolicy } = mapOf(policy) ?? {};
      const path = ['resizePolicy', index];
      if (seen.has(resourceName)) { faults.add(`must not name '${resourceName}' a second time`, path); }
      seen.add(resourceName);
      faults.add(wordFault(resourceName, ['cpu', 'memory']), [...path, 'resourceName'], resourceName);
      faults.add(wordFault(restartPolicy, ['NotRequired', 'RestartContainer']), [...path, 'restartPolicy'], restartPolicy);
      if (pod.spec.restartPolicy === 'Never' && restartPolicy === 'RestartContainer') {
        faults.add("must be NotRequired in a pod with 'restartPolicy: Never'", [...path, 'restartPolicy'], restartPolicy);
      } else if (role === 'init' && restartPolicy === 'RestartContainer' && isFrom(cluster, '1.36')) {
        faults.add('must be NotRequired for an init container that is no sidecar', [...path, 'restartPolicy'], restartPolicy);
      }
    });
    return faults.found;
  },
};
