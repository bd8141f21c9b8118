import { describeObject, objectKey } from '../../lib/manifest/object-key';

const CASES: [string, any, string, string][] = [
  ['a namespaced object', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace: 'shop', name: 'api' } }, 'apps/Deployment/shop/api', "Deployment 'shop/api'"],
  ['an object of the core group', { apiVersion: 'v1', kind: 'Service', metadata: { namespace: 'shop', name: 'api' } }, '/Service/shop/api', "Service 'shop/api'"],
  ['an object without a namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }, '/Namespace//shop', "Namespace 'shop'"],
  ['a generated name', { apiVersion: 'batch/v1', kind: 'Job', metadata: { namespace: 'shop', generateName: 'run-' } }, 'batch/Job/shop/run-*', "Job 'shop/run-*'"],
  ['a name beside a generated one', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', generateName: 'b-' } }, '/Pod//a', "Pod 'a'"],
  ['no name', { apiVersion: 'v1', kind: 'Pod', metadata: {} }, '/Pod//', 'Pod without a name'],
  ['no metadata', { apiVersion: 'v1', kind: 'Pod' }, '/Pod//', 'Pod without a name'],
  ['nulls', { apiVersion: null, kind: null, metadata: null }, '///', 'Object without a name'],
  ['a number for a name', { apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 7, name: 0 } }, '/Pod/7/0', "Pod '7/0'"],
];

test.each(CASES)('keys %s', (_, object, key) => expect(objectKey(object)).toBe(key));
test.each(CASES)('describes %s', (_, object, _key, description) => expect(describeObject(object)).toBe(description));

test('gives an object the same key in every version of its API, and another in another group', () => {
  const metadata = { namespace: 'shop', name: 'api' };
  const keys = ['autoscaling/v1', 'autoscaling/v2', 'example.com/v1'].map((apiVersion) => objectKey({ apiVersion, kind: 'HorizontalPodAutoscaler', metadata }));
  expect(keys[0]).toBe(keys[1]);
  expect(keys[0]).not.toBe(keys[2]);
});
