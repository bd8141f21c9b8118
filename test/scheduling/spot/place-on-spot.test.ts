import * as fc from 'fast-check';
import { Fault } from '../../../lib/construct/fault';
import { placeholder } from '../../../lib/manifest/known';
import { KubernetesObject } from '../../../lib/manifest/object';
import { applySpotPlacement, SpotPlacementOptions } from '../../../lib/scheduling/spot/place-on-spot';
import { SpotPlan } from '../../../lib/scheduling/spot/spot-plan';

const SPOT: SpotPlan = {
  nodes: [{ key: 'capacity', operator: 'In', values: ['spot'] }],
  tolerations: [{ key: 'spot', operator: 'Equal', value: 'yes', effect: 'NoSchedule' }],
  notice: { who: 'AWS', noticeSeconds: 120, graceSeconds: 90 },
};
const SHORT: SpotPlan = { ...SPOT, notice: { who: 'Google Cloud', noticeSeconds: 30, graceSeconds: 15 } };
const BASE: SpotPlan = {
  ...SPOT,
  base: { key: 'domain', values: ['1', '2', '3', '4', '5'], baseValues: ['1'], nodes: [{ key: 'pool', operator: 'In', values: ['a', 'a-base'] }] },
};

function template(spec: object = {}): any {
  return { metadata: { labels: { app: 'api' } }, spec: { containers: [{ name: 'app', image: 'registry.example.com/app:1' }], ...spec } };
}

function deployment(podSpec: object = {}, kind = 'Deployment', apiVersion = 'apps/v1'): KubernetesObject {
  return { apiVersion, kind, metadata: { name: 'api', namespace: 'shop' }, spec: { replicas: 3, selector: { matchLabels: { app: 'api' } }, template: template(podSpec) } };
}

const placed = (object: KubernetesObject, plan = SPOT, options?: SpotPlacementOptions) => applySpotPlacement(object, plan, options);
const specOf = (object: KubernetesObject, plan = SPOT, options?: SpotPlacementOptions): any => placed(object, plan, options).object.spec.template.spec;
const faultsOf = (object: KubernetesObject, plan = SPOT): readonly Fault[] => placed(object, plan).faults;
const terms = (spec: any) => spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;

test('confines pods to spot nodes, past their taint, with a time to end that fits', () => {
  expect(placed(deployment())).toEqual({
    object: deployment({
      terminationGracePeriodSeconds: 30,
      tolerations: [{ key: 'spot', operator: 'Equal', value: 'yes', effect: 'NoSchedule' }],
      affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'capacity', operator: 'In', values: ['spot'] }] }] } } },
    }),
    warnings: [],
    faults: [],
  });
});

test.each<[string, string, string[]]>([
  ['v1', 'Pod', []], ['v1', 'PodTemplate', ['template']], ['v1', 'ReplicationController', ['spec', 'template']],
  ['apps/v1', 'ReplicaSet', ['spec', 'template']], ['batch/v1', 'Job', ['spec', 'template']],
  ['batch/v1', 'CronJob', ['spec', 'jobTemplate', 'spec', 'template']], ['argoproj.io/v1alpha1', 'Rollout', ['spec', 'template']],
])('places the pods of %s %s', (apiVersion, kind, path) => {
  const object = path.reduceRight<any>((inner, step) => ({ [step]: inner }), template());
  const { object: result, faults, warnings } = placed({ apiVersion, kind, ...object, metadata: { name: 'api' } });
  const pod = path.reduce<any>((value, step) => value[step], result);
  expect([pod.spec.tolerations, faults, warnings]).toEqual([SPOT.tolerations, [], []]);
});

test('places what stands in a List, and leaves what has no pods', () => {
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'api' }, spec: {} };
  const { object } = placed({ apiVersion: 'v1', kind: 'List', items: [service, deployment()] });
  expect(object.items).toEqual([service, placed(deployment()).object]);
});

test('places what stands in a list of one kind, which need not say that it is of it', () => {
  const { object } = placed({ apiVersion: 'apps/v1', kind: 'DeploymentList', items: [{ metadata: deployment().metadata, spec: deployment().spec }] });
  const { metadata, spec } = placed(deployment()).object;
  expect(object.items).toEqual([{ metadata, spec }]);
});

