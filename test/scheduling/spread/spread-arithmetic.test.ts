import fc from 'fast-check';
import { placeholder } from '../../../lib/manifest/known';
import { desiredHealthy, leastInOneZone, mostInOneZone, zoneLoss, ZoneLossQuestion } from '../../../lib/scheduling/spread/spread-arithmetic';

/** Replicas per zone. */
type Counts = readonly number[];

interface Placing { readonly maxSkew: number; readonly minimumIsZero?: boolean }

/** All ways in which a scheduler that is free to choose among the legal zones can place `pods` more replicas; fewer where it gets stuck. */
function placements(start: Counts, pods: number, { maxSkew, minimumIsZero = false }: Placing): Counts[] {
  let states = new Map([[start.join(), start]]);
  for (let placed = 0; placed < pods; placed++) {
    const next = new Map<string, Counts>();
    for (const counts of states.values()) {
      const minimum = minimumIsZero ? 0 : Math.min(...counts);
      const legal = counts.flatMap((count, zone) => (count + 1 - minimum <= maxSkew ? [zone] : []));
      const followers = legal.length === 0 ? [counts] : legal.map((zone) => counts.map((count, i) => (i === zone ? count + 1 : count)));
      followers.forEach((state) => next.set(state.join(), state));
    }
    states = next;
  }
  return [...states.values()];
}

const sum = (counts: Counts) => counts.reduce((total, count) => total + count, 0);
const spreads = ({ replicas, zones, maxSkew }: ZoneLossQuestion) => placements(Array(zones).fill(0), replicas, { maxSkew });

/** What can be left of the replicas, and what can become of them, whichever zone is lost. */
function losses(question: ZoneLossQuestion) {
  const { maxSkew, minDomains = 1, lostZoneCounts = false } = question;
  return spreads(question).flatMap((counts) => counts.map((lost, zone) => {
    const left = counts.filter((_, i) => i !== zone);
    const minimumIsZero = lostZoneCounts || left.length < minDomains;
    return { lost, after: left.length === 0 ? [[]] : placements(left, lost, { maxSkew, minimumIsZero }) };
  }));
}

const CASES = [1, 2, 3, 4].flatMap((zones) => [1, 2, 3].flatMap((maxSkew) => [0, 1, 2, 3, 4, 5, 6, 7, 8].map((replicas) => ({ replicas, zones, maxSkew }))));

describe('what a strict constraint guarantees', () => {
  test('names the fullest and the emptiest zone that any order of placing can lead to', () => {
    for (const question of CASES) {
      const counts = spreads(question).flat();
      expect({ ...question, most: mostInOneZone(question) }).toEqual({ ...question, most: Math.max(...counts) });
      expect({ ...question, least: leastInOneZone(question) }).toEqual({ ...question, least: Math.min(...counts) });
    }
  });

  test('keeps fullest and emptiest zone within maxSkew', () => {
    for (const question of CASES) {
      for (const counts of spreads(question)) {
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(question.maxSkew);
      }
    }
  });
});

