import { listOf } from '../../../manifest/object';
import { PodRule } from '../../rule';

/** Containers for debugging are added to pods that run. */
export const ephemeralContainers: PodRule = {
  id: 'api/ephemeral-containers',
  severity: 'refused',
  about: 'pod',
  why: 'No pod starts with one.',
  fix: "Remove 'ephemeralContainers', and use 'kubectl debug' on a pod that runs",
  docs: 'https://kubernetes.io/docs/concepts/workloads/pods/ephemeral-containers/',
  check: ({ spec }) => {
    if (spec.ephemeralContainers === undefined) { return undefined; }
    return listOf(spec.ephemeralContainers).length === 0 ? [] : [{ path: ['spec', 'ephemeralContainers'], message: 'the pod begins with ephemeral containers' }];
  },
};
