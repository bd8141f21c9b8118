import { PodRule } from '../rule';
import { configOf, missingConfig } from './config-of-pods';
import { MISSING_FIX, MISSING_OPTIONS } from './missing';

/** The Secrets without which a pod does not start are there, or made by what is. */
export const secret: PodRule = {
  id: 'reference/secret',
  severity: 'warning',
  about: 'pod',
  why: 'A pod waits for its Secrets and does not start without them.',
  fix: MISSING_FIX,
  docs: 'https://kubernetes.io/docs/concepts/configuration/secret/',
  options: MISSING_OPTIONS,
  check: (pod, place, options) => missingConfig(configOf(pod, place.cluster).filter(({ kind, optional }) => kind === '/Secret' && !optional), place, options),
};
