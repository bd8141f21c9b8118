import { removedApi } from '../../lib/manifest/removed-api';

test.each([
  ['extensions/v1beta1', ['Deployment', 'DaemonSet', 'ReplicaSet'], 'apps/v1', '1.16'],
  ['apps/v1beta1', ['Deployment', 'StatefulSet'], 'apps/v1', '1.16'],
  ['apps/v1beta2', ['Deployment', 'DaemonSet', 'ReplicaSet', 'StatefulSet'], 'apps/v1', '1.16'],
  ['batch/v1beta1', ['CronJob'], 'batch/v1', '1.25'],
  ['batch/v2alpha1', ['CronJob'], 'batch/v1', '1.21'],
])('of %s, %p are gone', (apiVersion, kinds, now, since) => {
  expect(kinds.map((kind) => removedApi({ apiVersion, kind })))
    .toEqual(kinds.map(() => `${apiVersion} is gone since Kubernetes ${since}, so that API servers refuse it: write ${now}`));
});

test.each([
  ['apps/v1', 'Deployment'],
  ['batch/v1', 'CronJob'],
  ['v1', 'Pod'],
  ['extensions/v1beta1', 'Ingress'],
  ['apps/v1beta1', 'DaemonSet'],
  ['batch/v1beta1', 'Job'],
  ['toString', 'Deployment'],
])('says nothing of %s %s', (apiVersion, kind) => expect(removedApi({ apiVersion, kind })).toBeUndefined());
