import { Faults } from '../../lib/construct/faults';
import { FleetRollout } from '../../lib/delivery/fleet-rollout';
import { ClusterSelector } from '../../lib/fleet/cluster-selector';
import { DeliveredCluster } from '../../lib/fleet/delivered-tree';

const CLUSTERS = ['dev', 'prod-eu', 'prod-us'].map((name) => DeliveredCluster._of({ name, environment: name.split('-')[0] }, undefined as any));

function settled(rollout: FleetRollout): string[] {
  const faults = new Faults('Engine');
  const steps = rollout._settle(CLUSTERS, faults);
  faults.throwIfAny();
  return steps.map(({ step, clusters }) => `${step.name}: ${clusters.map(({ name }) => name).join(' ')}`);
}

test('knows the clusters of each step, in the order of the fleet', () => {
  const rollout = new FleetRollout([
    { name: 'canary', clusters: ClusterSelector.names('prod-us') },
    { name: 'rest', clusters: ClusterSelector.all().except(ClusterSelector.names('prod-us')), maxConcurrency: '50%' },
  ]);
  expect(settled(rollout)).toEqual(['canary: prod-us', 'rest: dev prod-eu']);
});

test('each cluster must be in one step', () => {
  const rollout = new FleetRollout([
    { name: 'one', clusters: ClusterSelector.environments('prod') },
    { name: 'two', clusters: ClusterSelector.names('prod-us') },
  ]);
  expect(() => settled(rollout)).toThrow([
    "[Engine] 'rollout.steps' must have each cluster in one step: 'dev' is in none, and would never get what is new. Add it to a step.",
    "[Engine] 'rollout.steps' must have each cluster in one step: 'prod-us' is in 'one', 'two'. Take it out of the others by 'except'.",
  ].join('\n'));
});

test('a step that selects nothing of the fleet is wrong', () => {
  const rollout = new FleetRollout([{ name: 'all', clusters: ClusterSelector.all() }, { name: 'more', clusters: ClusterSelector.names('prod-ap') }]);
  expect(() => settled(rollout)).toThrow("[Engine] 'rollout.steps[1].clusters' must name a cluster of the fleet, got 'prod-ap'.");
});

test('says all that is wrong with its steps at once', () => {
  const all = ClusterSelector.all();
  expect(() => new FleetRollout([{ name: 'A', clusters: all }, { name: 'b', clusters: all, soakMinutes: 0, maxConcurrency: '120%' }, { name: 'b', clusters: undefined as any }])).toThrow(
    "'steps[0].name'",
  );
  expect(() => new FleetRollout([])).toThrow("[FleetRollout] 'steps'");
});
