import { plainData, unwritableIn, UnwritableError } from '../../lib/manifest/plain-data';

class Token {}
const nameless = Object.create(Object.create(Object.create(null)));
const loop: any = { list: [] };
loop.list.push(loop);

describe('plainData', () => {
  test('copies what a manifest can hold, and drops undefined', () => {
    const value = { text: 'a', empty: '', zero: 0, long: 2n ** 60n, yes: true, none: null, gone: undefined, list: [undefined, 1, [], {}], map: { gone: undefined } };
    expect(plainData(value)).toStrictEqual({ text: 'a', empty: '', zero: 0, long: 2n ** 60n, yes: true, none: null, list: [1, [], {}], map: {} });
  });

  test('holds nothing twice', () => {
    const shared = { a: ['b'] };
    const copy = plainData({ one: shared, two: shared });
    copy.one.a.push('more');
    expect([shared, copy.two]).toEqual([{ a: ['b'] }, { a: ['b'] }]);
  });

  test('copies what has no prototype', () => {
    expect(plainData(Object.assign(Object.create(null), { a: 1 }))).toEqual({ a: 1 });
  });

  test('takes what says itself how it becomes JSON, and leaves a field that merely is called so', () => {
    expect(plainData({ at: new Date(0), field: { toJSON: 'text' } })).toEqual({ at: '1970-01-01T00:00:00.000Z', field: { toJSON: 'text' } });
  });

  test('settles every value before it is copied, also within what was settled', () => {
    const settle = (value: unknown) => (value === 'later' ? { now: ['soon'] } : value === 'soon' ? 1 : value === 'never' ? undefined : value);
    expect(plainData<any>('later', settle)).toEqual({ now: [1] });
    expect(plainData<any>({ a: 'later', b: ['soon', 'never'], c: 'never', d: { toJSON: () => 'soon' } }, settle)).toStrictEqual({ a: { now: [1] }, b: [1], d: 1 });
  });

  test('throws on the first thing that it cannot hold, with the path from where the value stands', () => {
    const copying = () => plainData({ a: [() => 1], b: NaN }, undefined, ['spec', 0]);
    expect(copying).toThrow(new UnwritableError("YAML can't hold a function, at spec[0].a[0]"));
    expect(copying).toThrow(UnwritableError);
  });
});

describe('unwritableIn', () => {
  test.each([[{}], [{ a: [1, 'b', null, true, 1n] }], [null], ['a']])('finds nothing in %p', (value) => expect(unwritableIn(value)).toBeUndefined());

  test.each<[string, unknown, string]>([
    ['a value that is at fault itself', Symbol('x'), "YAML can't hold a symbol"],
    ['a number that is not finite', { a: -Infinity }, "YAML can't hold -Infinity, at a"],
    ['an instance of a class', { a: new Token() }, "YAML can't hold a Token, at a"],
    ['an instance of what has no name', { a: nameless }, "YAML can't hold a class instance, at a"],
    ['half a surrogate pair', { a: { '\ud800': 1 } }, 'YAML can\'t hold half a surrogate pair, at a'],
    ['an object inside itself', loop, "YAML can't hold an object inside itself, at list[0]"],
    ['all that stands in the way', { a: () => 1, b: [NaN, { c: Symbol('x') }] }, "YAML can't hold a function, at a, nor NaN, at b[0], nor a symbol, at b[1].c"],
  ])('tells %s', (_, value, message) => expect(unwritableIn(value)).toBe(message));
});
