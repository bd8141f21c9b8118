import { Lazy } from 'cdk8s';
import { placeholder } from '../../lib/manifest/known';
import { UnhealthyPodEvictionPolicy } from '../../lib/pod/disruption-budget';
import { HardenedDeploymentProps } from '../../lib/workload/hardened-deployment';
import { deploy, faultsIn, manifests, warningsOf } from '../workload/deployment-construct';

const budget = (props: Partial<HardenedDeploymentProps>) => manifests(props).PodDisruptionBudget?.spec;

describe('the default budget', () => {
  test('lets one pod go at a time, and pods that are not ready always', () => {
    expect(budget({})).toEqual({
      maxUnavailable: 1,
      selector: { matchLabels: { 'app.kubernetes.io/name': 'api' } },
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    });
  });

  test('is not there for a single replica, with a warning', () => {
    const single = deploy({ replicas: 1 });
    expect(single.podDisruptionBudget).toBeUndefined();
    expect(warningsOf(single)).toEqual([
      "workload/single-replica: one replica: nothing serves while its node is drained, and no PodDisruptionBudget can help. Use 'replicas: 2' or more.",
    ]);
  });

  test('is there for an autoscaler that may go down to one, with a warning', () => {
    const scaled = deploy({ autoscaling: { minReplicas: 1, maxReplicas: 5 } });
    expect(scaled.podDisruptionBudget?.toJson().spec.maxUnavailable).toBe(1);
    expect(warningsOf(scaled)).toEqual([
      "workload/single-replica: one replica in quiet times: nothing serves while its node is drained. Use 'autoscaling.minReplicas: 2' or more.",
    ]);
  });

  test.each([0, 2, 50, Lazy.any({ produce: () => 3 })])('is there for %p replicas, without a warning', (replicas) => {
    const several = deploy({ replicas });
    expect(several.podDisruptionBudget?.toJson().spec.maxUnavailable).toBe(1);
    expect(warningsOf(several)).toEqual([]);
  });

  test('is there for a number that only the synth knows, with a warning where it turns out to be one', () => {
    const late = deploy({ replicas: Lazy.any({ produce: () => 1 }) });
    expect(late.podDisruptionBudget?.toJson().spec.maxUnavailable).toBe(1);
    expect(warningsOf(late)).toEqual([
      "workload/single-replica: one replica: nothing serves while its node is drained, and no PodDisruptionBudget can help. Use 'replicas: 2' or more.",
    ]);
  });
});

describe('a budget of one\'s own', () => {
  test.each([
    [{ maxUnavailable: 2 }, { maxUnavailable: 2 }],
    [{ maxUnavailable: '25%' }, { maxUnavailable: '25%' }],
    [{ minAvailable: 1 }, { minAvailable: 1 }],
    [{ minAvailable: 0 }, { minAvailable: 0 }],
    [{ unhealthyPodEvictionPolicy: UnhealthyPodEvictionPolicy.IF_HEALTHY_BUDGET }, { maxUnavailable: 1, unhealthyPodEvictionPolicy: 'IfHealthyBudget' }],
  ])('is written as %j', (disruptionBudget, expected) => {
    const selector = { matchLabels: { 'app.kubernetes.io/name': 'api' } };
    expect(budget({ disruptionBudget })).toEqual({ unhealthyPodEvictionPolicy: 'AlwaysAllow', selector, ...expected });
  });

  test('can be done without', () => {
    expect(deploy({ disruptionBudget: { enabled: false } }).podDisruptionBudget).toBeUndefined();
  });

  test.each([{ maxUnavailable: 1 }, { enabled: true }])('can be had for a single replica: %j', (disruptionBudget) => {
    expect(budget({ replicas: 1, disruptionBudget })?.maxUnavailable).toBe(1);
  });
});

