const MINUTES_PER_DAY = 24 * 60;

/** After these the calendar comes again: each date has fallen on each day of the week. */
const DAYS_OF_28_YEARS = 28 * 365 + 7;

/**
 * The longest time in minutes between two runs of what runs at some minutes of some days, or infinity where there are no two runs.
 * `times` are in order; clocks that are changed in summer are not thought of.
 */
export function longestPause(times: readonly number[], runsOn: (date: Date) => boolean): number {
  if (times.length === 0) { return Infinity; }
  const days = Array.from({ length: DAYS_OF_28_YEARS }, (_, day) => day).filter((day) => runsOn(new Date(Date.UTC(2000, 0, 1 + day))));
  if (days.length < 2) { return Infinity; }
  const within = pauses(times);
  const between = Math.max(...pauses(days)) * MINUTES_PER_DAY + times[0] - times.at(-1)!;
  return Math.max(between, ...within);
}

function pauses(points: readonly number[]): number[] {
  return points.slice(1).map((point, index) => point - points[index]);
}
