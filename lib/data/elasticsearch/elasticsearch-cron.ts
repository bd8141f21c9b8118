import { whereKnown } from '../../manifest/known';
import { longestPause } from '../../manifest/longest-pause';

/**
 * Cron lines as Elasticsearch reads them: seconds first, six or seven fields, always in UTC. Unlike others it wants a `?` in either day of the
 * month or day of the week, counts Sunday as 1, and knows `L`, `W` and `#`.
 * @see https://www.elastic.co/docs/reference/elasticsearch/rest-apis/api-conventions#api-cron-expressions
 */

interface Field {
  readonly title: string;
  readonly min: number;
  readonly max: number;
  /** Largest step behind `*`. */
  readonly maxStep: number;
  readonly names?: readonly string[];
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const FIELDS: readonly Field[] = [
  { title: 'second', min: 0, max: 59, maxStep: 59 },
  { title: 'minute', min: 0, max: 59, maxStep: 59 },
  { title: 'hour', min: 0, max: 23, maxStep: 23 },
  { title: 'day of the month', min: 1, max: 31, maxStep: 31 },
  { title: 'month', min: 1, max: 12, maxStep: 12, names: MONTHS },
  { title: 'day of the week', min: 1, max: 7, maxStep: 7, names: DAYS },
  { title: 'year', min: 1970, max: 2199, maxStep: 200 },
];
const DAY_OF_MONTH = FIELDS[3];
const DAY_OF_WEEK = FIELDS[5];
const LONGEST_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

type Reading = { readonly problem: string } | { readonly texts: readonly string[]; readonly values: readonly (readonly number[])[] };

/** What keeps a value from being a cron line of Elasticsearch, as a clause; undefined where it is one, or is not known yet. */
export const elasticsearchCronFault = whereKnown((schedule) => {
  if (typeof schedule !== 'string') { return 'must be a cron line of Elasticsearch'; }
  const reading = read(schedule);
  return 'problem' in reading ? `must be a cron line of Elasticsearch: ${reading.problem}` : undefined;
});

/**
 * The shortest time in minutes between two runs within a day, as far as seconds, minutes and hours tell; 0 where it is less than a minute. Ask
 * `elasticsearchCronFault` first.
 */
export function shortestMinutes(schedule: string): number {
  const reading = read(schedule);
  if ('problem' in reading) { return Infinity; }
  const [seconds, minutes, hours] = reading.values;
  if (seconds.length > 1) { return 0; }
  const times = hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute));
  // Over midnight too, which takes two days in a row.
  return Math.min(...times.map((time, index) => (times[index + 1] ?? times[0] + 24 * 60) - time));
}

/**
 * The longest time in minutes between two runs, whatever the years. The weekday next to a date counts as that date. Ask `elasticsearchCronFault`
 * first.
 */
export function longestMinutes(schedule: string): number {
  const reading = read(schedule);
  if ('problem' in reading) { return Infinity; }
  const [, minutes, hours, dates, months, weekdays] = reading.values;
  const [, , , date, , weekday] = reading.texts;
  const times = hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute));
  return longestPause(times, (day) => months.includes(day.getUTCMonth() + 1)
    && (weekday === '?' ? isDate(date, dates, day) : isWeekday(weekday, weekdays, day)));
}

function isDate(text: string, dates: readonly number[], day: Date): boolean {
  const last = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();
  const [, before, nearest] = /^(?:L(?:-(\d+))?W?|(\d+)W)$/.exec(text) ?? [];
  if (nearest !== undefined) { return day.getUTCDate() === Math.min(Number(nearest), last); }
  return text.startsWith('L') ? day.getUTCDate() === last - Number(before ?? 0) : dates.includes(day.getUTCDate());
}

