import { goDurationSeconds, isGoDuration, karpenterDurationFault } from '../../lib/manifest/go-duration';

test.each(['0', '+0', '-0', '1h30m', '1.5h', '10.25s', '.5s', '.55s', '5.s', '3µs', '1ns', '-5m', '9223372036854775807ns', '-9223372036854775808ns'])(
  'reads %j as Go does', (text) => expect(isGoDuration(text)).toBe(true));

test.each(['', '5', 'h', '1d', '1h 30m', '.s', '--1s', '1h-5m', '9223372036854775808ns', '2562048h'])('refuses %j as Go does', (text) => expect(isGoDuration(text)).toBe(false));

test.each<[string, number | undefined]>([['1h30m', 5400], ['1.5h', 5400], ['.25m', 15], ['10.75s', 10], ['-1m', -60], ['90s', 90], ['1500ms', 1], ['0', 0], ['soon', undefined]])('takes %j for %p seconds', (text, seconds) => {
  expect(goDurationSeconds(text)).toBe(seconds);
});

describe('karpenterDurationFault', () => {
  test.each(['0s', '720h', '1h30m', '5s5s'])('takes %j', (text) => expect(karpenterDurationFault(text)).toBeUndefined());

  test('takes Never only where it is an answer', () => {
    expect(karpenterDurationFault('Never', { never: true })).toBeUndefined();
    expect(karpenterDurationFault('Never')).toBe("must be a duration of hours, minutes and seconds such as '1h30m'");
  });

  test.each([['1.5h'], ['-1h'], ['0'], ['30d'], ['5ms'], ['1h 30m'], ['never'], [5], [null], [['5s']]])('refuses %j', (value) => {
    expect(karpenterDurationFault(value, { never: true })).toBe("must be a duration of hours, minutes and seconds such as '1h30m', or 'Never'");
  });

  test('refuses what fits the pattern and no controller could read', () => {
    expect(karpenterDurationFault('9999999h')).toBe('must be a duration of less than 292 years');
  });

  test('says nothing of a value that is not known yet', () => expect(karpenterDurationFault('\uE000x\uE001')).toBeUndefined());
});
