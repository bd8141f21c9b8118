import { ApiObject, App, Chart } from 'cdk8s';
import { placeholder } from '../../lib/manifest/known';
import { replicaScale } from '../../lib/pod/replica-scale';
import { workload } from '../scheduling/workloads';

function scaleOf(replicas: any, ...ranges: [unknown, unknown][]) {
  const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
  const target = workload(chart, 'api', { replicas });
  ranges.forEach(([minReplicas, maxReplicas], index) => new ApiObject(chart, `hpa-${index}`, {
    apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: `hpa-${index}` },
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' }, minReplicas, maxReplicas },
  }));
  const { fewest, most, autoscalers } = replicaScale(target, target.toJson());
  return [fewest, most, autoscalers.length];
}

test.each<[string, any[], any[]]>([
  ['what it says itself', [3], [3, 3, 0]],
  ['one where nothing is said', [undefined], [1, 1, 0]],
  ['none where none is wanted', [0], [0, 0, 0]],
  ['nothing where it is not known yet', [placeholder('x')], [undefined, undefined, 0]],
  ['what its autoscaler says, whatever stands in it', [9, [2, 5]], [2, 5, 1]],
  ['the fewest and the most of several', [9, [2, 5], [3, 7]], [2, 7, 2]],
  ['nothing where one of several is not known yet', [9, [2, 5], [placeholder('x'), placeholder('y')]], [undefined, undefined, 2]],
])('the replicas of a workload are %s', (_, args, expected) => expect(scaleOf(...args as [any])).toEqual(expected));
