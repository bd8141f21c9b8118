import { longestPause } from '../../lib/manifest/longest-pause';

const DAY = 24 * 60;
const on = (...dates: string[]) => (date: Date) => dates.includes(date.toISOString().slice(0, 10));

test.each<[string, number[], (date: Date) => boolean, number]>([
  ['every day at one time', [90], () => true, DAY],
  ['every day at two times, with the night between them', [6 * 60, 20 * 60], () => true, 14 * 60],
  ['every day at two times, with the night beyond them', [9 * 60, 17 * 60], () => true, 16 * 60],
  ['on mondays', [0], (date) => date.getUTCDay() === 1, 7 * DAY],
  ['on mondays, from the last time of one to the first of the next', [60, 180], (date) => date.getUTCDay() === 1, 7 * DAY - 120],
  ['on two days', [0], on('2000-01-01', '2000-01-11'), 10 * DAY],
  ['on the first and the last day of the calendar', [0], on('2000-01-01', '2027-12-31'), (28 * 365 + 6) * DAY],
  ['on the 29th of February', [0], (date) => date.getUTCMonth() === 1 && date.getUTCDate() === 29, 4 * 365.25 * DAY],
])('of what runs %s', (_, times, runsOn, minutes) => expect(longestPause(times, runsOn)).toBe(minutes));

test.each<[string, number[], (date: Date) => boolean]>([
  ['at no time', [], () => true],
  ['on no day', [0, 60], () => false],
  ['on one day', [0, 60], on('2000-01-01')],
])('is infinite for what runs %s', (_, times, runsOn) => expect(longestPause(times, runsOn)).toBe(Infinity));
