import { wholeNumberFault } from '../../construct/prop';

/**
 * How replicas are split between on-demand and spot capacity: by domains over which the scheduler spreads them evenly, of which some are
 * on-demand capacity alone.
 */
export interface BaseSplit {
  /** How many domains there are. */
  readonly domains: number;
  /** How many of them are on-demand capacity: the first ones. */
  readonly baseDomains: number;
}

/** Up to this many replicas, the on-demand base is within one replica of the share that was asked for. */
export const BASE_HOLDS_UNTIL = 50;

/** Each replica takes a domain of its own as long as there are some, and each domain is a node at least. */
const MOST_DOMAINS = 20;

/**
 * The split that keeps a share of on-demand replicas, in percent, within one replica of its number rounded up, whichever domains the
 * scheduler gives one more; undefined where there is none.
 *
 * Only one domain among many, or all but one: with two on either side, those that get one more may all be on one.
 */
export function baseSplitOf(percent: number): BaseSplit | undefined {
  if (!Number.isInteger(percent) || percent < 1 || percent > 99) { return undefined; }
  const splits = Array.from({ length: MOST_DOMAINS - 1 }, (_, index) => index + 2)
    .flatMap((domains): BaseSplit[] => [{ domains, baseDomains: 1 }, { domains, baseDomains: domains - 1 }]);
  const distance = ({ domains, baseDomains }: BaseSplit) => Math.abs(baseDomains / domains - percent / 100);
  return splits.filter((split) => holds(split, percent)).sort((a, b) => distance(a) - distance(b) || a.domains - b.domains)[0];
}

/** The shares nearest to one that no split keeps, in percent. */
export function nearestShares(percent: number): number[] {
  const kept = Array.from({ length: 99 }, (_, index) => index + 1).filter((share) => baseSplitOf(share) !== undefined);
  const below = kept.filter((share) => share < percent).at(-1);
  const above = kept.find((share) => share > percent);
  return [below, above].filter((share) => share !== undefined);
}

/** What keeps a value from being a share in percent. */
export function onDemandPercentFault(value: unknown): string | undefined {
  return wholeNumberFault(value, 1, 99) === undefined ? undefined : 'must be a whole number from 1 to 99: percent';
}

/** What somebody may have meant who gave no percent. */
export function percentMeant(given: unknown): string {
  if (given === 0) { return 'Leave it out for no base'; }
  const meant = Number(given) > 0 && Number(given) < 1 ? Math.round(Number(given) * 100) : Number(given);
  return `Use ${baseSplitOf(meant) === undefined ? 20 : meant}`;
}

/** The fewest and the most replicas on on-demand capacity, of so many replicas. */
export function baseRange({ domains, baseDomains }: BaseSplit, replicas: number): readonly [number, number] {
  const each = Math.floor(replicas / domains);
  const extra = replicas % domains;
  return [baseDomains * each + Math.max(0, extra - (domains - baseDomains)), baseDomains * each + Math.min(baseDomains, extra)];
}

function holds(split: BaseSplit, percent: number): boolean {
  return Array.from({ length: BASE_HOLDS_UNTIL }, (_, index) => index + 1).every((replicas) => {
    // Multiplied first: a hundredth is no binary fraction.
    const wanted = Math.ceil(percent * replicas / 100);
    const [fewest, most] = baseRange(split, replicas);
    return wanted - fewest <= 1 && most - wanted <= 1;
  });
}
