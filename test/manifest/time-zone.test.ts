import { Lazy } from 'cdk8s';
import { placeholder } from '../../lib/manifest/known';
import { timeZoneFault } from '../../lib/manifest/time-zone';

test.each([
  'Etc/UTC', 'UTC', 'Europe/Berlin', 'Europe/Kyiv', 'America/Port-au-Prince', 'America/Argentina/ComodRivadavia', 'America/North_Dakota/New_Salem', 'Etc/GMT+5', 'EST5EDT', 'W-SU',
])('%s is a time zone', (zone) => {
  expect(timeZoneFault(zone)).toBeUndefined();
});

test.each<[unknown]>([['Mars/Olympus'], ['europe/berlin'], ['Europe/BERLIN'], ['Utc'], ['etc/gmt'], ['+01:00'], ['Europe/'], [''], ['CET-1CEST'], [['UTC']], [7]])('%j is none', (zone) => {
  expect(timeZoneFault(zone)).toBe('must be the name of a time zone');
});

test('that of the controller itself is refused, as Kubernetes refuses it', () => {
  expect(timeZoneFault('Local')).toBe("must not be 'Local': Kubernetes refuses it");
});

test('of a value that is not known yet there is nothing to say', () => {
  expect(timeZoneFault(placeholder('7'))).toBeUndefined();
  expect(timeZoneFault(Lazy.any({ produce: () => 'Europe/Berlin' }))).toBeUndefined();
});
