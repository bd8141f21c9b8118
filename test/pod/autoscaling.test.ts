import { Lazy } from 'cdk8s';
import { judgedAtOnce } from '../../lib/construct/factory-options';
import { placeholder } from '../../lib/manifest/known';
import { Autoscaling, checkAutoscaling } from '../../lib/pod/autoscaling';
import { faultsOf } from '../faults-of';
import { deploy, faultsIn, manifests } from '../workload/deployment-construct';

const autoscaler = (autoscaling: Autoscaling) => manifests({ autoscaling }).HorizontalPodAutoscaler.spec;
const utilization = (name: string, averageUtilization: number) => ({ type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization } } });

test('is not there unless asked for', () => {
  expect(deploy().horizontalPodAutoscaler).toBeUndefined();
});

test('scales the Deployment between two and the most, by CPU', () => {
  expect(autoscaler({ maxReplicas: 10 })).toEqual({
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' },
    minReplicas: 2,
    maxReplicas: 10,
    metrics: [utilization('cpu', 80)],
  });
});

test('leaves the number of pods to the autoscaler', () => {
  expect(manifests({ autoscaling: { maxReplicas: 10 } }).Deployment.spec).not.toHaveProperty('replicas');
});

const custom = { type: 'Pods', pods: { metric: { name: 'requests' }, target: { type: 'AverageValue', averageValue: '100' } } };

test.each<[Partial<Autoscaling>, object[]]>([
  [{ cpuUtilization: 150 }, [utilization('cpu', 150)]],
  [{ memoryUtilization: 70 }, [utilization('memory', 70)]],
  [{ memoryUtilization: 70, cpuUtilization: 60 }, [utilization('cpu', 60), utilization('memory', 70)]],
  [{ metrics: [custom] }, [custom]],
  [{ metrics: [custom], cpuUtilization: 60 }, [utilization('cpu', 60), custom]],
  [{ metrics: [] }, [utilization('cpu', 80)]],
])('%j is measured by what is said', (autoscaling, metrics) => {
  expect(autoscaler({ maxReplicas: 10, ...autoscaling }).metrics).toEqual(metrics);
});

test('takes the behavior as it is', () => {
  const behavior = { scaleDown: { stabilizationWindowSeconds: 600, policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] } };
  expect(autoscaler({ maxReplicas: 10, behavior }).behavior).toEqual(behavior);
});

test('passes what is not known yet', () => {
  const later = Lazy.any({ produce: () => 3 });
  expect(faultsIn({ autoscaling: { minReplicas: later, maxReplicas: 2, cpuUtilization: later, memoryUtilization: later }, resources: { cpu: placeholder('cpu') } })).toEqual([]);
});

test('may ask for all the memory and more where that is not the limit', () => {
  expect(faultsIn({ autoscaling: { maxReplicas: 4, memoryUtilization: 150 }, exceptions: { noMemoryLimit: 'caches what there is' } })).toEqual([]);
});

