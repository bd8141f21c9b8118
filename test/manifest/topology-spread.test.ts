import { constraintOf, defaultSpread, revisionLabel } from '../../lib/manifest/topology-spread';

const selector = { matchLabels: { 'app.kubernetes.io/name': 'api' } };

describe('defaultSpread', () => {
  test('spreads a Deployment strictly over zones and where possible over hosts, each revision for itself', () => {
    expect(defaultSpread({ selector, kind: 'Deployment' })).toEqual([
      {
        maxSkew: 1,
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: selector,
        matchLabelKeys: ['pod-template-hash'],
        nodeTaintsPolicy: 'Honor',
      },
      {
        maxSkew: 1,
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: selector,
        matchLabelKeys: ['pod-template-hash'],
        nodeTaintsPolicy: 'Honor',
      },
    ]);
  });

  test.each([
    ['Deployment', ['pod-template-hash']],
    ['Rollout', ['rollouts-pod-template-hash']],
    ['StatefulSet', undefined],
    ['ReplicaSet', undefined],
    ['CloneSet', undefined],
  ])('counts of a %s the pods that share %j', (kind, labels) => {
    expect(defaultSpread({ selector, kind }).map(({ matchLabelKeys }) => matchLabelKeys)).toEqual([labels, labels]);
  });

  test('asks for no number of zones, so that a lost one keeps nothing Pending', () => {
    for (const constraint of defaultSpread({ selector, kind: 'Deployment', zones: 3 })) {
      expect(constraint).not.toHaveProperty('minDomains');
    }
  });

  test('spreads over hosts only where there is one zone', () => {
    expect(defaultSpread({ selector, kind: 'Deployment', zones: 1 }).map(({ topologyKey }) => topologyKey)).toEqual(['kubernetes.io/hostname']);
    expect(defaultSpread({ selector, kind: 'Deployment', zones: 2 })).toEqual(defaultSpread({ selector, kind: 'Deployment' }));
  });

  test('shares nothing between constraints, nor with the selector that it was given', () => {
    const [zone, host] = defaultSpread({ selector, kind: 'Deployment' });
    zone.labelSelector!.matchLabels!.changed = 'yes';
    zone.matchLabelKeys!.push('changed');
    expect(host).toEqual(defaultSpread({ selector, kind: 'Deployment' })[1]);
    expect(selector).toEqual({ matchLabels: { 'app.kubernetes.io/name': 'api' } });
  });
});

describe('constraintOf', () => {
  const least = { maxSkew: 1, topologyKey: 'rack', whenUnsatisfiable: 'ScheduleAnyway' } as const;

  test('writes only what the rule says', () => {
    expect(constraintOf(least, { labelSelector: selector })).toStrictEqual({ ...least, labelSelector: selector });
    expect(constraintOf(least, { labelSelector: selector, matchLabelKeys: [] })).toStrictEqual({ ...least, labelSelector: selector });
  });

  test('writes all that the rule says', () => {
    const most = { ...least, whenUnsatisfiable: 'DoNotSchedule', minDomains: 3, nodeAffinityPolicy: 'Ignore', nodeTaintsPolicy: 'Honor' } as const;
    expect(constraintOf(most, { labelSelector: selector, matchLabelKeys: ['revision'] })).toStrictEqual({ ...most, labelSelector: selector, matchLabelKeys: ['revision'] });
  });
});

test.each([['Deployment', 'pod-template-hash'], ['Rollout', 'rollouts-pod-template-hash'], ['StatefulSet', undefined]])('the revisions of a %s are told apart by %s', (kind, label) => {
  expect(revisionLabel(kind)).toBe(label);
});
