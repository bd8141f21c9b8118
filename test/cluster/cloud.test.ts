import { Lazy } from 'cdk8s';
import { Cloud } from '../../lib/cluster/cloud';
import { placeholder } from '../../lib/manifest/known';

function messageOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  return undefined;
}

test('says how much notice its spot machines get, and what of it is left for a pod', () => {
  expect([Cloud.AWS, Cloud.AZURE, Cloud.GCP].map(({ name, spotNoticeSeconds, spotGraceSeconds }) => [name, spotNoticeSeconds, spotGraceSeconds])).toEqual([
    ['aws', 120, 90], ['azure', 30, 20], ['gcp', 30, 15],
  ]);
});

test('of another kind leaves a pod two thirds of the notice, or what it says', () => {
  expect([{ spotNoticeSeconds: 60 }, { spotNoticeSeconds: 1 }, { spotNoticeSeconds: 60, spotGraceSeconds: 50 }].map((options) => Cloud.of('own', options).spotGraceSeconds)).toEqual([40, 1, 50]);
});

test('of another kind is known for no notice unless it says so', () => {
  const { name, spotNoticeSeconds, spotGraceSeconds } = Cloud.of('own');
  expect([name, spotNoticeSeconds, spotGraceSeconds]).toEqual(['own', undefined, undefined]);
});

test('with the name of one that is known is that one', () => {
  const { spotNoticeSeconds, spotGraceSeconds } = Cloud.of('aws');
  expect([spotNoticeSeconds, spotGraceSeconds]).toEqual([120, 90]);
  expect(Cloud.of('aws')._isOtherThan(Cloud.GCP)).toBe(true);
  expect(Cloud.of('aws')._isOtherThan(Cloud.AWS)).toBe(false);
  expect(Cloud.of('own')._isOtherThan(Cloud.AWS)).toBe(false);
});

test.each<[string, () => Cloud, string]>([
  ['without a name', () => Cloud.of(''), "[Cloud.of] 'name' must be given. Use one such as 'hetzner'."],
  ['with a notice that is none', () => Cloud.of('own', { spotNoticeSeconds: 0 }), "[Cloud.of] 'spotNoticeSeconds' must be a whole number of at least 1, got 0. Leave it out if it is not known."],
  ['with a notice that is known later', () => Cloud.of('own', { spotNoticeSeconds: placeholder('x') as any }), "[Cloud.of] 'spotNoticeSeconds' must be known when the program runs. Leave it out if it is not known."],
  ['with a notice that is a token', () => Cloud.of('own', { spotNoticeSeconds: Lazy.any({ produce: () => 60 }) as any }), "[Cloud.of] 'spotNoticeSeconds' must be known when the program runs. Leave it out if it is not known."],
  ['with a name that is none', () => Cloud.of(5 as any), "[Cloud.of] 'name' must be a string, got a number. Put it in quotes."],
  ['with options that are none', () => Cloud.of('own', 60 as any), '[Cloud.of] must be an object, got a number. Use one such as { spotNoticeSeconds: 60 }.'],
  ['with more time for pods than there is', () => Cloud.of('own', { spotNoticeSeconds: 60, spotGraceSeconds: 61 }), "[Cloud.of] 'spotGraceSeconds' must be a whole number from 1 to 60, got 61. Leave it out for two thirds of the notice."],
  ['with time for pods of an unknown notice', () => Cloud.of('own', { spotGraceSeconds: 61 }), "[Cloud.of] 'spotGraceSeconds' must not be given without 'spotNoticeSeconds', of which it is a part, got 61. Give both."],
])('is refused %s', (_, make, message) => expect(messageOf(make)).toBe(message));