test.each<[string, Parameters<typeof faultsIn>[0], string[]]>([
  ['no pods at all', { autoscaling: { minReplicas: 0, maxReplicas: 0 } }, [
    "'autoscaling.minReplicas' must be a whole number of at least 1, got 0. Use at least 2, so that one may fail.",
    "'autoscaling.maxReplicas' must be a whole number of at least 1, got 0. Use at least 2.",
  ]],
  ['less than the least', { autoscaling: { minReplicas: 5, maxReplicas: 4 } }, [
    "'autoscaling.maxReplicas' must not be less than 'minReplicas', 5, got 4. Use at least 5.",
  ]],
  ['less than the least by default', { autoscaling: { maxReplicas: 1 } }, [
    "'autoscaling.maxReplicas' must not be less than 'minReplicas', 2, got 1. Use at least 2.",
  ]],
  ['more pods than Kubernetes can count', { autoscaling: { maxReplicas: 2 ** 31 } }, [
    "'autoscaling.maxReplicas' must be a whole number from 1 to 2147483647, got 2147483648. Use at least 2.",
  ]],
  ['a number of pods beside it', { replicas: 3, autoscaling: { maxReplicas: 4 } }, [
    "'replicas' must not be given with 'autoscaling': each apply would take back what the autoscaler did, got 3. Use 'autoscaling.minReplicas'.",
  ]],
  ['half a pod at least, with fewer at most', { autoscaling: { minReplicas: 2.5, maxReplicas: 2 } }, [
    "'autoscaling.minReplicas' must be a whole number of at least 1, got 2.5. Use at least 2, so that one may fail.",
  ]],
  ['fewer than no pods', { autoscaling: { minReplicas: 0, maxReplicas: -1 } }, [
    "'autoscaling.minReplicas' must be a whole number of at least 1, got 0. Use at least 2, so that one may fail.",
    "'autoscaling.maxReplicas' must be a whole number of at least 1, got -1. Use at least 2.",
  ]],
  ['no pods at most, without saying that it is less than the least', { autoscaling: { minReplicas: 5, maxReplicas: 0 } }, [
    "'autoscaling.maxReplicas' must be a whole number of at least 1, got 0. Use at least 2.",
  ]],
  ['no use at all', { autoscaling: { maxReplicas: 4, cpuUtilization: 0, memoryUtilization: 0.5 } }, [
    "'autoscaling.cpuUtilization' must be a whole number of at least 1, got 0. Use a percentage of the request, such as 70.",
    "'autoscaling.memoryUtilization' must be a whole number of at least 1, got 0.5. Use a percentage of the request, such as 70.",
  ]],
  ['all the memory that there is', { autoscaling: { maxReplicas: 4, memoryUtilization: 100 } }, [
    "'autoscaling.memoryUtilization' must be below 100, because containers are killed when they reach their limit, which is their request, got 100. Use 80.",
  ]],
])('refuses %s', (_, props, faults) => {
  expect(faultsIn(props)).toEqual(faults);
});

test.each<[string, Autoscaling]>([
  ['as many as the least', { minReplicas: 4, maxReplicas: 4 }],
  ['as many as the least by default', { maxReplicas: 2 }],
  ['almost all the memory that there is', { maxReplicas: 4, memoryUtilization: 99 }],
])('takes %s', (_, autoscaling) => {
  expect(faultsIn({ autoscaling })).toEqual([]);
});

describe('all the memory that pods request', () => {
  const ENDS = { requests: { memory: '1Gi' }, limits: { memory: '1Gi' } };
  const faults = (spec: any) => faultsOf(() => judgedAtOnce('check', (prop) => checkAutoscaling({ maxReplicas: 4, memoryUtilization: 100 }, { spec } as any, prop)));
  const FAULT = "'memoryUtilization' must be below 100, because containers are killed when they reach their limit, which is their request, got 100. Use 80.";

  test.each<[string, any]>([
    ['the only container ends there', { containers: [{ name: 'a', resources: ENDS }] }],
    ['a container before it has more', { initContainers: [{ name: 'init', resources: {} }], containers: [{ name: 'a', resources: ENDS }] }],
    ['the sidecar ends there too', { initContainers: [{ name: 'proxy', restartPolicy: 'Always', resources: ENDS }], containers: [{ name: 'a', resources: ENDS }] }],
  ])('is too much where %s', (_, spec) => expect(faults(spec)).toEqual([FAULT]));

  test.each<[string, any]>([
    ['there is no limit', { containers: [{ name: 'a', resources: { requests: { memory: '1Gi' } } }] }],
    ['nothing is said of memory', { containers: [{ name: 'a', resources: {} }] }],
    ['the limit is higher', { containers: [{ name: 'a', resources: { requests: { memory: '1Gi' }, limits: { memory: '2Gi' } } }] }],
    ['one of two has no limit', { containers: [{ name: 'a', resources: ENDS }, { name: 'b', resources: {} }] }],
    ['the sidecar has no limit', { initContainers: [{ name: 'proxy', restartPolicy: 'Always', resources: {} }], containers: [{ name: 'a', resources: ENDS }] }],
  ])('may be used where %s', (_, spec) => expect(faults(spec)).toEqual([]));
});
