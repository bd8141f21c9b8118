import { budgetScheduleFault, cronFault, cronJobScheduleFault, cronRuns, longestPauseMinutes, neverFires } from '../../lib/manifest/cron';

describe('cronFault', () => {
  test.each([
    '* * * * *', '0 0 * * *', '*/15 * * * *', '0-59/7 0-23 1-31 1-12 0-6', '5/2 * * * *', '0 9 * * mon-fri', '0 9 * * MON,Wed', '0 0 1 jan ?',
    '+5 007 * * *', '1,,2 * * * *', ', * * * *', '*-x * * * *', '0\t0\u00a0* * *', ' 0 0 * * * ', '0 0 31 2 *', '*/99999999999 * * * *', '*/9223372036854775807 * * * *', '*/+5 * * * *',
    '@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly',
    '@every 1h30m', '@every 1.5h', '@every .5s', '@every 0', '@every -5m', '@every 9223372036854775807ns', '@every 3µs',
  ])('takes %j, as the parser does', (line) => expect(cronFault(line)).toBeUndefined());

  test.each<[unknown, string]>([
    ['', 'must be a cron line: it has five fields (minute, hour, day of the month, month, day of the week), not 0'],
    ['0 0 * *', 'must be a cron line: it has five fields (minute, hour, day of the month, month, day of the week), not 4'],
    ['0 30 1 * * ?', 'must be a cron line: it has five fields (minute, hour, day of the month, month, day of the week), not 6'],
    ['0 0 * * 7', "must be a cron line: '7' is no day of the week, which is from 0 to 6 or sun to sat"],
    ['0 0 * * 5-7', "must be a cron line: '5-7' is no day of the week, which is from 0 to 6 or sun to sat"],
    ['0 0 L * *', "must be a cron line: 'L' is no day of the month, which is from 1 to 31"],
    ['0 0 15W * *', "must be a cron line: '15W' is no day of the month, which is from 1 to 31"],
    ['0 0 * * mon#2', "must be a cron line: 'mon#2' is no day of the week, which is from 0 to 6 or sun to sat"],
    ['60 0 * * *', "must be a cron line: '60' is no minute, which is from 0 to 59"],
    ['0 24 * * *', "must be a cron line: '24' is no hour, which is from 0 to 23"],
    ['0 0 0 * *', "must be a cron line: '0' is no day of the month, which is from 1 to 31"],
    ['0 0 * 13 *', "must be a cron line: '13' is no month, which is from 1 to 12 or jan to dec"],
    ['0 0 * monday *', "must be a cron line: 'monday' is no month, which is from 1 to 12 or jan to dec"],
    ['0 22-6 * * *', "must be a cron line: '22-6' ends before it begins"],
    ['1-2-3 * * * *', "must be a cron line: '1-2-3' is no minute, which is from 0 to 59"],
    ['x-5 * * * *', "must be a cron line: 'x-5' is no minute, which is from 0 to 59"],
    ['5-x * * * *', "must be a cron line: '5-x' is no minute, which is from 0 to 59"],
    ['*/0 * * * *', "must be a cron line: the step of '*/0' must be a whole number of at least 1"],
    ['*/2/3 * * * *', "must be a cron line: the step of '*/2/3' must be a whole number of at least 1"],
    ['*/-2 * * * *', "must be a cron line: the step of '*/-2' must be a whole number of at least 1"],
    ['*/9223372036854775808 * * * *', "must be a cron line: the step of '*/9223372036854775808' must be a whole number of at least 1"],
    ['0 0 * * *\ufeff', "must be a cron line: '*\ufeff' is no day of the week, which is from 0 to 6 or sun to sat"],
    ['@DAILY', "must be a cron line: there is no '@DAILY'"],
    ['@daily ', "must be a cron line: there is no '@daily '"],
    ['@reboot', "must be a cron line: there is no '@reboot'"],
    ['@every day', "must be a cron line: '@every' takes a duration such as '1h30m'"],
    ['@every 5', "must be a cron line: '@every' takes a duration such as '1h30m'"],
    ['@every 9223372036854775808ns', "must be a cron line: '@every' takes a duration such as '1h30m'"],
    ['TZ=Europe/Berlin 0 0 * * *', 'must be a cron line: a time zone is no part of it'],
    ['CRON_TZ=Europe/Berlin 0 0 * * *', 'must be a cron line: a time zone is no part of it'],
    [5, 'must be a cron line'],
    [null, 'must be a cron line'],
  ])('refuses %j', (line, fault) => expect(cronFault(line)).toBe(fault));

  test('says nothing of a schedule that is not known yet', () => expect(cronFault('\uE000x\uE001')).toBeUndefined());
});

describe('cronJobScheduleFault', () => {
  test.each(['0 0 * * *', '@every 1h', '@daily'])('takes %j', (line) => expect(cronJobScheduleFault(line)).toBeUndefined());

  test.each(['TZ=UTC 0 0 * * *', 'CRON_TZ=UTC @daily', '*-TZ * * * *'])('refuses the time zone in %j', (line) => {
    expect(cronJobScheduleFault(line)).toBe('must not name a time zone: it has a field of its own');
  });

  test.each<[unknown, string]>([['@hour', "must be a cron line: there is no '@hour'"], [5, 'must be a cron line'], [null, 'must be a cron line']])(
    'refuses %j, which is no cron line', (line, fault) => expect(cronJobScheduleFault(line)).toBe(fault));

  test('says nothing of a schedule that is not known yet', () => expect(cronJobScheduleFault('\uE000TZ\uE001')).toBeUndefined());
});

