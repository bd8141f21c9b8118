import { formatPath } from '../../lib/manifest/field-path';
import { isWorkload, itemsOf, podTemplatesOf } from '../../lib/manifest/pod-template';

const spec = { containers: [{ name: 'app' }] };

describe('podTemplatesOf', () => {
  test.each([
    ['v1', 'Pod', { spec }, ''],
    ['v1', 'PodTemplate', { template: { spec } }, 'template'],
    ['v1', 'ReplicationController', { spec: { template: { spec } } }, 'spec.template'],
    ['apps/v1', 'Deployment', { spec: { template: { spec } } }, 'spec.template'],
    ['apps/v1', 'StatefulSet', { spec: { template: { spec } } }, 'spec.template'],
    ['apps/v1', 'DaemonSet', { spec: { template: { spec } } }, 'spec.template'],
    ['apps/v1', 'ReplicaSet', { spec: { template: { spec } } }, 'spec.template'],
    ['batch/v1', 'Job', { spec: { template: { spec } } }, 'spec.template'],
    ['batch/v1', 'CronJob', { spec: { jobTemplate: { spec: { template: { spec } } } } }, 'spec.jobTemplate.spec.template'],
    ['argoproj.io/v1alpha1', 'Rollout', { spec: { template: { spec } } }, 'spec.template'],
    ['keda.sh/v1alpha1', 'ScaledJob', { spec: { jobTargetRef: { template: { spec } } } }, 'spec.jobTargetRef.template'],
    ['example.com/v1', 'Unheard', { spec: { template: { spec } } }, 'spec.template'],
  ])('finds the template of %s %s', (apiVersion, kind, body, path) => {
    const refs = podTemplatesOf({ apiVersion, kind, ...body });
    expect(refs.map((ref) => formatPath(ref.path))).toEqual([path]);
    expect(refs[0].template.spec).toBe(spec);
  });

  test('finds the templates of the leader and of the workers of a LeaderWorkerSet', () => {
    const leaderWorkerTemplate = { size: 4, restartPolicy: 'RecreateGroupOnPodRestart', workerTemplate: { spec }, leaderTemplate: { spec }, subGroupPolicy: null };
    const find = (template: object) => podTemplatesOf({ apiVersion: 'leaderworkerset.x-k8s.io/v1', kind: 'LeaderWorkerSet', spec: { leaderWorkerTemplate: template } })
      .map(({ path }) => formatPath(path));
    expect(find(leaderWorkerTemplate)).toEqual(['spec.leaderWorkerTemplate.workerTemplate', 'spec.leaderWorkerTemplate.leaderTemplate']);
    expect(find({ size: 4, workerTemplate: { spec } })).toEqual(['spec.leaderWorkerTemplate.workerTemplate']);
  });

  test('finds every template of a JobSet', () => {
    const job = { template: { spec: { template: { spec } } } };
    const refs = podTemplatesOf({ apiVersion: 'jobset.x-k8s.io/v1alpha2', kind: 'JobSet', spec: { replicatedJobs: [job, job] } });
    expect(refs.map((ref) => formatPath(ref.path))).toEqual([
      'spec.replicatedJobs[0].template.spec.template',
      'spec.replicatedJobs[1].template.spec.template',
    ]);
  });

  test('looks into the items of a List', () => {
    const list = { apiVersion: 'v1', kind: 'List', items: [{ apiVersion: 'v1', kind: 'ConfigMap' }, { apiVersion: 'v1', kind: 'Pod', spec }] };
    expect(podTemplatesOf(list).map((ref) => formatPath(ref.path))).toEqual(['items[1]']);
  });

  test('looks into the items of a list of one kind, which need not say that they are of it', () => {
    const deployment = { metadata: { name: 'a' }, spec: { selector: { matchLabels: { app: 'a' } }, template: { spec } } };
    const list = { apiVersion: 'apps/v1', kind: 'DeploymentList', items: [deployment, null, 'x', { apiVersion: 'v1', kind: 'Pod', spec }] };
    const before = JSON.stringify(list);
    const refs = podTemplatesOf(list);
    expect(refs.map((ref) => [formatPath(ref.path), ref.selector])).toEqual([['items[0].spec.template', { matchLabels: { app: 'a' } }], ['items[3]', undefined]]);
    expect(refs[0].template).toBe(deployment.spec.template);
    expect(podTemplatesOf({ apiVersion: 'v1', kind: 'PodList', items: [{ spec }] }).map((ref) => formatPath(ref.path))).toEqual(['items[0]']);
    expect(podTemplatesOf({ apiVersion: 'batch/v1', kind: 'CronJobList', items: [{ spec: { jobTemplate: { spec: { template: { spec } } } } }] }).map((ref) => formatPath(ref.path)))
      .toEqual(['items[0].spec.jobTemplate.spec.template']);
    expect(JSON.stringify(list)).toBe(before);
  });

  test.each([
    ['a Service', { apiVersion: 'v1', kind: 'Service', spec: { selector: { app: 'x' } } }],
    ['a Deployment without a template', { apiVersion: 'apps/v1', kind: 'Deployment' }],
    ['a Rollout that refers to a Deployment', { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', spec: { workloadRef: { name: 'x' } } }],
    ['a cert-manager template without containers', { apiVersion: 'x.io/v1', kind: 'Y', spec: { template: { spec: {} } } }],
    ['an object without an apiVersion', { kind: 'Rollout', spec: null }],
    ['a kind that ends so and has no list of items', { apiVersion: 'example.com/v1', kind: 'AllowList', items: { a: { spec } } }],
    ['a List with a null item', { apiVersion: 'v1', kind: 'List', items: [null] }],
    ['a null spec', { apiVersion: 'v1', kind: 'Pod', spec: null }],
    ['a JobSet without a spec', { apiVersion: 'jobset.x-k8s.io/v1alpha2', kind: 'JobSet' }],
    ['a JobSet whose jobs are null', { apiVersion: 'jobset.x-k8s.io/v1alpha2', kind: 'JobSet', spec: { replicatedJobs: null } }],
    ['a JobSet whose jobs are text', { apiVersion: 'jobset.x-k8s.io/v1alpha2', kind: 'JobSet', spec: { replicatedJobs: 'all' } }],
  ])('finds none in %s', (_, object) => {
    expect(isWorkload(object as any)).toBe(false);
  });

  test('takes an object with a template for a workload', () => {
    expect(isWorkload({ apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: { spec } } })).toBe(true);
  });

  test.each([[undefined], [null], ['app'], [7]])('knows no selector where it is %p', (selector) => {
    expect(podTemplatesOf({ apiVersion: 'v1', kind: 'ReplicationController', spec: { selector, template: { spec } } })).toStrictEqual([
      { template: { spec }, path: ['spec', 'template'], selector: undefined },
    ]);
    expect(podTemplatesOf({ apiVersion: 'apps/v1', kind: 'Deployment', spec: { selector, template: { spec } } })[0].selector).toBeUndefined();
  });

  test('reads a ReplicationController selector as labels', () => {
    const rc = { apiVersion: 'v1', kind: 'ReplicationController', spec: { selector: { app: 'x' }, template: { spec } } };
    expect(podTemplatesOf(rc)[0].selector).toEqual({ matchLabels: { app: 'x' } });
  });
});

describe('itemsOf', () => {
  test('leaves the items of a List as they are, and has null where something is no object', () => {
    const bare = { spec };
    const items = itemsOf({ apiVersion: 'v1', kind: 'List', items: [bare, 'x', 7, null, undefined] })!;
    expect(items).toEqual([bare, null, null, null, null]);
    expect(items[0]).toBe(bare);
  });

  test('says of an item of one kind which it is only where the item says nothing', () => {
    const items = [{ a: 1 }, { kind: null, apiVersion: null }, { kind: 'Pod' }, { apiVersion: 'v1' }, 'x'];
    expect(itemsOf({ apiVersion: 'apps/v1', kind: 'DeploymentList', items })).toEqual([
      { a: 1, apiVersion: 'apps/v1', kind: 'Deployment' }, { apiVersion: 'apps/v1', kind: 'Deployment' }, { kind: 'Pod' }, { apiVersion: 'v1' }, null,
    ]);
  });

  test.each<[string, any]>([
    ['nothing', undefined],
    ['null', null],
    ['an object without a kind', { items: [] }],
    ['a kind with List in its middle', { apiVersion: 'example.com/v1', kind: 'ListOfThings', items: [] }],
    ['a List whose items are no list', { apiVersion: 'v1', kind: 'List', items: {} }],
    ['a List without items', { apiVersion: 'v1', kind: 'List' }],
  ])('knows none of %s', (_, object) => expect(itemsOf(object)).toBeUndefined());
});