describe('what a pod says itself', () => {
  const required = (nodeSelectorTerms: unknown) => ({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } } });

  test('stays in each term of its node affinity, and each gets what spot asks for', () => {
    const disk = { key: 'disk', operator: 'Exists' };
    const spec = specOf(deployment(required([{ matchExpressions: [disk] }, { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n'] }] }])));
    expect(terms(spec)).toEqual([
      { matchExpressions: [disk, ...SPOT.nodes] },
      { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n'] }], matchExpressions: SPOT.nodes },
    ]);
  });

  test('does not come to match more: a term that says nothing still matches nothing', () => {
    expect(terms(specOf(deployment(required([{}, { matchExpressions: [{ key: 'a', operator: 'Exists' }] }]))))[0]).toEqual({});
  });

  test('keeps other affinities, tolerations and constraints', () => {
    const podAntiAffinity = { preferredDuringSchedulingIgnoredDuringExecution: [] };
    const zone = { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { app: 'api' } } };
    const spec = specOf(deployment({ affinity: { podAntiAffinity }, tolerations: [{ key: 'gpu', operator: 'Exists' }], topologySpreadConstraints: [zone] }), BASE);
    expect(spec.affinity.podAntiAffinity).toEqual(podAntiAffinity);
    expect(spec.tolerations).toEqual([{ key: 'gpu', operator: 'Exists' }, ...SPOT.tolerations]);
    expect(spec.topologySpreadConstraints).toEqual([zone, expect.objectContaining({ topologyKey: 'domain' })]);
  });

  test.each<[string, object]>([
    ['of the same taint', { key: 'spot', operator: 'Equal', value: 'yes', effect: 'NoSchedule' }],
    ['without an operator', { key: 'spot', value: 'yes', effect: 'NoSchedule' }],
    ['of any value', { key: 'spot', operator: 'Exists', effect: 'NoSchedule' }],
    ['of any effect', { key: 'spot', operator: 'Exists' }],
    ['of everything', { operator: 'Exists' }],
  ])('makes a toleration %s enough', (_, toleration) => expect(specOf(deployment({ tolerations: [toleration] })).tolerations).toEqual([toleration]));

  test.each<[string, object]>([
    ['another value', { key: 'spot', operator: 'Equal', value: 'no', effect: 'NoSchedule' }],
    ['another effect', { key: 'spot', operator: 'Exists', effect: 'NoExecute' }],
    ['a while', { key: 'spot', operator: 'Exists', effect: 'NoSchedule', tolerationSeconds: 5 }],
  ])('makes a toleration for %s not enough', (_, toleration) => {
    expect(specOf(deployment({ tolerations: [toleration] })).tolerations).toEqual([toleration, ...SPOT.tolerations]);
  });

  test('is refused where it must be known for more to be added', () => {
    expect(faultsOf(deployment({ tolerations: placeholder('x') }))).toEqual([{
      id: 'scheduling/possible-placement', prop: 'spec.template.spec.tolerations', rule: 'must be known, and of its own kind, for more to be added to it', fix: 'Put it right, or leave this workload out',
    }]);
    expect(faultsOf(deployment(required([{ matchExpressions: placeholder('x') }])))[0].prop)
      .toBe('spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions');
  });

  test('is refused where it selects other nodes than those of the platform', () => {
    const plan: SpotPlan = { ...SPOT, nodes: [], nodeSelector: { class: 'spot' } };
    expect(specOf(deployment({ nodeSelector: { disk: 'ssd' } }), plan).nodeSelector).toEqual({ disk: 'ssd', class: 'spot' });
    expect(faultsOf(deployment({ nodeSelector: { class: 'web' } }), plan)).toEqual([{
      id: 'scheduling/possible-placement', prop: 'spec.template.spec.nodeSelector.class', rule: "must be 'spot' for pods that are placed there", got: 'web', fix: 'Leave it out',
    }]);
  });
});

test('refuses pods that ask for what no node there has', () => {
  const plan: SpotPlan = { ...SPOT, offered: { 'kubernetes.io/arch': ['amd64'], zone: ['a', 'b'] } };
  const asking = (nodeSelector: object) => deployment({ nodeSelector });
  expect(faultsOf(asking({ 'kubernetes.io/arch': 'arm64' }), plan)).toEqual([{
    id: 'scheduling/possible-placement', prop: "spec.template.spec.nodeSelector['kubernetes.io/arch']", rule: "must be one that nodes there have: 'amd64'", got: 'arm64', fix: 'Leave it out, or allow it in the pool',
  }]);
  expect(faultsOf(asking({ zone: 'b', disk: 'ssd', 'kubernetes.io/arch': placeholder('x') }), plan)).toEqual([]);
  expect(faultsOf(asking({ zone: 'c' }), { ...plan, orOthers: true })).toEqual([]);
  const requiring = (...terms: object[][]) => deployment({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: {
    nodeSelectorTerms: terms.map((matchExpressions) => ({ matchExpressions })),
  } } } });
  expect(faultsOf(requiring([{ key: 'zone', operator: 'In', values: ['c', 'd'] }]), plan)).toEqual([{
    id: 'scheduling/possible-placement', prop: 'spec.template.spec.affinity.nodeAffinity', rule: "must leave nodes that are there: those have 'a', 'b' for 'zone'", got: 'c, d', fix: 'Take it back, or allow it in the pool',
  }]);
  expect(faultsOf(requiring([{ key: 'zone', operator: 'In', values: ['c'] }], [{ key: 'disk', operator: 'Exists' }]), plan)).toEqual([]);
  expect(faultsOf(requiring([{ key: 'zone', operator: 'NotIn', values: ['a', 'b'] }]), plan)).toHaveLength(1);
  expect(faultsOf(requiring([{ key: 'capacity', operator: 'DoesNotExist' }]), plan)).toEqual([{
    id: 'scheduling/possible-placement', prop: 'spec.template.spec.affinity.nodeAffinity', rule: "must leave nodes that are there: those have 'spot' for 'capacity'", got: undefined, fix: 'Take it back, or allow it in the pool',
  }]);
  expect(faultsOf(requiring([{ key: 'capacity', operator: 'DoesNotExist' }], [{ key: 'disk', operator: 'Exists' }]), plan)).toEqual([]);
});

test('only prefers spot where other nodes will do', () => {
  expect(specOf(deployment(), { ...SPOT, orOthers: true }).affinity).toEqual({
    nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, preference: { matchExpressions: SPOT.nodes } }] },
  });
});