function isWeekday(text: string, weekdays: readonly number[], day: Date): boolean {
  if (text === 'L') { return day.getUTCDay() === 6; }
  const [, number, name, nth] = /^(?:(\d)|([A-Z]{3}))(?:L|#(\d))$/.exec(text) ?? [];
  if (number === undefined && name === undefined) { return weekdays.includes(day.getUTCDay() + 1); }
  if (day.getUTCDay() !== (name === undefined ? Number(number) - 1 : DAYS.indexOf(name))) { return false; }
  const inAWeek = new Date(day.getTime() + 7 * 86_400_000);
  return nth === undefined ? inAWeek.getUTCMonth() !== day.getUTCMonth() : Math.ceil(day.getUTCDate() / 7) === Number(nth);
}

function read(schedule: string): Reading {
  const texts = schedule.toUpperCase().split(/[ \t]+/).filter((text) => text !== '');
  if (texts.length === 5) { return { problem: 'it has five fields, and the first of its six or seven is the second' }; }
  if (texts.length < 6 || texts.length > 7) { return { problem: `it has ${texts.length} fields instead of six or seven` }; }
  const values: number[][] = [];
  for (const [index, text] of texts.entries()) {
    const found = readField(text, FIELDS[index]);
    if (typeof found === 'string') { return { problem: `its ${FIELDS[index].title} '${text}' ${found}` }; }
    values.push(found);
  }
  const [dayOfMonth, dayOfWeek] = [texts[3], texts[5]];
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    return { problem: "exactly one of day of the month and day of the week must be '?'" };
  }
  const days = values[3];
  if (dayOfMonth !== '?' && days.length > 0 && !values[4].some((month) => days.some((day) => day <= LONGEST_MONTHS[month - 1]))) {
    return { problem: 'no month that it names has such a day' };
  }
  return { texts, values };
}

/** The values of a field in order, or what is wrong with it. What depends on the month counts as no value. */
function readField(text: string, field: Field): number[] | string {
  const parts = text.split(',');
  const values = new Set<number>();
  for (const part of parts) {
    const special = isSpecial(part, field);
    if (special && parts.length > 1) { return `can't hold '${part}' besides others`; }
    if (special) { continue; }
    const found = readPart(part, field);
    if (typeof found === 'string') { return found; }
    found.forEach((value) => values.add(value));
  }
  return [...values].sort((a, b) => a - b);
}

/** What stands alone: `?`, the last day, the nearest weekday, the n-th or last of a weekday. Before the 28th last day some months have none. */
function isSpecial(part: string, field: Field): boolean {
  if (field === DAY_OF_MONTH) { return /^(?:\?|LW?|L-(?:1?[0-9]|2[0-7])W?|(?:0?[1-9]|[12][0-9]|3[01])W)$/.test(part); }
  if (field === DAY_OF_WEEK) { return /^(?:\?|L|(?:[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(?:L|#[1-5]))$/.test(part); }
  return false;
}

function readPart(part: string, field: Field): number[] | string {
  const { min, max, maxStep, names } = field;
  const every = /^(?:\*(?:\/(\d{1,3}))?|\/(\d{1,3}))$/.exec(part);
  if (every !== null) {
    const step = Number(every[1] ?? every[2] ?? 1);
    return step < 1 || step > maxStep ? `must have a step from 1 to ${maxStep}` : range(min, max, step, field);
  }
  const named = /^([A-Z]{3})(?:-([A-Z]{3}))?$/.exec(part);
  if (named !== null && names !== undefined) {
    const [from, to] = [named[1], named[2] ?? named[1]].map((name) => names.indexOf(name) + 1);
    return from === 0 || to === 0 ? `must name ${names.join(', ')}` : range(from, to, 1, field);
  }
  const numbers = /^(\d{1,4})(?:-(\d{1,4}))?(?:\/(\d{1,3}))?$/.exec(part);
  if (numbers === null) { return 'is none of its forms'; }
  const from = Number(numbers[1]);
  const step = Number(numbers[3] ?? 1);
  const to = numbers[2] !== undefined ? Number(numbers[2]) : numbers[3] !== undefined ? max : from;
  if (from < min || from > max || to < min || to > max) { return `must be from ${min} to ${max}`; }
  if (step < 1) { return 'must have a step of at least 1'; }
  if (to < from && max - min > 59) { return 'must not end before it starts'; }
  return range(from, to, step, field);
}

/** A range that ends before it starts goes over the end of its minute, hour, day, week or year. */
function range(from: number, to: number, step: number, { min, max }: Field): number[] {
  const span = max - min + 1;
  const last = to < from ? to + span : to;
  const values: number[] = [];
  for (let value = from; value <= last; value += step) { values.push((value - min) % span + min); }
  return values;
}
