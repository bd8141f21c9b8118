import { PodRule } from '../rule';
import { configOf, missingConfig } from './config-of-pods';
import { MISSING_FIX, MISSING_OPTIONS } from './missing';

/** The ConfigMaps without which a pod does not start are there. */
export const configMap: PodRule = {
  id: 'reference/config-map',
  severity: 'warning',
  about: 'pod',
  why: 'A pod waits for its ConfigMaps and does not start without them.',
  fix: MISSING_FIX,
  docs: 'https://kubernetes.io/docs/concepts/configuration/configmap/',
  options: MISSING_OPTIONS,
  check: (pod, place, options) => missingConfig(configOf(pod, place.cluster).filter(({ kind, optional }) => kind === '/ConfigMap' && !optional), place, options),
};
