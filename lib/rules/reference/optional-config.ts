import { PodRule } from '../rule';
import { configOf, missingConfig } from './config-of-pods';
import { MISSING_FIX, MISSING_OPTIONS } from './missing';

/** What a pod takes where it is there, and starts without, is there. */
export const optionalConfig: PodRule = {
  id: 'reference/optional-config',
  severity: 'warning',
  about: 'pod',
  why: 'A pod starts without an optional ConfigMap or Secret, or one to pull images with, and nobody notices that it is not there.',
  fix: MISSING_FIX,
  docs: 'https://kubernetes.io/docs/concepts/configuration/configmap/#optional-configmaps',
  options: MISSING_OPTIONS,
  check: (pod, place, options) => {
    const optional = configOf(pod, place.cluster).filter((reference) => reference.optional);
    const [maps, secrets] = ['/ConfigMap', '/Secret'].map((wanted) => missingConfig(optional.filter(({ kind }) => kind === wanted), place, options));
    return maps === undefined && secrets === undefined ? undefined : [...maps ?? [], ...secrets ?? []];
  },
};
