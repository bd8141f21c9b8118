import * as fc from 'fast-check';

interface Field {
  readonly min: number;
  readonly max: number;
  readonly words: readonly string[];
}

const FIELDS: readonly Field[] = [
  { min: 0, max: 59, words: ['?'] },
  { min: 0, max: 59, words: [] },
  { min: 0, max: 23, words: ['L'] },
  { min: 1, max: 31, words: ['?', '?', '?', 'L', 'LW', 'L-3', 'L-27W', 'L-30W', 'L-31', '15W', '0W', '32W'] },
  { min: 1, max: 12, words: ['JAN', 'feb', 'MAR-jun', 'DEC-FEB', 'ABC', 'JANUARY'] },
  { min: 1, max: 7, words: ['?', '?', '?', 'MON', 'mon-fri', 'SAT-MON', 'SUNL', 'L', '6L', '2#3', 'FRI#2', '9L', '2#7', 'XXX', 'MONDAY'] },
  { min: 2027, max: 2040, words: [] },
];

/** Lines that are nearly cron lines of Elasticsearch: about a third are. */
export function nearlyCron(): fc.Arbitrary<string> {
  const fields = FIELDS.map((field) => fc.array(part(field), { minLength: 1, maxLength: 2 }).map((parts) => parts.join(',')));
  return fc.tuple(fc.tuple(...fields), fc.constantFrom(3, 5, 0), fc.boolean()).map(([texts, unsaid, year]) => {
    // Most lines fail for want of a '?' otherwise.
    const other = unsaid === 3 ? 5 : 3;
    const line = texts.map((text, index) => (unsaid === 0 ? text : index === unsaid ? '?' : index === other && text.includes('?') ? '*' : text));
    return line.slice(0, year ? 7 : 6).join(' ');
  });
}

function part({ min, max, words }: Field): fc.Arbitrary<string> {
  const number = fc.integer({ min: Math.max(0, min - 1), max: max + 1 }).map(String);
  const step = fc.integer({ min: 0, max: 70 }).map(String);
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant('*') },
    { weight: 4, arbitrary: number },
    { weight: 2, arbitrary: fc.tuple(number, number).map(([from, to]) => `${from}-${to}`) },
    { weight: 1, arbitrary: fc.tuple(number, number, step).map(([from, to, by]) => `${from}-${to}/${by}`) },
    { weight: 2, arbitrary: step.map((by) => `*/${by}`) },
    { weight: 1, arbitrary: step.map((by) => `/${by}`) },
    { weight: 1, arbitrary: fc.tuple(number, step).map(([from, by]) => `${from}/${by}`) },
    ...(words.length === 0 ? [] : [{ weight: 4, arbitrary: fc.constantFrom(...words) }]),
  );
}
