import { goDurationSeconds, isGoDuration } from './go-duration';
import { whereKnown } from './known';
import { longestPause } from './longest-pause';

/**
 * Cron lines as the parser reads them that Kubernetes' CronJobs and Karpenter share (robfig/cron, its standard parser): five fields,
 * `@daily` and its like, `@every 1h30m`. Wider than most in places (`?`, `1,,2`, `+5`, `5/2`), narrower in others: no 7 for Sunday, no
 * `L`, `W` or `#`, no seconds, no year.
 */

// Each function answers with one clause that completes "'x' …", or undefined where there is nothing to say: the value is legal, or is not
// known yet.

/** What keeps a value from being a cron line. */
export const cronFault = whereKnown((schedule) => {
  if (typeof schedule !== 'string') { return 'must be a cron line'; }
  const { problem } = read(schedule);
  return problem === undefined ? undefined : `must be a cron line: ${problem}`;
});

/** What keeps a value from being the schedule of a CronJob, whose time zone has a field of its own. */
export const cronJobScheduleFault = whereKnown((schedule) => (
  typeof schedule === 'string' && schedule.includes('TZ') ? 'must not name a time zone: it has a field of its own' : cronFault(schedule)));

/**
 * What keeps a value from being the schedule of a disruption budget of Karpenter: read in UTC, without `@every`, spaces around it allowed.
 */
export const budgetScheduleFault = whereKnown((schedule) => {
  if (typeof schedule !== 'string') { return 'must be a cron line'; }
  if (/^\s*(?:CRON_)?TZ=/.test(schedule)) { return 'must not name a time zone: Karpenter reads it as UTC'; }
  if (!BUDGET_SCHEDULE.test(schedule)) {
    return `must be a cron line of five fields, or one of ${[...MACROS.keys()].join(', ')}`;
  }
  return cronFault(trim(schedule));
});

/** Whether a cron line names no day that any calendar has, such as the 31st of February. Ask `cronFault` first. */
export function neverFires(schedule: string): boolean {
  const { fields } = read(trim(schedule));
  if (fields === undefined) { return false; }
  const [minute, hour, dom, month, dow] = fields;
  if ([minute, hour, month].some(({ values }) => values.size === 0)) { return true; }
  const date = [...month.values].some((number) => [...dom.values].some((day) => day <= DAYS[number - 1]));
  const weekday = dow.values.size > 0;
  // With both restricted, one of the two is enough.
  return !(dom.star || dow.star ? date && weekday : date || weekday);
}

/** The longest time in minutes between two runs by a cron line, as a clock on the wall shows it. Ask `cronFault` first. */
export function longestPauseMinutes(schedule: string): number {
  const runs = cronRuns(schedule);
  return runs === undefined ? goDurationSeconds(schedule.slice(EVERY.length))! / 60 : longestPause(runs.times, runs.runsOn);
}

/** When something runs by a cron line. */
export interface CronRuns {
  /** In minutes of the day, in order. */
  readonly times: readonly number[];
  /** Whether it runs on a day. */
  runsOn(date: Date): boolean;
}

/** When something runs by a cron line; undefined for `@every`. Ask `cronFault` first. */
export function cronRuns(schedule: string): CronRuns | undefined {
  const { fields } = read(trim(schedule));
  if (fields === undefined) { return undefined; }
  const [minute, hour, dom, month, dow] = fields;
  return {
    times: inOrder(hour).flatMap((hours) => inOrder(minute).map((minutes) => hours * 60 + minutes)),
    runsOn: (date) => {
      const [onDate, onWeekday] = [dom.values.has(date.getUTCDate()), dow.values.has(date.getUTCDay())];
      return month.values.has(date.getUTCMonth() + 1) && (dom.star || dow.star ? onDate && onWeekday : onDate || onWeekday);
    },
  };
}

function inOrder({ values }: Field): number[] {
  return [...values].sort((a, b) => a - b);
}

interface Bounds {
  readonly title: string;
  readonly min: number;
  readonly max: number;
  /** Names that stand for numbers, the first for `min`. */
  readonly names?: readonly string[];
}

interface Field {
  readonly values: ReadonlySet<number>;
  /** Whether it says nothing, so that the other way of naming days decides. */
  readonly star: boolean;
}

const FIELDS: readonly Bounds[] = [
  { title: 'minute', min: 0, max: 59 },
  { title: 'hour', min: 0, max: 23 },
  { title: 'day of the month', min: 1, max: 31 },
  { title: 'month', min: 1, max: 12, names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] },
  { title: 'day of the week', min: 0, max: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];

