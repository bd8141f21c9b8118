import { Lazy } from 'cdk8s';
import { plainCopy } from '../../lib/manifest/plain-copy';

describe('plainCopy', () => {
  test('equals what it copies, null and empty values included', () => {
    const value = { a: [{ b: null }, '', 0, false, [], {}], c: undefined };
    expect(plainCopy(value)).toStrictEqual(value);
  });

  test('shares nothing with what it copies, nor within itself', () => {
    const shared = { key: ['value'] };
    const copy = plainCopy({ one: shared, two: shared });
    copy.one.key.push('more');
    expect([shared, copy.two]).toEqual([{ key: ['value'] }, { key: ['value'] }]);
  });

  test('keeps a token the token that it is', () => {
    const token = Lazy.any({ produce: () => 'later' });
    expect(plainCopy({ labels: { app: token } }).labels.app).toBe(token);
  });
});