describe('budgetScheduleFault', () => {
  test.each(['0 9 * * mon-fri', '@daily', '@daily ', ' 0 9 * * *'])('takes %j', (line) => expect(budgetScheduleFault(line)).toBeUndefined());

  test.each<[unknown, string]>([
    ['@every 1h', 'must be a cron line of five fields, or one of @annually, @yearly, @monthly, @weekly, @daily, @midnight, @hourly'],
    ['0 9 * *', 'must be a cron line of five fields, or one of @annually, @yearly, @monthly, @weekly, @daily, @midnight, @hourly'],
    ['@dailyish', "must be a cron line: there is no '@dailyish'"],
    ['0 9 * * 7', "must be a cron line: '7' is no day of the week, which is from 0 to 6 or sun to sat"],
    ['TZ=Europe/Berlin 0 9 * * *', 'must not name a time zone: Karpenter reads it as UTC'],
    [' CRON_TZ=Europe/Berlin 0 9 * * *', 'must not name a time zone: Karpenter reads it as UTC'],
    ['0 9 * * TZ=UTC', "must be a cron line: 'TZ=UTC' is no day of the week, which is from 0 to 6 or sun to sat"],
    [9, 'must be a cron line'],
  ])('refuses %j', (line, fault) => expect(budgetScheduleFault(line)).toBe(fault));

  test('says nothing of a schedule that is not known yet', () => expect(budgetScheduleFault('TZ=\uE000x\uE001')).toBeUndefined());
});

describe('neverFires', () => {
  test.each(['0 0 31 2 *', '0 0 30 feb *', '0 0 31 4,6,9,11 *', ', * * * *', '0 0 * 2 ,', '0 0 31 2 */1', '0 0 31 2 ,'])('sees that %j never comes', (line) => {
    expect(neverFires(line)).toBe(true);
  });

  test.each(['0 0 29 2 *', '0 0 31 * *', '0 0 31 2 mon', '0 0 31 2 */2', '0 0 1 2 ,', '@yearly', '@every 1h', '0 0 30,31 2,3 *', '0 0 30,31 4 *'])('sees that %j comes', (line) => {
    expect(neverFires(line)).toBe(false);
  });
});

test.each<[string, number]>([
  ['* * * * *', 1], ['*/7 * * * *', 7], ['0 * * * *', 60], ['0 9-17 * * *', 16 * 60], ['30 1 * * *', 1440], ['@weekly', 7 * 1440], ['0 0 * * mon-fri', 3 * 1440],
  ['0 0 1 * *', 31 * 1440], ['0 0 31 * *', 61 * 1440], ['0 0 1,15 * mon', 7 * 1440], ['0 0 */2 * mon', 2 * 1440], ['0 0 29 2 *', 1461 * 1440], ['@yearly', 366 * 1440],
  ['0,30 6,7 * * 1-5', 3 * 1440 - 90], ['@every 36h', 2160], ['@every 90s', 1.5], [' 0 0 * * * ', 1440],
])('by %j it can be %d minutes from one run to the next', (line, minutes) => expect(longestPauseMinutes(line)).toBe(minutes));

describe('cronRuns', () => {
  test.each<[string, number[]]>([
    ['45,5,30 10,9 * * *', [545, 570, 585, 605, 630, 645]],
    ['5/20 0 * * *', [5, 25, 45]],
    ['5-30/10 0 * * *', [5, 15, 25]],
    ['7 0 * * *', [7]],
    ['*/25 1 * * *', [60, 85, 110]],
    ['0 20-22 * * *', [1200, 1260, 1320]],
    ['@hourly', Array.from({ length: 24 }, (_, hour) => hour * 60)],
  ])('of %j come at these minutes of the day, in order', (line, times) => expect(cronRuns(line)!.times).toEqual(times));

  // The 1st of January 2024 is a Monday.
  test.each<[string, number[]]>([
    ['0 0 * 1 *', [1, 2, 3, 4, 5, 6, 7, 8]],
    ['0 0 3,5 * *', [3, 5]],
    ['0 0 * * tue', [2]],
    ['0 0 3 * tue', [2, 3]],
    ['0 0 */2 * tue', [1, 2, 3, 5, 7]],
    ['0 0 */2 * *', [1, 3, 5, 7]],
    ['0 0 * 2 *', []],
  ])('of %j come on these of the first eight days of a year', (line, days) => {
    const { runsOn } = cronRuns(line)!;
    expect([1, 2, 3, 4, 5, 6, 7, 8].filter((day) => runsOn(new Date(Date.UTC(2024, 0, day))))).toEqual(days);
  });

  test('are not told of a line that counts from whenever it begins', () => expect(cronRuns('@every 1h')).toBeUndefined());
});
