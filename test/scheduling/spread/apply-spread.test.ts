import fc from 'fast-check';
import { placeholder } from '../../../lib/manifest/known';
import { defaultSpread, HOST_RULE, TopologySpreadConstraint, ZONE_RULE } from '../../../lib/manifest/topology-spread';
import { SpreadPlan } from '../../../lib/pod/spread-plan';
import { applySpread } from '../../../lib/scheduling/spread/apply-spread';

const ZONE = 'topology.kubernetes.io/zone';
const PLAN: SpreadPlan = { rules: [ZONE_RULE, HOST_RULE], zoneKey: ZONE };
const selector = { matchLabels: { app: 'api' } };

function workload(kind: string, { podSpec = {}, ...spec }: any = {}, apiVersion = 'apps/v1'): any {
  return {
    apiVersion,
    kind,
    metadata: { name: 'api', namespace: 'shop' },
    spec: { selector, template: { metadata: { labels: { app: 'api', tier: 'web' } }, spec: { containers: [{ name: 'app' }], ...podSpec } }, ...spec },
  };
}

const constraintsOf = (object: any): TopologySpreadConstraint[] => object.spec.template.spec.topologySpreadConstraints;
const spread = (object: any, plan: Partial<SpreadPlan> = {}, written: TopologySpreadConstraint[] = []) =>
  applySpread(object, { ...PLAN, ...plan }, { written });
const spreadUnnamed = (object: any) => applySpread(object, PLAN, { isUnnamed: true });