const EVERY = '@every ';

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const MACROS: ReadonlyMap<string, string> = new Map([
  ['@annually', '0 0 1 1 *'],
  ['@yearly', '0 0 1 1 *'],
  ['@monthly', '0 0 1 * *'],
  ['@weekly', '0 0 * * 0'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *'],
]);

// The pattern of Karpenter's own definition. Its first half is no more than a beginning, so that the parser has the last word.
const BUDGET_SCHEDULE = /^(?:@(?:annually|yearly|monthly|weekly|daily|midnight|hourly))|(?:[^\n]+[\t\n\f\r ][^\n]+[\t\n\f\r ][^\n]+[\t\n\f\r ][^\n]+[\t\n\f\r ][^\n]+)$/;

// Go's idea of white space, which is not JavaScript's: with U+0085, without U+FEFF.
const SPACE = '[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';

function trim(text: string): string {
  return text.replace(new RegExp(`^${SPACE}+|${SPACE}+$`, 'g'), '');
}

/** The five fields of a line, or what is wrong with it; neither for `@every`. */
function read(schedule: string): { readonly fields?: readonly Field[]; readonly problem?: string } {
  if (schedule.startsWith('TZ=') || schedule.startsWith('CRON_TZ=')) { return { problem: 'a time zone is no part of it' }; }
  if (schedule.startsWith(EVERY)) {
    return isGoDuration(schedule.slice(EVERY.length)) ? {} : { problem: "'@every' takes a duration such as '1h30m'" };
  }
  if (schedule.startsWith('@') && !MACROS.has(schedule)) { return { problem: `there is no '${schedule}'` }; }
  const parts = (MACROS.get(schedule) ?? schedule).split(new RegExp(`${SPACE}+`)).filter((part) => part !== '');
  if (parts.length !== FIELDS.length) {
    return { problem: `it has five fields (${FIELDS.map(({ title }) => title).join(', ')}), not ${parts.length}` };
  }
  const fields = parts.map((part, index) => readField(part, FIELDS[index]));
  const problem = fields.find((field) => typeof field === 'string');
  return problem === undefined ? { fields: fields as Field[] } : { problem };
}

function readField(text: string, bounds: Bounds): Field | string {
  const ranges = text.split(',').filter((range) => range !== '').map((range) => readRange(range, bounds));
  const problem = ranges.find((range) => typeof range === 'string');
  if (problem !== undefined) { return problem as string; }
  const fields = ranges as Field[];
  return { values: new Set(fields.flatMap(({ values }) => [...values])), star: fields.some(({ star }) => star) };
}

function readRange(text: string, bounds: Bounds): Field | string {
  const { title, min, max, names } = bounds;
  const [range, ...steps] = text.split('/');
  const [low, ...highs] = range.split('-');
  const whatever = low === '*' || low === '?';
  const start = whatever ? min : numberOf(low, bounds);
  // What stands behind the hyphen of `*-` is never looked at.
  const last = highs.length === 0 ? start : numberOf(highs[0], bounds);
  const step = steps.length === 0 ? 1 : wholeNumber(steps[0]);
  const legal = `from ${min} to ${max}${names === undefined ? '' : ` or ${names[0]} to ${names.at(-1)}`}`;
  if (start === undefined || (!whatever && (last === undefined || highs.length > 1))) { return `'${text}' is no ${title}, which is ${legal}`; }
  if (steps.length > 1 || step === undefined || step === 0) { return `the step of '${text}' must be a whole number of at least 1`; }
  const end = whatever || (steps.length === 1 && highs.length === 0) ? max : last!;
  if (start < min || end > max) { return `'${text}' is no ${title}, which is ${legal}`; }
  if (start > end) { return `'${text}' ends before it begins`; }
  const values = new Set(Array.from({ length: end - start + 1 }, (_, index) => start + index).filter((value) => (value - start) % step === 0));
  return { values, star: whatever && step === 1 };
}

function numberOf(text: string, { min, names = [] }: Bounds): number | undefined {
  const named = names.indexOf(text.toLowerCase());
  return named >= 0 ? named + min : wholeNumber(text);
}

/** What Go's Atoi takes: a sign and leading zeros too, up to 64 bits. Minus has no other meaning than zero here. */
function wholeNumber(text: string): number | undefined {
  if (!/^[+-]?[0-9]+$/.test(text)) { return undefined; }
  const value = BigInt(text);
  return value >= 0n && value < 2n ** 63n ? Number(value) : undefined;
}
