import { missingApi, removedApi } from '../../lib/schema/served-api';
import { MINORS, schemaFaults } from './kubernetes-schema';

test.each([
  ['extensions/v1beta1', ['Deployment', 'DaemonSet', 'ReplicaSet'], 'apps/v1', '1.16'],
  ['extensions/v1beta1', ['Ingress'], 'networking.k8s.io/v1', '1.22'],
  ['apps/v1beta1', ['Deployment', 'StatefulSet'], 'apps/v1', '1.16'],
  ['apps/v1beta2', ['Deployment', 'DaemonSet', 'ReplicaSet', 'StatefulSet'], 'apps/v1', '1.16'],
  ['batch/v1beta1', ['CronJob'], 'batch/v1', '1.25'],
  ['batch/v2alpha1', ['CronJob'], 'batch/v1', '1.21'],
  ['policy/v1beta1', ['PodDisruptionBudget'], 'policy/v1', '1.25'],
  ['autoscaling/v2beta2', ['HorizontalPodAutoscaler'], 'autoscaling/v2', '1.26'],
])('of %s, %p are gone', (apiVersion, kinds, now, since) => {
  expect(kinds.map((kind) => removedApi({ apiVersion, kind })))
    .toEqual(kinds.map(() => `${apiVersion} is gone since Kubernetes ${since}, so that API servers refuse it: write ${now}`));
});

test('what has no successor says so', () => {
  expect(removedApi({ apiVersion: 'policy/v1beta1', kind: 'PodSecurityPolicy' })).toBe(
    'policy/v1beta1 is gone since Kubernetes 1.25, so that API servers refuse it: nothing has taken its place');
});

test.each([
  ['apps/v1', 'Deployment'],
  ['batch/v1', 'CronJob'],
  ['v1', 'Pod'],
  ['apps/v1beta1', 'DaemonSet'],
  ['batch/v1beta1', 'Job'],
  ['toString', 'Deployment'],
])('says nothing of %s %s', (apiVersion, kind) => {
  expect(removedApi({ apiVersion, kind })).toBeUndefined();
  expect(missingApi({ apiVersion, kind }, '1.28')).toBeUndefined();
});

test.each<[string, string, string, string | undefined]>([
  ['flowcontrol.apiserver.k8s.io/v1beta2', 'FlowSchema', '1.28', undefined],
  ['flowcontrol.apiserver.k8s.io/v1beta2', 'FlowSchema', '1.29', '1.29'],
  ['flowcontrol.apiserver.k8s.io/v1beta3', 'FlowSchema', '1.31', undefined],
  ['flowcontrol.apiserver.k8s.io/v1beta3', 'FlowSchema', '1.32', '1.32'],
])('%s %s in Kubernetes %s', (apiVersion, kind, version, since) => {
  const told = removedApi({ apiVersion, kind }, version);
  expect(told === undefined ? undefined : /since Kubernetes (\S+),/.exec(told)?.[1]).toBe(since);
});

// Upstream's schemas of each minor know from when and until when an API is there.
test.each([
  ['admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy'],
  ['admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicyBinding'],
  ['admissionregistration.k8s.io/v1', 'MutatingAdmissionPolicy'],
  ['admissionregistration.k8s.io/v1', 'MutatingAdmissionPolicyBinding'],
  ['admissionregistration.k8s.io/v1beta1', 'ValidatingAdmissionPolicy'],
  ['networking.k8s.io/v1', 'IPAddress'],
  ['networking.k8s.io/v1', 'ServiceCIDR'],
  ['storage.k8s.io/v1', 'VolumeAttributesClass'],
])('%s %s is there when the schemas have it', (apiVersion, kind) => {
  const isKind = (minor: string) => !schemaFaults({ apiVersion, kind, metadata: { name: 'a' } }, minor).some((fault) => fault.startsWith('kind: '));
  const isTold = (minor: string) => (removedApi({ apiVersion, kind }, minor) ?? missingApi({ apiVersion, kind }, minor)) === undefined;
  expect(Object.fromEntries(MINORS.map((minor) => [minor, isTold(minor)]))).toEqual(Object.fromEntries(MINORS.map((minor) => [minor, isKind(minor)])));
});