describe('the constraints of a workload', () => {
  test('are the default ones where nothing else is planned', () => {
    const { object, warnings, faults } = spread(workload('Deployment'));
    expect(constraintsOf(object)).toEqual(defaultSpread({ selector, kind: 'Deployment' }));
    expect([warnings, faults]).toEqual([[], []]);
  });

  test('leave the object that came in, and everything else in the one that comes out, as it was', () => {
    const before = workload('Deployment', { podSpec: { nodeSelector: { disk: 'ssd' } } });
    const copy = JSON.parse(JSON.stringify(before));
    const { object } = spread(before);
    expect(before).toEqual(copy);
    delete (object as any).spec.template.spec.topologySpreadConstraints;
    expect(object).toEqual(copy);
  });

  test('carry what is planned, and nothing that is not', () => {
    const { object } = spread(workload('StatefulSet'), {
      rules: [{ maxSkew: 2, topologyKey: ZONE, whenUnsatisfiable: 'DoNotSchedule', minDomains: 3, nodeAffinityPolicy: 'Ignore', nodeTaintsPolicy: 'Ignore' }],
      matchLabelKeys: ['track'],
    });
    expect(constraintsOf(object)).toEqual([{
      maxSkew: 2,
      topologyKey: ZONE,
      whenUnsatisfiable: 'DoNotSchedule',
      minDomains: 3,
      labelSelector: selector,
      matchLabelKeys: ['track'],
      nodeAffinityPolicy: 'Ignore',
      nodeTaintsPolicy: 'Ignore',
    }]);
  });

  test('are not there at all where nothing is planned', () => {
    expect(spread(workload('Deployment'), { rules: [] }).object).toEqual(workload('Deployment'));
  });

  test.each([
    ['apps/v1', 'Deployment', ['pod-template-hash']],
    ['argoproj.io/v1alpha1', 'Rollout', ['rollouts-pod-template-hash']],
    ['apps/v1', 'StatefulSet', undefined],
    ['apps/v1', 'ReplicaSet', undefined],
    ['apps.kruise.io/v1alpha1', 'CloneSet', undefined],
    ['example.com/v1', 'Unheard', undefined],
  ])('of %s %s count the pods of its selector and revision', (apiVersion, kind, matchLabelKeys) => {
    const [zone] = constraintsOf(spread(workload(kind, {}, apiVersion)).object);
    expect([zone.labelSelector, zone.matchLabelKeys]).toEqual([selector, matchLabelKeys]);
  });

  test('keep the expressions of a selector', () => {
    const both = { matchLabels: { app: 'api' }, matchExpressions: [{ key: 'tier', operator: 'In', values: ['web', 'api'] }] };
    expect(constraintsOf(spread(workload('Deployment', { selector: both })).object)[0].labelSelector).toEqual(both);
  });

  test('of a ReplicationController count by its bare selector, or by its labels where it has none', () => {
    const controller = workload('ReplicationController', { selector: { app: 'api' } }, 'v1');
    expect(constraintsOf(spread(controller).object)[0].labelSelector).toEqual(selector);
    delete controller.spec.selector;
    expect(constraintsOf(spread(controller).object)[0].labelSelector).toEqual({ matchLabels: { app: 'api', tier: 'web' } });
  });

  test('of a Job with several pods at a time count those of the same Job', () => {
    const [zone] = constraintsOf(spread(workload('Job', { parallelism: 3, selector: undefined }, 'batch/v1')).object);
    expect(zone).toMatchObject({
      labelSelector: { matchExpressions: [{ key: 'batch.kubernetes.io/job-name', operator: 'Exists' }] },
      matchLabelKeys: ['batch.kubernetes.io/controller-uid'],
    });
    const later = spread(workload('Job', { parallelism: placeholder('pods'), selector: undefined }, 'batch/v1'));
    expect(constraintsOf(later.object)[0]).toMatchObject({ matchLabelKeys: ['batch.kubernetes.io/controller-uid'] });
  });

  test('of a CronJob stand in its pods, and count those of the same Job', () => {
    const job = workload('Job', { parallelism: 3, selector: undefined }, 'batch/v1');
    const { object } = spread({ apiVersion: 'batch/v1', kind: 'CronJob', metadata: job.metadata, spec: { schedule: '@daily', jobTemplate: { spec: job.spec } } });
    expect(object.spec.jobTemplate.spec.template.spec.topologySpreadConstraints).toEqual(constraintsOf(spread(job).object));
  });

  test.each([
    ['of a KEDA ScaledJob', 'keda.sh/v1alpha1', 'ScaledJob', (job: any) => ({ jobTargetRef: job })],
    ['of a JobSet', 'jobset.x-k8s.io/v1alpha2', 'JobSet', (job: any) => ({ replicatedJobs: [{ name: 'workers', template: { spec: job } }] })],
  ])('%s count those of the same Job', (_, apiVersion, kind, specOf) => {
    const { spec } = workload('Job', { parallelism: 3, selector: undefined }, 'batch/v1');
    const { object, faults } = spread({ apiVersion, kind, metadata: { name: 'x' }, spec: specOf(spec) });
    expect(faults).toEqual([]);
    expect(JSON.stringify(object)).toContain('"matchLabelKeys":["batch.kubernetes.io/controller-uid"]');
  });

  test('of a bare Pod count the pods that were named', () => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'api-0', labels: { app: 'api' } }, spec: { containers: [{ name: 'app' }] } };
    const { object, warnings } = spread(pod, { selector });
    expect(object.spec.topologySpreadConstraints.map((constraint: any) => constraint.labelSelector)).toEqual([selector, selector]);
    expect(warnings).toEqual([]);
  });

  test('of a PodTemplate count the pods that were named', () => {
    const { template } = workload('Deployment').spec;
    const { object } = spread({ apiVersion: 'v1', kind: 'PodTemplate', template }, { selector });
    expect(object.template.spec.topologySpreadConstraints).toHaveLength(2);
  });

  test('of each workload in a List count its own pods', () => {
    const other = workload('StatefulSet', { selector: { matchLabels: { tier: 'web' } } });
    const { object } = spread({ apiVersion: 'v1', kind: 'List', items: [{ apiVersion: 'v1', kind: 'ConfigMap' }, workload('Deployment'), null, other] });
    expect(object.items.slice(0, 1)).toEqual([{ apiVersion: 'v1', kind: 'ConfigMap' }]);
    expect(constraintsOf(object.items[1])[0]).toMatchObject({ labelSelector: selector, matchLabelKeys: ['pod-template-hash'] });
    expect(constraintsOf(object.items[3])[0]).toMatchObject({ labelSelector: { matchLabels: { tier: 'web' } } });
  });

  test('of each workload in a list of one kind too, whose items need not say that they are of it', () => {
    const item: any = { ...workload('Deployment'), apiVersion: undefined, kind: undefined };
    const { object } = spread({ apiVersion: 'apps/v1', kind: 'DeploymentList', items: [item] });
    expect(constraintsOf(object.items[0])[0]).toMatchObject({ labelSelector: selector, matchLabelKeys: ['pod-template-hash'] });
  });

  test.each([
    ['a ConfigMap', { apiVersion: 'v1', kind: 'ConfigMap', data: { a: '' } }],
    ['a Deployment without a template', { apiVersion: 'apps/v1', kind: 'Deployment', spec: null }],
    ['something without a kind', { spec: { template: { spec: { containers: [] } } } }],
  ])('are not added to %s', (_, object: any) => {
    expect(spread(object)).toEqual({ object, warnings: [], faults: [] });
  });
});

