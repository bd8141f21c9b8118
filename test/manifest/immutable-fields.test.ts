import { immutableChanges } from '../../lib/manifest/immutable-fields';
import { stringifyYaml } from '../../lib/manifest/yaml';

const object = (kind: string, spec: object, name = 'store') => ({ apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1', kind, metadata: { name, namespace: 'orders' }, spec });
const claims = (storage: string) => [{ metadata: { name: 'data' }, spec: { resources: { requests: { storage } } } }];
const changed = (kind: string, before: object, after: object, version?: string) =>
  immutableChanges(stringifyYaml([object(kind, before)]), stringifyYaml([object(kind, after)]), version).flatMap(({ fields }) => fields);

test.each<[string, string, object, object, string[]]>([
  ['a claim template', 'StatefulSet', { volumeClaimTemplates: claims('1Gi') }, { volumeClaimTemplates: claims('2Gi') }, ['spec.volumeClaimTemplates']],
  ['a first claim template', 'StatefulSet', {}, { volumeClaimTemplates: claims('2Gi') }, ['spec.volumeClaimTemplates']],
  ['a field of tomorrow', 'StatefulSet', {}, { unheardOf: true }, ['spec.unheardOf']],
  ['several', 'StatefulSet', { serviceName: 'a', podManagementPolicy: 'Parallel', replicas: 1 }, { serviceName: 'b', replicas: 2 }, ['spec.serviceName', 'spec.podManagementPolicy']],
  ['what is said now and was so', 'StatefulSet', {}, { podManagementPolicy: 'OrderedReady', volumeClaimTemplates: [] }, []],
  ['what may change', 'StatefulSet', { replicas: 1, template: {}, minReadySeconds: 1 }, { replicas: 2, template: { a: 1 }, ordinals: {}, updateStrategy: {} }, []],
  ['a selector', 'Deployment', { selector: { a: 1 }, template: {} }, { selector: { a: 2 }, template: { a: 1 } }, ['spec.selector']],
  ['pods', 'DaemonSet', { selector: {}, template: {} }, { selector: {}, template: { a: 1 } }, []],
  ['pods of a Job', 'Job', { template: {}, parallelism: 1 }, { template: { a: 1 }, parallelism: 2 }, ['spec.template']],
  ['another kind', 'CronJob', { jobTemplate: {} }, { jobTemplate: { a: 1 } }, []],
])('%s', (_, kind, before, after, fields) => {
  expect(changed(kind, before, after)).toEqual(fields);
});

test('knows from which version revisions of a StatefulSet may be counted anew', () => {
  const [before, after] = [{ revisionHistoryLimit: 3 }, { revisionHistoryLimit: 5 }];
  expect(changed('StatefulSet', before, after, '1.33')).toEqual([]);
  expect(changed('StatefulSet', before, after, '1.32')).toEqual(['spec.revisionHistoryLimit']);
  expect(changed('StatefulSet', before, after)).toEqual(['spec.revisionHistoryLimit']);
});

test('finds each object by its name, wherever it stands, and no other', () => {
  const [a, b] = ['a', 'b'].map((name) => object('StatefulSet', { serviceName: name }, name));
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' } };
  const moved = { ...b, spec: { serviceName: 'c' } };
  expect(immutableChanges(stringifyYaml([a, b]), stringifyYaml([moved, service, a]))).toEqual([{ object: moved, fields: ['spec.serviceName'] }]);
  expect(immutableChanges(stringifyYaml([a]), stringifyYaml([moved]))).toEqual([]);
});

test('says nothing of what is no manifest any more', () => {
  expect(immutableChanges('kind: StatefulSet\n<<<<<<< HEAD\n', stringifyYaml([object('StatefulSet', {})]))).toEqual([]);
});
