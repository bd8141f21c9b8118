import { elasticsearchCronFault, longestMinutes, shortestMinutes } from '../../../lib/data/elasticsearch/elasticsearch-cron';
import { placeholder } from '../../../lib/manifest/known';

describe('elasticsearchCronFault', () => {
  test.each([
    '0 30 1 * * ?', '0 30 1 ? * *', '0 0 12 * * ? 2030', '0 0/15 * * * ?', '0 */15 8-18 ? * MON-FRI', '0 5,35 * * * ?', '0 0 9 L * ?', '0 0 9 LW * ?', '0 0 9 L-3 * ?',
    '0 0 9 L-3W * ?', '0 0 9 L-27 * ?', '0 0 9 15W * ?', '0 0 9 ? * 6L', '0 0 9 ? * FRIL', '0 0 9 ? * 2#1', '0 0 9 ? * mon#5', '0 0 9 ? jan-MAR SUN,WED', '0 0 22-4 * * ?', '  0  30\t1 * * ? ',
    '0 0 0 29 2 ?', '0 0 0 31 1,2 ?', '0 /20 * * * ?', '0 0 0 1 1 ? 2030-2035/2',
  ])('takes %j, as Elasticsearch does', (line) => expect(elasticsearchCronFault(line)).toBeUndefined());

  test.each<[unknown, string]>([
    ['30 1 * * *', 'it has five fields, and the first of its six or seven is the second'],
    ['0 30 1 *', 'it has 4 fields instead of six or seven'],
    ['0 30 1 * * ? 2030 x', 'it has 8 fields instead of six or seven'],
    ['0 30 1 * * *', "exactly one of day of the month and day of the week must be '?'"],
    ['0 30 1 ? * ?', "exactly one of day of the month and day of the week must be '?'"],
    ['60 30 1 * * ?', "its second '60' must be from 0 to 59"],
    ['0 30 24 * * ?', "its hour '24' must be from 0 to 23"],
    ['0 30 1 0 * ?', "its day of the month '0' must be from 1 to 31"],
    ['0 30 1 ? * 0', "its day of the week '0' must be from 1 to 7"],
    ['0 30 1 ? * 8', "its day of the week '8' must be from 1 to 7"],
    ['0 30 1 ? * MONDAY', "its day of the week 'MONDAY' is none of its forms"],
    ['0 30 1 ? * XYZ', "its day of the week 'XYZ' must name SUN, MON, TUE, WED, THU, FRI, SAT"],
    ['0 30 1 * FEBB ?', "its month 'FEBB' is none of its forms"],
    ['0 */60 * * * ?', "its minute '*/60' must have a step from 1 to 59"],
    ['0 */0 * * * ?', "its minute '*/0' must have a step from 1 to 59"],
    ['0 5/0 * * * ?', "its minute '5/0' must have a step of at least 1"],
    ['? 30 1 * * ?', "its second '?' is none of its forms"],
    ['0 30 1 L,15 * ?', "its day of the month 'L,15' can't hold 'L' besides others"],
    ['0 30 1 ? * 2#1,3', "its day of the week '2#1,3' can't hold '2#1' besides others"],
    ['0 30 1 ? * 2#6', "its day of the week '2#6' is none of its forms"],
    ['0 30 1 L-28 * ?', "its day of the month 'L-28' is none of its forms"],
    ['0 30 1,,2 * * ?', "its hour '1,,2' is none of its forms"],
    ['0 30 1 ? * MON-FRI/2', "its day of the week 'MON-FRI/2' is none of its forms"],
    ['0 30 1 * * ? 2035-2030', "its year '2035-2030' must not end before it starts"],
    ['0 30 1 31 2,4 ?', 'no month that it names has such a day'],
    ['1h', 'it has 1 fields instead of six or seven'],
    ['', 'it has 0 fields instead of six or seven'],
  ])('refuses %j', (line, problem) => expect(elasticsearchCronFault(line)).toBe(`must be a cron line of Elasticsearch: ${problem}`));

  test('takes what is not known yet, and refuses what is no text', () => {
    expect(elasticsearchCronFault(placeholder('a'))).toBeUndefined();
    expect(elasticsearchCronFault(5)).toBe('must be a cron line of Elasticsearch');
  });
});

test.each<[string, number]>([
  ['0 30 1 * * ?', 1440], ['0 0 * * * ?', 60], ['0 */15 * * * ?', 15], ['0 */14 * * * ?', 4], ['0 0,50 * * * ?', 10], ['0 0,50 1 * * ?', 50], ['0,30 0 1 * * ?', 0],
  ['0 5 23,0 * * ?', 60],
])('between two runs of %j there are %d minutes at least', (line, minutes) => expect(shortestMinutes(line)).toBe(minutes));

test.each<[string, number]>([
  ['0 30 1 * * ?', 1440], ['0,30 */15 * * * ?', 15], ['0 0 22-4 * * ?', 18 * 60], ['0 0 1 ? * MON-FRI', 3 * 1440], ['0 0 1 ? * SUN', 7 * 1440], ['0 0 1 ? * L', 7 * 1440],
  ['0 0 9 L * ?', 31 * 1440], ['0 0 9 L-3 2,3 ?', 335 * 1440], ['0 0 9 LW * ?', 31 * 1440], ['0 0 9 15W * ?', 31 * 1440], ['0 0 9 31W * ?', 31 * 1440],
  ['0 0 9 ? * 6L', 35 * 1440], ['0 0 9 ? * mon#1', 35 * 1440], ['0 0 9 ? * FRI#5', 119 * 1440], ['0 0 0 29 2 ?', 1461 * 1440], ['0 0 1 1,15 * ? 2030', 17 * 1440],
])('by %j it can be %d minutes from one run to the next', (line, minutes) => expect(longestMinutes(line)).toBe(minutes));
