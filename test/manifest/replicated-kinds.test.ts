import { isReplicated } from '../../lib/manifest/replicated-kinds';

test.each([
  ['apps/v1', 'Deployment', true],
  ['apps/v1', 'ReplicaSet', true],
  ['apps/v1', 'StatefulSet', true],
  ['v1', 'ReplicationController', true],
  ['argoproj.io/v1alpha1', 'Rollout', true],
  ['apps.kruise.io/v1alpha1', 'CloneSet', true],
  ['apps.kruise.io/v1beta1', 'StatefulSet', true],
  ['apps/v1beta2', 'Deployment', true],
  ['apps/v1', 'DaemonSet', false],
  ['apps.kruise.io/v1alpha1', 'DaemonSet', false],
  ['batch/v1', 'Job', false],
  ['v1', 'Pod', false],
  ['example.com/v1', 'Deployment', false],
  ['v1', 'Deployment', false],
])('whether %s %s keeps a number of equal pods: %s', (apiVersion, kind, expected) => expect(isReplicated({ apiVersion, kind })).toBe(expected));
