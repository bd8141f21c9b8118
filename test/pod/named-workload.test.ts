import { ApiObject, Chart } from 'cdk8s';
import { namedWorkload } from '../../lib/pod/named-workload';
import { chartIn, deploy } from '../workload/deployment-construct';

const configMap = (scope: Chart, id: string) => new ApiObject(scope, id, { apiVersion: 'v1', kind: 'ConfigMap' });

test('one of ours means its workload, not what stands around it', () => {
  const api = deploy({ ports: [{ port: 8080 }] });
  expect(namedWorkload(api)).toBe(api.workload);
});

test('a construct of one object means it, and so does the object itself', () => {
  const scope = chartIn();
  const only = configMap(scope, 'a');
  expect([namedWorkload(scope), namedWorkload(only)]).toEqual([only, only]);
});

test('one of none, or of several, means none', () => {
  const scope = chartIn();
  expect(namedWorkload(scope)).toBeUndefined();
  configMap(scope, 'a');
  configMap(scope, 'b');
  expect(namedWorkload(scope)).toBeUndefined();
});
