import { apiGroup, KubernetesObject } from './object';

/** Where kinds of workloads went whose API version is gone: `version kind` by the version that has them now, and the Kubernetes that dropped the old one. */
const REMOVED: { readonly [apiVersion: string]: { readonly kinds: readonly string[]; readonly now: string; readonly since: string } } = {
  'extensions/v1beta1': { kinds: ['Deployment', 'DaemonSet', 'ReplicaSet'], now: 'apps/v1', since: '1.16' },
  'apps/v1beta1': { kinds: ['Deployment', 'StatefulSet'], now: 'apps/v1', since: '1.16' },
  'apps/v1beta2': { kinds: ['Deployment', 'DaemonSet', 'ReplicaSet', 'StatefulSet'], now: 'apps/v1', since: '1.16' },
  'batch/v1beta1': { kinds: ['CronJob'], now: 'batch/v1', since: '1.25' },
  'batch/v2alpha1': { kinds: ['CronJob'], now: 'batch/v1', since: '1.21' },
};

/** That an object is of an API that no supported Kubernetes has any more, as a clause; undefined where it is not. */
export function removedApi(object: KubernetesObject): string | undefined {
  if (apiGroup(object) === '' || !Object.hasOwn(REMOVED, object.apiVersion)) { return undefined; }
  const { kinds, now, since } = REMOVED[object.apiVersion];
  return kinds.includes(object.kind) ? `${object.apiVersion} is gone since Kubernetes ${since}, so that API servers refuse it: write ${now}` : undefined;
}