describe('the on-demand base', () => {
  test('is a strict spread over all domains, with those of the base preferred', () => {
    const spec = specOf(deployment(), BASE);
    expect(spec.topologySpreadConstraints).toEqual([{
      maxSkew: 1,
      topologyKey: 'domain',
      whenUnsatisfiable: 'DoNotSchedule',
      minDomains: 5,
      labelSelector: { matchLabels: { app: 'api' } },
      matchLabelKeys: ['pod-template-hash'],
      nodeTaintsPolicy: 'Honor',
    }]);
    expect(spec.affinity.nodeAffinity).toEqual({
      // One term: Karpenter takes several for alternatives of which the first comes first.
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [
        { key: 'pool', operator: 'In', values: ['a', 'a-base'] }, { key: 'domain', operator: 'In', values: ['1', '2', '3', '4', '5'] },
      ] }] },
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, preference: { matchExpressions: [{ key: 'domain', operator: 'In', values: ['1'] }] } }],
    });
  });

  test.each([['batch/v1', 'Job'], ['v1', 'Pod']])('is none of %s %s, which goes to spot', (apiVersion, kind) => {
    const object = kind === 'Pod' ? { apiVersion, kind, ...template() } : { apiVersion, kind, spec: { template: template() } };
    const { object: result } = placed(object, BASE);
    const { spec } = kind === 'Pod' ? result : result.spec.template;
    expect([spec.topologySpreadConstraints, terms(spec)]).toEqual([undefined, [{ matchExpressions: SPOT.nodes }]]);
  });

  test('does not stand beside a constraint over the same label', () => {
    expect(faultsOf(deployment({ topologySpreadConstraints: [{ topologyKey: 'domain', whenUnsatisfiable: 'DoNotSchedule', maxSkew: 2 }] }), BASE)).toEqual([{
      id: 'scheduling/one-constraint',
      prop: 'spec.template.spec.topologySpreadConstraints[0]',
      rule: "must not spread over 'domain': the on-demand base does, and the API server takes one such constraint",
      fix: 'Remove it',
    }]);
  });

  test('wants to know which pods to count', () => {
    const object = deployment();
    delete object.spec.selector;
    expect(faultsOf(object, BASE)[0]).toMatchObject({ prop: 'spec.selector', rule: 'must say which pods belong to Deployment: a constraint counts them by it' });
  });
});