describe('constraints that are there already', () => {
  const own = { maxSkew: 2, topologyKey: 'example.com/rack', whenUnsatisfiable: 'DoNotSchedule', labelSelector: selector };
  const written = defaultSpread({ selector, kind: 'Deployment' });

  test('stay where somebody else wrote them', () => {
    const { object } = spread(workload('Deployment', { podSpec: { topologySpreadConstraints: [own] } }));
    expect(constraintsOf(object)).toEqual([own, ...written]);
  });

  test('are replaced where this library wrote them', () => {
    const before = workload('Deployment', { podSpec: { topologySpreadConstraints: [own, ...written] } });
    const rules = [{ ...ZONE_RULE, maxSkew: 3 }];
    const { object, faults } = spread(before, { rules }, written);
    expect(faults).toEqual([]);
    expect(constraintsOf(object)).toEqual([own, { ...written[0], maxSkew: 3 }]);
  });

  test('are a fault where the API server would not have them beside the planned ones', () => {
    const rival = { maxSkew: 5, topologyKey: ZONE, whenUnsatisfiable: 'DoNotSchedule', labelSelector: selector };
    const before = workload('Deployment', { podSpec: { topologySpreadConstraints: [own, rival] } });
    expect(spread(before)).toEqual({
      object: before,
      warnings: [],
      faults: [{
        id: 'scheduling/one-constraint',
        prop: 'spec.template.spec.topologySpreadConstraints[1]',
        rule: `must not spread over '${ZONE}' with DoNotSchedule too: the API server takes one such constraint`,
        fix: "Remove it, for example with 'addJsonPatch', or leave Deployment 'shop/api' out",
      }],
    });
  });

  test('may spread over the same thing in the other way', () => {
    const soft = { maxSkew: 1, topologyKey: ZONE, whenUnsatisfiable: 'ScheduleAnyway', labelSelector: selector };
    const { object, faults } = spread(workload('Deployment', { podSpec: { topologySpreadConstraints: [soft] } }));
    expect(faults).toEqual([]);
    expect(constraintsOf(object)).toEqual([soft, ...written]);
  });

  test('are left alone where they say what is planned', () => {
    const { object, faults } = spread(workload('Deployment', { podSpec: { topologySpreadConstraints: [written[1], own, written[0]] } }));
    expect(faults).toEqual([]);
    expect(constraintsOf(object)).toEqual([written[1], own, written[0]]);
  });

  test('may be null, or hold null', () => {
    expect(constraintsOf(spread(workload('Deployment', { podSpec: { topologySpreadConstraints: null } })).object)).toEqual(written);
    expect(constraintsOf(spread(workload('Deployment', { podSpec: { topologySpreadConstraints: [null] } })).object)).toEqual([null, ...written]);
  });

  test.each([
    ['no list', { zone: 1 }, 'must be a list'],
    ['not known yet', placeholder('constraints'), 'must be known for constraints to be added to it'],
  ])('are a fault where they are %s', (_, constraints, rule) => {
    const before = workload('Deployment', { podSpec: { topologySpreadConstraints: constraints } });
    const { object, faults } = spread(before);
    expect(object).toEqual(before);
    expect(faults).toEqual([{
      id: 'scheduling/one-constraint', prop: 'spec.template.spec.topologySpreadConstraints', rule, got: constraints, fix: "Put it right, or leave Deployment 'shop/api' out",
    }]);
  });

  test('are the same after a second time, whatever they were', () => {
    const constraint = fc.record({
      maxSkew: fc.integer({ min: 1, max: 3 }),
      topologyKey: fc.constantFrom(ZONE, 'kubernetes.io/hostname', 'rack'),
      whenUnsatisfiable: fc.constantFrom('DoNotSchedule', 'ScheduleAnyway'),
      labelSelector: fc.constant(selector),
    });
    fc.assert(fc.property(
      fc.array(fc.oneof(constraint, fc.constantFrom(...written)), { maxLength: 4 }),
      fc.subarray(written),
      fc.constantFrom('Deployment', 'StatefulSet'),
      fc.integer({ min: 1, max: 3 }),
      (existing, marked, kind, maxSkew) => {
        const rules = [{ ...ZONE_RULE, maxSkew }, HOST_RULE];
        const once = spread(workload(kind, { podSpec: { topologySpreadConstraints: existing } }), { rules }, marked);
        expect(spread(once.object, { rules }, marked)).toEqual(once);
        // What a user wrote is there in the end, whatever became of the rest.
        const users = existing.filter((one) => !marked.some((other) => JSON.stringify(one) === JSON.stringify(other)));
        expect(constraintsOf(once.object)).toEqual(expect.arrayContaining(users));
      },
    ));
  });
});