describe('the loss of a zone', () => {
  test.each([
    ['nothing else is asked', {}],
    ['the lost zone still counts', { lostZoneCounts: true }],
    ['as many zones are asked for as there are', { minDomains: 'zones' as const }],
    ['one zone fewer is asked for', { minDomains: 'zones - 1' as const }],
  ])('is foreseen as every order of placing has it at worst, where %s', (_, { minDomains, ...rest }: any) => {
    for (const spread of CASES) {
      const question: ZoneLossQuestion = {
        ...spread, ...rest, ...(minDomains !== undefined && { minDomains: Math.max(1, minDomains === 'zones' ? spread.zones : spread.zones - 1) }),
      };
      const answer = zoneLoss(question);
      const all = losses(question);
      const ends = all.flatMap(({ after }) => after);
      expect({ ...question, lost: answer.lost }).toEqual({ ...question, lost: Math.max(...all.map(({ lost }) => lost)) });
      expect(answer.survivors).toBe(question.replicas - answer.lost);
      expect({ ...question, pending: answer.pending }).toEqual({ ...question, pending: Math.max(...ends.map((counts) => question.replicas - sum(counts))) });
      if (question.zones > 1) {
        expect({ ...question, most: answer.mostPerRemainingZone }).toEqual({ ...question, most: Math.max(...ends.flat()) });
        // What is promised as least may be undercut by nobody; where replacements stay Pending it need not be reached.
        expect(answer.leastPerRemainingZone).toBeLessThanOrEqual(Math.min(...ends.flat()));
        if (answer.pending === 0 && rest.lostZoneCounts !== true && minDomains !== 'zones') {
          expect({ ...question, least: answer.leastPerRemainingZone }).toEqual({ ...question, least: Math.min(...ends.flat()) });
        }
      }
    }
  });

  test('leaves six replicas in three zones with four, and brings the others back three and three', () => {
    expect(zoneLoss({ replicas: 6, zones: 3, maxSkew: 1 })).toEqual({
      lost: 2, survivors: 4, survivorsAfterScaleDown: 4, pending: 0, leastPerRemainingZone: 3, mostPerRemainingZone: 3,
    });
  });

  test('keeps two of six Pending where minDomains asks for the lost zone', () => {
    expect(zoneLoss({ replicas: 6, zones: 3, maxSkew: 1, minDomains: 3 })).toMatchObject({ survivors: 4, pending: 2 });
  });

  test('promises nothing where the constraint is not strict', () => {
    expect(zoneLoss({ replicas: 6, zones: 3, maxSkew: Infinity })).toEqual({
      lost: 6, survivors: 0, survivorsAfterScaleDown: 0, pending: 0, leastPerRemainingZone: 0, mostPerRemainingZone: 6,
    });
  });

  test('leaves the last zone with everything where there were two', () => {
    expect(zoneLoss({ replicas: 3, zones: 2, maxSkew: Infinity })).toMatchObject({ leastPerRemainingZone: 3, mostPerRemainingZone: 3 });
  });

  test('takes everything where there is one zone', () => {
    expect(zoneLoss({ replicas: 3, zones: 1, maxSkew: Infinity })).toMatchObject({ lost: 3, survivors: 0, pending: 3 });
    expect(zoneLoss({ replicas: 3, zones: 1, maxSkew: 1 })).toEqual({
      lost: 3, survivors: 0, survivorsAfterScaleDown: 0, pending: 3, leastPerRemainingZone: 0, mostPerRemainingZone: 0,
    });
  });

  test('keeps replicas Pending that cannot leave the lost zone', () => {
    expect(zoneLoss({ replicas: 6, zones: 3, maxSkew: 1, boundToZone: true })).toMatchObject({ survivors: 4, pending: 2, mostPerRemainingZone: 2 });
  });

  test('promises less after a scale-down, which may leave all replicas in one zone', () => {
    expect(zoneLoss({ replicas: 4, zones: 3, maxSkew: 1, peakReplicas: 12 })).toMatchObject({ survivors: 2, survivorsAfterScaleDown: 0 });
    expect(zoneLoss({ replicas: 10, zones: 3, maxSkew: 1, peakReplicas: 12 })).toMatchObject({ survivors: 6, survivorsAfterScaleDown: 6 });
    expect(zoneLoss({ replicas: 6, zones: 3, maxSkew: 1, peakReplicas: 3 })).toMatchObject({ survivors: 4, survivorsAfterScaleDown: 4 });
  });

  test('is never foreseen worse after a scale-down than the fullest zone at the peak allows', () => {
    const upTo = (max: number, min = 0) => fc.integer({ min, max });
    fc.assert(fc.property(upTo(7), upTo(4), upTo(4, 1), upTo(3, 1), (replicas, more, zones, maxSkew) => {
      const peakReplicas = replicas + more;
      const fullest = Math.max(0, ...spreads({ replicas: peakReplicas, zones, maxSkew }).flat());
      expect(zoneLoss({ replicas, zones, maxSkew, peakReplicas }).survivorsAfterScaleDown).toBe(replicas - Math.min(replicas, fullest));
    }));
  });
});

describe('a disruption budget', () => {
  test.each([
    [{ minAvailable: 5 }, 6, 5],
    [{ minAvailable: '50%' }, 7, 4],
    [{ minAvailable: '0%' }, 7, 0],
    [{ maxUnavailable: 1 }, 6, 5],
    [{ maxUnavailable: 9 }, 6, 0],
    [{ maxUnavailable: '30%' }, 7, 4],
    [{ maxUnavailable: '100%' }, 7, 0],
    [{ maxUnavailable: '1%' }, 7, 6],
    [{ minAvailable: 'half' }, 7, undefined],
    [{ minAvailable: 1.5 }, 7, undefined],
    [{ maxUnavailable: placeholder('budget') }, 7, undefined],
    [{}, 7, undefined],
  ])('%j over %i pods asks for %p', (budget, replicas, healthy) => {
    expect(desiredHealthy(budget, replicas)).toBe(healthy);
  });

  test('counts as the strictest where there are several', () => {
    expect(zoneLoss({ replicas: 6, zones: 3, maxSkew: 1, budgets: [{ minAvailable: 2 }, { maxUnavailable: 1 }] }).required).toBe(5);
    expect(zoneLoss({ replicas: 6, zones: 3, maxSkew: 1, budgets: [{}] }).required).toBeUndefined();
  });
});
