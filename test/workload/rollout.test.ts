import { Lazy } from 'cdk8s';
import { Rollout, RolloutType } from '../../lib/workload/rollout';
import { faultsIn, manifests } from './deployment-construct';

const spec = (rollout?: Rollout) => manifests({ rollout }).Deployment.spec;

test('by default, no old pod ends before its successor is ready', () => {
  expect(spec().strategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } });
});

test('leaves to Kubernetes what nothing is said about', () => {
  expect(Object.keys(spec())).toEqual(['replicas', 'selector', 'strategy', 'template']);
});

test('writes what it is told', () => {
  const rollout = { maxSurge: 3, maxUnavailable: '10%', minReadySeconds: 10, progressDeadlineSeconds: 120, revisionHistoryLimit: 0 };
  expect(spec(rollout)).toMatchObject({
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 3, maxUnavailable: '10%' } },
    minReadySeconds: 10,
    progressDeadlineSeconds: 120,
    revisionHistoryLimit: 0,
  });
});

test('recreates without saying how many at a time', () => {
  expect(spec({ type: RolloutType.RECREATE }).strategy).toEqual({ type: 'Recreate' });
});

test.each<Rollout>([
  { maxSurge: 0, maxUnavailable: 1 },
  { maxSurge: 0, maxUnavailable: '1%' },
  { maxSurge: '150%' },
  { minReadySeconds: 599 },
  { minReadySeconds: 600, progressDeadlineSeconds: 601 },
  { maxSurge: Lazy.any({ produce: () => 0 }), minReadySeconds: Lazy.any({ produce: () => 0 }) },
])('takes %j', (rollout) => {
  expect(faultsIn({ rollout })).toEqual([]);
});

const INT_OR_PERCENT = "must be a whole number from 0, or a percentage such as '25%'";
const FIX = "Use a number such as 1 or a percentage such as '25%'.";

test.each<[string, Rollout, string[]]>([
  ['no pods to spare on either side', { maxSurge: 0 }, [
    "'rollout.maxSurge' must not be 0 when 'maxUnavailable' is 0: no pod could ever be replaced, got 0. Use 'maxSurge: 1', or 'maxUnavailable: 1' where there is no room for one more pod.",
  ]],
  ['nothing as a percentage', { maxSurge: '0%', maxUnavailable: '0%' }, [
    "'rollout.maxSurge' must not be 0 when 'maxUnavailable' is 0: no pod could ever be replaced, got '0%'. Use 'maxSurge: 1', or 'maxUnavailable: 1' where there is no room for one more pod.",
  ]],
  ['what is no number of pods', { maxSurge: -1, maxUnavailable: '101%' }, [
    `'rollout.maxSurge' ${INT_OR_PERCENT}, got -1. ${FIX}`,
    `'rollout.maxUnavailable' must be at most 100%, got '101%'. ${FIX}`,
  ]],
  ['numbers for a rollout that recreates', { type: RolloutType.RECREATE, maxSurge: 0, maxUnavailable: 0 }, [
    "'rollout.maxSurge' must not be given with 'RolloutType.RECREATE', got 0. Leave it out.",
    "'rollout.maxUnavailable' must not be given with 'RolloutType.RECREATE', got 0. Leave it out.",
  ]],
  ['a way that is known too late', { type: Lazy.any({ produce: () => 'Recreate' }) }, [
    "'rollout.type' must be known by now, because only with 'RolloutType.ROLLING_UPDATE' more may be said. Use its value.",
  ]],
  ['seconds that are none', { minReadySeconds: -1, progressDeadlineSeconds: 0, revisionHistoryLimit: 1.5 }, [
    "'rollout.minReadySeconds' must be a whole number of at least 0, got -1. Use a number of seconds.",
    "'rollout.progressDeadlineSeconds' must be a whole number of at least 1, got 0. Use a number of seconds.",
    "'rollout.revisionHistoryLimit' must be a whole number of at least 0, got 1.5. Use a number such as 5.",
  ]],
  ['more than Kubernetes can hold', { minReadySeconds: 1, progressDeadlineSeconds: 2 ** 31, revisionHistoryLimit: 2 ** 31 }, [
    "'rollout.progressDeadlineSeconds' must be a whole number from 1 to 2147483647, got 2147483648. Use a number of seconds.",
    "'rollout.revisionHistoryLimit' must be a whole number from 0 to 2147483647, got 2147483648. Use a number such as 5.",
  ]],
  ['what is no number at all, once', { maxSurge: 'some', minReadySeconds: '600' } as any, [
    `'rollout.maxSurge' ${INT_OR_PERCENT}, got 'some'. ${FIX}`,
    "'rollout.minReadySeconds' must be a whole number of at least 0, got '600'. Use a number of seconds.",
  ]],
  ['a deadline before a pod can be ready', { minReadySeconds: 60, progressDeadlineSeconds: 60 }, [
    "'rollout.progressDeadlineSeconds' must be more than 'minReadySeconds', 60, got 60. Use 660.",
  ]],
  ['a pod that is ready later than the deadline that Kubernetes has by itself', { minReadySeconds: 600 }, [
    "'rollout.progressDeadlineSeconds' must be more than 'minReadySeconds', 600, got 600. Use 1200.",
  ]],
])('refuses %s', (_, rollout, faults) => {
  expect(faultsIn({ rollout })).toEqual(faults);
});