test('an empty list of volume claim templates is no volume', () => {
  expect(spread(workload('StatefulSet', { volumeClaimTemplates: [] })).warnings).toEqual([]);
  expect(spread(workload('StatefulSet', { volumeClaimTemplates: [{}] })).warnings.map(({ id }) => id)).toEqual(['scheduling/zonal-volumes']);
});

test('of a Job has as many replicas as run at a time', () => {
  const { warnings } = spread(workload('Job', { parallelism: 2, selector: undefined }, 'batch/v1'), { rules: [{ ...ZONE_RULE, maxSkew: 3 }] });
  expect(warnings.map(({ message }) => message)).toEqual([
    "with maxSkew 3, all 2 replicas may run in one zone, and none survives its loss. Lower 'maxSkew' to 1 or less.",
  ]);
});

describe('a workload that is not spread', () => {
  test.each([
    ['DaemonSet', workload('DaemonSet'), 'it runs one pod on every node, so there is nothing to spread.'],
    ["Kruise's DaemonSet", workload('DaemonSet', {}, 'apps.kruise.io/v1alpha1'), 'it runs one pod on every node, so there is nothing to spread.'],
    ['Job', workload('Job', { selector: undefined }, 'batch/v1'), "it runs one pod at a time, so there is nothing to spread: its 'parallelism' is 1."],
    ['Job of one pod', workload('Job', { selector: undefined, parallelism: 1 }, 'batch/v1'), "it runs one pod at a time, so there is nothing to spread: its 'parallelism' is 1."],
    ['Pod', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'test' }, spec: { containers: [] } },
      "a pod of its own has no replicas to be spread from. Give 'selector' to spread it together with other pods."],
  ])('says so: %s', (_, object: any, message) => {
    expect(spread(object)).toEqual({ object, warnings: [{ id: 'scheduling/not-spread', message }], faults: [] });
  });

  test.each<[string, any]>([
    ['serving.knative.dev/v1', { template: { spec: { containers: [] } } }],
    ['leaderworkerset.x-k8s.io/v1', { leaderWorkerTemplate: { workerTemplate: { spec: { containers: [] } } } }],
  ])('is a custom resource (%s) that does not say which pods belong to it, unless somebody named it', (apiVersion, spec) => {
    const object = { apiVersion, kind: apiVersion.startsWith('serving') ? 'Service' : 'LeaderWorkerSet', metadata: { name: 'web' }, spec };
    const message = "it does not say which pods belong to it, so it is not spread. Name it and give 'selector'.";
    expect(spread(object).faults).toMatchObject([{ prop: 'spec.selector', rule: expect.stringContaining('must say which pods belong to') }]);
    expect(spreadUnnamed(object)).toEqual({ object, warnings: [{ id: 'scheduling/not-spread', message }], faults: [] });
    const { warnings } = spreadUnnamed({ apiVersion: 'v1', kind: 'List', items: [object] });
    expect(warnings).toEqual([{ id: 'scheduling/not-spread', message: `${object.kind} 'web': ${message}` }]);
  });

  test('is no Deployment, which must have a selector, and nothing that there is nothing of to spread', () => {
    expect(spreadUnnamed(workload('Deployment', { selector: undefined })).faults).toHaveLength(1);
    expect(spreadUnnamed(workload('DaemonSet'))).toEqual({ object: workload('DaemonSet'), warnings: [], faults: [] });
    expect(spread({ apiVersion: 'v1', kind: 'PodTemplate', template: { spec: { containers: [] } } } as any).warnings[0].message).toBe('nobody makes pods of it by itself.');
  });

  test('is named where it stands in a List', () => {
    const { warnings } = spread({ apiVersion: 'v1', kind: 'List', items: [workload('DaemonSet')] });
    expect(warnings[0].message).toBe("DaemonSet 'shop/api': it runs one pod on every node, so there is nothing to spread.");
  });

  test('stays a DaemonSet also with a selector', () => {
    expect(spread(workload('DaemonSet'), { selector }).object).toEqual(workload('DaemonSet'));
  });
});