describe('the time to end', () => {
  const sleeping = (preStop: object, rest: object = {}) => deployment({ containers: [{ name: 'app', lifecycle: { preStop } }], ...rest });
  const graceOf = (object: KubernetesObject, plan = SPOT, options?: SpotPlacementOptions) => specOf(object, plan, options).terminationGracePeriodSeconds;
  const why = 'AWS takes the machine away 120 s after it says so, and the pod hears of it later';

  test.each<[string, number | undefined, SpotPlan, number]>([
    ['is the usual where that fits', undefined, SPOT, 30],
    ['is what fits where that is less', undefined, SHORT, 15],
    ['stays as it is where it fits', 90, SPOT, 90],
    ['may be nothing', 0, SPOT, 0],
  ])('%s', (_, given, plan, expected) => expect(graceOf(deployment({ terminationGracePeriodSeconds: given }), plan)).toBe(expected));

  test.each<[string, object, number]>([
    ['sleep', { sleep: { seconds: 20 } }, 50],
    ['command', { exec: { command: ['sleep', '20'] } }, 50],
    ['command with a path', { exec: { command: ['/bin/sleep', '20'] } }, 50],
    ['shell', { exec: { command: ['/bin/sh', '-c', 'sleep 20'] } }, 50],
    ['shell that does more after it', { exec: { command: ['sh', '-ec', 'sleep 20 && nginx -s quit'] } }, 50],
    ['shell of several lines', { exec: { command: ['/bin/bash', '-c', '\n  sleep 20s\n  nginx -s quit\n'] } }, 50],
    ['sleep of half a minute', { exec: { command: ['sh', '-c', 'sleep 0.5m;'] } }, 60],
    ['sleep that is not the first thing', { exec: { command: ['sh', '-c', 'nginx -s quit; sleep 20'] } }, 30],
    ['long sleep, up to what fits', { sleep: { seconds: 80 } }, 90],
    ['something else', { exec: { command: ['/bin/sh', '-c', 'nginx -s quit'] } }, 30],
  ])('comes after a preStop %s', (_, preStop, expected) => expect(graceOf(sleeping(preStop))).toBe(expected));

  test('is lowered where nobody asked for it', () => {
    expect(graceOf(deployment({ terminationGracePeriodSeconds: 30 }), SHORT, { defaultGrace: true })).toBe(15);
    expect(graceOf(deployment({ terminationGracePeriodSeconds: 30 }), SPOT, { defaultGrace: true })).toBe(30);
  });

  test('is raised where nobody asked for it and preStop leaves nothing of it', () => {
    const object = sleeping({ sleep: { seconds: 40 } }, { terminationGracePeriodSeconds: 30 });
    const once = placed(object, SPOT, { defaultGrace: true });
    expect([once.faults, once.object.spec.template.spec.terminationGracePeriodSeconds]).toEqual([[], 70]);
    expect(graceOf(once.object, SPOT, { defaultGrace: true })).toBe(70);
  });

  test('is raised where nobody asked for it and preStop takes all of it', () => {
    const once = placed(sleeping({ sleep: { seconds: 30 } }, { terminationGracePeriodSeconds: 30 }), SPOT, { defaultGrace: true });
    expect([once.faults, once.object.spec.template.spec.terminationGracePeriodSeconds]).toEqual([[], 60]);
  });

  test('is refused where somebody asked for more than there is', () => {
    expect(faultsOf(deployment({ terminationGracePeriodSeconds: 91 }))).toEqual([{
      id: 'scheduling/spot-notice', prop: 'spec.template.spec.terminationGracePeriodSeconds', rule: `must be at most 90: ${why}`, got: 91, fix: 'Use 90, or leave it out',
    }]);
  });

  test('is refused where preStop leaves nothing of it', () => {
    expect(faultsOf(sleeping({ sleep: { seconds: 90 } }))).toEqual([{
      id: 'scheduling/spot-notice', prop: 'spec.template.spec.containers[0].lifecycle.preStop.sleep.seconds', rule: `must be below 90: ${why}`, got: 90, fix: 'Wait for less',
    }]);
    expect(faultsOf(sleeping({ exec: { command: ['sleep', '40'] } }, { terminationGracePeriodSeconds: 40 }))).toEqual([{
      id: 'scheduling/spot-notice', prop: 'spec.template.spec.containers[0].lifecycle.preStop.exec.command', rule: "must be below 'terminationGracePeriodSeconds', which is 40", got: 40, fix: 'Wait for less',
    }]);
  });

  test('is not judged where it is not known yet', () => {
    const grace = placeholder('x');
    expect(placed(deployment({ terminationGracePeriodSeconds: grace }))).toMatchObject({ faults: [] });
    expect(graceOf(deployment({ terminationGracePeriodSeconds: grace }))).toBe(grace);
    expect(graceOf(sleeping({ sleep: { seconds: grace } }))).toBe(30);
    expect(graceOf(sleeping({ exec: { command: ['sh', '-c', `sleep 20; ${grace}`] } }))).toBe(30);
  });
});

