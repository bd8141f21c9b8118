import { ObjectRule } from '../rule';
import { describeNamed, isMissing, MISSING_FIX, MISSING_OPTIONS } from './missing';

/** The PersistentVolume that a claim names is there. */
export const volume: ObjectRule = {
  id: 'reference/volume',
  severity: 'warning',
  about: 'object',
  kinds: ['/PersistentVolumeClaim'],
  why: 'A claim that names its volume is bound to no other, and waits for that one.',
  fix: MISSING_FIX,
  docs: 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#reserving-a-persistentvolume',
  options: MISSING_OPTIONS,
  check: ({ spec }, cluster, options) => {
    if (typeof spec?.volumeName !== 'string' || spec.volumeName === '') { return undefined; }
    const named = { kind: '/PersistentVolume', namespace: '', name: spec.volumeName };
    return isMissing(cluster, named, options) ? [{ path: ['spec', 'volumeName'], message: `the claim is for ${describeNamed(named)}, which is not among the manifests` }] : [];
  },
};