describe('the selector', () => {
  test.each([
    ['is missing', workload('Deployment', { selector: undefined }), {}, {
      id: 'scheduling/countable-pods', prop: 'spec.selector', rule: 'must say which pods belong to Deployment: a constraint counts them by it', fix: "Give 'selector', or leave this workload out",
    }],
    ['is empty', workload('Deployment', { selector: {} }), {}, {
      id: 'scheduling/countable-pods', prop: 'spec.selector', rule: 'must not be empty: the scheduler then counts no pod at all', fix: 'Name the labels that tell these pods from others',
    }],
    ['does not match the pods', workload('Deployment', { selector: { matchLabels: { app: 'other' } } }), {}, {
      id: 'scheduling/countable-pods',
      prop: 'spec.selector',
      rule: 'must match the labels of the pods: a constraint that does not count the pod itself spreads nothing',
      got: { app: 'other' },
      fix: 'The pods are labelled {"app":"api","tier":"web"}',
    }],
    ['does not match the pods, though it was given', workload('Deployment'), { selector: { matchLabels: { app: 'other' } } }, {
      id: 'scheduling/countable-pods',
      prop: 'selector',
      rule: 'must match the labels of the pods: a constraint that does not count the pod itself spreads nothing',
      got: { app: 'other' },
      fix: 'The pods are labelled {"app":"api","tier":"web"}',
    }],
    ['names the label of the revision', workload('Deployment', {
      selector: { matchLabels: { 'pod-template-hash': '1' } }, template: { metadata: { labels: { 'pod-template-hash': '1' } }, spec: { containers: [] } },
    }), {}, {
      id: 'scheduling/countable-pods',
      prop: 'matchLabelKeys',
      rule: 'must not name a label that the selector of Deployment names too: the API server refuses it',
      got: 'pod-template-hash',
      fix: "Take 'pod-template-hash' out of the selector: its controller sets it",
    }],
    ['names a label that is to be that of the pod itself', workload('StatefulSet', {
      selector: { matchExpressions: [{ key: 'tier', operator: 'Exists' }] },
    }), { matchLabelKeys: ['tier'] }, {
      id: 'scheduling/countable-pods',
      prop: 'matchLabelKeys',
      rule: 'must not name a label that the selector of StatefulSet names too: the API server refuses it',
      got: 'tier',
      fix: "Leave it out of 'matchLabelKeys'",
    }],
  ])('is a fault where it %s', (_, object, plan, fault) => {
    const result = spread(object, plan);
    expect(result.faults).toEqual([fault]);
    expect(result.object).toEqual(object);
  });

  test('is named with its place in a List', () => {
    const { faults } = spread({ apiVersion: 'v1', kind: 'List', items: [workload('Deployment', { selector: undefined })] });
    expect(faults.map(({ prop }) => prop)).toEqual(['items[0].spec.selector']);
  });

  test('passes where it is not known yet', () => {
    const { faults, object } = spread(workload('Deployment', { selector: { matchLabels: { app: placeholder('app') } } }));
    expect(faults).toEqual([]);
    expect(constraintsOf(object)[0].labelSelector).toEqual({ matchLabels: { app: placeholder('app') } });
  });
});

test('whatever stands in hand-written YAML, spreading it ends without an exception', () => {
  const anything = fc.oneof(fc.string({ maxLength: 3 }), fc.integer(), fc.constantFrom<unknown>(null, [], {}, [null], { a: null }));
  const podSpec = fc.record({
    nodeSelector: anything,
    volumes: fc.oneof(anything, fc.constant([null, { persistentVolumeClaim: null }])),
    topologySpreadConstraints: anything,
    affinity: fc.oneof(anything, fc.record({ nodeAffinity: anything, podAffinity: anything, podAntiAffinity: anything })),
  }, { requiredKeys: [] });
  fc.assert(fc.property(
    podSpec,
    fc.record({
      selector: fc.oneof(anything, fc.record({ matchLabels: anything, matchExpressions: anything })),
      replicas: anything,
      parallelism: anything,
      volumeClaimTemplates: anything,
    }, { requiredKeys: [] }),
    fc.oneof(anything, fc.record({ labels: anything })),
    fc.constantFrom('Deployment', 'StatefulSet', 'Job', 'CronJob', 'ReplicationController', 'Unheard'),
    (pod, spec, metadata, kind) => {
      const object = { apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1', kind, spec: { ...spec, template: { metadata, spec: { containers: [], ...pod } } } };
      expect(() => spread(object, { zones: ['a', 'b'] })).not.toThrow();
    },
  ));
});