describe('a budget that would block every drain is refused', () => {
  const maxUnavailable = "'disruptionBudget.maxUnavailable' must let at least one pod be evicted, or no node can be drained:";
  const minAvailable = "'disruptionBudget.minAvailable' must let at least one pod be evicted, or no node can be drained:";

  test.each<[Partial<HardenedDeploymentProps>, string]>([
    [{ disruptionBudget: { maxUnavailable: 0 } }, `${maxUnavailable} of 2 replicas, 0 may be missing, got 0. Use 'maxUnavailable: 1'.`],
    [{ replicas: 7, disruptionBudget: { maxUnavailable: '0%' } }, `${maxUnavailable} of 7 replicas, 0%, rounded up to 0, may be missing, got '0%'. Use 'maxUnavailable: 1'.`],
    [{ disruptionBudget: { minAvailable: 2 } }, `${minAvailable} of 2 replicas, 2 must stay, got 2. Use 'maxUnavailable: 1'.`],
    [{ replicas: 3, disruptionBudget: { minAvailable: 5 } }, `${minAvailable} of 3 replicas, 5 must stay, got 5. Use 'maxUnavailable: 1'.`],
    [{ replicas: 9, disruptionBudget: { minAvailable: '100%' } }, `${minAvailable} of 9 replicas, 100%, rounded up to 9, must stay, got '100%'. Use 'maxUnavailable: 1'.`],
    [{ replicas: 3, disruptionBudget: { minAvailable: '67%' } }, `${minAvailable} of 3 replicas, 67%, rounded up to 3, must stay, got '67%'. Use 'maxUnavailable: 1'.`],
    [{ replicas: 1, disruptionBudget: { minAvailable: '1%' } }, `${minAvailable} of 1 replica, 1%, rounded up to 1, must stay, got '1%'. Use more replicas, or leave 'disruptionBudget' out.`],
    [{ replicas: 1, disruptionBudget: { maxUnavailable: 0 } }, `${maxUnavailable} of 1 replica, 0 may be missing, got 0. Use more replicas, or leave 'disruptionBudget' out.`],
    [{ autoscaling: { minReplicas: 4, maxReplicas: 40 }, disruptionBudget: { minAvailable: '90%' } },
      `${minAvailable} of 4 replicas ('autoscaling.minReplicas'), 90%, rounded up to 4, must stay, got '90%'. Use 'maxUnavailable: 1'.`],
    [{ autoscaling: { maxReplicas: 40 }, disruptionBudget: { minAvailable: 2 } },
      `${minAvailable} of 2 replicas ('autoscaling.minReplicas'), 2 must stay, got 2. Use 'maxUnavailable: 1'.`],
  ])('%j', (props, fault) => {
    expect(faultsIn(props)).toEqual([fault]);
  });

  test.each<Partial<HardenedDeploymentProps>>([
    { replicas: 3, disruptionBudget: { minAvailable: '66%' } },
    { replicas: 3, disruptionBudget: { maxUnavailable: '1%' } },
    { replicas: 2, disruptionBudget: { minAvailable: 1 } },
    { replicas: 1, disruptionBudget: { minAvailable: 0 } },
    { replicas: 0, disruptionBudget: { minAvailable: 1 } },
    { replicas: 2, disruptionBudget: { enabled: false, maxUnavailable: 0 } },
    { autoscaling: { minReplicas: 10, maxReplicas: 40 }, disruptionBudget: { minAvailable: '90%' } },
    // What is not known yet can't be judged.
    { replicas: Lazy.any({ produce: () => 1 }), disruptionBudget: { minAvailable: 1 } },
    { replicas: 2, disruptionBudget: { minAvailable: placeholder('min') } },
  ])('and one that does not is not: %j', (props) => {
    expect(faultsIn(props)).toEqual([]);
  });
});

test('refuses what is no number of pods, and two numbers at once', () => {
  expect(faultsIn({ disruptionBudget: { maxUnavailable: -1 } })).toEqual([
    "'disruptionBudget.maxUnavailable' must be a whole number from 0, or a percentage such as '25%', got -1. Use a number such as 1 or a percentage such as '25%'.",
  ]);
  expect(faultsIn({ disruptionBudget: { minAvailable: '150%' } })).toEqual([
    "'disruptionBudget.minAvailable' must be at most 100%, got '150%'. Use a number such as 1 or a percentage such as '25%'.",
  ]);
  expect(faultsIn({ disruptionBudget: { minAvailable: 1, maxUnavailable: 1 } })).toEqual([
    "'disruptionBudget' must hold only one of 'minAvailable' and 'maxUnavailable'. Leave 'minAvailable' out.",
  ]);
});