test('leaves a DaemonSet where it is, and says so', () => {
  const { object, warnings, faults } = placed(deployment({}, 'DaemonSet'));
  expect(object).toEqual(deployment({}, 'DaemonSet'));
  expect([warnings, faults]).toEqual([[{
    id: 'scheduling/not-placed', message: 'it runs one pod on every node, so there is nothing to place. Give it a toleration of its own.',
  }], []]);
});

test('refuses a StatefulSet unless that is meant', () => {
  expect(faultsOf(deployment({}, 'StatefulSet'))).toEqual([{
    id: 'scheduling/possible-placement',
    prop: 'statefulSets',
    rule: "must be true to place StatefulSet 'shop/api' on capacity that is taken away: its volumes are tied to a zone, and its pods return one by one",
    fix: 'Say so if it bears that, or leave it where it is',
  }]);
  expect(placed(deployment({}, 'StatefulSet'), { ...BASE, statefulSets: true })).toMatchObject({
    faults: [], object: { spec: { template: { spec: { topologySpreadConstraints: [{ topologyKey: 'domain', labelSelector: { matchLabels: { app: 'api' } } }] } } } },
  });
});

test.each([[null], [{}], [{ kind: 'Deployment' }], [{ apiVersion: 'apps/v1', kind: 'Deployment', spec: null }]])('leaves %j as it is', (object: any) => {
  expect(placed(object)).toEqual({ object, warnings: [], faults: [] });
});

describe('applied twice', () => {
  const expression = fc.record({ key: fc.constantFrom('capacity', 'disk', 'domain'), operator: fc.constantFrom('In', 'Exists'), values: fc.constant(['spot']) });
  const term = fc.record({ matchExpressions: fc.array(expression, { maxLength: 2 }), matchFields: fc.constant([]) }, { requiredKeys: [] });
  const podSpec = fc.record({
    terminationGracePeriodSeconds: fc.nat({ max: 90 }),
    tolerations: fc.oneof(fc.constant(null), fc.array(fc.record({ key: fc.constantFrom('spot', 'gpu'), operator: fc.constantFrom('Exists', 'Equal'), value: fc.constant('yes') }, { requiredKeys: [] }), { maxLength: 3 })),
    affinity: fc.oneof(fc.constant(null), fc.record({ nodeAffinity: fc.record({
      requiredDuringSchedulingIgnoredDuringExecution: fc.record({ nodeSelectorTerms: fc.array(fc.oneof(term, fc.constant(null)), { maxLength: 3 }) }),
      preferredDuringSchedulingIgnoredDuringExecution: fc.array(fc.record({ weight: fc.nat({ max: 100 }), preference: term }), { maxLength: 2 }),
    }, { requiredKeys: [] }) }, { requiredKeys: [] })),
    topologySpreadConstraints: fc.oneof(fc.constant(null), fc.array(fc.record({ topologyKey: fc.constantFrom('zone', 'host'), whenUnsatisfiable: fc.constant('DoNotSchedule'), maxSkew: fc.constant(1) }), { maxLength: 2 })),
    nodeSelector: fc.oneof(fc.constant(null), fc.constant({ disk: 'ssd' })),
  }, { requiredKeys: [] });
  const plan = fc.constantFrom(SPOT, SHORT, BASE, { ...SPOT, orOthers: true }, { ...SPOT, nodes: [], nodeSelector: { class: 'spot' } });

  test('changes nothing, and never changes what it was given', () => {
    fc.assert(fc.property(podSpec, plan, (spec, wanted) => {
      const before = deployment(spec);
      const copy = structuredClone(before);
      const once = placed(before, wanted);
      expect(before).toEqual(copy);
      expect(placed(once.object, wanted)).toEqual(once);
    }), { numRuns: 500 });
  });
});
